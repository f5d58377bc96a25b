use super::{Measured, Metric, Scope, Unit, credit};
use crate::num::{Exact, NumError};

/// 回款金額: collections received in the period minus refunds in it, by credited share.
pub(super) const METRIC: Metric = Metric { id: "collected_amount", unit: Unit::Money, measure };

fn measure(scope: &Scope<'_>) -> Result<Measured, NumError> {
    let book = credit::Book::new(scope.facts);
    let mut facts = Vec::new();
    let mut sum = Exact::zero();
    for fact in scope.facts.iter().filter(|fact| scope.period.contains(fact.day)) {
        let Some(part) = book.part(fact, scope.minor, scope.employee)? else { continue };
        if !part.is_zero() {
            sum += Exact::from(part);
            facts.push(fact.id.clone());
        }
    }
    Ok(Measured { value: Some(sum), facts, inputs: Vec::new() })
}
