//! A node and what it is made of, as an indented tree.

use super::View;
use super::args::{Args, exact, lent};
use super::formula;
use super::metric::{argument, metric_of, word};
use super::number;
use super::page::Page;
use crate::books::Id;
use crate::engine::{Node, Value, What};

/// Where in a tree.
#[derive(Clone, Copy)]
struct Place<'a> {
    level: usize,
    /// The rule that was told last.
    rule: &'a str,
    /// The metric that inputs belong to.
    metric: Option<&'a str>,
    /// What stands above has a value: a part without one gave its weight away.
    shares: bool,
    /// The exact value stands on a rounding tie.
    tie: bool,
}

/// A node's label with its value at the right edge.
pub(super) fn head(view: &View<'_>, node: &Node, page: &mut Page) {
    let place = Place { level: 0, rule: "", metric: None, shares: false, tie: false };
    page.row(0, &view.label(node, ""), &value(view, node, place));
}

/// Explains an amount whose label and value stand above already.
pub(super) fn explain(view: &View<'_>, node: &Node, level: usize, tie: bool, page: &mut Page) {
    body(view, node, Place { level, rule: "", metric: None, shares: false, tie }, page);
}

/// A node with its label and value, then what is under it.
fn branch(view: &View<'_>, node: &Node, place: Place<'_>, page: &mut Page) {
    let label = match (node.what, word(node, "name")) {
        (What::Input, Some(name)) => view.say(&node.what.key(), &[("name", &view.input_name(place.metric, name))]),
        _ => view.label(node, ""),
    };
    let line = match node.what {
        // Its value stands in the formula of what is above.
        What::WageDays => label,
        _ => {
            let value = value(view, node, place);
            view.say("text-label", &[("label", &label), ("value", &value)])
        }
    };
    page.line(place.level, &line);
    body(view, node, Place { level: place.level + 1, ..place }, page);
}

/// The value in words, or why there is none.
fn value(view: &View<'_>, node: &Node, place: Place<'_>) -> String {
    if node.value != Value::None {
        return view.value(node, place.metric);
    }
    let because = because(view, node, place.shares);
    if node.what == What::Raters { because } else { view.say("text-not-applicable", &[("because", &because)]) }
}

/// Formula, rounding, reason, rule and facts of a node, then its parts.
fn body(view: &View<'_>, node: &Node, place: Place<'_>, page: &mut Page) {
    let level = place.level;
    let applies = node.value != Value::None;
    let mut lines = if applies { calculation(view, node, &view.args(node), place) } else { Vec::new() };
    let rule = node.what.rule();
    let plain = matches!(
        node.what,
        What::Metric | What::Target | What::Input | What::WageDays | What::Collection | What::Raters
    );
    let tells = !plain && rule != place.rule;
    if let (true, Some(last)) = (tells, lines.last_mut()) {
        let rules = rule.replace(", ", &view.say("text-list-separator", &[]));
        *last = view.say("text-rule", &[("text", last), ("rules", &rules)]);
    }
    for line in lines {
        page.line(level, &line);
    }
    facts(view, node, "text-facts", level, page);
    let below = Place {
        level,
        rule: if tells { rule } else { place.rule },
        metric: if node.what == What::Metric { metric_of(node) } else { None },
        shares: applies,
        tie: false,
    };
    // A ratio names its two inputs itself.
    if formula::ratio(view, node).is_none() {
        for part in &node.parts {
            branch(view, part, below, page);
        }
    }
}

/// The facts of a node, where its label does not name them already.
pub(super) fn facts(view: &View<'_>, node: &Node, key: &str, level: usize, page: &mut Page) {
    let named = matches!(
        node.what,
        What::Collection
            | What::Special
            | What::PriceLine
            | What::Deduction
            | What::Clawback
            | What::Hold
            | What::HoldClawback
    );
    if node.facts.is_empty() || named {
        return;
    }
    let separator = view.say("text-list-separator", &[]);
    let ids: Vec<&str> = node.facts.iter().map(Id::as_str).collect();
    page.line(level, &view.say(key, &[("facts", &ids.join(&separator))]));
}

fn calculation(view: &View<'_>, node: &Node, args: &Args, place: Place<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    let shown = view.value(node, place.metric);
    // Before the one rounding, where it changed something.
    let before = node.exact.as_ref().filter(|before| exact(&node.value).as_ref() != Some(before));
    let result = before.map_or_else(|| shown.clone(), number::whole);
    match (formula::formula(view, node, args).filter(|formula| *formula != result), before) {
        (Some(formula), _) => lines.push(view.say("text-equals", &[("formula", &formula), ("value", &result)])),
        (None, Some(_)) => lines.push(view.say("text-exact", &[("exact", &result)])),
        (None, None) => {}
    }
    if before.is_some() {
        let key = if place.tie { "text-rounded-tie" } else { "text-rounded" };
        lines.push(view.say(key, &[("value", &shown)]));
    }
    lines.extend(view.texts.attribute(&node.what.key(), "why", &lent(args)));
    lines
}

/// Why something has no value, and what becomes of its weight.
pub(super) fn because(view: &View<'_>, node: &Node, shares: bool) -> String {
    let missing = |name: &str| argument(node, name).is_none_or(|value| *value == Value::None);
    let key = match node.what {
        What::LinearScore | What::StepsScore if !missing("actual") => "because-no-target",
        What::Target => "because-no-target",
        What::RatedScore | What::Raters => "because-no-rating",
        What::DimensionScore | What::TotalScore => "because-nothing-left",
        _ => "because-no-data",
    };
    let because = view.say(key, &[]);
    let weighs = argument(node, "weight").and_then(exact).is_some_and(|weight| !weight.is_zero());
    if shares && weighs {
        because + &view.say("text-sentence-separator", &[]) + &view.say("because-weight-shared", &[])
    } else {
        because
    }
}
