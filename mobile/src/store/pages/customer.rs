use std::collections::BTreeMap;

use rusqlite::Connection;
use shared::doc::customer::Customer;
use shared::doc::desk::Refusal;
use shared::doc::journal::Body;
use shared::fact::{Fact, FactBody};
use shared::id::{CustomerId, EmployeeId, RecordId};

use super::visit::{flags, happening};
use super::{Roll, roll};
use crate::store::book::Book;
use crate::store::pages::outbox::state_of;
use crate::store::{StoreError, outbox};
use crate::view::{CustomerPage, Happening, HappeningKind, More, Now, RecordState};

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

pub(in crate::store) fn customer(
    db: &Connection,
    book: &mut Book,
    employee: &EmployeeId,
    id: CustomerId,
    now: &Now,
) -> Result<Option<CustomerPage>, StoreError> {
    let roll = roll(db, book, employee, now)?;
    let Some(profile) = roll.customers.get(&id) else { return Ok(None) };
    let all: Vec<CustomerId> = std::iter::once(id).chain(roll.others(id).iter().copied()).collect();
    let holding = roll.ledger.holdings.get(&id);
    Ok(Some(CustomerPage {
        row: roll.row(id, profile, now.place),
        profile: whole(&roll, id, profile),
        owner_name: match holding {
            Some(holding) => book.colleague(db, &holding.owner)?.map(|colleague| colleague.name),
            None => None,
        },
        holding: holding.cloned(),
        timeline: timeline(db, book, employee, &roll, &all)?,
        money: money(db, book, employee, &all, now)?,
        more: more(&roll, id, profile),
    }))
}

/// With the sites and people of its other names.
fn whole(roll: &Roll, id: CustomerId, profile: &Customer) -> Customer {
    let mut whole = profile.clone();
    for other in roll.others(id).iter().filter_map(|other| roll.customers.get(other)) {
        whole.sites.extend(other.sites.iter().map(|(id, site)| (*id, site.clone())));
        whole.people.extend(other.people.iter().map(|(id, person)| (id.clone(), person.clone())));
    }
    whole
}

fn more(roll: &Roll, id: CustomerId, profile: &Customer) -> More {
    let named = |id: &CustomerId| roll.customers.get(id).map(|customer| customer.name.clone());
    let also = roll.others(id).iter();
    More {
        into: roll.names.get(&id).and_then(|into| Some((*into, named(into)?))),
        merging: roll.requests.merging(id) || roll.others(id).iter().any(|other| roll.requests.merging(*other)),
        also: also.filter_map(|other| Some((*other, roll.customers.get(other)?.clone()))).collect(),
        class: roll.requests.class(id),
        via: profile.via.as_ref().and_then(named),
    }
}

fn timeline(
    db: &Connection,
    book: &mut Book,
    employee: &EmployeeId,
    roll: &Roll,
    all: &[CustomerId],
) -> Result<Vec<Happening>, StoreError> {
    let said = Said::of(db, book, employee)?;
    let (refusals, state) = (&said.refusals, |record: RecordId| said.state(record));
    let (zone, forms) = (book.zone(db)?, book.forms(db)?);
    let journals = book.newest_journals(db, employee, MONTHS)?;
    let flags = flags(&journals, zone);
    let mut found = Vec::new();
    for (_, journal) in &journals {
        for stay in journal.stays().iter().filter(|stay| all.contains(&stay.check_in.customer)) {
            found.push(happening(stay, state(stay.id), refusals, &flags, &forms));
        }
        for recorded in journal.entries() {
            let what = match &recorded.entry.body {
                Body::Contact(contact) if all.contains(&contact.customer) => {
                    HappeningKind::Contact { contact: Box::new(contact.clone()) }
                }
                Body::Expense(expense) if expense.customer.is_some_and(|id| all.contains(&id)) => {
                    HappeningKind::Expense { expense: Box::new(expense.clone()) }
                }
                Body::Class(change) if all.contains(&change.customer) => {
                    HappeningKind::Class { change: change.clone() }
                }
                Body::Merge(merge) if all.contains(&merge.customer) => {
                    let other = merge.into.and_then(|into| roll.customers.get(&into));
                    HappeningKind::Merge { merge: merge.clone(), other: other.map(|other| other.name.clone()) }
                }
                Body::Snooze(snooze) if all.contains(&snooze.customer) => {
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
    for (id, event) in all.iter().filter_map(|id| roll.customers.get(id)).flat_map(|customer| &customer.lifecycle) {
        let by = book.colleague(db, &event.by)?.map(|colleague| colleague.name);
        found.push(Happening {
            id: *id,
            at: event.at,
            offset: event.offset,
            state: state(*id),
            refusal: None,
            what: HappeningKind::Stage { event: event.clone(), by },
            amendments: Vec::new(),
        });
    }
    found.sort_by_key(|happening| std::cmp::Reverse((happening.at, happening.id)));
    Ok(found)
}

/// Contracts with this customer in which this person has a share, and what was collected and refunded on them.
fn money(
    db: &Connection,
    book: &mut Book,
    employee: &EmployeeId,
    all: &[CustomerId],
    now: &Now,
) -> Result<Vec<Fact>, StoreError> {
    let month = book.zone(db)?.day_of(now.at).month();
    let ledger = book.latest_ledger(db, employee, month)?;
    let facts = || ledger.facts.iter().map(|known| &known.fact);
    let own: Vec<_> = facts()
        .filter_map(|fact| match &fact.body {
            FactBody::Contract { contract, customer, shares, .. }
                if all.contains(customer) && shares.contains_key(employee) =>
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
