//! The fields of a customer that the company defines (CUS-1).

use dioxus::prelude::*;
use shared::doc::company::{Choice, CustomerField};

use super::choices::new_id;
use crate::t;
use crate::ui::icon::{Glyph, Icon};

/// What stands between options in one line.
const BETWEEN: [char; 4] = ['、', ',', '，', ';'];

/// Options as they are written; those whose names stay keep their ids.
fn options(text: &str, stood: &[Choice]) -> Vec<Choice> {
    let names = text.split(BETWEEN).map(str::trim).filter(|name| !name.is_empty());
    let known = |name: &str| stood.iter().find(|choice| choice.name == name).map(|choice| choice.id.clone());
    names.map(|name| Choice { id: known(name).unwrap_or_else(new_id), name: name.to_owned() }).collect()
}

fn text(options: &[Choice]) -> String {
    options.iter().map(|choice| choice.name.as_str()).collect::<Vec<_>>().join("、")
}

#[component]
pub fn Fields(list: Signal<Vec<CustomerField>>) -> Element {
    let rows: Vec<(usize, CustomerField)> = list.read().iter().cloned().enumerate().collect();
    rsx! {
        p { class: "sm soft", {t!("settings-fields-text")} }
        ul { class: "rows", "data-testid": "settings-fields",
            for (at, field) in rows {
                li { key: "{field.id}",
                    input { class: "input grow", "aria-label": t!("settings-field-name"), placeholder: t!("settings-field-name"), value: "{field.name}",
                        oninput: move |event| {
                            if let Some(field) = list.write().get_mut(at) {
                                field.name = event.value();
                            }
                        },
                    }
                    // When it is left: while it is written, a separator at its end would be gone at once.
                    input { class: "input grow", "aria-label": t!("settings-field-options"), placeholder: t!("settings-field-options"), value: text(&field.options),
                        onchange: move |event| {
                            if let Some(field) = list.write().get_mut(at) {
                                field.options = options(&event.value(), &field.options);
                            }
                        },
                    }
                    button { class: "icon-btn", r#type: "button", "aria-label": t!("settings-remove", name = field.name.clone()), onclick: move |_| drop(list.write().remove(at)),
                        Icon { glyph: Glyph::Cross, class: "i-16" }
                    }
                }
            }
        }
        button { class: "btn quiet", r#type: "button", style: "justify-self:start", "data-testid": "settings-fields-add", "aria-label": t!("settings-add-to", list = t!("settings-fields")),
            onclick: move |_| list.write().push(CustomerField { id: new_id(), name: String::new(), options: Vec::new() }),
            {t!("settings-add")}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_option_whose_name_stays_keeps_its_id() {
        let first = options("二级、三级", &[]);
        let names: Vec<&str> = first.iter().map(|choice| choice.name.as_str()).collect();
        assert_eq!(names, ["二级", "三级"]);
        let then = options("三级，一级,", &first);
        assert_eq!((then[0].clone(), then.len()), (first[1].clone(), 2));
        assert_eq!(text(&then), "三级、一级");
    }
}
