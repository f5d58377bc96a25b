use super::measured::Evidence;
use super::{Measured, Metric, Parameter, Scope, Unit, size};
use crate::books::Won;
use crate::facts::in_span;
use crate::num::NumError;

/// By number, for the owner at closing (D-19).
pub(super) const METRIC: Metric = Metric {
    id: "win_rate",
    parameter: Parameter::None,
    unit: Unit::Share,
    adds_up: false,
    lower_is_better: false,
    zh: "赢单数 ÷ 考核期内结束的业务机会数",
    en: "opportunities won, of those closed in the period",
    from: &["outcomes"],
    measure,
};

fn measure(scope: &Scope<'_>) -> Result<Measured, NumError> {
    let closed = in_span(&scope.person().outcomes, scope.span);
    let mut evidence = Evidence::of(scope);
    closed.iter().for_each(|outcome| evidence.note(&outcome.id));
    let won = closed.iter().filter(|outcome| outcome.result == Won::Won).count();
    Measured::share(("won", size(won)), ("closed", size(closed.len())), evidence)
}
