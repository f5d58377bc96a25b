//! Names of what is counted, and how its numbers look.

use super::View;
use super::language::Texts;
use super::number::{self, Look};
use crate::engine::{Node, Value, What};
use crate::metric::{Unit, named};
use crate::num::Decimal;

/// A metric's name in words; `None` where no text has it.
pub(super) fn name(texts: &Texts, name: &str) -> Option<String> {
    let (id, parameter) = name.split_once(':').map_or((name, None), |(id, parameter)| (id, Some(parameter)));
    match (id, parameter) {
        ("coverage", Some(class)) => texts.known("metric-coverage-class", &[("parameter", class)]),
        (id, parameter) => texts.known(&format!("metric-{id}"), &[("parameter", parameter.unwrap_or_default())]),
    }
}

impl View<'_> {
    /// The metric's name in words; one that the plan defines by a formula has the plan's name.
    pub fn metric_name(&self, name: &str) -> String {
        let named = self::name(self.texts, name);
        named.unwrap_or_else(|| self.named(name).unwrap_or(name).to_owned())
    }

    /// What a metric was counted from; some words mean another thing for another metric.
    pub fn input_name(&self, metric: Option<&str>, name: &str) -> String {
        metric
            .and_then(|metric| self.texts.known(&format!("input-{metric}-{name}"), &[]))
            .or_else(|| self.texts.known(&format!("input-{name}"), &[]))
            .unwrap_or_else(|| name.to_owned())
    }

    /// A node's value, as numbers of its kind look; nothing for one that does not apply.
    pub fn value(&self, node: &Node, metric: Option<&str>) -> String {
        let look = match node.what {
            What::Metric | What::Target => metric_of(node).map_or(Look::Number, look),
            What::Input => input_look(metric, node),
            What::Collection | What::VolumeProduct | What::PriceLine => Look::Money,
            _ => Look::Number,
        };
        match &node.value {
            Value::None => String::new(),
            Value::Money(amount) => number::money(*amount),
            Value::Plain(number) => number::decimal(*number, look, self.minor),
            Value::Number(exact) => number::number(exact, look, self.minor),
            Value::Count(count) => number::decimal(Decimal::from(*count), look, self.minor),
            Value::Id(id) => id.to_string(),
            Value::Text(text) => text.clone(),
            Value::Word(word) => (*word).to_owned(),
            Value::Day(day) => day.to_string(),
            Value::Span(span) => span.to_string(),
        }
    }
}

/// What a share is made of is no share: money, or a count.
fn input_look(metric: Option<&str>, node: &Node) -> Look {
    match (metric, word(node, "name").unwrap_or_default()) {
        (_, "received" | "expenses" | "collected_amount") | (Some("collection_rate"), "due") => Look::Money,
        _ => Look::Number,
    }
}

/// How a metric's values look.
pub(super) fn look(name: &str) -> Look {
    match named(name).map(|named| named.metric.unit) {
        Some(Unit::Money) => Look::Money,
        Some(Unit::Share) => Look::Percent,
        _ => Look::Number,
    }
}

/// The metric a node is about: its own, or the one it was scored on.
pub(super) fn metric_of(node: &Node) -> Option<&str> {
    let own = |node: &'_ Node| -> bool { matches!(node.what, What::Metric | What::Target) };
    let metric = if own(node) { Some(node) } else { node.parts.iter().find(|part| own(part)) };
    metric.and_then(|node| match argument(node, "metric") {
        Some(Value::Id(id)) => Some(id.as_str()),
        _ => None,
    })
}

pub(super) fn argument<'n>(node: &'n Node, name: &str) -> Option<&'n Value> {
    node.args.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
}

/// An argument that is a word or text.
pub(super) fn word<'n>(node: &'n Node, name: &str) -> Option<&'n str> {
    match argument(node, name)? {
        Value::Text(text) => Some(text),
        Value::Word(word) => Some(word),
        _ => None,
    }
}
