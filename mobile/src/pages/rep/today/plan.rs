//! Today's plan on the day's page: what is done, what comes next.

use dioxus::prelude::*;

use crate::i18n::format;
use crate::route::Route;
use crate::t;
use crate::ui::chip::ClassMark;
use crate::ui::icon::{Glyph, Icon};
use crate::view::{DayStops, Stop, Today};

/// Which stop of how many the next one is; `None`: it is none of the plan.
#[must_use]
pub fn stop(day: &Today) -> Option<(usize, usize)> {
    let at = day.plan.stops.iter().position(|stop| !stop.done)?;
    Some((at + 1, day.plan.stops.len()))
}

#[component]
pub fn DayPlan(plan: DayStops) -> Element {
    if plan.stops.is_empty() {
        return rsx! {
            Link { to: Route::plan_of(None), class: "card item-link", "data-testid": "today-plan",
                span { class: "lead", "data-remind": "due", Icon { glyph: Glyph::Route } }
                div { class: "grow", p { class: "t1", {t!("plan-none")} } p { class: "t2", {t!("plan-none-text")} } }
                Icon { glyph: Glyph::Forward, class: "i-16" }
            }
        };
    }
    let done = plan.stops.iter().filter(|stop| stop.done).count();
    let next = plan.stops.iter().position(|stop| !stop.done);
    rsx! {
        section { class: "card", "data-testid": "today-plan",
            Link { to: Route::plan_of(None), class: "card-h",
                h2 { {t!("plan-today")} }
                span { class: "sm muted num", {t!("plan-done", done = done as i64, all = plan.stops.len() as i64)} }
                Icon { glyph: Glyph::Forward, class: "i-16" }
            }
            ol { class: "list icons",
                for (at, stop) in plan.stops.iter().enumerate() {
                    OneStop { key: "{at}", number: at + 1, stop: stop.clone(), next: next == Some(at) }
                }
            }
        }
    }
}

#[component]
fn OneStop(number: usize, stop: Stop, next: bool) -> Element {
    let row = &stop.customer;
    let place = row.site.as_ref().and_then(|site| site.address.clone()).unwrap_or_default();
    let far = row.distance.map(format::distance);
    rsx! {
        li { "data-testid": "today-stop", "data-done": if stop.done { "true" } else { "false" }, "aria-current": next.then_some("step"),
            Link { to: Route::Customer { id: row.id }, class: "item",
                if stop.done {
                    span { class: "lead", "data-verdict": "inside", role: "img", "aria-label": t!("plan-stop-done"), Icon { glyph: Glyph::Check } }
                } else {
                    span { class: "lead num b", "{number}" }
                }
                div { class: "grow",
                    p { class: "t1 row", span { class: "cut", "{row.name}" } ClassMark { class: row.class } }
                    p { class: "t2 cut", {[far, Some(place).filter(|place| !place.is_empty())].into_iter().flatten().collect::<Vec<_>>().join(" · ")} }
                }
            }
        }
    }
}
