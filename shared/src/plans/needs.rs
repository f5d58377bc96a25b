use std::collections::{BTreeMap, BTreeSet};

use crate::books::plan::{BonusKind, Scoring, Tier};
use crate::books::{Id, Plan};
use crate::formula::Formula;

/// What a plan names that only the company itself can have.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Needs {
    /// In a ready plan: kinds of products, to be replaced by the company's own ([`with_products`]).
    pub products: BTreeSet<Id>,
    pub departments: BTreeSet<Id>,
}

/// The products and departments a plan names.
#[must_use]
pub fn needs(plan: &Plan) -> Needs {
    let mut found = Needs::default();
    for bonus in &plan.bonuses {
        match &bonus.kind {
            BonusKind::Volume { products } => found.products.extend(products.keys().cloned()),
            BonusKind::Pool { department, .. } => drop(found.departments.insert(department.clone())),
            _ => {}
        }
    }
    let dimensions = plan.templates.iter().flat_map(|template| &template.dimensions);
    let mut formulas: Vec<&str> = plan.metrics.iter().map(|metric| metric.formula.as_str()).collect();
    for indicator in dimensions.flat_map(|dimension| &dimension.indicators) {
        if let Scoring::Formula { formula } = &indicator.scoring {
            formulas.push(formula);
        }
        found.products.extend(indicator.scoring.metric().and_then(|metric| product_of(metric.as_str())));
    }
    // What can not be read names nothing; the plan's check tells it.
    for formula in formulas.into_iter().filter_map(|text| Formula::parse(text, &|_| true).ok()) {
        found.products.extend(formula.names().into_iter().filter_map(product_of));
    }
    found
}

fn product_of(metric: &str) -> Option<Id> {
    metric.strip_prefix("product_quantity:").map(Id::from)
}

/// The plan with the company's products in the place of the kinds a ready plan's volume bonuses speak of: each product of
/// a kind gets the kind's tiers. A kind without products falls away, and so does a bonus without any.
#[must_use]
pub fn with_products(mut plan: Plan, of_kind: &BTreeMap<Id, BTreeSet<Id>>) -> Plan {
    for bonus in &mut plan.bonuses {
        if let BonusKind::Volume { products } = &mut bonus.kind {
            let kinds = std::mem::take(products);
            let own = |(kind, tiers): (Id, Vec<Tier>)| {
                let found = of_kind.get(&kind).into_iter().flatten().cloned();
                found.map(move |product| (product, tiers.clone()))
            };
            products.extend(kinds.into_iter().flat_map(own));
        }
    }
    plan.bonuses.retain(|bonus| !matches!(&bonus.kind, BonusKind::Volume { products } if products.is_empty()));
    let left: BTreeSet<Id> = plan.parts().map(|(id, _)| id.into()).collect();
    for names in plan.names.values_mut() {
        names.retain(|id, _| left.contains(id));
    }
    plan
}
