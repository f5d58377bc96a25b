//! What pages show, from what the store holds. Each answer is a pure reading of the store at the page's `Now`.

mod customer;
mod customers;
mod merged;
mod outbox;
mod performance;
mod plan;
pub(super) mod remind;
mod today;
mod visit;
mod work;

pub(super) use customer::customer;
pub(super) use customers::{customer_map, customers, same};
pub(super) use outbox::outbox;
pub(super) use performance::performance;
pub(super) use plan::plan;
pub(super) use remind::{reminders, standing};
pub(super) use today::{open_visit, today};
pub(super) use visit::{flags_of_fix, visit};
pub(super) use work::work;

use std::collections::BTreeMap;
use std::rc::Rc;

use rusqlite::Connection;
use shared::doc::customer::Customer;
use shared::doc::journal::Recorded;
use shared::doc::ledger::{Class, Ledger};
use shared::id::{CustomerId, EmployeeId};
use shared::period::BusinessDay;
use shared::place::Place;

use super::StoreError;
use super::book::{Book, Customers};
use crate::view::{CustomerRow, Now, SiteRow};
use merged::Requests;
use remind::Reminding;

/// How many months of own journals requests about customers look back: what is older was answered or lost.
const LOOK_BACK: usize = 3;

/// What the lists need of all customers at once.
struct Roll {
    me: EmployeeId,
    customers: Rc<Customers>,
    ledger: Rc<Ledger>,
    requests: Requests,
    /// Customers that are other names, with the one that counts.
    names: BTreeMap<CustomerId, CustomerId>,
    /// The other names of those that count.
    others: BTreeMap<CustomerId, Vec<CustomerId>>,
    reminding: Rc<Reminding>,
    near: Option<Place>,
    limits: BTreeMap<shared::doc::ledger::Class, u16>,
    today: BusinessDay,
}

fn roll(db: &Connection, book: &mut Book, employee: &EmployeeId, now: &Now) -> Result<Roll, StoreError> {
    let zone = book.zone(db)?;
    let today = zone.day_of(now.at);
    let limits = book.company(db)?.map(|company| company.contact_gap.clone()).unwrap_or_default();
    let mut entries: Vec<Recorded> = Vec::new();
    for (_, journal) in book.newest_journals(db, employee, LOOK_BACK)? {
        entries.extend(journal.entries().iter().filter(|recorded| Requests::asks(recorded)).cloned());
    }
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
    let reminding = Reminding::of(db, book, employee, today, &names)?;
    Ok(Roll {
        me: employee.clone(),
        customers,
        ledger,
        requests,
        names,
        others,
        reminding,
        near: now.place,
        limits,
        today,
    })
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
            last_contact: self.reminding.contacts.get(&id).and_then(|contacts| contacts.last),
            stage: customer.stage(),
        }
    }

    fn rows(&self, near: Option<Place>) -> Vec<CustomerRow> {
        self.standing().map(|(id, customer)| self.row(*id, customer, near)).collect()
    }
}
