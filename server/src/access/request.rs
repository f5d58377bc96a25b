//! What somebody asks about a customer in his journal: another class, two that are one. Carried out with the rights he
//! has when the server reads it, or refused with a reason for his desk.

use std::collections::BTreeSet;

use shared::doc::desk::{Refusal, RefusalCode};
use shared::doc::journal::{ClassChange, Merge};
use shared::doc::ledger::Holding;
use shared::id::{CompanyId, CustomerId, EmployeeId};
use shared::period::Instant;
use shared::policy::{self, Subject};

use super::holding::hands;
use super::{hold, holders_changed};
use crate::docs::{Docs, DocsError};
use crate::ledger;
use crate::store::audit::{self, Deed};
use crate::store::{Connection, StoreError, Transaction, holding};

/// Where and when it is carried out.
#[derive(Debug, Clone, Copy)]
pub struct Office<'a> {
    pub tx: &'a Transaction,
    pub docs: &'a Docs,
    pub company: &'a CompanyId,
    pub at: Instant,
}

/// Done, or why not.
pub type Answer = Result<(), Refusal>;

impl Office<'_> {
    /// Gives a customer another class.
    pub fn set_class(&self, who: &Subject, asked: &ClassChange) -> Result<Answer, DocsError> {
        let Self { tx, docs, company, at } = *self;
        let customer = asked.customer;
        let Some(held) = holding::get(tx, company, customer)? else { return Ok(Err(unknown("customer", customer))) };
        if held.class == asked.class {
            return Ok(Ok(()));
        }
        let raises = asked.class < held.class;
        let hands = hands(tx, company, who, &held.owner)?;
        if !policy::may_set_class(who, hands, raises) {
            return Ok(Err(if hands.owns {
                Refusal::new(RefusalCode::OnlyRaised, "class", asked.class.as_str())
            } else {
                not_yours("customer", customer)
            }));
        }
        let name = holding::name(tx, company, customer)?.unwrap_or_default();
        hold(tx, company, customer, None, &name, &Holding { class: asked.class, ..held.clone() })?;
        ledger::put_holdings(tx, docs, company, at, &BTreeSet::from([customer]))?;
        let (from, to) = (held.class.as_str(), asked.class.as_str());
        let detail = format!("customer {customer}: {from} to {to}{}", because(asked.reason.as_deref()));
        audit::append(tx, company, &Deed { at, who: who.employee.as_str(), what: "set class", detail: &detail })?;
        Ok(Ok(()))
    }

    /// Makes a customer another name of a second one, or itself again.
    pub fn merge(&self, who: &Subject, asked: &Merge) -> Result<Answer, DocsError> {
        let Self { tx, docs, company, at } = *self;
        let customer = asked.customer;
        let Some(held) = holding::get(tx, company, customer)? else { return Ok(Err(unknown("customer", customer))) };
        if held.merged_into == asked.into {
            return Ok(Ok(()));
        }
        let mut owners = vec![("customer", customer, held.owner.clone())];
        if let Some(into) = asked.into {
            // Who counts in the end is whose customer grows.
            let Some((last, owner)) = counts(tx, company, into)? else { return Ok(Err(unknown("into", into))) };
            if last == customer {
                return Ok(Err(Refusal::new(RefusalCode::MergesInCircle, "into", &named(tx, company, into)?)));
            }
            owners.push(("into", last, owner));
        }
        for (field, one, owner) in &owners {
            if !policy::may_merge(who, hands(tx, company, who, owner)?) {
                return Ok(Err(not_yours(field, *one)));
            }
        }
        let mut concerned = people(tx, company, customer)?;
        let name = holding::name(tx, company, customer)?.unwrap_or_default();
        hold(tx, company, customer, None, &name, &Holding { merged_into: asked.into, ..held })?;
        concerned.extend(people(tx, company, customer)?);
        holders_changed(tx, docs, company, at, &concerned)?;
        let (what, into) = match asked.into {
            Some(into) => ("merge customers", format!(" into {into}")),
            None => ("undo a merge of customers", String::new()),
        };
        let detail = format!("customer {customer}{into}{}", because(asked.reason.as_deref()));
        audit::append(tx, company, &Deed { at, who: who.employee.as_str(), what, detail: &detail })?;
        Ok(Ok(()))
    }
}

/// The last of a chain of merges, with its owner.
fn counts(
    conn: &Connection,
    company: &CompanyId,
    customer: CustomerId,
) -> Result<Option<(CustomerId, EmployeeId)>, StoreError> {
    let (mut at, mut seen) = (customer, BTreeSet::new());
    while let Some(held) = holding::get(conn, company, at)? {
        match held.merged_into.filter(|into| seen.insert(*into)) {
            Some(into) => at = into,
            None => return Ok(Some((at, held.owner))),
        }
    }
    Ok(None)
}

/// Everyone whose customers show when this one, or what is one with it, changes hands.
fn people(conn: &Connection, company: &CompanyId, customer: CustomerId) -> Result<BTreeSet<EmployeeId>, StoreError> {
    let holders = holding::holders(conn, company, customer)?;
    Ok(holders.into_iter().flat_map(|held| held.collaborators.into_iter().chain([held.owner])).collect())
}

fn named(conn: &Connection, company: &CompanyId, customer: CustomerId) -> Result<String, StoreError> {
    let name = holding::name(conn, company, customer)?.filter(|name| !name.is_empty());
    Ok(name.unwrap_or_else(|| customer.to_string()))
}

fn unknown(field: &str, customer: CustomerId) -> Refusal {
    Refusal::new(RefusalCode::UnknownCustomer, field, &customer.to_string())
}

/// By its id: its name is for those who may read it.
fn not_yours(field: &str, customer: CustomerId) -> Refusal {
    Refusal::new(RefusalCode::NotYourCustomer, field, &customer.to_string())
}

fn because(reason: Option<&str>) -> String {
    reason.map(|reason| format!(" because {}", reason.chars().take(200).collect::<String>())).unwrap_or_default()
}
