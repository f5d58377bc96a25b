//! A form as it was filled in, with the labels of the version that was asked (VIS-5).

use std::collections::BTreeMap;

use dioxus::prelude::*;
use shared::doc::form::{Answer, Answers as Given, Field, FieldKind, Filled, Form, total};
use shared::doc::journal::Photo;

use super::photo::{Absent, KeptPhoto, ServerPhoto};
use crate::i18n::format;
use crate::t;

/// `form` is the version it was filled in with; without it, ids stand for labels. `desk`: pictures are the server's.
#[component]
pub fn Answers(form: Option<Form>, filled: Filled, #[props(default)] desk: bool) -> Element {
    let fields = form.as_ref().map(|form| form.fields.clone()).unwrap_or_default();
    let name = form.as_ref().map_or_else(|| filled.form.clone(), |form| form.name.clone());
    let known: Vec<Field> = fields.iter().filter(|field| filled.answers.contains_key(&field.id)).cloned().collect();
    let unknown: Vec<(String, Answer)> = filled
        .answers
        .iter()
        .filter(|(id, _)| !fields.iter().any(|field| field.id == **id))
        .map(|(id, answer)| (id.clone(), answer.clone()))
        .collect();
    rsx! {
        section { class: "answers", "aria-label": "{name}", "data-testid": "form-answers", "data-form": "{filled.form}", "data-version": "{filled.version}",
            p { class: "sm b", "{name} " span { class: "muted num", {t!("form-version", n = filled.version)} } }
            dl { class: "kv",
                for field in known {
                    if let Some(answer) = filled.answers.get(&field.id) {
                        One { key: "{field.id}", field: field.clone(), answer: answer.clone(), desk }
                    }
                }
                for (id, answer) in unknown {
                    dt { class: "mono", "{id}" }
                    dd { {text(None, &answer)} }
                }
            }
        }
    }
}

#[component]
fn One(field: Field, answer: Answer, desk: bool) -> Element {
    match (&field.kind, &answer) {
        (FieldKind::Group { fields, .. }, Answer::Rows(rows)) => rsx! {
            div { class: "whole",
                p { class: "sm muted", "{field.label}" }
                Rows { fields: fields.clone(), rows: rows.clone(), desk }
            }
        },
        (_, Answer::Photos(photos)) => rsx! {
            div { class: "whole",
                p { class: "sm muted", "{field.label}" }
                Pictures { photos: photos.clone(), desk }
            }
        },
        _ => rsx! {
            dt { "{field.label}" }
            dd { {text(Some(&field.kind), &answer)} }
        },
    }
}

#[component]
fn Rows(fields: Vec<Field>, rows: Vec<Given>, desk: bool) -> Element {
    let sums: BTreeMap<String, String> = fields
        .iter()
        .filter(|field| matches!(field.kind, FieldKind::Number { .. }))
        .filter_map(|field| Some((field.id.clone(), format::grouped(&total(&rows, &field.id)?.to_string()))))
        .collect();
    let number = |field: &Field| matches!(field.kind, FieldKind::Number { .. }).then_some("r");
    rsx! {
        div { class: "scroll-x",
            table { class: "tbl",
                thead { tr { for field in fields.clone() { th { key: "{field.id}", class: number(&field), scope: "col", "{field.label}" } } } }
                tbody {
                    for (at, row) in rows.iter().enumerate() {
                        tr { key: "{at}",
                            for field in fields.clone() {
                                td { key: "{field.id}", class: number(&field),
                                    match row.get(&field.id) {
                                        Some(Answer::Photos(photos)) => rsx! { Pictures { photos: photos.clone(), desk } },
                                        Some(answer) => rsx! { {text(Some(&field.kind), answer)} },
                                        None => rsx! { span { class: "muted", "—" } },
                                    }
                                }
                            }
                        }
                    }
                }
                if !sums.is_empty() {
                    tfoot {
                        tr {
                            for (at, field) in fields.clone().into_iter().enumerate() {
                                td { key: "{field.id}", class: number(&field),
                                    if let Some(sum) = sums.get(&field.id) { "{sum}" } else if at == 0 { {t!("total")} }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

#[component]
fn Pictures(photos: Vec<Photo>, desk: bool) -> Element {
    let absent = use_signal(|| None::<Absent>);
    rsx! {
        div { class: "thumbs",
            for photo in photos {
                if desk {
                    ServerPhoto { key: "{photo.hash}", hash: photo.hash.clone() }
                } else {
                    span { key: "{photo.hash}", KeptPhoto { hash: photo.hash.clone(), mime: photo.mime.clone(), absent } }
                }
            }
        }
    }
}

/// An answer in words: options by their names, numbers with their unit.
#[must_use]
pub fn text(kind: Option<&FieldKind>, answer: &Answer) -> String {
    match (kind, answer) {
        (Some(FieldKind::Choice { options, .. }), Answer::Choice(chosen)) => {
            let name =
                |id: &String| options.iter().find(|option| option.id == *id).map_or(id, |option| &option.name).clone();
            chosen.iter().map(name).collect::<Vec<_>>().join(" · ")
        }
        (Some(FieldKind::Number { unit: Some(unit), .. }), Answer::Number(number)) => {
            format!("{} {unit}", format::grouped(&number.to_string()))
        }
        (_, Answer::Number(number)) => format::grouped(&number.to_string()),
        (_, Answer::Text(text)) => text.clone(),
        (_, Answer::Choice(chosen)) => chosen.join(" · "),
        (_, Answer::Date(day)) => format::day_week(*day),
        (_, Answer::Photos(photos)) => t!("photos", n = photos.len() as i64),
        (_, Answer::Rows(rows)) => rows.len().to_string(),
    }
}
