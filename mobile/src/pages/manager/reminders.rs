//! 待跟進: what the people one leads have not handled, are late with, or will be.

use dioxus::prelude::*;
use shared::reminder::Kind;
use shared::rest::{TeamReminder, TeamReminders as Found};

use crate::api::Api;
use crate::hooks::use_live;
use crate::i18n::format;
use crate::pages::rep::remind::kind_name;
use crate::route::Route;
use crate::t;
use crate::ui::chip::{ClassMark, remind, remind_words};
use crate::ui::face::{Face, show};
use crate::ui::icon::{Glyph, Icon};

/// Rows drawn at once.
const MOST: usize = 300;

#[component]
pub fn TeamReminders() -> Element {
    let mut kind = use_signal(|| None::<Kind>);
    let mut person = use_signal(String::new);
    let mut found = use_live(|api: Api| async move { api.team_reminders().await });
    rsx! {
        main { class: "desk", "data-testid": "page-team-reminders",
            header { class: "toolbar",
                h1 { {t!("team-reminders")} }
                for one in [Kind::Unhandled, Kind::Overdue, Kind::Gap, Kind::Due] {
                    button { key: "{one.as_str()}", class: "pill", r#type: "button", "data-testid": "team-kind-{one.as_str()}", "aria-pressed": if kind() == Some(one) { "true" } else { "false" }, onclick: move |_| kind.set(if kind() == Some(one) { None } else { Some(one) }),
                        {kind_name(one)} " " span { class: "num", {count(found.read().as_ref().and_then(|found| found.as_ref().ok()), one)} }
                    }
                }
                span { class: "grow" }
                button { class: "icon-btn", r#type: "button", "aria-label": t!("refresh"), "data-testid": "team-refresh", onclick: move |_| found.restart(), Icon { glyph: Glyph::Refresh } }
            }
            div { class: "pg",
                {show(found, |found: &Found| {
                    let people = people(&found.rows);
                    let fits = |row: &&TeamReminder| kind().is_none_or(|kind| row.reminder.kind() == kind) && (person.read().is_empty() || row.employee.as_str() == person.read().as_str());
                    let rows: Vec<TeamReminder> = found.rows.iter().filter(fits).cloned().collect();
                    rsx! {
                        div { class: "row",
                            select { class: "input", style: "width:auto", "aria-label": t!("people-filter"), "data-testid": "team-person", onchange: move |event| person.set(event.value()),
                                option { value: "", selected: person.read().is_empty(), {t!("team-everyone", n = people.len() as i64)} }
                                for (id, name, n) in people {
                                    option { key: "{id}", value: "{id}", selected: *person.read() == id, "{name} · {n}" }
                                }
                            }
                            span { class: "muted sm", {format::day_week(found.day)} }
                        }
                        if rows.is_empty() {
                            section { class: "card", Face { glyph: Glyph::Counted, title: t!("team-none"), text: t!("team-none-text") } }
                        } else {
                            Table { rows }
                        }
                    }
                })}
            }
        }
    }
}

/// No zero for what is not known.
fn count(found: Option<&Found>, kind: Kind) -> String {
    found.map_or_else(String::new, |found| {
        found.rows.iter().filter(|row| row.reminder.kind() == kind).count().to_string()
    })
}

/// Who has any, with how many, by name.
fn people(rows: &[TeamReminder]) -> Vec<(String, String, usize)> {
    let mut found: Vec<(String, String, usize)> = Vec::new();
    for row in rows {
        match found.iter_mut().find(|one| one.0 == row.employee.as_str()) {
            Some(one) => one.2 += 1,
            None => found.push((row.employee.to_string(), row.name.clone(), 1)),
        }
    }
    found.sort_by(|a, b| a.1.cmp(&b.1));
    found
}

#[component]
fn Table(rows: Vec<TeamReminder>) -> Element {
    let hidden = rows.len().saturating_sub(MOST);
    rsx! {
        section { class: "card col",
            div { class: "scroll",
                table { class: "tbl",
                    thead {
                        tr {
                            th { {t!("customer")} }
                            th { {t!("remind-title")} }
                            th { {t!("handing-owner")} }
                            th { class: "r", {t!("team-breaches")} }
                            th { {t!("team-next-breach")} }
                        }
                    }
                    tbody {
                        for row in rows.into_iter().take(MOST) {
                            tr { key: "{row.customer}/{row.reminder.kind().as_str()}", "data-testid": "team-reminder", "data-customer": "{row.customer}", "data-kind": row.reminder.kind().as_str(),
                                td { span { class: "row", Link { to: Route::Customer { id: row.customer }, class: "link", "data-testid": "team-customer", "{row.customer_name}" } ClassMark { class: Some(row.class) } } }
                                td { span { class: "row", span { class: "chip", "data-remind": remind(&row.reminder), Icon { glyph: Glyph::from(&row.reminder) } {kind_name(row.reminder.kind())} } span { class: "soft", {remind_words(&row.reminder, Some(row.class))} } } }
                                td { "{row.name}" }
                                td { class: "r", "{row.breaches}" }
                                td { class: "soft", {row.next_breach.map_or_else(|| "—".to_owned(), format::day_week)} }
                            }
                        }
                    }
                }
            }
            if hidden > 0 {
                p { class: "sm muted", style: "padding:12px 16px", {t!("team-more", n = hidden as i64)} }
            }
        }
    }
}
