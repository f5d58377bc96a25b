//! What a node of the trail is called, and how its number is written.

use shared::old::engine::{Node, What};
use shared::old::metric::{self, Unit};

use super::Grounds;
use crate::i18n::{self, format};
use crate::t;

/// The name of a metric.
#[must_use]
pub fn metric_name(id: &str) -> String {
    i18n::known(&format!("metric-{id}")).unwrap_or_else(|| id.to_owned())
}

/// A value of a metric in its unit.
#[must_use]
pub fn metric_value(id: &str, value: &str) -> String {
    match metric::find(id).map(|metric| metric.unit) {
        Some(Unit::Money) => format::amount(value),
        Some(Unit::Count | Unit::PerDay) | None => format::short(value, 2),
    }
}

/// The number of a node for the eye; the whole number stands in its rule where it was cut.
#[must_use]
pub fn value(node: &Node) -> String {
    let Some(value) = &node.value else { return t!("not-applicable") };
    match node.what {
        What::Metric | What::Target => metric_value(node.args.get("metric").map_or("", String::as_str), value),
        What::IndicatorScore | What::DimensionScore => format::short(value, 2),
        What::Collection => format::amount(value),
        _ => format::grouped(value),
    }
}

/// What a node is, in a few words.
#[must_use]
pub fn node_name(node: &Node, grounds: &Grounds) -> String {
    let arg = |name: &str| node.args.get(name).cloned().unwrap_or_default();
    let weight = arg("weight");
    match node.what {
        What::BaseWage => t!("trail-base-wage"),
        What::FloatingWage => t!("trail-floating-wage"),
        What::CommissionTier => {
            let (rate, from) = (format::rate(&arg("rate")), format::grouped(&arg("from")));
            match node.args.get("to") {
                Some(to) => t!("trail-commission-tier", rate = rate, from = from, to = format::grouped(to)),
                None => t!("trail-commission-tier-open", rate = rate, from = from),
            }
        }
        What::CommissionRetroactive => t!("trail-commission-retroactive", rate = format::rate(&arg("rate"))),
        What::Clawback => t!("trail-clawback", refund = arg("refund"), collection = arg("collection")),
        What::Collection => {
            let customer = node.facts.first().and_then(|id| grounds.0.get(&id.to_string())?.customer.clone());
            let day = arg("day").parse().map_or_else(|_| arg("day"), format::day);
            t!("trail-collection", who = customer.unwrap_or_else(|| arg("contract")), day = day)
        }
        What::TotalScore => t!("trail-total-score"),
        What::DimensionScore => t!("trail-dimension-score", name = arg("name"), weight = weight),
        What::IndicatorScore => t!("trail-indicator-score", name = arg("name"), weight = weight),
        What::Metric => t!("trail-metric", metric = metric_name(&arg("metric"))),
        What::Target => t!("trail-target", metric = metric_name(&arg("metric"))),
    }
}

/// The named numbers put in that the name does not say already.
#[must_use]
pub fn inputs(node: &Node) -> Vec<(String, String)> {
    node.args
        .iter()
        .filter(|(name, _)| {
            !matches!(name.as_str(), "name" | "weight" | "metric" | "tier" | "from" | "to" | "day" | "refund" | "rate")
        })
        .filter_map(|(name, value)| {
            let words = i18n::known(&format!("input-{}", name.replace('_', "-")))?;
            Some((words, format::short(value, 4)))
        })
        .collect()
}
