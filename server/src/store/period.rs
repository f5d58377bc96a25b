//! Periods, the steps that were taken, and the statements of each.

use super::db::{Connection, OptionalExtension, Row, Transaction, params};
use shared::id::{CompanyId, EmployeeId};
use shared::period::{Instant, Period};
use shared::rest::PeriodState;

use super::StoreError;

/// A period as stored. A month without a row is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeriodRecord {
    pub period: Period,
    pub state: PeriodState,
    pub frozen_seq: Option<u64>,
    pub seal: Option<String>,
}

/// A step as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    pub state: PeriodState,
    pub by: EmployeeId,
    pub at: Instant,
}

/// A statement as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredStatement {
    pub employee: EmployeeId,
    /// The seal over all that is stored here; of a close of the first version, its statement's hash.
    pub hash: Option<String>,
    pub total: Option<String>,
    /// Sum of the adjustments; `None`: there are none.
    pub adjusted: Option<String>,
    /// [`shared::engine::Sealed`] as canonical JSON, deflated; `None` before the scoring, and of the first version.
    pub sealed: Option<Vec<u8>>,
    pub stopped: Option<String>,
}

impl StoredStatement {
    /// Somebody who is frozen and not scored yet.
    #[must_use]
    pub const fn frozen(employee: EmployeeId) -> Self {
        Self { employee, hash: None, total: None, adjusted: None, sealed: None, stopped: None }
    }
}

/// The period as it stands.
pub fn period(connection: &Connection, company: &CompanyId, period: Period) -> Result<PeriodRecord, StoreError> {
    let found = connection
        .prepare_cached("SELECT period, state, frozen_seq, seal FROM period WHERE company_id = ?1 AND period = ?2")?
        .query_row(params![company.as_str(), period.to_string()], raw_period)
        .optional()?;
    match found {
        Some(raw) => read_period(raw),
        None => Ok(PeriodRecord { period, state: PeriodState::Open, frozen_seq: None, seal: None }),
    }
}

/// All periods with a row, oldest first.
pub fn periods(connection: &Connection, company: &CompanyId) -> Result<Vec<PeriodRecord>, StoreError> {
    let statement = connection
        .prepare_cached("SELECT period, state, frozen_seq, seal FROM period WHERE company_id = ?1 ORDER BY period")?;
    let rows = statement.query_map(params![company.as_str()], raw_period)?;
    rows.map(|row| read_period(row?)).collect()
}

type RawPeriod = (String, String, Option<u64>, Option<String>);

fn raw_period(row: &Row<'_>) -> Result<RawPeriod, StoreError> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
}

fn read_period((period, state, frozen_seq, seal): RawPeriod) -> Result<PeriodRecord, StoreError> {
    let wrong = |why: String| StoreError::damaged(format!("period {period}"), why);
    let state = read_state(&state).map_err(|why| wrong(why.to_string()))?;
    Ok(PeriodRecord { period: period.parse().map_err(|_| wrong("no month".to_owned()))?, state, frozen_seq, seal })
}

fn read_state(state: &str) -> Result<PeriodState, serde_json::Error> {
    serde_json::from_value(serde_json::Value::String(state.to_owned()))
}

const fn state_name(state: PeriodState) -> &'static str {
    match state {
        PeriodState::Open => "open",
        PeriodState::Frozen => "frozen",
        PeriodState::Scored => "scored",
        PeriodState::Approved => "approved",
        PeriodState::Closed => "closed",
    }
}

/// Writes where a period stands.
pub fn put_period(tx: &Transaction, company: &CompanyId, record: &PeriodRecord) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO period (company_id, period, state, frozen_seq, seal) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (company_id, period) DO UPDATE SET state = excluded.state, frozen_seq = excluded.frozen_seq,
           seal = excluded.seal",
    )?
    .execute(params![
        company.as_str(),
        record.period.to_string(),
        state_name(record.state),
        record.frozen_seq,
        record.seal
    ])?;
    Ok(())
}

/// Says who took a step and when.
pub fn add_step(tx: &Transaction, company: &CompanyId, period: Period, step: &Step) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO period_step (company_id, period, step, state, by_whom, at)
         SELECT ?1, ?2, coalesce(max(step), 0) + 1, ?3, ?4, CAST(?5 AS BIGINT) FROM period_step WHERE company_id = ?1 AND period = ?2",
    )?
    .execute(params![
        company.as_str(),
        period.to_string(),
        state_name(step.state),
        step.by.as_str(),
        step.at.millis()
    ])?;
    Ok(())
}

/// The steps of a period in order.
pub fn steps(connection: &Connection, company: &CompanyId, period: Period) -> Result<Vec<Step>, StoreError> {
    let statement = connection.prepare_cached(
        "SELECT state, by_whom, at FROM period_step WHERE company_id = ?1 AND period = ?2 ORDER BY step",
    )?;
    let rows = statement.query_map(params![company.as_str(), period.to_string()], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, i64>(2)?))
    })?;
    rows.map(|row| {
        let (state, by, at) = row?;
        let wrong = |why: String| StoreError::damaged(format!("a step of {period}"), why);
        Ok(Step {
            state: read_state(&state).map_err(|why| wrong(why.to_string()))?,
            by: EmployeeId::new(by).map_err(|why| wrong(why.to_string()))?,
            at: Instant::from_millis(at),
        })
    })
    .collect()
}

/// Replaces all statements of a period.
pub fn put_statements(
    tx: &Transaction,
    company: &CompanyId,
    period: Period,
    statements: &[StoredStatement],
) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM statement WHERE company_id = ?1 AND period = ?2")?
        .execute(params![company.as_str(), period.to_string()])?;
    let insert = tx.prepare_cached(
        "INSERT INTO statement (company_id, period, employee, hash, total, adjusted, sealed, stopped)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?;
    for row in statements {
        insert.execute(params![
            company.as_str(),
            period.to_string(),
            row.employee.as_str(),
            row.hash,
            row.total,
            row.adjusted,
            row.sealed,
            row.stopped
        ])?;
    }
    Ok(())
}

/// The statements of a period in order of the logins.
pub fn statements(
    connection: &Connection,
    company: &CompanyId,
    period: Period,
) -> Result<Vec<StoredStatement>, StoreError> {
    let statement = connection.prepare_cached(
        "SELECT employee, hash, total, adjusted, sealed, stopped FROM statement
         WHERE company_id = ?1 AND period = ?2 ORDER BY employee",
    )?;
    let rows = statement.query_map(params![company.as_str(), period.to_string()], raw_statement)?;
    rows.map(|row| read_statement(row?)).collect()
}

/// One person's statement of a period.
pub fn statement(
    connection: &Connection,
    company: &CompanyId,
    period: Period,
    employee: &EmployeeId,
) -> Result<Option<StoredStatement>, StoreError> {
    let raw = connection
        .prepare_cached(
            "SELECT employee, hash, total, adjusted, sealed, stopped FROM statement
             WHERE company_id = ?1 AND period = ?2 AND employee = ?3",
        )?
        .query_row(params![company.as_str(), period.to_string(), employee.as_str()], raw_statement)
        .optional()?;
    raw.map(read_statement).transpose()
}

/// How many people have a statement, and what is paid: totals and adjustments.
pub fn totals(connection: &Connection, company: &CompanyId, period: Period) -> Result<(u32, Vec<String>), StoreError> {
    let statement = connection.prepare_cached(
        "SELECT total, adjusted FROM statement WHERE company_id = ?1 AND period = ?2 ORDER BY employee",
    )?;
    let rows = statement.query_map(params![company.as_str(), period.to_string()], |row| {
        Ok([row.get::<_, Option<String>>(0)?, row.get::<_, Option<String>>(1)?])
    })?;
    let all = rows.collect::<Result<Vec<_>, _>>()?;
    let people = u32::try_from(all.len()).unwrap_or(u32::MAX);
    Ok((people, all.into_iter().flatten().flatten().collect()))
}

type RawStatement = (String, Option<String>, Option<String>, Option<String>, Option<Vec<u8>>, Option<String>);

fn raw_statement(row: &Row<'_>) -> Result<RawStatement, StoreError> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?))
}

fn read_statement(
    (employee, hash, total, adjusted, sealed, stopped): RawStatement,
) -> Result<StoredStatement, StoreError> {
    let employee = EmployeeId::new(employee).map_err(|why| StoreError::damaged("a statement", why))?;
    Ok(StoredStatement { employee, hash, total, adjusted, sealed, stopped })
}
