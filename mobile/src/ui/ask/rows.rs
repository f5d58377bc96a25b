//! Rows of the same questions, such as a shelf count, with the sums of their numbers.

use dioxus::prelude::*;
use shared::doc::form::{self, AnswerFault, Answers, Field, FieldKind, total};

use super::field::Ask;
use super::{Filling, Spot};
use crate::i18n::format;
use crate::t;
use crate::ui::icon::{Glyph, Icon};

#[component]
pub(super) fn Rows(
    label: String,
    group: String,
    fields: Vec<Field>,
    most: usize,
    filling: Filling,
    faults: Vec<AnswerFault>,
    stamp: Vec<String>,
) -> Element {
    let rows = filling.rows(&group);
    // A row keeps its name when another is removed: what is being typed stays where it is.
    let mut next = use_signal(|| 0_u32);
    let mut names = use_signal(Vec::<u32>::new);
    if names.peek().len() != rows.len() {
        let mut known = names.peek().clone();
        known.truncate(rows.len());
        while known.len() < rows.len() {
            known.push(*next.peek());
            next.with_mut(|next| *next += 1);
        }
        names.set(known);
    }
    let named: Vec<(usize, u32)> = names.peek().iter().copied().enumerate().collect();
    let shown = |row: &Answers| -> Vec<Field> { form::asked(&fields, row).into_iter().cloned().collect() };
    let sums: Vec<(String, String)> = fields
        .iter()
        .filter(|field| matches!(field.kind, FieldKind::Number { .. }))
        .filter_map(|field| Some((field.label.clone(), format::grouped(&total(&rows, &field.id)?.to_string()))))
        .collect();
    let (adds, removes) = (group.clone(), group.clone());
    let remove = use_callback(move |at: usize| {
        let mut rows = filling.rows(&removes);
        if at < rows.len() {
            rows.remove(at);
            names.write().remove(at);
            filling.set_rows(&removes, rows);
        }
    });
    rsx! {
        div { class: "field", role: "group", "aria-label": "{label}",
            span { class: "name", "{label}" }
            div { class: "stack",
                for (at, name) in named {
                    div { key: "{name}", class: "form-row", "data-testid": "form-row",
                        div { class: "form-row-h",
                            span { class: "sm muted grow num", {t!("form-row", n = at as i64 + 1)} }
                            button { class: "icon-btn", r#type: "button", "aria-label": t!("form-row-remove"), "data-testid": "form-row-remove", onclick: move |_| remove.call(at), Icon { glyph: Glyph::Cross, class: "i-16" } }
                        }
                        for field in rows.get(at).map(&shown).unwrap_or_default() {
                            Ask { key: "{field.id}", spot: Spot { row: Some((group.clone(), at)), field: field.id.clone() }, field, filling, faults: faults.clone(), stamp: stamp.clone() }
                        }
                    }
                }
                button { class: "btn", r#type: "button", "data-testid": "form-row-add", disabled: rows.len() >= most,
                    onclick: move |_| {
                        let mut rows = filling.rows(&adds);
                        rows.push(Answers::new());
                        filling.set_rows(&adds, rows);
                    },
                    Icon { glyph: Glyph::Plus, class: "i-16" }
                    {t!("form-row-add")}
                }
                if !rows.is_empty() {
                    for (label, sum) in sums {
                        p { key: "{label}", class: "form-total", "data-testid": "form-total", span { {t!("form-total", label = label.clone())} } span { class: "num", "{sum}" } }
                    }
                }
            }
        }
    }
}
