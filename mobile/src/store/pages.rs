//! What pages show, from what the store holds. Each answer is a pure reading of the store at the page's `Now`.

mod customer;
mod outbox;
mod performance;
mod plan;
mod remind;
mod today;
mod work;

pub(super) use customer::{customer, customers};
pub(super) use outbox::outbox;
pub(super) use performance::performance;
pub(super) use plan::{choices, plan};
pub(super) use remind::{reminders, standing};
pub(super) use today::{open_visit, today};
pub(super) use work::work;

use std::collections::BTreeMap;

use rusqlite::Connection;
use shared::doc::customer::Customer;
use shared::doc::ledger::Holding;
use shared::id::{CustomerId, EmployeeId};
use shared::period::BusinessDay;
use shared::place::Place;

use super::StoreError;
use super::book::Book;
use crate::view::{CustomerRow, Now, SiteRow};
use remind::Reminding;

/// What the lists need of all customers at once.
struct Roll {
    customers: BTreeMap<CustomerId, Customer>,
    holdings: BTreeMap<CustomerId, Holding>,
    reminding: Reminding,
    near: Option<Place>,
    limits: BTreeMap<shared::doc::ledger::Class, u16>,
    today: BusinessDay,
}

fn roll(db: &Connection, book: &mut Book, employee: &EmployeeId, now: &Now) -> Result<Roll, StoreError> {
    let zone = book.zone(db)?;
    let today = zone.day_of(now.at);
    let limits = book.company(db)?.map(|company| company.contact_gap.clone()).unwrap_or_default();
    Ok(Roll {
        customers: book.customers(db)?,
        holdings: book.latest_ledger(db, employee, today.month())?.holdings.clone(),
        reminding: Reminding::read(db, book, employee, today)?,
        near: now.place,
        limits,
        today,
    })
}

impl Roll {
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
            last_contact: self.reminding.contacts.get(&id).and_then(|contacts| contacts.last),
        }
    }

    fn rows(&self, near: Option<Place>) -> Vec<CustomerRow> {
        self.customers.iter().map(|(id, customer)| self.row(*id, customer, near)).collect()
    }
}
