//! A node and what it is made of in words, as a tree that pages open.

use super::args::lent;
use super::metric::{argument, metric_of};
use super::{View, number, tree};
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

pub(super) fn words(view: &View<'_>, node: &Node, key: &str, metric: Option<&str>) -> Words {
    let args = view.args(node);
    let text = |attribute: &str| view.texts.attribute(&node.what.key(), attribute, &lent(&args));
    let label = match (node.what, argument(node, "name")) {
        (What::Input, Some(Value::Text(name))) => {
            view.say(&node.what.key(), &[("name", &view.input_name(metric, name))])
        }
        _ => view.label(node, key),
    };
    let applies = tree::applies(node);
    let value = (node.value != Value::None).then(|| view.value(node, metric));
    let exact = node.exact.as_ref().filter(|before| super::args::exact(&node.value).as_ref() != Some(before));
    let formula = text("formula").filter(|_| applies).or_else(|| tree::composed(view, node));
    let own = if node.what == What::Metric { metric_of(node) } else { None };
    Words {
        what: node.what,
        label,
        negative: super::args::exact(&node.value).is_some_and(|value| value.is_negative()),
        formula: formula.filter(|formula| Some(formula) != value.as_ref()),
        value,
        exact: exact.map(number::whole),
        why: if applies { text("why") } else { Some(tree::reason(view, node)) },
        rule: node.what.rule(),
        facts: node.facts.clone(),
        parts: node.parts.iter().map(|part| words(view, part, "", own)).collect(),
    }
}

/// An adjustment names the line it changes.
pub(super) fn adjusted(view: &View<'_>, node: &Node, line: &str) -> Words {
    let mut args = view.args(node);
    args.push(("line", line.to_owned()));
    let label = view.say(&node.what.key(), &lent(&args));
    let why = view.texts.attribute(&node.what.key(), "why", &lent(&args));
    Words { label, why, ..words(view, node, "", None) }
}
