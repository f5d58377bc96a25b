//! What each was paid for closed periods so far, and how a freeze is kept.

use std::collections::BTreeMap;

use super::db::{Connection, Flow, OptionalExtension, Transaction, params};
use shared::books::Id;
use shared::engine::{Constants, Paid};
use shared::id::CompanyId;
use shared::period::Period;

use super::StoreError;

/// What somebody was paid for a period, as of a close.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaidRow {
    pub period: Period,
    pub employee: Id,
    pub paid: Paid,
    /// Of the period's own close.
    pub constants: Option<Constants>,
}

fn read<T: serde::de::DeserializeOwned>(what: &str, text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|why| StoreError::damaged(what.to_owned(), why))
}

fn written(what: &str, value: &impl serde::Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|why| StoreError::damaged(what.to_owned(), why))
}

/// Replaces all that one close pays.
pub fn put(tx: &Transaction, company: &CompanyId, close: Period, rows: &[PaidRow]) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM paid WHERE company_id = ?1 AND close = ?2")?
        .execute(params![company.as_str(), close.to_string()])?;
    let insert = tx.prepare_cached(
        "INSERT INTO paid (company_id, period, employee, close, body, constants) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    for row in rows {
        insert.execute(params![
            company.as_str(),
            row.period.to_string(),
            row.employee.as_str(),
            close.to_string(),
            written("what was paid", &row.paid)?,
            row.constants.as_ref().map(|constants| written("constants", constants)).transpose()?,
        ])?;
    }
    Ok(())
}

/// What everybody was paid for a period so far: by the closes before `close`.
pub fn before(
    connection: &Connection,
    company: &CompanyId,
    period: Period,
    close: Period,
) -> Result<BTreeMap<Id, Paid>, StoreError> {
    // By close, ascending: of one person the last row stays.
    let statement = connection.prepare_cached(
        "SELECT employee, body FROM paid WHERE company_id = ?1 AND period = ?2 AND close < ?3 ORDER BY employee, close",
    )?;
    let mut paid = BTreeMap::new();
    statement.each(params![company.as_str(), period.to_string(), close.to_string()], |row| {
        paid.insert(Id::from(row.get::<_, String>(0)?), read("what was paid", &row.get::<_, String>(1)?)?);
        Ok(Flow::On)
    })?;
    Ok(paid)
}

/// What everybody took from the others at a period's own close.
pub fn constants(
    connection: &Connection,
    company: &CompanyId,
    period: Period,
) -> Result<BTreeMap<Id, Constants>, StoreError> {
    let statement = connection.prepare_cached(
        "SELECT employee, constants FROM paid
         WHERE company_id = ?1 AND period = ?2 AND close = ?2 AND constants IS NOT NULL",
    )?;
    let mut constants = BTreeMap::new();
    statement.each(params![company.as_str(), period.to_string()], |row| {
        constants.insert(Id::from(row.get::<_, String>(0)?), read("constants", &row.get::<_, String>(1)?)?);
        Ok(Flow::On)
    })?;
    Ok(constants)
}

/// Keeps a freeze: books without facts, packed.
pub fn put_frame(tx: &Transaction, company: &CompanyId, period: Period, frame: &[u8]) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE period SET frame = ?3 WHERE company_id = ?1 AND period = ?2")?.execute(params![
        company.as_str(),
        period.to_string(),
        frame
    ])?;
    Ok(())
}

/// What was frozen of a period; `None`: it is open, or the first version closed it.
pub fn frame(connection: &Connection, company: &CompanyId, period: Period) -> Result<Option<Vec<u8>>, StoreError> {
    let found: Option<Option<Vec<u8>>> = connection
        .prepare_cached("SELECT frame FROM period WHERE company_id = ?1 AND period = ?2")?
        .query_row(params![company.as_str(), period.to_string()], |row| row.get(0))
        .optional()?;
    Ok(found.flatten())
}
