use super::{Measured, Metric, Scope, Unit, credit};
use crate::fact::FactBody;
use crate::num::{Exact, NumError};

/// 契約金額: contracts signed in the period, by credited share.
pub(super) const METRIC: Metric = Metric { id: "contract_amount", unit: Unit::Money, measure };

fn measure(scope: &Scope<'_>) -> Result<Measured, NumError> {
    let mut facts = Vec::new();
    let mut sum = Exact::zero();
    for fact in scope.facts.iter().filter(|fact| scope.period.contains(fact.day)) {
        let FactBody::Contract { money, shares, .. } = &fact.body else { continue };
        let part = credit::part(money.amount(), scope.minor, shares, scope.employee)?;
        if !part.is_zero() {
            sum += Exact::from(part);
            facts.push(fact.id.clone());
        }
    }
    Ok(Measured { value: Some(sum), facts, inputs: Vec::new() })
}
