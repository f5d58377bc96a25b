//! Books: one company's people, plan and facts, as the public format `fieldtally-books/1` writes them. The one input of
//! the engine: the server fills them from its tables, the phone from its store, auditors from a file.
//!
//! Everything that counts is an exact decimal; days are local business days; every fact carries `known_on`, the day the
//! server held it.

mod activity;
mod evidence;
mod from_facts;
mod known;
mod money;
mod people;
pub mod plan;
mod plans;
pub mod read;
mod slice;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::num::{Currency, Decimal};
use crate::period::{BusinessDay, Calendar, Month, Zone};

pub use activity::{
    Contact, Event, Expense, ExpenseState, Opportunity, Outcome, PlannedVisit, Rating, StageEntry, Survey, Trip, Visit,
    Won,
};
pub use evidence::Evidence;
pub use from_facts::book_id;
pub use money::{
    Amendment, BadDebt, Collection, Contract, ContractLine, Fx, Instalment, Penalty, Product, Refund, Special, Split,
};
pub use people::{Class, Customer, Person, Post, Site, Target, Wage};
pub use plan::Plan;
pub use plans::counting;
pub use read::{Checked, Fault, read, read_plan, read_text};
pub use slice::Slicer;

/// An id as its owner wrote it; ordered by its bytes (D-4).
///
/// Shared, because a trail names the same facts many times.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Id(Arc<str>);

impl Id {
    #[must_use]
    pub fn new(id: &str) -> Self {
        Self(id.into())
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Id {
    fn from(id: &str) -> Self {
        Self::new(id)
    }
}

impl From<String> for Id {
    fn from(id: String) -> Self {
        Self(id.into())
    }
}

impl From<Id> for String {
    fn from(id: Id) -> Self {
        id.0.as_ref().to_owned()
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::borrow::Borrow<str> for Id {
    fn borrow(&self) -> &str {
        &self.0
    }
}

/// A value in force from a day on; the last with `from` ≤ day counts (D-15).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rate {
    pub from: BusinessDay,
    /// Share of the money, 0.03 for 3 %.
    pub rate: Decimal,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Company {
    pub id: Id,
    pub zone: Zone,
    /// ISO 4217: what people are paid in.
    pub currency: Currency,
    /// Decimals of the pay currency.
    pub minor: u32,
    pub calendar: Calendar,
}

/// Which money counts in collection_rate (D-20).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CollectionRate {
    /// Only money received in the period.
    InPeriod,
    /// What was paid before the period counts too.
    #[default]
    WithPrepaid,
    /// All instalments due up to the period's end against all money on them.
    Cumulative,
}

/// Instants as the format writes them: `YYYY-MM-DDTHH:MM:SSZ`, with milliseconds only where there are any.
mod instant_text {
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::period::Instant;

    pub fn text(at: Instant) -> String {
        at.to_string().replace(".000Z", "Z")
    }

    #[allow(clippy::trivially_copy_pass_by_ref)]
    pub fn serialize<S: Serializer>(at: &Instant, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&text(*at))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Instant, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }

    pub mod option {
        use super::{Deserialize, Deserializer, Instant, Serializer, text};

        pub fn serialize<S: Serializer>(at: &Option<Instant>, serializer: S) -> Result<S::Ok, S::Error> {
            match at {
                Some(at) => serializer.serialize_str(&text(*at)),
                None => serializer.serialize_none(),
            }
        }

        pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Instant>, D::Error> {
            let text = Option::<String>::deserialize(deserializer)?;
            text.map(|text| text.parse().map_err(serde::de::Error::custom)).transpose()
        }
    }
}

fn yes() -> bool {
    true
}

/// The choices a company makes; each default is `domain.md`'s.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    #[serde(default)]
    pub collection_rate: CollectionRate,
    /// Money received after leaving still earns commission (D-33).
    #[serde(default = "yes")]
    pub leavers_earn: bool,
    /// A negative total is paid as 0 and the rest carried as a balance (D-38). Off in plain books.
    #[serde(default)]
    pub negative_carry: bool,
    /// Days a customer of a class may go without contact (D-29), and how often he is to be contacted (D-23).
    #[serde(default)]
    pub intervals: Intervals,
    /// Shortest stay of an effective visit, in minutes.
    #[serde(default = "ten")]
    pub effective_minutes: u32,
    /// Mean bonus coefficient under which somebody becomes a dismissal candidate (D-37).
    #[serde(default = "requirement")]
    pub requirement: Decimal,
}

fn ten() -> u32 {
    10
}

fn requirement() -> Decimal {
    Decimal::new(6, 1)
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            collection_rate: CollectionRate::default(),
            leavers_earn: true,
            negative_carry: false,
            intervals: Intervals::default(),
            effective_minutes: ten(),
            requirement: requirement(),
        }
    }
}

/// Days by customer class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Intervals {
    #[serde(rename = "A")]
    pub a: u32,
    #[serde(rename = "B")]
    pub b: u32,
    #[serde(rename = "C")]
    pub c: u32,
}

impl Default for Intervals {
    fn default() -> Self {
        Self { a: 7, b: 14, c: 30 }
    }
}

impl Intervals {
    #[must_use]
    pub const fn of(&self, class: Class) -> u32 {
        match class {
            Class::A => self.a,
            Class::B => self.b,
            Class::C => self.c,
        }
    }
}

/// A point to convert between datums (D-41).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Point {
    pub id: Id,
    pub lat: Decimal,
    pub lon: Decimal,
}

/// One company's books.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "format", rename = "fieldtally-books/1")]
pub struct Books {
    pub company: Company,
    #[serde(default)]
    pub settings: Settings,
    /// Consecutive months to close.
    pub periods: Vec<Month>,
    /// The day of each month's freeze, inclusive.
    #[serde(default)]
    pub closes: BTreeMap<Month, BusinessDay>,
    #[serde(default)]
    pub people: Vec<Person>,
    #[serde(default)]
    pub products: Vec<Product>,
    #[serde(default)]
    pub customers: Vec<Customer>,
    /// Other names of customers, each with the one that counts: facts that come in by another name count there (CUS-4).
    /// Plain books have none: their facts name who counts.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub merged: BTreeMap<Id, Id>,
    #[serde(default)]
    pub opportunities: Vec<Opportunity>,
    #[serde(default)]
    pub contracts: Vec<Contract>,
    #[serde(default)]
    pub collections: Vec<Collection>,
    #[serde(default)]
    pub refunds: Vec<Refund>,
    #[serde(default)]
    pub bad_debts: Vec<BadDebt>,
    #[serde(default)]
    pub visits: Vec<Visit>,
    #[serde(default)]
    pub contacts: Vec<Contact>,
    #[serde(default)]
    pub planned_visits: Vec<PlannedVisit>,
    #[serde(default)]
    pub surveys: Vec<Survey>,
    #[serde(default)]
    pub expenses: Vec<Expense>,
    #[serde(default)]
    pub trips: Vec<Trip>,
    #[serde(default)]
    pub outcomes: Vec<Outcome>,
    #[serde(default)]
    pub ratings: Vec<Rating>,
    #[serde(default)]
    pub events: Vec<Event>,
    #[serde(default)]
    pub penalties: Vec<Penalty>,
    #[serde(default)]
    pub specials: Vec<Special>,
    #[serde(default)]
    pub fx: Vec<Fx>,
    #[serde(default)]
    pub targets: Vec<Target>,
    #[serde(default)]
    pub points: Vec<Point>,
    pub plan: Plan,
}
