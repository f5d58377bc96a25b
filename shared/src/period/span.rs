use std::fmt;
use std::str::FromStr;

use chrono::Datelike;
use serde::{Deserialize, Serialize};

use super::{BusinessDay, Month, PeriodError};

/// How often something is scored, paid or aimed at; calendar quarters, halves and years (D-34).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cycle {
    Month,
    Quarter,
    Half,
    Year,
}

impl Cycle {
    pub const ALL: [Self; 4] = [Self::Month, Self::Quarter, Self::Half, Self::Year];

    /// How many months it has.
    #[must_use]
    pub const fn months(self) -> u32 {
        match self {
            Self::Month => 1,
            Self::Quarter => 3,
            Self::Half => 6,
            Self::Year => 12,
        }
    }

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Half => "half",
            Self::Year => "year",
        }
    }
}

/// A period of any cycle, written `2026-03`, `2026-Q1`, `2026-H1` or `2026`; half-open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Span {
    first: Month,
    cycle: Cycle,
}

impl Span {
    /// The period of a cycle that a month lies in.
    #[must_use]
    pub fn of(month: Month, cycle: Cycle) -> Self {
        let back = (month.number() - 1) % cycle.months();
        Self { first: month.minus(back), cycle }
    }

    #[must_use]
    pub const fn cycle(self) -> Cycle {
        self.cycle
    }

    #[must_use]
    pub const fn first_month(self) -> Month {
        self.first
    }

    #[must_use]
    pub fn last_month(self) -> Month {
        self.first.plus(self.cycle.months() - 1)
    }

    /// Its months in order.
    pub fn months(self) -> impl Iterator<Item = Month> {
        (0..self.cycle.months()).map(move |n| self.first.plus(n))
    }

    #[must_use]
    pub const fn first_day(self) -> BusinessDay {
        self.first.first_day()
    }

    #[must_use]
    pub fn last_day(self) -> BusinessDay {
        self.last_month().last_day()
    }

    #[must_use]
    pub fn contains(self, day: BusinessDay) -> bool {
        self.first_day() <= day && day <= self.last_day()
    }
}

impl From<Month> for Span {
    fn from(month: Month) -> Self {
        Self { first: month, cycle: Cycle::Month }
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month) = (self.first.first_day().date().format("%Y"), self.first.number());
        match self.cycle {
            Cycle::Month => write!(f, "{}", self.first),
            Cycle::Quarter => write!(f, "{year}-Q{}", month.div_ceil(3)),
            Cycle::Half => write!(f, "{year}-H{}", month.div_ceil(6)),
            Cycle::Year => write!(f, "{year}"),
        }
    }
}

impl FromStr for Span {
    type Err = PeriodError;
    fn from_str(text: &str) -> Result<Self, PeriodError> {
        let wrong = || PeriodError::new("period (2026-03, 2026-Q1, 2026-H1 or 2026)", text);
        let month = |year: &str, number: u32| format!("{year}-{number:02}").parse::<Month>().map_err(|_| wrong());
        match text.split_once('-') {
            None => Ok(Self { first: month(text, 1)?, cycle: Cycle::Year }),
            Some((year, part)) => match part.as_bytes() {
                [b'Q', n @ b'1'..=b'4'] => {
                    Ok(Self { first: month(year, u32::from(n - b'1') * 3 + 1)?, cycle: Cycle::Quarter })
                }
                [b'H', n @ b'1'..=b'2'] => {
                    Ok(Self { first: month(year, u32::from(n - b'1') * 6 + 1)?, cycle: Cycle::Half })
                }
                _ => text.parse::<Month>().map(Self::from).map_err(|_| wrong()),
            },
        }
    }
}

impl TryFrom<String> for Span {
    type Error = PeriodError;
    fn try_from(text: String) -> Result<Self, PeriodError> {
        text.parse()
    }
}

impl From<Span> for String {
    fn from(span: Span) -> Self {
        span.to_string()
    }
}

impl Month {
    /// 1 to 12.
    #[must_use]
    pub fn number(self) -> u32 {
        self.first_day().date().month()
    }

    #[must_use]
    pub fn plus(self, months: u32) -> Self {
        let date = self.first_day().date();
        Self::of_date(date.checked_add_months(chrono::Months::new(months)).unwrap_or(date))
    }

    #[must_use]
    pub fn minus(self, months: u32) -> Self {
        let date = self.first_day().date();
        Self::of_date(date.checked_sub_months(chrono::Months::new(months)).unwrap_or(date))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_reads_back_and_knows_its_days() {
        for (label, first, last) in [
            ("2024-02", "2024-02-01", "2024-02-29"),
            ("2026-Q1", "2026-01-01", "2026-03-31"),
            ("2026-Q4", "2026-10-01", "2026-12-31"),
            ("2026-H2", "2026-07-01", "2026-12-31"),
            ("2026", "2026-01-01", "2026-12-31"),
        ] {
            let span: Span = label.parse().unwrap();
            assert_eq!(span.to_string(), label);
            assert_eq!((span.first_day().to_string(), span.last_day().to_string()), (first.into(), last.into()));
            assert!(span.contains(span.last_day()) && !span.contains(span.last_day().plus_days(1)));
            for month in span.months() {
                assert_eq!(Span::of(month, span.cycle()), span);
            }
        }
        for bad in ["2026-Q5", "2026-H3", "26", "2026-", "2026-Q", "2026-13", "-Q1", "2026-Q01"] {
            assert!(bad.parse::<Span>().is_err(), "{bad}");
        }
    }
}
