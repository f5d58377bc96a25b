//! One field of a form, to be changed.

use dioxus::prelude::*;
use shared::doc::form::{Field, FieldKind, FormFault};
use shared::num::{Decimal, decimal};

use super::condition::When;
use super::edit::{KINDS, Level, kind, own_faults};
use super::options::Options;
use super::text::Text;
use crate::i18n;
use crate::t;
use crate::ui::ask::kind_name;
use crate::ui::icon::{Glyph, Icon};

/// The fields of a level, and a button for one more.
#[component]
pub(super) fn Fields(level: Level, faults: Vec<FormFault>) -> Element {
    let fields = level.fields();
    let last = fields.len().saturating_sub(1);
    rsx! {
        for (at, field) in fields.into_iter().enumerate() {
            One { key: "{at}", level, at, last, field, faults: faults.clone() }
        }
        div { style: "padding:12px 16px",
            button { class: "btn", r#type: "button", "data-testid": "field-add", "data-group": level.group.map(|at| at.to_string()), onclick: move |_| level.add(),
                Icon { glyph: Glyph::Plus, class: "i-16" }
                {t!("form-field-add")}
            }
        }
    }
}

#[component]
fn One(level: Level, at: usize, last: usize, field: Field, faults: Vec<FormFault>) -> Element {
    let path = level.path(at);
    let own = own_faults(&faults, &path);
    let inner = level.group.is_some();
    let chosen = kind_name(&field.kind);
    let kinds = KINDS.into_iter().filter(|name| !inner || *name != "group");
    rsx! {
        div { class: if inner { "field-edit inner" } else { "field-edit" }, "data-testid": "field-edit", "data-path": "{path}",
            div { class: "line",
                Text { label: t!("form-field-label"), value: field.label.clone(), testid: "field-label", onset: move |text: String| level.change_field(at, |field| field.label = text) }
                Text { label: t!("form-id"), value: field.id.clone(), testid: "field-id", onset: move |text: String| level.change_field(at, |field| field.id = text) }
                label { class: "field",
                    span { class: "name", {t!("form-field-kind")} }
                    select { class: "input", "data-testid": "field-kind", onchange: move |event| level.change_field(at, |field| field.kind = kind(&event.value())),
                        for name in kinds {
                            option { key: "{name}", value: name, selected: name == chosen, {i18n::known(&format!("form-kind-{name}")).unwrap_or_default()} }
                        }
                    }
                }
            }
            Kind { level, at, field: field.clone() }
            div { class: "line",
                Text { label: t!("form-field-hint"), value: field.hint.clone().unwrap_or_default(), testid: "field-hint", onset: move |text: String| level.change_field(at, |field| field.hint = some(text)) }
                When { level, at, field: field.clone() }
            }
            div { class: "row",
                label { class: "row", input { r#type: "checkbox", "data-testid": "field-required", checked: field.required, onchange: move |event| level.change_field(at, |field| field.required = event.checked()) } {t!("form-required")} }
                span { class: "grow" }
                button { class: "icon-btn", r#type: "button", "aria-label": t!("form-field-up"), disabled: at == 0, onclick: move |_| level.swap(at, at.saturating_sub(1)), Icon { glyph: Glyph::Up, class: "i-16" } }
                button { class: "icon-btn", r#type: "button", "aria-label": t!("form-field-down"), disabled: at >= last, onclick: move |_| level.swap(at, at + 1), Icon { glyph: Glyph::Down, class: "i-16" } }
                button { class: "icon-btn", r#type: "button", "aria-label": t!("form-field-remove"), "data-testid": "field-remove",
                    onclick: move |_| level.change(|fields| {
                        if at < fields.len() {
                            fields.remove(at);
                        }
                    }),
                    Icon { glyph: Glyph::Cross, class: "i-16" }
                }
            }
            Faults { faults: own, path: path.clone() }
            if matches!(field.kind, FieldKind::Group { .. }) {
                Fields { level: Level { form: level.form, group: Some(at) }, faults }
            }
        }
    }
}

/// A part of a form or field as the page calls it.
fn part_name(part: &str) -> String {
    // What follows is a place within it.
    match part.split('.').next().unwrap_or_default() {
        "id" => t!("form-id"),
        "name" => t!("form-name"),
        "fields" => t!("form-fields"),
        "purposes" => t!("form-purposes"),
        "label" => t!("form-field-label"),
        "hint" => t!("form-field-hint"),
        "options" => t!("form-field-options"),
        "visible_if" => t!("form-field-when"),
        "min" => t!("form-field-min"),
        "max" => t!("form-field-max"),
        "decimals" => t!("form-field-decimals"),
        "unit" => t!("form-field-unit"),
        "longest" => t!("form-field-longest"),
        "most" => t!("form-field-most"),
        _ => part.to_owned(),
    }
}

/// What is wrong, with the part of the field it is about.
#[component]
pub(super) fn Faults(faults: Vec<FormFault>, path: String) -> Element {
    rsx! {
        for fault in faults {
            p { key: "{fault.path}{fault.why:?}", class: "sm", role: "alert", style: "color:var(--outside)", "data-testid": "form-fault", "data-path": "{fault.path}",
                {part_name(fault.path.strip_prefix(&path).unwrap_or(&fault.path).trim_start_matches('.'))}
                " "
                {i18n::known(&format!("form-fault-{}", fault.why.as_str())).unwrap_or_default()}
            }
        }
    }
}

#[component]
fn Kind(level: Level, at: usize, field: Field) -> Element {
    let number = |value: Option<Decimal>| value.map(|value| value.to_string()).unwrap_or_default();
    match &field.kind {
        FieldKind::Text { longest } => rsx! {
            div { class: "line",
                Text { label: t!("form-field-longest"), value: longest.map(|n| n.to_string()).unwrap_or_default(), numeric: true, whole: u32::MAX, of: field.id.clone(), testid: "field-longest", onset: move |text: String| level.change_field(at, |field| {
                    if let FieldKind::Text { longest } = &mut field.kind {
                        *longest = text.trim().parse().ok();
                    }
                }) }
            }
        },
        FieldKind::Number { min, max, decimals, unit } => rsx! {
            div { class: "line",
                Text { label: t!("form-field-min"), value: number(*min), numeric: true, of: field.id.clone(), testid: "field-min", onset: move |text: String| level.change_field(at, |field| {
                    if let FieldKind::Number { min, .. } = &mut field.kind {
                        *min = decimal(text.trim()).ok();
                    }
                }) }
                Text { label: t!("form-field-max"), value: number(*max), numeric: true, of: field.id.clone(), testid: "field-max", onset: move |text: String| level.change_field(at, |field| {
                    if let FieldKind::Number { max, .. } = &mut field.kind {
                        *max = decimal(text.trim()).ok();
                    }
                }) }
                Text { label: t!("form-field-decimals"), value: decimals.to_string(), numeric: true, whole: u32::from(u8::MAX), of: field.id.clone(), testid: "field-decimals", onset: move |text: String| level.change_field(at, |field| {
                    if let FieldKind::Number { decimals, .. } = &mut field.kind {
                        *decimals = text.trim().parse().unwrap_or(0);
                    }
                }) }
                Text { label: t!("form-field-unit"), value: unit.clone().unwrap_or_default(), testid: "field-unit", onset: move |text: String| level.change_field(at, |field| {
                    if let FieldKind::Number { unit, .. } = &mut field.kind {
                        *unit = some(text);
                    }
                }) }
            }
        },
        FieldKind::Choice { options, many } => rsx! {
            Options { level, at, options: options.clone() }
            label { class: "row", input { r#type: "checkbox", "data-testid": "field-many", checked: *many, onchange: move |event| level.change_field(at, |field| {
                if let FieldKind::Choice { many, .. } = &mut field.kind {
                    *many = event.checked();
                }
            }) } {t!("form-field-many")} }
        },
        FieldKind::Photo { most } => rsx! {
            div { class: "line",
                Text { label: t!("form-field-most"), value: most.to_string(), numeric: true, whole: u32::from(u8::MAX), of: field.id.clone(), testid: "field-most", onset: move |text: String| level.change_field(at, |field| {
                    if let FieldKind::Photo { most } = &mut field.kind {
                        *most = text.trim().parse().unwrap_or(0);
                    }
                }) }
            }
        },
        FieldKind::Group { most, .. } => rsx! {
            div { class: "line",
                Text { label: t!("form-field-most"), value: most.to_string(), numeric: true, whole: u32::from(u16::MAX), of: field.id.clone(), testid: "field-most", onset: move |text: String| level.change_field(at, |field| {
                    if let FieldKind::Group { most, .. } = &mut field.kind {
                        *most = text.trim().parse().unwrap_or(0);
                    }
                }) }
            }
        },
        FieldKind::Date | FieldKind::Scan => rsx! {},
    }
}

fn some(text: String) -> Option<String> {
    (!text.trim().is_empty()).then_some(text)
}
