use rusqlite::Connection;
use shared::doc::form::chosen;
use shared::id::EmployeeId;

use super::performance::live;
use super::plan::stops;
use super::roll;
use crate::store::book::Book;
use crate::store::{StoreError, settings};
use crate::view::{
    Attainment, CustomerRow, DayStops, Indicator, MonthSoFar, Now, OpenVisit, ReminderRow, Today, indicators,
};

/// Farther than this, the nearest customer is not where somebody stands, in metres.
const NEARBY: f64 = 1_000.0;

pub(in crate::store) fn today(
    db: &Connection,
    book: &mut Book,
    employee: &EmployeeId,
    now: &Now,
) -> Result<Today, StoreError> {
    let roll = roll(db, book, employee, now)?;
    let rows = roll.rows(now.place);
    let (reminders, snoozed) = roll.all_reminders(&rows);
    let plan = stops(db, book, employee, &roll, roll.today)?;
    let open = book.open_stay(db, employee)?;
    let visits_today = book
        .journal(db, employee, roll.today.month())?
        .facts()
        .iter()
        .filter(|fact| fact.day == roll.today && matches!(fact.body, shared::fact::FactBody::Visit { .. }))
        .count();
    Ok(Today {
        day: roll.today,
        month: month_so_far(db, book, employee, now)?,
        next: next(&rows, &reminders, &plan),
        reminders,
        snoozed,
        plan,
        open_visit: open.map(|stay| stay.id),
        visits_today: u32::try_from(visits_today).unwrap_or(u32::MAX),
    })
}

/// The next stop of the day's plan; without one, who is near, else who presses.
fn next(rows: &[CustomerRow], reminders: &[ReminderRow], plan: &DayStops) -> Option<CustomerRow> {
    if let Some(stop) = plan.stops.iter().find(|stop| !stop.done) {
        return Some(stop.customer.clone());
    }
    let near = |row: &&CustomerRow| row.distance.is_some();
    let nearest = rows
        .iter()
        .filter(near)
        .min_by(|a, b| a.distance.unwrap_or(f64::MAX).total_cmp(&b.distance.unwrap_or(f64::MAX)));
    let pressing = reminders.first().and_then(|first| rows.iter().find(|row| row.id == first.customer));
    match nearest {
        Some(row) if row.distance.is_some_and(|metres| metres <= NEARBY) => Some(row.clone()),
        other => pressing.or(other).cloned(),
    }
}

fn month_so_far(db: &Connection, book: &mut Book, employee: &EmployeeId, now: &Now) -> Result<MonthSoFar, StoreError> {
    let Some(live) = live(db, book, employee, now)? else { return Ok(MonthSoFar::default()) };
    let company = &live.pack.books.company;
    let today = live.pack.today;
    let days: Vec<_> = company.calendar.working_days(live.pack.period).collect();
    let so_far = days.iter().filter(|day| today.is_none_or(|now| **day <= now)).count();
    let mut month = MonthSoFar {
        working_days: u32::try_from(days.len()).unwrap_or(0),
        working_days_so_far: u32::try_from(so_far).unwrap_or(0),
        currency: Some(company.currency.to_string()),
        ..MonthSoFar::default()
    };
    if let Ok(Some(explained)) = &live.explained
        && explained.statement.stopped.is_none()
    {
        month.pay = Some(explained.statement.total.to_string());
        month.grade = explained.statement.grade.as_ref().map(ToString::to_string);
        month.score = explained.statement.score.as_ref().and_then(|score| score.total).map(|total| total.to_string());
        let rows = explained.score.as_ref().map(|node| indicators(&node.explain())).unwrap_or_default();
        month.headline = rows.into_iter().find_map(headline);
    }
    Ok(month)
}

fn headline(row: Indicator) -> Option<Attainment> {
    let attainment = shared::num::decimal(row.attainment.as_deref()?).ok()?;
    let percent = (attainment * shared::num::Decimal::ONE_HUNDRED).trunc();
    Some(Attainment {
        metric: row.metric,
        actual: row.actual?,
        target: row.target?,
        percent: u32::try_from(percent.mantissa()).unwrap_or(0),
    })
}

pub(in crate::store) fn open_visit(
    db: &Connection,
    book: &mut Book,
    employee: &EmployeeId,
    now: &Now,
) -> Result<Option<Box<OpenVisit>>, StoreError> {
    let Some(stay) = book.open_stay(db, employee)? else { return Ok(None) };
    let roll = roll(db, book, employee, now)?;
    let forms = book.forms(db)?;
    let form = match settings::asked(db, stay.id)? {
        Some(offered) => offered.and_then(|begun| forms.get(&begun)),
        None => chosen(&forms, stay.check_in.purpose.as_deref()),
    };
    let unknown = shared::doc::customer::Customer::default();
    let customer = roll.customers.get(&stay.check_in.customer).unwrap_or(&unknown);
    Ok(Some(Box::new(OpenVisit {
        id: stay.id,
        since: stay.at,
        offset: stay.offset,
        customer: roll.row(stay.check_in.customer, customer, now.place),
        verdict: stay.check_in.verdict(),
        distance: stay.check_in.distance(),
        photos: stay.check_in.photos.clone(),
        form: form.cloned(),
    })))
}
