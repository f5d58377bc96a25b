//! One of the people: where he stands, his devices and customers, and what an administrator may do.

use dioxus::prelude::*;
use shared::id::EmployeeId;
use shared::policy::Act;
use shared::rest::PersonRow;

use super::StateChip;
use super::customers::Customers;
use super::moving::Moving;
use crate::api::Api;
use crate::hooks::{use_act, use_server};
use crate::pages::me::devices::Devices;
use crate::pages::sign_in::role_names;
use crate::route::Route;
use crate::state::use_state;
use crate::t;
use crate::ui::dialog::Confirm;
use crate::ui::face::{Face, Trouble, show};
use crate::ui::icon::{Glyph, Icon};
use crate::ui::time::Ago;
use crate::ui::top::Top;

#[component]
pub fn Person(employee: EmployeeId) -> Element {
    let state = use_state();
    let mut people = use_server(|api: Api| async move { api.people().await });
    let manages = state.may(Act::ManagePeople);
    let here = state.session().map(|session| session.device);
    rsx! {
        main { class: "phone roomy", "data-testid": "page-person",
            Top { title: t!("people"), back: Route::People {} }
            div { class: "body",
                {show(people, |rows: &Vec<PersonRow>| {
                    let Some(row) = rows.iter().find(|row| row.employee == employee).cloned() else {
                        return rsx! { section { class: "card", Face { glyph: Glyph::Person, title: t!("people-nobody"), text: "{employee}" } } };
                    };
                    let changed = Callback::new(move |()| people.restart());
                    rsx! {
                        Standing { row: row.clone() }
                        if manages {
                            Devices { of: row.employee.clone(), here, title: t!("person-devices-of") }
                        }
                        Customers { employee: row.employee.clone() }
                        if manages {
                            // Begins anew where the post changed.
                            for row in [row.clone()] {
                                Moving { key: "{row.employee}/{row.superior:?}/{row.department}", row: row.clone(), people: rows.clone(), onmove: changed }
                            }
                            Gate { row, onchange: changed }
                        }
                    }
                })}
            }
        }
    }
}

#[component]
fn Standing(row: PersonRow) -> Element {
    let dash = || "—".to_owned();
    let filled = |text: &String| if text.is_empty() { dash() } else { text.clone() };
    rsx! {
        section { class: "card",
            ul { class: "list icons",
                li { class: "item",
                    span { class: "avatar", style: "width:44px;height:44px", {row.name.chars().take(1).collect::<String>()} }
                    div { class: "grow",
                        p { class: "t1 b cut", "data-testid": "person-name", "{row.name}" }
                        p { class: "t2 cut", "{row.employee} · " {role_names(&row.roles)} }
                    }
                    StateChip { row: row.clone() }
                }
            }
            dl { class: "kv", style: "padding:0 16px 16px",
                dt { {t!("department")} }
                dd { {filled(&row.department)} }
                dt { {t!("person-title")} }
                dd { {filled(&row.title)} }
                dt { {t!("person-superior")} }
                dd { "data-testid": "person-superior", {row.superior_name.clone().unwrap_or_else(dash)} }
                if let Some(last) = row.leave {
                    dt { {t!("person-last-day")} }
                    dd { class: "num", "{last}" }
                }
                dt { {t!("person-seen")} }
                dd { if let Some(seen) = row.seen { Ago { at: seen } } else { "—" } }
            }
        }
    }
}

/// Shutting somebody out, or letting him in again.
#[component]
fn Gate(row: PersonRow, onchange: Callback<()>) -> Element {
    let state = use_state();
    let act = use_act();
    let mut asks = use_signal(|| false);
    let (employee, disabled, name) = (row.employee.clone(), row.disabled, row.name.clone());
    let go = use_callback(move |()| {
        asks.set(false);
        let (api, employee, name) = (state.api(), employee.clone(), name.clone());
        act.run(async move { api.set_disabled(&employee, !disabled).await }, move |state, ()| {
            state.toast(if disabled { t!("person-enabled", name = name) } else { t!("person-shut-out", name = name) });
            onchange.call(());
        });
    });
    let own = state.session().is_some_and(|session| session.employee == row.employee);
    let (title, text, name) = if disabled {
        (t!("person-enable-ask", name = row.name.clone()), t!("person-enable-text"), t!("person-enable"))
    } else {
        (t!("person-disable-ask", name = row.name.clone()), t!("person-disable-text"), t!("person-disable"))
    };
    rsx! {
        // Nobody shuts himself out.
        if !own {
            section { class: "card pad stack",
                p { class: "sm soft", "{text}" }
                Trouble { failure: act.failure.read().clone() }
                button { class: "btn", r#type: "button", "data-testid": if disabled { "person-enable" } else { "person-disable" }, disabled: *act.busy.read(), onclick: move |_| asks.set(true),
                    Icon { glyph: if disabled { Glyph::Check } else { Glyph::Lock } }
                    "{name}"
                }
            }
        }
        if asks() {
            Confirm { title, text, act: name, onyes: go, onno: move |()| asks.set(false) }
        }
    }
}
