use super::measured::Evidence;
use super::{Measured, Metric, Parameter, Scope, Unit};
use crate::facts::in_span;
use crate::num::Exact;

/// What was signed, and what amendments changed in the period of their date (D-18), in the pay currency (D-40).
pub(super) const METRIC: Metric = Metric {
    id: "contract_amount",
    parameter: Parameter::None,
    unit: Unit::Money,
    adds_up: true,
    lower_is_better: false,
    zh: "考核期内签订契约的金额及契约变更的差额，按归属比例计",
    en: "amounts of contracts signed in the period and the differences of amendments dated in it, by credited share",
    from: &["contracts", "fx"],
    measure: |scope| Ok(measure(scope)),
};

fn measure(scope: &Scope<'_>) -> Measured {
    let mut evidence = Evidence::in_order(scope);
    let signings = in_span(&scope.person().signings, scope.span).iter().filter(|signing| !signing.part.is_zero());
    let amount: Exact = signings.inspect(|signing| evidence.note(&signing.id)).map(|signing| signing.part).sum();
    Measured::of(amount, evidence)
}
