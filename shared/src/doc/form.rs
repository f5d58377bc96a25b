//! Visit forms as a company defines them, and as they were filled in (VIS-5). A version never changes once it is published:
//! what was filled with it stays readable.

mod answer;
mod sound;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::company::Choice;
use super::journal::Photo;
use crate::num::Decimal;
use crate::period::BusinessDay;

pub use answer::{AnswerFault, AnswerFaultKind, Answers, asked, check, chosen, kept, offered, total};
pub use sound::{FormFault, FormFaultKind};

/// One version of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    pub id: String,
    /// From 1.
    pub version: u32,
    pub name: String,
    /// Ids of the visit purposes it is for; empty: every visit.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub purposes: Vec<String>,
    pub fields: Vec<Field>,
    /// Not offered any more; what was filled in stays.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub retired: bool,
}

/// A question of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    pub id: String,
    pub label: String,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub required: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visible_if: Option<Condition>,
    #[serde(flatten)]
    pub kind: FieldKind,
}

/// What is answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FieldKind {
    Text {
        /// In letters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        longest: Option<u32>,
    },
    Number {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        min: Option<Decimal>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        max: Option<Decimal>,
        /// Digits behind the point.
        #[serde(default)]
        decimals: u8,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        unit: Option<String>,
    },
    Choice {
        options: Vec<Choice>,
        /// More than one may be chosen.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        many: bool,
    },
    Date,
    Photo {
        most: u8,
    },
    /// A bar or QR code, read by the camera or typed.
    Scan,
    /// Rows of the same questions, such as a shelf count. Holds no group itself.
    Group {
        fields: Vec<Field>,
        most: u16,
    },
}

/// When a field is asked: it looks at another field of the same level.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition {
    /// Id of the field looked at.
    pub field: String,
    #[serde(flatten)]
    pub test: Test,
}

/// What is asked of the other field's answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Test {
    /// One of these options is chosen, or the text is one of these.
    Is(Vec<String>),
    AtLeast(Decimal),
    AtMost(Decimal),
    /// There is an answer (`true`), or none.
    Answered(bool),
}

/// A form as it was filled in: with the version that was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filled {
    pub form: String,
    pub version: u32,
    /// By the field's id.
    pub answers: BTreeMap<String, Answer>,
}

/// An answer, readable without its form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// Of a text or a scan.
    Text(String),
    Number(Decimal),
    /// Ids of the options.
    Choice(Vec<String>),
    Date(BusinessDay),
    Photos(Vec<Photo>),
    Rows(Vec<BTreeMap<String, Answer>>),
}

impl Filled {
    /// Every picture in it, those of rows too.
    pub fn photos(&self) -> Vec<&Photo> {
        let mut found = Vec::new();
        self.answers.values().for_each(|answer| answer.collect(&mut found));
        found
    }

    /// Whether it was filled in with this version of this form.
    #[must_use]
    pub fn is_of(&self, form: &Form) -> bool {
        self.form == form.id && self.version == form.version
    }
}

impl Answer {
    fn collect<'a>(&'a self, found: &mut Vec<&'a Photo>) {
        match self {
            Self::Photos(photos) => found.extend(photos),
            Self::Rows(rows) => rows.iter().flat_map(BTreeMap::values).for_each(|answer| answer.collect(found)),
            Self::Text(_) | Self::Number(_) | Self::Choice(_) | Self::Date(_) => {}
        }
    }
}
