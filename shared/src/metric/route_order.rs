use super::route::Route;
use super::{Measured, Metric, Parameter, Scope, Unit};
use crate::num::NumError;

/// Longest increasing run of each day, added up (D-26).
pub(super) const METRIC: Metric = Metric {
    id: "route_order",
    parameter: Parameter::None,
    unit: Unit::Share,
    adds_up: false,
    lower_is_better: false,
    zh: "按计划顺序进行的拜访数 ÷ 与计划相符的拜访数",
    en: "visits in the planned order, of those that match a planned stop",
    from: &["planned_visits", "visits"],
    measure,
};

fn measure(scope: &Scope<'_>) -> Result<Measured, NumError> {
    let route = Route::of(scope);
    Measured::share(("in_order", route.in_order), ("matched", route.matched), route.matches)
}
