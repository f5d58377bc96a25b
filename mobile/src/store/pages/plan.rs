//! Where somebody means to go on a day, and how his plans were kept.

use rusqlite::Connection;
use shared::books::counting;
use shared::doc::journal::{Body, DayPlan};
use shared::fact::FactBody;
use shared::facts::Facts;
use shared::id::{CustomerId, EmployeeId, RecordId};
use shared::metric::{Scope, coverage, kept};
use shared::period::{BusinessDay, Instant};
use shared::place::route::{Candidate, Room, suggest};

use super::performance::live;
use super::{Roll, roll};
use crate::store::StoreError;
use crate::store::book::Book;
use crate::view::{Covered, CustomerRow, DayStops, MonthKept, Now, PlanPage, Stop};

/// What is suggested for a day (**ours**): so many stops, and nobody is added for being near who is farther.
const ROOM: Room = Room { stops: 8, near: 10_000.0 };
/// A plan may be made so many months ahead of its day.
const MONTHS: usize = 13;

/// The plan of a day: the last one made. `late`: it was made after the first check-in, and another counts (VIS-4).
pub(super) fn stops(
    db: &Connection,
    book: &mut Book,
    employee: &EmployeeId,
    roll: &Roll,
    day: BusinessDay,
) -> Result<DayStops, StoreError> {
    let mut made: Vec<(Instant, RecordId, DayPlan)> = Vec::new();
    let (mut visits, mut began): (Vec<(Instant, CustomerId)>, Option<Instant>) = (Vec::new(), None);
    let refused = book.refusals(db, employee)?;
    for (_, journal) in book.newest_journals(db, employee, MONTHS)? {
        for recorded in journal.entries() {
            if let Body::Plan(plan) = &recorded.entry.body
                && plan.day == day
                && !refused.contains_key(&recorded.id.to_string())
            {
                made.push((recorded.entry.when(), recorded.id, plan.clone()));
            }
        }
        for fact in journal.facts().iter().filter(|fact| fact.day == day) {
            if let FactBody::Visit { customer, check_in, check_out, .. } = &fact.body {
                began = Some(began.map_or(*check_in, |was| was.min(*check_in)));
                if check_out.is_some() {
                    visits.push((*check_in, roll.counts_as(*customer)));
                }
            }
        }
    }
    made.sort_by_key(|(at, id, _)| (*at, *id));
    let times: Vec<Instant> = made.iter().map(|(at, ..)| *at).collect();
    let late = counting(&times, began).is_some_and(|counts| counts + 1 < made.len());
    let Some((_, _, plan)) = made.pop() else { return Ok(DayStops::default()) };
    visits.sort_unstable();
    let mut stops = Vec::new();
    for customer in plan.stops.into_iter().map(|stop| roll.counts_as(stop)) {
        let taken = visits.iter().position(|(_, visited)| *visited == customer);
        if let Some(at) = taken {
            visits.remove(at);
        }
        // Whom one has no more, one does not go to.
        if let Some(profile) = roll.customers.get(&customer) {
            stops.push(Stop { customer: roll.row(customer, profile, roll.near), done: taken.is_some() });
        }
    }
    Ok(DayStops { stops, late })
}

pub(in crate::store) fn plan(
    db: &Connection,
    book: &mut Book,
    employee: &EmployeeId,
    day: BusinessDay,
    now: &Now,
) -> Result<PlanPage, StoreError> {
    let roll = roll(db, book, employee, now)?;
    let plan = stops(db, book, employee, &roll, day)?;
    let last_week = stops(db, book, employee, &roll, day.plus_days(-7))?;
    let rows = roll.rows(now.place);
    Ok(PlanPage {
        day,
        today: roll.today,
        plan,
        last_week: last_week.stops.into_iter().map(|stop| stop.customer).collect(),
        suggested: suggested(&rows, now),
        month: month(db, book, employee, now)?,
    })
}

fn suggested(rows: &[CustomerRow], now: &Now) -> Vec<CustomerRow> {
    let candidates: Vec<Candidate<CustomerId>> = rows
        .iter()
        .map(|row| Candidate {
            id: row.id,
            place: row.site.as_ref().map(|site| site.place),
            press: row.reminder.map(|reminder| reminder.press()),
        })
        .collect();
    let chosen = suggest(now.place, &candidates, ROOM);
    chosen.into_iter().filter_map(|id| rows.iter().find(|row| row.id == id).cloned()).collect()
}

fn month(db: &Connection, book: &mut Book, employee: &EmployeeId, now: &Now) -> Result<Option<MonthKept>, StoreError> {
    let Some(live) = live(db, book, employee, now)? else { return Ok(None) };
    let books = &live.pack.books;
    let facts = Facts::of(books, None).map_err(|why| StoreError::value("the month", why))?;
    let Some(no) = facts.people.find(employee.as_str()) else { return Ok(None) };
    let (span, today) = (live.pack.period.into(), live.pack.today);
    let scope = Scope { facts: &facts, employee: no, span, parameter: None, today, evidence: false };
    let customers = book.customers(db)?;
    let named = |id: &shared::books::Id| {
        let id: CustomerId = id.as_str().parse().ok()?;
        Some((id, customers.get(&id)?.name.clone()))
    };
    let coverage = coverage(&scope).into_iter().map(|one| Covered {
        class: one.class,
        covered: one.covered,
        all: one.all,
        missing: one.missing.iter().filter_map(named).collect(),
    });
    Ok(Some(MonthKept { kept: kept(&scope), coverage: coverage.collect() }))
}
