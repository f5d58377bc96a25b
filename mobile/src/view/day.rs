//! The rep's day: what he is reminded of, where he means to go, how much he did.

use serde::{Deserialize, Serialize};
use shared::doc::ledger::Class;
use shared::fact::Method;
use shared::id::CustomerId;
use shared::metric::Kept;
use shared::period::BusinessDay;
use shared::reminder::{Gap, Reminder};
use shared::workload::Tally;

use super::CustomerRow;

/// One thing to be reminded of: a customer may have several.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReminderRow {
    pub customer: CustomerId,
    pub name: String,
    pub class: Option<Class>,
    pub phone: Option<String>,
    pub reminder: Reminder,
    pub next_step: Option<String>,
    /// Put off until that day; `None`: it stands.
    pub until: Option<BusinessDay>,
}

/// How it stands with one customer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Standing {
    pub today: BusinessDay,
    pub reminders: Vec<ReminderRow>,
    /// Where the limits of the gap lie; `None`: the customer has no class or no owner here.
    pub gap: Option<Gap>,
}

/// A stop of a day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Stop {
    pub customer: CustomerRow,
    /// A visit of that day was taken by it (D-26).
    pub done: bool,
}

/// A day's plan.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct DayStops {
    pub stops: Vec<Stop>,
    /// It was changed after the first check-in: an earlier one counts.
    pub late: bool,
}

/// The page of a day's plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlanPage {
    pub day: BusinessDay,
    pub today: BusinessDay,
    pub plan: DayStops,
    /// Where he went a week before by plan, for whom he still has.
    pub last_week: Vec<CustomerRow>,
    /// Due first, then nearest.
    pub suggested: Vec<CustomerRow>,
    /// The month until today; `None` until a ledger has come.
    pub month: Option<MonthKept>,
}

/// How a month's plans were kept, and whom he has been to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MonthKept {
    pub kept: Kept,
    pub coverage: Vec<Covered>,
}

/// Customers of a class contacted at their frequency (D-23).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Covered {
    pub class: Class,
    pub covered: i64,
    pub all: i64,
    pub missing: Vec<(CustomerId, String)>,
}

/// One's own work of some days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MyWork {
    pub from: BusinessDay,
    pub to: BusinessDay,
    pub total: Tally,
    /// Every day asked for, also those without work.
    pub days: Vec<(BusinessDay, Tally)>,
    pub methods: Vec<(Method, Tally)>,
}
