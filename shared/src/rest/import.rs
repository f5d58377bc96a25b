use serde::{Deserialize, Serialize};

use crate::customer::Likeness;

/// What an import did, or why it did nothing: all or nothing (SAL-2).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ImportReport {
    /// `false`: nothing at all was taken.
    pub imported: bool,
    pub lines: u32,
    pub created: u32,
    pub updated: u32,
    pub unchanged: u32,
    pub faults: Vec<LineFault>,
    /// Read, but worth a look.
    pub warnings: Vec<LineFault>,
    /// New customers of the file that may be one with another: nothing is imported before each is decided (CUS-4).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pairs: Vec<Pair>,
}

/// Two customers that may be one: a line of a file, and what was there or stands in an earlier line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pair {
    pub line: Side,
    pub other: Side,
    pub why: Likeness,
    pub decided: Option<Decided>,
}

/// One of the two.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Side {
    /// How a decision names it: the number of its line, or the id of a customer that is there.
    pub key: String,
    /// In the system the file comes from.
    pub external: Option<String>,
    pub name: String,
    pub address: Option<String>,
    pub phone: Option<String>,
}

/// What somebody decided about two that may be one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decided {
    /// They are one: the line is the other, or becomes another name of it.
    Same,
    /// Both stay.
    Different,
}

impl Decided {
    pub const ALL: [Self; 2] = [Self::Same, Self::Different];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Different => "different",
        }
    }

    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|decided| decided.as_str() == name)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineFault {
    /// Counted from 1, the heading included.
    pub line: u32,
    pub field: String,
    pub value: String,
    pub why: String,
}
