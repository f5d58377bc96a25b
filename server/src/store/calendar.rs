//! Addresses of calendars: who may read one without signing in is whoever knows its secret, of which only a hash stands
//! here. It is found by its hash in an index: how long that takes tells nothing of the secret.

use super::StoreError;
use super::db::{Connection, OptionalExtension, Transaction};
use shared::id::{CompanyId, EmployeeId};
use shared::period::Instant;

/// Gives somebody's calendar an address; the one it had is void.
pub fn put(
    tx: &Transaction,
    company: &CompanyId,
    employee: &EmployeeId,
    secret: &[u8; 32],
    made: Instant,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO calendar_feed (company_id, employee, secret, made) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (company_id, employee) DO UPDATE SET secret = excluded.secret, made = excluded.made",
    )?
    .execute((company.as_str(), employee.as_str(), secret.as_slice(), made.millis()))?;
    Ok(())
}

/// Takes it away; says whether there was one.
pub fn end(tx: &Transaction, company: &CompanyId, employee: &EmployeeId) -> Result<bool, StoreError> {
    let ended = tx
        .prepare_cached("DELETE FROM calendar_feed WHERE company_id = ?1 AND employee = ?2")?
        .execute((company.as_str(), employee.as_str()))?;
    Ok(ended > 0)
}

/// When it was made.
pub fn made(conn: &Connection, company: &CompanyId, employee: &EmployeeId) -> Result<Option<Instant>, StoreError> {
    let millis: Option<i64> = conn
        .prepare_cached("SELECT made FROM calendar_feed WHERE company_id = ?1 AND employee = ?2")?
        .query_row((company.as_str(), employee.as_str()), |row| row.get(0))
        .optional()?;
    Ok(millis.map(Instant::from_millis))
}

/// Whose calendar stands at an address.
pub fn whose(conn: &Connection, company: &CompanyId, secret: &[u8; 32]) -> Result<Option<EmployeeId>, StoreError> {
    let id: Option<String> = conn
        .prepare_cached("SELECT employee FROM calendar_feed WHERE company_id = ?1 AND secret = ?2")?
        .query_row((company.as_str(), secret.as_slice()), |row| row.get(0))
        .optional()?;
    id.map(|id| id.parse()).transpose().map_err(|why| StoreError::damaged("a calendar's person", why))
}
