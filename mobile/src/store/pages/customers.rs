//! The customers that are looked for: a page of a list, the marks of a map, who may be entered twice.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use rusqlite::Connection;
use shared::customer::{Traits, compare, fold};
use shared::doc::customer::Customer;
use shared::id::{CustomerId, EmployeeId};
use shared::place::{Metres, Place};
use shared::reminder::Reminder;

use super::{Roll, roll};
use crate::store::StoreError;
use crate::store::book::Book;
use crate::store::search::{self, Wish};
use crate::view::{CustomerList, CustomerMark, Entered, Now, Same, Sort, Wanted, Whose};

/// Possible duplicates that are shown: more would not be read.
const SAMES: usize = 5;

/// A customer that was found, with what lists are ordered by.
struct Hit<'a> {
    id: CustomerId,
    customer: &'a Customer,
    distance: Option<Metres>,
    reminder: Option<Reminder>,
    /// How well the name answers what was typed.
    rank: u8,
}

pub(in crate::store) fn customers(
    db: &Connection,
    book: &mut Book,
    employee: &EmployeeId,
    wanted: &Wanted,
    now: &Now,
) -> Result<CustomerList, StoreError> {
    let roll = roll(db, book, employee, now)?;
    let mut hits = hits(db, &roll, employee, wanted, now)?;
    sort(&mut hits, &roll, wanted.sort);
    let total = u32::try_from(hits.len()).unwrap_or(u32::MAX);
    let page = hits.iter().skip(wanted.offset as usize).take(wanted.limit as usize);
    let tags: BTreeSet<&String> = roll.customers.iter().flat_map(|(_, customer)| &customer.tags).collect();
    Ok(CustomerList {
        rows: page.map(|hit| roll.row(hit.id, hit.customer, now.place)).collect(),
        total,
        all: u32::try_from(roll.standing().count()).unwrap_or(u32::MAX),
        tags: tags.into_iter().cloned().collect(),
    })
}

pub(in crate::store) fn customer_map(
    db: &Connection,
    book: &mut Book,
    employee: &EmployeeId,
    wanted: &Wanted,
    now: &Now,
) -> Result<Vec<CustomerMark>, StoreError> {
    let roll = roll(db, book, employee, now)?;
    let hits = hits(db, &roll, employee, wanted, now)?;
    let marks = hits.into_iter().filter_map(|hit| {
        Some(CustomerMark {
            id: hit.id,
            name: hit.customer.name.clone(),
            place: nearest(&roll, hit.id, hit.customer, now.place)?.0,
            class: roll.class(hit.id),
            due: hit.reminder.as_ref().map(Reminder::kind),
        })
    });
    Ok(marks.collect())
}

/// Who may be the one that is being entered, what speaks most for it first.
pub(in crate::store) fn same(
    db: &Connection,
    book: &mut Book,
    employee: &EmployeeId,
    entered: &Entered,
    now: &Now,
) -> Result<Vec<Same>, StoreError> {
    let roll = roll(db, book, employee, now)?;
    let traits = Traits::of(&entered.name, entered.phone.as_deref(), entered.place.into_iter().collect());
    let own = entered.but.map(|id| roll.counts_as(id));
    let mut found: Vec<_> = roll
        .customers
        .traits()
        .iter()
        .filter(|(id, _)| own != Some(roll.counts_as(**id)))
        .filter_map(|(id, other)| Some((*id, compare(&traits, other)?)))
        .collect();
    found.sort_by_key(|(id, why)| (Reverse(why.weight()), *id));
    let mut shown = BTreeSet::new();
    found.retain(|(id, _)| shown.insert(roll.counts_as(*id)));
    let rows = found.into_iter().take(SAMES).filter_map(|(id, why)| {
        let id = roll.counts_as(id);
        Some(Same { row: roll.row(id, roll.customers.get(&id)?, now.place), why })
    });
    Ok(rows.collect())
}

fn hits<'a>(
    db: &Connection,
    roll: &'a Roll,
    employee: &EmployeeId,
    wanted: &Wanted,
    now: &Now,
) -> Result<Vec<Hit<'a>>, StoreError> {
    let named: Option<BTreeSet<CustomerId>> = match Wish::of(&wanted.text) {
        // Found under a former name, it is the customer that counts.
        Some(wish) => Some(search::find(db, &wish)?.into_iter().map(|id| roll.counts_as(id)).collect()),
        None => None,
    };
    let typed = fold(wanted.text.trim());
    let mut hits = Vec::new();
    for (id, customer) in roll.standing() {
        if named.as_ref().is_some_and(|named| !named.contains(id)) || !fits(roll, *id, customer, employee, wanted) {
            continue;
        }
        let distance = nearest(roll, *id, customer, now.place).and_then(|(_, distance)| distance);
        let near = |most: u32| distance.is_some_and(|metres| metres <= Metres::from(most));
        if wanted.within.is_some_and(|most| !near(most)) {
            continue;
        }
        let reminder = roll.reminder(*id);
        let due = |reminder: &Reminder| wanted.due.contains(&reminder.kind());
        if !wanted.due.is_empty() && !reminder.as_ref().is_some_and(due) {
            continue;
        }
        let rank = if named.is_none() { 0 } else { rank(&fold(&customer.name), &typed) };
        hits.push(Hit { id: *id, customer, distance, reminder, rank });
    }
    Ok(hits)
}

/// A name that begins so comes before one that has it somewhere, and that before what was found otherwise.
fn rank(name: &str, typed: &str) -> u8 {
    match name.find(typed) {
        Some(0) => 0,
        Some(_) => 1,
        None => 2,
    }
}

fn fits(roll: &Roll, id: CustomerId, customer: &Customer, employee: &EmployeeId, wanted: &Wanted) -> bool {
    let owner = roll.ledger.holdings.get(&id).map(|holding| &holding.owner);
    wanted.class.is_none_or(|class| roll.class(id) == Some(class))
        && wanted.lifecycle.is_none_or(|stage| customer.stage() == Some(stage))
        && wanted.tag.as_ref().is_none_or(|tag| customer.tags.contains(tag))
        && (!wanted.partner || customer.partner)
        && wanted.whose.is_none_or(|whose| match whose {
            // Made here, it has no holding until the server has seen it.
            Whose::Mine => owner.is_none_or(|owner| owner == employee),
            Whose::Shared => owner.is_some_and(|owner| owner != employee),
        })
}

/// The nearest of its places, and how far it is; without a position the first.
fn nearest(roll: &Roll, id: CustomerId, customer: &Customer, here: Option<Place>) -> Option<(Place, Option<Metres>)> {
    let others = roll.others(id).iter().filter_map(|id| roll.customers.get(id));
    let places = std::iter::once(customer).chain(others).flat_map(|customer| customer.sites.values());
    let mut places = places.filter_map(|site| site.place);
    match here {
        None => places.next().map(|place| (place, None)),
        Some(here) => places
            .map(|place| (place, here.distance(place)))
            .min_by(|a, b| a.1.total_cmp(&b.1))
            .map(|(place, metres)| (place, Some(metres))),
    }
}

fn sort(hits: &mut [Hit<'_>], roll: &Roll, by: Sort) {
    let order = roll.customers.order();
    // Owned nowhere and compared often: borrowed for as long as it is sorted.
    let name = |hit: &Hit<'_>| order.get(&hit.id).map(String::as_str);
    let far = |hit: &Hit<'_>| hit.distance.unwrap_or(Metres::MAX);
    hits.sort_by(|a, b| {
        let first = a.rank.cmp(&b.rank);
        let then = match by {
            Sort::Distance => far(a).total_cmp(&far(b)),
            Sort::Pressing => {
                let press = pressing(a.reminder.as_ref()).cmp(&pressing(b.reminder.as_ref()));
                press.then_with(|| far(a).total_cmp(&far(b)))
            }
            Sort::Name => std::cmp::Ordering::Equal,
            Sort::Class => {
                let class = |hit: &Hit<'_>| roll.class(hit.id).map_or(u8::MAX, |class| class as u8);
                class(a).cmp(&class(b))
            }
            Sort::LastContact => {
                let last = |hit: &Hit<'_>| roll.reminding.contacts.get(&hit.id).and_then(|contacts| contacts.last);
                last(a).cmp(&last(b))
            }
        };
        first.then(then).then_with(|| name(a).cmp(&name(b))).then_with(|| a.id.cmp(&b.id))
    });
}

/// As reminders press; then the rest.
fn pressing(reminder: Option<&Reminder>) -> (bool, Option<(u8, i64)>) {
    (reminder.is_none(), reminder.map(Reminder::press))
}
