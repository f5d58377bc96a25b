use super::{Measured, Metric, Parameter, Scope, Unit};
use crate::facts::in_span;

/// On the day of check-in (D-22).
pub(super) const METRIC: Metric = Metric {
    id: "effective_visits",
    parameter: Parameter::None,
    unit: Unit::Count,
    adds_up: true,
    lower_is_better: false,
    zh: "已签退、在客户地点、停留够时且有结果的拜访次数",
    en: "visits that were checked out, not outside the site, long enough and with a result",
    from: &["visits", "customers"],
    measure: |scope| Ok(measure(scope)),
};

fn measure(scope: &Scope<'_>) -> Measured {
    let acts = in_span(&scope.person().acts, scope.span);
    Measured::count(scope, acts.iter().filter(|act| act.is_effective()).map(|act| &act.id))
}
