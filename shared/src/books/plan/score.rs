use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Score;
use crate::books::Id;
use crate::num::Decimal;
use crate::period::Cycle;

/// 考核模板: what people of a post are scored on (APP-1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Template {
    pub id: Id,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    pub cycle: Cycle,
    pub dimensions: Vec<Dimension>,
}

/// 維度
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dimension {
    pub id: Id,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Percent; the weights of a template sum to exactly 100 (D-8).
    pub weight: Decimal,
    pub indicators: Vec<Indicator>,
}

/// 指標
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Indicator {
    pub id: Id,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Percent; the weights of a dimension sum to exactly 100 (D-8).
    pub weight: Decimal,
    #[serde(flatten)]
    pub scoring: Scoring,
}

/// What steps are taken of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Of {
    /// actual ÷ target
    Attainment,
    /// The metric itself.
    Value,
}

/// How an indicator is scored (APP-2, D-6 to D-9).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Scoring {
    /// `full × clamp(actual ÷ target, floor, cap)`; floor and cap are attainments.
    Linear { metric: Id, full: Decimal, floor: Decimal, cap: Decimal },
    /// The score of the band, no interpolation.
    Steps { metric: Id, of: Of, bands: Vec<Score> },
    /// `max(floor, full − n × per)`
    Deduct { event: String, full: Decimal, per: Decimal, floor: Decimal },
    /// `min(cap, start + n × per)`
    Bonus { event: String, start: Decimal, per: Decimal, cap: Decimal },
    /// Percent by kind of rater, sum 100.
    Rated { raters: BTreeMap<String, Decimal> },
    /// One event makes the dimension 0; carries no weight.
    Veto { event: String },
    /// An expression over named metrics.
    Formula { formula: String },
}

impl Scoring {
    /// Does one event make the whole dimension 0 (D-7)?
    #[must_use]
    pub const fn is_veto(&self) -> bool {
        matches!(self, Self::Veto { .. })
    }

    /// The metric it reads, where it reads one.
    #[must_use]
    pub fn metric(&self) -> Option<&Id> {
        match self {
            Self::Linear { metric, .. } | Self::Steps { metric, .. } => Some(metric),
            _ => None,
        }
    }
}
