//! My performance: targets, score, pay, each amount open down to the visit or payment behind it.

mod seal;
mod targets;

use dioxus::prelude::*;
use shared::doc::company::Company;
use shared::engine::{Told, What};
use shared::period::{Instant, Period};
use shared::rest::Under;

use crate::hooks::use_ask;
use crate::i18n::format;
use crate::platform::clock;
use crate::state::{today, use_state};
use crate::t;
use crate::ui::chip::SyncPill;
use crate::ui::face::{Face, show};
use crate::ui::icon::{Glyph, Icon};
use crate::ui::progress::Bar;
use crate::ui::radar::Radar;
use crate::ui::top::Top;
use crate::ui::tree::{Adjustments, Grounds, ScoreTree, StatementTree, flag_words, note_words, stopped_words};
use crate::view::{Answer, Ask, Performance as Mine};

use seal::SealLine;
use targets::Targets;

#[component]
pub fn Performance() -> Element {
    let mut chosen = use_signal(|| None::<Period>);
    let mine = use_ask(
        move |now| Ask::Performance { period: chosen(), now },
        |answer| match answer {
            Answer::Performance(mine) => Some(*mine),
            _ => None,
        },
    );
    rsx! {
        main { class: "phone", "data-testid": "page-performance",
            Top { title: t!("nav-performance"), span { class: "grow" } SyncPill {} }
            div { class: "body",
                {show(mine, |mine: &Mine| rsx! {
                    Switcher { open: chosen().is_none().then_some(mine.period), periods: mine.periods.clone(), chosen: chosen(), onchoose: move |period| chosen.set(period) }
                    // A list of one: another period is another statement, with nothing opened yet.
                    for mine in [mine.clone()] {
                        Shown { key: "{mine.period}", mine }
                    }
                })}
            }
        }
    }
}

/// The open month, and the sealed ones.
#[component]
fn Switcher(
    open: Option<Period>,
    periods: Vec<Period>,
    chosen: Option<Period>,
    onchoose: Callback<Option<Period>>,
) -> Element {
    let on = |is: bool| if is { "true" } else { "false" };
    let today = today(use_state());
    rsx! {
        div { class: "seg", role: "tablist", "aria-label": t!("period"),
            button { r#type: "button", role: "tab", "data-testid": "period-open", "aria-selected": on(chosen.is_none()), onclick: move |_| onchoose.call(None),
                if let Some(open) = open { {t!("period-running", month = format::month(open, today))} } else { {t!("period-now")} }
            }
            for period in periods {
                button { key: "{period}", r#type: "button", role: "tab", "data-testid": "period-sealed", "data-period": "{period}", "aria-selected": on(chosen == Some(period)), onclick: move |_| onchoose.call(Some(period)), {format::month(period, today)} }
            }
        }
    }
}

#[component]
fn Shown(mine: ReadSignal<Mine>) -> Element {
    let mine = mine.read();
    let Some(under) = &mine.under else {
        let text = mine.problem.clone().unwrap_or_else(|| t!("month-none-text"));
        return rsx! {
            section { class: "card", "data-testid": "no-statement", Face { glyph: Glyph::Performance, title: t!("month-none"), text } }
        };
    };
    let grounds = Grounds::new(mine.evidence.clone(), (**under).clone());
    let state = use_state();
    let pace = mine.provisional.then(|| month_passed(state.company(), clock::now(), mine.period)).flatten();
    let told = mine.told.as_deref().cloned();
    rsx! {
        if mine.provisional {
            p { class: "note", "data-remind": "gap", "data-testid": "provisional",
                Icon { glyph: Glyph::Gap }
                span { b { {t!("provisional")} } " " {t!("provisional-text")} }
            }
        }
        if let Some(problem) = &mine.problem {
            section { class: "card", "data-testid": "statement-stopped", Face { glyph: Glyph::Warning, title: t!("statement-stopped"), text: stopped_words(problem) } }
        }
        if let Some(told) = told {
            Targets { told: told.clone(), grounds: grounds.clone(), pace }
            Score { told: told.clone(), grounds: grounds.clone() }
            Pay { told, grounds: grounds.clone(), provisional: mine.provisional }
        }
        if !mine.adjustments.is_empty() {
            section { class: "card",
                div { class: "card-h", h2 { {t!("adjustments")} } }
                p { class: "sm muted", style: "padding:0 16px 12px", {t!("adjustments-text")} }
                Adjustments { adjustments: mine.adjustments.clone(), grounds }
            }
        }
        if let Some(seal) = &mine.seal {
            SealLine { seal: seal.clone() }
        }
    }
}

/// Percent of the month's working days that have come, as on Today (D-21).
fn month_passed(company: Option<Company>, now: Instant, period: Period) -> Option<f64> {
    let company = company?;
    let today = company.zone.day_of(now);
    let days: Vec<_> = company.calendar.working_days(period).collect();
    let come = days.iter().filter(|day| **day <= today).count();
    (!days.is_empty()).then(|| come as f64 * 100.0 / days.len() as f64)
}

#[component]
fn Score(told: Told, grounds: Grounds) -> Element {
    let total = told.statement.score.as_ref().and_then(|score| score.total);
    let (Some(total), Some(node)) = (total, &told.score) else {
        return rsx! {
            section { class: "card", div { class: "card-h", h2 { {t!("score")} } span { class: "muted", {t!("not-applicable")} } } }
        };
    };
    let dimensions = node.parts.iter().filter(|part| part.what == What::DimensionScore);
    let spokes: Vec<_> = dimensions
        .map(|dimension| {
            let arg = |name: &str| dimension.args.get(name).cloned().filter(|text| !text.is_empty());
            (
                arg("name").or_else(|| arg("dimension")).unwrap_or_default(),
                arg("weight").unwrap_or_default(),
                dimension.value.as_ref().and_then(|score| score.parse::<f64>().ok()),
            )
        })
        .collect();
    rsx! {
        section { class: "card",
            div { class: "card-h",
                h2 { {t!("score")} }
                b { class: "num", style: "font-size:var(--t-xl)", "data-testid": "score-total", "{total}" }
                if let Some(grade) = &told.statement.grade {
                    span { class: "chip line", {t!("grade", grade = grade.to_string())} }
                }
                if let Some(grade) = &told.statement.forced_grade {
                    span { class: "chip line", {t!("grade-forced", grade = grade.to_string())} }
                }
            }
            if spokes.len() < 3 {
                ul { class: "targets",
                    for (name, weight, points) in spokes {
                        li { key: "{name}",
                            div { class: "h", "{name}" span { class: "v num", {t!("weight", n = weight)} } b { class: "num", {points.map_or_else(|| t!("not-applicable"), |points| format!("{points:.2}"))} } }
                            Bar { percent: points.unwrap_or_default(), label: "{name}" }
                        }
                    }
                }
            } else {
                Radar { spokes }
            }
            ScoreTree { node: node.clone(), grounds }
        }
    }
}

#[component]
fn Pay(told: Told, grounds: Grounds, provisional: bool) -> Element {
    let under: &Under = &grounds.under;
    let statement = &told.statement;
    rsx! {
        section { class: "card", "data-testid": "statement",
            div { class: "card-h",
                h2 { {t!("statement")} }
                if provisional {
                    span { class: "chip", "data-remind": "gap", {t!("provisional")} }
                } else {
                    span { class: "chip", "data-verdict": "inside", {t!("sealed")} }
                }
            }
            div { class: "total",
                b { class: "num", "data-testid": "statement-total", {format::money(&statement.total.to_string(), &under.currency)} }
                span { class: "sm muted", {t!("plan-version", plan = under.plan_name().to_owned(), version = under.plan.version)} }
            }
            StatementTree { told: told.clone(), grounds: grounds.clone() }
            Remarks { told: told.clone(), grounds: grounds.clone() }
        }
    }
}

/// Notes and flags of a statement, where there are any.
#[component]
pub fn Remarks(told: Told, grounds: Grounds) -> Element {
    let (notes, flags) = (&told.statement.notes, &told.statement.flags);
    if notes.is_empty() && flags.is_empty() {
        return rsx! {};
    }
    rsx! {
        ul { class: "sm soft stack", style: "padding:0 16px 16px", "data-testid": "statement-notes",
            for flag in flags.clone() {
                li { key: "{flag}", class: "row", Icon { glyph: Glyph::Warning, class: "i-16" } {flag_words(&flag)} }
            }
            for note in notes.clone() {
                li { key: "{note}", {note_words(&note, &grounds.under)} }
            }
        }
    }
}
