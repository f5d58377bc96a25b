//! Scoring a period: what was frozen and what is known at its freeze in, everybody's sealed statement out.
//!
//! Closed periods are evaluated again from the earliest one a late fact belongs to, each under what was frozen with it;
//! what differs from what was paid so far becomes this period's adjustments (CLO-2, D-39). Nothing came late: nothing is
//! evaluated again.

use std::collections::{BTreeMap, BTreeSet};

use shared::books::{Books, Id, Slicer};
use shared::engine::{
    Balance, Closed, ClosedMonth, Closer, Closing, MonthRun, Pack, Paid, PersonResult, Results, Sealed, Statement,
    Told, ToldAdjustment, Workers,
};
use shared::facts::Facts;
use shared::id::{CompanyId, EmployeeId};
use shared::period::Month;

use super::seal;
use crate::books::fill;
use crate::store::money::{self, Recorded, Window};
use crate::store::paid::{self, PaidRow};
use crate::store::period::{self, StoredStatement};
use crate::store::{Connection, StoreError, holding};

/// What scoring comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scored {
    pub statements: Vec<StoredStatement>,
    /// What this close pays, once it is one.
    pub paid: Vec<PaidRow>,
}

/// A month with its books.
struct Open {
    books: Books,
    facts: Facts,
    closing: Closing,
}

/// Scores a period that was frozen at a number.
pub fn score(
    connection: &Connection,
    id: &CompanyId,
    (month, seq): (Month, u64),
    workers: &impl Workers,
) -> Result<Scored, StoreError> {
    let (first, late) = late(connection, id, month, seq)?;
    let known = money::known_at(connection, id, Window { seq, recorded: Recorded::All, last: Some(month.last_day()) })?;
    let mut months: BTreeMap<Month, Open> = BTreeMap::new();
    for at in std::iter::successors(Some(first), |at| Some(at.next())).take_while(|at| *at <= month) {
        let frame = frozen(connection, id, at)?;
        let frame =
            frame.ok_or_else(|| StoreError::damaged(format!("period {at}"), "what was frozen of it is gone"))?;
        let closing = Closing { month: at, freeze: frame.closes.get(&at).copied() };
        let books = fill(connection, id, frame, &known)?;
        let facts = Facts::of(&books, None).map_err(|why| StoreError::damaged(format!("the facts of {at}"), why))?;
        months.insert(at, Open { books, facts, closing });
    }
    let Some(open) = months.get(&month) else {
        return Err(StoreError::damaged(format!("period {month}"), "it lies before the periods it comes after"));
    };
    let before = balances(&paid::before(connection, id, first.previous(), month)?);
    let mut closed = Vec::new();
    for (at, earlier) in months.range(..month) {
        let paid = paid::before(connection, id, *at, month)?;
        closed.push(ClosedMonth { closing: earlier.closing, paid });
    }
    let was: Vec<BTreeMap<Id, Paid>> = closed.iter().map(|one| one.paid.clone()).collect();
    let mut closer = Closer::resuming(before.clone(), closed);
    let facts = |at: Month| months.get(&at).map_or(&open.facts, |month| &month.facts);
    let result = closer.close(facts, &late, open.closing, workers);
    let before = match closer.months() {
        [.., earlier, _] => balances(&earlier.paid),
        _ => before,
    };
    Ok(Scored {
        statements: statements(open, &adjusted(&result), &result.results, &before, workers)?,
        paid: paid_rows(&closer, &was, &result.results),
    })
}

/// From which period on everything is evaluated, and the facts that came late. Without any it is the period itself.
fn late(connection: &Connection, id: &CompanyId, month: Month, seq: u64) -> Result<(Month, BTreeSet<Id>), StoreError> {
    let before = period::period(connection, id, month.previous())?;
    let (Some(after), Some(_)) = (before.frozen_seq, paid::frame(connection, id, before.period)?) else {
        return Ok((month, BTreeSet::new()));
    };
    let late = money::late(connection, id, (after, seq), before.period.last_day())?;
    let Some(day) = late.first else { return Ok((month, late.ids)) };
    // Not further back than there are frozen books.
    let mut first = month;
    while first > day.month() && paid::frame(connection, id, first.previous())?.is_some() {
        first = first.previous();
    }
    Ok((first, late.ids))
}

/// The books that were frozen with a period.
fn frozen(connection: &Connection, id: &CompanyId, month: Month) -> Result<Option<Books>, StoreError> {
    let read = |frame: Vec<u8>| {
        seal::unpack(&frame).map_err(|why| StoreError::damaged(format!("what was frozen of {month}"), why))
    };
    paid::frame(connection, id, month)?.map(read).transpose()
}

fn balances(paid: &BTreeMap<Id, Paid>) -> BTreeMap<Id, Balance> {
    paid.iter().map(|(id, paid)| (id.clone(), paid.balance.clone())).collect()
}

fn adjusted(closed: &Closed) -> BTreeMap<&Id, Vec<ToldAdjustment>> {
    let mut people: BTreeMap<&Id, Vec<ToldAdjustment>> = BTreeMap::new();
    for one in &closed.adjustments {
        people.entry(&one.adjustment.employee).or_default().push(one.into());
    }
    people
}

fn statements(
    open: &Open,
    adjustments: &BTreeMap<&Id, Vec<ToldAdjustment>>,
    results: &Results,
    before: &BTreeMap<Id, Balance>,
    workers: &impl Workers,
) -> Result<Vec<StoredStatement>, StoreError> {
    let slicer = Slicer::new(&open.books, open.closing.month);
    let run = MonthRun { facts: &open.facts, month: open.closing.month, ratings: open.closing.freeze, today: None };
    let people: Vec<(&Id, &PersonResult)> = results.iter().collect();
    let sealed = workers.map(&people, |(id, result)| {
        let adjustments = adjustments.get(id).cloned().unwrap_or_default();
        if result.explained.is_none() && adjustments.is_empty() {
            return Ok(None);
        }
        let balance = before.get(*id).cloned().unwrap_or_default();
        let pack = Pack::new(&slicer, &run, id, result.constants.clone(), balance);
        let statement = result.explained.as_ref().map(|explained| explained.statement.clone());
        stored(id, statement, adjustments, pack)
            .map(Some)
            .map_err(|why| StoreError::damaged(format!("the statement of {id}"), why))
    });
    sealed.into_iter().filter_map(Result::transpose).collect()
}

fn stored(
    id: &Id,
    statement: Option<Statement>,
    adjustments: Vec<ToldAdjustment>,
    pack: Pack,
) -> Result<StoredStatement, String> {
    let employee = EmployeeId::new(id.as_str()).map_err(|why| why.to_string())?;
    let sealed = Sealed::new(statement, adjustments, pack).map_err(|why| why.to_string())?;
    let stopped = sealed.statement.as_ref().and_then(|statement| statement.stopped.clone());
    let total = sealed.statement.as_ref().filter(|_| stopped.is_none()).map(|one| one.total.to_string());
    Ok(StoredStatement {
        employee,
        hash: Some(sealed.hashes.seal.clone()),
        total,
        adjusted: sealed.adjusted().map(|sum| sum.to_string()),
        sealed: Some(seal::pack(&sealed)?),
        stopped,
    })
}

/// Everybody's of this period, and of earlier ones whose something is paid for now or whose balance moved.
fn paid_rows(closer: &Closer, was: &[BTreeMap<Id, Paid>], results: &Results) -> Vec<PaidRow> {
    let mut rows = Vec::new();
    for (number, month) in closer.months().iter().enumerate() {
        let before = was.get(number);
        for (employee, paid) in &month.paid {
            if before.is_some_and(|before| before.get(employee) == Some(paid)) {
                continue;
            }
            let own = before.is_none().then(|| results.get(employee)).flatten();
            rows.push(PaidRow {
                period: month.closing.month,
                employee: employee.clone(),
                paid: paid.clone(),
                constants: own.map(|result| result.constants.clone()),
            });
        }
    }
    rows
}

/// The statement with its explanation, where the engine still comes to what was sealed; else as it was sealed, without one.
pub fn told(sealed: &Sealed) -> Option<Told> {
    match sealed.again() {
        Ok((result, hashes)) if hashes.seal == sealed.hashes.seal => result.explained.as_ref().map(Told::from),
        _ => sealed.statement.clone().map(|statement| Told { statement, trail: Vec::new(), score: None }),
    }
}

/// Names of the customers that facts name.
pub fn names(connection: &Connection, id: &CompanyId, books: &Books) -> Result<BTreeMap<Id, String>, StoreError> {
    let wanted: BTreeSet<&Id> = books.customers.iter().map(|customer| &customer.id).collect();
    let all = holding::names(connection, id)?.into_iter();
    let all = all.map(|(customer, _, name)| (Id::from(customer.to_string()), name));
    Ok(all.filter(|(customer, _)| wanted.contains(customer)).collect())
}
