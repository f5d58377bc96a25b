//! The names of metrics: what a target, an indicator or a bonus may ask for.

use std::collections::BTreeSet;

use super::door::shown;
use crate::books::Class;

/// What a metric's name may refer to besides the metrics everybody has.
#[derive(Debug, Clone, Default)]
pub struct Names<'a> {
    /// Products; `None`: not known here, any passes.
    pub products: Option<BTreeSet<&'a str>>,
    /// Formula metrics of the plan.
    pub formulas: BTreeSet<&'a str>,
}

/// Metrics without a parameter, with whether they add up over people (D-27). `coverage` may have one.
const METRICS: [(&str, bool); 19] = [
    ("contract_amount", true),
    ("contract_count", true),
    ("collected_amount", true),
    ("collection_rate", false),
    ("daily_customers", false),
    ("new_customers", true),
    ("retention", false),
    ("satisfaction", false),
    ("visits", true),
    ("effective_visits", true),
    ("coverage", false),
    ("on_time_contacts", false),
    ("win_rate", false),
    ("expense_ratio", false),
    ("plan_compliance", false),
    ("call_compliance", false),
    ("route_order", false),
    ("contact_gap_breaches", true),
    ("stage_progress", false),
];

/// The metric of one product's units.
const PRODUCT_QUANTITY: &str = "product_quantity";

/// Is `name` a metric, with a parameter where it needs one? The reason where it is not.
pub fn metric_named(name: &str, names: &Names<'_>) -> Result<(), String> {
    match name.split_once(':') {
        None if METRICS.iter().any(|(known, _)| *known == name) || names.formulas.contains(name) => Ok(()),
        None if name == PRODUCT_QUANTITY => Err("product_quantity needs its product: product_quantity:ID".to_owned()),
        None => Err(format!("there is no metric {}", shown(name))),
        Some((PRODUCT_QUANTITY, product)) => {
            let known = names.products.as_ref().is_none_or(|products| products.contains(product));
            if known && !product.is_empty() { Ok(()) } else { Err(format!("there is no product {}", shown(product))) }
        }
        Some(("coverage", class)) if Class::ALL.iter().any(|known| known.as_str() == class) => Ok(()),
        Some(("coverage", class)) => Err(format!("{} is no class of customers: A, B or C", shown(class))),
        Some((plain, _)) if metric_named(plain, names).is_ok() => Err(format!("{plain} takes no parameter")),
        Some(_) => Err(format!("there is no metric {}", shown(name))),
    }
}

/// A department's value is the sum over its people (D-27).
pub(in crate::books) fn adds_up(name: &str) -> bool {
    match name.split_once(':') {
        Some((plain, _)) => plain == PRODUCT_QUANTITY,
        None => METRICS.iter().any(|(known, adds)| *known == name && *adds),
    }
}

/// Less of it is better (D-12).
pub(in crate::books) fn lower_is_better(name: &str) -> bool {
    matches!(name, "expense_ratio" | "contact_gap_breaches")
}
