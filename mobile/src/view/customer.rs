//! A customer in a list, and on a page with all that happened.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use shared::doc::customer::{Customer, Lifecycle, LifecycleEvent};
use shared::doc::desk::Refusal;
use shared::doc::form::Form;
use shared::doc::journal::{CheckIn, CheckOut, ClassChange, Contact, Expense, Merge, Snooze};
use shared::doc::ledger::{Class, Holding};
use shared::fact::Fact;
use shared::id::{CustomerId, RecordId, SiteId};
use shared::period::{BusinessDay, Instant};
use shared::place::{Flag, Place, Verdict};
use shared::reminder::Reminder;

use super::{More, RecordState};

/// A customer in a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CustomerRow {
    pub id: CustomerId,
    pub name: String,
    pub class: Option<Class>,
    pub phone: Option<String>,
    pub site: Option<SiteRow>,
    /// Metres to the nearest site.
    pub distance: Option<f64>,
    pub reminder: Option<Reminder>,
    pub last_contact: Option<BusinessDay>,
    /// Where it stands of its lifecycle.
    #[serde(default)]
    pub stage: Option<Lifecycle>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SiteRow {
    pub id: SiteId,
    pub address: Option<String>,
    pub place: Place,
    /// Of the fence, in metres.
    pub radius: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CustomerPage {
    pub row: CustomerRow,
    pub profile: Customer,
    pub holding: Option<Holding>,
    /// Of the owner, where the company's document names him.
    pub owner_name: Option<String>,
    /// Newest first: what this person and, where readable, others recorded with this customer.
    pub timeline: Vec<Happening>,
    /// Contracts and collections of this customer the phone knows, newest first.
    pub money: Vec<Fact>,
    #[serde(default)]
    pub more: More,
}

/// One record in a timeline.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Happening {
    pub id: RecordId,
    pub at: Instant,
    pub offset: i16,
    pub state: RecordState,
    pub refusal: Option<Refusal>,
    pub what: HappeningKind,
    /// (field, value, reason), oldest first; the original stands in `what`.
    pub amendments: Vec<(String, String, String)>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum HappeningKind {
    Visit {
        check_in: Box<CheckIn>,
        verdict: Verdict,
        distance: Option<f64>,
        check_out: Option<(Instant, Box<CheckOut>)>,
        flags: BTreeSet<Flag>,
        /// The version of the form it was filled in with.
        form: Option<Box<Form>>,
    },
    Contact {
        contact: Box<Contact>,
    },
    Expense {
        expense: Box<Expense>,
    },
    /// A step of the lifecycle, with the name of who took it where the company's document knows it.
    Stage {
        event: LifecycleEvent,
        by: Option<String>,
    },
    /// Another class was asked for.
    Class {
        change: ClassChange,
    },
    /// It was said to be the same as another, or not to be any more; with the other's name.
    Merge {
        merge: Merge,
        other: Option<String>,
    },
    Snooze {
        snooze: Box<Snooze>,
    },
}
