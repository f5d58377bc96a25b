//! The evidence of one visit: position, fence, both clocks, device, pictures (VIS-3).

use dioxus::prelude::*;
use shared::rest::TeamVisit;

use super::feed::clock_ahead;
use crate::i18n::{self, format};
use crate::t;
use crate::ui::chip::VerdictChip;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::photo::ServerPhoto;

#[component]
pub fn Panel(visit: TeamVisit, selected: Signal<Option<String>>) -> Element {
    let mut selected = selected;
    let metres = |value: Option<f64>| value.map_or_else(|| "—".to_owned(), format::distance);
    let lag = visit.received.since(visit.check_in);
    rsx! {
        section { "aria-label": t!("evidence"), "data-testid": "evidence-panel", "data-record": "{visit.id}", style: "border-bottom:1px solid var(--line)",
            h2 { "{visit.name} · {visit.customer_name}" span { class: "grow" }
                button { class: "icon-btn", r#type: "button", "aria-label": t!("close"), onclick: move |_| selected.set(None), Icon { glyph: Glyph::Cross, class: "i-16" } }
            }
            div { class: "panel",
                div { class: "wrap", VerdictChip { verdict: visit.verdict, distance: visit.distance }
                    if visit.fix.is_some_and(|fix| fix.mock) { span { class: "chip", "data-verdict": "outside", Icon { glyph: Glyph::Warning } {t!("exception-mock")} } }
                    if clock_ahead(&visit) { span { class: "chip", "data-verdict": "uncertain", Icon { glyph: Glyph::Gap } {t!("exception-clock")} } }
                }
                if let Some(reason) = &visit.reason { p { class: "note", Icon { glyph: Glyph::Contact } span { {t!("reason-given", reason = reason.clone())} } } }
                if let Some(result) = &visit.result { p { "{result}" } }
                if visit.next_step.is_some() || visit.next_date.is_some() {
                    p { class: "soft", {t!("next-line", what = [visit.next_step.clone(), visit.next_date.map(format::day_week)].into_iter().flatten().collect::<Vec<_>>().join(" · "))} }
                }
                dl { class: "kv",
                    dt { {t!("evidence-device-time")} }
                    dd { class: "num", {format::exact_time(visit.check_in, visit.offset)} }
                    dt { {t!("evidence-received")} }
                    dd { class: "num", {format::exact_time(visit.received, visit.offset)} if lag > 60_000 { " " span { class: "muted", {t!("evidence-later", span = format::minutes(lag / 60_000))} } } }
                    if let Some(left) = visit.check_out { dt { {t!("check-out")} } dd { class: "num", {format::exact_time(left, visit.offset)} } }
                    dt { {t!("evidence-position")} }
                    dd { class: "num", {visit.fix.map_or_else(|| no_fix(&visit), |fix| format!("{:.5}, {:.5}", fix.place.lat(), fix.place.lon()))} }
                    dt { {t!("evidence-accuracy")} }
                    dd { class: "num", {visit.fix.and_then(|fix| fix.accuracy).map_or_else(|| "—".to_owned(), |metres| format!("±{}", format::distance(metres)))} }
                    dt { {t!("evidence-distance")} }
                    dd { class: "num", {metres(visit.distance)} if let Some(fence) = visit.fence { " / " {t!("fence-radius", n = i64::from(fence.radius))} } }
                    dt { {t!("evidence-device")} }
                    dd { class: "hash", title: visit.device.map(|device| device.to_string()), {visit.device.map_or_else(|| "—".to_owned(), |device| format::hash(&device.to_string()))} }
                    dt { {t!("evidence-record")} }
                    dd { class: "hash", title: "{visit.id}", {format::hash(&visit.id.to_string())} }
                }
                if !visit.photos.is_empty() {
                    div { class: "wrap", for hash in visit.photos.clone() { ServerPhoto { key: "{hash}", hash } } }
                }
            }
        }
    }
}

fn no_fix(visit: &TeamVisit) -> String {
    let why = visit.no_fix.as_deref().unwrap_or_default();
    i18n::known(&format!("no-fix-{why}-short")).unwrap_or_else(|| t!("exception-no-fix"))
}
