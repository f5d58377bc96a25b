use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::{Month, PeriodError};

/// A local date in the company's zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct BusinessDay(NaiveDate);

impl BusinessDay {
    #[must_use]
    pub const fn from_date(date: NaiveDate) -> Self {
        Self(date)
    }

    #[must_use]
    pub const fn date(self) -> NaiveDate {
        self.0
    }

    #[must_use]
    pub fn month(self) -> Month {
        Month::of_date(self.0)
    }

    /// Days from `earlier` to this; negative if it is not earlier.
    #[must_use]
    pub fn days_since(self, earlier: Self) -> i64 {
        (self.0 - earlier.0).num_days()
    }

    /// `days` later; at the end of the calendar, the last day it has.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        let moved = chrono::Duration::try_days(days).and_then(|span| self.0.checked_add_signed(span));
        Self(moved.unwrap_or(if days < 0 { NaiveDate::MIN } else { NaiveDate::MAX }))
    }

    /// ISO weekday, Monday 1 to Sunday 7.
    #[must_use]
    pub fn weekday(self) -> u8 {
        u8::try_from(self.0.weekday().number_from_monday()).unwrap_or(7)
    }
}

impl fmt::Display for BusinessDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // As `%Y-%m-%d` writes it, without going through a format each time: keys and trails are full of days.
        let (year, month, day) = (self.0.year(), self.0.month(), self.0.day());
        if (0..=9999).contains(&year) {
            write!(f, "{year:04}-{month:02}-{day:02}")
        } else {
            write!(f, "{year:+05}-{month:02}-{day:02}")
        }
    }
}

impl FromStr for BusinessDay {
    type Err = PeriodError;
    fn from_str(text: &str) -> Result<Self, PeriodError> {
        let wrong = || PeriodError::new("day (YYYY-MM-DD)", text);
        let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").map(Self).map_err(|_| wrong())?;
        if day.to_string() == text { Ok(day) } else { Err(wrong()) }
    }
}

impl TryFrom<String> for BusinessDay {
    type Error = PeriodError;
    fn try_from(text: String) -> Result<Self, PeriodError> {
        text.parse()
    }
}

impl From<BusinessDay> for String {
    fn from(day: BusinessDay) -> Self {
        day.to_string()
    }
}
