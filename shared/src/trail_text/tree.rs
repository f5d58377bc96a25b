//! A node and what it is made of, as an indented tree.

use super::View;
use super::args::{Args, exact, lent, look};
use super::metric::{argument, look as metric_look, metric_of};
use super::number::{self, Look};
use super::page::Page;
use crate::engine::{Node, Value, What};
use crate::num::{Decimal, Exact};

/// Where in a tree: how far in, the rule that was told last, the metric that inputs belong to.
#[derive(Clone, Copy)]
struct Place<'a> {
    level: usize,
    rule: &'a str,
    metric: Option<&'a str>,
    /// Its exact value stands on a rounding tie.
    tie: bool,
}

/// Explains an amount whose label and value stand above already.
pub(super) fn explain(view: &View<'_>, node: &Node, level: usize, tie: bool, page: &mut Page) {
    body(view, node, Place { level, rule: "", metric: None, tie }, page);
}

/// A node with its label and value, then what is under it.
fn branch(view: &View<'_>, node: &Node, place: Place<'_>, page: &mut Page) {
    let label = match (node.what, argument(node, "name")) {
        (What::Input, Some(Value::Text(name))) => {
            view.say(&node.what.key(), &[("name", &view.input_name(place.metric, name))])
        }
        _ => view.label(node, ""),
    };
    let line = match node.what {
        // Said in one breath with the formula of what is above.
        What::WageDays => label,
        _ => view.say("text-label", &[("label", &label), ("value", &view.value(node, place.metric))]),
    };
    page.line(place.level, &line);
    body(view, node, Place { level: place.level + 1, ..place }, page);
}

/// Formula, rounding, reason, rule and facts of a node, then its parts.
fn body(view: &View<'_>, node: &Node, place: Place<'_>, page: &mut Page) {
    let args = view.args(node);
    let level = place.level;
    if applies(node) {
        calculation(view, node, &args, place, page);
    } else {
        page.line(level, &reason(view, node));
    }
    let rule = node.what.rule();
    let silent = matches!(node.what, What::Input | What::WageDays | What::Collection) || rule == place.rule;
    if !silent {
        let separator = view.say("text-list-separator", &[]);
        page.line(level, &view.say("text-rule", &[("rules", &rule.replace(", ", &separator))]));
    }
    facts(view, node, "text-facts", level, page);
    let metric = if node.what == What::Metric { metric_of(node) } else { None };
    let below = Place { level, rule: if silent { place.rule } else { rule }, metric, tie: false };
    for part in &node.parts {
        branch(view, part, below, page);
    }
}

/// The facts under a node's own name; a collection or a metric of one number needs none beside it.
pub(super) fn facts(view: &View<'_>, node: &Node, key: &str, level: usize, page: &mut Page) {
    let own = matches!(node.what, What::Collection | What::Special | What::PriceLine);
    if node.facts.is_empty() || own {
        return;
    }
    let separator = view.say("text-list-separator", &[]);
    let ids: Vec<&str> = node.facts.iter().map(crate::books::Id::as_str).collect();
    page.line(level, &view.say(key, &[("facts", &ids.join(&separator))]));
}

/// What a node comes to may be nothing at all; some kinds only stand for how.
pub(super) fn applies(node: &Node) -> bool {
    node.value != Value::None || matches!(node.what, What::WageDays)
}

fn calculation(view: &View<'_>, node: &Node, args: &Args, place: Place<'_>, page: &mut Page) {
    let level = place.level;
    let shown = view.value(node, place.metric);
    // Before the one rounding, where it changed something.
    let exact = node.exact.as_ref().filter(|before| exact(&node.value).as_ref() != Some(before));
    let result = exact.map_or_else(|| shown.clone(), number::whole);
    let formula = match node.what {
        What::WageDays => None,
        _ => view.texts.attribute(&node.what.key(), "formula", &lent(args)).or_else(|| composed(view, node)),
    };
    let formula = formula.filter(|formula| *formula != result && !(node.what == What::BonusPaid && once(node)));
    match (&formula, exact) {
        (Some(formula), _) => {
            page.line(level, &view.say("text-equals", &[("formula", formula), ("value", &result)]));
        }
        (None, Some(_)) => page.line(level, &view.say("text-exact", &[("exact", &result)])),
        (None, None) => {}
    }
    if exact.is_some() {
        let key = if place.tie { "text-rounded-tie" } else { "text-rounded" };
        page.line(level, &view.say(key, &[("value", &shown)]));
    }
    if let Some(why) = view.texts.attribute(&node.what.key(), "why", &lent(args)) {
        page.line(level, &why);
    }
}

/// A bonus that was accrued in this month only: nothing to add up.
fn once(node: &Node) -> bool {
    argument(node, "before").and_then(exact).is_none_or(|before| before.is_zero())
}

/// Formulas over the parts: a weighted mean, a sum, a ratio.
pub(super) fn composed(view: &View<'_>, node: &Node) -> Option<String> {
    match node.what {
        What::BaseWage => wage(view, node),
        What::TotalScore | What::DimensionScore | What::RatedScore => weighted(view, node),
        What::VolumeBonus | What::PriceBonus => {
            let parts: Vec<String> = node.parts.iter().map(|part| view.value(part, None)).collect();
            (parts.len() > 1).then(|| parts.join(" + "))
        }
        What::Metric => ratio(view, node),
        _ => None,
    }
}

/// (wage × days + wage × days) ÷ working days
fn wage(view: &View<'_>, node: &Node) -> Option<String> {
    let text = |part: &Node, name: &str| {
        let value = argument(part, name).and_then(exact)?;
        Some(number::number(&value, look(part, name), view.minor))
    };
    let runs: Option<Vec<String>> =
        node.parts.iter().map(|part| Some(format!("{} × {}", text(part, "wage")?, text(part, "days")?))).collect();
    let (runs, days) = (runs?, text(node.parts.first()?, "working_days")?);
    let sum = runs.join(" + ");
    let sum = if runs.len() > 1 { view.bracketed(&sum) } else { sum };
    Some(format!("{sum} ÷ {days}"))
}

/// (weight × score + …) ÷ the weights of what applies
fn weighted(view: &View<'_>, node: &Node) -> Option<String> {
    let mut weights = Exact::zero();
    let mut terms = Vec::new();
    for part in &node.parts {
        let (Some(weight), Some(score)) = (argument(part, "weight").and_then(exact), exact(&part.value)) else {
            continue;
        };
        // A veto: the zero is no mean.
        if part.what == What::Vetoed {
            return None;
        }
        if !weight.is_zero() {
            let number = |exact: &Exact| number::number(exact, Look::Number, 0);
            terms.push(format!("{} × {}", number(&weight), number(&score)));
            weights = weights + weight;
        }
    }
    if terms.len() < 2 || node.parts.iter().any(|part| part.what == What::Vetoed) {
        return None;
    }
    Some(format!("{} ÷ {}", view.bracketed(&terms.join(" + ")), number::number(&weights, Look::Number, 0)))
}

/// Two inputs whose quotient is the value.
fn ratio(view: &View<'_>, node: &Node) -> Option<String> {
    let [over, under] = node.parts.as_slice() else { return None };
    let (above, below) = (exact(&over.value)?, exact(&under.value)?);
    let value = exact(&node.value)?;
    (above.div(&below, "the second").ok()? == value)
        .then(|| format!("{} ÷ {}", view.value(over, metric_of(node)), view.value(under, metric_of(node))))
}

/// Why something has no value, and what becomes of its weight.
pub(super) fn reason(view: &View<'_>, node: &Node) -> String {
    let missing = |name: &str| argument(node, name).is_none_or(|value| *value == Value::None);
    let (because, shared) = match node.what {
        What::LinearScore | What::StepsScore if missing("actual") => ("because-no-data", true),
        What::LinearScore | What::StepsScore => ("because-no-target", true),
        What::RatedScore | What::Raters => ("because-no-rating", true),
        What::DimensionScore => ("because-nothing-left", true),
        What::TotalScore => ("because-nothing-left", false),
        _ => ("because-no-data", false),
    };
    let because = view.say(because, &[]);
    let weight = argument(node, "weight").and_then(exact);
    if shared && weight.is_some_and(|weight| !weight.is_zero()) {
        because + &view.say("text-sentence-separator", &[]) + &view.say("because-weight-shared", &[])
    } else {
        because
    }
}

impl View<'_> {
    pub fn bracketed(&self, text: &str) -> String {
        format!("{}{text}{}", self.say("text-open", &[]), self.say("text-close", &[]))
    }

    /// A node's value, as numbers of its kind look.
    pub fn value(&self, node: &Node, metric: Option<&str>) -> String {
        let look = match node.what {
            What::Metric => metric_of(node).map_or(Look::Number, metric_look),
            What::Input => match metric.map(metric_look) {
                Some(Look::Money) => Look::Money,
                _ => Look::Number,
            },
            What::Collection | What::VolumeProduct | What::PriceLine => Look::Money,
            _ => Look::Number,
        };
        match &node.value {
            Value::None => self.say("text-not-applicable", &[]),
            Value::Money(amount) => number::money(*amount),
            Value::Plain(number) => number::decimal(*number, look, self.minor),
            Value::Number(exact) => number::number(exact, look, self.minor),
            Value::Count(count) => number::decimal(Decimal::from(*count), look, self.minor),
            Value::Id(id) => id.to_string(),
            Value::Text(text) => text.clone(),
            Value::Day(day) => day.to_string(),
            Value::Span(span) => span.to_string(),
        }
    }
}
