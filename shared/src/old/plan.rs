//! Plans: how a period is scored and paid, as data that was checked (CFG-1). Shapes follow the books format.

mod check;

use serde::{Deserialize, Serialize};

use crate::num::Decimal;
use crate::period::BusinessDay;

pub use check::{Fault, check};

/// A version of a company's plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    pub id: String,
    /// Counts up with every publication; a statement says which one it was computed under.
    pub version: u32,
    pub templates: Vec<Template>,
    /// Best first: the least total score of each grade.
    pub grades: Vec<Grade>,
    /// By `from`, ascending. Rate changes work forward only (D-15).
    pub commission: Vec<CommissionVersion>,
    /// 浮動工資; `None`: wages do not float.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub floating: Option<Floating>,
}

/// 考核模板: what people of a post are scored on (APP-1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Template {
    pub id: String,
    pub name: String,
    pub dimensions: Vec<Dimension>,
}

/// 維度
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dimension {
    pub id: String,
    pub name: String,
    /// Percent; the weights of a template sum to exactly 100.
    #[serde(with = "rust_decimal::serde::str")]
    pub weight: Decimal,
    pub indicators: Vec<Indicator>,
}

/// 指標
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Indicator {
    pub id: String,
    pub name: String,
    /// Percent; the weights of a dimension sum to exactly 100.
    #[serde(with = "rust_decimal::serde::str")]
    pub weight: Decimal,
    #[serde(flatten)]
    pub scoring: Scoring,
}

/// How an indicator is scored (APP-2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Scoring {
    /// `full × clamp(actual / target, floor, cap)`; floor and cap are attainments (D-6).
    Linear {
        metric: String,
        #[serde(with = "rust_decimal::serde::str")]
        full: Decimal,
        #[serde(with = "rust_decimal::serde::str")]
        floor: Decimal,
        #[serde(with = "rust_decimal::serde::str")]
        cap: Decimal,
    },
}

impl Scoring {
    /// The metric it reads.
    #[must_use]
    pub fn metric(&self) -> &str {
        match self {
            Self::Linear { metric, .. } => metric,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grade {
    pub id: String,
    #[serde(with = "rust_decimal::serde::str")]
    pub from: Decimal,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Floating {
    /// Greatest share of the base wage that is added or taken.
    #[serde(with = "rust_decimal::serde::str")]
    pub cap: Decimal,
}

/// Commission rates in force from a day on, for contracts signed from that day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommissionVersion {
    pub id: String,
    pub from: BusinessDay,
    pub mode: Mode,
    pub tiers: Vec<Tier>,
}

/// How a rung of the ladder pays (domain.md, Tiers).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Each tier's rate on the money within it.
    Marginal,
    /// The reached tier's rate on all money of the window.
    Retroactive,
}

/// A band `[from, to)` of money collected in the month; the last `to` is open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tier {
    #[serde(with = "rust_decimal::serde::str")]
    pub from: Decimal,
    #[serde(default, with = "rust_decimal::serde::str_option")]
    pub to: Option<Decimal>,
    #[serde(with = "rust_decimal::serde::str")]
    pub rate: Decimal,
}
