//! What one employee's phone needs to compute pay and to know its customers, written by the server alone: his part of the
//! books, contracts and collections with his share, when others were with his customers, and who owns which customer.

mod merged;
mod pack;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Doc, DocError};
use crate::books::{Books, Contact, Id};
use crate::engine::{Balance, Constants};
use crate::fact::Known;
use crate::id::{CustomerId, EmployeeId};
use crate::period::BusinessDay;

pub use crate::books::Class;
pub use merged::merged;
pub use pack::customer;

/// Who a customer belongs to, by the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holding {
    pub class: Class,
    pub owner: EmployeeId,
    /// Of the ownership.
    pub since: BusinessDay,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub collaborators: Vec<EmployeeId>,
    /// It is another name of that customer: what is recorded here counts there (CUS-4).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merged_into: Option<CustomerId>,
}

/// What a person's month is computed under.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    pub employee: Id,
    /// His part of the books, but for what the rest of the ledger and his own journals say: no contracts, no visits, no
    /// contacts, no claims, and of the customers only those that are not among the holdings.
    pub books: Books,
    /// Of the last close: what he takes from the others is known only when a month is closed.
    pub constants: Constants,
    /// After the last close.
    pub balance: Balance,
}

/// A ledger as read.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    /// `None` until the server knows a post of the person that is scored.
    pub terms: Option<Terms>,
    /// Contracts, collections and refunds that count for him, by (day, id).
    pub facts: Vec<Known>,
    /// When others were with customers of his, never who.
    pub contacts: Vec<Contact>,
    pub holdings: BTreeMap<CustomerId, Holding>,
}

const TERMS: &str = "terms";
const FACT: &str = "fact:";
const CONTACT: &str = "contact:";
const HOLDING: &str = "holding:";

/// Makes the document say exactly this; says whether anything changed.
pub fn write(doc: &mut Doc, ledger: &Ledger) -> Result<bool, DocError> {
    let mut changed = false;
    if let Some(terms) = &ledger.terms {
        changed |= doc.reconcile(TERMS, terms)?;
    }
    changed |= replace(doc, FACT, ledger.facts.iter().map(|known| (known.fact.id.to_string(), known)))?;
    changed |= replace(doc, CONTACT, ledger.contacts.iter().map(|contact| (contact.id.to_string(), contact)))?;
    changed |= replace(doc, HOLDING, ledger.holdings.iter().map(|(id, holding)| (id.to_string(), holding)))?;
    Ok(changed)
}

/// Says who holds one customer; says whether that is new.
pub fn put_holding(doc: &mut Doc, customer: CustomerId, holding: &Holding) -> Result<bool, DocError> {
    doc.reconcile(&format!("{HOLDING}{customer}"), holding)
}

fn replace<T: Serialize>(
    doc: &mut Doc,
    prefix: &str,
    wanted: impl Iterator<Item = (String, T)>,
) -> Result<bool, DocError> {
    let mut gone: std::collections::BTreeSet<String> = doc.entries(prefix).map(|entry| entry.key).collect();
    let mut changed = false;
    for (name, value) in wanted {
        let key = format!("{prefix}{name}");
        changed |= doc.reconcile(&key, &value)?;
        gone.remove(&key);
    }
    for key in &gone {
        doc.remove(key)?;
    }
    Ok(changed || !gone.is_empty())
}

/// Reads a ledger. What a former version wrote otherwise is left out.
#[must_use]
pub fn read(doc: &Doc) -> Ledger {
    let mut facts: Vec<Known> = doc.map(FACT).into_values().collect();
    facts.sort_by(|a: &Known, b| (a.fact.day, &a.fact.id).cmp(&(b.fact.day, &b.fact.id)));
    let mut contacts: Vec<Contact> = doc.map(CONTACT).into_values().collect();
    contacts.sort_by(|a: &Contact, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
    Ledger {
        terms: doc.get(TERMS).ok().flatten(),
        facts,
        contacts,
        holdings: doc.map(HOLDING).into_iter().filter_map(|(id, holding)| Some((id.parse().ok()?, holding))).collect(),
    }
}
