use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::EngineError;
use super::trail::Node;
use crate::books::Id;
use crate::canonical;
use crate::num::Decimal;
use crate::period::Span;

/// The parts of a statement, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Section {
    Base,
    Floating,
    Accrual,
    Bonus,
    Special,
    Commission,
    Draw,
    Deduction,
    /// A negative total of an earlier month or to a later one (D-38, setting).
    Balance,
}

/// One row: its amount was rounded once (D-2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    pub section: Section,
    pub key: String,
    pub amount: Decimal,
    pub paid: bool,
    /// The collections a release pays out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<Id>,
}

/// 考核得分
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Score {
    pub period: Span,
    pub template: Id,
    /// Rounded once to two decimals (D-3); `None`: nothing in it applies, which is no zero (D-8).
    pub total: Option<Decimal>,
    /// Before that, printed.
    pub exact: Option<String>,
    /// As printed; `None`: nothing in it applies.
    pub dimensions: BTreeMap<Id, Option<String>>,
    pub indicators: BTreeMap<Id, Option<String>>,
}

/// What a person is paid for a month and how he was scored. Its canonical bytes are hashed and sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    pub lines: Vec<Line>,
    pub total: Decimal,
    /// Bonuses computed and not yet paid.
    pub accrued: Decimal,
    /// Draw not yet earned.
    pub owed: Decimal,
    /// Deductions for later months.
    pub carried: Vec<(Id, Decimal)>,
    pub score: Option<Score>,
    pub grade: Option<Id>,
    pub forced_grade: Option<Id>,
    pub notes: Vec<String>,
    pub flags: Vec<String>,
    /// Lines whose exact value stands on a rounding tie.
    pub ties: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub over_cap: Option<Decimal>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<Vec<(Id, Decimal)>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped: Option<String>,
}

impl Statement {
    /// BLAKE3 of the canonical JSON, hex.
    pub fn hash(&self) -> Result<String, EngineError> {
        let bytes = canonical::to_bytes(self).map_err(|why| EngineError::Write(why.to_string()))?;
        Ok(canonical::hash(&bytes))
    }

    pub fn paid(&self) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(|line| line.paid)
    }
}

/// A statement with its explanation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explained {
    pub statement: Statement,
    /// One node for each line, in their order.
    pub trail: Vec<Node>,
    pub score: Option<Arc<Node>>,
}
