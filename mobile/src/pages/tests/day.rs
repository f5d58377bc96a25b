//! Samples of the rep's day: reminders, plans, work.

use shared::books::Class;
use shared::doc::journal::{Method, Snooze};
use shared::metric::Kept;
use shared::period::BusinessDay;
use shared::reminder::{Gap, Kind, Reminder};
use shared::rest::{PersonWorkload, TeamReminder, TeamReminders, TeamWorkload};
use shared::workload::{Row, Tally};

use super::desk::PEOPLE;
use super::samples::{NAMES, customer, day, employee, place, row};
use crate::view::*;

fn reminder(n: usize, reminder: Reminder) -> ReminderRow {
    let row = row(n);
    ReminderRow {
        customer: row.id,
        name: row.name,
        class: row.class,
        phone: row.phone,
        reminder,
        next_step: Some("送第二版报价".into()),
        until: None,
    }
}

/// One of them has two.
pub fn reminder_rows() -> Vec<ReminderRow> {
    vec![
        reminder(2, Reminder::Overdue { agreed: day("2026-11-16"), days: 3 }),
        reminder(2, Reminder::Gap { last: day("2026-11-02"), days: 17, limit: 14 }),
        reminder(1, Reminder::Gap { last: day("2026-11-10"), days: 9, limit: 7 }),
        reminder(3, Reminder::Due { agreed: day("2026-11-19") }),
        reminder(5, Reminder::Unhandled { since: day("2026-11-11"), days: 8 }),
    ]
}

pub fn snoozed() -> Vec<ReminderRow> {
    let until = Some(day("2026-11-23"));
    vec![ReminderRow { until, ..reminder(4, Reminder::Gap { last: day("2026-10-10"), days: 40, limit: 30 }) }]
}

pub fn snooze() -> Snooze {
    Snooze { customer: customer(91), reminder: Kind::Gap, until: day("2026-11-23"), reason: None }
}

pub fn standing() -> Standing {
    let gap = Gap { from: day("2026-11-04"), limit: 7 };
    let reminders = vec![
        reminder(0, Reminder::Overdue { agreed: day("2026-11-16"), days: 3 }),
        reminder(0, Reminder::Gap { last: gap.from, days: 15, limit: 7 }),
    ];
    Standing { today: day("2026-11-19"), reminders, gap: Some(gap) }
}

/// Stops apart from each other.
fn at(n: usize) -> CustomerRow {
    let mut row = row(n);
    if let Some(site) = &mut row.site {
        let far = n as f64;
        site.place = place(30.2741 + 0.013 * far, 120.1551 + 0.021 * (far * 1.7).sin());
    }
    row
}

pub fn stops() -> DayStops {
    let stop = |n: usize, done: bool| Stop { customer: at(n), done };
    DayStops { stops: vec![stop(1, true), stop(2, false), stop(3, false)], late: false }
}

pub fn plan(empty: bool) -> PlanPage {
    let covered = |class, covered, missing: &[usize]| Covered {
        class,
        covered,
        all: covered + missing.len() as i64,
        missing: missing.iter().map(|n| (customer(91 + *n as u8), NAMES[*n].to_owned())).collect(),
    };
    PlanPage {
        day: day("2026-11-19"),
        today: day("2026-11-19"),
        plan: if empty { DayStops::default() } else { DayStops { late: true, ..stops() } },
        last_week: if empty { Vec::new() } else { vec![at(4)] },
        suggested: vec![at(2), at(3), at(5)],
        month: (!empty).then(|| MonthKept {
            kept: Kept { planned: 18, actual: 20, matched: 15, in_order: 9 },
            coverage: vec![covered(Class::A, 13, &[0, 1]), covered(Class::B, 9, &[]), covered(Class::C, 20, &[4])],
        }),
    }
}

fn tally(contacts: u32) -> Tally {
    Tally {
        contacts,
        visits: contacts / 2,
        customers: contacts - contacts / 3,
        minutes: i64::from(contacts) * 21,
        metres: u64::from(contacts) * 539,
    }
}

pub fn work(from: BusinessDay, to: BusinessDay) -> MyWork {
    let days = (0..=to.days_since(from)).map(|n| {
        let day = from.plus_days(n);
        let busy = [6, 4, 5, 8, 0, 0, 0][usize::from(day.weekday() - 1)];
        (day, if busy == 0 { Tally::default() } else { tally(busy) })
    });
    MyWork {
        from,
        to,
        total: tally(23),
        days: days.collect(),
        methods: vec![(Method::Visit, tally(11)), (Method::Phone, tally(7)), (Method::Wechat, tally(5))],
    }
}

pub fn reminders() -> TeamReminders {
    let one = |person: usize, n: usize, reminder| TeamReminder {
        employee: employee(PEOPLE[person].0),
        name: PEOPLE[person].1.into(),
        customer: customer(91 + n as u8),
        customer_name: NAMES[n].into(),
        class: Class::A,
        reminder,
        breaches: n as i64,
        next_breach: Some(day("2026-11-25")),
    };
    TeamReminders {
        day: day("2026-11-19"),
        rows: vec![
            one(0, 0, Reminder::Overdue { agreed: day("2026-11-16"), days: 3 }),
            one(0, 1, Reminder::Gap { last: day("2026-11-10"), days: 9, limit: 7 }),
            one(1, 2, Reminder::Due { agreed: day("2026-11-19") }),
            one(1, 3, Reminder::Unhandled { since: day("2026-11-02"), days: 17 }),
            one(2, 4, Reminder::Unhandled { since: day("2026-11-11"), days: 8 }),
        ],
    }
}

pub fn workload() -> TeamWorkload {
    let people = PEOPLE.iter().enumerate().map(|(n, (id, name))| PersonWorkload {
        employee: employee(id),
        name: (*name).into(),
        department: "杭州一部".into(),
        tally: tally(48 - 7 * n as u32),
    });
    TeamWorkload {
        from: day("2026-11-01"),
        to: day("2026-11-30"),
        people: people.collect(),
        total: tally(183),
        days: (2..=19).map(|n| (day(&format!("2026-11-{n:02}")), tally(n))).collect(),
        methods: [(Method::Visit, tally(90)), (Method::Phone, tally(60)), (Method::Wechat, tally(33))].into(),
        rows: vec![Row {
            employee: employee("lin.xd"),
            day: day("2026-11-19"),
            method: Method::Visit,
            tally: tally(3),
        }],
    }
}
