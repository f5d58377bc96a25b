use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::id::FactId;

/// One amount and how it came about (PAY-7): the rule, the numbers put in, the rounding, the evidence, and the amounts it
/// is made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Node {
    pub what: What,
    /// Names and numbers the text of `what` is filled with.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub args: BTreeMap<String, String>,
    /// The result, as printed; `None`: not applicable.
    pub value: Option<String>,
    /// The formula with its numbers in place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub formula: Option<String>,
    /// Where the rule stands: a paragraph or number of domain.md and the version of the plan.
    pub rule: String,
    /// What the rounding did: the exact value, where it is not the result.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exact: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<FactId>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Node>,
}

/// What an amount is. Its text is the fluent key `trail-…`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    BaseWage,
    FloatingWage,
    CommissionTier,
    CommissionRetroactive,
    Clawback,
    Collection,
    TotalScore,
    DimensionScore,
    IndicatorScore,
    Metric,
    Target,
}

impl What {
    /// The key of its text in the fluent files.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::BaseWage => "trail-base-wage",
            Self::FloatingWage => "trail-floating-wage",
            Self::CommissionTier => "trail-commission-tier",
            Self::CommissionRetroactive => "trail-commission-retroactive",
            Self::Clawback => "trail-clawback",
            Self::Collection => "trail-collection",
            Self::TotalScore => "trail-total-score",
            Self::DimensionScore => "trail-dimension-score",
            Self::IndicatorScore => "trail-indicator-score",
            Self::Metric => "trail-metric",
            Self::Target => "trail-target",
        }
    }
}

impl Node {
    pub(super) fn new(what: What, rule: impl Into<String>) -> Self {
        Self {
            what,
            args: BTreeMap::new(),
            value: None,
            formula: None,
            rule: rule.into(),
            exact: None,
            facts: Vec::new(),
            parts: Vec::new(),
        }
    }

    pub(super) fn arg(mut self, name: &str, value: impl ToString) -> Self {
        self.args.insert(name.to_owned(), value.to_string());
        self
    }

    pub(super) fn value(mut self, value: impl ToString) -> Self {
        self.value = Some(value.to_string());
        self
    }

    pub(super) fn formula(mut self, formula: impl Into<String>) -> Self {
        self.formula = Some(formula.into());
        self
    }

    pub(super) fn exact(mut self, exact: &crate::num::Exact) -> Self {
        let printed = exact.to_string();
        if self
            .value
            .as_deref()
            .is_none_or(|value| crate::num::decimal(value).ok() != crate::num::decimal(&printed).ok())
        {
            self.exact = Some(printed);
        }
        self
    }

    /// Every fact under this node, itself included.
    #[must_use]
    pub fn evidence(&self) -> Vec<&FactId> {
        self.facts.iter().chain(self.parts.iter().flat_map(Self::evidence)).collect()
    }
}
