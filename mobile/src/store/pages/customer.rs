use std::collections::BTreeMap;

use rusqlite::Connection;
use shared::doc::desk::Refusal;
use shared::doc::journal::Body;
use shared::fact::{Fact, FactBody};
use shared::id::{CustomerId, EmployeeId, RecordId};

use super::roll;
use super::visit::{flags, happening};
use crate::store::book::Book;
use crate::store::pages::outbox::state_of;
use crate::store::{StoreError, outbox};
use crate::view::{CustomerPage, CustomerRow, Happening, HappeningKind, Now, RecordState};

/// How many journals a timeline looks back.
pub(super) const MONTHS: usize = 13;

/// What is known of the way of this person's records.
pub(super) struct Said {
    pub refusals: BTreeMap<String, Refusal>,
    sent: BTreeMap<RecordId, outbox::Row>,
    base: u64,
}

impl Said {
    pub fn of(db: &Connection, book: &mut Book, employee: &EmployeeId) -> Result<Self, StoreError> {
        let refusals = book.refusals(db, employee)?;
        Ok(Self { refusals, sent: outbox::numbers(db)?, base: crate::store::settings::cursor(db)?.base })
    }

    pub fn state(&self, record: RecordId) -> RecordState {
        let refusal = self.refusals.get(&record.to_string());
        match self.sent.get(&record) {
            Some(row) => state_of(row, self.base, refusal, false),
            // Made on another device: it came from the server.
            None if refusal.is_some() => RecordState::Refused,
            None => RecordState::Counted,
        }
    }
}

pub(in crate::store) fn customers(
    db: &Connection,
    book: &mut Book,
    employee: &EmployeeId,
    now: &Now,
) -> Result<Vec<CustomerRow>, StoreError> {
    let mut rows = roll(db, book, employee, now)?.rows(now.place);
    rows.sort_by(|a, b| {
        let far = |row: &CustomerRow| row.distance.unwrap_or(f64::MAX);
        far(a).total_cmp(&far(b)).then_with(|| a.name.cmp(&b.name))
    });
    Ok(rows)
}

pub(in crate::store) fn customer(
    db: &Connection,
    book: &mut Book,
    employee: &EmployeeId,
    id: CustomerId,
    now: &Now,
) -> Result<Option<CustomerPage>, StoreError> {
    let roll = roll(db, book, employee, now)?;
    let Some(profile) = roll.customers.get(&id) else { return Ok(None) };
    let row = roll.row(id, profile, now.place);
    Ok(Some(CustomerPage {
        row,
        profile: profile.clone(),
        owner_name: match roll.holdings.get(&id) {
            Some(holding) => book.colleague(db, &holding.owner)?.map(|colleague| colleague.name),
            None => None,
        },
        holding: roll.holdings.get(&id).cloned(),
        timeline: timeline(db, book, employee, id)?,
        money: money(db, book, employee, id, now)?,
    }))
}

fn timeline(
    db: &Connection,
    book: &mut Book,
    employee: &EmployeeId,
    id: CustomerId,
) -> Result<Vec<Happening>, StoreError> {
    let said = Said::of(db, book, employee)?;
    let (refusals, state) = (&said.refusals, |record: RecordId| said.state(record));
    let (zone, forms) = (book.zone(db)?, book.forms(db)?);
    let journals = book.newest_journals(db, employee, MONTHS)?;
    let flags = flags(&journals, zone);
    let mut found = Vec::new();
    for (_, journal) in &journals {
        for stay in journal.stays().iter().filter(|stay| stay.check_in.customer == id) {
            found.push(happening(stay, state(stay.id), refusals, &flags, &forms));
        }
        for recorded in journal.entries() {
            let what = match &recorded.entry.body {
                Body::Contact(contact) if contact.customer == id => {
                    HappeningKind::Contact { contact: Box::new(contact.clone()) }
                }
                Body::Expense(expense) if expense.customer == Some(id) => {
                    HappeningKind::Expense { expense: Box::new(expense.clone()) }
                }
                _ => continue,
            };
            found.push(Happening {
                id: recorded.id,
                at: recorded.entry.at,
                offset: recorded.entry.offset,
                state: state(recorded.id),
                refusal: refusals.get(&recorded.id.to_string()).cloned(),
                what,
                amendments: Vec::new(),
            });
        }
    }
    found.sort_by_key(|happening| std::cmp::Reverse((happening.at, happening.id)));
    Ok(found)
}

/// Contracts with this customer in which this person has a share, and what was collected and refunded on them.
fn money(
    db: &Connection,
    book: &mut Book,
    employee: &EmployeeId,
    id: CustomerId,
    now: &Now,
) -> Result<Vec<Fact>, StoreError> {
    let month = book.zone(db)?.day_of(now.at).month();
    let ledger = book.latest_ledger(db, employee, month)?;
    let facts = || ledger.facts.iter().map(|known| &known.fact);
    let own: Vec<_> = facts()
        .filter_map(|fact| match &fact.body {
            FactBody::Contract { contract, customer, shares, .. }
                if *customer == id && shares.contains_key(employee) =>
            {
                Some(contract)
            }
            _ => None,
        })
        .collect();
    let collected: Vec<_> = facts()
        .filter_map(|fact| match &fact.body {
            FactBody::Collection { collection, contract, .. } if own.contains(&contract) => Some(collection),
            _ => None,
        })
        .collect();
    let belongs = |fact: &&Fact| match &fact.body {
        FactBody::Contract { contract, .. } | FactBody::Collection { contract, .. } => own.contains(&contract),
        FactBody::Refund { collection, .. } => collected.contains(&collection),
        _ => false,
    };
    let mut found: Vec<Fact> = facts().filter(belongs).cloned().collect();
    found.reverse();
    Ok(found)
}
