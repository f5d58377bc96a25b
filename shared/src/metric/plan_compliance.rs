use super::route::Route;
use super::{Measured, Metric, Parameter, Scope, Unit};
use crate::num::NumError;

/// A stop is matched by a visit to that customer on that day (D-26).
pub(super) const METRIC: Metric = Metric {
    id: "plan_compliance",
    parameter: Parameter::None,
    unit: Unit::Share,
    adds_up: false,
    lower_is_better: false,
    zh: "计划中实际拜访到的站数 ÷ 计划站数",
    en: "planned stops that were visited, of the planned stops",
    from: &["planned_visits", "visits"],
    measure,
};

fn measure(scope: &Scope<'_>) -> Result<Measured, NumError> {
    let route = Route::of(scope);
    Measured::share(("matched", route.matched), ("planned", route.planned), route.matches)
}
