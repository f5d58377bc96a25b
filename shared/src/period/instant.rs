use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, TimeZone, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::{BusinessDay, PeriodError};

/// A point in time: milliseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Instant(i64);

impl Instant {
    #[must_use]
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    #[must_use]
    pub const fn millis(self) -> i64 {
        self.0
    }

    #[must_use]
    pub const fn plus_millis(self, millis: i64) -> Self {
        Self(self.0.saturating_add(millis))
    }

    /// Milliseconds from `earlier` to this; negative if it is not earlier.
    #[must_use]
    pub const fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// UTC; `None` beyond what a calendar can show (some 262,000 years).
    #[must_use]
    pub fn utc(self) -> Option<DateTime<Utc>> {
        Utc.timestamp_millis_opt(self.0).single()
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.utc() {
            Some(utc) => write!(f, "{}", utc.format("%Y-%m-%dT%H:%M:%S%.3fZ")),
            None => write!(f, "{} ms", self.0),
        }
    }
}

impl FromStr for Instant {
    type Err = PeriodError;
    fn from_str(text: &str) -> Result<Self, PeriodError> {
        let read = DateTime::parse_from_rfc3339(text).map_err(|_| PeriodError::new("instant (RFC 3339)", text))?;
        Ok(Self(read.timestamp_millis()))
    }
}

/// The company's IANA time zone: where its business days begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Zone(Tz);

impl Zone {
    pub fn new(name: &str) -> Result<Self, PeriodError> {
        name.parse().map(Self).map_err(|_| PeriodError::new("time zone of the IANA list", name))
    }

    /// The local date of an instant. Beyond the calendar, the nearest day it has.
    #[must_use]
    pub fn day_of(self, instant: Instant) -> BusinessDay {
        match instant.utc() {
            Some(utc) => BusinessDay::from_date(utc.with_timezone(&self.0).date_naive()),
            None => BusinessDay::from_date(if instant.0 < 0 { chrono::NaiveDate::MIN } else { chrono::NaiveDate::MAX }),
        }
    }

    /// Local wall time, for people.
    #[must_use]
    pub fn local(self, instant: Instant) -> Option<chrono::NaiveDateTime> {
        instant.utc().map(|utc| utc.with_timezone(&self.0).naive_local())
    }

    /// The first instant of a local day; where a clock change skips midnight, the first instant after it.
    #[must_use]
    pub fn start_of(self, day: BusinessDay) -> Instant {
        let midnight = day.date().and_time(chrono::NaiveTime::MIN);
        for quarter in 0..8 {
            let tried = midnight + chrono::Duration::minutes(15 * quarter);
            if let Some(local) = self.0.from_local_datetime(&tried).earliest() {
                return Instant(local.timestamp_millis());
            }
        }
        Instant(midnight.and_utc().timestamp_millis())
    }
}

impl TryFrom<String> for Zone {
    type Error = PeriodError;
    fn try_from(name: String) -> Result<Self, PeriodError> {
        Self::new(&name)
    }
}

impl From<Zone> for String {
    fn from(zone: Zone) -> Self {
        zone.0.name().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_business_day_is_the_local_date() {
        for (zone, instant, day) in [
            ("Asia/Shanghai", "2026-03-31T15:59:59Z", "2026-03-31"),
            ("Asia/Shanghai", "2026-03-31T16:00:00Z", "2026-04-01"),
            ("America/New_York", "2026-04-01T03:59:59Z", "2026-03-31"),
            ("Pacific/Auckland", "2024-02-28T11:00:00Z", "2024-02-29"),
        ] {
            let zone = Zone::new(zone).unwrap();
            let at: Instant = instant.parse().unwrap();
            assert_eq!(zone.day_of(at).to_string(), day, "{instant}");
        }
        assert!(Zone::new("Asia/Nowhere").is_err());
    }

    #[test]
    fn a_day_starts_where_the_clock_says() {
        let shanghai = Zone::new("Asia/Shanghai").unwrap();
        assert_eq!(shanghai.start_of("2026-04-01".parse().unwrap()).to_string(), "2026-03-31T16:00:00.000Z");
        // Midnight did not happen in Beirut on 2022-03-27.
        let beirut = Zone::new("Asia/Beirut").unwrap();
        assert_eq!(beirut.start_of("2022-03-27".parse().unwrap()).to_string(), "2022-03-26T22:00:00.000Z");
    }
}
