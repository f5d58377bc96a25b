//! Snapshots of documents: a cache of the log, made where somebody reads.

use super::db::{Connection, OptionalExtension, Transaction};
use shared::id::{CompanyId, DocId};

use super::{StoreError, log, packing};

#[derive(Debug, Clone)]
pub struct Snapshot {
    /// All changes with a number up to this are in it.
    pub upto: u64,
    pub bytes: Vec<u8>,
}

/// The snapshot of a document, checked.
pub fn get(conn: &Connection, company: &CompanyId, doc: &DocId) -> Result<Option<Snapshot>, StoreError> {
    conn.prepare_cached("SELECT upto_seq, length, blake3, bytes FROM snapshot WHERE company_id = ?1 AND doc = ?2")?
        .query_row((company.as_str(), doc.to_string()), |row| {
            Ok(Snapshot { upto: row.get(0)?, bytes: log::checked(row, 1, &|| format!("the snapshot of {doc}"))? })
        })
        .optional()
}

/// The number a document's snapshot reaches.
pub fn upto(conn: &Connection, company: &CompanyId, doc: &DocId) -> Result<Option<u64>, StoreError> {
    conn.prepare_cached("SELECT upto_seq FROM snapshot WHERE company_id = ?1 AND doc = ?2")?
        .query_row((company.as_str(), doc.to_string()), |row| row.get(0))
        .optional()
}

/// Keeps a snapshot unless a later one is kept, or the one that stands is all there is of some changes.
pub fn put(tx: &Transaction, company: &CompanyId, doc: &DocId, snapshot: &Snapshot) -> Result<(), StoreError> {
    if packing::any(tx, company, doc)? { Ok(()) } else { put_proven(tx, company, doc, snapshot) }
}

/// Keeps a snapshot of which it is known that every change comes out as it went in.
pub(super) fn put_proven(
    tx: &Transaction,
    company: &CompanyId,
    doc: &DocId,
    snapshot: &Snapshot,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO snapshot (company_id, doc, upto_seq, length, blake3, bytes) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (company_id, doc) DO UPDATE SET upto_seq = excluded.upto_seq, length = excluded.length,
           blake3 = excluded.blake3, bytes = excluded.bytes
         WHERE excluded.upto_seq >= snapshot.upto_seq",
    )?
    .execute((
        company.as_str(),
        doc.to_string(),
        snapshot.upto,
        snapshot.bytes.len(),
        blake3::hash(&snapshot.bytes).as_bytes().as_slice(),
        &snapshot.bytes,
    ))?;
    Ok(())
}
