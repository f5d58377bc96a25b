//! What pages ask the store actor and what they get: plain data, ready to be shown, in no language yet.

mod customer;
mod customers;
mod day;
mod draft;
mod evidence;
mod indicators;
mod sync;
mod visit;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use shared::doc::company::{Choice, Company};
use shared::doc::desk::Refusal;
use shared::engine::{Told, ToldAdjustment};
use shared::id::{CustomerId, DeviceId, EmployeeId, RecordId};
use shared::period::{BusinessDay, Instant, Period};
use shared::place::{Fix, Flag, Place};
use shared::policy::{Act, Role};
use shared::rest::Under;

use crate::record::{Command, PhotoBytes};

pub use customer::{CustomerPage, CustomerRow, SiteRow};
pub use customers::{CustomerList, CustomerMark, Entered, More, Same, Sort, Wanted, Whose};
pub use day::{Covered, DayStops, MonthKept, MyWork, PlanPage, ReminderRow, Standing, Stop};
pub use draft::Draft;
pub use evidence::{Evidence, Found, evidence};
pub use indicators::{Indicator, indicators};
pub use sync::{PhotoOnItsWay, RecordState, SyncState};
pub use visit::{AMENDABLE, Happening, HappeningKind, OpenVisit, VisitPage};

/// A question to the store actor.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ask {
    /// Who is signed in here, and how the sync stands.
    Status,
    SignIn(SignIn),
    /// Locks the store; what is not sent stays in it.
    SignOut,
    /// Makes a record durable; answered with [`Answer::Recorded`] after the commit, never before.
    Record(Box<Command>),
    Today(Now),
    /// A page of the customers that are looked for.
    Customers {
        wanted: Box<Wanted>,
        now: Now,
    },
    /// All of them that have a place, whatever page of the list they are on.
    CustomerMap {
        wanted: Box<Wanted>,
        now: Now,
    },
    /// Who may be the one that is being entered (CUS-4).
    Same {
        entered: Box<Entered>,
        now: Now,
    },
    Customer {
        id: CustomerId,
        now: Now,
    },
    /// The visit that is open, if one is.
    OpenVisit(Now),
    /// What was entered of a visit that is not closed yet.
    Draft {
        visit: RecordId,
    },
    /// Keeps what is entered of the open visit, with the pictures that are new since the last time.
    KeepDraft {
        visit: RecordId,
        draft: Box<Draft>,
        pictures: Vec<PhotoBytes>,
    },
    /// A visit with its evidence.
    Visit {
        id: RecordId,
        now: Now,
    },
    /// What a check-in with this fix would have a person look at.
    Flags {
        fix: Fix,
        now: Now,
    },
    /// `None`: the open month, computed here and provisional.
    Performance {
        period: Option<Period>,
        now: Now,
    },
    /// Everything one is to be reminded of now.
    Reminders(Now),
    /// How it stands with one customer.
    Standing {
        customer: CustomerId,
        now: Now,
    },
    Plan {
        day: BusinessDay,
        now: Now,
    },
    /// One's own work from a day to another.
    Work {
        from: BusinessDay,
        to: BusinessDay,
    },
    Outbox,
    /// Bytes of a photo kept here.
    Photo {
        hash: String,
    },
    /// Everything not yet held by the server, as one JSON text the rep can keep (SYN-3).
    Export,
    /// Exchange with the server now.
    Sync,
    /// A page, by a name of its own, came into sight or went out of it.
    Visible {
        page: String,
        seen: bool,
    },
    /// The user has read what [`Status::notice`] says.
    Told,
}

/// When and where a page is drawn: the actor has no clock of its own.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Now {
    pub at: Instant,
    pub place: Option<Place>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignIn {
    /// Base address of the server, such as `https://crm.example.cn`; empty on the web: where the page came from.
    pub server: String,
    pub login: String,
    pub password: String,
    /// Shown in the list of devices, such as `Chrome, Android`.
    pub device_name: String,
    pub at: Instant,
}

/// The answer to an [`Ask`], by its kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    Status(Box<Status>),
    Recorded { id: RecordId },
    Today(Box<Today>),
    Customers(Box<CustomerList>),
    CustomerMap(Vec<CustomerMark>),
    Same(Vec<Same>),
    Customer(Box<CustomerPage>),
    OpenVisit(Option<Box<OpenVisit>>),
    Draft { draft: Box<Draft>, pictures: Vec<PhotoBytes> },
    Visit(Box<VisitPage>),
    Flags(BTreeSet<Flag>),
    Performance(Box<Performance>),
    Reminders(Vec<ReminderRow>),
    Standing(Box<Standing>),
    Plan(Box<PlanPage>),
    Work(Box<MyWork>),
    Outbox(Vec<OutboxItem>),
    Photo(#[serde(with = "crate::json::bytes")] Vec<u8>),
    Export(String),
    Done,
    Failed(Failure),
}

/// Something that went wrong, in words that say what to do; `code` is a fluent key `error-…` where there is one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{code}: {message}")]
pub struct Failure {
    pub code: String,
    pub message: String,
    #[serde(default)]
    pub hint: Option<String>,
}

/// What the actor says on its own. The page asks again for what it shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// Something in the store changed: records, states, what came from the server.
    Changed,
    Sync(SyncState),
    /// The server ended the session: this device was revoked or signed out elsewhere.
    SignedOut,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Status {
    pub session: Option<Session>,
    pub sync: SyncState,
    /// `false`: the browser gives no durable storage (private mode); nothing can be recorded safely.
    pub durable: bool,
    /// What was damaged in the store and what became of it, until the user has read it.
    #[serde(default)]
    pub notice: Option<Failure>,
}

/// Who is signed in on this device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    pub employee: EmployeeId,
    pub name: String,
    pub roles: Vec<Role>,
    pub may: Vec<Act>,
    pub device: DeviceId,
    pub server: String,
    pub company: Option<Company>,
    /// Natively, for the pages that ask the server; on the web the cookie does it and this is `None`.
    pub token: Option<String>,
}

impl Session {
    /// Of what the server answered to a sign-in.
    #[must_use]
    pub fn new(signed: shared::rest::SignedIn, server: String) -> Self {
        Self {
            employee: signed.employee,
            name: signed.name,
            roles: signed.roles,
            may: signed.may,
            device: signed.device,
            server,
            company: signed.company,
            token: signed.token,
        }
    }
}

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

/// My performance of a period.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Performance {
    pub period: Period,
    /// Computed here from what the phone holds; `false`: sealed by a close.
    pub provisional: bool,
    /// `None` until a ledger has come, where there is nothing to state, or where it could not be computed (then `problem`).
    pub told: Option<Box<Told>>,
    pub under: Option<Box<Under>>,
    /// What the close paid beside the statement, for months closed before.
    pub adjustments: Vec<ToldAdjustment>,
    pub problem: Option<String>,
    /// Of a sealed statement: the server's hash, and whether evaluating its pack here gave the same.
    pub seal: Option<Seal>,
    /// Sealed periods, newest first.
    pub periods: Vec<Period>,
    /// What the fact ids in the trail are.
    pub evidence: Found,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seal {
    pub server_hash: String,
    pub own_hash: String,
    pub agrees: bool,
}

/// A record in the outbox.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OutboxItem {
    pub id: RecordId,
    pub at: Instant,
    pub offset: i16,
    /// `check_in`, `check_out`, `contact`, `expense`, `amend`, `edit_customer`.
    pub kind: String,
    pub customer: Option<String>,
    /// Amount with currency, for an expense.
    pub amount: Option<String>,
    pub state: RecordState,
    pub refusal: Option<Refusal>,
    /// A refusal at the door: code and message.
    pub door: Option<Failure>,
    /// Why a photo of it was refused for good; the record itself goes its own way.
    #[serde(default)]
    pub photo: Option<Failure>,
}

/// Choices of the company the forms offer, with what is used before a company document has come.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Choices {
    pub expense_categories: Vec<Choice>,
    pub visit_purposes: Vec<Choice>,
    pub outside_reasons: Vec<Choice>,
}
