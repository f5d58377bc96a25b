//! Which customers a list or a map shows.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use shared::customer::Likeness;
use shared::doc::customer::{Customer, Lifecycle};
use shared::doc::ledger::Class;
use shared::id::CustomerId;
use shared::place::Place;
use shared::reminder::Kind;

use super::CustomerRow;

/// What is looked for. All that is said must hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    /// As typed: letters, pinyin, initials, digits, mixed.
    pub text: String,
    /// Any of these reminders; empty: with or without one.
    pub due: BTreeSet<Kind>,
    pub class: Option<Class>,
    pub lifecycle: Option<Lifecycle>,
    pub tag: Option<String>,
    /// Partners only (CUS-3).
    pub partner: bool,
    pub whose: Option<Whose>,
    /// Metres from here.
    pub within: Option<u32>,
    pub sort: Sort,
    pub offset: u32,
    pub limit: u32,
}

impl Wanted {
    /// Rows a list shows before more are asked for.
    pub const PAGE: u32 = 60;

    /// Everything, on one page.
    #[must_use]
    pub fn all() -> Self {
        Self { limit: u32::MAX, ..Self::default() }
    }

    /// Filters that are set, but for the text.
    #[must_use]
    pub fn filters(&self) -> usize {
        [
            !self.due.is_empty(),
            self.class.is_some(),
            self.lifecycle.is_some(),
            self.tag.is_some(),
            self.partner,
            self.whose.is_some(),
            self.within.is_some(),
        ]
        .into_iter()
        .filter(|set| *set)
        .count()
    }
}

impl Default for Wanted {
    fn default() -> Self {
        Self {
            text: String::new(),
            due: BTreeSet::new(),
            class: None,
            lifecycle: None,
            tag: None,
            partner: false,
            whose: None,
            within: None,
            sort: Sort::default(),
            offset: 0,
            limit: Self::PAGE,
        }
    }
}

/// Whose customer it is, seen from who looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Whose {
    /// He owns it, or made it here and the server has not said otherwise.
    Mine,
    /// Another owns it.
    Shared,
}

/// In what order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// Nearest first; by name where no position is known.
    #[default]
    Distance,
    /// Most pressing first.
    Pressing,
    /// By sound.
    Name,
    Class,
    /// Longest ago first.
    LastContact,
}

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct CustomerList {
    pub rows: Vec<CustomerRow>,
    /// All that were found, on whatever page.
    pub total: u32,
    /// All there are.
    pub all: u32,
    /// Tags that any of them has.
    pub tags: Vec<String>,
}

/// A customer on the map.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CustomerMark {
    pub id: CustomerId,
    pub name: String,
    pub place: Place,
    pub class: Option<Class>,
    pub due: Option<Kind>,
}

/// A customer that may be the one that is being entered (CUS-4).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Same {
    pub row: CustomerRow,
    pub why: Likeness,
}

/// What has been entered of a customer so far.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Entered {
    pub name: String,
    pub phone: Option<String>,
    pub place: Option<Place>,
    /// The customer that is looked at: it is no duplicate of itself.
    pub but: Option<CustomerId>,
}

/// What else a customer's page says.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct More {
    /// It is another name of that customer.
    pub into: Option<(CustomerId, String)>,
    /// Customers that are other names of this one. Their sites and people stand in the page's profile too.
    pub also: BTreeMap<CustomerId, Customer>,
    /// The merge was not yet carried out by the server.
    pub merging: bool,
    /// A class that was asked for and that the server has not decided on.
    pub class: Option<Class>,
    /// The partner through whom it is served.
    pub via: Option<String>,
}
