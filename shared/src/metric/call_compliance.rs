use super::route::Route;
use super::{Measured, Metric, Parameter, Scope, Unit};
use crate::num::NumError;

/// Visits of days without a plan count as made (D-26).
pub(super) const METRIC: Metric = Metric {
    id: "call_compliance",
    parameter: Parameter::None,
    unit: Unit::Share,
    adds_up: false,
    lower_is_better: false,
    zh: "按计划进行的拜访数 ÷ 实际拜访数",
    en: "visits that match a planned stop, of the visits made",
    from: &["planned_visits", "visits"],
    measure,
};

fn measure(scope: &Scope<'_>) -> Result<Measured, NumError> {
    let route = Route::of(scope);
    Measured::share(("matched", route.matched), ("actual", route.actual), route.visits)
}
