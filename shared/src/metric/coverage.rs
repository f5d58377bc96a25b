use super::measured::Evidence;
use super::{Measured, Metric, Parameter, Scope, Unit};
use crate::facts::{CustomerFacts, Touch, in_days};
use crate::num::NumError;

/// Distinct contact days by anyone; owner and class as on the period's last day (D-23).
pub(super) const METRIC: Metric = Metric {
    id: "coverage",
    parameter: Parameter::MaybeClass,
    unit: Unit::Share,
    adds_up: false,
    lower_is_better: false,
    zh: "按频率联系到的本级别客户数 ÷ 本级别客户数",
    en: "customers of the class contacted at their frequency, of the customers of the class",
    from: &["customers", "visits", "contacts"],
    measure,
};

fn measure(scope: &Scope<'_>) -> Result<Measured, NumError> {
    let mut evidence = Evidence::in_order(scope);
    let (mut covered, mut all) = (0, 0);
    for customer in scope.owned() {
        if scope.parameter.is_some_and(|class| class != customer.class.as_str()) {
            continue;
        }
        all += 1;
        let touches = in_days(&customer.touches, scope.first_day(), scope.last_day());
        if covers(scope, customer) {
            covered += 1;
            if evidence.is_wanted() {
                first_of_days(touches).for_each(|touch| evidence.note(&touch.id));
            }
        }
    }
    Measured::share(("covered", covered), ("customers", all), evidence)
}

/// The first contact of each day.
fn first_of_days(touches: &[Touch]) -> impl Iterator<Item = &Touch> {
    touches.chunk_by(|a, b| a.day == b.day).filter_map(<[Touch]>::first)
}

/// Whether there were as many contact days as are needed.
pub(super) fn covers(scope: &Scope<'_>, customer: &CustomerFacts) -> bool {
    let touches = in_days(&customer.touches, scope.first_day(), scope.last_day());
    let needed = needed(scope, customer);
    first_of_days(touches).take(needed).count() == needed
}

/// `max(1, floor(days ÷ interval))`, days from the later of the period's start and ownership.
fn needed(scope: &Scope<'_>, customer: &CustomerFacts) -> usize {
    let days = scope.last_day().days_since(scope.first_day().max(customer.since)) + 1;
    let interval = i64::from(scope.facts.settings.intervals.of(customer.class)).max(1);
    usize::try_from(days / interval).unwrap_or(0).max(1)
}
