use super::measured::Evidence;
use super::{Measured, Metric, Parameter, Scope, Unit, size};
use crate::facts::in_days;
use crate::num::NumError;

/// Working days on which the person is employed; while the period is open, those so far (D-21).
pub(super) const METRIC: Metric = Metric {
    id: "daily_customers",
    parameter: Parameter::None,
    unit: Unit::PerDay,
    adds_up: false,
    lower_is_better: false,
    zh: "每个工作日联系的不同客户数之和 ÷ 在职工作日数",
    en: "customers contacted on each working day, added up, over the working days employed",
    from: &["visits", "contacts"],
    measure,
};

fn measure(scope: &Scope<'_>) -> Result<Measured, NumError> {
    let mut evidence = Evidence::of(scope);
    let Some(person) = &scope.person().person else { return Ok(Measured::default()) };
    let calendar = &scope.facts.company.calendar;
    let first = scope.first_day().max(person.join);
    let last = person.leave.map_or(scope.last_day(), |leave| leave.min(scope.last_day()));
    let (mut seen, mut customers) = (0, Vec::new());
    let acts = in_days(&scope.person().acts, first, last);
    for day in acts.chunk_by(|a, b| a.day == b.day) {
        if !day.first().is_some_and(|act| calendar.is_working(act.day)) {
            continue;
        }
        customers.clear();
        customers.extend(day.iter().filter(|act| act.is_contact()).map(|act| (act.customer, &act.id)));
        // Stable: of a customer's contacts the first of the day stays.
        customers.sort_by_key(|(customer, _)| *customer);
        customers.dedup_by_key(|(customer, _)| *customer);
        customers.iter().for_each(|(_, id)| evidence.note(id));
        seen += size(customers.len());
    }
    let days = calendar.working_days_between(first, last);
    Measured::share(("customers", seen), ("working_days", days), evidence)
}
