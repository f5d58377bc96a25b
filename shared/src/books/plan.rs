//! Plans: how a period is scored and paid, as data (CFG-1). The shape is the books format's; what the product adds is
//! optional.

pub(in crate::books) mod check;
mod score;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Id;
use crate::num::Decimal;
use crate::period::{BusinessDay, Cycle};

pub use check::{Known, check, check_formula};
pub use score::{Dimension, Indicator, Of, Scoring, Template};

/// A band `[from, to)`; the last `to` is `None` (domain.md, Numbers). What it gives stands beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Score {
    pub from: Decimal,
    #[serde(default)]
    pub to: Option<Decimal>,
    pub score: Decimal,
}

/// A band of a rate: of money, or of an amount per unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tier {
    pub from: Decimal,
    #[serde(default)]
    pub to: Option<Decimal>,
    pub rate: Decimal,
}

/// A band of a coefficient; it may be negative.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coefficient {
    pub from: Decimal,
    #[serde(default)]
    pub to: Option<Decimal>,
    pub coefficient: Decimal,
}

/// Anything that lies in bands.
pub trait Band {
    fn from(&self) -> Decimal;
    fn to(&self) -> Option<Decimal>;
    fn gives(&self) -> Decimal;
}

macro_rules! band {
    ($kind:ident, $gives:ident) => {
        impl Band for $kind {
            fn from(&self) -> Decimal {
                self.from
            }
            fn to(&self) -> Option<Decimal> {
                self.to
            }
            fn gives(&self) -> Decimal {
                self.$gives
            }
        }
    };
}
band!(Score, score);
band!(Tier, rate);
band!(Coefficient, coefficient);

/// How a rung of the ladder pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Each tier's rate on the money within it.
    Marginal,
    /// The reached tier's rate on all money of the window.
    Retroactive,
}

/// Commission rates for contracts signed from a day on (D-15).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommissionVersion {
    pub from: BusinessDay,
    pub mode: Mode,
    /// What the ladder counts over.
    pub window: Cycle,
    pub tiers: Vec<Tier>,
    /// Only for posts of these templates; empty: for all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub templates: Vec<Id>,
}

/// 浮動工資
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Floating {
    /// Greatest share of the base wage that is added or taken.
    pub cap: Decimal,
}

/// 獎金 (PAY-2): paid with the last month of its cycle, accrued before (D-34).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bonus {
    pub id: Id,
    pub cycle: Cycle,
    /// Whose posts it is for.
    pub templates: Vec<Id>,
    #[serde(flatten)]
    pub kind: BonusKind,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum BonusKind {
    /// 銷售量獎: units × the rate of the product's own attainment.
    Volume { products: BTreeMap<Id, Vec<Tier>> },
    /// 銷售價格獎
    Price { share: Decimal },
    /// 資金回籠獎
    Collection { base: Decimal, bands: Vec<Coefficient> },
    /// 壞帳獎
    BadDebt { allowance: Decimal, share: Decimal },
    /// Base × coefficient of the attainment of a metric.
    Performance { metric: Id, base: Decimal, bands: Vec<Coefficient> },
    /// A department's pool by post weight × score.
    Pool {
        department: Id,
        amount: Decimal,
        #[serde(default)]
        metric: Option<Id>,
        #[serde(default)]
        bands: Vec<Coefficient>,
    },
    /// 基本獎金
    Base {
        amount: Decimal,
        #[serde(default)]
        bands: Option<Vec<Coefficient>>,
    },
    /// 考核獎金
    Appraisal {
        amount: Decimal,
        #[serde(default)]
        bands: Option<Vec<Coefficient>>,
    },
    /// 契約超額獎
    Excess { rate: Decimal },
}

impl BonusKind {
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Volume { .. } => "volume",
            Self::Price { .. } => "price",
            Self::Collection { .. } => "collection",
            Self::BadDebt { .. } => "bad_debt",
            Self::Performance { .. } => "performance",
            Self::Pool { .. } => "pool",
            Self::Base { .. } => "base",
            Self::Appraisal { .. } => "appraisal",
            Self::Excess { .. } => "excess",
        }
    }
}

/// Limits on what may be deducted (D-38).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deductions {
    /// Share of the month's wage.
    pub limit: Decimal,
    pub minimum_wage: Decimal,
    /// What is left is carried forward.
    pub carry: bool,
    /// For each contact-gap breach (D-29).
    pub gap_penalty: Decimal,
}

impl Default for Deductions {
    /// 20 % of the wage, no minimum set, carried on, no penalty for gaps.
    fn default() -> Self {
        Self { limit: Decimal::new(2, 1), minimum_wage: Decimal::ZERO, carry: true, gap_penalty: Decimal::ZERO }
    }
}

/// A share of each commission waits until enough of the contract was collected (D-16).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    /// 0 to 1.
    pub share: Decimal,
    /// Cumulative collection rate from which on nothing waits.
    pub threshold: Decimal,
}

/// D-16
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CommissionLimits {
    #[serde(default)]
    pub cap: Option<Decimal>,
    /// What the cap cuts is paid in a later month.
    #[serde(default)]
    pub cap_carry: bool,
    #[serde(default)]
    pub floor: Option<Decimal>,
    #[serde(default)]
    pub hold: Option<Hold>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grade {
    pub id: Id,
    /// The least total score that earns it.
    pub from: Decimal,
}

/// The grade of a score: the first whose least score is reached, best first; under all of them the last.
#[must_use]
pub fn graded(grades: &[Grade], total: Decimal) -> Option<Id> {
    grades.iter().find(|grade| total >= grade.from).or(grades.last()).map(|grade| grade.id.clone())
}

/// S ≥ 95, A ≥ 85, B ≥ 70, C ≥ 60, D below (domain.md, ours).
#[must_use]
pub fn default_grades() -> Vec<Grade> {
    [("S", 95), ("A", 85), ("B", 70), ("C", 60), ("D", 0)]
        .map(|(id, from)| Grade { id: id.into(), from: Decimal::from(from) })
        .into()
}

/// A metric a company defined by a formula over the named ones (CFG-1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormulaMetric {
    pub id: Id,
    pub name: String,
    pub formula: String,
}

fn first() -> u32 {
    1
}

/// A version of a company's plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub id: String,
    /// Counts up with every publication; a statement says which one it was computed under.
    #[serde(default = "first")]
    pub version: u32,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    pub templates: Vec<Template>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub metrics: Vec<FormulaMetric>,
    /// Best first.
    #[serde(default = "default_grades")]
    pub grades: Vec<Grade>,
    /// Percent of the heads by grade, best first.
    #[serde(default)]
    pub forced: Option<Vec<(Id, Decimal)>>,
    #[serde(default)]
    pub floating: Option<Floating>,
    #[serde(default)]
    pub commission: Vec<CommissionVersion>,
    #[serde(default)]
    pub commission_limits: Option<CommissionLimits>,
    #[serde(default)]
    pub bonuses: Vec<Bonus>,
    #[serde(default)]
    pub deductions: Deductions,
    /// By language, then by id of a template, dimension, indicator, metric, bonus or of the plan itself: what it is called
    /// there. One id has one name in a plan. Without one the part's own `name` stands, which is simplified Chinese.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub names: BTreeMap<String, BTreeMap<Id, String>>,
}

/// Languages a plan may name its parts in, as BCP 47 writes them.
pub const LANGUAGES: [&str; 3] = ["zh-CN", "zh-TW", "en"];

impl Plan {
    #[must_use]
    pub fn template(&self, id: &str) -> Option<&Template> {
        self.templates.iter().find(|template| template.id.as_str() == id)
    }

    /// What a part is called in a language; its own name where that language has none, `None` where it has no name at all.
    #[must_use]
    pub fn name_of(&self, id: &str, language: &str) -> Option<&str> {
        let named = self.names.get(language).and_then(|names| names.get(id)).map(String::as_str);
        named.or_else(|| self.parts().find(|(part, name)| *part == id && !name.is_empty()).map(|(_, name)| name))
    }

    /// Every part that can be named, with the name that stands beside it: empty where there is none.
    pub fn parts(&self) -> impl Iterator<Item = (&str, &str)> {
        let dimensions = || self.templates.iter().flat_map(|template| &template.dimensions);
        let whole = std::iter::once((self.id.as_str(), self.name.as_str()));
        let templates = self.templates.iter().map(|one| (one.id.as_str(), one.name.as_str()));
        let levels = dimensions().map(|one| (one.id.as_str(), one.name.as_str()));
        let indicators = dimensions().flat_map(|one| &one.indicators);
        let indicators = indicators.map(|one| (one.id.as_str(), one.name.as_str()));
        let metrics = self.metrics.iter().map(|one| (one.id.as_str(), one.name.as_str()));
        let bonuses = self.bonuses.iter().map(|one| (one.id.as_str(), ""));
        whole.chain(templates).chain(levels).chain(indicators).chain(metrics).chain(bonuses)
    }
}
