//! A list to choose from: names are for people and may change, ids stand in records and do not.

use dioxus::prelude::*;
use shared::doc::company::Choice;

use crate::t;
use crate::ui::icon::{Glyph, Icon};

/// An id nobody has seen.
pub(super) fn new_id() -> String {
    uuid::Uuid::now_v7().simple().to_string()
}

#[component]
pub fn Choices(title: String, list: Signal<Vec<Choice>>, testid: &'static str) -> Element {
    let rows: Vec<(usize, String, String)> =
        list.read().iter().enumerate().map(|(at, choice)| (at, choice.id.clone(), choice.name.clone())).collect();
    rsx! {
        fieldset { class: "field", "data-testid": testid,
            legend { class: "name", "{title}" }
            ul { class: "rows",
                for (at, id, name) in rows {
                    li { key: "{id}",
                        input { class: "input grow", "aria-label": "{title} {at + 1}", value: "{name}",
                            oninput: move |event| {
                                if let Some(choice) = list.write().get_mut(at) {
                                    choice.name = event.value();
                                }
                            },
                        }
                        button { class: "icon-btn", r#type: "button", "aria-label": t!("settings-remove", name = name.clone()), onclick: move |_| drop(list.write().remove(at)),
                            Icon { glyph: Glyph::Cross, class: "i-16" }
                        }
                    }
                }
            }
            button { class: "btn quiet", r#type: "button", "data-testid": "{testid}-add", "aria-label": t!("settings-add-to", list = title.clone()),
                onclick: move |_| list.write().push(Choice { id: new_id(), name: String::new() }),
                {t!("settings-add")}
            }
        }
    }
}
