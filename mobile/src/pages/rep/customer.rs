//! One customer: how it stands, what happened, who is there, where, and the money.

mod edit;
mod merged;
mod money;
mod parts;
mod timeline;

use dioxus::prelude::*;
use shared::doc::customer::Lifecycle;
use shared::id::{CustomerId, EmployeeId};
use shared::policy::Act;

use crate::hooks::use_ask;
use crate::i18n::format;
use crate::pages::rep::remind::Stands;
use crate::route::Route;
use crate::state::{State, use_state};
use crate::t;
use crate::ui::chip::ClassMark;
use crate::ui::face::show_page;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::top::Top;
use crate::view::{Answer, Ask, CustomerPage};

pub use edit::{CustomerStage, EditCustomer, EditPerson, EditSite, MergeCustomer, NewCustomer};
use merged::Merged;
use money::Money;
use parts::{People, Sites};
use timeline::Timeline;

#[component]
pub fn Customer(id: CustomerId) -> Element {
    let page = use_ask(
        move |now| Ask::Customer { id, now },
        |answer| match answer {
            Answer::Customer(page) => Some(*page),
            _ => None,
        },
    );
    rsx! {
        main { class: "phone", "data-testid": "page-customer",
            {show_page(page, Route::Customers {}, |page: &CustomerPage| rsx! { Page { key: "{page.row.id}", page: page.clone() } })}
        }
    }
}

/// Parts of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tab {
    Timeline,
    People,
    Sites,
    Money,
}

#[component]
fn Page(page: CustomerPage) -> Element {
    let state = use_state();
    let mut tab = use_signal(|| Tab::Timeline);
    let id = page.row.id;
    let tabs = [
        (Tab::Timeline, t!("customer-timeline"), page.timeline.len()),
        (Tab::People, t!("customer-people"), page.profile.people.len()),
        (Tab::Sites, t!("customer-sites"), page.profile.sites.len()),
        (Tab::Money, t!("customer-money"), page.money.len()),
    ];
    rsx! {
        div { class: "head",
            Top { title: page.row.name.clone(), back: Route::Customers {},
                ClassMark { class: page.row.class }
                span { class: "grow" }
                Link { to: Route::EditCustomer { id }, class: "icon-btn", "aria-label": t!("customer-edit"), title: t!("customer-edit"), "data-testid": "customer-edit", Icon { glyph: Glyph::Note } }
                if may_hand_over(&page, state) {
                    Link { to: Route::Handing { id }, class: "icon-btn", "aria-label": t!("handing"), title: t!("handing"), "data-testid": "customer-handing", Icon { glyph: Glyph::People } }
                }
                if let Some(phone) = &page.row.phone {
                    a { class: "icon-btn", href: "tel:{phone}", "aria-label": t!("call"), Icon { glyph: Glyph::Phone } }
                }
            }
            p { class: "sm muted", style: "padding:0 16px 8px", {about(&page, state)} }
            Marks { page: page.clone() }
            Merged { id, more: page.more.clone() }
            Stands { customer: id }
            Figures { page: page.clone() }
            div { class: "tabs", role: "tablist",
                for (this, name, n) in tabs {
                    button { key: "{this:?}", r#type: "button", role: "tab", "aria-selected": if tab() == this { "true" } else { "false" }, onclick: move |_| tab.set(this),
                        "{name}"
                        if n > 0 { span { class: "muted sm num", "{n}" } }
                    }
                }
            }
        }
        match tab() {
            Tab::Timeline => rsx! { Timeline { happenings: page.timeline.clone() } },
            Tab::People => rsx! { People { page: page.clone() } },
            Tab::Sites => rsx! { Sites { page: page.clone() } },
            Tab::Money => rsx! { Money { facts: page.money.clone() } },
        }
        div { class: "dock two",
            div { class: "row", style: "gap:4px",
                Link { to: Route::FollowUp { id }, class: "btn action", style: "padding:0 12px;width:auto", "data-testid": "customer-follow-up", Icon { glyph: Glyph::Note } {t!("follow-up")} }
                Link { to: Route::expense_of(Some(id)), class: "icon-btn boxed", style: "width:52px;height:52px", "aria-label": t!("expense-new"), title: t!("expense-new"), "data-testid": "customer-expense", Icon { glyph: Glyph::Expense } }
            }
            Link { to: Route::CheckIn { id }, class: "btn primary action", "data-testid": "customer-checkin", Icon { glyph: Glyph::Visit } {t!("check-in")} }
        }
    }
}

/// Who may change the holding: its owner, and whoever has the customer because he leads somebody. The server decides.
fn may_hand_over(page: &CustomerPage, state: State) -> bool {
    let me = state.session().map(|session| session.employee);
    let owns = page.holding.as_ref().is_some_and(|holding| Some(&holding.owner) == me.as_ref());
    owns || state.may(Act::SeeTeam)
}

fn about(page: &CustomerPage, state: State) -> String {
    let source = page.profile.source.map(edit::source_name);
    let named = |owner: &EmployeeId| page.owner_name.clone().unwrap_or_else(|| owner.to_string());
    let me = state.session().map(|session| session.employee);
    let owner = page.holding.as_ref().map(|holding| {
        if Some(&holding.owner) == me.as_ref() {
            t!("customer-owner-me")
        } else {
            t!("customer-owner", owner = named(&holding.owner))
        }
    });
    let words: Vec<String> = [page.profile.industry.clone(), source, owner].into_iter().flatten().collect();
    if words.is_empty() { t!("customer") } else { words.join(" · ") }
}

/// The name of a step of the lifecycle.
#[must_use]
pub fn stage_name(stage: Lifecycle) -> String {
    match stage {
        Lifecycle::Lead => t!("stage-lead"),
        Lifecycle::Prospect => t!("stage-prospect"),
        Lifecycle::Customer => t!("stage-customer"),
        Lifecycle::Loyal => t!("stage-loyal"),
        Lifecycle::Dormant => t!("stage-dormant"),
        Lifecycle::Lost => t!("stage-lost"),
    }
}

/// Where it stands, what was asked, what it is tagged with, and the fields of the company.
#[component]
fn Marks(page: CustomerPage) -> Element {
    let id = page.row.id;
    let fields = use_state().company().map(|company| company.customer_fields).unwrap_or_default();
    let custom = fields.into_iter().filter_map(|field| {
        let value = page.profile.custom.get(&field.id)?;
        let named = field.options.iter().find(|option| option.id == *value).map(|option| option.name.clone());
        Some((field.name, named.unwrap_or_else(|| value.clone())))
    });
    let custom: Vec<(String, String)> = custom.collect();
    rsx! {
        div { class: "wrap marks",
            Link { to: Route::CustomerStage { id }, class: "pill", "data-testid": "customer-stage-open",
                {page.profile.stage().map_or_else(|| t!("stage-none"), stage_name)}
                Icon { glyph: Glyph::Forward, class: "i-16" }
            }
            if let Some(class) = page.more.class {
                span { class: "chip", "data-sync": "sent", "data-testid": "class-waits", Icon { glyph: Glyph::Timer } {t!("class-waits-short", class = class.as_str())} }
            }
            if page.profile.partner {
                span { class: "chip line", {t!("customer-partner")} }
            }
            if let Some(via) = &page.more.via {
                span { class: "chip line", {t!("customer-via-is", who = via.clone())} }
            }
            for tag in page.profile.tags.clone() {
                span { key: "{tag}", class: "chip", "{tag}" }
            }
        }
        if !custom.is_empty() || page.profile.note.is_some() {
            dl { class: "kv", style: "padding:0 16px 12px",
                for (name, value) in custom {
                    dt { key: "{name}", "{name}" }
                    dd { "{value}" }
                }
                if let Some(note) = &page.profile.note {
                    dt { {t!("note")} }
                    dd { "{note}" }
                }
            }
        }
    }
}

#[component]
fn Figures(page: CustomerPage) -> Element {
    let visits = page
        .timeline
        .iter()
        .filter(|happening| matches!(happening.what, crate::view::HappeningKind::Visit { .. }))
        .count();
    let dash = || "—".to_owned();
    rsx! {
        dl { class: "figures",
            div { dt { {t!("customer-distance")} } dd { class: "num", "data-testid": "customer-distance", {page.row.distance.map_or_else(dash, format::distance)} } }
            div { dt { {t!("customer-last")} } dd { class: "num", {page.row.last_contact.map_or_else(dash, format::day)} } }
            div { dt { {t!("customer-visits")} } dd { class: "num", "{visits}" } }
            div { dt { {t!("customer-collected")} } dd { class: "num", {money::collected(&page.money).map_or_else(dash, |sum| format::short(&sum, 0))} } }
        }
    }
}
