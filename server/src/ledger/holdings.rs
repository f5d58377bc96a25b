//! Who holds which customer, as ledgers tell it: what a phone needs to show its customers, without any money.

use std::collections::{BTreeMap, BTreeSet};

use shared::doc::ledger::{self, Holding};
use shared::id::{CompanyId, CustomerId, DocId, EmployeeId};
use shared::period::{Instant, Period};
use shared::rest::PeriodState;

use super::refresh_month;
use crate::docs::{Docs, DocsError};
use crate::store::payroll::{self, Payroll};
use crate::store::{Connection, StoreError, Transaction, company, holding, log, org, period};

/// Customers that are one, each with all of its names.
pub(super) struct Groups(BTreeMap<CustomerId, BTreeSet<CustomerId>>);

impl Groups {
    pub(super) fn read(conn: &Connection, company: &CompanyId) -> Result<Self, StoreError> {
        let mut groups: BTreeMap<CustomerId, BTreeSet<CustomerId>> = BTreeMap::new();
        for (name, counts) in ledger::merged(&holding::merges(conn, company)?) {
            groups.entry(counts).or_insert_with(|| BTreeSet::from([counts])).insert(name);
        }
        let each = groups.into_values().flat_map(|group| {
            let names: Vec<CustomerId> = group.iter().copied().collect();
            names.into_iter().map(move |name| (name, group.clone()))
        });
        Ok(Self(each.collect()))
    }
}

/// His own customers, those he works on, those of the people he leads, and what any of them is one with: what he may
/// read.
pub(super) fn of(
    conn: &Connection,
    company: &CompanyId,
    (payroll, groups): (&Payroll, &Groups),
    employee: &EmployeeId,
    month: Period,
) -> Result<BTreeMap<CustomerId, Holding>, StoreError> {
    let mut holdings: BTreeMap<CustomerId, Holding> = holding::held_by(conn, company, employee)?.into_iter().collect();
    for led in payroll::led_by(payroll, employee, month.last_day()) {
        holdings.extend(holding::held_by(conn, company, &led)?.into_iter().filter(|(_, held)| held.owner == led));
    }
    let names = holdings.keys().filter_map(|id| groups.0.get(id)).flatten();
    let more: BTreeSet<CustomerId> = names.filter(|id| !holdings.contains_key(id)).copied().collect();
    for id in more {
        holdings.extend(holding::get(conn, company, id)?.map(|held| (id, held)));
    }
    Ok(holdings)
}

/// Tells everyone who reads these customers how they are held now. Nobody lost one, and no money moved: else it is for
/// [`super::refresh`], which reads all that counts.
pub fn put_holdings(
    tx: &Transaction,
    docs: &Docs,
    company: &CompanyId,
    at: Instant,
    customers: &BTreeSet<CustomerId>,
) -> Result<(), DocsError> {
    if customers.is_empty() {
        return Ok(());
    }
    let this = company::settings(tx, company)?.zone.day_of(at).month();
    for month in [this.previous(), this] {
        if month != this && period::period(tx, company, month)?.state != PeriodState::Open {
            continue;
        }
        let mut told: BTreeMap<EmployeeId, Vec<(CustomerId, Holding)>> = BTreeMap::new();
        for customer in customers {
            let Some(own) = holding::get(tx, company, *customer)? else { continue };
            let mut readers = BTreeSet::new();
            for held in holding::holders(tx, company, *customer)? {
                readers.extend(org::leaders(tx, company, &held.owner, month.last_day())?);
                readers.insert(held.owner);
                readers.extend(held.collaborators);
            }
            for reader in readers {
                told.entry(reader).or_default().push((*customer, own.clone()));
            }
        }
        let mut none_yet = BTreeSet::new();
        for (reader, held) in told {
            let doc = DocId::Ledger(reader.clone(), month);
            if log::heads(tx, company, &doc.to_string())?.is_empty() {
                none_yet.insert(reader);
                continue;
            }
            let told = docs.write(tx, company, &doc, at, |doc| {
                held.iter().try_for_each(|(customer, held)| ledger::put_holding(doc, *customer, held).map(|_| ()))
            });
            match told {
                // A damaged ledger is found by `verify`; what everybody records goes on meanwhile.
                Err(DocsError::Doc(_) | DocsError::Store(StoreError::Damaged { .. })) => {
                    tracing::error!(%doc, "a damaged ledger is not told of customers");
                }
                other => drop(other?),
            }
        }
        if month == this && !none_yet.is_empty() {
            refresh_month(tx, docs, company, at, month, Some(&none_yet))?;
        }
    }
    Ok(())
}
