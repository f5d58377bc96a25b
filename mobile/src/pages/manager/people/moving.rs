//! 調崗: another superior, from a day on.

use dioxus::prelude::*;
use shared::id::EmployeeId;
use shared::policy::Role;
use shared::rest::{NewPost, PersonRow};

use super::left;
use crate::hooks::use_act;
use crate::i18n::format;
use crate::state::{today, use_state};
use crate::t;
use crate::ui::dialog::Confirm;
use crate::ui::face::Trouble;
use crate::ui::field::{DateField, TextField, filled};
use crate::ui::icon::{Glyph, Icon};

#[component]
pub fn Moving(row: PersonRow, people: Vec<PersonRow>, onmove: Callback<()>) -> Element {
    let state = use_state();
    let act = use_act();
    let today = today(state);
    let mut superior = use_signal(|| None::<EmployeeId>);
    let mut asks = use_signal(|| None::<NewPost>);
    let from = use_signal(|| today.to_string());
    let department = use_signal(|| row.department.clone());
    let employee = row.employee.clone();
    let go = use_callback(move |()| {
        let Some(post) = asks.write().take() else { return };
        let (api, employee) = (state.api(), employee.clone());
        act.run(async move { api.move_person(&employee, &post).await }, move |state, ()| {
            state.toast(t!("move-done"));
            onmove.call(());
        });
    });
    let leads = |one: &&PersonRow| {
        let roles = [Role::Manager, Role::Leader, Role::Gm];
        one.employee != row.employee
            && Some(&one.employee) != row.superior.as_ref()
            && !one.disabled
            && !left(one, today)
            && one.roles.iter().any(|role| roles.contains(role))
    };
    let choices: Vec<PersonRow> = people.iter().filter(leads).cloned().collect();
    let name = asks
        .read()
        .as_ref()
        .and_then(|post| people.iter().find(|one| one.employee == post.superior))
        .map(|one| one.name.clone());
    let wanted = move || {
        let post = NewPost {
            superior: superior()?,
            department: filled(department),
            title: None,
            from_day: from.read().parse().ok()?,
        };
        Some(post)
    };
    rsx! {
        section { class: "card pad stack", "data-testid": "moving",
            h2 { style: "font-size:var(--t-md)", {t!("move")} }
            label { class: "field",
                span { class: "name", {t!("move-superior")} }
                select { class: "input", "data-testid": "move-superior", onchange: move |event| superior.set(event.value().parse().ok()),
                    option { value: "", selected: superior.read().is_none(), {t!("choose")} }
                    for one in choices {
                        option { key: "{one.employee}", value: "{one.employee}", selected: superior.read().as_ref() == Some(&one.employee), {t!("people-choice", name = one.name.clone(), department = one.department.clone())} }
                    }
                }
            }
            TextField { label: t!("department"), value: department, testid: "move-department" }
            DateField { label: t!("move-from"), value: from, today, testid: "move-from" }
            p { class: "sm soft", {t!("move-text")} }
            Trouble { failure: act.failure.read().clone() }
            button { class: "btn", r#type: "button", "data-testid": "move-submit", disabled: wanted().is_none() || *act.busy.read(), onclick: move |_| asks.set(wanted()),
                {t!("move")}
                Icon { glyph: Glyph::Forward }
            }
        }
        if let Some(post) = asks() {
            Confirm {
                title: t!("move-ask", name = row.name.clone(), superior = name.unwrap_or_default(), day = format::day(post.from_day)),
                text: t!("move-text"),
                act: t!("move"),
                onyes: go,
                onno: move |()| asks.set(None),
            }
        }
    }
}
