//! The rep's day: my month, what is due, and the next check-in at the thumb.

mod next;

use dioxus::prelude::*;
use shared::reminder::Reminder;

use crate::hooks::use_ask;
use crate::i18n::format;
use crate::platform::clock;
use crate::route::Route;
use crate::t;
use crate::ui::chip::{ClassMark, SyncPill, remind, remind_words};
use crate::ui::face::{Face, show};
use crate::ui::icon::{Glyph, Icon};
use crate::ui::progress::Ring;
use crate::ui::top::Top;
use crate::ui::tree::{metric_name, metric_value};
use crate::view::{Answer, Ask, MonthSoFar, ReminderRow, Today as Day};

use next::Next;

#[component]
pub fn Today() -> Element {
    let day = use_ask(Ask::Today, |answer| match answer {
        Answer::Today(day) => Some(*day),
        _ => None,
    });
    let date = day.read().as_ref().and_then(|day| day.as_ref().ok().map(|day| day.day));
    rsx! {
        main { class: "phone", "data-testid": "page-today",
            Top { title: t!("nav-today"),
                span { class: "muted sm grow nb", if let Some(date) = date { {format::day_week(date)} } }
                SyncPill {}
            }
            div { class: "body",
                {show(day, |day: &Day| rsx! {
                    Month { month: day.month.clone() }
                    Reminders { rows: day.reminders.clone() }
                })}
            }
            if let Some(Ok(day)) = &*day.read() {
                Next { next: day.next.clone(), open_visit: day.open_visit.is_some(), visits_today: day.visits_today }
            }
        }
    }
}

/// My month, computed here: provisional.
#[component]
fn Month(month: MonthSoFar) -> Element {
    let Some(headline) = month.headline.clone() else {
        return rsx! {
            section { class: "card",
                Face { glyph: Glyph::Performance, title: t!("month-none"), text: t!("month-none-text") }
            }
        };
    };
    let pace =
        (month.working_days > 0).then(|| f64::from(month.working_days_so_far) * 100.0 / f64::from(month.working_days));
    let metric = metric_name(&headline.metric, None);
    let label = t!(
        "month-label",
        metric = metric.clone(),
        percent = headline.percent,
        pace = format!("{:.0}", pace.unwrap_or_default())
    );
    rsx! {
        Link { to: Route::Performance {}, class: "card month", "aria-label": t!("month-mine"), "data-testid": "month",
            Ring { percent: f64::from(headline.percent), pace, label,
                b { class: "num", "{headline.percent}%" }
                span { class: "xs muted", "{metric}" }
            }
            dl { class: "kv",
                dt { class: "nb", {t!("month-attained")} }
                dd { class: "num", b { {metric_value(&headline.metric, &headline.actual)} } " / {metric_value(&headline.metric, &headline.target)}" }
                dt { class: "nb", {t!("month-pace")} }
                dd { class: "num", {t!("month-days", done = month.working_days_so_far, all = month.working_days)}, " · {pace.unwrap_or_default():.0}%" }
                dt { class: "nb", {t!("month-score")} }
                dd { class: "num", b { {month.score.clone().unwrap_or_else(|| "—".to_owned())} } " {month.grade.clone().unwrap_or_default()}" }
                dt { class: "nb", {t!("month-pay")} }
                dd { class: "num", b { "data-testid": "month-pay", {month.pay.as_ref().map_or_else(|| "—".to_owned(), |pay| format::money(pay, month.currency.as_deref().unwrap_or("CNY")))} } }
            }
            p { class: "xs muted wide", {t!("provisional-until", time = format::clock(clock::now(), clock::offset()))} }
        }
    }
}

/// Shown before all are asked for.
const FEW: usize = 4;

/// Three kinds of reminders that stand apart, most pressing first.
#[component]
fn Reminders(rows: Vec<ReminderRow>) -> Element {
    let mut kind = use_signal(|| None::<&'static str>);
    let mut all = use_signal(|| false);
    if rows.is_empty() {
        return rsx! {
            section { class: "card", Face { glyph: Glyph::Counted, title: t!("remind-none"), text: t!("remind-none-text") } }
        };
    }
    let count = |wanted: &str| rows.iter().filter(|row| remind(&row.reminder) == wanted).count();
    let kinds = [
        ("due", t!("remind-due-short"), count("due")),
        ("gap", t!("remind-gap-short"), count("gap")),
        ("overdue", t!("remind-overdue-short"), count("overdue")),
    ];
    let shown: Vec<_> =
        rows.iter().filter(|row| kind().is_none_or(|kind| remind(&row.reminder) == kind)).cloned().collect();
    let hidden = if all() { 0 } else { shown.len().saturating_sub(FEW) };
    rsx! {
        section { class: "card", "aria-label": t!("remind-title"), "data-testid": "reminders",
            div { class: "counts",
                for (id, name, n) in kinds {
                    button {
                        key: "{id}",
                        r#type: "button",
                        "data-remind": id,
                        "aria-pressed": if kind() == Some(id) { "true" } else { "false" },
                        onclick: move |_| kind.set(if kind() == Some(id) { None } else { Some(id) }),
                        b { class: "num", "{n}" }
                        "{name}"
                    }
                }
            }
            ul { class: "list icons",
                for row in shown.iter().take(if all() { usize::MAX } else { FEW }) {
                    Reminded { key: "{row.customer}", row: row.clone() }
                }
            }
            if hidden > 0 {
                button { class: "more", r#type: "button", onclick: move |_| all.set(true),
                    {t!("remind-all", n = shown.len() as i64)}
                    Icon { glyph: Glyph::Down, class: "i-16" }
                }
            }
        }
    }
}

#[component]
fn Reminded(row: ReminderRow) -> Element {
    let step = match (&row.reminder, &row.next_step) {
        (Reminder::Due { .. }, Some(step)) => format!("{} · {step}", remind_words(&row.reminder, row.class)),
        _ => remind_words(&row.reminder, row.class),
    };
    rsx! {
        li { class: "item",
            Link { to: Route::Customer { id: row.customer }, class: "row grow", style: "gap:12px",
                span { class: "lead", "data-remind": remind(&row.reminder), Icon { glyph: Glyph::from(&row.reminder) } }
                div { class: "grow",
                    p { class: "t1 cut", "{row.name}" }
                    p { class: "t2 cut", "{step}" }
                }
                ClassMark { class: row.class }
            }
            if let Some(phone) = &row.phone {
                a { class: "icon-btn", href: "tel:{phone}", "aria-label": t!("call-who", who = row.name.clone()), Icon { glyph: Glyph::Phone } }
            }
        }
    }
}
