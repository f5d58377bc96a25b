use super::measured::Evidence;
use super::signed::{of_one, signed_in};
use super::{Measured, Metric, Parameter, Scope, Unit};
use crate::num::Sum;

/// First by (signed, id) of all contracts of the customer (D-19).
pub(super) const METRIC: Metric = Metric {
    id: "new_customers",
    parameter: Parameter::None,
    unit: Unit::Count,
    adds_up: true,
    lower_is_better: false,
    zh: "首份契约在考核期内签订的客户数，按该契约的归属比例计",
    en: "customers whose first contract ever is signed in the period, by the shares of that contract",
    from: &["contracts", "customers"],
    measure: |scope| Ok(measure(scope)),
};

fn measure(scope: &Scope<'_>) -> Measured {
    let (mut percents, mut evidence) = (Sum::new(), Evidence::of(scope));
    for one in signed_in(scope, scope.span.first_day(), scope.span.last_day()) {
        let first = one.deal.customer.and_then(|customer| scope.facts.customers[customer].deals.first());
        if first == Some(&one.no) {
            percents += one.percent;
            evidence.note(&one.deal.contract.id);
        }
    }
    Measured::of(of_one(percents), evidence)
}
