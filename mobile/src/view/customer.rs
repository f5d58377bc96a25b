//! A customer in a list, and on a page of its own.

use serde::{Deserialize, Serialize};
use shared::doc::customer::{Customer, Lifecycle};
use shared::doc::ledger::{Class, Holding};
use shared::fact::Fact;
use shared::id::{CustomerId, SiteId};
use shared::period::BusinessDay;
use shared::place::Place;
use shared::reminder::Reminder;

use super::{Happening, More};

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
