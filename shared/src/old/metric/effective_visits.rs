use super::{Measured, Metric, Scope, Unit};
use crate::fact::FactBody;
use crate::place::Verdict;

/// Shortest stay that counts, in milliseconds: ten minutes (domain.md, ours).
const SHORTEST: i64 = 10 * 60_000;

/// Visits checked out after at least ten minutes, inside or uncertain, with a result.
pub(super) const METRIC: Metric =
    Metric { id: "effective_visits", unit: Unit::Count, measure: |scope| Ok(measure(scope)) };

fn measure(scope: &Scope<'_>) -> Measured {
    let effective = |body: &FactBody| match body {
        FactBody::Visit { check_in, check_out: Some(left), verdict, result, .. } => {
            *verdict != Verdict::Outside && *result && left.since(*check_in) >= SHORTEST
        }
        _ => false,
    };
    Measured::count(scope.own().filter(|fact| effective(&fact.body)).map(|fact| fact.id.clone()).collect())
}
