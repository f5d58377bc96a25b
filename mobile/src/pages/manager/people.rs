//! 人員: everyone one leads or administers, with state, superior and devices; each leads to his own page.

mod customers;
mod moving;
mod person;

use dioxus::prelude::*;
use shared::period::BusinessDay;
use shared::rest::PersonRow;

use crate::api::Api;
use crate::hooks::use_server;
use crate::pages::sign_in::role_names;
use crate::route::Route;
use crate::state::{today, use_state};
use crate::t;
use crate::ui::face::{Face, show};
use crate::ui::icon::{Glyph, Icon};
use crate::ui::time::Ago;

pub use person::Person;

#[component]
pub fn People() -> Element {
    let mut people = use_server(|api: Api| async move { api.people().await });
    let mut text = use_signal(String::new);
    rsx! {
        main { class: "desk", "data-testid": "page-people",
            header { class: "toolbar",
                h1 { {t!("people")} }
                div { class: "search", style: "width:180px",
                    Icon { glyph: Glyph::Search, class: "i-16" }
                    input { class: "input", r#type: "search", "data-testid": "people-search", "aria-label": t!("people-search"), placeholder: t!("people-search"), value: "{text}", oninput: move |event| text.set(event.value()) }
                }
                span { class: "grow" }
                button { class: "icon-btn", r#type: "button", "aria-label": t!("refresh"), onclick: move |_| people.restart(), Icon { glyph: Glyph::Refresh } }
            }
            div { class: "pg",
                {show(people, |rows: &Vec<PersonRow>| {
                    let wanted = text.read().trim().to_lowercase();
                    let fits = |row: &&PersonRow| [&row.name, &row.department].iter().any(|said| said.to_lowercase().contains(&wanted)) || row.employee.as_str().contains(&wanted);
                    let shown: Vec<PersonRow> = rows.iter().filter(fits).cloned().collect();
                    if shown.is_empty() {
                        let text = if wanted.is_empty() { t!("people-nobody-text") } else { String::new() };
                        return rsx! { section { class: "card", Face { glyph: Glyph::Person, title: t!("people-nobody"), text } } };
                    }
                    rsx! { Table { rows: shown } }
                })}
            }
        }
    }
}

#[component]
fn Table(rows: Vec<PersonRow>) -> Element {
    rsx! {
        section { class: "card col",
            div { class: "scroll",
                table { class: "tbl",
                    thead {
                        tr {
                            th { {t!("name")} }
                            th { {t!("person-state")} }
                            th { {t!("department")} }
                            th { {t!("person-superior")} }
                            th { class: "r", {t!("person-devices")} }
                            th { class: "r", {t!("nav-customers")} }
                            th { {t!("person-seen")} }
                            th { {t!("person-roles")} }
                        }
                    }
                    tbody {
                        for row in rows {
                            Row { key: "{row.employee}", row }
                        }
                    }
                }
            }
        }
    }
}

#[component]
fn Row(row: PersonRow) -> Element {
    let to = Route::Person { employee: row.employee.clone() };
    rsx! {
        tr { "data-testid": "person-row", "data-employee": "{row.employee}",
            td { Link { to, class: "cell", span { class: "avatar", style: "width:24px;height:24px;font-size:var(--t-xs)", {row.name.chars().take(1).collect::<String>()} } "{row.name}" } }
            td { StateChip { row: row.clone() } }
            td { class: "soft", {[row.department.clone(), row.title.clone()].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" · ")} }
            td { {row.superior_name.clone().unwrap_or_else(|| "—".to_owned())} }
            td { class: "r", "{row.devices}" }
            td { class: "r", "{row.customers}" }
            td { class: "muted", if let Some(seen) = row.seen { Ago { at: seen } } else { "—" } }
            td { class: "soft", {role_names(&row.roles)} }
        }
    }
}

/// Whether somebody works here and may come in.
#[component]
pub fn StateChip(row: PersonRow) -> Element {
    let state = use_state();
    let today = today(state);
    rsx! {
        if row.disabled {
            span { class: "chip", "data-verdict": "outside", "data-testid": "person-state", Icon { glyph: Glyph::Lock } {t!("person-disabled")} }
        } else if left(&row, today) {
            span { class: "chip line", "data-testid": "person-state", Icon { glyph: Glyph::Leave } {t!("person-left")} }
        } else {
            span { class: "chip", "data-verdict": "inside", "data-testid": "person-state", Icon { glyph: Glyph::Inside } {t!("person-active")} }
        }
    }
}

/// Whether somebody's last day is over.
pub fn left(row: &PersonRow, today: BusinessDay) -> bool {
    row.leave.is_some_and(|last| last < today)
}
