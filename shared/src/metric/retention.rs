use super::measured::Evidence;
use super::signed::signed_in;
use super::{Measured, Metric, Parameter, Scope, Unit, size};
use crate::facts::CustomerNo;
use crate::num::NumError;

/// Contracts count that credit the person something (D-19).
pub(super) const METRIC: Metric = Metric {
    id: "retention",
    parameter: Parameter::None,
    unit: Unit::Share,
    adds_up: false,
    lower_is_better: false,
    zh: "最近十二个月与之前十二个月都有契约的客户数 ÷ 之前十二个月有契约的客户数",
    en: "customers with a contract in the twelve months to the period's end and in the twelve before, of those with one in the twelve before",
    from: &["contracts", "customers"],
    measure,
};

/// N of domain.md.
const MONTHS: u32 = 12;

fn measure(scope: &Scope<'_>) -> Result<Measured, NumError> {
    let end = scope.span.last_month();
    let turn = end.minus(MONTHS - 1).first_day();
    let start = end.minus(2 * MONTHS - 1).first_day();
    let (mut before, mut since) = (Vec::new(), Vec::new());
    let mut evidence = Evidence::of(scope);
    for one in signed_in(scope, start, end.last_day()) {
        let Some(customer) = one.deal.customer else { continue };
        let window = if one.deal.contract.signed < turn { &mut before } else { &mut since };
        window.push(customer);
        evidence.note(&one.deal.contract.id);
    }
    distinct(&mut before);
    distinct(&mut since);
    let kept = before.iter().filter(|customer| since.binary_search(customer).is_ok()).count();
    Measured::share(("retained", size(kept)), ("before", size(before.len())), evidence)
}

fn distinct(customers: &mut Vec<CustomerNo>) {
    customers.sort_unstable();
    customers.dedup();
}
