//! What pages show, from what the store holds. Each answer is a pure reading of the store at the page's `Now`.

mod customer;
mod outbox;
mod performance;
mod today;
mod visit;

pub(super) use customer::{customer, customers};
pub(super) use outbox::outbox;
pub(super) use performance::performance;
pub(super) use today::{open_visit, today};
pub(super) use visit::{flags_of_fix, visit};

use std::collections::BTreeMap;

use rusqlite::Connection;
use shared::doc::customer::Customer;
use shared::doc::journal::{Body, Recorded};
use shared::doc::ledger::Holding;
use shared::id::{CustomerId, EmployeeId};
use shared::period::{BusinessDay, Zone};
use shared::place::Place;
use shared::reminder::{Reminder, Standing, remind};

use super::StoreError;
use super::book::Book;
use crate::view::{CustomerRow, Now, SiteRow};

/// How many months of own journals reminders look back: the longest contact gap is 30 days.
const LOOK_BACK: u32 = 3;

/// What the lists need of all customers at once.
struct Roll {
    customers: BTreeMap<CustomerId, Customer>,
    holdings: BTreeMap<CustomerId, Holding>,
    contacts: BTreeMap<CustomerId, Contacts>,
    limits: BTreeMap<shared::doc::ledger::Class, u16>,
    today: BusinessDay,
}

/// Own contacts with one customer.
#[derive(Debug, Default, Clone)]
struct Contacts {
    last: Option<BusinessDay>,
    /// Agreed at a contact, not met by a later one; with the next step agreed then.
    agreed: Option<(BusinessDay, Option<String>)>,
}

fn roll(db: &Connection, book: &mut Book, employee: &EmployeeId, now: &Now) -> Result<Roll, StoreError> {
    let zone = book.zone(db)?;
    let today = zone.day_of(now.at);
    let mut entries: Vec<Recorded> = Vec::new();
    for journal in book.journals(db, employee, today.month(), LOOK_BACK)? {
        entries.extend(journal.entries().iter().cloned());
    }
    let limits = book.company(db)?.map(|company| company.contact_gap.clone()).unwrap_or_default();
    Ok(Roll {
        customers: book.customers(db)?,
        holdings: book.latest_ledger(db, employee, today.month())?.holdings.clone(),
        contacts: contacts(entries, zone),
        limits,
        today,
    })
}

fn contacts(mut entries: Vec<Recorded>, zone: Zone) -> BTreeMap<CustomerId, Contacts> {
    entries.sort_by_key(|recorded| (recorded.entry.at, recorded.id));
    let visits: BTreeMap<_, _> = entries
        .iter()
        .filter_map(|recorded| match &recorded.entry.body {
            Body::CheckIn(check_in) => Some((recorded.id, (check_in.customer, recorded.entry.at))),
            _ => None,
        })
        .collect();
    let mut found: BTreeMap<CustomerId, Contacts> = BTreeMap::new();
    for recorded in &entries {
        let (customer, at, next, step) = match &recorded.entry.body {
            Body::CheckOut(out) => {
                let Some((customer, began)) = visits.get(&out.visit) else { continue };
                (*customer, *began, out.next_date, out.next_step.clone())
            }
            Body::Contact(contact) => {
                (contact.customer, recorded.entry.at, contact.next_date, contact.next_step.clone())
            }
            _ => continue,
        };
        let standing = found.entry(customer).or_default();
        standing.last = standing.last.max(Some(zone.day_of(at)));
        // Any later contact answers what was agreed before (D-24); a new agreement takes its place.
        standing.agreed = next.map(|day| (day, step));
    }
    found
}

impl Roll {
    fn reminder(&self, id: CustomerId) -> Option<Reminder> {
        let holding = self.holdings.get(&id);
        let contacts = self.contacts.get(&id);
        let standing = Standing {
            last: contacts.and_then(|contacts| contacts.last),
            agreed: contacts.and_then(|contacts| contacts.agreed.as_ref()).map(|(day, _)| *day),
            since: holding.map(|holding| holding.since),
            limit: holding.and_then(|holding| self.limits.get(&holding.class)).copied(),
        };
        remind(&standing, self.today)
    }

    fn row(&self, id: CustomerId, customer: &Customer, near: Option<Place>) -> CustomerRow {
        let mut sites: Vec<SiteRow> = customer
            .sites
            .iter()
            .filter_map(|(site, found)| {
                let place = found.place?;
                Some(SiteRow { id: *site, address: found.address.clone(), place, radius: found.radius })
            })
            .collect();
        if let Some(here) = near {
            sites.sort_by(|a, b| here.distance(a.place).total_cmp(&here.distance(b.place)));
        }
        let site = sites.into_iter().next();
        CustomerRow {
            id,
            name: customer.name.clone(),
            class: self.holdings.get(&id).map(|holding| holding.class),
            phone: customer.phone.clone().or_else(|| customer.people.values().find_map(|person| person.phone.clone())),
            distance: near.zip(site.as_ref()).map(|(here, site)| here.distance(site.place)),
            site,
            reminder: self.reminder(id),
            last_contact: self.contacts.get(&id).and_then(|contacts| contacts.last),
        }
    }

    fn rows(&self, near: Option<Place>) -> Vec<CustomerRow> {
        self.customers.iter().map(|(id, customer)| self.row(*id, customer, near)).collect()
    }
}
