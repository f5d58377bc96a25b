//! What the people of a team are to be reminded of: the same pure functions as on their phones, over what the server holds.

use std::collections::{BTreeMap, BTreeSet};

use shared::doc::company::Company;
use shared::doc::ledger::{self, Holding};
use shared::id::{CompanyId, CustomerId, EmployeeId};
use shared::period::{BusinessDay, Instant};
use shared::reminder::{Contacts, Gap, Met, Standing, contacts, reminders};
use shared::rest::{TeamReminder, TeamReminders};

use crate::store::{Connection, StoreError, company, holding, people, work};

/// How many days of contacts are looked through, as phones do: what was agreed or met before is forgotten.
const LOOK_BACK: i64 = 400;

/// Where everybody's contacts with each customer stand; what was recorded with another name of a customer counts for it.
pub fn standing_contacts(
    conn: &Connection,
    company: &CompanyId,
    today: BusinessDay,
) -> Result<BTreeMap<CustomerId, Contacts>, StoreError> {
    let facts = work::recorded(conn, company, (today.plus_days(-LOOK_BACK), today))?;
    let merged = ledger::merged(&holding::merges(conn, company)?);
    let met = facts.iter().filter_map(|fact| Met::of(fact, |_| None)).map(|mut met| {
        met.customer = merged.get(&met.customer).copied().unwrap_or(met.customer);
        met
    });
    Ok(contacts(met.collect()))
}

/// What reminders ask of a customer.
#[must_use]
pub fn standing(settled: &Company, held: &Holding, contacts: Option<&Contacts>) -> Standing {
    Standing {
        last: contacts.and_then(|contacts| contacts.last),
        agreed: contacts.and_then(|contacts| contacts.agreed.as_ref()).map(|agreed| agreed.day),
        since: Some(held.since),
        limit: settled.contact_gap.get(&held.class).copied(),
        unhandled: Some(settled.unhandled_days),
    }
}

/// The reminders of these people's customers.
pub fn team(
    conn: &Connection,
    company: &CompanyId,
    seen: &BTreeSet<EmployeeId>,
    now: Instant,
) -> Result<TeamReminders, StoreError> {
    let settled = company::settings(conn, company)?;
    let day = settled.zone.day_of(now);
    let held: BTreeMap<CustomerId, Holding> = holding::all(conn, company)?.into_iter().collect();
    let names: BTreeMap<CustomerId, String> =
        holding::names(conn, company)?.into_iter().map(|(customer, _, name)| (customer, name)).collect();
    let people: BTreeMap<EmployeeId, String> =
        people::all(conn, company)?.into_iter().map(|person| (person.employee, person.name)).collect();
    let met = standing_contacts(conn, company, day)?;
    let mut rows = Vec::new();
    // Another name of a customer is none to go to.
    for (customer, held) in held.iter().filter(|(_, held)| held.merged_into.is_none() && seen.contains(&held.owner)) {
        let standing = standing(&settled, held, met.get(customer));
        let gap = Gap::of(&standing);
        for reminder in reminders(&standing, day, &settled.calendar) {
            rows.push(TeamReminder {
                employee: held.owner.clone(),
                name: people.get(&held.owner).cloned().unwrap_or_else(|| held.owner.to_string()),
                customer: *customer,
                customer_name: names.get(customer).cloned().unwrap_or_default(),
                class: held.class,
                reminder,
                breaches: gap.map_or(0, |gap| gap.breaches(day)),
                next_breach: gap.map(|gap| gap.next(day)),
            });
        }
    }
    rows.sort_by(|a, b| (a.reminder.press(), &a.name, a.customer).cmp(&(b.reminder.press(), &b.name, b.customer)));
    Ok(TeamReminders { day, rows })
}
