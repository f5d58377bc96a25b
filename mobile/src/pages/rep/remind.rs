//! Reminders in lists and at the customer, and putting one off.

mod snooze;

use dioxus::prelude::*;
use shared::doc::journal::Snooze;
use shared::id::CustomerId;
use shared::period::{BusinessDay, Instant};
use shared::reminder::{Kind, Reminder};

use crate::hooks::{use_act, use_ask, use_record_id};
use crate::i18n::format;
use crate::record::What;
use crate::route::Route;
use crate::state::{today, use_state};
use crate::t;
use crate::ui::chip::{ClassMark, remind, remind_words};
use crate::ui::face::{Face, Trouble};
use crate::ui::icon::{Glyph, Icon};
use crate::view::{Answer, Ask, ReminderRow, Standing};

#[cfg(test)]
pub use snooze::Choose;
use snooze::PutOff;

/// The name of a kind.
#[must_use]
pub fn kind_name(kind: Kind) -> String {
    match kind {
        Kind::Overdue => t!("remind-overdue-short"),
        Kind::Gap => t!("remind-gap-short"),
        Kind::Due => t!("remind-due-short"),
        Kind::Unhandled => t!("remind-unhandled-short"),
    }
}

/// A snooze in a timeline: one until a day that has come is its undoing.
#[must_use]
pub fn snooze_words(snooze: &Snooze, at: Instant, offset: i16) -> String {
    let wall = at.plus_millis(i64::from(offset) * 60_000).utc().map(|utc| BusinessDay::from_date(utc.date_naive()));
    let kind = kind_name(snooze.reminder);
    if wall.is_some_and(|day| snooze.until <= day) {
        t!("snooze-undone", kind = kind)
    } else {
        t!("snooze-until", kind = kind, day = format::day_week(snooze.until))
    }
}

/// Shown before all are asked for.
const FEW: usize = 4;

/// The kinds of reminders that stand apart, each with its count and its list, most pressing first.
#[component]
pub fn Reminders(rows: Vec<ReminderRow>, snoozed: Vec<ReminderRow>) -> Element {
    let mut kind = use_signal(|| None::<Kind>);
    let mut all = use_signal(|| false);
    if rows.is_empty() && snoozed.is_empty() {
        return rsx! {
            section { class: "card", Face { glyph: Glyph::Counted, title: t!("remind-none"), text: t!("remind-none-text") } }
        };
    }
    let count = |wanted: Kind| rows.iter().filter(|row| row.reminder.kind() == wanted).count();
    let kinds = [Kind::Due, Kind::Gap, Kind::Overdue, Kind::Unhandled].map(|kind| (kind, count(kind)));
    let shown: Vec<_> =
        rows.iter().filter(|row| kind().is_none_or(|kind| row.reminder.kind() == kind)).cloned().collect();
    let hidden = if all() { 0 } else { shown.len().saturating_sub(FEW) };
    rsx! {
        section { class: "card", "aria-label": t!("remind-title"), "data-testid": "reminders",
            div { class: "counts four",
                for (one, n) in kinds {
                    button {
                        key: "{one.as_str()}",
                        r#type: "button",
                        "data-remind": one.as_str(),
                        "data-testid": "remind-{one.as_str()}",
                        "aria-pressed": if kind() == Some(one) { "true" } else { "false" },
                        onclick: move |_| kind.set(if kind() == Some(one) { None } else { Some(one) }),
                        b { class: "num", "{n}" }
                        {kind_name(one)}
                    }
                }
            }
            if shown.is_empty() {
                p { class: "sm muted", style: "padding:16px;text-align:center", {t!("remind-none")} }
            }
            ul { class: "list icons",
                for row in shown.iter().take(if all() { usize::MAX } else { FEW }) {
                    Reminded { key: "{row.customer}/{row.reminder.kind().as_str()}", row: row.clone() }
                }
            }
            if hidden > 0 {
                button { class: "more", r#type: "button", "data-testid": "remind-more", onclick: move |_| all.set(true),
                    {t!("remind-all", n = shown.len() as i64)}
                    Icon { glyph: Glyph::Down, class: "i-16" }
                }
            }
            if !snoozed.is_empty() {
                Snoozed { rows: snoozed }
            }
        }
    }
}

#[component]
fn Reminded(row: ReminderRow) -> Element {
    let step = match (&row.reminder, &row.next_step) {
        (Reminder::Due { .. } | Reminder::Overdue { .. }, Some(step)) => {
            format!("{} · {step}", remind_words(&row.reminder, row.class))
        }
        _ => remind_words(&row.reminder, row.class),
    };
    rsx! {
        li { class: "item tight", "data-testid": "reminder", "data-customer": "{row.customer}", "data-kind": row.reminder.kind().as_str(),
            Link { to: Route::Customer { id: row.customer }, class: "row grow", style: "gap:12px",
                span { class: "lead", "data-remind": remind(&row.reminder), Icon { glyph: Glyph::from(&row.reminder) } }
                div { class: "grow",
                    p { class: "t1 row", span { class: "cut", "{row.name}" } ClassMark { class: row.class } }
                    p { class: "t2 lines-2", "{step}" }
                }
            }
            if let Some(phone) = &row.phone {
                a { class: "icon-btn", href: "tel:{phone}", "aria-label": t!("call-who", who = row.name.clone()), Icon { glyph: Glyph::Phone } }
            }
            PutOff { customer: row.customer, kind: row.reminder.kind(), name: row.name.clone() }
        }
    }
}

/// What was put off, with the way back.
#[component]
fn Snoozed(rows: Vec<ReminderRow>) -> Element {
    let mut open = use_signal(|| false);
    rsx! {
        button { class: "more", r#type: "button", "data-testid": "snoozed", "aria-expanded": if open() { "true" } else { "false" }, onclick: move |_| open.toggle(),
            Icon { glyph: Glyph::Snooze, class: "i-16" }
            {t!("snoozed", n = rows.len() as i64)}
            Icon { glyph: if open() { Glyph::Up } else { Glyph::Down }, class: "i-16" }
        }
        if open() {
            ul { class: "list icons",
                for row in rows {
                    PutBack { key: "{row.customer}/{row.reminder.kind().as_str()}", row }
                }
            }
        }
    }
}

#[component]
fn PutBack(row: ReminderRow) -> Element {
    let state = use_state();
    let id = use_record_id();
    let act = use_act();
    let (customer, reminder) = (row.customer, row.reminder.kind());
    let back = move |_| {
        // Recorded like the snooze itself: until a day that has come.
        let what = What::Snooze(Snooze { customer, reminder, until: today(state), reason: None });
        act.run(state.record(id, what, Vec::new()), |state, ()| state.toast(t!("snooze-back")));
    };
    let until = row.until.map(format::day_week).unwrap_or_default();
    rsx! {
        li { class: "item", "data-testid": "snoozed-reminder",
            span { class: "lead", Icon { glyph: Glyph::Snooze } }
            div { class: "grow",
                p { class: "t1 cut", "{row.name}" }
                p { class: "t2 cut", {t!("snooze-until", kind = kind_name(reminder), day = until)} }
                Trouble { failure: act.failure.read().clone() }
            }
            button { class: "btn quiet", r#type: "button", "data-testid": "snooze-undo", disabled: *act.busy.read(), onclick: back, Icon { glyph: Glyph::Undo, class: "i-16" } {t!("snooze-undo")} }
        }
    }
}

/// How it stands with a customer: every reminder, and where the limits of the gap lie.
#[component]
pub fn Stands(customer: CustomerId) -> Element {
    let standing = use_ask(
        move |now| Ask::Standing { customer, now },
        |answer| match answer {
            Answer::Standing(standing) => Some(*standing),
            _ => None,
        },
    );
    let read = standing.read();
    let Some(Ok(standing)) = read.as_ref() else { return rsx! {} };
    if standing.reminders.is_empty() && gap_words(standing).is_none() {
        return rsx! {};
    }
    rsx! {
        div { class: "stack", style: "padding:0 16px 12px;gap:8px",
            for row in standing.reminders.clone() {
                p { key: "{row.reminder.kind().as_str()}", class: "note", "data-remind": remind(&row.reminder), "data-testid": "customer-reminder", "data-kind": row.reminder.kind().as_str(),
                    Icon { glyph: Glyph::from(&row.reminder) }
                    span { class: "grow",
                        b { {remind_words(&row.reminder, row.class)} }
                        if let Some(until) = row.until {
                            " " {t!("snooze-until-short", day = format::day_week(until))}
                        }
                    }
                }
            }
            if let Some(words) = gap_words(standing) {
                p { class: "xs muted", "data-testid": "customer-gap", "{words}" }
            }
        }
    }
}

/// Which breach of the gap it is, and when the next one falls (D-29).
fn gap_words(standing: &Standing) -> Option<String> {
    let gap = standing.gap?;
    let (count, next) = (gap.breaches(standing.today), format::day_week(gap.next(standing.today)));
    Some(match count {
        0 => t!("gap-first", day = next),
        k => t!("gap-breach", k = k, on = format::day(gap.day_of(k)), next = next),
    })
}
