use super::measured::Evidence;
use super::{Measured, Metric, Parameter, Scope, Unit};
use crate::facts::in_span;
use crate::num::{Exact, Sum};

/// By the day the money came, also where it is earned later (D-15).
pub(super) const METRIC: Metric = Metric {
    id: "collected_amount",
    parameter: Parameter::None,
    unit: Unit::Money,
    adds_up: true,
    lower_is_better: false,
    zh: "考核期内收到的回款减去期内退款，按归属比例计",
    en: "collections received in the period minus refunds of the period, by credited share",
    from: &["collections", "refunds", "contracts", "fx"],
    measure: |scope| Ok(measure(scope)),
};

fn measure(scope: &Scope<'_>) -> Measured {
    let mut evidence = Evidence::in_order(scope);
    let amount = collected(scope, &mut evidence);
    Measured::of(amount, evidence)
}

/// What came in minus what was given back, in the pay currency.
pub(super) fn collected(scope: &Scope<'_>, evidence: &mut Evidence) -> Exact {
    let (person, first, last) = (scope.person(), scope.span.first_day(), scope.span.last_day());
    let mut sum = Sum::new();
    // The list is by the day earned, which is never before the day received.
    let from = person.credits.partition_point(|credit| credit.day < first);
    for credit in person.credits.get(from..).unwrap_or_default() {
        if first <= credit.received && credit.received <= last && !credit.part.is_zero() {
            sum += credit.part;
            evidence.note(&credit.id);
        }
    }
    for refund in in_span(&person.refunded, scope.span).iter().filter(|refund| !refund.part.is_zero()) {
        sum -= refund.part;
        evidence.note(&refund.id);
    }
    sum.exact()
}
