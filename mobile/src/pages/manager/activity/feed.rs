//! The feed of visits: what needs a person first, then everything, newest first.

use dioxus::prelude::*;
use shared::place::Verdict;
use shared::rest::TeamVisit;

use crate::i18n::format;
use crate::t;
use crate::ui::chip::VerdictChip;
use crate::ui::face::{Face, Loading};
use crate::ui::icon::{Glyph, Icon};
use crate::ui::time::Clock;

/// A device clock further off than this is worth a look (domain.md, Time), in milliseconds.
pub const CLOCK_OFF: i64 = 10 * 60_000;

/// Received long after it was recorded is normal offline; recorded after it was received is a wrong clock.
#[must_use]
pub const fn clock_ahead(visit: &TeamVisit) -> bool {
    visit.check_in.since(visit.received) > CLOCK_OFF
}

fn is_exception(visit: &TeamVisit) -> bool {
    visit.verdict == Verdict::Outside
        || visit.fix.is_none()
        || visit.fix.is_some_and(|fix| fix.mock)
        || clock_ahead(visit)
}

#[component]
pub fn Feed(visits: Option<Vec<TeamVisit>>, selected: Signal<Option<String>>) -> Element {
    let Some(visits) = visits else { return rsx! { Loading { rows: 6 } } };
    if visits.is_empty() {
        return rsx! { Face { glyph: Glyph::Activity, title: t!("activity-none"), text: t!("activity-none-text") } };
    }
    let exceptions: Vec<TeamVisit> = visits.iter().filter(|visit| is_exception(visit)).cloned().collect();
    rsx! {
        if !exceptions.is_empty() {
            h2 { {t!("exceptions")} span { class: "chip", "data-verdict": "outside", "data-testid": "exceptions-count", {exceptions.len().to_string()} } }
            ul { class: "list", "data-testid": "exceptions",
                for visit in exceptions {
                    Exception { key: "{visit.id}", visit, selected }
                }
            }
        }
        h2 { {t!("activity-feed")} span { class: "muted", style: "font-weight:400", {t!("activity-count", n = visits.len() as i64)} } }
        ul { class: "list", "data-testid": "feed",
            for visit in visits {
                Row { key: "{visit.id}", visit, selected }
            }
        }
    }
}

#[component]
fn Exception(visit: TeamVisit, selected: Signal<Option<String>>) -> Element {
    let title = if visit.fix.is_none() {
        t!("exception-no-fix")
    } else if visit.fix.is_some_and(|fix| fix.mock) {
        t!("exception-mock")
    } else if clock_ahead(&visit) {
        t!("exception-clock")
    } else {
        t!("exception-outside", distance = visit.distance.map(format::distance).unwrap_or_default())
    };
    let about = match &visit.reason {
        Some(reason) => format!("{} · {reason}", visit.customer_name),
        None => visit.customer_name.clone(),
    };
    let id = visit.id.to_string();
    rsx! {
        li { "aria-current": if *selected.read() == Some(id.clone()) { "true" } else { "false" },
            button { class: "item", r#type: "button", onclick: move |_| selected.set(Some(id.clone())),
                span { class: "lead", "data-verdict": visit.verdict.as_str(), Icon { glyph: if visit.fix.is_none() { Glyph::Uncertain } else { Glyph::from(visit.verdict) } } }
                div { class: "grow",
                    p { class: "t1 cut", b { "{title}" } " {visit.name}" }
                    p { class: "t2 cut", "{about}" }
                }
                Clock { at: visit.check_in, offset: visit.offset }
            }
        }
    }
}

#[component]
fn Row(visit: TeamVisit, selected: Signal<Option<String>>) -> Element {
    let id = visit.id.to_string();
    let minutes = visit.check_out.map(|left| left.since(visit.check_in) / 60_000);
    rsx! {
        li { "aria-current": if *selected.read() == Some(id.clone()) { "true" } else { "false" }, "data-testid": "activity-visit", "data-record": "{visit.id}", "data-verdict": visit.verdict.as_str(),
            button { class: "item", r#type: "button", onclick: move |_| selected.set(Some(id.clone())),
                span { class: "avatar", {visit.name.chars().take(1).collect::<String>()} }
                div { class: "grow",
                    p { class: "t1 cut", "{visit.name} " b { "{visit.customer_name}" } }
                    p { class: "t2 row", style: "gap:6px;margin-top:2px",
                        VerdictChip { verdict: visit.verdict, distance: visit.distance }
                        span { class: "nb", {minutes.map_or_else(|| t!("visit-open"), format::minutes)} }
                        if !visit.photos.is_empty() {
                            span { class: "chip", style: "--c:var(--text-2);--c-soft:var(--sunken)", Icon { glyph: Glyph::Camera } {visit.photos.len().to_string()} }
                        }
                    }
                }
                Clock { at: visit.check_in, offset: visit.offset }
            }
        }
    }
}
