//! The board: a row for each period, a dot for each step.

use dioxus::prelude::*;
use shared::period::Period;
use shared::rest::{PeriodRow, PeriodState};

use crate::i18n::{self, format};
use crate::platform::clock;
use crate::t;
use crate::ui::icon::{Glyph, Icon};

/// The steps of a period in order.
pub const STATES: [PeriodState; 5] =
    [PeriodState::Open, PeriodState::Frozen, PeriodState::Scored, PeriodState::Approved, PeriodState::Closed];

/// The name of a state.
#[must_use]
pub fn state_name(state: PeriodState) -> String {
    match state {
        PeriodState::Open => t!("state-open"),
        PeriodState::Frozen => t!("state-frozen"),
        PeriodState::Scored => t!("state-scored"),
        PeriodState::Approved => t!("state-approved"),
        PeriodState::Closed => t!("state-closed"),
    }
}

/// Why a step cannot be taken, by the key the server gave.
#[must_use]
pub fn blocked_words(key: &str) -> String {
    i18n::known(key).unwrap_or_else(|| t!("blocked-other"))
}

#[component]
pub fn Board(rows: Vec<PeriodRow>, chosen: Option<Period>, onchoose: Callback<Period>) -> Element {
    rsx! {
        section { class: "card board",
            table { class: "tbl",
                thead {
                    tr {
                        th { {t!("period")} }
                        for state in STATES { th { key: "{state:?}", class: "stp", {state_name(state)} } }
                        th { class: "r", {t!("period-total")} }
                        th { {t!("period-blocked")} }
                    }
                }
                tbody {
                    for row in rows {
                        Row { key: "{row.period}", on: chosen == Some(row.period), row, onchoose }
                    }
                }
            }
        }
    }
}

#[component]
fn Row(row: PeriodRow, on: bool, onchoose: Callback<Period>) -> Element {
    let period = row.period;
    let state = format!("{:?}", row.state).to_lowercase();
    rsx! {
        tr { "aria-selected": if on { "true" } else { "false" }, "data-testid": "period-row", "data-period": "{period}", "data-state": "{state}", onclick: move |_| onchoose.call(period),
            td {
                button { r#type: "button", style: "border:0;background:none;padding:0;text-align:start;min-height:36px", onclick: move |_| onchoose.call(period),
                    b { {format::period(period)} } " " if row.people > 0 { span { class: "muted", {t!("period-people", n = row.people)} } }
                }
            }
            for step in STATES {
                Step { key: "{step:?}", step, row: row.clone() }
            }
            td { class: "r", {row.total.as_ref().map_or_else(|| "—".to_owned(), |total| format::money(total, &row.currency))} }
            td { class: "muted",
                if let Some(seal) = &row.seal {
                    span { class: "row", title: "{seal}", Icon { glyph: Glyph::Lock, class: "i-16" } {t!("period-sealed", hash = format::hash(seal))} }
                } else if let Some(next) = &row.next {
                    if let Some(blocked) = &next.blocked {
                        span { class: "chip", "data-verdict": "uncertain", "data-testid": "period-blocked", Icon { glyph: Glyph::Gap } {blocked_words(blocked)} }
                    } else {
                        span { class: "chip", "data-verdict": "inside", Icon { glyph: Glyph::Inside } {t!("period-ready")} }
                    }
                }
            }
        }
    }
}

#[component]
fn Step(step: PeriodState, row: PeriodRow) -> Element {
    let taken = row.steps.iter().find(|taken| taken.state == step);
    // A closed period has nothing ahead: its last dot is done too.
    let class = if step < row.state || row.state == PeriodState::Closed {
        "done"
    } else if step == row.state {
        "now"
    } else {
        "todo"
    };
    let first = if step == PeriodState::Open { " first" } else { "" };
    rsx! {
        td { class: "stp {class}{first}", title: taken.map(|taken| format!("{} · {}", taken.by_name, format::exact_time(taken.at, clock::offset()))),
            i { if class == "done" { Icon { glyph: Glyph::Check } } }
            span { class: "num",
                if let Some(taken) = taken { {format::when(taken.at, clock::offset(), taken.at.plus_millis(-86_400_000 * 2)).split(' ').next().unwrap_or_default().to_owned()} }
            }
        }
    }
}
