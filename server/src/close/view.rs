//! Periods and statements as the pages show them.

use shared::engine::{Sealed, Section, Statement};
use shared::id::{CompanyId, EmployeeId};
use shared::num::Decimal;
use shared::period::{Instant, Period};
use shared::policy::Subject;
use shared::rest::{NextStep, PeriodRow, PeriodState, PeriodStep, StatementPage, StatementRow, Under};

use super::step::{Ready, ready};
use super::{Step, score, seal};
use crate::store::period::{self, PeriodRecord, StoredStatement};
use crate::store::{Connection, StoreError, company, money, org, people};

/// All periods since the first plan, newest first.
pub fn rows(
    connection: &Connection,
    id: &CompanyId,
    subject: &Subject,
    now: Instant,
) -> Result<Vec<PeriodRow>, StoreError> {
    let Some(first) = money::first_plan(connection, id)? else { return Ok(Vec::new()) };
    let mut rows = Vec::new();
    let mut month = company::settings(connection, id)?.zone.day_of(now).month();
    while month >= first {
        rows.push(row(connection, id, month, subject, now)?);
        month = month.previous();
    }
    Ok(rows)
}

/// One period.
pub fn row(
    connection: &Connection,
    id: &CompanyId,
    month: Period,
    subject: &Subject,
    now: Instant,
) -> Result<PeriodRow, StoreError> {
    let PeriodRecord { state, seal, .. } = period::period(connection, id, month)?;
    let (people, totals) = period::totals(connection, id, month)?;
    let total = (state >= PeriodState::Scored).then(|| sum(&totals)).transpose()?;
    let steps = period::steps(connection, id, month)?
        .into_iter()
        .map(|step| {
            let by_name = name_of(connection, id, &step.by)?;
            Ok(PeriodStep { state: step.state, by: step.by, by_name, at: step.at })
        })
        .collect::<Result<_, StoreError>>()?;
    let next = Step::after(state).map(|step| next(connection, id, month, step, (subject, now))).transpose()?;
    let currency = company::settings(connection, id)?.currency.to_string();
    Ok(PeriodRow { period: month, state, people, total, currency, steps, next, seal })
}

fn next(
    connection: &Connection,
    id: &CompanyId,
    month: Period,
    step: Step,
    asked: (&Subject, Instant),
) -> Result<NextStep, StoreError> {
    let blocked = match ready(connection, id, month, step, asked)? {
        Ready::Blocked(blocked) => Some(blocked.key().to_owned()),
        Ready::Go(_) | Ready::Done(_) => None,
    };
    Ok(NextStep { step: step.as_str().to_owned(), blocked })
}

fn sum(amounts: &[String]) -> Result<String, StoreError> {
    let mut sum = Decimal::ZERO;
    for amount in amounts {
        sum += shared::num::decimal(amount).map_err(|why| StoreError::damaged("a total", why))?;
    }
    Ok(sum.to_string())
}

/// The statements of a period, by department and name.
pub fn statements(connection: &Connection, id: &CompanyId, month: Period) -> Result<Vec<StatementRow>, StoreError> {
    let mut rows = Vec::new();
    for stored in period::statements(connection, id, month)? {
        let sealed = read(&stored)?;
        let statement = sealed.as_ref().and_then(|sealed| sealed.statement.as_ref());
        rows.push(statement_row(connection, id, month, stored, statement)?);
    }
    rows.sort_by(|a, b| (&a.department, &a.name, &a.employee).cmp(&(&b.department, &b.name, &b.employee)));
    Ok(rows)
}

/// One statement with its explanation and what it stands on; `None`: the person has none in this period.
pub fn page(
    connection: &Connection,
    id: &CompanyId,
    month: Period,
    employee: &EmployeeId,
) -> Result<Option<StatementPage>, StoreError> {
    let Some(stored) = period::statement(connection, id, month, employee)? else { return Ok(None) };
    let state = period::period(connection, id, month)?.state;
    let sealed = read(&stored)?;
    let statement = sealed.as_ref().and_then(|sealed| sealed.statement.clone());
    let row = statement_row(connection, id, month, stored, statement.as_ref())?;
    let Some(sealed) = sealed else {
        return Ok(Some(StatementPage {
            row,
            state,
            under: None,
            told: None,
            adjustments: Vec::new(),
            pack_hash: None,
            facts: Vec::new(),
            customers: std::collections::BTreeMap::new(),
        }));
    };
    let books = &sealed.pack.books;
    Ok(Some(StatementPage {
        row,
        state,
        under: Some(Under::from(books)),
        // Computed again from the pack: where a later engine comes to something else, it stands as it was sealed.
        told: score::told(&sealed),
        facts: books.evidence(),
        customers: score::names(connection, id, books)?,
        pack_hash: Some(sealed.hashes.pack),
        adjustments: sealed.adjustments,
    }))
}

fn read(stored: &StoredStatement) -> Result<Option<Sealed>, StoreError> {
    let wrong = |why: String| StoreError::damaged(format!("the statement of {}", stored.employee), why);
    stored.sealed.as_deref().map(|bytes| seal::unpack(bytes).map_err(wrong)).transpose()
}

fn statement_row(
    connection: &Connection,
    id: &CompanyId,
    month: Period,
    stored: StoredStatement,
    statement: Option<&Statement>,
) -> Result<StatementRow, StoreError> {
    let sections = |sections: &[Section]| -> Option<String> {
        let lines = statement?.paid().filter(|line| sections.contains(&line.section));
        let sum = lines.fold(None, |sum: Option<Decimal>, line| Some(sum.unwrap_or_default() + line.amount));
        Some(sum?.to_string())
    };
    let score = statement.and_then(|statement| statement.score.as_ref());
    let post = org::post(connection, id, &stored.employee, month.last_day())?;
    Ok(StatementRow {
        name: name_of(connection, id, &stored.employee)?,
        department: post.map(|post| post.department).unwrap_or_default(),
        score: score.and_then(|score| score.total).map(|total| total.to_string()),
        grade: statement.and_then(|statement| statement.grade.as_ref()).map(ToString::to_string),
        base: sections(&[Section::Base]),
        floating: sections(&[Section::Floating]),
        bonus: sections(&[Section::Bonus, Section::Special]),
        commission: sections(&[Section::Commission, Section::Draw]),
        deduction: sections(&[Section::Deduction, Section::Balance]),
        former: stored.sealed.is_none() && stored.hash.is_some(),
        total: stored.total,
        adjusted: stored.adjusted,
        stopped: stored.stopped,
        hash: stored.hash,
        employee: stored.employee,
    })
}

fn name_of(connection: &Connection, id: &CompanyId, employee: &EmployeeId) -> Result<String, StoreError> {
    Ok(people::get(connection, id, employee)?.map_or_else(|| employee.to_string(), |person| person.name))
}
