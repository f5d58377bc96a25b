//! One person's statement, open down to the visit or the payment.

use std::rc::Rc;

use dioxus::prelude::*;
use shared::id::EmployeeId;
use shared::period::Period;
use shared::rest::StatementPage;

use crate::api::Api;
use crate::hooks::use_server;
use crate::i18n::format;
use crate::route::Route;
use crate::t;
use crate::ui::evidence::of_facts;
use crate::ui::face::{Face, show};
use crate::ui::icon::{Glyph, Icon};
use crate::ui::tree::{Grounds, ScoreTree, StatementTree};

use super::periods::state_name;

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
    let Some(explained) = page.explained.clone() else {
        let text = page.row.stopped.clone().unwrap_or_else(|| t!("statements-not-yet"));
        return rsx! { section { class: "card", Face { glyph: Glyph::Warning, title: t!("statement-stopped"), text } } };
    };
    let grounds = Grounds(Rc::new(of_facts(&page.facts, &page.customers)));
    let statement = explained.statement.clone();
    let currency = statement.currency.to_string();
    rsx! {
        section { class: "card sum",
            span { class: "avatar", {page.row.name.chars().take(1).collect::<String>()} }
            div { p { class: "b", style: "font-size:17px;line-height:24px", "{page.row.name}" } p { class: "muted nb", "{page.row.department}" } }
            span { class: "grow" }
            dl {
                div { dt { {t!("score")} } dd { class: "num", b { {statement.score.as_ref().map_or_else(|| "—".to_owned(), |score| score.total.to_string())} } " " {statement.grade.clone().unwrap_or_default()} } }
                div { dt { {t!("period-state")} } dd { {state_name(page.state)} } }
            }
            span { class: "big num", "data-testid": "statement-total", {format::money(&statement.total.to_string(), &currency)} }
        }
        div { class: "sheet-cols",
            section { class: "card scroll wide",
                div { class: "card-h", h2 { {t!("statement-lines")} } span { class: "muted", {t!("plan-version", plan = statement.plan.clone(), version = statement.plan_version)} } }
                StatementTree { explained: explained.clone(), grounds: grounds.clone() }
            }
            div { class: "stack scroll", style: "align-content:start",
                if let Some(node) = explained.score_trail.clone() {
                    section { class: "card", div { class: "card-h", h2 { {t!("score")} } } ScoreTree { node, grounds } }
                }
                section { class: "card pad stack",
                    p { class: "row soft", Icon { glyph: Glyph::Lock, class: "i-16" } {t!("statement-hash")} }
                    p { class: "hash", "data-testid": "statement-hash", "{explained.hash}" }
                    p { class: "xs muted", {t!("statement-hash-text")} }
                    p { class: "hash muted", {t!("statement-pack")} " {statement.pack}" }
                    if !statement.notes.is_empty() {
                        ul { class: "sm soft", for note in statement.notes.clone() { li { key: "{note}", {note_words(&note)} } } }
                    }
                }
            }
        }
    }
}

/// A note of the engine: a code and what it is about.
fn note_words(note: &str) -> String {
    match note.split_once(' ') {
        Some(("not_applicable", indicator)) => t!("note-not-applicable", indicator = indicator.to_owned()),
        Some(("no_plan", collection)) => t!("note-no-plan", collection = collection.to_owned()),
        Some(("no_group", _)) => t!("note-no-group"),
        _ => note.to_owned(),
    }
}
