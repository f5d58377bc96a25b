use super::measured::Evidence;
use super::signed::{of_one, signed_in};
use super::{Measured, Metric, Parameter, Scope, Unit};
use crate::num::Exact;

/// By credited share, unrounded (D-19).
pub(super) const METRIC: Metric = Metric {
    id: "product_quantity",
    parameter: Parameter::Product,
    unit: Unit::Quantity,
    adds_up: true,
    lower_is_better: false,
    zh: "考核期内所签契约中该产品的数量，按归属比例计",
    en: "units of the product on contracts signed in the period, by credited share",
    from: &["contracts", "products"],
    measure: |scope| Ok(measure(scope)),
};

fn measure(scope: &Scope<'_>) -> Measured {
    let (mut hundredths, mut evidence) = (Exact::zero(), Evidence::of(scope));
    for one in signed_in(scope, scope.span.first_day(), scope.span.last_day()) {
        for line in &one.deal.contract.lines {
            if Some(line.product.as_str()) == scope.parameter {
                hundredths += Exact::from(line.quantity) * Exact::from(one.percent);
                evidence.note(&one.deal.contract.id);
            }
        }
    }
    Measured::of(of_one(hundredths), evidence)
}
