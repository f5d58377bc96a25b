use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::score::Scored;
use super::trail::Node;
use super::{EngineError, Pack};
use crate::canonical;
use crate::id::EmployeeId;
use crate::num::Currency;
use crate::period::Period;

/// What a person is paid for a period and how he was scored. Its canonical bytes are sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    pub format: String,
    pub employee: EmployeeId,
    pub period: Period,
    pub currency: Currency,
    pub plan: String,
    pub plan_version: u32,
    pub lines: Vec<Line>,
    #[serde(with = "rust_decimal::serde::str")]
    pub total: Decimal,
    pub score: Option<Score>,
    pub grade: Option<String>,
    pub notes: Vec<String>,
    /// BLAKE3 of the input pack's canonical bytes: a changed input is another statement, even where no line changes.
    pub pack: String,
}

/// One row: its amount was rounded once (D-2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    pub section: String,
    pub key: String,
    #[serde(with = "rust_decimal::serde::str")]
    pub amount: Decimal,
    pub paid: bool,
}

/// 考核得分
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Score {
    pub template: String,
    /// Rounded once to two decimals (D-3).
    #[serde(with = "rust_decimal::serde::str")]
    pub total: Decimal,
    pub dimensions: Vec<DimensionScore>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DimensionScore {
    pub id: String,
    pub name: String,
    #[serde(with = "rust_decimal::serde::str")]
    pub weight: Decimal,
    /// As printed; `None`: nothing in it applies.
    pub score: Option<String>,
    pub indicators: Vec<IndicatorScore>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndicatorScore {
    pub id: String,
    pub name: String,
    pub metric: String,
    #[serde(with = "rust_decimal::serde::str")]
    pub weight: Decimal,
    pub actual: Option<String>,
    pub target: Option<String>,
    /// actual ÷ target, as printed.
    pub attainment: Option<String>,
    pub score: Option<String>,
}

/// A statement with its explanation: one node for each line, and the score's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explained {
    pub statement: Statement,
    /// BLAKE3 of the statement's canonical bytes, hex.
    pub hash: String,
    /// In the order of the lines.
    pub trail: Vec<Node>,
    pub score_trail: Option<Node>,
}

const FORMAT: &str = "fieldtally-statement/1";

pub(super) fn seal(pack: &Pack, scored: Scored, lines: Vec<Line>, trail: Vec<Node>) -> Result<Explained, EngineError> {
    let write = |why: serde_json::Error| EngineError::Write(why.to_string());
    let total = lines.iter().filter(|line| line.paid).try_fold(Decimal::ZERO, |sum, line| sum.checked_add(line.amount));
    let total =
        total.ok_or_else(|| EngineError::Num { place: "/total".into(), source: crate::num::NumError::TooLarge })?;
    let mut total = total;
    total.rescale(pack.terms.currency.minor());
    let grade = scored.score.as_ref().and_then(|score| {
        pack.terms.plan.grades.iter().find(|grade| score.total >= grade.from).map(|grade| grade.id.clone())
    });
    let statement = Statement {
        format: FORMAT.to_owned(),
        employee: pack.terms.person.id.clone(),
        period: pack.period,
        currency: pack.terms.currency,
        plan: pack.terms.plan.id.clone(),
        plan_version: pack.terms.plan.version,
        lines,
        total,
        score: scored.score,
        grade,
        notes: scored.notes,
        pack: canonical::hash(&canonical::to_bytes(pack).map_err(write)?),
    };
    let hash = canonical::hash(&canonical::to_bytes(&statement).map_err(write)?);
    Ok(Explained { statement, hash, trail, score_trail: scored.trail })
}
