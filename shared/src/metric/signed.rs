use super::Scope;
use crate::facts::{Deal, DealNo};
use crate::num::{Decimal, Exact};
use crate::period::BusinessDay;

/// A contract that credits the person something.
pub(super) struct Signed<'a> {
    pub no: DealNo,
    pub deal: &'a Deal,
    /// Above 0.
    pub percent: Decimal,
}

/// The person's contracts, those that credit him nothing left aside.
pub(super) fn credited<'a>(scope: &Scope<'a>) -> impl Iterator<Item = Signed<'a>> + use<'a> {
    let Scope { facts, employee, .. } = *scope;
    let mut last = None;
    scope.person().deals.iter().filter_map(move |no| {
        // Named twice in one contract, he stands twice in the list.
        let again = last.replace(*no) == Some(*no);
        let deal = &facts.deals[*no];
        let percent = deal.percent(employee).filter(|percent| !again && !percent.is_zero())?;
        Some(Signed { no: *no, deal, percent })
    })
}

/// Those of them signed between two days, both included.
pub(super) fn signed_in<'a>(
    scope: &Scope<'a>,
    first: BusinessDay,
    last: BusinessDay,
) -> impl Iterator<Item = Signed<'a>> + use<'a> {
    credited(scope).filter(move |one| {
        let day = one.deal.contract.signed;
        first <= day && day <= last
    })
}

/// Percents as a share of 1.
pub(super) fn of_one(percents: impl Into<Exact>) -> Exact {
    percents.into() * Exact::from(Decimal::new(1, 2))
}
