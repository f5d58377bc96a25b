//! The feed of visits: what needs a person first, then everything, newest first.

use dioxus::prelude::*;
use shared::place::{Flag, Verdict};
use shared::rest::TeamVisit;

use crate::i18n::format;
use crate::t;
use crate::ui::chip::VerdictChip;
use crate::ui::face::{Face, Loading};
use crate::ui::flag::{FlagChips, flag_name};
use crate::ui::icon::{Glyph, Icon};
use crate::ui::time::Clock;

/// Whether a person should look at it: no or a doubtful position, a wrong clock, outside the fence.
#[must_use]
pub fn is_exception(visit: &TeamVisit) -> bool {
    visit.verdict == Verdict::Outside || visit.fix.is_none() || visit.forgotten || !visit.flags.is_empty()
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
    let first = Flag::ALL.into_iter().find(|flag| visit.flags.contains(flag));
    let title = match first {
        _ if visit.fix.is_none() => t!("exception-no-fix"),
        Some(flag @ (Flag::Mock | Flag::Impossible | Flag::Repeated | Flag::Clock)) => flag_name(flag),
        _ if visit.verdict == Verdict::Outside => {
            t!("exception-outside", distance = visit.distance.map(format::distance).unwrap_or_default())
        }
        Some(flag) => flag_name(flag),
        None => t!("visit-forgotten"),
    };
    // Being inside is no exception: what is flagged, or the day that ended without a check-out, is.
    let (tone, glyph) = match visit.verdict {
        _ if visit.fix.is_none() => ("uncertain", Glyph::Uncertain),
        Verdict::Inside | Verdict::Uncertain if first.is_none() => ("uncertain", Glyph::Timer),
        Verdict::Inside | Verdict::Uncertain => ("uncertain", Glyph::Warning),
        Verdict::Outside => ("outside", Glyph::from(visit.verdict)),
    };
    let about = match &visit.reason {
        Some(reason) => format!("{} · {reason}", visit.customer_name),
        None => visit.customer_name.clone(),
    };
    let id = visit.id.to_string();
    rsx! {
        li { "aria-current": if *selected.read() == Some(id.clone()) { "true" } else { "false" },
            button { class: "item", r#type: "button", onclick: move |_| selected.set(Some(id.clone())),
                span { class: "lead", "data-verdict": tone, Icon { glyph } }
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
                    p { class: "t2 wrap", style: "gap:4px 6px;margin-top:2px",
                        VerdictChip { verdict: visit.verdict, distance: visit.distance }
                        FlagChips { flags: visit.flags.clone() }
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
