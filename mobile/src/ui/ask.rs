//! A visit form being filled in: what is asked follows from what was answered (VIS-5).

mod field;
mod rows;

use std::collections::BTreeMap;

use dioxus::prelude::*;
use shared::doc::form::{self, Answer, AnswerFault, AnswerFaultKind, Answers, Field, Form};
use shared::doc::journal::Photo;

use super::icon::{Glyph, Icon};
use crate::i18n::format;
use crate::record::PhotoBytes;
use crate::t;

use field::Ask;
pub use field::kind_name;

/// What was answered so far, and the pictures taken for it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Filling {
    pub answers: Signal<Answers>,
    pub pictures: Signal<BTreeMap<String, PhotoBytes>>,
}

/// Where an answer stands: a field of the form, or of a row of one of its groups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    pub row: Option<(String, usize)>,
    pub field: String,
}

impl Spot {
    /// As a fault names it.
    #[must_use]
    pub fn path(&self) -> String {
        match &self.row {
            None => self.field.clone(),
            Some((group, at)) => format!("{group}.{at}.{}", self.field),
        }
    }
}

impl Filling {
    #[must_use]
    pub fn get(self, spot: &Spot) -> Option<Answer> {
        let answers = self.answers.read();
        match &spot.row {
            None => answers.get(&spot.field).cloned(),
            Some((group, at)) => match answers.get(group) {
                Some(Answer::Rows(rows)) => rows.get(*at)?.get(&spot.field).cloned(),
                _ => None,
            },
        }
    }

    pub fn set(mut self, spot: &Spot, answer: Option<Answer>) {
        let mut answers = self.answers.write();
        let level = match &spot.row {
            None => &mut *answers,
            Some((group, at)) => match answers.get_mut(group) {
                Some(Answer::Rows(rows)) => match rows.get_mut(*at) {
                    Some(row) => row,
                    None => return,
                },
                _ => return,
            },
        };
        match answer {
            Some(answer) => level.insert(spot.field.clone(), answer),
            None => level.remove(&spot.field),
        };
    }

    /// The rows of a group, as they are being filled in.
    #[must_use]
    pub fn rows(self, group: &str) -> Vec<Answers> {
        match self.answers.read().get(group) {
            Some(Answer::Rows(rows)) => rows.clone(),
            _ => Vec::new(),
        }
    }

    pub fn set_rows(mut self, group: &str, rows: Vec<Answers>) {
        self.answers.write().insert(group.to_owned(), Answer::Rows(rows));
    }

    /// The pictures that these answers name.
    #[must_use]
    pub fn named(self, photos: &[&Photo]) -> Vec<PhotoBytes> {
        let pictures = self.pictures.peek();
        photos.iter().filter_map(|photo| pictures.get(&photo.hash).cloned()).collect()
    }
}

/// Begins with what was answered before, and the pictures that were taken for it.
pub fn use_filling(answers: Answers, pictures: BTreeMap<String, PhotoBytes>) -> Filling {
    Filling { answers: use_signal(|| answers), pictures: use_signal(|| pictures) }
}

/// The questions of a form. `faults`: what was found when the visit was to be closed.
#[component]
pub fn FormFields(
    form: Form,
    filling: Filling,
    faults: Vec<AnswerFault>,
    #[props(default)] stamp: Vec<String>,
) -> Element {
    let asked: Vec<Field> = form::asked(&form.fields, &filling.answers.read()).into_iter().cloned().collect();
    rsx! {
        div { class: "stack", role: "group", "aria-label": "{form.name}", "data-testid": "visit-form", "data-form": "{form.id}", "data-version": "{form.version}",
            for field in asked {
                Ask { key: "{field.id}", spot: Spot { row: None, field: field.id.clone() }, field, filling, faults: faults.clone(), stamp: stamp.clone() }
            }
        }
    }
}

/// How many answers need attention, and the first of them.
#[component]
pub fn Left(faults: Vec<AnswerFault>) -> Element {
    let Some(first) = faults.first() else { return rsx! {} };
    rsx! {
        p { class: "note", role: "alert", "data-verdict": "outside", "data-testid": "form-left", "data-path": "{first.path}",
            Icon { glyph: Glyph::Warning }
            span { {t!("form-left", n = faults.len() as i64, label = first.label.clone())} }
        }
    }
}

/// An answer that does not do, in words.
#[must_use]
pub fn fault_words(fault: &AnswerFault) -> String {
    let label = fault.label.clone();
    match &fault.why {
        AnswerFaultKind::Missing => t!("answer-missing", label = label),
        AnswerFaultKind::LessThan(n) => t!("answer-less", label = label, n = format::grouped(&n.to_string())),
        AnswerFaultKind::MoreThan(n) => t!("answer-more", label = label, n = format::grouped(&n.to_string())),
        AnswerFaultKind::Decimals(n) => t!("answer-decimals", label = label, n = i64::from(*n)),
        AnswerFaultKind::UnknownOption(_) => t!("answer-option", label = label),
        AnswerFaultKind::TooMany(n) => t!("answer-many", label = label, n = i64::from(*n)),
        AnswerFaultKind::WrongKind => t!("answer-wrong", label = label),
    }
}

/// Brings a field into sight and puts the cursor there.
pub fn show_field(path: &str) {
    let id = format!("field-{path}");
    let script = format!(
        "const field = document.getElementById({id:?}); field?.scrollIntoView({{ block: 'center' }}); field?.querySelector('input, textarea, button')?.focus({{ preventScroll: true }});"
    );
    let _ = document::eval(&script);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spot_is_named_as_its_fault_is() {
        let spot = Spot { row: Some(("shelf".into(), 2)), field: "count".into() };
        assert_eq!(spot.path(), "shelf.2.count");
    }
}
