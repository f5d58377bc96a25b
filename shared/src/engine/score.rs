//! Scores (APP-1, APP-2): indicators → dimensions → total. What is missing or not applicable gives its weight to its
//! siblings, never a zero (D-8).

pub(super) mod indicator;

use std::collections::BTreeMap;
use std::sync::Arc;

use super::statement::Score;
use super::trail::{Node, What};
use super::{At, EngineError};
use crate::books::plan::{Dimension, Scoring, Template};
use crate::facts::{EmployeeNo, Facts};
use crate::num::{Decimal, Exact, within_reason};
use crate::period::{BusinessDay, Span};

/// Whose score of which period.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scored<'a> {
    pub facts: &'a Facts,
    pub employee: EmployeeNo,
    pub span: Span,
    /// Ratings known by then count (D-39).
    pub ratings: Option<BusinessDay>,
    pub today: Option<BusinessDay>,
    /// How many of the plan's formula metrics may be named.
    pub formulas: usize,
}

/// A score and why; no score is no zero.
#[derive(Debug, Clone)]
pub(super) struct Outcome {
    pub score: Score,
    pub node: Arc<Node>,
}

/// A weighted mean over what applies: Σ weight × score ÷ Σ weight. `None`: nothing with a weight is left.
fn shared_out(parts: &[(Decimal, Option<Exact>)]) -> Result<Option<Exact>, crate::num::NumError> {
    let mut weights = Exact::zero();
    let mut sum = Exact::zero();
    for (weight, score) in parts {
        if let (Some(score), false) = (score, weight.is_zero()) {
            weights += Exact::from(*weight);
            sum += score * &Exact::from(*weight);
        }
    }
    if weights.is_zero() { Ok(None) } else { sum.div(&weights, "the weights").map(Some) }
}

/// Scores one person by a template.
pub(super) fn score(scored: &Scored<'_>, template: &Template) -> Result<Outcome, EngineError> {
    let mut dimensions = BTreeMap::new();
    let mut indicators = BTreeMap::new();
    let mut parts = Vec::with_capacity(template.dimensions.len());
    let mut nodes = Vec::with_capacity(template.dimensions.len());
    for dimension in &template.dimensions {
        let (value, node) = dimension_score(scored, dimension, &mut indicators)?;
        let printed = value.as_ref().map(Exact::print).transpose();
        dimensions.insert(dimension.id.clone(), printed.at(|| format!("/score/{}", dimension.id))?);
        parts.push((dimension.weight, value));
        nodes.push(node);
    }
    let place = || format!("/score/{}", template.id);
    let total = shared_out(&parts).at(place)?;
    let node = Node::new(What::TotalScore)
        .arg("template", &template.id)
        .arg("name", template.name.clone())
        .arg("period", scored.span)
        .parts(nodes);
    let rounded =
        total.as_ref().map(|exact| exact.clone().bounded().and_then(|exact| exact.round(2)).and_then(within_reason));
    let rounded = rounded.transpose().at(place)?.map(|total| total.normalize());
    let score = Score {
        period: scored.span,
        template: template.id.clone(),
        total: rounded,
        exact: total.as_ref().map(Exact::print).transpose().at(place)?,
        dimensions,
        indicators,
    };
    let mut node = node.value(rounded);
    node.exact = total;
    Ok(Outcome { score, node: Arc::new(node) })
}

fn dimension_score(
    scored: &Scored<'_>,
    dimension: &Dimension,
    printed: &mut BTreeMap<crate::books::Id, Option<String>>,
) -> Result<(Option<Exact>, Node), EngineError> {
    let mut vetoes = Vec::new();
    let mut parts = Vec::with_capacity(dimension.indicators.len());
    let mut nodes = Vec::with_capacity(dimension.indicators.len());
    for one in &dimension.indicators {
        if let Scoring::Veto { event } = &one.scoring {
            vetoes.extend(indicator::events(scored, event).map(|event| event.id.clone()));
            continue;
        }
        let place = || format!("/score/{}/{}", dimension.id, one.id);
        let (value, node) = indicator::score(scored, one)?;
        let value = value.map(Exact::bounded).transpose().at(place)?;
        printed.insert(one.id.clone(), value.as_ref().map(Exact::print).transpose().at(place)?);
        parts.push((one.weight, value));
        nodes.push(node.arg("weight", one.weight));
    }
    let node = Node::new(What::DimensionScore)
        .arg("dimension", &dimension.id)
        .arg("name", dimension.name.clone())
        .arg("weight", dimension.weight);
    if !vetoes.is_empty() {
        nodes.insert(0, Node::new(What::Vetoed).value(Exact::zero()).facts(vetoes));
        return Ok((Some(Exact::zero()), node.value(Exact::zero()).parts(nodes)));
    }
    let value = shared_out(&parts).at(|| format!("/score/{}", dimension.id))?;
    let node = node.value(value.clone()).parts(nodes);
    Ok((value, node))
}
