//! Who did what on the server. Each row's hash covers the row before it: nothing is changed quietly (SEC-1).

use super::db::{Connection, Flow, OptionalExtension, Transaction, params};
use shared::id::CompanyId;
use shared::period::Instant;

use super::StoreError;

/// One thing somebody did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deed<'a> {
    pub at: Instant,
    /// A login, or the command of the server's own machine.
    pub who: &'a str,
    pub what: &'a str,
    pub detail: &'a str,
}

/// Adds a row to the chain.
pub fn append(tx: &Transaction, company: &CompanyId, deed: &Deed<'_>) -> Result<(), StoreError> {
    let last: Option<(u64, [u8; 32])> = tx
        .prepare_cached("SELECT number, hash FROM audit WHERE company_id = ?1 ORDER BY number DESC LIMIT 1")?
        .query_row([company.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let (number, before) = last.map_or((1, [0; 32]), |(number, hash)| (number + 1, hash));
    let hash = link(&before, number, deed);
    tx.prepare_cached(
        "INSERT INTO audit (company_id, number, at, who, what, detail, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![
        company.as_str(),
        number,
        deed.at.millis(),
        deed.who,
        deed.what,
        deed.detail,
        hash.as_slice()
    ])?;
    Ok(())
}

/// Whether something was ever done.
pub fn is_done(connection: &Connection, company: &CompanyId, what: &str) -> Result<bool, StoreError> {
    connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM audit WHERE company_id = ?1 AND what = ?2)")?
        .query_row((company.as_str(), what), |row| row.get(0))
}

/// How many deeds there are.
pub fn count(connection: &Connection, company: &CompanyId) -> Result<u64, StoreError> {
    connection
        .prepare_cached("SELECT COUNT(*) FROM audit WHERE company_id = ?1")?
        .query_row([company.as_str()], |row| row.get(0))
}

/// The number of the first row that does not fit its chain; `None`: all do.
pub fn broken(connection: &Connection, company: &CompanyId) -> Result<Option<u64>, StoreError> {
    let statement = connection.prepare_cached(
        "SELECT number, at, who, what, detail, hash FROM audit WHERE company_id = ?1 ORDER BY number",
    )?;
    let (mut before, mut expected, mut broken) = ([0; 32], 1, None);
    statement.each([company.as_str()], |row| {
        let number: u64 = row.get(0)?;
        let (who, what, detail): (String, String, String) = (row.get(2)?, row.get(3)?, row.get(4)?);
        let deed = Deed { at: Instant::from_millis(row.get(1)?), who: &who, what: &what, detail: &detail };
        let hash: [u8; 32] = row.get(5)?;
        if number != expected || hash != link(&before, number, &deed) {
            broken = Some(number);
            return Ok(Flow::Enough);
        }
        (before, expected) = (hash, number + 1);
        Ok(Flow::On)
    })?;
    Ok(broken)
}

fn link(before: &[u8; 32], number: u64, deed: &Deed<'_>) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(before).update(&number.to_be_bytes()).update(&deed.at.millis().to_be_bytes());
    for text in [deed.who, deed.what, deed.detail] {
        // With its length: no text can be moved from one field to the next.
        hasher.update(&u64::try_from(text.len()).unwrap_or(u64::MAX).to_be_bytes()).update(text.as_bytes());
    }
    *hasher.finalize().as_bytes()
}
