//! Whether a form can be published: what it asks must be answerable, and small enough for a phone.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Field, FieldKind, Form, Test};

/// Most fields of a level, options of a choice, rows of a group, pictures of a field.
const FIELDS: usize = 60;
const OPTIONS: usize = 60;
const ROWS: u16 = 200;
const PHOTOS: u8 = 9;
/// Longest id, name or label, and text that may be asked for, in letters.
const NAME: usize = 80;
const TEXT: u32 = 4_000;
/// A whole form, in bytes as JSON: it goes to every phone.
const BYTES: usize = 48 * 1024;
/// Digits behind the point.
const DECIMALS: u8 = 6;

/// Something that keeps a form from being published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormFault {
    /// Where, such as `fields.2.options.0.id`.
    pub path: String,
    pub why: FormFaultKind,
}

/// What is wrong; the text is the fluent key `form-fault-…`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FormFaultKind {
    /// It must be there.
    Missing,
    TooLong,
    /// Letters of an id: a–z, 0–9, `_`, `-`, beginning with a letter.
    NoId,
    /// The id stands twice on its level.
    Twice,
    TooMany,
    /// Nothing lies between the least and the most, or it is none at all.
    EmptyRange,
    /// A condition names no earlier field of the same level.
    UnknownField,
    /// The field named can not be tested like this.
    WrongTest,
    /// A group within a group.
    Nested,
}

impl FormFaultKind {
    pub const ALL: [Self; 9] = [
        Self::Missing,
        Self::TooLong,
        Self::NoId,
        Self::Twice,
        Self::TooMany,
        Self::EmptyRange,
        Self::UnknownField,
        Self::WrongTest,
        Self::Nested,
    ];

    /// As serialised, and the end of the fluent key.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::TooLong => "too-long",
            Self::NoId => "no-id",
            Self::Twice => "twice",
            Self::TooMany => "too-many",
            Self::EmptyRange => "empty-range",
            Self::UnknownField => "unknown-field",
            Self::WrongTest => "wrong-test",
            Self::Nested => "nested",
        }
    }
}

struct Faults(Vec<FormFault>);

impl Faults {
    fn add(&mut self, path: &str, why: FormFaultKind) {
        self.0.push(FormFault { path: path.to_owned(), why });
    }

    fn id(&mut self, path: &str, id: &str) {
        let letters =
            id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_-".contains(&byte));
        if id.is_empty() {
            self.add(path, FormFaultKind::Missing);
        } else if id.len() > NAME {
            self.add(path, FormFaultKind::TooLong);
        } else if !letters || !id.starts_with(|first: char| first.is_ascii_lowercase()) {
            self.add(path, FormFaultKind::NoId);
        }
    }

    fn words(&mut self, path: &str, words: &str) {
        if words.trim().is_empty() {
            self.add(path, FormFaultKind::Missing);
        } else if words.chars().count() > NAME {
            self.add(path, FormFaultKind::TooLong);
        }
    }

    fn level(&mut self, path: &str, fields: &[Field], inner: bool) {
        if fields.is_empty() {
            self.add(path, FormFaultKind::Missing);
        }
        if fields.len() > FIELDS {
            self.add(path, FormFaultKind::TooMany);
        }
        let mut known = BTreeSet::new();
        for (at, field) in fields.iter().enumerate() {
            let here = format!("{path}.{at}");
            self.id(&format!("{here}.id"), &field.id);
            if !known.insert(field.id.as_str()) {
                self.add(&format!("{here}.id"), FormFaultKind::Twice);
            }
            self.words(&format!("{here}.label"), &field.label);
            if field.hint.as_ref().is_some_and(|hint| hint.chars().count() > NAME) {
                self.add(&format!("{here}.hint"), FormFaultKind::TooLong);
            }
            if let Some(condition) = &field.visible_if {
                let earlier = fields.iter().take(at).find(|other| other.id == condition.field);
                match earlier {
                    None => self.add(&format!("{here}.visible_if.field"), FormFaultKind::UnknownField),
                    Some(other) if !testable(&condition.test, &other.kind) => {
                        self.add(&format!("{here}.visible_if"), FormFaultKind::WrongTest);
                    }
                    Some(_) => {}
                }
            }
            self.kind(&here, &field.kind, inner);
        }
    }

    fn kind(&mut self, here: &str, kind: &FieldKind, inner: bool) {
        match kind {
            FieldKind::Text { longest } => {
                if longest.is_some_and(|longest| longest == 0 || longest > TEXT) {
                    self.add(&format!("{here}.longest"), FormFaultKind::EmptyRange);
                }
            }
            FieldKind::Number { min, max, decimals, unit } => {
                if min.zip(*max).is_some_and(|(min, max)| min > max) {
                    self.add(&format!("{here}.max"), FormFaultKind::EmptyRange);
                }
                if *decimals > DECIMALS {
                    self.add(&format!("{here}.decimals"), FormFaultKind::TooMany);
                }
                if unit.as_ref().is_some_and(|unit| unit.chars().count() > NAME) {
                    self.add(&format!("{here}.unit"), FormFaultKind::TooLong);
                }
            }
            FieldKind::Choice { options, .. } => {
                if options.is_empty() {
                    self.add(&format!("{here}.options"), FormFaultKind::Missing);
                }
                if options.len() > OPTIONS {
                    self.add(&format!("{here}.options"), FormFaultKind::TooMany);
                }
                let mut known = BTreeSet::new();
                for (at, option) in options.iter().enumerate() {
                    let path = format!("{here}.options.{at}");
                    self.id(&format!("{path}.id"), &option.id);
                    if !known.insert(option.id.as_str()) {
                        self.add(&format!("{path}.id"), FormFaultKind::Twice);
                    }
                    self.words(&format!("{path}.name"), &option.name);
                }
            }
            FieldKind::Photo { most } => {
                if *most == 0 || *most > PHOTOS {
                    self.add(&format!("{here}.most"), FormFaultKind::EmptyRange);
                }
            }
            FieldKind::Date | FieldKind::Scan => {}
            FieldKind::Group { .. } if inner => self.add(here, FormFaultKind::Nested),
            FieldKind::Group { fields, most } => {
                if *most == 0 || *most > ROWS {
                    self.add(&format!("{here}.most"), FormFaultKind::EmptyRange);
                }
                self.level(&format!("{here}.fields"), fields, true);
            }
        }
    }
}

/// Whether a field of that kind can be asked so.
fn testable(test: &Test, kind: &FieldKind) -> bool {
    match (test, kind) {
        (Test::Answered(_), _) => true,
        (Test::Is(wanted), FieldKind::Choice { options, .. }) => {
            !wanted.is_empty() && wanted.iter().all(|id| options.iter().any(|option| option.id == *id))
        }
        (Test::Is(wanted), FieldKind::Text { .. } | FieldKind::Scan) => !wanted.is_empty(),
        (Test::AtLeast(_) | Test::AtMost(_), kind) => matches!(kind, FieldKind::Number { .. }),
        (Test::Is(_), _) => false,
    }
}

impl Form {
    /// Everything that keeps it from being published, in the order of its fields.
    #[must_use]
    pub fn faults(&self) -> Vec<FormFault> {
        let mut faults = Faults(Vec::new());
        faults.id("id", &self.id);
        faults.words("name", &self.name);
        if self.version == 0 {
            faults.add("version", FormFaultKind::Missing);
        }
        faults.level("fields", &self.fields, false);
        if serde_json::to_vec(self).map_or(true, |json| json.len() > BYTES) {
            faults.add("fields", FormFaultKind::TooLong);
        }
        faults.0
    }

    /// Whether it can be published.
    #[must_use]
    pub fn sound(&self) -> bool {
        self.faults().is_empty()
    }
}
