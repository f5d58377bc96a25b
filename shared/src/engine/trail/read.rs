//! A node as it was sent, back as one that texts can be made of.

use super::{Explanation, Node, Value, What};
use crate::num::{Exact, decimal};

/// What an argument is, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Number,
    Id,
    Text,
    Day,
    Span,
}

macro_rules! names {
    ($($kind:ident: $($name:literal)*;)*) => {
        &[$($(($name, Kind::$kind)),*),*]
    };
}

/// Every argument a node of the engine can have.
const NAMES: &[(&str, Kind)] = names! {
    Number: "actual" "allowance" "amount" "attainment" "bad_debt" "base" "before" "cap" "clawback" "coefficient"
        "commission" "count" "days" "draw" "earned" "events" "factor" "floor" "from" "full" "fx" "guide_price" "held"
        "held_before" "inside" "is" "left" "limit" "minimum_wage" "month" "of" "open" "over_cap" "owed" "owes" "part"
        "per" "percent" "pool" "price" "quantity" "rate" "rate_before" "room" "score" "share" "start" "sum" "target"
        "threshold" "tier" "to" "wage" "was" "weight" "working_days";
    Id: "bonus" "collection" "contract" "dimension" "indicator" "line" "metric" "penalty" "product" "refund" "special"
        "template";
    Text: "event" "formula" "key" "kind" "name" "version";
    Day: "date" "day";
    Span: "cycle" "period" "window";
};

/// Values that are no amounts of money.
const fn counts(what: What) -> bool {
    matches!(
        what,
        What::Metric
            | What::Input
            | What::Target
            | What::TotalScore
            | What::DimensionScore
            | What::Vetoed
            | What::LinearScore
            | What::StepsScore
            | What::DeductScore
            | What::BonusScore
            | What::RatedScore
            | What::FormulaScore
            | What::Raters
            | What::VolumeProduct
            | What::PriceLine
            | What::WageDays
            | What::Collection
    )
}

fn number(text: &str) -> Value {
    decimal(text).map_or_else(|_| Value::Text(text.to_owned()), |number| Value::Number(Exact::from(number)))
}

fn argument(kind: Kind, text: &str) -> Value {
    match kind {
        Kind::Number => number(text),
        Kind::Id => Value::Id(text.into()),
        Kind::Text => Value::Text(text.to_owned()),
        Kind::Day => text.parse().map_or_else(|_| Value::Text(text.to_owned()), Value::Day),
        Kind::Span => text.parse().map_or_else(|_| Value::Text(text.to_owned()), Value::Span),
    }
}

impl Explanation {
    /// The node it was made of; numbers are as exact as they were printed. Arguments of a newer engine are left out.
    #[must_use]
    pub fn node(&self) -> Node {
        let args = self.args.iter().filter_map(|(name, text)| {
            let (name, kind) = NAMES.iter().find(|(known, _)| known == name)?;
            Some((*name, argument(*kind, text)))
        });
        let value = match &self.value {
            None => Value::None,
            Some(text) if counts(self.what) => number(text),
            Some(text) => decimal(text).map_or_else(|_| Value::Text(text.clone()), Value::Money),
        };
        Node {
            what: self.what,
            args: args.collect(),
            value,
            exact: self.exact.as_deref().and_then(|text| decimal(text).ok()).map(Exact::from),
            facts: self.facts.clone(),
            parts: self.parts.iter().map(Self::node).collect(),
        }
    }
}
