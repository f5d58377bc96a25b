use std::collections::BTreeSet;

use super::bands::bands;
use super::formula::check_formula;
use crate::books::Id;
use crate::books::plan::{Indicator, Scoring, Template};
use crate::books::read::door::{At, Door, shown};
use crate::books::read::{limit, lower_is_better, metric_named};
use crate::num::Decimal;

/// One indicator by itself; that weights are not below 0 is seen to by whoever walks.
pub(in crate::books) fn indicator(indicator: &Indicator, at: &At<'_>, door: &mut Door<'_>) {
    match &indicator.scoring {
        Scoring::Linear { metric, full, floor, cap } => {
            named(metric, &at.key("metric"), door);
            limit::positive(full, &at.key("full"), door);
            not_above(floor, "floor", cap, "cap", at, door);
            if lower_is_better(metric.as_str()) {
                // D-12
                door.warn(&at.key("metric"), || {
                    format!("less of {metric} is better, but linear gives more for more: use steps or a formula")
                });
            }
        }
        Scoring::Steps { metric, bands: steps, .. } => {
            named(metric, &at.key("metric"), door);
            bands(steps, &at.key("bands"), door);
        }
        Scoring::Deduct { full, per, floor, .. } => {
            limit::not_negative(per, &at.key("per"), door);
            not_above(floor, "floor", full, "full score", at, door);
        }
        Scoring::Bonus { start, per, cap, .. } => {
            limit::not_negative(per, &at.key("per"), door);
            not_above(start, "start", cap, "cap", at, door);
        }
        Scoring::Rated { raters } => {
            let at = at.key("raters");
            limit::hundred(raters.values().map(|weight| Some(*weight)), "weights", &at, door);
            for (kind, weight) in raters {
                limit::not_negative(weight, &at.key(kind), door);
            }
        }
        Scoring::Veto { .. } => {
            if !indicator.weight.is_zero() {
                door.fault(&at.key("weight"), || "a veto carries no weight: 0".to_owned());
            }
        }
        Scoring::Formula { formula } => {
            if let Err(reason) = check_formula(formula, &door.index.names) {
                door.fault(&at.key("formula"), || reason);
            }
        }
    }
}

/// Ratings name an indicator without its dimension, so that an id stands once in a template.
pub(in crate::books) fn indicator_ids(template: &Template, at: &At<'_>, door: &mut Door<'_>) {
    let dimensions = at.key("dimensions");
    let mut seen = BTreeSet::new();
    for (number, dimension) in template.dimensions.iter().enumerate() {
        let dimension_at = dimensions.item(number);
        let indicators = dimension_at.key("indicators");
        for (number, indicator) in dimension.indicators.iter().enumerate() {
            if !seen.insert(&indicator.id) {
                let id = shown(indicator.id.as_str());
                door.fault(&indicators.item(number).key("id"), || format!("{id} stands twice in the template"));
            }
        }
    }
}

/// A metric that exists.
pub(in crate::books) fn named(metric: &Id, at: &At<'_>, door: &mut Door<'_>) {
    if let Err(reason) = metric_named(metric.as_str(), &door.index.names) {
        door.fault(at, || reason);
    }
}

fn not_above(low: &Decimal, key: &str, high: &Decimal, top: &str, at: &At<'_>, door: &mut Door<'_>) {
    if low > high {
        door.fault(&at.key(key), || format!("{low} is above the {top}, {high}"));
    }
}
