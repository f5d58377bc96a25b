use super::collected_amount::collected;
use super::measured::Evidence;
use super::{Measured, Metric, Parameter, Scope, Unit};
use crate::books::{Expense, ExpenseState};
use crate::facts::in_span;
use crate::num::{Exact, NumError};

/// By the date of the expense; nothing collected, or less: not applicable (D-25).
pub(super) const METRIC: Metric = Metric {
    id: "expense_ratio",
    parameter: Parameter::None,
    unit: Unit::Share,
    adds_up: false,
    lower_is_better: true,
    zh: "已批准或已付的费用 ÷ 回款金额",
    en: "approved or paid expenses over the amount collected",
    from: &["expenses", "collections", "refunds", "contracts", "fx"],
    measure,
};

fn measure(scope: &Scope<'_>) -> Result<Measured, NumError> {
    let mut evidence = Evidence::of(scope);
    let claims = in_span(&scope.person().expenses, scope.span).iter().filter(|claim| counts(claim));
    let spent: Exact = claims.inspect(|claim| evidence.note(&claim.id)).map(|claim| claim.amount).sum();
    let collected = collected(scope, &mut evidence);
    Measured::ratio(("expenses", spent), ("collected_amount", collected), evidence)
}

const fn counts(claim: &Expense) -> bool {
    matches!(claim.state, ExpenseState::Approved | ExpenseState::Paid)
}
