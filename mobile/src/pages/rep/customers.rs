//! The customers of a rep: search, and the filters one works with.

use dioxus::prelude::*;
use shared::doc::ledger::Class;

use crate::hooks::use_ask;
use crate::i18n::format;
use crate::platform::position::Wish;
use crate::route::Route;
use crate::state::use_state;
use crate::t;
use crate::ui::chip::{ClassMark, SyncPill, remind, remind_words};
use crate::ui::face::{Face, show};
use crate::ui::icon::{Glyph, Icon};
use crate::ui::top::Top;
use crate::view::{Answer, Ask, CustomerRow};

/// Metres within which a customer is near.
const NEAR: f64 = 3_000.0;
/// Drawn before more are asked for: a phone need not lay out six hundred rows to show ten.
const PAGE: usize = 60;

/// What is looked for.
#[derive(Debug, Clone, PartialEq, Default)]
struct Wanted {
    text: String,
    class: Option<Class>,
    due: bool,
    near: bool,
}

impl Wanted {
    fn finds(&self, row: &CustomerRow) -> bool {
        let digits: String = self.text.chars().filter(char::is_ascii_digit).collect();
        let phone: String = row.phone.iter().flat_map(|phone| phone.chars()).filter(char::is_ascii_digit).collect();
        let by_text = self.text.is_empty()
            || row.name.to_lowercase().contains(&self.text.to_lowercase())
            || (digits.len() >= 3 && phone.contains(&digits));
        by_text
            && self.class.is_none_or(|class| row.class == Some(class))
            && (!self.due || row.reminder.is_some())
            && (!self.near || row.distance.is_some_and(|metres| metres <= NEAR))
    }
}

#[component]
pub fn Customers() -> Element {
    let rows = use_ask(Ask::Customers, |answer| match answer {
        Answer::Customers(rows) => Some(rows),
        _ => None,
    });
    let wanted = use_signal(Wanted::default);
    rsx! {
        main { class: "phone", "data-testid": "page-customers",
            Top { title: t!("nav-customers"), span { class: "grow" } SyncPill {} }
            div { class: "body",
                Filters { wanted }
                {show(rows, |rows: &Vec<CustomerRow>| {
                    let mut found: Vec<CustomerRow> = rows.iter().filter(|row| wanted.read().finds(row)).cloned().collect();
                    if wanted.read().near {
                        found.sort_by(|a, b| a.distance.unwrap_or(f64::MAX).total_cmp(&b.distance.unwrap_or(f64::MAX)));
                    }
                    rsx! { List { all: rows.len(), rows: found } }
                })}
            }
        }
    }
}

#[component]
fn Filters(wanted: Signal<Wanted>) -> Element {
    let state = use_state();
    let pressed = |on: bool| if on { "true" } else { "false" };
    let near = move |_| async move {
        let on = !wanted.peek().near;
        if on && state.locate(Wish::QUICK).await.is_err() {
            state.toast(t!("no-fix-short"));
            return;
        }
        wanted.write().near = on;
    };
    rsx! {
        div { class: "search",
            Icon { glyph: Glyph::Search }
            input {
                class: "input",
                r#type: "search",
                "aria-label": t!("customers-search"),
                placeholder: t!("customers-search"),
                "data-testid": "customers-search",
                value: "{wanted.read().text}",
                oninput: move |event| wanted.write().text = event.value().trim().to_owned(),
            }
        }
        div { class: "scroll-x", role: "group", "aria-label": t!("filters"),
            button { class: "pill", r#type: "button", "data-testid": "filter-due", "aria-pressed": pressed(wanted.read().due), onclick: move |_| { let on = wanted.peek().due; wanted.write().due = !on; }, {t!("filter-due")} }
            button { class: "pill", r#type: "button", "data-testid": "filter-near", "aria-pressed": pressed(wanted.read().near), onclick: near, {t!("filter-near")} }
            for class in [Class::A, Class::B, Class::C] {
                button {
                    key: "{class.as_str()}",
                    class: "pill",
                    r#type: "button",
                    "aria-pressed": pressed(wanted.read().class == Some(class)),
                    onclick: move |_| { let on = wanted.peek().class == Some(class); wanted.write().class = (!on).then_some(class); },
                    {t!("class-of", class = class.as_str())}
                }
            }
        }
    }
}

#[component]
fn List(rows: Vec<CustomerRow>, all: usize) -> Element {
    let mut shown = use_signal(|| PAGE);
    if all == 0 {
        return rsx! { section { class: "card", Face { glyph: Glyph::Customers, title: t!("customers-none"), text: t!("customers-none-text") } } };
    }
    if rows.is_empty() {
        return rsx! { section { class: "card", Face { glyph: Glyph::Search, title: t!("customers-not-found"), text: t!("customers-not-found-text") } } };
    }
    let more = rows.len().saturating_sub(shown());
    rsx! {
        p { class: "xs muted", {t!("customers-count", n = rows.len() as i64)} }
        section { class: "card",
            ul { class: "list",
                for row in rows.iter().take(shown()) {
                    li { key: "{row.id}",
                        Link { to: Route::Customer { id: row.id }, class: "item", "data-testid": "customer-row", "data-customer": "{row.id}",
                            div { class: "grow",
                                p { class: "t1 row", span { class: "cut", "{row.name}" } ClassMark { class: row.class } }
                                p { class: "t2 cut", {about(row)} }
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
            if more > 0 {
                button { class: "more", r#type: "button", onclick: move |_| *shown.write() += PAGE, {t!("more", n = more as i64)} Icon { glyph: Glyph::Down, class: "i-16" } }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_customer_is_found_by_a_part_of_name_or_number() {
        let row = CustomerRow {
            id: "0190163d-8694-739b-aea5-966c26f8ad91".parse().unwrap(),
            name: "浙北仁和医院 Renhe".to_owned(),
            class: Some(Class::A),
            phone: Some("0571-8765 4321".to_owned()),
            site: None,
            distance: Some(86.0),
            reminder: None,
            last_contact: None,
        };
        let finds = |text: &str| Wanted { text: text.to_owned(), ..Wanted::default() }.finds(&row);
        assert!(finds("仁和") && finds("renhe") && finds("8765-43") && finds(""));
        assert!(!finds("钱江") && !finds("999"));
        assert!(!Wanted { class: Some(Class::B), ..Wanted::default() }.finds(&row));
        assert!(
            Wanted { near: true, ..Wanted::default() }.finds(&row)
                && !Wanted { due: true, ..Wanted::default() }.finds(&row)
        );
    }
}
