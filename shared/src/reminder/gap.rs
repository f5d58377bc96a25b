use serde::{Deserialize, Serialize};

use super::Standing;
use crate::period::BusinessDay;

/// Days without contact, and where their limits lie (D-29): breach k falls on the day `from` + k × limit + 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// The last contact by anyone, or the day ownership began.
    pub from: BusinessDay,
    pub limit: u16,
}

/// Breaches of a gap of so many days: one when it passes the limit, and again for each further full one.
#[must_use]
pub fn breaches(days: i64, limit: i64) -> i64 {
    ((days - 1) / limit.max(1)).max(0)
}

impl Gap {
    /// Of a customer that has a class, and a contact or an owner.
    #[must_use]
    pub fn of(standing: &Standing) -> Option<Self> {
        let from = standing.last.or(standing.since)?;
        Some(Self { from, limit: standing.limit?.max(1) })
    }

    /// So many until this day, it included.
    #[must_use]
    pub fn breaches(&self, today: BusinessDay) -> i64 {
        breaches(today.days_since(self.from), i64::from(self.limit))
    }

    /// The day of breach `k`, counted from 1.
    #[must_use]
    pub fn day_of(&self, k: i64) -> BusinessDay {
        self.from.plus_days(k.saturating_mul(i64::from(self.limit)).saturating_add(1))
    }

    /// The day of the next breach after this day, if nobody is in contact until then.
    #[must_use]
    pub fn next(&self, today: BusinessDay) -> BusinessDay {
        self.day_of(self.breaches(today) + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_breach_falls_on_the_day_after_each_full_limit() {
        let gap = Gap { from: "2026-11-01".parse().unwrap(), limit: 7 };
        for (days, count, next) in [
            (0, 0, "2026-11-09"),
            (7, 0, "2026-11-09"),
            (8, 1, "2026-11-16"),
            (14, 1, "2026-11-16"),
            (15, 2, "2026-11-23"),
            (-3, 0, "2026-11-09"),
        ] {
            let today = gap.from.plus_days(days);
            assert_eq!((gap.breaches(today), gap.next(today).to_string().as_str()), (count, next), "{days}");
        }
        assert_eq!(gap.day_of(1).days_since(gap.from), 8);
    }
}
