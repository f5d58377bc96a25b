use rust_decimal::Decimal;

use super::statement::{DimensionScore, IndicatorScore, Score};
use super::trail::{Node, What};
use super::{At, EngineError, Pack};
use crate::old::metric;
use crate::num::Exact;
use crate::old::plan::{Dimension, Indicator, Scoring};

pub(super) struct Scored {
    /// `None`: nothing applies; never 0 (D-8).
    pub score: Option<Score>,
    pub trail: Option<Node>,
    pub notes: Vec<String>,
}

/// A score with its weight, where there is one.
struct Weighed {
    weight: Decimal,
    score: Option<Exact>,
}

pub(super) fn score(pack: &Pack) -> Result<Scored, EngineError> {
    let wanted = &pack.terms.person.template;
    let template = pack.terms.plan.templates.iter().find(|template| template.id == *wanted);
    let template = template.ok_or_else(|| EngineError::UnknownTemplate(wanted.clone()))?;
    let (mut dimensions, mut nodes, mut weighed, mut notes) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for dimension in &template.dimensions {
        let (score, printed, node) = score_dimension(pack, dimension, &mut notes)?;
        weighed.push(Weighed { weight: dimension.weight, score });
        dimensions.push(printed);
        nodes.push(node);
    }
    let Some(exact) = mean(&weighed).at("/score")? else { return Ok(Scored { score: None, trail: None, notes }) };
    let total = exact.round(2).at("/score/total")?;
    let mut node = Node::new(What::TotalScore, format!("D-3, D-8 · {}", rule(pack))).value(total).exact(&exact);
    node.formula = Some(weights_formula(&weighed));
    node.parts = nodes;
    Ok(Scored { score: Some(Score { template: template.id.clone(), total, dimensions }), trail: Some(node), notes })
}

fn score_dimension(
    pack: &Pack,
    dimension: &Dimension,
    notes: &mut Vec<String>,
) -> Result<(Option<Exact>, DimensionScore, Node), EngineError> {
    let (mut indicators, mut nodes, mut weighed) = (Vec::new(), Vec::new(), Vec::new());
    for indicator in &dimension.indicators {
        let (score, printed, node) = score_indicator(pack, indicator)?;
        if score.is_none() {
            notes.push(format!("not_applicable {}", indicator.id));
        }
        weighed.push(Weighed { weight: indicator.weight, score });
        indicators.push(printed);
        nodes.push(node);
    }
    let score = mean(&weighed).at(format!("/score/{}", dimension.id))?;
    let mut node = Node::new(What::DimensionScore, format!("D-8 · {}", rule(pack)))
        .arg("name", &dimension.name)
        .arg("weight", dimension.weight.normalize());
    node.value = print(score.as_ref())?;
    node.formula = Some(weights_formula(&weighed));
    node.parts = nodes;
    let printed = DimensionScore {
        id: dimension.id.clone(),
        name: dimension.name.clone(),
        weight: dimension.weight,
        score: print(score.as_ref())?,
        indicators,
    };
    Ok((score, printed, node))
}

fn score_indicator(pack: &Pack, indicator: &Indicator) -> Result<(Option<Exact>, IndicatorScore, Node), EngineError> {
    let place = format!("/score/{}", indicator.id);
    let Scoring::Linear { metric: id, full, floor, cap } = &indicator.scoring;
    let measured = match metric::find(id) {
        Some(metric) => (metric.measure)(&pack.scope()).at(&place)?,
        None => metric::Measured { value: None, facts: Vec::new(), inputs: Vec::new() },
    };
    // D-12: a target missing, 0 or negative is not applicable.
    let target = pack.targets.get(id).copied().filter(|target| *target > Decimal::ZERO);
    let attainment = match (&measured.value, target) {
        (Some(actual), Some(target)) => Some(actual.div(&target.into(), "target").at(&place)?),
        _ => None,
    };
    let score = attainment
        .clone()
        .map(|reached| Exact::from(*full) * reached.clamp(&Exact::from(*floor), &Exact::from(*cap)))
        .map(Exact::bounded)
        .transpose()
        .at(&place)?;
    let mut metric_node = Node::new(What::Metric, format!("domain.md: {id}")).arg("metric", id);
    metric_node.value = print(measured.value.as_ref())?;
    for (name, input) in &measured.inputs {
        metric_node = metric_node.arg(name, input);
    }
    metric_node.facts = measured.facts;
    let mut target_node = Node::new(What::Target, "TGT-1").arg("metric", id);
    target_node.value = target.map(|target| target.normalize().to_string());
    let mut node = Node::new(What::IndicatorScore, format!("D-6, D-12 · {}", rule(pack)))
        .arg("name", &indicator.name)
        .arg("weight", indicator.weight.normalize())
        .formula(format!(
            "{} × clamp({} ÷ {}, {}, {})",
            full.normalize(),
            metric_node.value.as_deref().unwrap_or("—"),
            target_node.value.as_deref().unwrap_or("—"),
            floor.normalize(),
            cap.normalize()
        ));
    node.value = print(score.as_ref())?;
    let printed = IndicatorScore {
        id: indicator.id.clone(),
        name: indicator.name.clone(),
        metric: id.clone(),
        weight: indicator.weight,
        actual: metric_node.value.clone(),
        target: target_node.value.clone(),
        attainment: print(attainment.as_ref())?,
        score: node.value.clone(),
    };
    node.parts = vec![metric_node, target_node];
    Ok((score, printed, node))
}

/// The mean of what applies, by weight; what does not apply gives its weight to the others (D-8).
fn mean(weighed: &[Weighed]) -> Result<Option<Exact>, crate::num::NumError> {
    let mut sum = Exact::zero();
    let mut weights = Exact::zero();
    for one in weighed {
        if let Some(score) = &one.score {
            let weight = Exact::from(one.weight);
            sum += &weight * score;
            weights += weight;
        }
    }
    if weights.is_zero() {
        return Ok(None);
    }
    sum.div(&weights, "the weights that apply")?.bounded().map(Some)
}

fn weights_formula(weighed: &[Weighed]) -> String {
    let applies: Vec<_> =
        weighed.iter().filter_map(|one| Some((one.weight.normalize(), one.score.as_ref()?))).collect();
    if applies.is_empty() {
        return "—".to_owned();
    }
    let terms: Vec<_> = applies.iter().map(|(weight, score)| format!("{weight} × {score}")).collect();
    let weights: Decimal = applies.iter().map(|(weight, _)| *weight).sum();
    format!("({}) ÷ {}", terms.join(" + "), weights.normalize())
}

fn print(value: Option<&Exact>) -> Result<Option<String>, EngineError> {
    value.map(Exact::print).transpose().at("/score")
}

pub(super) fn rule(pack: &Pack) -> String {
    format!("{} v{}", pack.terms.plan.id, pack.terms.plan.version)
}
