//! 交接: who holds a customer; handing it over, and with whom its owner works on it. The server says what one may.

use dioxus::prelude::*;
use shared::id::{CustomerId, EmployeeId};
use shared::policy::Role;
use shared::rest::{HoldingChange, HoldingPage, PersonName};

use crate::api::Api;
use crate::hooks::{use_act, use_server};
use crate::route::Route;
use crate::state::use_state;
use crate::t;
use crate::ui::dialog::Confirm;
use crate::ui::face::{Trouble, show};
use crate::ui::icon::{Glyph, Icon};
use crate::ui::top::Top;

#[component]
pub fn Handing(id: CustomerId) -> Element {
    let state = use_state();
    let mut page = use_server(move |api: Api| async move { api.holding(id).await });
    // Who has no customers of his own came from the people.
    let back = if state.is(Role::Rep) { Route::Customer { id } } else { Route::People {} };
    rsx! {
        main { class: "phone", "data-testid": "page-handing",
            Top { title: t!("handing"), back }
            div { class: "body",
                {show(page, |page_: &HoldingPage| rsx! {
                    Owner { page: page_.clone() }
                    Collaborators { page: page_.clone(), onchange: move |()| page.restart() }
                    HandOver { page: page_.clone() }
                })}
            }
        }
    }
}

#[component]
fn Owner(page: HoldingPage) -> Element {
    rsx! {
        section { class: "card", "data-testid": "holding",
            div { class: "card-h", h2 { class: "cut", "{page.name}" } }
            ul { class: "list icons",
                li { class: "item",
                    span { class: "avatar", {page.owner.name.chars().take(1).collect::<String>()} }
                    div { class: "grow",
                        p { class: "t1 cut", "data-testid": "holding-owner", "{page.owner.name}" }
                        p { class: "t2 cut", {t!("handing-owner")} " · " {t!("handing-since", day = page.since.to_string())} }
                    }
                }
            }
        }
    }
}

#[component]
fn Collaborators(page: HoldingPage, onchange: Callback<()>) -> Element {
    let state = use_state();
    let act = use_act();
    let mut chosen = use_signal(|| None::<EmployeeId>);
    let now: Vec<EmployeeId> = page.collaborators.iter().map(|one| one.employee.clone()).collect();
    let set = use_callback(move |collaborators: Vec<EmployeeId>| {
        let (api, customer) = (state.api(), page.customer);
        let change = HoldingChange { owner: None, collaborators: Some(collaborators) };
        act.run(async move { api.change_holding(customer, &change).await }, move |state, _| {
            state.toast(t!("handing-saved"));
            chosen.set(None);
            onchange.call(());
        });
    });
    let with = now.clone();
    let add = move |_| {
        if let Some(one) = chosen() {
            set.call(with.iter().cloned().chain([one]).collect());
        }
    };
    rsx! {
        section { class: "card", "data-testid": "collaborators",
            div { class: "card-h", h2 { {t!("handing-collaborators")} } }
            if page.collaborators.is_empty() {
                p { class: "sm muted", style: "padding:0 16px 16px", {t!("handing-collaborators-none")} }
            }
            ul { class: "list icons",
                for one in page.collaborators.clone() {
                    Collaborator { key: "{one.employee}", one: one.clone(), may: page.may_set && !*act.busy.read(), onremove: {
                        let rest: Vec<EmployeeId> = now.iter().filter(|id| **id != one.employee).cloned().collect();
                        move |()| set.call(rest.clone())
                    } }
                }
            }
            if page.may_set {
                div { class: "stack", style: "padding:12px 16px 16px",
                    Choose { label: t!("handing-add-who"), people: page.helpers.clone(), chosen, testid: "collaborator-choice" }
                    Trouble { failure: act.failure.read().clone() }
                    button { class: "btn", r#type: "button", "data-testid": "collaborator-add", disabled: chosen.read().is_none() || *act.busy.read(), onclick: add, Icon { glyph: Glyph::Person } {t!("handing-add")} }
                }
            }
        }
    }
}

#[component]
fn Collaborator(one: PersonName, may: bool, onremove: Callback<()>) -> Element {
    rsx! {
        li { class: "item", "data-testid": "collaborator", "data-employee": "{one.employee}",
            span { class: "avatar", {one.name.chars().take(1).collect::<String>()} }
            div { class: "grow", p { class: "t1 cut", "{one.name}" } p { class: "t2 cut", "{one.department}" } }
            if may {
                button { class: "btn quiet", r#type: "button", "data-testid": "collaborator-remove", onclick: move |_| onremove.call(()), {t!("handing-remove")} }
            }
        }
    }
}

#[component]
fn HandOver(page: HoldingPage) -> Element {
    let state = use_state();
    let go = use_navigator();
    let act = use_act();
    let chosen = use_signal(|| None::<EmployeeId>);
    let mut asks = use_signal(|| false);
    let hand = use_callback(move |()| {
        asks.set(false);
        let (api, customer) = (state.api(), page.customer);
        let change = HoldingChange { owner: chosen(), collaborators: None };
        act.run(async move { api.change_holding(customer, &change).await }, move |state, page| {
            state.toast(t!("handing-done", name = page.name, who = page.owner.name));
            // It may be out of this person's reach now.
            go.replace(if state.is(Role::Rep) { Route::Customers {} } else { Route::People {} });
        });
    });
    let who = page.heirs.iter().find(|one| Some(&one.employee) == chosen.read().as_ref()).map(|one| one.name.clone());
    rsx! {
        section { class: "card pad stack", "data-testid": "hand-over",
            h2 { style: "font-size:var(--t-md)", {t!("handing")} }
            if page.heirs.is_empty() {
                p { class: "sm muted", {t!("handing-nobody")} }
            } else {
                Choose { label: t!("handing-to"), people: page.heirs.clone(), chosen, testid: "heir-choice" }
                p { class: "sm soft", {t!("handing-text")} }
                Trouble { failure: act.failure.read().clone() }
                button { class: "btn primary", r#type: "button", "data-testid": "hand-over-submit", disabled: who.is_none() || *act.busy.read(), onclick: move |_| asks.set(true),
                    if *act.busy.read() { {t!("working")} } else { {t!("handing")} Icon { glyph: Glyph::Forward } }
                }
            }
        }
        if asks() {
            Confirm { title: t!("handing-ask", name = page.name.clone(), who = who.unwrap_or_default()), text: t!("handing-text"), act: t!("handing"), onyes: hand, onno: move |()| asks.set(false) }
        }
    }
}

/// One of several people.
#[component]
fn Choose(label: String, people: Vec<PersonName>, chosen: Signal<Option<EmployeeId>>, testid: &'static str) -> Element {
    let mut chosen = chosen;
    rsx! {
        label { class: "field",
            span { class: "name", "{label}" }
            select { class: "input", "data-testid": testid, onchange: move |event| chosen.set(event.value().parse().ok()),
                option { value: "", selected: chosen.read().is_none(), {t!("choose")} }
                for one in people {
                    option { key: "{one.employee}", value: "{one.employee}", selected: chosen.read().as_ref() == Some(&one.employee), {t!("people-choice", name = one.name.clone(), department = one.department.clone())} }
                }
            }
        }
    }
}
