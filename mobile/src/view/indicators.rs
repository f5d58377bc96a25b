//! Indicators in rows, from the score's explanation.

use shared::engine::{Explanation, What};

/// One indicator that reads a metric.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Indicator {
    /// `metric` or `metric:parameter`.
    pub metric: String,
    pub name: String,
    /// Percent within its dimension.
    pub weight: Option<String>,
    /// `None`: not applicable.
    pub actual: Option<String>,
    pub target: Option<String>,
    /// actual ÷ target
    pub attainment: Option<String>,
    pub score: Option<String>,
}

/// The indicators of a score that read a metric, in the template's order.
#[must_use]
pub fn indicators(score: &Explanation) -> Vec<Indicator> {
    score.parts.iter().flat_map(|dimension| &dimension.parts).filter_map(indicator).collect()
}

fn indicator(node: &Explanation) -> Option<Indicator> {
    let measured = node.parts.iter().find(|part| part.what == What::Metric)?;
    let arg = |name: &str| node.args.get(name).cloned();
    let attainment = match node.what {
        What::LinearScore => arg("attainment"),
        // Bands lie on the attainment, or on the metric itself.
        What::StepsScore if node.args.contains_key("target") => arg("of"),
        What::StepsScore => None,
        _ => return None,
    };
    Some(Indicator {
        metric: measured.args.get("metric").cloned()?,
        name: arg("name").unwrap_or_default(),
        weight: arg("weight"),
        actual: measured.value.clone(),
        target: arg("target"),
        attainment,
        score: node.value.clone(),
    })
}
