//! A node and what it is made of in words, as a tree that pages open.

use super::args::{exact, lent};
use super::metric::{metric_of, word};
use super::{View, formula, number, tree};
use crate::books::Id;
use crate::engine::{Node, Value, What};

/// One amount in words, and what it is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    pub what: What,
    pub label: String,
    /// `None`: not applicable; `why` says for what reason.
    pub value: Option<String>,
    pub negative: bool,
    /// With its numbers in place, without the result.
    pub formula: Option<String>,
    /// Before the one rounding, where that changed something.
    pub exact: Option<String>,
    pub why: Option<String>,
    /// Numbers of domain.md, or a requirement.
    pub rule: &'static str,
    pub facts: Vec<Id>,
    pub parts: Vec<Words>,
}

/// Where in a tree: the metric that inputs belong to, and whether what stands above has a value.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Place<'a> {
    metric: Option<&'a str>,
    shares: bool,
}

/// `key` is the line's, empty below a line.
pub(super) fn words(view: &View<'_>, node: &Node, key: &str, place: Place<'_>) -> Words {
    let args = view.args(node);
    let label = match (node.what, word(node, "name")) {
        (What::Input, Some(name)) => view.say(&node.what.key(), &[("name", &view.input_name(place.metric, name))]),
        _ => view.label(node, key),
    };
    let applies = node.value != Value::None;
    let value = applies.then(|| view.value(node, place.metric));
    let before = node.exact.as_ref().filter(|before| exact(&node.value).as_ref() != Some(before));
    let formula = formula::formula(view, node, &args).filter(|formula| applies && Some(formula) != value.as_ref());
    let why = view.texts.attribute(&node.what.key(), "why", &lent(&args));
    let below = Place { metric: if node.what == What::Metric { metric_of(node) } else { None }, shares: applies };
    Words {
        what: node.what,
        label,
        negative: exact(&node.value).is_some_and(|value| value.is_negative()),
        formula,
        value,
        exact: before.map(number::whole),
        why: if applies { why } else { Some(tree::because(view, node, place.shares)) },
        rule: node.what.rule(),
        facts: node.facts.clone(),
        parts: node.parts.iter().map(|part| words(view, part, "", below)).collect(),
    }
}

/// An adjustment names the line it changes.
pub(super) fn adjusted(view: &View<'_>, node: &Node, line: &str) -> Words {
    let mut args = view.args(node);
    args.push(("line", line.to_owned()));
    let label = view.say(&node.what.key(), &lent(&args));
    let why = view.texts.attribute(&node.what.key(), "why", &lent(&args));
    Words { label, why, ..words(view, node, "", Place::default()) }
}
