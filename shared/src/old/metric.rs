//! Metrics: what can be counted of a person in a period. One pure function each, in one registry; a new one is one file
//! and one line here.

mod collected_amount;
mod contract_amount;
pub mod credit;
mod daily_customers;
mod effective_visits;
mod visits;

use crate::fact::Fact;
use crate::id::{EmployeeId, FactId};
use crate::num::{Exact, NumError};
use crate::period::{BusinessDay, Calendar, Period, Zone};

/// What a metric counts in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    Count,
    Money,
    PerDay,
}

/// A metric of the table in domain.md.
#[derive(Debug)]
pub struct Metric {
    /// As in plans, targets and the books format; also the fluent key behind `metric-`.
    pub id: &'static str,
    pub unit: Unit,
    pub measure: fn(&Scope<'_>) -> Result<Measured, NumError>,
}

/// Every metric there is.
pub static METRICS: &[Metric] = &[
    visits::METRIC,
    effective_visits::METRIC,
    daily_customers::METRIC,
    contract_amount::METRIC,
    collected_amount::METRIC,
];

/// The metric of that id.
#[must_use]
pub fn find(id: &str) -> Option<&'static Metric> {
    METRICS.iter().find(|metric| metric.id == id)
}

/// What a metric is measured on: one person, one period, the facts that may count.
#[derive(Debug, Clone, Copy)]
pub struct Scope<'a> {
    pub employee: &'a EmployeeId,
    pub period: Period,
    pub calendar: &'a Calendar,
    pub zone: Zone,
    /// Decimals of the pay currency.
    pub minor: u32,
    /// First and last day of employment.
    pub join: BusinessDay,
    pub leave: Option<BusinessDay>,
    /// The period is still open and this is today: divisors count the days so far (D-21).
    pub today: Option<BusinessDay>,
    /// Ordered by (day, id).
    pub facts: &'a [Fact],
}

impl Scope<'_> {
    /// Days of the period on which the person is employed, no later than today.
    pub fn working_days(&self) -> impl Iterator<Item = BusinessDay> {
        self.calendar
            .working_days(self.period)
            .filter(|day| self.employed(*day) && self.today.is_none_or(|now| *day <= now))
    }

    fn employed(&self, day: BusinessDay) -> bool {
        day >= self.join && self.leave.is_none_or(|last| day <= last)
    }

    /// This person's facts dated in the period.
    fn own(&self) -> impl Iterator<Item = &Fact> {
        self.facts.iter().filter(|fact| self.period.contains(fact.day) && fact.employee.as_ref() == Some(self.employee))
    }
}

/// A measured value and what it was counted from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measured {
    /// `None`: not applicable, never zero.
    pub value: Option<Exact>,
    pub facts: Vec<FactId>,
    /// The divisor and such, by name, for the explanation.
    pub inputs: Vec<(&'static str, Exact)>,
}

impl Measured {
    fn count(facts: Vec<FactId>) -> Self {
        let count = Exact::whole(i64::try_from(facts.len()).unwrap_or(i64::MAX));
        Self { value: Some(count), facts, inputs: Vec::new() }
    }
}
