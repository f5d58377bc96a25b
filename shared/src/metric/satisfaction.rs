use super::measured::Evidence;
use super::{Measured, Metric, Parameter, Scope, Unit, size};
use crate::facts::in_span;
use crate::num::{Exact, NumError};

/// Of the employee the survey names (D-19).
pub(super) const METRIC: Metric = Metric {
    id: "satisfaction",
    parameter: Parameter::None,
    unit: Unit::Points,
    adds_up: false,
    lower_is_better: false,
    zh: "考核期内客户满意度调查答案（1 至 5 分）的平均值",
    en: "mean of the survey answers, 1 to 5, dated in the period",
    from: &["surveys"],
    measure,
};

fn measure(scope: &Scope<'_>) -> Result<Measured, NumError> {
    let surveys = in_span(&scope.person().surveys, scope.span);
    let mut evidence = Evidence::in_order(scope);
    surveys.iter().for_each(|survey| evidence.note(&survey.id));
    let points: Exact = surveys.iter().map(|survey| survey.answer).sum();
    Measured::ratio(("points", points), ("answers", Exact::whole(size(surveys.len()))), evidence)
}
