//! One's own work, counted from one's own journals.

use std::collections::BTreeMap;

use rusqlite::Connection;
use shared::id::EmployeeId;
use shared::period::BusinessDay;
use shared::workload::{Work, tally, total};

use crate::store::StoreError;
use crate::store::book::Book;
use crate::view::MyWork;

/// Days that are shown at once.
const MOST: i64 = 366;

pub(in crate::store) fn work(
    db: &Connection,
    book: &mut Book,
    employee: &EmployeeId,
    (from, to): (BusinessDay, BusinessDay),
) -> Result<MyWork, StoreError> {
    let to = to.min(from.plus_days(MOST));
    let refused = book.refusals(db, employee)?;
    let mut done = Vec::new();
    for (_, journal) in book.newest_journals(db, employee, usize::MAX)? {
        let places: BTreeMap<String, _> =
            journal.stays().iter().filter_map(|stay| Some((stay.id.to_string(), stay.check_in.fix?.place))).collect();
        let counts = journal.facts().iter().filter(|fact| fact.day >= from && fact.day <= to);
        let counts = counts.filter(|fact| !refused.contains_key(fact.id.as_str()));
        done.extend(counts.filter_map(|fact| Work::of(fact, |id| places.get(id.as_str()).copied())));
    }
    let by_day = tally(&done, |one| one.day);
    let days = std::iter::successors(Some(from), |day| Some(day.plus_days(1))).take_while(|day| *day <= to);
    Ok(MyWork {
        from,
        to,
        total: total(&done),
        days: days.map(|day| (day, by_day.get(&day).copied().unwrap_or_default())).collect(),
        methods: tally(&done, |one| one.method).into_iter().collect(),
    })
}
