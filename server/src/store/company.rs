//! The company's row: settings, and the one sequence that numbers every durable input.

use super::db::{Connection, OptionalExtension, Transaction};
use shared::doc::company::Company;
use shared::id::CompanyId;

use super::StoreError;

/// How far a company's log is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Numbers {
    /// New after each restore.
    pub epoch: u32,
    /// The last number given.
    pub last: u64,
    /// Documents are in the facts up to here.
    pub applied: u64,
    /// Readers see up to here: `applied`, once the refusals it caused are written too.
    pub projected: u64,
}

pub fn create(tx: &Transaction, company: &Company, epoch: u32) -> Result<(), StoreError> {
    tx.prepare_cached("INSERT INTO company (company_id, name, settings, epoch) VALUES (?1, ?2, ?3, ?4)")?.execute((
        company.id.as_str(),
        &company.name,
        json(company)?,
        epoch,
    ))?;
    Ok(())
}

pub fn set_settings(tx: &Transaction, company: &Company) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE company SET name = ?2, settings = ?3 WHERE company_id = ?1")?.execute((
        company.id.as_str(),
        &company.name,
        json(company)?,
    ))?;
    Ok(())
}

/// The companies of this database, in order of their ids.
pub fn all(conn: &Connection) -> Result<Vec<CompanyId>, StoreError> {
    let found = conn.prepare_cached("SELECT company_id FROM company ORDER BY company_id")?;
    let ids = found.query_map((), |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
    ids.into_iter().map(|id| id.parse().map_err(|why| StoreError::damaged("a company's id", why))).collect()
}

pub fn settings(conn: &Connection, company: &CompanyId) -> Result<Company, StoreError> {
    let text: Option<String> = conn
        .prepare_cached("SELECT settings FROM company WHERE company_id = ?1")?
        .query_row([company.as_str()], |row| row.get(0))
        .optional()?;
    let text = text.ok_or_else(|| StoreError::damaged(format!("company {company}"), "it is not in the database"))?;
    serde_json::from_str(&text).map_err(|why| StoreError::damaged(format!("the settings of {company}"), why))
}

pub fn numbers(conn: &Connection, company: &CompanyId) -> Result<Numbers, StoreError> {
    conn.prepare_cached("SELECT epoch, last_seq, applied_seq, projected_seq FROM company WHERE company_id = ?1")?
        .query_row([company.as_str()], |row| {
            Ok(Numbers { epoch: row.get(0)?, last: row.get(1)?, applied: row.get(2)?, projected: row.get(3)? })
        })
}

/// Takes the next number: for a change, an import, a setting, anything a freeze must be able to tell before from after.
pub fn next_seq(tx: &Transaction, company: &CompanyId) -> Result<u64, StoreError> {
    tx.prepare_cached("UPDATE company SET last_seq = last_seq + 1 WHERE company_id = ?1 RETURNING last_seq")?
        .query_row([company.as_str()], |row| row.get(0))
}

/// Takes `count` numbers in a row; the first of them.
pub fn take_seqs(tx: &Transaction, company: &CompanyId, count: u64) -> Result<u64, StoreError> {
    let last: u64 = tx
        .prepare_cached("UPDATE company SET last_seq = last_seq + ?2 WHERE company_id = ?1 RETURNING last_seq")?
        .query_row((company.as_str(), count), |row| row.get(0))?;
    Ok(last + 1 - count)
}

/// What is remembered of the key that attests heads; `None`: any will do.
pub fn key_check(conn: &Connection, company: &CompanyId) -> Result<Option<String>, StoreError> {
    conn.prepare_cached("SELECT key_check FROM company WHERE company_id = ?1")?
        .query_row([company.as_str()], |row| row.get(0))
}

pub fn set_key_check(tx: &Transaction, company: &CompanyId, check: &str) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE company SET key_check = ?2 WHERE company_id = ?1")?.execute((company.as_str(), check))?;
    Ok(())
}

/// The number up to which requests of journals are carried out.
pub fn asked(conn: &Connection, company: &CompanyId) -> Result<u64, StoreError> {
    conn.prepare_cached("SELECT asked_seq FROM company WHERE company_id = ?1")?
        .query_row([company.as_str()], |row| row.get(0))
}

pub fn set_asked(tx: &Transaction, company: &CompanyId, asked: u64) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE company SET asked_seq = ?2 WHERE company_id = ?1")?.execute((company.as_str(), asked))?;
    Ok(())
}

/// Says how far the projector has come.
pub fn set_applied(tx: &Transaction, company: &CompanyId, applied: u64) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE company SET applied_seq = ?2 WHERE company_id = ?1")?
        .execute((company.as_str(), applied))?;
    Ok(())
}

/// Lets readers see everything there is.
pub fn set_projected(tx: &Transaction, company: &CompanyId) -> Result<u64, StoreError> {
    tx.prepare_cached(
        "UPDATE company SET applied_seq = last_seq, projected_seq = last_seq WHERE company_id = ?1 RETURNING last_seq",
    )?
    .query_row([company.as_str()], |row| row.get(0))
}

fn json(company: &Company) -> Result<String, StoreError> {
    serde_json::to_string(company).map_err(|why| StoreError::damaged("the company's settings", why))
}
