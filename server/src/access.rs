//! Access that changes: who holds a customer, who stands under whom, who may come in at all (VIS-6). Each change is one
//! transaction: what is asked for, the grants (new readers get documents whole, former ones are told that they are gone),
//! the ledgers of those concerned, and a row of the audit. Imports take the same steps.

pub mod holding;
pub mod people;
pub mod request;

use std::collections::BTreeSet;

use shared::doc::ledger::Holding;
use shared::id::{CompanyId, CustomerId, DocId, EmployeeId};
use shared::period::{BusinessDay, Instant};

use crate::docs::{Docs, DocsError};
use crate::ledger;
use crate::store::people::Person;
use crate::store::{self, Connection, StoreError, Transaction, company, grant, org};

/// Why a change of access was not made.
#[derive(Debug, thiserror::Error)]
pub enum AccessError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Docs(#[from] DocsError),
    #[error("there is no {0}")]
    Unknown(String),
    /// Readable, but not with this value.
    #[error("{field} {value:?} {why}")]
    Invalid { field: &'static str, value: String, why: String },
    #[error(transparent)]
    Setting(#[from] shared::doc::company::Unfit),
    #[error("{why}")]
    NotAllowed { field: &'static str, value: String, why: String },
    /// Nobody shuts himself out.
    #[error("nobody disables himself")]
    Oneself,
    /// Somebody must be left who can let people in.
    #[error("{0} is the last administrator")]
    LastAdministrator(EmployeeId),
}

impl AccessError {
    fn invalid(field: &'static str, value: impl ToString, why: impl Into<String>) -> Self {
        Self::Invalid { field, value: value.to_string(), why: why.into() }
    }

    fn not_allowed(field: &'static str, value: impl ToString, why: impl Into<String>) -> Self {
        Self::NotAllowed { field, value: value.to_string(), why: why.into() }
    }
}

/// Puts a holding, and gives the documents of the customer, of what it was one with and of what it is one with now to
/// those whose they are.
pub fn hold(
    tx: &Transaction,
    company: &CompanyId,
    customer: CustomerId,
    external: Option<&str>,
    name: &str,
    wanted: &Holding,
) -> Result<(), StoreError> {
    let mut group = store::holding::group(tx, company, customer)?;
    store::holding::put(tx, company, customer, external, name, wanted)?;
    group.extend(store::holding::group(tx, company, customer)?);
    group.into_iter().try_for_each(|one| grant::refresh(tx, company, &DocId::Customer(one)))
}

/// After holdings of these people changed: their ledgers, and those of the people above them, name whose customers are
/// whose.
pub fn holders_changed(
    tx: &Transaction,
    docs: &Docs,
    company: &CompanyId,
    at: Instant,
    people: &BTreeSet<EmployeeId>,
) -> Result<(), DocsError> {
    if people.is_empty() {
        return Ok(());
    }
    let today = today(tx, company, at)?;
    let mut all = people.clone();
    for employee in people {
        all.extend(org::leaders(tx, company, employee, today)?);
    }
    ledger::refresh(tx, docs, company, at, Some(&all))?;
    Ok(())
}

/// After people or posts changed: grants, what everyone may know of colleagues, and the ledgers.
pub fn org_changed(tx: &Transaction, docs: &Docs, company: &CompanyId, at: Instant) -> Result<(), DocsError> {
    // The org is an input of every period that is still open.
    company::next_seq(tx, company)?;
    grant::refresh_all(tx, company)?;
    ledger::publish_company(tx, docs, company, at)?;
    ledger::refresh(tx, docs, company, at, None)?;
    Ok(())
}

fn today(conn: &Connection, company: &CompanyId, at: Instant) -> Result<BusinessDay, StoreError> {
    Ok(company::settings(conn, company)?.zone.day_of(at))
}

/// Whether somebody works here and may come in.
fn stands(person: &Person, today: BusinessDay) -> bool {
    !person.disabled && person.leave.is_none_or(|last| last >= today)
}

/// Somebody who can be given something.
fn standing(
    conn: &Connection,
    company: &CompanyId,
    field: &'static str,
    employee: &EmployeeId,
    today: BusinessDay,
) -> Result<Person, AccessError> {
    let person = store::people::get(conn, company, employee)?
        .ok_or_else(|| AccessError::invalid(field, employee, "is nobody of the company"))?;
    if person.disabled {
        return Err(AccessError::invalid(field, employee, "is disabled"));
    }
    match person.leave {
        Some(last) if last < today => Err(AccessError::invalid(field, employee, format!("left on {last}"))),
        _ => Ok(person),
    }
}
