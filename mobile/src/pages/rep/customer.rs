//! One customer: how it stands, what happened, who is there, where, and the money.

mod money;
mod timeline;

use dioxus::prelude::*;
use shared::doc::customer::Source;
use shared::id::{CustomerId, EmployeeId};
use shared::policy::Act;

use crate::hooks::use_ask;
use crate::i18n::format;
use crate::pages::rep::remind::Stands;
use crate::route::Route;
use crate::state::{State, use_state};
use crate::t;
use crate::ui::chip::ClassMark;
use crate::ui::face::{Face, show_page};
use crate::ui::icon::{Glyph, Icon};
use crate::ui::top::Top;
use crate::view::{Answer, Ask, CustomerPage};

use money::Money;
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
                if may_hand_over(&page, state) {
                    Link { to: Route::Handing { id }, class: "icon-btn", "aria-label": t!("handing"), title: t!("handing"), "data-testid": "customer-handing", Icon { glyph: Glyph::People } }
                }
                if let Some(phone) = &page.row.phone {
                    a { class: "icon-btn", href: "tel:{phone}", "aria-label": t!("call"), Icon { glyph: Glyph::Phone } }
                }
            }
            p { class: "sm muted", style: "padding:0 16px 12px", {about(&page, state)} }
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
                Link { to: Route::FollowUp { id }, class: "btn action", style: "padding:0 8px", "data-testid": "customer-follow-up", Icon { glyph: Glyph::Note } {t!("follow-up")} }
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
    let source = page.profile.source.map(|source| match source {
        Source::SocialMedia => t!("source-social-media"),
        Source::Email => t!("source-email"),
        Source::DirectSales => t!("source-direct-sales"),
        Source::Referral => t!("source-referral"),
        Source::Exhibition => t!("source-exhibition"),
        Source::CallCentre => t!("source-call-centre"),
        Source::Partner => t!("source-partner"),
    });
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

#[component]
fn People(page: CustomerPage) -> Element {
    if page.profile.people.is_empty() {
        return rsx! { div { class: "body", style: "padding-top:12px", section { class: "card", Face { glyph: Glyph::Person, title: t!("people-none") } } } };
    }
    rsx! {
        div { class: "body", style: "padding-top:12px",
            section { class: "card",
                ul { class: "list icons",
                    for (id, person) in page.profile.people.clone() {
                        li { key: "{id}", class: "item",
                            span { class: "avatar", {person.name.chars().take(1).collect::<String>()} }
                            div { class: "grow",
                                p { class: "t1 cut", "{person.name}" }
                                p { class: "t2 cut", {[person.title.clone(), person.phone.clone(), person.wechat.clone()].into_iter().flatten().collect::<Vec<_>>().join(" · ")} }
                            }
                            if let Some(phone) = &person.phone {
                                a { class: "icon-btn", href: "tel:{phone}", "aria-label": t!("call-who", who = person.name.clone()), Icon { glyph: Glyph::Phone } }
                            }
                        }
                    }
                }
            }
        }
    }
}

#[component]
fn Sites(page: CustomerPage) -> Element {
    if page.profile.sites.is_empty() {
        return rsx! { div { class: "body", style: "padding-top:12px", section { class: "card", Face { glyph: Glyph::Site, title: t!("sites-none"), text: t!("sites-none-text") } } } };
    }
    rsx! {
        div { class: "body", style: "padding-top:12px",
            section { class: "card",
                ul { class: "list icons",
                    for (id, site) in page.profile.sites.clone() {
                        li { key: "{id}", class: "item",
                            span { class: "lead", Icon { glyph: Glyph::Site } }
                            div { class: "grow",
                                p { class: "t1", {site.name.clone().or_else(|| site.address.clone()).unwrap_or_else(|| t!("site"))} }
                                p { class: "t2", {site.name.as_ref().and(site.address.clone()).unwrap_or_default()} " " {t!("fence-radius", n = i64::from(site.radius))} }
                            }
                            if let Some(place) = site.place {
                                // Where a map app is installed, it opens; `geo:` is WGS-84.
                                a { class: "icon-btn", href: "geo:{place.lat()},{place.lon()}", "aria-label": t!("open-in-maps"), Icon { glyph: Glyph::Activity } }
                            }
                        }
                    }
                }
            }
        }
    }
}
