//! What the server's pages ask and get, as JSON under `/api/v1`. Both ends read these types.
//!
//! | route | who | what |
//! |---|---|---|
//! | `POST session` | anyone | [`SignIn`] → [`SignedIn`] and, on the web, the cookie |
//! | `GET session` | signed in | [`SignedIn`] without the token |
//! | `DELETE session` | signed in | ends this device's session |
//! | `GET devices`, `DELETE devices/{device}` | admin, or one's own | [`Device`]s; revoking cuts off at once |
//! | `GET people` | `SeeTeam` | [`PersonRow`]s: everyone for `ManagePeople` and `SeeCompany`, else those one leads today |
//! | `PUT people/{employee}/post` | `ManagePeople` | [`NewPost`]: another superior, from a day of an open month on |
//! | `PUT people/{employee}/disabled` | `ManagePeople` | [`Disabled`]: sessions end with the next request |
//! | `GET people/{employee}/customers` | `ManagePeople`, or who leads them | [`HeldCustomer`]s they own |
//! | `GET customers/{customer}/holding` | `ManagePeople`, or who may read the customer | [`HoldingPage`] |
//! | `PUT customers/{customer}/holding` | by `policy`: `ManagePeople`, who leads the owner, the owner | [`HoldingChange`] → [`HoldingPage`] |
//! | `GET company`, `PUT company` | `ManageCompany` | [`Settings`](crate::doc::company::Settings), all of them |
//! | `GET pokes` | signed in | server-sent events while something is new; ends with the session |
//! | `GET demo` | anyone, only under `demo` | [`DemoLogin`]s |
//! | `GET activity?day=` | `SeeTeam` | [`Activity`] of the people one leads that month |
//! | `GET forms` | `DefineForms` | every version of every visit form |
//! | `PUT forms/{form}` | `DefineForms` | [`NewForm`] → the version it became |
//! | `PUT forms/{form}/retired` | `DefineForms` | [`Retired`]: offered no more, or again → the newest version |
//! | `GET reminders?of=team` | `SeeTeam` | [`TeamReminders`] of today, of the people one leads |
//! | `GET workload?from=&to=` | `SeeTeam` | [`TeamWorkload`] of the people one leads, at most a year |
//! | `GET calendar` | signed in | [`CalendarFeed`]: whether one's calendar has an address |
//! | `POST calendar`, `DELETE calendar` | signed in | makes or renews it → [`CalendarFeed`] with the address; revokes it |
//! | `GET calendar/{secret}.ics` | who knows the secret | iCalendar: next contacts, and today's plan |
//! | `GET periods` | `SeePay` | [`PeriodRow`]s, newest first |
//! | `POST periods/{month}/{freeze,score,approve,close}` | by `policy` | the period's [`PeriodRow`] |
//! | `GET periods/{month}/statements` | `SeePay` | [`StatementRow`]s |
//! | `GET periods/{month}/statements/{employee}` | `SeePay` | [`StatementPage`] |
//! | `POST import/{customers,contracts,collections}` | by `policy` | CSV body, mapping and decisions in the query → [`ImportReport`] |
//! | `POST photos/{hash}`, `GET photos/{hash}` | who may write or read a document naming it | the bytes, whole |
//! | `PATCH photos/{hash}?offset=&length=` | signed in | a piece of at most 256 KiB that goes on where the ones before ended → [`PhotoState`] |
//! | `GET photos/{hash}/state` | who sends it or may see it | [`PhotoState`] |

mod form;
mod import;
mod visit;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::books::{Books, Class, Evidence, Id, Plan};
use crate::doc::company::Company;
use crate::engine::{Told, ToldAdjustment};
use crate::fact::Method;
use crate::id::{CustomerId, DeviceId, EmployeeId};
use crate::num::Decimal;
use crate::period::{BusinessDay, Instant, Period};
use crate::policy::{Act, Role};
use crate::reminder::Reminder;
use crate::workload::{Row, Tally};

pub use form::{NewForm, Retired};
pub use import::{Decided, ImportReport, LineFault, Pair, Side};
pub use visit::{Activity, Amended, TeamPerson, TeamVisit};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignIn {
    pub login: String,
    pub password: String,
    pub device_name: String,
    /// The device this store was bound to before; a new one is made where it is not this person's or was revoked.
    #[serde(default)]
    pub device: Option<DeviceId>,
    /// Natively: give the token in the body. On the web it is only ever in the cookie.
    #[serde(default)]
    pub bearer: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedIn {
    pub employee: EmployeeId,
    pub name: String,
    pub roles: Vec<Role>,
    /// What the person may do, so that pages hide what would be refused.
    pub may: Vec<Act>,
    pub device: DeviceId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// Its zone and what it offers, for the moments until its document has come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company: Option<Company>,
}

/// How much of a photo is on the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhotoState {
    /// Of the whole photo, in bytes.
    pub length: u64,
    /// So many from its beginning are durable.
    pub have: u64,
    /// It is whole and was checked.
    pub complete: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    pub id: DeviceId,
    pub employee: EmployeeId,
    pub name: String,
    pub signed_in: Instant,
    pub seen: Instant,
    pub revoked: bool,
}

/// Somebody of the company, as who leads or administers him sees him.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonRow {
    pub employee: EmployeeId,
    pub name: String,
    pub roles: Vec<Role>,
    /// Of today's post.
    pub department: String,
    pub title: String,
    pub superior: Option<EmployeeId>,
    pub superior_name: Option<String>,
    /// Last day of employment.
    pub leave: Option<BusinessDay>,
    pub disabled: bool,
    /// That are not cut off.
    pub devices: u32,
    /// Of all his devices, the last time.
    pub seen: Option<Instant>,
    /// Customers he owns.
    pub customers: u32,
}

/// Where somebody stands from a day on. What is not said stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewPost {
    /// 直接上級
    pub superior: EmployeeId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Not after today: what one may read changes at once. In a month that is not frozen.
    pub from_day: BusinessDay,
}

/// Whether somebody may come in at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Disabled {
    pub disabled: bool,
}

/// Somebody to name or to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonName {
    pub employee: EmployeeId,
    pub name: String,
    pub department: String,
}

/// A customer of somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldCustomer {
    pub customer: CustomerId,
    pub name: String,
    pub class: Class,
    pub since: BusinessDay,
    pub collaborators: Vec<EmployeeId>,
}

/// Who holds a customer, and what the asker may change of that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoldingPage {
    pub customer: CustomerId,
    pub name: String,
    pub owner: PersonName,
    pub since: BusinessDay,
    pub collaborators: Vec<PersonName>,
    /// Whom the asker may hand it over to; nobody where he may not.
    pub heirs: Vec<PersonName>,
    /// Whether the asker may add and remove collaborators.
    pub may_set: bool,
    /// Whom he may add.
    pub helpers: Vec<PersonName>,
}

/// What shall change of who holds a customer. What is not said stays.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HoldingChange {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<EmployeeId>,
    /// All of them, without the owner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collaborators: Option<Vec<EmployeeId>>,
}

/// A login the demo company's sign-in page lists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemoLogin {
    pub login: String,
    pub password: String,
    pub name: String,
    pub roles: Vec<Role>,
    /// Post and department, for people.
    pub post: String,
}

/// What the people one leads are to be reminded of today (FUP-3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamReminders {
    pub day: BusinessDay,
    /// The most pressing first.
    pub rows: Vec<TeamReminder>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamReminder {
    /// Who owns the customer.
    pub employee: EmployeeId,
    pub name: String,
    pub customer: CustomerId,
    pub customer_name: String,
    pub class: Class,
    pub reminder: Reminder,
    /// Breaches of the contact gap so far, and the day of the next (D-29).
    pub breaches: i64,
    pub next_breach: Option<BusinessDay>,
}

/// The work of the people one leads (FUP-5).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamWorkload {
    pub from: BusinessDay,
    pub to: BusinessDay,
    /// Those who go out, and whoever else did anything.
    pub people: Vec<PersonWorkload>,
    pub total: Tally,
    pub days: BTreeMap<BusinessDay, Tally>,
    pub methods: BTreeMap<Method, Tally>,
    /// By person, day and method.
    pub rows: Vec<Row>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonWorkload {
    pub employee: EmployeeId,
    pub name: String,
    pub department: String,
    pub tally: Tally,
}

/// One's calendar of next contacts (INT-4). Whoever knows its address reads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarFeed {
    /// `None`: it has no address.
    pub made: Option<Instant>,
    /// Told once, when it is made: the server keeps only what it can be checked with. A path on this server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
}

/// Where a period stands (CLO-1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PeriodState {
    Open,
    Frozen,
    Scored,
    Approved,
    Closed,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeriodRow {
    pub period: Period,
    pub state: PeriodState,
    /// People scored in it.
    pub people: u32,
    /// Sum of what is paid, adjustments included, once scored.
    pub total: Option<String>,
    pub currency: String,
    pub steps: Vec<PeriodStep>,
    /// What the asker may do next, and what blocks it where something does.
    pub next: Option<NextStep>,
    /// Of the close: this period's seal, chained to the one before.
    pub seal: Option<String>,
}

/// A step that was taken: by whom and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeriodStep {
    pub state: PeriodState,
    pub by: EmployeeId,
    pub by_name: String,
    pub at: Instant,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NextStep {
    /// `freeze`, `score`, `approve`, `close`: the last part of the route.
    pub step: String,
    /// `None`: go ahead. Else a fluent key `blocked-…`: the month is not over, another person must, not your role …
    pub blocked: Option<String>,
}

/// What is paid by section; see [`StatementPage`] for the lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementRow {
    pub employee: EmployeeId,
    pub name: String,
    pub department: String,
    pub score: Option<String>,
    pub grade: Option<String>,
    pub base: Option<String>,
    pub floating: Option<String>,
    /// With special awards.
    pub bonus: Option<String>,
    /// With the draw.
    pub commission: Option<String>,
    /// With what of a negative total is carried.
    pub deduction: Option<String>,
    pub total: Option<String>,
    /// Sum of the adjustments of earlier months that this close pays beside the total.
    pub adjusted: Option<String>,
    /// Why this person's statement could not be computed; the others' could.
    pub stopped: Option<String>,
    /// The seal over statement, adjustments and input pack.
    pub hash: Option<String>,
    /// Closed by a version whose statements are not read any more: only total and hash are left.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub former: bool,
}

/// What a statement was computed under.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Under {
    /// ISO 4217.
    pub currency: String,
    /// Decimals of the currency.
    pub minor: u32,
    pub plan: Plan,
}

impl From<&Books> for Under {
    fn from(books: &Books) -> Self {
        let (currency, minor) = (books.company.currency.to_string(), books.company.minor);
        Self { currency, minor, plan: books.plan.clone() }
    }
}

impl Under {
    /// The plan's name for people.
    #[must_use]
    pub fn plan_name(&self) -> &str {
        if self.plan.name.is_empty() { &self.plan.id } else { &self.plan.name }
    }
}

/// A statement with its explanation and the facts it stands on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StatementPage {
    pub row: StatementRow,
    pub state: PeriodState,
    /// `None` before the scoring, and for what a former version closed.
    pub under: Option<Under>,
    pub told: Option<Told>,
    pub adjustments: Vec<ToldAdjustment>,
    /// Of the input pack.
    pub pack_hash: Option<String>,
    pub facts: Vec<Evidence>,
    /// Names of the customers in the facts.
    pub customers: BTreeMap<Id, String>,
}

/// Sum of a metric over people, for checks and boards.
pub type ByEmployee = BTreeMap<EmployeeId, Decimal>;
