//! One indicator's score (D-6, D-9, D-12).

use std::collections::BTreeMap;

use super::Scored;
use crate::books::plan::{Band, Indicator, Of, Scoring};
use crate::books::{Event, Id};
use crate::engine::trail::{Node, What};
use crate::engine::{At, EngineError};
use crate::facts::in_span;
use crate::formula::{Formula, FormulaError};
use crate::metric::{Scope, named};
use crate::num::{Decimal, Exact};

/// How a formula names a target: `target["visits"]`.
const TARGET: &str = "target:";

/// Events of a kind in the period.
pub(super) fn events<'a>(scored: &Scored<'a>, kind: &'a str) -> impl Iterator<Item = &'a Event> {
    let person = &scored.facts.people[scored.employee];
    in_span(&person.events, scored.span).iter().filter(move |event| event.kind == kind)
}

/// What a band gives; in bands a value below 0 counts as 0 (D-12).
pub(in crate::engine) fn banded<B: Band>(bands: &[B], value: &Exact) -> Option<Decimal> {
    let value = if value.is_negative() { &Exact::zero() } else { value };
    bands
        .iter()
        .find(|band| Exact::from(band.from()) <= *value && band.to().is_none_or(|to| *value < Exact::from(to)))
        .map(Band::gives)
}

/// A metric of the person in the period, with its node.
pub(in crate::engine) fn measured(scored: &Scored<'_>, name: &Id) -> Result<(Option<Exact>, Node), EngineError> {
    let node = Node::new(What::Metric).arg("metric", name);
    let Some(found) = named(name.as_str()) else { return formula_metric(scored, name, node) };
    let scope = Scope {
        facts: scored.facts,
        employee: scored.employee,
        span: scored.span,
        parameter: found.parameter,
        today: scored.today,
        evidence: true,
    };
    let measured = (found.metric.measure)(&scope).at(|| format!("/metrics/{name}"))?;
    let inputs = measured.inputs.into_iter();
    let inputs = inputs.map(|(name, value)| Node::new(What::Input).arg("name", name).value(value));
    let node = node.value(measured.value.clone()).facts(measured.facts).parts(inputs.collect());
    Ok((measured.value, node))
}

/// A formula may name formulas that stand before it, so none comes back to itself.
fn formula_metric(scored: &Scored<'_>, name: &Id, node: Node) -> Result<(Option<Exact>, Node), EngineError> {
    let metrics = scored.facts.plan.metrics.get(..scored.formulas).unwrap_or(&scored.facts.plan.metrics);
    let Some((at, metric)) = metrics.iter().enumerate().find(|(_, metric)| metric.id == *name) else {
        let message = format!("there is no metric {:?} here", name.as_str());
        return Err(EngineError::Plan { place: format!("/metrics/{name}"), message });
    };
    let before = Scored { formulas: at, ..*scored };
    let (value, parts) = evaluated(&before, &metric.formula, || format!("/plan/metrics/{name}"))?;
    Ok((Some(value.clone()), node.arg("formula", metric.formula.clone()).value(value).parts(parts)))
}

/// A formula over metrics; `target["visits"]` is the target of one. Its parts are what it read.
fn evaluated(scored: &Scored<'_>, text: &str, place: impl Fn() -> String) -> Result<(Exact, Vec<Node>), EngineError> {
    let wrong = |why: FormulaError| EngineError::Formula { place: place(), message: why.to_string() };
    // Names were checked when the plan was saved; what is gone since shows as a name without a value.
    let formula = Formula::parse(text, &|_| true).map_err(wrong)?;
    let (mut values, mut parts) = (BTreeMap::new(), Vec::new());
    for name in formula.names() {
        if let Some(metric) = name.strip_prefix(TARGET) {
            let metric: Id = metric.into();
            let value = target(scored, &metric).map(Exact::from);
            parts.push(Node::new(What::Target).arg("metric", &metric).value(value.clone()));
            values.insert(name, value);
            continue;
        }
        let (value, node) = measured(scored, &name.into())?;
        parts.push(node);
        values.insert(name, value);
    }
    let value = formula.value(&|name| values.get(name).cloned().flatten()).map_err(wrong)?;
    Ok((value, parts))
}

/// The target of the person's own metric in the period; missing, zero or negative: none (D-12).
pub(in crate::engine) fn target(scored: &Scored<'_>, metric: &Id) -> Option<Decimal> {
    scored.facts.own_target(scored.employee, metric, scored.span)
}

/// The indicator's score; `None`: not applicable, its weight goes to its siblings.
pub(super) fn score(scored: &Scored<'_>, one: &Indicator) -> Result<(Option<Exact>, Node), EngineError> {
    let place = || format!("/score/{}", one.id);
    let node = |what| Node::new(what).arg("indicator", &one.id).arg("name", one.name.clone());
    let exact = |number: &Decimal| Exact::from(*number);
    Ok(match &one.scoring {
        Scoring::Linear { metric, full, floor, cap } => {
            let (actual, measured) = measured(scored, metric)?;
            let target = target(scored, metric);
            let node = node(What::LinearScore)
                .arg("full", *full)
                .arg("floor", *floor)
                .arg("cap", *cap)
                .arg("actual", actual.clone())
                .arg("target", target)
                .parts(vec![measured]);
            match (actual, target) {
                (Some(actual), Some(target)) => {
                    let attainment = actual.div(&Exact::from(target), "the target").at(place)?;
                    let value = exact(full) * attainment.clone().clamp(&exact(floor), &exact(cap));
                    (Some(value.clone()), node.arg("attainment", attainment).value(value))
                }
                _ => (None, node),
            }
        }
        Scoring::Steps { metric, of, bands } => {
            let (actual, measured) = measured(scored, metric)?;
            let target = target(scored, metric);
            let mut node = node(What::StepsScore).arg("actual", actual.clone()).parts(vec![measured]);
            let value = match of {
                Of::Value => actual,
                Of::Attainment => {
                    node = node.arg("target", target);
                    match (actual, target) {
                        (Some(actual), Some(target)) => Some(actual.div(&Exact::from(target), "the target").at(place)?),
                        _ => None,
                    }
                }
            };
            let score = value.as_ref().and_then(|value| banded(bands, value)).map(Exact::from);
            (score.clone(), node.arg("of", value).value(score))
        }
        Scoring::Deduct { event, full, per, floor } => {
            let found: Vec<Id> = events(scored, event).map(|event| event.id.clone()).collect();
            let count = i64::try_from(found.len()).unwrap_or(i64::MAX);
            let value = (exact(full) - Exact::whole(count) * exact(per)).max(exact(floor));
            let node = node(What::DeductScore).arg("event", event.clone()).arg("events", count);
            let node = node.arg("full", *full).arg("per", *per).arg("floor", *floor).facts(found);
            (Some(value.clone()), node.value(value))
        }
        Scoring::Bonus { event, start, per, cap } => {
            let found: Vec<Id> = events(scored, event).map(|event| event.id.clone()).collect();
            let count = i64::try_from(found.len()).unwrap_or(i64::MAX);
            let value = (exact(start) + Exact::whole(count) * exact(per)).min(exact(cap));
            let node = node(What::BonusScore).arg("event", event.clone()).arg("events", count);
            let node = node.arg("start", *start).arg("per", *per).arg("cap", *cap).facts(found);
            (Some(value.clone()), node.value(value))
        }
        Scoring::Rated { raters } => rated(scored, one, raters, node(What::RatedScore))?,
        // A veto has no score of its own: its dimension sees to it.
        Scoring::Veto { .. } => (None, node(What::Vetoed)),
        Scoring::Formula { formula } => {
            let (value, parts) = evaluated(scored, formula, || format!("/plan/indicators/{}", one.id))?;
            let node = node(What::FormulaScore).arg("formula", formula.clone()).value(value.clone()).parts(parts);
            (Some(value), node)
        }
    })
}

/// Kinds of raters weighted, each kind by its unrounded mean; a missing kind gives its weight to the others (D-8, D-9).
fn rated(
    scored: &Scored<'_>,
    one: &Indicator,
    raters: &BTreeMap<String, Decimal>,
    node: Node,
) -> Result<(Option<Exact>, Node), EngineError> {
    let place = || format!("/score/{}", one.id);
    let ratings = &scored.facts.people[scored.employee].ratings;
    let mut parts = Vec::new();
    let mut nodes = Vec::new();
    for (kind, weight) in raters {
        let given = ratings.iter().filter(|rating| {
            rating.period == scored.span
                && rating.indicator == one.id
                && rating.kind == *kind
                && scored.ratings.is_none_or(|known| rating.known_on <= known)
        });
        let (mut count, mut sum, mut facts) = (0, Exact::zero(), Vec::new());
        for rating in given {
            count += 1;
            sum += Exact::from(rating.score);
            facts.push(rating.id.clone());
        }
        let node = Node::new(What::Raters).arg("kind", kind.clone()).arg("weight", *weight).facts(facts);
        if count == 0 {
            parts.push((*weight, None));
            nodes.push(node);
            continue;
        }
        let mean = sum.div(&Exact::whole(count), "the raters").at(place)?;
        nodes.push(node.arg("sum", sum).arg("count", count).value(mean.clone()));
        parts.push((*weight, Some(mean)));
    }
    let value = super::shared_out(&parts).at(place)?;
    Ok((value.clone(), node.value(value).parts(nodes)))
}
