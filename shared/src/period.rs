//! Instants, local business days, periods and the company's calendar.

mod calendar;
mod day;
mod instant;
mod month;
mod span;

pub use calendar::Calendar;
pub use day::BusinessDay;
pub use instant::{Instant, Zone};
pub use month::Month;
pub use span::{Cycle, Span};

/// A date, month or zone that can not be one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{value:?} is no {what}")]
pub struct PeriodError {
    what: &'static str,
    value: String,
}

impl PeriodError {
    fn new(what: &'static str, value: &str) -> Self {
        Self { what, value: value.chars().take(40).collect() }
    }
}

/// A period that is closed: statements are monthly. What is scored or paid by longer cycles is a [`Span`].
pub type Period = Month;
