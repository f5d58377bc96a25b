use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::{CommissionVersion, Plan, Scoring, Template};
use crate::old::metric;

/// One thing wrong with a plan, at its place (JSON pointer).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub place: String,
    pub why: String,
}

/// Everything wrong with a plan, at once. An empty list: the plan may be published.
#[must_use]
pub fn check(plan: &Plan) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut ids = BTreeSet::new();
    for (at, template) in plan.templates.iter().enumerate() {
        let place = format!("/templates/{at}");
        if !ids.insert(&template.id) {
            faults.push(fault(&place, format!("the id {:?} stands twice", template.id)));
        }
        check_template(template, &place, &mut faults);
    }
    for (at, pair) in plan.grades.windows(2).enumerate() {
        if let [better, worse] = pair
            && worse.from >= better.from
        {
            let place = format!("/grades/{}", at + 1);
            faults.push(fault(&place, format!("{} is not below {}: best first", worse.from, better.from)));
        }
    }
    if plan.grades.last().is_none_or(|worst| !worst.from.is_zero()) {
        faults.push(fault("/grades", "the last grade must begin at 0".into()));
    }
    for (at, version) in plan.commission.iter().enumerate() {
        check_tiers(version, &format!("/commission/{at}/tiers"), &mut faults);
    }
    for (at, pair) in plan.commission.windows(2).enumerate() {
        if let [earlier, later] = pair
            && later.from <= earlier.from
        {
            let place = format!("/commission/{}/from", at + 1);
            faults.push(fault(&place, format!("{} is not after {}", later.from, earlier.from)));
        }
    }
    if let Some(floating) = &plan.floating
        && floating.cap < Decimal::ZERO
    {
        faults.push(fault("/floating/cap", format!("{} is below 0", floating.cap)));
    }
    faults
}

fn fault(place: &str, why: String) -> Fault {
    Fault { place: place.to_owned(), why }
}

fn check_template(template: &Template, place: &str, faults: &mut Vec<Fault>) {
    sums_to_100(template.dimensions.iter().map(|d| d.weight), &format!("{place}/dimensions"), faults);
    for (at, dimension) in template.dimensions.iter().enumerate() {
        let place = format!("{place}/dimensions/{at}/indicators");
        sums_to_100(dimension.indicators.iter().map(|i| i.weight), &place, faults);
        for (at, indicator) in dimension.indicators.iter().enumerate() {
            let place = format!("{place}/{at}");
            if metric::find(indicator.scoring.metric()).is_none() {
                let why = format!("there is no metric {:?}", indicator.scoring.metric());
                faults.push(fault(&format!("{place}/metric"), why));
            }
            let Scoring::Linear { full, floor, cap, .. } = &indicator.scoring;
            if *full <= Decimal::ZERO {
                faults.push(fault(&format!("{place}/full"), format!("{full} is not above 0")));
            }
            if floor > cap {
                faults.push(fault(&format!("{place}/floor"), format!("{floor} is above the cap {cap}")));
            }
        }
    }
}

fn sums_to_100(weights: impl Iterator<Item = Decimal>, place: &str, faults: &mut Vec<Fault>) {
    let mut sum = Decimal::ZERO;
    for weight in weights {
        if weight < Decimal::ZERO {
            faults.push(fault(place, format!("a weight of {weight} is below 0")));
        }
        match sum.checked_add(weight) {
            Some(more) => sum = more,
            None => return faults.push(fault(place, "the weights are too large to add".into())),
        }
    }
    if sum != Decimal::ONE_HUNDRED {
        faults.push(fault(place, format!("the weights sum to {}, not to 100", sum.normalize())));
    }
}

fn check_tiers(version: &CommissionVersion, place: &str, faults: &mut Vec<Fault>) {
    let mut expected = Some(Decimal::ZERO);
    for (at, tier) in version.tiers.iter().enumerate() {
        let place = format!("{place}/{at}");
        match expected {
            None => faults.push(fault(&place, "a tier after the open one".into())),
            Some(from) if tier.from != from => {
                faults.push(fault(&place, format!("begins at {}, but the tier before ends at {from}", tier.from)));
            }
            Some(_) => {}
        }
        if tier.to.is_some_and(|to| to <= tier.from) {
            faults.push(fault(&place, format!("ends at {:?}, not after {}", tier.to, tier.from)));
        }
        expected = tier.to;
    }
    if expected.is_some() {
        faults.push(fault(place, "the last tier must be open: from 0 to infinity without a gap".into()));
    }
}
