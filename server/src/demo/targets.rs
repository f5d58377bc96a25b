//! Targets of the made-up company's reps.

use shared::num::Decimal;
use shared::period::{Calendar, Period};

use super::dice::Dice;

/// A rep's targets of a month by metric.
#[must_use]
pub fn of_month(login: &str, month: Period, calendar: &Calendar) -> Vec<(&'static str, Decimal)> {
    let mut dice = Dice::of(&["target", login]);
    let days = i64::try_from(calendar.working_days(month).count()).unwrap_or(20);
    let contract = 10_000 * dice.between(30, 46);
    vec![
        ("visits", (days * 4).into()),
        ("effective_visits", (days * 7 / 2).into()),
        ("daily_customers", Decimal::new(48, 1)),
        ("contract_amount", contract.into()),
        ("collected_amount", (contract * 4 / 5).into()),
    ]
}
