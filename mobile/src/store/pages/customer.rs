use std::collections::BTreeMap;

use rusqlite::Connection;
use shared::doc::journal::{Body, Stay};
use shared::fact::{Fact, FactBody};
use shared::id::{CustomerId, EmployeeId, RecordId};

use super::roll;
use crate::store::book::Book;
use crate::store::pages::outbox::state_of;
use crate::store::{StoreError, outbox};
use crate::view::{CustomerPage, CustomerRow, Happening, HappeningKind, Now, RecordState};

/// How many journals a timeline looks back.
const MONTHS: usize = 13;

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
    let refusals = book.refusals(db, employee)?;
    let sent = outbox::numbers(db)?;
    let base = crate::store::settings::cursor(db)?.base;
    let state = |record: RecordId| match sent.get(&record) {
        Some(row) => state_of(row, base, refusals.get(&record.to_string()), false),
        // Made on another device: it came from the server.
        None if refusals.contains_key(&record.to_string()) => RecordState::Refused,
        None => RecordState::Counted,
    };
    let mut found = Vec::new();
    for (_, journal) in book.newest_journals(db, employee, MONTHS)? {
        for stay in journal.stays().iter().filter(|stay| stay.check_in.customer == id) {
            found.push(visit(stay, state(stay.id), &refusals));
        }
        for recorded in journal.entries() {
            let what = match &recorded.entry.body {
                Body::Contact(contact) if contact.customer == id => {
                    HappeningKind::Contact { contact: Box::new(contact.clone()) }
                }
                Body::Expense(expense) if expense.customer == Some(id) => {
                    HappeningKind::Expense { expense: Box::new(expense.clone()) }
                }
                Body::Snooze(snooze) if snooze.customer == id => {
                    HappeningKind::Snooze { snooze: Box::new(snooze.clone()) }
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

fn visit(stay: &Stay, state: RecordState, refusals: &BTreeMap<String, shared::doc::desk::Refusal>) -> Happening {
    Happening {
        id: stay.id,
        at: stay.at,
        offset: stay.offset,
        state,
        refusal: refusals.get(&stay.id.to_string()).cloned(),
        what: HappeningKind::Visit {
            check_in: Box::new(stay.check_in.clone()),
            verdict: stay.check_in.verdict(),
            distance: stay.check_in.distance(),
            check_out: stay.check_out.clone().map(|(at, out)| (at, Box::new(out))),
        },
        amendments: stay
            .amendments
            .iter()
            .map(|(_, amendment)| (amendment.field.clone(), amendment.is.clone(), amendment.reason.clone()))
            .collect(),
    }
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
