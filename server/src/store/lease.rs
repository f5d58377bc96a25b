//! Duties that one node has at a time. The holder has a lock that ends with its process or its connection; each new one has
//! a higher term, and what a former one still tries to write is refused by that number.

use shared::id::CompanyId;

use super::StoreError;
use super::db::{Connection, OptionalExtension, Transaction};

/// A lock that is held as long as this lives, or until its connection is lost.
pub trait Lock: Send + Sync + std::fmt::Debug {
    fn stands(&self) -> bool;
}

/// The term of the last holder; 0 where there was none.
pub fn term(conn: &Connection, company: &CompanyId, duty: &str) -> Result<u64, StoreError> {
    let term = conn
        .prepare_cached("SELECT term FROM lease WHERE company_id = ?1 AND duty = ?2")?
        .query_row((company.as_str(), duty), |row| row.get(0))
        .optional()?;
    Ok(term.unwrap_or(0))
}

/// Begins a term: for who has the lock.
pub fn begin(tx: &Transaction, company: &CompanyId, duty: &str, holder: &str) -> Result<u64, StoreError> {
    let term = term(tx, company, duty)? + 1;
    tx.prepare_cached(
        "INSERT INTO lease (company_id, duty, holder, term) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (company_id, duty) DO UPDATE SET holder = excluded.holder, term = excluded.term",
    )?
    .execute((company.as_str(), duty, holder, term))?;
    Ok(term)
}
