//! The names of metrics: what a target, an indicator or a bonus may ask for.

use std::collections::BTreeSet;

use super::door::shown;
use crate::books::Class;
use crate::metric::{METRICS, Metric, named};

/// What a metric's name may refer to besides the metrics everybody has.
#[derive(Debug, Clone, Default)]
pub struct Names<'a> {
    /// Products; `None`: not known here, any passes.
    pub products: Option<BTreeSet<&'a str>>,
    /// Formula metrics of the plan.
    pub formulas: BTreeSet<&'a str>,
}

/// The metric of one product's units.
const PRODUCT_QUANTITY: &str = "product_quantity";

/// The registry's metric of that id, without its parameter.
fn registered(id: &str) -> Option<&'static Metric> {
    METRICS.iter().find(|metric| metric.id == id)
}

/// Is `name` a metric, with a parameter where it needs one? The reason where it is not.
pub fn metric_named(name: &str, names: &Names<'_>) -> Result<(), String> {
    match name.split_once(':') {
        None if name == PRODUCT_QUANTITY => Err("product_quantity needs its product: product_quantity:ID".to_owned()),
        None if registered(name).is_some() || names.formulas.contains(name) => Ok(()),
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
    named(name).is_some_and(|found| found.metric.adds_up)
}

/// Less of it is better (D-12).
pub(in crate::books) fn lower_is_better(name: &str) -> bool {
    named(name).is_some_and(|found| found.metric.lower_is_better)
}
