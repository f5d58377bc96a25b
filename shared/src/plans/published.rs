use serde::{Deserialize, Serialize};

use crate::books::Plan;
use crate::period::{BusinessDay, Month};

/// A version of a company's plan and the day from which on it is in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    pub from: BusinessDay,
    pub plan: Plan,
}

/// The version a month is evaluated under: in force on its first day, of several from one day the last published. A version
/// from the middle of a month begins with the next one, so that no month is scored by two plans.
///
/// `None`: nothing was published by then.
#[must_use]
pub fn in_force(versions: &[Published], month: Month) -> Option<&Published> {
    let first = month.first_day();
    versions.iter().filter(|one| one.from <= first).max_by_key(|one| (one.from, one.plan.version))
}
