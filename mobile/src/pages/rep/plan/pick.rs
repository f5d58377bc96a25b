//! Choosing customers for a plan.

use dioxus::prelude::*;

use crate::hooks::use_ask;
use crate::i18n::format;
use crate::t;
use crate::ui::chip::{ClassMark, remind, remind_words};
use crate::ui::face::{Face, show};
use crate::ui::icon::{Glyph, Icon};
use crate::view::{Answer, Ask, CustomerRow, Sort, Wanted};

#[component]
pub fn Pick(stops: Signal<Vec<CustomerRow>>, onclose: Callback<()>) -> Element {
    let mut text = use_signal(String::new);
    let found = use_ask(
        move |now| Ask::Customers {
            wanted: Box::new(Wanted { text: text(), sort: Sort::Pressing, ..Wanted::default() }),
            now,
        },
        |answer| match answer {
            Answer::Customers(list) => Some(list.rows),
            _ => None,
        },
    );
    rsx! {
        div { class: "veil low", onclick: move |_| onclose.call(()),
            div {
                class: "picker",
                role: "dialog",
                "aria-modal": "true",
                "aria-label": t!("plan-add"),
                "data-testid": "plan-picker",
                onclick: move |event| event.stop_propagation(),
                onkeydown: move |event| {
                    if event.key() == Key::Escape {
                        onclose.call(());
                    }
                },
                div { class: "search",
                    Icon { glyph: Glyph::Search }
                    input { class: "input", r#type: "search", autofocus: true, "aria-label": t!("customers-search"), placeholder: t!("customers-search"), "data-testid": "plan-search", value: "{text}", oninput: move |event| text.set(event.value()) }
                }
                div { class: "picks",
                    {show(found, |rows: &Vec<CustomerRow>| {
                        if rows.is_empty() {
                            return rsx! { Face { glyph: Glyph::Search, title: t!("customers-not-found"), text: t!("customers-not-found-text") } };
                        }
                        rsx! {
                            ul { class: "list",
                                for row in rows.clone() {
                                    One { key: "{row.id}", row, stops }
                                }
                            }
                        }
                    })}
                }
                button { class: "btn primary action", r#type: "button", "data-testid": "plan-picked", onclick: move |_| onclose.call(()), {t!("plan-picked", n = stops.read().len() as i64)} }
            }
        }
    }
}

#[component]
fn One(row: CustomerRow, stops: Signal<Vec<CustomerRow>>) -> Element {
    let mut stops = stops;
    let id = row.id;
    let on = stops.read().iter().any(|stop| stop.id == id);
    let about = match &row.reminder {
        Some(reminder) => remind_words(reminder, row.class),
        None => {
            row.last_contact.map_or_else(|| t!("never-contacted"), |day| t!("last-contact", day = format::day(day)))
        }
    };
    let shown = row.clone();
    let toggle = move |_| {
        let mut all = stops.write();
        if on {
            all.retain(|stop| stop.id != id);
        } else {
            all.push(row.clone());
        }
    };
    rsx! {
        li {
            button { class: "item", r#type: "button", role: "checkbox", "aria-checked": if on { "true" } else { "false" }, "data-testid": "plan-pick", "data-customer": "{id}", onclick: toggle,
                span { class: "tick", if on { Icon { glyph: Glyph::Check, class: "i-16" } } }
                span { class: "grow",
                    span { class: "t1 row", span { class: "cut", "{shown.name}" } ClassMark { class: shown.class } }
                    span { class: "t2 cut", style: "display:block", "data-remind": shown.reminder.as_ref().map(remind), "{about}" }
                }
                if let Some(metres) = shown.distance {
                    span { class: "sm num soft", {format::distance(metres)} }
                }
            }
        }
    }
}
