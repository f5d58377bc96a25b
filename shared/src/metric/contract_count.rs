use super::measured::Evidence;
use super::signed::{of_one, signed_in};
use super::{Measured, Metric, Parameter, Scope, Unit};
use crate::num::Sum;

/// By credited share, unrounded (D-19); a missing exchange rate takes no contract away.
pub(super) const METRIC: Metric = Metric {
    id: "contract_count",
    parameter: Parameter::None,
    unit: Unit::Count,
    adds_up: true,
    lower_is_better: false,
    zh: "考核期内签订的契约数，按归属比例计",
    en: "contracts signed in the period, by credited share",
    from: &["contracts"],
    measure: |scope| Ok(measure(scope)),
};

fn measure(scope: &Scope<'_>) -> Measured {
    let (mut percents, mut evidence) = (Sum::new(), Evidence::of(scope));
    for one in signed_in(scope, scope.span.first_day(), scope.span.last_day()) {
        percents += one.percent;
        evidence.note(&one.deal.contract.id);
    }
    Measured::of(of_one(percents), evidence)
}
