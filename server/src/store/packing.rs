//! Rows of the log whose bytes stand in a snapshot only.

use std::collections::BTreeMap;

use automerge::ChangeHash;
use shared::id::{CompanyId, DocId};

use super::db::{Connection, Flow, OptionalExtension, Transaction};
use super::snapshot::Snapshot;
use super::{StoreError, log, snapshot};

/// How many rows of a document have their own bytes; counted to a hundred.
pub fn loose(conn: &Connection, company: &CompanyId, doc: &DocId) -> Result<u64, StoreError> {
    conn.prepare_cached(
        "SELECT COUNT(*) FROM (SELECT 1 FROM chunk WHERE company_id = ?1 AND doc = ?2 AND bytes IS NOT NULL LIMIT 100) AS few",
    )?
    .query_row((company.as_str(), doc.to_string()), |row| row.get(0))
}

/// The first row up to a number whose content can not be made again from these changes, byte by byte.
pub fn differs(
    conn: &Connection,
    company: &CompanyId,
    doc: &DocId,
    upto: u64,
    changes: &BTreeMap<ChangeHash, Vec<u8>>,
) -> Result<Option<u64>, StoreError> {
    let mut differs = None;
    conn.prepare_cached(
        "SELECT first_seq, length, blake3, hashes FROM chunk
         WHERE company_id = ?1 AND doc = ?2 AND first_seq <= ?3 ORDER BY first_seq",
    )?
    .each((company.as_str(), doc.to_string(), upto), |row| {
        let (first, length, expected): (u64, usize, [u8; 32]) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let mut bytes = Vec::with_capacity(length);
        for hash in log::read_hashes(row, 3, &doc.to_string())? {
            bytes.extend(changes.get(&hash).into_iter().flatten());
        }
        if bytes.len() != length || *blake3::hash(&bytes).as_bytes() != expected {
            differs = Some(first);
            return Ok(Flow::Enough);
        }
        Ok(Flow::On)
    })?;
    Ok(differs)
}

/// Keeps a proven snapshot and drops the bytes of what it covers. `false`: a later one stands that was not proven.
pub fn pack(tx: &Transaction, company: &CompanyId, doc: &DocId, proven: &Snapshot) -> Result<bool, StoreError> {
    snapshot::put_proven(tx, company, doc, proven)?;
    if snapshot::upto(tx, company, doc)? != Some(proven.upto) {
        return Ok(false);
    }
    tx.prepare_cached(
        "UPDATE chunk SET bytes = NULL WHERE company_id = ?1 AND doc = ?2 AND last_seq <= ?3 AND bytes IS NOT NULL",
    )?
    .execute((company.as_str(), doc.to_string(), proven.upto))?;
    Ok(true)
}

/// Whether any change of a document stands in its snapshot only.
pub fn any(conn: &Connection, company: &CompanyId, doc: &DocId) -> Result<bool, StoreError> {
    let first = conn
        .prepare_cached(
            "SELECT bytes IS NULL FROM chunk WHERE company_id = ?1 AND doc = ?2 ORDER BY first_seq LIMIT 1",
        )?
        .query_row((company.as_str(), doc.to_string()), |row| row.get(0))
        .optional()?;
    // Packing begins with the first row.
    Ok(first.unwrap_or(false))
}
