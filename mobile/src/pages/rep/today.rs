//! The rep's day: my month, what is due, and the next check-in at the thumb.

mod next;
mod plan;

use dioxus::prelude::*;

use crate::hooks::use_ask;
use crate::i18n::format;
use crate::pages::rep::remind::Reminders;
use crate::platform::clock;
use crate::route::Route;
use crate::t;
use crate::ui::chip::SyncPill;
use crate::ui::face::{Face, show};
use crate::ui::icon::{Glyph, Icon};
use crate::ui::progress::Ring;
use crate::ui::top::Top;
use crate::ui::tree::{metric_name, metric_value};
use crate::view::{Answer, Ask, MonthSoFar, Today as Day};

use next::Next;
use plan::{DayPlan, stop};

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
                    DayPlan { plan: day.plan.clone() }
                    Reminders { rows: day.reminders.clone(), snoozed: day.snoozed.clone() }
                    Link { to: Route::Workload {}, class: "btn", "data-testid": "today-workload", Icon { glyph: Glyph::Work } {t!("workload-mine")} }
                })}
            }
            if let Some(Ok(day)) = &*day.read() {
                Next { next: day.next.clone(), open_visit: day.open_visit.is_some(), visits_today: day.visits_today, stop: stop(day) }
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
        Link { to: Route::Performance {}, class: "card month", "data-testid": "month",
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
