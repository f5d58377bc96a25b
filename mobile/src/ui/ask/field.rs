//! One question, by its kind.

use dioxus::prelude::*;
use shared::doc::company::Choice;
use shared::doc::form::{Answer, AnswerFault, Field, FieldKind};
use shared::num::decimal;

use super::rows::Rows;
use super::{Filling, Spot, fault_words};
use crate::platform::{photo, scan};
use crate::record::PhotoBytes;
use crate::t;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::photo::PhotoPicker;

#[component]
pub(super) fn Ask(spot: Spot, field: Field, filling: Filling, faults: Vec<AnswerFault>, stamp: Vec<String>) -> Element {
    let path = spot.path();
    let error = faults.iter().find(|fault| fault.path == path).map(fault_words);
    let label = if field.required { format!("{} *", field.label) } else { field.label.clone() };
    let body = match &field.kind {
        FieldKind::Text { longest } => {
            let longest = longest.map(|letters| letters.to_string());
            rsx! { Line { label, spot, filling, error: error.clone(), longest, area: true } }
        }
        FieldKind::Number { unit, .. } => {
            rsx! { Number { label, spot, filling, error: error.clone(), unit: unit.clone() } }
        }
        FieldKind::Choice { options, many } => {
            rsx! { Options { label, spot, filling, options: options.clone(), many: *many } }
        }
        FieldKind::Date => rsx! { Day { label, spot, filling, error: error.clone() } },
        FieldKind::Photo { most } => rsx! { Pictures { label, spot, filling, most: usize::from(*most), stamp } },
        FieldKind::Scan => rsx! { Code { label, spot, filling, error: error.clone() } },
        FieldKind::Group { fields, most } => rsx! {
            Rows { label, group: field.id.clone(), fields: fields.clone(), most: usize::from(*most), filling, faults, stamp }
        },
    };
    rsx! {
        div { id: "field-{path}", "data-testid": "form-field", "data-path": "{path}", "data-kind": kind_name(&field.kind), "aria-required": field.required.then_some("true"),
            {body}
            if let Some(error) = error {
                p { class: "sm", role: "alert", style: "color:var(--outside);margin-top:4px", "data-testid": "form-error", "{error}" }
            } else if let Some(hint) = &field.hint {
                p { class: "xs muted", style: "margin-top:4px", "{hint}" }
            }
        }
    }
}

/// The kind of a field, as serialised.
#[must_use]
pub const fn kind_name(kind: &FieldKind) -> &'static str {
    match kind {
        FieldKind::Text { .. } => "text",
        FieldKind::Number { .. } => "number",
        FieldKind::Choice { .. } => "choice",
        FieldKind::Date => "date",
        FieldKind::Photo { .. } => "photo",
        FieldKind::Scan => "scan",
        FieldKind::Group { .. } => "group",
    }
}

fn said(filling: Filling, spot: &Spot) -> String {
    match filling.get(spot) {
        Some(Answer::Text(text)) => text,
        Some(Answer::Number(number)) => number.to_string(),
        Some(Answer::Date(day)) => day.to_string(),
        _ => String::new(),
    }
}

fn put_text(filling: Filling, spot: &Spot, text: String) {
    filling.set(spot, (!text.is_empty()).then_some(Answer::Text(text)));
}

#[component]
fn Line(
    label: String,
    spot: Spot,
    filling: Filling,
    error: Option<String>,
    longest: Option<String>,
    area: bool,
) -> Element {
    let value = said(filling, &spot);
    let rows = if area { "2" } else { "1" };
    rsx! {
        label { class: "field",
            span { class: "name", "{label}" }
            textarea { class: "input", style: "min-height:60px", rows, maxlength: longest, "aria-invalid": error.is_some().then_some("true"), value: "{value}",
                oninput: move |event| put_text(filling, &spot, event.value()),
            }
        }
    }
}

/// A number is kept as it is typed; what is none is said at the check-out.
#[component]
fn Number(label: String, spot: Spot, filling: Filling, error: Option<String>, unit: Option<String>) -> Element {
    let mut typed = use_signal(|| said(filling, &spot));
    let wrong = !typed.read().trim().is_empty() && decimal(typed.read().trim()).is_err();
    rsx! {
        label { class: "field",
            span { class: "name", "{label}" if let Some(unit) = &unit { span { class: "muted", " ({unit})" } } }
            input { class: "input num", r#type: "text", inputmode: "decimal", autocomplete: "off", "aria-invalid": (wrong || error.is_some()).then_some("true"), value: "{typed}",
                oninput: move |event| {
                    let text = event.value();
                    let answer = match decimal(text.trim()) {
                        Ok(number) => Some(Answer::Number(number)),
                        Err(_) => (!text.trim().is_empty()).then(|| Answer::Text(text.clone())),
                    };
                    typed.set(text);
                    filling.set(&spot, answer);
                },
            }
            if wrong && error.is_none() {
                p { class: "msg", role: "alert", {t!("answer-number")} }
            }
        }
    }
}

#[component]
fn Day(label: String, spot: Spot, filling: Filling, error: Option<String>) -> Element {
    let value = said(filling, &spot);
    rsx! {
        label { class: "field",
            span { class: "name", "{label}" }
            input { class: "input", r#type: "date", "aria-invalid": error.is_some().then_some("true"), value: "{value}",
                oninput: move |event| filling.set(&spot, event.value().parse().ok().map(Answer::Date)),
            }
        }
    }
}

#[component]
fn Options(label: String, spot: Spot, filling: Filling, options: Vec<Choice>, many: bool) -> Element {
    let chosen = match filling.get(&spot) {
        Some(Answer::Choice(chosen)) => chosen,
        _ => Vec::new(),
    };
    let press = use_callback(move |id: String| {
        let mut now = match filling.get(&spot) {
            Some(Answer::Choice(chosen)) => chosen,
            _ => Vec::new(),
        };
        let was = now.contains(&id);
        now.retain(|one| many && *one != id);
        if !was {
            now.push(id);
        }
        filling.set(&spot, (!now.is_empty()).then_some(Answer::Choice(now)));
    });
    rsx! {
        fieldset { class: "field",
            legend { class: "name", "{label}" }
            div { class: "wrap", role: if many { "group" } else { "radiogroup" }, "aria-label": "{label}",
                for option in options {
                    button { key: "{option.id}", class: "pill", r#type: "button", role: if many { "checkbox" } else { "radio" }, "data-choice": "{option.id}",
                        "aria-checked": if chosen.contains(&option.id) { "true" } else { "false" },
                        onclick: {
                            let id = option.id.clone();
                            move |_| press.call(id.clone())
                        },
                        if chosen.contains(&option.id) {
                            Icon { glyph: Glyph::Check, class: "i-16" }
                        }
                        "{option.name}"
                    }
                }
            }
        }
    }
}

#[component]
fn Pictures(label: String, spot: Spot, filling: Filling, most: usize, stamp: Vec<String>) -> Element {
    // What was taken before the question was hidden by another answer is there when it comes back.
    let photos = use_signal(|| match filling.get(&spot) {
        Some(Answer::Photos(named)) => filling.named(&named.iter().collect::<Vec<_>>()),
        _ => Vec::<PhotoBytes>::new(),
    });
    use_effect(move || {
        let taken = photos.read();
        // Before any is taken there is nothing to say, and nothing that was said is undone.
        if taken.is_empty() && filling.get(&spot).is_none() {
            return;
        }
        let named = taken.iter().map(photo::name).collect::<Vec<_>>();
        let mut pictures = filling.pictures;
        pictures.write().extend(taken.iter().map(|photo| (photo.hash.clone(), photo.clone())));
        let answer = (!named.is_empty()).then_some(Answer::Photos(named));
        if filling.answers.peek().get(&spot.field) != answer.as_ref() || spot.row.is_some() {
            filling.set(&spot, answer);
        }
    });
    rsx! {
        div { class: "field", role: "group", "aria-label": "{label}",
            span { class: "name", "{label}" }
            PhotoPicker { photos, testid: "form-photo", stamp, most }
        }
    }
}

/// A code, read by the camera where the browser can, else typed.
#[component]
fn Code(label: String, spot: Spot, filling: Filling, error: Option<String>) -> Element {
    let can = use_resource(scan::can);
    let mut failed = use_signal(|| false);
    let value = said(filling, &spot);
    let typed = spot.clone();
    let read = use_callback(move |event: FormEvent| {
        let spot = spot.clone();
        spawn(async move {
            let Some(file) = event.files().into_iter().next() else { return };
            let mime = file.content_type().unwrap_or_else(|| "image/jpeg".to_owned());
            let code = match file.read_bytes().await {
                Ok(bytes) => scan::read(&bytes, &mime).await,
                Err(_) => None,
            };
            failed.set(code.is_none());
            if let Some(code) = code {
                put_text(filling, &spot, code);
            }
        });
    });
    rsx! {
        div { class: "field",
            span { class: "name", "{label}" }
            div { class: "scan",
                input { class: "input", r#type: "text", autocomplete: "off", placeholder: t!("form-scan-hint"), "aria-label": "{label}", "aria-invalid": error.is_some().then_some("true"), value: "{value}",
                    oninput: move |event| put_text(filling, &typed, event.value()),
                }
                if can() == Some(true) {
                    label { class: "btn take",
                        Icon { glyph: Glyph::Camera }
                        {t!("form-scan")}
                        input { r#type: "file", accept: "image/*", "capture": "environment", "aria-label": t!("form-scan"), "data-testid": "form-scan", onchange: move |event| read.call(event) }
                    }
                }
            }
            if failed() {
                p { class: "msg", role: "alert", {t!("form-scan-failed")} }
            }
        }
    }
}
