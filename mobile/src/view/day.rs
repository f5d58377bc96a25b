//! The rep's day: what he is reminded of, where he means to go, how much he did.

use serde::{Deserialize, Serialize};
use shared::doc::ledger::Class;
use shared::fact::Method;
use shared::id::{CustomerId, RecordId};
use shared::metric::Kept;
use shared::period::BusinessDay;
use shared::reminder::{Gap, Reminder};
use shared::workload::Tally;

use super::CustomerRow;

/// The rep's home page 主頁.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Today {
    pub day: BusinessDay,
    pub month: MonthSoFar,
    /// Most pressing first; a customer may have several.
    pub reminders: Vec<ReminderRow>,
    /// Put off: out of sight until their day.
    pub snoozed: Vec<ReminderRow>,
    pub plan: DayStops,
    /// The plan's next stop; without one the nearest customer, or where no position is known the most pressing: what 簽到
    /// would be for.
    pub next: Option<CustomerRow>,
    pub open_visit: Option<RecordId>,
    pub visits_today: u32,
}

/// My month at a glance, computed on this device: provisional.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct MonthSoFar {
    /// `None` until a ledger has come from the server.
    pub headline: Option<Attainment>,
    pub working_days: u32,
    pub working_days_so_far: u32,
    pub score: Option<String>,
    pub grade: Option<String>,
    /// Amount with the currency's decimals.
    pub pay: Option<String>,
    pub currency: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attainment {
    pub metric: String,
    pub actual: String,
    pub target: String,
    /// Whole percent, cut down.
    pub percent: u32,
}

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
