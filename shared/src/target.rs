//! Sales targets 銷售目標 (TGT-1): do the targets of departments and people add up to those above them, how is a target
//! split and put together, how far is it reached.
//!
//! Nothing is guessed: a quarter has a target where somebody set one, or asked for the sum of its months.

mod attainment;
mod cascade;
mod split;

use crate::books::Id;
use crate::metric::{self, Metric, Unit};
use crate::num::{Decimal, NumError};
use crate::period::{Month, Span};

pub use attainment::{Attained, attained, attainment, department_of};
pub use cascade::{CascadeFault, Tree, faults};
pub use split::{from_months, hand_down, spread};

/// What can not be done with a target.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TargetError {
    #[error("there is no metric {0}")]
    NoMetric(Id),
    #[error("{0} does not add up: the sum of its parts means nothing")]
    DoesNotAddUp(Id),
    #[error("{subject} has no target of {metric} for {month}")]
    NoMonth { subject: Id, metric: Id, month: Month },
    #[error("{subject} has two targets of {metric} for {month}")]
    TwoForMonth { subject: Id, metric: Id, month: Month },
    #[error("each month of {0} has one weight, and no other month")]
    Months(Span),
    #[error("{0} has more than one weight")]
    TwoWeights(Id),
    #[error("the weight of {0} is {1}: weights are 0 or more")]
    Negative(Id, Decimal),
    #[error("no weight is above 0")]
    NoWeight,
    #[error("{metric} counts whole units, and {value} is none")]
    NotWhole { metric: Id, value: Decimal },
    #[error(transparent)]
    Num(#[from] NumError),
}

/// The metric of that name whose parts sum to the whole, over people and over months (D-27).
fn adding_up(name: &Id) -> Result<&'static Metric, TargetError> {
    let found = metric::named(name.as_str()).ok_or_else(|| TargetError::NoMetric(name.clone()))?;
    if found.metric.adds_up { Ok(found.metric) } else { Err(TargetError::DoesNotAddUp(name.clone())) }
}

/// How fine a part of a target may be: money to the minor unit, counts whole; quantities as fine as the whole is.
fn places(metric: &Metric, value: Decimal, minor: u32) -> u32 {
    match metric.unit {
        Unit::Money => minor,
        Unit::Quantity => value.normalize().scale(),
        Unit::Count | Unit::PerDay | Unit::Share | Unit::Points => 0,
    }
}
