//! The evidence of one visit: position, fence, both clocks, device, pictures (VIS-3).

use dioxus::prelude::*;
use shared::doc::form::Form;
use shared::rest::TeamVisit;

use crate::i18n::{self, format};
use crate::pages::rep::visit_record::{field_name, field_words, source_name};
use crate::state::use_state;
use crate::t;
use crate::ui::answers::Answers;
use crate::ui::chip::VerdictChip;
use crate::ui::flag::FlagNotes;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::photo::ServerPhoto;

#[component]
pub fn Panel(visit: TeamVisit, forms: Vec<Form>, selected: Signal<Option<String>>) -> Element {
    let state = use_state();
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
                    if visit.forgotten { span { class: "chip", "data-remind": "gap", "data-testid": "panel-forgotten", Icon { glyph: Glyph::Timer } {t!("visit-forgotten")} } }
                }
                FlagNotes { flags: visit.flags.clone() }
                if let Some(reason) = &visit.reason { p { class: "note", Icon { glyph: Glyph::Contact } span { {t!("reason-given", reason = reason.clone())} } } }
                if let Some(result) = &visit.result { p { "{result}" } }
                if visit.next_step.is_some() || visit.next_date.is_some() {
                    p { class: "soft", {t!("next-line", what = [visit.next_step.clone(), visit.next_date.map(format::day_week)].into_iter().flatten().collect::<Vec<_>>().join(" · "))} }
                }
                for (at, one) in visit.amendments.iter().enumerate() {
                    p { key: "{at}", class: "sm", "data-testid": "panel-amended", Icon { glyph: Glyph::Note, class: "i-16" } " "
                        {t!("amended", field = field_name(&one.field), is = field_words(state, &one.field, &one.is), reason = one.why.clone())}
                    }
                }
                if let Some(filled) = visit.form.clone() {
                    Answers { form: forms.iter().find(|form| filled.is_of(form)).cloned(), filled, desk: true }
                }
                dl { class: "kv",
                    if let Some(purpose) = &visit.purpose {
                        dt { {t!("field-purpose")} }
                        dd { {field_words(state, "purpose", purpose)} }
                    }
                    dt { {t!("evidence-device-time")} }
                    dd { class: "num", {format::exact_time(visit.check_in, visit.offset)} }
                    if visit.when() != visit.check_in {
                        dt { {t!("evidence-corrected")} }
                        dd { class: "num", "data-testid": "evidence-corrected", {format::exact_time(visit.when(), visit.offset)} }
                    }
                    dt { {t!("evidence-received")} }
                    dd { class: "num", {format::exact_time(visit.received, visit.offset)} if lag > 60_000 { " " span { class: "muted", {t!("evidence-later", span = format::minutes(lag / 60_000))} } } }
                    if let Some(left) = visit.check_out { dt { {t!("check-out")} } dd { class: "num", {format::exact_time(left, visit.offset)} } }
                    dt { {t!("evidence-position")} }
                    dd { class: "num", {visit.fix.map_or_else(|| no_fix(&visit), |fix| format!("{:.5}, {:.5}", fix.place.lat(), fix.place.lon()))} }
                    dt { {t!("evidence-accuracy")} }
                    dd { class: "num", {visit.fix.and_then(|fix| fix.accuracy).map_or_else(|| "—".to_owned(), |metres| format!("±{}", format::distance(metres)))} }
                    if let Some(fix) = visit.fix {
                        dt { {t!("evidence-fix-time")} }
                        dd { class: "num", {format::exact_time(fix.at, visit.offset)} }
                        dt { {t!("evidence-source")} }
                        dd { {source_name(fix)} }
                    }
                    dt { {t!("evidence-distance")} }
                    dd { class: "num", {metres(visit.distance)} if let Some(fence) = visit.fence { " / " {t!("fence-radius", n = i64::from(fence.radius))} } }
                    dt { {t!("evidence-device")} }
                    dd { class: "hash", title: visit.device.map(|device| device.to_string()), {visit.device.map_or_else(|| "—".to_owned(), |device| format::hash(&device.to_string()))} }
                    dt { {t!("evidence-record")} }
                    dd { class: "hash", title: "{visit.id}", {format::hash(&visit.id.to_string())} }
                }
                if !visit.photos.is_empty() {
                    div { class: "wrap",
                        for hash in visit.photos.clone() {
                            figure { key: "{hash}", "data-testid": "panel-photo",
                                ServerPhoto { hash: hash.clone() }
                                figcaption { class: "xs muted",
                                    p { {t!("photo-hash")} " " span { class: "mono", title: "{hash}", {format::hash(&hash)} } }
                                    if let Some(original) = visit.originals.get(&hash) {
                                        p { {t!("photo-original")} " " span { class: "mono", title: "{original}", {format::hash(original)} } }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn no_fix(visit: &TeamVisit) -> String {
    let why = visit.no_fix.as_deref().unwrap_or_default();
    i18n::known(&format!("no-fix-{why}-short")).unwrap_or_else(|| t!("exception-no-fix"))
}
