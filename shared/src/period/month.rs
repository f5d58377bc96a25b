use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::{BusinessDay, PeriodError};

/// A calendar month, written `2026-03`: half-open, from its first day to the next month's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Month(NaiveDate);

impl Month {
    #[must_use]
    pub fn of_date(date: NaiveDate) -> Self {
        Self(date.with_day(1).unwrap_or(date))
    }

    #[must_use]
    pub const fn first_day(self) -> BusinessDay {
        BusinessDay::from_date(self.0)
    }

    #[must_use]
    pub fn last_day(self) -> BusinessDay {
        self.next().first_day().plus_days(-1)
    }

    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0.checked_add_months(chrono::Months::new(1)).unwrap_or(self.0))
    }

    #[must_use]
    pub fn previous(self) -> Self {
        Self(self.0.checked_sub_months(chrono::Months::new(1)).unwrap_or(self.0))
    }

    #[must_use]
    pub fn contains(self, day: BusinessDay) -> bool {
        day.month() == self
    }

    /// Every day of it in order.
    pub fn days(self) -> impl Iterator<Item = BusinessDay> {
        let last = self.last_day();
        std::iter::successors(Some(self.first_day()), |day| Some(day.plus_days(1))).take_while(move |day| *day <= last)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.format("%Y-%m"))
    }
}

impl FromStr for Month {
    type Err = PeriodError;
    fn from_str(text: &str) -> Result<Self, PeriodError> {
        let first: BusinessDay = format!("{text}-01").parse().map_err(|_| PeriodError::new("month (YYYY-MM)", text))?;
        Ok(Self(first.date()))
    }
}

impl TryFrom<String> for Month {
    type Error = PeriodError;
    fn try_from(text: String) -> Result<Self, PeriodError> {
        text.parse()
    }
}

impl From<Month> for String {
    fn from(month: Month) -> Self {
        month.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_end_where_the_calendar_says() {
        for (month, last, days) in
            [("2024-02", "2024-02-29", 29), ("2026-02", "2026-02-28", 28), ("2026-12", "2026-12-31", 31)]
        {
            let month: Month = month.parse().unwrap();
            assert_eq!(month.last_day().to_string(), last);
            assert_eq!(month.days().count(), days);
            assert!(month.contains(last.parse().unwrap()));
            assert!(!month.contains(month.next().first_day()));
            assert_eq!(month.next().previous(), month);
        }
        for bad in ["2026-13", "2026-3", "2026", "2026-03-01", "x"] {
            assert!(bad.parse::<Month>().is_err(), "{bad}");
        }
    }
}
