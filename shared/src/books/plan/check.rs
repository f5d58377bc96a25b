//! Is a plan sound? Everything wrong with it at once; what is allowed but probably not meant, apart.
//!
//! Each function looks at one level only. The door of the books walks a raw document and calls them as it goes, so that
//! one broken part hides nothing of the others; [`check`] walks a plan that is typed already.

mod bands;
mod formula;
pub(in crate::books) mod pay;
pub(in crate::books) mod plan;
pub(in crate::books) mod score;

use std::collections::BTreeSet;

use super::Plan;
use crate::books::Id;
use crate::books::read::door::{At, Door, shown};
use crate::books::read::index::Index;
use crate::books::read::{Checked, limit};

pub use formula::check_formula;

/// What a plan may refer to outside itself; `None`: not known yet, anything passes (a plan made for no company).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Known {
    pub products: Option<BTreeSet<Id>>,
    pub departments: Option<BTreeSet<Id>>,
}

/// Checks a plan. Places are JSON pointers that begin with `prefix`, such as `/plan`.
#[must_use]
pub fn check(prefix: &str, plan: &Plan, known: &Known) -> Checked {
    let index = Index::of_typed(plan, known);
    let mut door = Door::new(&index);
    walk(plan, &At::root(prefix), &mut door);
    door.close()
}

fn walk(plan: &Plan, at: &At<'_>, door: &mut Door<'_>) {
    templates(plan, &at.key("templates"), door);
    let metrics = at.key("metrics");
    once_each(plan.metrics.iter().map(|metric| &metric.id), &metrics, door);
    plan::metrics(&plan.metrics, &metrics, door);
    let grades = at.key("grades");
    once_each(plan.grades.iter().map(|grade| &grade.id), &grades, door);
    plan::grades(&plan.grades, &grades, door);
    if let Some(forced) = &plan.forced {
        plan::forced(forced, Some(&plan.grades), &at.key("forced"), door);
    }
    if let Some(floating) = &plan.floating {
        pay::floating(floating, &at.key("floating"), door);
    }
    let commission = at.key("commission");
    for (number, version) in plan.commission.iter().enumerate() {
        pay::version(version, &commission.item(number), door);
    }
    pay::versions(&plan.commission, &commission, door);
    pay::ascending(&plan.commission, &commission, door);
    if let Some(limits) = &plan.commission_limits {
        pay::limits(limits, &at.key("commission_limits"), door);
    }
    let bonuses = at.key("bonuses");
    once_each(plan.bonuses.iter().map(|bonus| &bonus.id), &bonuses, door);
    for (number, bonus) in plan.bonuses.iter().enumerate() {
        pay::bonus(bonus, &bonuses.item(number), door);
    }
    pay::deductions(&plan.deductions, &at.key("deductions"), door);
    let names = at.key("names");
    plan::languages(&plan.names, &names, door);
    plan::named(plan, &names, door);
}

fn templates(plan: &Plan, at: &At<'_>, door: &mut Door<'_>) {
    once_each(plan.templates.iter().map(|template| &template.id), at, door);
    for (number, template) in plan.templates.iter().enumerate() {
        let at = at.item(number);
        let dimensions = at.key("dimensions");
        limit::hundred(
            template.dimensions.iter().map(|dimension| Some(dimension.weight)),
            "weights",
            &dimensions,
            door,
        );
        once_each(template.dimensions.iter().map(|dimension| &dimension.id), &dimensions, door);
        for (number, dimension) in template.dimensions.iter().enumerate() {
            let at = dimensions.item(number);
            let indicators = at.key("indicators");
            let counted = dimension.indicators.iter().filter(|indicator| !indicator.scoring.is_veto());
            limit::hundred(counted.map(|indicator| Some(indicator.weight)), "weights", &indicators, door);
            limit::not_negative(&dimension.weight, &at.key("weight"), door);
            for (number, indicator) in dimension.indicators.iter().enumerate() {
                let at = indicators.item(number);
                limit::not_negative(&indicator.weight, &at.key("weight"), door);
                score::indicator(indicator, &at, door);
            }
        }
        score::indicator_ids(template, &at, door);
    }
}

/// No two with the same id.
fn once_each<'p>(ids: impl Iterator<Item = &'p Id>, list: &At<'_>, door: &mut Door<'_>) {
    let mut seen = BTreeSet::new();
    for (number, id) in ids.enumerate() {
        if !seen.insert(id) {
            door.fault(&list.item(number).key("id"), || format!("{} stands twice", shown(id.as_str())));
        }
    }
}
