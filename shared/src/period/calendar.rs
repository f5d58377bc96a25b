use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{BusinessDay, Month};

/// Which days are worked: weekends, holidays, and make-up working days 調休, which win over both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calendar {
    /// ISO weekdays off, Monday 1 to Sunday 7.
    pub weekend: BTreeSet<u8>,
    #[serde(default)]
    pub holidays: BTreeSet<BusinessDay>,
    #[serde(default)]
    pub make_up: BTreeSet<BusinessDay>,
}

impl Calendar {
    #[must_use]
    pub fn is_working(&self, day: BusinessDay) -> bool {
        self.make_up.contains(&day) || !(self.weekend.contains(&day.weekday()) || self.holidays.contains(&day))
    }

    /// How many working days lie between two days, both included; 0 where the first is after the last. Costs what the
    /// holidays and make-up days between them cost, not a look at each day.
    #[must_use]
    pub fn working_days_between(&self, first: BusinessDay, last: BusinessDay) -> i64 {
        if first > last {
            return 0;
        }
        let off = |day: BusinessDay| self.weekend.contains(&day.weekday());
        let days = last.days_since(first) + 1;
        let worked = (1..=7).filter(|weekday| !self.weekend.contains(weekday)).count();
        let rest = (0..days % 7).filter(|n| !off(first.plus_days(*n))).count();
        let plain = days / 7 * i64::try_from(worked).unwrap_or(7) + i64::try_from(rest).unwrap_or(6);
        let holidays = self.holidays.range(first..=last).filter(|day| !off(**day) && !self.make_up.contains(day));
        let made_up = self.make_up.range(first..=last).filter(|day| off(**day));
        let less = i64::try_from(holidays.count()).unwrap_or(days);
        plain - less + i64::try_from(made_up.count()).unwrap_or(0)
    }

    /// The working days of a month in order.
    pub fn working_days(&self, month: Month) -> impl Iterator<Item = BusinessDay> {
        month.days().filter(|day| self.is_working(*day))
    }
}

impl Default for Calendar {
    fn default() -> Self {
        Self { weekend: [6, 7].into(), holidays: BTreeSet::new(), make_up: BTreeSet::new() }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_make_up_day_is_worked_though_it_is_a_sunday() {
        let day = |text: &str| text.parse().unwrap();
        let calendar = Calendar {
            holidays: (1..=7).map(|d| day(&format!("2026-10-{d:02}"))).collect(),
            make_up: [day("2026-10-10")].into(),
            ..Calendar::default()
        };
        assert!(!calendar.is_working(day("2026-10-01")));
        assert!(calendar.is_working(day("2026-10-08")));
        assert!(calendar.is_working(day("2026-10-10")));
        assert!(!calendar.is_working(day("2026-10-11")));
        assert_eq!(calendar.working_days("2026-10".parse().unwrap()).count(), 18);
    }

    proptest! {
        #[test]
        fn working_days_are_counted_as_if_one_looked_at_each(
            weekend in prop::collection::btree_set(1u8..=7, 0..4),
            holidays in prop::collection::btree_set(0i64..80, 0..12),
            make_up in prop::collection::btree_set(0i64..80, 0..12),
            from in 0i64..40,
            days in 0i64..60,
        ) {
            let day = |n: i64| "2026-09-01".parse::<BusinessDay>().unwrap().plus_days(n);
            let calendar = Calendar {
                weekend,
                holidays: holidays.into_iter().map(day).collect(),
                make_up: make_up.into_iter().map(day).collect(),
            };
            let one_by_one = (from..from + days).filter(|n| calendar.is_working(day(*n))).count();
            prop_assert_eq!(calendar.working_days_between(day(from), day(from + days - 1)), one_by_one as i64);
        }
    }
}
