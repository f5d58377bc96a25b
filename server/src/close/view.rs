//! Periods and statements as the pages show them.

use std::collections::BTreeMap;

use rusqlite::Connection;
use shared::old::engine::{Explained, Pack, Statement, evaluate};
use shared::fact::FactBody;
use shared::id::{CompanyId, CustomerId, EmployeeId};
use shared::num::Decimal;
use shared::period::{Instant, Period};
use shared::policy::Subject;
use shared::rest::{NextStep, PeriodRow, PeriodState, PeriodStep, StatementPage, StatementRow};

use super::step::{Ready, ready};
use super::{Step, seal};
use crate::store::period::{self, PeriodRecord, StoredStatement};
use crate::store::{StoreError, company, holding, money, org, people};

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
        let statement = read_statement(&stored)?;
        rows.push(statement_row(connection, id, month, stored, statement.as_ref())?);
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
    let pack: Option<Pack> = match &stored.pack {
        Some(pack) => Some(seal::unpack(pack).map_err(|why| StoreError::damaged(format!("a pack of {month}"), why))?),
        None => None,
    };
    let statement = read_statement(&stored)?;
    let explained = match (&statement, &stored.hash, &pack) {
        (Some(statement), Some(hash), Some(pack)) => Some(explain(statement, hash, pack)),
        _ => None,
    };
    let facts: BTreeMap<_, _> =
        pack.into_iter().flat_map(|pack| pack.facts).map(|fact| (fact.id.to_string(), fact)).collect();
    let mut customers: BTreeMap<CustomerId, String> = BTreeMap::new();
    for fact in facts.values() {
        let customer = match &fact.body {
            FactBody::Visit { customer, .. }
            | FactBody::Contact { customer, .. }
            | FactBody::Contract { customer, .. } => Some(*customer),
            FactBody::Expense { customer, .. } => *customer,
            FactBody::Collection { .. } | FactBody::Refund { .. } => None,
        };
        if let Some(customer) = customer.filter(|customer| !customers.contains_key(customer))
            && let Some(name) = holding::name(connection, id, customer)?
        {
            customers.insert(customer, name);
        }
    }
    let row = statement_row(connection, id, month, stored, statement.as_ref())?;
    Ok(Some(StatementPage { row, state, explained, facts, customers }))
}

/// The explanation is computed again from the pack. Where a later engine comes to another hash, the statement stands as
/// it was sealed, without one.
fn explain(statement: &Statement, hash: &str, pack: &Pack) -> Explained {
    match evaluate(pack) {
        Ok(explained) if explained.hash == hash => explained,
        _ => Explained { statement: statement.clone(), hash: hash.to_owned(), trail: Vec::new(), score_trail: None },
    }
}

fn read_statement(stored: &StoredStatement) -> Result<Option<Statement>, StoreError> {
    let wrong = |why: String| StoreError::damaged(format!("the statement of {}", stored.employee), why);
    stored.statement.as_deref().map(|bytes| seal::unpack(bytes).map_err(wrong)).transpose()
}

fn statement_row(
    connection: &Connection,
    id: &CompanyId,
    month: Period,
    stored: StoredStatement,
    statement: Option<&Statement>,
) -> Result<StatementRow, StoreError> {
    let section = |section: &str| -> Option<String> {
        let amounts =
            statement?.lines.iter().filter(|line| line.section == section && line.paid).map(|line| line.amount);
        Some(amounts.fold(None, |sum: Option<Decimal>, amount| Some(sum.unwrap_or_default() + amount))?.to_string())
    };
    let score = statement.and_then(|statement| statement.score.as_ref());
    let post = org::post(connection, id, &stored.employee, month.last_day())?;
    Ok(StatementRow {
        name: name_of(connection, id, &stored.employee)?,
        department: post.map(|post| post.department).unwrap_or_default(),
        score: score.map(|score| score.total.to_string()),
        grade: statement.and_then(|statement| statement.grade.clone()),
        base: section("base"),
        floating: section("floating"),
        commission: section("commission"),
        total: stored.total,
        stopped: stored.stopped,
        hash: stored.hash,
        employee: stored.employee,
    })
}

fn name_of(connection: &Connection, id: &CompanyId, employee: &EmployeeId) -> Result<String, StoreError> {
    Ok(people::get(connection, id, employee)?.map_or_else(|| employee.to_string(), |person| person.name))
}
