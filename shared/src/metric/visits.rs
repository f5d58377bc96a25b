use super::{Measured, Metric, Parameter, Scope, Unit};
use crate::facts::in_span;

/// Visits that were checked out; flags never exclude one (D-22).
pub(super) const METRIC: Metric = Metric {
    id: "visits",
    parameter: Parameter::None,
    unit: Unit::Count,
    adds_up: true,
    lower_is_better: false,
    zh: "考核期内已签退的拜访次数",
    en: "visits of the period that were checked out",
    from: &["visits"],
    measure: |scope| Ok(measure(scope)),
};

fn measure(scope: &Scope<'_>) -> Measured {
    let acts = in_span(&scope.person().acts, scope.span);
    Measured::count(scope, acts.iter().filter(|act| act.is_visit()).map(|act| &act.id))
}
