//! The list itself.

use dioxus::prelude::*;

use super::WANTED;
use crate::i18n::format;
use crate::route::Route;
use crate::t;
use crate::ui::chip::{ClassMark, remind, remind_words};
use crate::ui::face::Face;
use crate::ui::icon::{Glyph, Icon};
use crate::view::{CustomerList, CustomerRow, Wanted};

#[component]
pub fn List(list: CustomerList) -> Element {
    let CustomerList { rows, total, all, .. } = list;
    if all == 0 {
        return rsx! {
            section { class: "card", Face { glyph: Glyph::Customers, title: t!("customers-none"), text: t!("customers-none-text"),
                Link { to: Route::NewCustomer {}, class: "btn", "data-testid": "customer-first", Icon { glyph: Glyph::Add, class: "i-16" } {t!("customer-new")} }
            } }
        };
    }
    if rows.is_empty() {
        return rsx! {
            section { class: "card", Face { glyph: Glyph::Search, title: t!("customers-not-found"), text: t!("customers-not-found-text"),
                button { class: "btn", r#type: "button", "data-testid": "filters-clear", onclick: move |_| *WANTED.write() = Wanted::default(), {t!("filters-clear")} }
                Link { to: Route::NewCustomer {}, class: "btn quiet", Icon { glyph: Glyph::Add, class: "i-16" } {t!("customer-new")} }
            } }
        };
    }
    let more = i64::from(total) - rows.len() as i64;
    rsx! {
        p { class: "xs muted", role: "status", "data-testid": "customers-count", "data-total": "{total}", {t!("customers-count", n = i64::from(total))} }
        section { class: "card",
            ul { class: "list",
                for row in rows {
                    Row { key: "{row.id}", row }
                }
            }
            if more > 0 {
                button { class: "more", r#type: "button", "data-testid": "customers-more", onclick: move |_| WANTED.write().limit += Wanted::PAGE, {t!("more", n = more)} Icon { glyph: Glyph::Down, class: "i-16" } }
            }
        }
    }
}

#[component]
fn Row(row: CustomerRow) -> Element {
    rsx! {
        li {
            Link { to: Route::Customer { id: row.id }, class: "item", "data-testid": "customer-row", "data-customer": "{row.id}",
                div { class: "grow",
                    p { class: "t1 row", span { class: "cut", "{row.name}" } ClassMark { class: row.class } }
                    p { class: "t2 cut", {about(&row)} }
                }
                div { class: "end stack", style: "gap:2px;justify-items:end",
                    if let Some(metres) = row.distance {
                        span { class: "sm num soft", {format::distance(metres)} }
                    }
                    if let Some(reminder) = &row.reminder {
                        span { class: "chip", "data-remind": remind(reminder), Icon { glyph: Glyph::from(reminder) } {short(reminder)} }
                    }
                }
            }
        }
    }
}

fn short(reminder: &shared::reminder::Reminder) -> String {
    match remind(reminder) {
        "due" => t!("remind-due-short"),
        "gap" => t!("remind-gap-short"),
        "unhandled" => t!("remind-unhandled-short"),
        _ => t!("remind-overdue-short"),
    }
}

fn about(row: &CustomerRow) -> String {
    match (&row.reminder, row.last_contact) {
        (Some(reminder), _) => remind_words(reminder, row.class),
        (None, Some(day)) => t!("last-contact", day = format::day(day)),
        (None, None) => {
            row.site.as_ref().and_then(|site| site.address.clone()).unwrap_or_else(|| t!("never-contacted"))
        }
    }
}
