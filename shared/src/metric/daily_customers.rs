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
    let mut evidence = Evidence::in_order(scope);
    let Some(person) = &scope.person().person else { return Ok(Measured::default()) };
    let calendar = &scope.facts.company.calendar;
    let first = scope.first_day().max(person.join);
    let last = person.leave.map_or(scope.last_day(), |leave| leave.min(scope.last_day()));
    let (mut seen, mut customers, mut firsts) = (0, Vec::new(), Vec::new());
    let acts = in_days(&scope.person().acts, first, last);
    for day in acts.chunk_by(|a, b| a.day == b.day) {
        if !day.first().is_some_and(|act| calendar.is_working(act.day)) {
            continue;
        }
        customers.clear();
        customers
            .extend(day.iter().enumerate().filter(|(_, act)| act.is_contact()).map(|(at, act)| (act.customer, at)));
        // Of a customer's contacts the first of the day stays.
        customers.sort_unstable();
        customers.dedup_by_key(|(customer, _)| *customer);
        if evidence.is_wanted() {
            firsts.clear();
            firsts.extend(customers.iter().map(|(_, at)| *at));
            firsts.sort_unstable();
            firsts.iter().filter_map(|at| day.get(*at)).for_each(|act| evidence.note(&act.id));
        }
        seen += size(customers.len());
    }
    let days = calendar.working_days_between(first, last);
    Measured::share(("customers", seen), ("working_days", days), evidence)
}
