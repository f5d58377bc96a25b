//! Changes of the log that stand in no document, since they can not be applied or stand on one that can not.

use std::collections::BTreeSet;

use automerge::ChangeHash;
use shared::id::{CompanyId, DocId};
use shared::period::Instant;

use super::StoreError;
use super::db::{Connection, Transaction};

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quarantined {
    pub hash: ChangeHash,
    pub seq: u64,
    pub why: String,
}

/// Those of one document.
pub fn of(conn: &Connection, company: &CompanyId, doc: &str) -> Result<BTreeSet<ChangeHash>, StoreError> {
    let found = conn.prepare_cached("SELECT hash FROM quarantine WHERE company_id = ?1 AND doc = ?2")?;
    found.query_map((company.as_str(), doc), |row| row.get(0).map(ChangeHash))?.collect()
}

/// Takes a change out of its document; one that is out already stays so.
pub fn put(
    tx: &Transaction,
    company: &CompanyId,
    doc: &DocId,
    one: &Quarantined,
    at: Instant,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO quarantine (company_id, doc, hash, seq, why, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT DO NOTHING",
    )?
    .execute((company.as_str(), doc.to_string(), one.hash.0, one.seq, &one.why, at.millis()))?;
    Ok(())
}

/// All of a company, with their documents, the oldest first.
pub fn all(conn: &Connection, company: &CompanyId) -> Result<Vec<(DocId, Quarantined)>, StoreError> {
    let found = conn
        .prepare_cached("SELECT doc, hash, seq, why FROM quarantine WHERE company_id = ?1 ORDER BY seq, doc, hash")?;
    let rows = found.query_map([company.as_str()], |row| {
        let doc: String = row.get(0)?;
        let doc = doc.parse().map_err(|why| StoreError::damaged("a document's id", why))?;
        Ok((doc, Quarantined { hash: ChangeHash(row.get(1)?), seq: row.get(2)?, why: row.get(3)? }))
    })?;
    rows.collect()
}
