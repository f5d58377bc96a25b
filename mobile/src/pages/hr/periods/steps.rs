//! What was done with a period, by whom, and the next step with its one button.

use dioxus::prelude::*;
use shared::rest::{NextStep, PeriodRow};

use super::board::{blocked_words, state_name};
use crate::hooks::use_act;
use crate::i18n::format;
use crate::state::use_state;
use crate::t;
use crate::ui::dialog::Confirm;
use crate::ui::face::Trouble;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::time::When;

/// The name of a step, and what taking it means.
fn step_words(step: &str) -> (String, String) {
    match step {
        "freeze" => (t!("step-freeze"), t!("step-freeze-text")),
        "score" => (t!("step-score"), t!("step-score-text")),
        "approve" => (t!("step-approve"), t!("step-approve-text")),
        "close" => (t!("step-close"), t!("step-close-text")),
        other => (other.to_owned(), String::new()),
    }
}

#[component]
pub fn Steps(row: PeriodRow, onstep: Callback<()>) -> Element {
    rsx! {
        section { class: "card col",
            div { class: "card-h", h2 { {format::period(row.period)} } span { class: "chip", "data-testid": "period-state", {state_name(row.state)} } }
            ul { class: "list scroll",
                for taken in row.steps.clone() {
                    li { key: "{taken.state:?}", class: "item",
                        span { class: "lead", "data-verdict": "inside", Icon { glyph: Glyph::Check } }
                        div { class: "grow", p { class: "t1", {state_name(taken.state)} } p { class: "t2", "{taken.by_name} · " When { at: taken.at } } }
                    }
                }
                if row.steps.is_empty() {
                    li { class: "item muted", {t!("steps-none")} }
                }
            }
            if let Some(next) = row.next.clone() {
                Next { row: row.clone(), next, onstep }
            } else if let Some(seal) = &row.seal {
                div { class: "stack", style: "padding:12px 16px 16px;border-top:1px solid var(--line)",
                    p { class: "sm muted row", Icon { glyph: Glyph::Lock, class: "i-16" } {t!("period-sealed-text")} }
                    p { class: "hash", "data-testid": "period-seal", "{seal}" }
                }
            }
        }
    }
}

#[component]
fn Next(row: PeriodRow, next: NextStep, onstep: Callback<()>) -> Element {
    let state = use_state();
    let act = use_act();
    let mut asks = use_signal(|| false);
    let (name, text) = step_words(&next.step);
    let period = row.period;
    let step = next.step.clone();
    let go = use_callback(move |()| {
        asks.set(false);
        let (api, step) = (state.api(), step.clone());
        act.run(async move { api.step(period, &step).await }, move |state, row| {
            state.toast(t!("step-done", period = format::period(row.period), state = state_name(row.state)));
            onstep.call(());
        });
    });
    rsx! {
        div { class: "stack", style: "padding:12px 16px 16px;border-top:1px solid var(--line)",
            if let Some(blocked) = &next.blocked {
                p { class: "note", "data-remind": "gap", "data-testid": "blocked", Icon { glyph: Glyph::Gap } span { {blocked_words(blocked)} } }
            } else {
                p { class: "sm soft", "{text}" }
            }
            Trouble { failure: act.failure.read().clone() }
            button { class: "btn primary", r#type: "button", style: "width:100%", "data-testid": "period-{next.step}", disabled: next.blocked.is_some() || *act.busy.read(), onclick: move |_| asks.set(true),
                if *act.busy.read() { {t!("working")} } else { "{name}" }
            }
            p { class: "xs muted", {t!("two-people")} }
        }
        if asks() {
            Confirm { title: t!("step-ask", step = name.clone(), period = format::period(period)), text, act: name, onyes: go, onno: move |()| asks.set(false) }
        }
    }
}
