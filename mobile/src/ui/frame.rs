//! What stands around every page: the tab bar of a phone, the rail of a desk; before that, signing in.

use dioxus::prelude::*;
use shared::policy::{Act, Role};

use super::face::Face;
use super::icon::{Glyph, Icon, Mark};
use super::update::Newer;
use crate::pages::{Ended, Remind, SignIn};
use crate::route::Route;
use crate::state::{State, use_state};
use crate::t;
use crate::view::Ask;

/// A place the navigation leads to.
struct Tab {
    to: Route,
    glyph: Glyph,
    name: String,
    id: &'static str,
}

/// The frame of all pages.
#[component]
pub fn Frame() -> Element {
    let state = use_state();
    let status = state.status.read();
    match status.as_ref() {
        // The store is being opened: a moment, and nothing to say yet.
        None => rsx! { main { class: "splash", "aria-busy": "true", "aria-label": t!("loading"), Mark {} } },
        Some(status) if status.session.is_none() => match &status.sync.problem {
            Some(problem) if !status.durable => rsx! {
                main { class: "phone",
                    div { class: "body", style: "justify-content:center",
                        section { class: "card", "data-testid": "store-failed",
                            Face { glyph: Glyph::Warning, title: t!("store-failed"), text: super::face::words(problem) }
                        }
                    }
                }
            },
            _ => rsx! { SignIn {} },
        },
        Some(_) => rsx! { Signed {} },
    }
}

#[component]
fn Signed() -> Element {
    let state = use_state();
    let here = use_route::<Route>();
    let tabs = tabs(state);
    let sync = state.sync();
    let durable = state.status.read().as_ref().is_none_or(|status| status.durable);
    let many = if tabs.len() > 5 { "nav rail wide" } else { "nav rail" };
    rsx! {
        div { class: "frame", "data-nav": if here.has_tabs() { "bar" } else { "none" },
            nav { class: many, "aria-label": t!("nav"),
                Mark {}
                for tab in tabs {
                    Link {
                        to: tab.to.clone(),
                        "data-testid": "nav-{tab.id}",
                        // Not `aria-current`: the link itself says that of the exact page, and takes it away under it.
                        "data-here": here.is_under(&tab.to).then_some("true"),
                        Icon { glyph: tab.glyph }
                        span { class: "cut", style: "max-width:100%", "{tab.name}" }
                        if tab.id == "outbox" && sync.refused > 0 {
                            span { class: "badge", "aria-label": t!("sync-refused", n = sync.refused), "{sync.refused}" }
                        } else if tab.id == "outbox" && sync.waiting > 0 {
                            span { class: "badge", "data-sync": "local", "aria-label": t!("sync-waiting", n = sync.waiting), "{sync.waiting}" }
                        }
                    }
                }
            }
            div {
                if !durable {
                    p { class: "note", role: "alert", "data-verdict": "outside", "data-testid": "not-durable",
                        Icon { glyph: Glyph::Warning }
                        span { {t!("store-not-durable")} }
                    }
                }
                Notice {}
                Ended {}
                Newer {}
                Remind {}
                // Begins anew with each address: a page asks for what it was made with, and from one customer to another it would stand.
                for path in [here.to_string()] {
                    Fragment { key: "{path}", Outlet::<Route> {} }
                }
            }
        }
    }
}

/// What was damaged in the store and what became of it: said until it is read.
#[component]
fn Notice() -> Element {
    let state = use_state();
    let Some(notice) = state.status.read().as_ref().and_then(|status| status.notice.clone()) else { return rsx! {} };
    let read = move |_| {
        spawn(async move {
            if state.ask(Ask::Told).await.is_ok() {
                state.refresh().await;
            }
        });
    };
    rsx! {
        p { class: "note", role: "alert", "data-verdict": "outside", "data-testid": "store-notice", "data-code": "{notice.code}",
            Icon { glyph: Glyph::Warning }
            span { class: "grow", {super::face::words(&notice)} }
            button { class: "btn quiet", r#type: "button", "data-testid": "store-told", onclick: read, {t!("store-told")} }
        }
    }
}

/// The tabs a person has: his own work, and what his roles open.
fn tabs(state: State) -> Vec<Tab> {
    let mut tabs = Vec::new();
    let mut add = |to, glyph, name, id| tabs.push(Tab { to, glyph, name, id });
    if state.is(Role::Rep) {
        add(Route::Today {}, Glyph::Today, t!("nav-today"), "today");
    }
    if state.may(Act::SeeTeam) {
        add(Route::Activity {}, Glyph::Activity, t!("nav-activity"), "activity");
        add(Route::TeamReminders {}, Glyph::Due, t!("nav-team-reminders"), "team-reminders");
        add(Route::TeamWorkload {}, Glyph::Work, t!("nav-team-workload"), "team-workload");
    }
    if state.is(Role::Rep) {
        add(Route::Customers {}, Glyph::Customers, t!("nav-customers"), "customers");
        add(Route::Performance {}, Glyph::Performance, t!("nav-performance"), "performance");
    }
    if state.may(Act::SeePay) {
        add(Route::Periods {}, Glyph::Periods, t!("nav-periods"), "periods");
    }
    if state.may(Act::ImportMoney) || state.may(Act::ImportCustomers) {
        add(Route::Import {}, Glyph::Import, t!("nav-import"), "import");
    }
    if state.may(Act::SeeTeam) || state.may(Act::ManagePeople) {
        add(Route::People {}, Glyph::People, t!("nav-people"), "people");
    }
    if state.may(Act::ManageCompany) {
        add(Route::Settings {}, Glyph::Settings, t!("nav-settings"), "settings");
    }
    if state.may(Act::DefineForms) {
        add(Route::Forms {}, Glyph::Document, t!("nav-forms"), "forms");
    }
    if state.is(Role::Rep) {
        add(Route::Outbox {}, Glyph::Outbox, t!("nav-outbox"), "outbox");
    }
    add(Route::Me {}, Glyph::Me, t!("nav-me"), "me");
    tabs
}

/// Where a person starts: the rep with his day, others with what their role is for.
#[must_use]
pub fn first(state: State) -> Route {
    if state.is(Role::Rep) {
        Route::Today {}
    } else if state.may(Act::SeePay) && !state.is(Role::Manager) && !state.is(Role::Leader) {
        Route::Periods {}
    } else if state.may(Act::SeeTeam) {
        Route::Activity {}
    } else if state.may(Act::ImportMoney) || state.may(Act::ImportCustomers) {
        Route::Import {}
    } else {
        Route::Me {}
    }
}
