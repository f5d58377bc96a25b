use super::measured::Evidence;
use super::{Measured, Metric, Parameter, Scope, Unit};
use crate::books::Id;
use crate::facts::{CustomerFacts, Touch};
use crate::num::Exact;
use crate::period::BusinessDay;
use crate::reminder;

/// Calendar days since anyone's last contact, or since ownership; a breach belongs to its own day (D-29).
pub(super) const METRIC: Metric = Metric {
    id: "contact_gap_breaches",
    parameter: Parameter::None,
    unit: Unit::Count,
    adds_up: true,
    lower_is_better: true,
    zh: "联系间隔超过客户级别限期的次数，每满一个限期再计一次",
    en: "times the gap between contacts passed the limit of the customer's class, and again for each further full limit",
    from: &["customers", "visits", "contacts"],
    measure: |scope| Ok(measure(scope)),
};

fn measure(scope: &Scope<'_>) -> Measured {
    let mut evidence = Evidence::of(scope);
    let breaches = scope.owned().map(|customer| breaches(scope, customer, &mut evidence)).sum();
    Measured::of(Exact::whole(breaches), evidence)
}

/// Days without contact, as the customer sees them.
struct Gap<'a> {
    /// The last contact, or the day ownership began.
    from: BusinessDay,
    id: &'a Id,
    limit: i64,
}

impl Gap<'_> {
    /// Breaches on days up to one, included: the k-th falls k limits and a day after the gap began.
    fn passed(&self, day: BusinessDay) -> i64 {
        reminder::breaches(day.days_since(self.from), self.limit)
    }
}

/// Breaches on the days of the period on which the person owns the customer.
fn breaches(scope: &Scope<'_>, customer: &CustomerFacts, evidence: &mut Evidence) -> i64 {
    let (first, last) = (scope.first_day().max(customer.since), scope.last_day());
    if first > last {
        return 0;
    }
    let limit = i64::from(scope.facts.settings.intervals.of(customer.class)).max(1);
    let (before, after) = customer.touches.split_at(customer.touches.partition_point(|touch| touch.day < first));
    let mut gap = match before.last() {
        Some(touch) => Gap { from: touch.day, id: &touch.id, limit },
        None => Gap { from: customer.since, id: &customer.id, limit },
    };
    let mut count = 0;
    let mut close = |gap: &Gap<'_>, day: BusinessDay| {
        let breaches = gap.passed(day) - gap.passed(first.plus_days(-1));
        if breaches > 0 {
            evidence.note(gap.id);
        }
        count += breaches;
    };
    for touch in after.chunk_by(|a, b| a.day == b.day).filter_map(<[Touch]>::first) {
        if touch.day > last {
            break;
        }
        // The gap counts to the day of the contact, that day included.
        close(&gap, touch.day);
        gap = Gap { from: touch.day, id: &touch.id, limit };
    }
    close(&gap, last);
    count
}
