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
}
