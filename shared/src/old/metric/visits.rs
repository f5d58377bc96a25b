use super::{Measured, Metric, Scope, Unit};
use crate::fact::FactBody;

/// Visits that were checked out; flags never exclude one (D-22).
pub(super) const METRIC: Metric = Metric { id: "visits", unit: Unit::Count, measure: |scope| Ok(measure(scope)) };

fn measure(scope: &Scope<'_>) -> Measured {
    let ended = |body: &FactBody| matches!(body, FactBody::Visit { check_out: Some(_), .. });
    Measured::count(scope.own().filter(|fact| ended(&fact.body)).map(|fact| fact.id.clone()).collect())
}
