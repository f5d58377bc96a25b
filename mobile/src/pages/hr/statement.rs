//! One person's statement, open down to the visit or the payment.

use dioxus::prelude::*;
use shared::id::EmployeeId;
use shared::period::Period;
use shared::rest::StatementPage;

use crate::api::Api;
use crate::hooks::use_server;
use crate::i18n::format;
use crate::route::Route;
use crate::t;
use crate::ui::face::{Face, show};
use crate::ui::icon::{Glyph, Icon};
use crate::ui::tree::{Adjustments, Grounds, ScoreTree, StatementTree, stopped_words};
use crate::view::evidence;

use super::periods::state_name;
use crate::pages::rep::performance::Remarks;

#[component]
pub fn Statement(employee: EmployeeId, period: Period) -> Element {
    rsx! {
        main { class: "desk", "data-testid": "page-statement",
            header { class: "toolbar",
                Link { to: Route::Periods {}, class: "icon-btn", "aria-label": t!("back"), Icon { glyph: Glyph::Back } }
                h1 { {t!("statement")} }
                span { class: "muted", {format::period(period)} }
            }
            Loaded { key: "{period}/{employee}", period, employee }
        }
    }
}

#[component]
fn Loaded(period: Period, employee: EmployeeId) -> Element {
    let page = use_server(move |api: Api| {
        let employee = employee.clone();
        async move { api.statement(period, &employee).await }
    });
    rsx! {
        div { class: "pg", {show(page, |page: &StatementPage| rsx! { Page { page: page.clone() } })} }
    }
}

#[component]
fn Page(page: StatementPage) -> Element {
    let Some(under) = page.under.clone() else {
        let text = if page.row.former { t!("statement-former") } else { t!("statements-not-yet") };
        return rsx! { section { class: "card", Face { glyph: Glyph::Document, title: t!("statement-none"), text } } };
    };
    let stopped = page.row.stopped.as_ref().map(|why| stopped_words(why));
    let grounds = Grounds::new(evidence(&page.facts, &page.customers), under.clone());
    let total = |told: &shared::engine::Told| format::money(&told.statement.total.to_string(), &under.currency);
    rsx! {
        section { class: "card sum",
            span { class: "avatar", {page.row.name.chars().take(1).collect::<String>()} }
            div { p { class: "b", style: "font-size:var(--t-lg);line-height:var(--l-lg)", "{page.row.name}" } p { class: "muted nb", "{page.row.department}" } }
            span { class: "grow" }
            dl {
                div { dt { {t!("score")} } dd { class: "num", b { {page.row.score.clone().unwrap_or_else(|| "—".to_owned())} } " " {page.row.grade.clone().unwrap_or_default()} } }
                div { dt { {t!("period-state")} } dd { {state_name(page.state)} } }
                if let Some(adjusted) = &page.row.adjusted {
                    div { dt { {t!("adjustments")} } dd { class: "num", "data-testid": "statement-adjusted", b { {format::money(adjusted, &under.currency)} } } }
                }
            }
            if let Some(told) = page.told.as_ref().filter(|_| stopped.is_none()) {
                span { class: "big num", "data-testid": "statement-total", {total(told)} }
            }
        }
        if let Some(why) = stopped.clone() {
            section { class: "card", "data-testid": "statement-stopped", Face { glyph: Glyph::Warning, title: t!("statement-stopped"), text: why } }
        }
        div { class: "sheet-cols",
            div { class: "stack scroll wide", style: "align-content:start",
                if let Some(told) = page.told.clone().filter(|_| stopped.is_none()) {
                    section { class: "card",
                        div { class: "card-h", h2 { {t!("statement-lines")} } span { class: "muted", {t!("plan-version", plan = under.plan_name().to_owned(), version = under.plan.version)} } }
                        StatementTree { told: told.clone(), grounds: grounds.clone() }
                        Remarks { told, grounds: grounds.clone() }
                    }
                }
                if !page.adjustments.is_empty() {
                    section { class: "card",
                        div { class: "card-h", h2 { {t!("adjustments")} } span { class: "muted", {t!("adjustments-text")} } }
                        Adjustments { adjustments: page.adjustments.clone(), grounds: grounds.clone() }
                    }
                }
            }
            div { class: "stack scroll", style: "align-content:start",
                if let Some(node) = page.told.as_ref().and_then(|told| told.score.clone()) {
                    section { class: "card", div { class: "card-h", h2 { {t!("score")} } } ScoreTree { node, grounds } }
                }
                section { class: "card pad stack",
                    p { class: "row soft", Icon { glyph: Glyph::Lock, class: "i-16" } {t!("statement-hash")} }
                    p { class: "hash", "data-testid": "statement-hash", {page.row.hash.clone().unwrap_or_default()} }
                    p { class: "xs muted", {t!("statement-hash-text")} }
                    if let Some(pack) = &page.pack_hash {
                        p { class: "hash muted", {t!("statement-pack")} " {pack}" }
                    }
                }
            }
        }
    }
}
