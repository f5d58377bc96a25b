//! A node's arguments as its texts want them: written out, and a few more that follow from them.

use super::View;
use super::metric::{argument, look as metric_look, metric_of};
use super::number::{self, Look};
use crate::engine::{Node, Value, What};
use crate::num::Exact;

/// Names with values, ready for a text.
pub(super) type Args = Vec<(&'static str, String)>;

/// As [`View::say`] wants them.
pub(super) fn lent(args: &Args) -> Vec<(&str, &str)> {
    args.iter().map(|(name, value)| (*name, value.as_str())).collect()
}

/// What a text asks about an argument that is missing.
const NONE: &str = "none";

/// Arguments a node may lack.
const fn optional(what: What) -> &'static [&'static str] {
    match what {
        What::CommissionTier => &["to"],
        What::StepsScore => &["target"],
        What::FixedBonus => &["score"],
        _ => &[],
    }
}

/// How a number of a node is meant.
pub(super) fn look(node: &Node, name: &str) -> Look {
    match (node.what, name) {
        (What::LinearScore | What::StepsScore | What::PerformanceBonus, "actual" | "target") => {
            metric_of(node).map_or(Look::Number, metric_look)
        }
        (What::StepsScore, "of") if argument(node, "target").is_none() => {
            metric_of(node).map_or(Look::Number, metric_look)
        }
        (What::VolumeProduct, "rate") => Look::Money,
        (What::VolumeProduct, "quantity" | "target") | (What::DeductScore, "floor") | (What::BonusScore, "cap") => {
            Look::Number
        }
        (What::LinearScore, "floor" | "cap") | (What::FloatingWage, "cap") | (What::StepsScore, "of") => Look::Percent,
        (What::PriceLine, "percent") => Look::Hundredths,
        (What::FloatingWage | What::PoolBonus | What::Raters, "sum") => Look::Number,
        (_, "rate" | "rate_before" | "share" | "limit" | "threshold" | "attainment") => Look::Percent,
        (
            _,
            "wage" | "base" | "allowance" | "bad_debt" | "pool" | "amount" | "actual" | "target" | "price"
            | "guide_price" | "part" | "inside" | "from" | "to" | "held" | "held_before" | "cap" | "commission"
            | "over_cap" | "left" | "floor" | "clawback" | "draw" | "earned" | "owed" | "owes" | "open" | "room"
            | "minimum_wage" | "was" | "is" | "before" | "month",
        ) => Look::Money,
        _ => Look::Number,
    }
}

pub(super) fn exact(value: &Value) -> Option<Exact> {
    Some(match value {
        Value::Number(exact) => exact.clone(),
        Value::Plain(number) | Value::Money(number) => Exact::from(*number),
        Value::Count(count) => Exact::whole(*count),
        Value::Text(text) => Exact::from(crate::num::decimal(text).ok()?),
        _ => return None,
    })
}

impl View<'_> {
    /// The node's own arguments, written out.
    pub fn args(&self, node: &Node) -> Args {
        let mut args: Args = Vec::with_capacity(node.args.len() + 4);
        for (name, value) in &node.args {
            if let Some(text) = self.argument(node, name, value) {
                args.push((name, text));
            }
        }
        for (name, value) in self.derived(node) {
            args.retain(|(known, _)| *known != name);
            args.push((name, value));
        }
        for name in optional(node.what) {
            if !args.iter().any(|(known, _)| known == name) {
                args.push((name, NONE.to_owned()));
            }
        }
        args
    }

    fn argument(&self, node: &Node, name: &str, value: &Value) -> Option<String> {
        let look = look(node, name);
        Some(match (value, name) {
            (Value::None, _) => return None,
            (Value::Id(id), "metric") => self.metric_name(id.as_str()),
            (Value::Id(id), _) => id.to_string(),
            (Value::Text(kind), "kind") => self.known_or("rater", kind),
            (Value::Text(event), "event") => self.known_or("event", event),
            (Value::Text(version), "version") => self.version(version),
            (Value::Text(number), "sum") => crate::num::decimal(number)
                .map_or_else(|_| number.clone(), |sum| number::decimal(sum, look, self.minor)),
            (Value::Text(text), _) => text.clone(),
            (Value::Word(word), _) => (*word).to_owned(),
            (Value::Day(day), _) => day.to_string(),
            (Value::Span(span), _) => span.to_string(),
            (number, _) => number::number(&exact(number)?, look, self.minor),
        })
    }

    /// `2026-01-01+T1` is that day's version for the posts of T1.
    pub fn version(&self, name: &str) -> String {
        let Some((day, templates)) = name.split_once('+') else { return name.to_owned() };
        let names: Vec<&str> = templates.split('+').map(|id| self.named(id).unwrap_or(id)).collect();
        let more = names.join(&self.say("text-list-separator", &[]));
        self.say("text-or", &[("first", day), ("more", &more)])
    }

    fn known_or(&self, kind: &str, name: &str) -> String {
        self.texts.known(&format!("{kind}-{name}"), &[]).unwrap_or_else(|| name.to_owned())
    }
}
