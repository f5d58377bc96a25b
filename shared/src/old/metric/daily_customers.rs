use std::collections::BTreeSet;

use super::{Measured, Metric, Scope, Unit};
use crate::fact::FactBody;
use crate::num::{Exact, NumError};

/// 日聯繫客戶數: distinct (customer, working day) contacts ÷ working days on which the person is employed; contacts on
/// other days do not count, a checked-out visit is a contact (D-21).
pub(super) const METRIC: Metric = Metric { id: "daily_customers", unit: Unit::PerDay, measure };

fn measure(scope: &Scope<'_>) -> Result<Measured, NumError> {
    let days: BTreeSet<_> = scope.working_days().collect();
    let mut pairs = BTreeSet::new();
    let mut facts = Vec::new();
    for fact in scope.own() {
        let customer = match &fact.body {
            FactBody::Visit { customer, check_out: Some(_), .. } | FactBody::Contact { customer, .. } => customer,
            _ => continue,
        };
        if days.contains(&fact.day) && pairs.insert((*customer, fact.day)) {
            facts.push(fact.id.clone());
        }
    }
    let whole = |n: usize| Exact::whole(i64::try_from(n).unwrap_or(i64::MAX));
    let inputs = vec![("pairs", whole(pairs.len())), ("working_days", whole(days.len()))];
    if days.is_empty() {
        return Ok(Measured { value: None, facts, inputs });
    }
    let value = whole(pairs.len()).div(&whole(days.len()), "working days")?;
    Ok(Measured { value: Some(value), facts, inputs })
}
