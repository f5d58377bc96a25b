//! What pages show, from what the store holds. Each answer is a pure reading of the store at the page's `Now`.

mod customer;
mod customers;
mod merged;
mod outbox;
mod performance;
mod today;
mod visit;

pub(super) use customer::customer;
pub(super) use customers::{customer_map, customers, same};
pub(super) use outbox::outbox;
pub(super) use performance::performance;
pub(super) use today::{open_visit, today};
pub(super) use visit::{flags_of_fix, visit};

use std::collections::BTreeMap;
use std::rc::Rc;

use rusqlite::Connection;
use shared::doc::customer::Customer;
use shared::doc::journal::{Body, Recorded};
use shared::doc::ledger::{Class, Ledger};
use shared::id::{CustomerId, EmployeeId};
use shared::period::{BusinessDay, Zone};
use shared::place::Place;
use shared::reminder::{Reminder, Standing, remind};

use super::StoreError;
use super::book::{Book, Customers};
use crate::view::{CustomerRow, Now, SiteRow};
use merged::Requests;

/// How many months of own journals reminders look back: the longest contact gap is 30 days.
const LOOK_BACK: u32 = 3;

/// What the lists need of all customers at once.
struct Roll {
    customers: Rc<Customers>,
    ledger: Rc<Ledger>,
    requests: Requests,
    /// Customers that are other names, with the one that counts.
    names: BTreeMap<CustomerId, CustomerId>,
    /// The other names of those that count.
    others: BTreeMap<CustomerId, Vec<CustomerId>>,
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
    let ledger = book.latest_ledger(db, employee, today.month())?;
    let requests = Requests::of(db, book, employee, &entries)?;
    let customers = book.customers(db)?;
    let mut names = requests.names(&ledger.holdings);
    // Into one that is not on this phone nothing is merged: it would be nowhere to be seen.
    names.retain(|_, into| customers.get(into).is_some());
    let mut others: BTreeMap<CustomerId, Vec<CustomerId>> = BTreeMap::new();
    for (id, into) in &names {
        others.entry(*into).or_default().push(*id);
    }
    let contacts = contacts(entries, zone, |id| names.get(&id).copied().unwrap_or(id));
    Ok(Roll { customers, ledger, requests, names, others, contacts, limits, today })
}

fn contacts(
    mut entries: Vec<Recorded>,
    zone: Zone,
    counts_as: impl Fn(CustomerId) -> CustomerId,
) -> BTreeMap<CustomerId, Contacts> {
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
        let standing = found.entry(counts_as(customer)).or_default();
        standing.last = standing.last.max(Some(zone.day_of(at)));
        // Any later contact answers what was agreed before (D-24); a new agreement takes its place.
        standing.agreed = next.map(|day| (day, step));
    }
    found
}

impl Roll {
    /// The customer that an id stands for.
    fn counts_as(&self, id: CustomerId) -> CustomerId {
        self.names.get(&id).copied().unwrap_or(id)
    }

    /// Its other names.
    fn others(&self, id: CustomerId) -> &[CustomerId] {
        self.others.get(&id).map(Vec::as_slice).unwrap_or_default()
    }

    /// Customers that are not another's other name.
    fn standing(&self) -> impl Iterator<Item = (&CustomerId, &Customer)> {
        self.customers.iter().filter(|(id, _)| !self.names.contains_key(id))
    }

    fn class(&self, id: CustomerId) -> Option<Class> {
        self.ledger.holdings.get(&id).map(|holding| holding.class)
    }

    fn reminder(&self, id: CustomerId) -> Option<Reminder> {
        let holding = self.ledger.holdings.get(&id);
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
        let others = self.others(id).iter().filter_map(|id| self.customers.get(id));
        let mut sites: Vec<SiteRow> = std::iter::once(customer)
            .chain(others)
            .flat_map(|customer| &customer.sites)
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
            class: self.class(id),
            phone: customer.phone.clone().or_else(|| customer.people.values().find_map(|person| person.phone.clone())),
            distance: near.zip(site.as_ref()).map(|(here, site)| here.distance(site.place)),
            site,
            reminder: self.reminder(id),
            last_contact: self.contacts.get(&id).and_then(|contacts| contacts.last),
            stage: customer.stage(),
        }
    }

    fn rows(&self, near: Option<Place>) -> Vec<CustomerRow> {
        self.standing().map(|(id, customer)| self.row(*id, customer, near)).collect()
    }
}
