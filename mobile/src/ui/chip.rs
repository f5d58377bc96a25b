//! Chips: a state in words, colour and shape. Not pressable.

use dioxus::prelude::*;
use shared::period::BusinessDay;
use shared::place::Verdict;
use shared::reminder::Reminder;

use super::icon::{Glyph, Icon};
use crate::i18n::format;
use crate::route::Route;
use crate::state::{State, today, use_state};
use crate::t;
use crate::view::RecordState;

/// A verdict with the number it was decided on.
#[component]
pub fn VerdictChip(verdict: Verdict, #[props(default)] distance: Option<f64>) -> Element {
    rsx! {
        span { class: "chip", "data-verdict": verdict.as_str(),
            Icon { glyph: Glyph::from(verdict) }
            {verdict_name(verdict)}
            if let Some(metres) = distance {
                " {format::distance(metres)}"
            }
        }
    }
}

#[must_use]
pub fn verdict_name(verdict: Verdict) -> String {
    match verdict {
        Verdict::Inside => t!("verdict-inside"),
        Verdict::Uncertain => t!("verdict-uncertain"),
        Verdict::Outside => t!("verdict-outside"),
    }
}

/// Where a record is on its way.
#[component]
pub fn SyncChip(state: RecordState) -> Element {
    rsx! {
        span { class: "chip", "data-sync": state.as_str(),
            Icon { glyph: Glyph::from(state) }
            {sync_name(state)}
        }
    }
}

#[must_use]
pub fn sync_name(state: RecordState) -> String {
    match state {
        RecordState::Local => t!("record-local"),
        RecordState::Sent => t!("record-sent"),
        RecordState::Held => t!("record-held"),
        RecordState::Counted => t!("record-counted"),
        RecordState::Refused => t!("record-refused"),
    }
}

/// How the sync stands, leading to the outbox.
#[component]
pub fn SyncPill() -> Element {
    let sync = use_state().sync();
    let (state, glyph, text) = if sync.refused > 0 {
        ("refused", Glyph::Refused, t!("sync-refused", n = sync.refused))
    } else if sync.problem.is_some() {
        ("refused", Glyph::Warning, t!("sync-problem"))
    } else if sync.waiting > 0 && sync.offline {
        ("local", Glyph::Offline, t!("sync-offline-waiting", n = sync.waiting))
    } else if sync.waiting > 0 {
        ("local", Glyph::Sent, t!("sync-waiting", n = sync.waiting))
    } else if sync.offline {
        ("local", Glyph::Offline, t!("sync-offline"))
    } else {
        ("counted", Glyph::Counted, t!("sync-done"))
    };
    rsx! {
        Link { to: Route::Outbox {}, class: "pill sync", "data-sync": state, "data-testid": "sync-pill", "data-waiting": "{sync.waiting}",
            Icon { glyph, class: if sync.running { "i-16 spin" } else { "i-16" } }
            "{text}"
        }
    }
}

/// `data-remind` of a reminder.
#[must_use]
pub const fn remind(reminder: &Reminder) -> &'static str {
    reminder.kind().as_str()
}

/// Whether a day is still to come; no hook, since lists ask it row by row.
fn is_ahead(day: BusinessDay) -> bool {
    try_consume_context::<State>().is_some_and(|state| day > today(state))
}

/// A reminder as a sentence with its numbers.
#[must_use]
pub fn remind_words(reminder: &Reminder, class: Option<shared::doc::ledger::Class>) -> String {
    match reminder {
        Reminder::Due { agreed } if is_ahead(*agreed) => t!("remind-due-ahead", day = format::day_week(*agreed)),
        Reminder::Due { .. } => t!("remind-due"),
        Reminder::Unhandled { since, days } => t!("remind-unhandled", day = format::day(*since), days = *days),
        Reminder::Overdue { agreed, days } => t!("remind-overdue", day = format::day(*agreed), days = *days),
        Reminder::Gap { days, limit, .. } => match class {
            Some(class) => t!("remind-gap", days = *days, class = class.as_str(), limit = *limit),
            None => t!("remind-gap-plain", days = *days, limit = *limit),
        },
    }
}

/// A customer's class.
#[component]
pub fn ClassMark(class: Option<shared::doc::ledger::Class>) -> Element {
    match class {
        Some(class) => {
            rsx! { span { class: "class", "aria-label": t!("class-of", class = class.as_str()), {class.as_str()} } }
        }
        None => rsx! {},
    }
}
