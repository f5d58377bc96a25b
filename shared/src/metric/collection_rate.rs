mod pay;

use super::measured::Evidence;
use super::signed::{Signed, credited};
use super::{Measured, Metric, Parameter, Scope, Unit};
use crate::books::{CollectionRate, Instalment};
use crate::num::{Exact, NumError};
use pay::Payments;

/// Money up to the period's end on instalments due in it; what counts is a setting (D-20).
pub(super) const METRIC: Metric = Metric {
    id: "collection_rate",
    parameter: Parameter::None,
    unit: Unit::Share,
    adds_up: false,
    lower_is_better: false,
    zh: "考核期内到期分期款中已收到的金额 ÷ 到期金额，按归属比例计",
    en: "money received on instalments due in the period over what was due, by credited share",
    from: &["contracts", "collections", "refunds", "fx"],
    measure,
};

fn measure(scope: &Scope<'_>) -> Result<Measured, NumError> {
    let (mut received, mut due, mut evidence) = (Exact::zero(), Exact::zero(), Evidence::of(scope));
    let mut payments = Payments::default();
    for one in credited(scope) {
        let contract = &one.deal.contract;
        if !contract.instalments.iter().any(|instalment| is_due(scope, instalment)) {
            continue;
        }
        let Some(weight) = weight(scope, &one) else { continue };
        evidence.note(&contract.id);
        let paid = payments.take(scope, one.deal, &mut evidence)?;
        received += paid.received * &weight;
        due += paid.due * weight;
    }
    Measured::ratio(("received", received), ("due", due), evidence)
}

/// Whether an instalment is asked for in the period.
fn is_due(scope: &Scope<'_>, instalment: &Instalment) -> bool {
    let from_the_start = scope.facts.settings.collection_rate == CollectionRate::Cumulative;
    (from_the_start || scope.first_day() <= instalment.due) && instalment.due <= scope.last_day()
}

/// What a contract weighs among others: his percent, at the rate of the signing day (D-40). `None`: no rate is known, and
/// the contract counts as nothing.
fn weight(scope: &Scope<'_>, one: &Signed<'_>) -> Option<Exact> {
    let percent = Exact::from(one.percent);
    match one.deal.foreign {
        None => Some(percent),
        Some(currency) => {
            let rate = scope.facts.fx_on(currency, one.deal.contract.signed)?;
            Some(percent * Exact::from(rate))
        }
    }
}
