//! Formulas with the numbers in place: the text's own, or put together from the parts.

use super::View;
use super::args::{Args, exact, lent, look};
use super::metric::{argument, metric_of, word};
use super::number::{self, Look};
use crate::engine::{Node, What};
use crate::num::Exact;

/// How a node's value comes about, without the value.
pub(super) fn formula(view: &View<'_>, node: &Node, args: &Args) -> Option<String> {
    match node.what {
        // Its text says the same in words.
        What::WageDays => None,
        What::BonusPaid if of_one_month(node) => None,
        What::Raters if argument(node, "count").and_then(exact).is_none_or(|count| count == Exact::one()) => None,
        What::BaseWage => wage(view, node),
        What::TotalScore | What::DimensionScore | What::RatedScore => weighted(view, node),
        What::VolumeBonus | What::PriceBonus => sum(view, node),
        What::Metric => ratio(view, node).or_else(|| word(node, "formula").map(str::to_owned)),
        _ => view.texts.attribute(&node.what.key(), "formula", &lent(args)),
    }
}

/// A bonus that comes from this month alone, or all from before: nothing to add up.
fn of_one_month(node: &Node) -> bool {
    ["before", "month"].iter().any(|name| argument(node, name).and_then(exact).is_none_or(|part| part.is_zero()))
}

/// (wage × days + wage × days) ÷ working days
fn wage(view: &View<'_>, node: &Node) -> Option<String> {
    let text = |part: &Node, name: &str| {
        let value = argument(part, name).and_then(exact)?;
        Some(number::number(&value, look(part, name), view.minor))
    };
    let runs: Option<Vec<String>> =
        node.parts.iter().map(|part| Some(format!("{} × {}", text(part, "wage")?, text(part, "days")?))).collect();
    let days = text(node.parts.first()?, "working_days")?;
    Some(match runs?.as_slice() {
        [one] => format!("{one} ÷ {days}"),
        runs => view.say("text-mean", &[("terms", &runs.join(" + ")), ("weights", &days)]),
    })
}

/// (weight × score + …) ÷ the weights of what applies
fn weighted(view: &View<'_>, node: &Node) -> Option<String> {
    let number = |exact: &Exact| number::number(exact, Look::Number, 0);
    let mut weights = Exact::zero();
    let mut terms = Vec::new();
    for part in &node.parts {
        // After a veto the zero is no mean.
        if part.what == What::Vetoed {
            return None;
        }
        if let (Some(weight), Some(score)) = (argument(part, "weight").and_then(exact), exact(&part.value))
            && !weight.is_zero()
        {
            terms.push(format!("{} × {}", number(&weight), number(&score)));
            weights += &weight;
        }
    }
    (terms.len() > 1).then(|| view.say("text-mean", &[("terms", &terms.join(" + ")), ("weights", &number(&weights))]))
}

fn sum(view: &View<'_>, node: &Node) -> Option<String> {
    let parts: Vec<String> = node.parts.iter().map(|part| view.value(part, None)).collect();
    (parts.len() > 1).then(|| number::added(&parts))
}

/// A metric's two inputs, where their quotient is its value.
pub(super) fn ratio(view: &View<'_>, node: &Node) -> Option<String> {
    let [over, under] = node.parts.as_slice() else { return None };
    if node.what != What::Metric || over.what != What::Input || under.what != What::Input {
        return None;
    }
    let quotient = exact(&over.value)?.div(&exact(&under.value)?, "the second input").ok()?;
    if exact(&node.value)? != quotient {
        return None;
    }
    let metric = metric_of(node);
    let name = |input: &Node| view.input_name(metric, word(input, "name").unwrap_or_default());
    let (first, second) = (view.value(over, metric), view.value(under, metric));
    let args = [("over", name(over)), ("first", first), ("under", name(under)), ("second", second)];
    Some(view.say("text-ratio", &args.each_ref().map(|(name, value)| (*name, value.as_str()))))
}
