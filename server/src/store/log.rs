//! The log of changes: the truth everything else can be rebuilt from. Each row carries its length and BLAKE3 and is
//! checked when it is read.

use std::collections::HashMap;

use automerge::{Change, ChangeHash};
use rusqlite::{Connection, OptionalExtension, Row, Transaction};
use shared::id::{CompanyId, DeviceId, DocId};
use shared::period::Instant;

use super::StoreError;

/// A change as it is stored.
#[derive(Debug, Clone)]
pub struct Stored {
    pub seq: u64,
    pub received: Instant,
    pub change: Change,
}

/// What goes into a row beside the change itself.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    pub company: &'a CompanyId,
    pub doc: &'a DocId,
    pub seq: u64,
    /// `None`: the server wrote it.
    pub device: Option<DeviceId>,
    pub received: Instant,
}

/// Appends one change under a number that was taken for it.
pub fn append(tx: &Transaction<'_>, entry: Entry<'_>, change: &Change) -> Result<(), StoreError> {
    let bytes = change.raw_bytes();
    tx.prepare_cached(
        "INSERT INTO change (company_id, seq, doc, hash, actor, actor_seq, device, received, length, blake3, bytes)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    )?
    .execute((
        entry.company.as_str(),
        entry.seq,
        entry.doc.to_string(),
        change.hash().0.as_slice(),
        change.actor_id().to_bytes(),
        change.seq(),
        entry.device.map(|device| device.to_string()),
        entry.received.millis(),
        bytes.len(),
        blake3::hash(bytes).as_bytes().as_slice(),
        bytes,
    ))?;
    Ok(())
}

/// The number of a change, if it is held.
pub fn held(conn: &Connection, company: &CompanyId, doc: &str, hash: &ChangeHash) -> Result<Option<u64>, StoreError> {
    Ok(conn
        .prepare_cached("SELECT seq FROM change WHERE company_id = ?1 AND doc = ?2 AND hash = ?3")?
        .query_row((company.as_str(), doc, hash.0.as_slice()), |row| row.get(0))
        .optional()?)
}

/// The last number an actor gave a change of a document; 0 where there is none.
pub fn actor_seq(conn: &Connection, company: &CompanyId, doc: &str, actor: &[u8]) -> Result<u64, StoreError> {
    Ok(conn
        .prepare_cached(
            "SELECT COALESCE(MAX(actor_seq), 0) FROM change WHERE company_id = ?1 AND doc = ?2 AND actor = ?3",
        )?
        .query_row((company.as_str(), doc, actor), |row| row.get(0))?)
}

pub fn heads(conn: &Connection, company: &CompanyId, doc: &str) -> Result<Vec<ChangeHash>, StoreError> {
    let mut found = conn.prepare_cached("SELECT hash FROM head WHERE company_id = ?1 AND doc = ?2 ORDER BY hash")?;
    let hashes = found.query_map((company.as_str(), doc), |row| row.get::<_, [u8; 32]>(0))?;
    Ok(hashes.map(|hash| hash.map(ChangeHash)).collect::<Result<_, _>>()?)
}

/// Takes the heads that are no longer, and puts those that are new.
pub fn move_heads(
    tx: &Transaction<'_>,
    company: &CompanyId,
    doc: &str,
    gone: impl IntoIterator<Item = ChangeHash>,
    new: impl IntoIterator<Item = ChangeHash>,
) -> Result<(), StoreError> {
    let mut delete = tx.prepare_cached("DELETE FROM head WHERE company_id = ?1 AND doc = ?2 AND hash = ?3")?;
    for hash in gone {
        delete.execute((company.as_str(), doc, hash.0.as_slice()))?;
    }
    let mut insert = tx.prepare_cached("INSERT OR IGNORE INTO head (company_id, doc, hash) VALUES (?1, ?2, ?3)")?;
    for hash in new {
        insert.execute((company.as_str(), doc, hash.0.as_slice()))?;
    }
    Ok(())
}

/// Number and receipt of a document's changes with a number up to `upto`.
pub fn index(
    conn: &Connection,
    company: &CompanyId,
    doc: &DocId,
    upto: u64,
) -> Result<HashMap<ChangeHash, (u64, Instant)>, StoreError> {
    let mut found =
        conn.prepare_cached("SELECT hash, seq, received FROM change WHERE company_id = ?1 AND doc = ?2 AND seq <= ?3")?;
    let rows = found.query_map((company.as_str(), doc.to_string(), upto), |row| {
        Ok((ChangeHash(row.get(0)?), (row.get(1)?, Instant::from_millis(row.get(2)?))))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The documents with changes numbered in `after..=upto`, each with its first such number.
pub fn docs_changed(conn: &Connection, company: &CompanyId, after: u64, upto: u64) -> Result<Vec<DocId>, StoreError> {
    let mut found = conn.prepare_cached(
        "SELECT doc FROM change WHERE company_id = ?1 AND seq > ?2 AND seq <= ?3 GROUP BY doc ORDER BY MIN(seq)",
    )?;
    let docs = found.query_map((company.as_str(), after, upto), |row| row.get::<_, String>(0))?;
    docs.map(|doc| doc?.parse().map_err(|why| StoreError::damaged("a document's id", why))).collect()
}

/// The number of the `count`th change after `after`, if there are so many.
pub fn nth_after(conn: &Connection, company: &CompanyId, after: u64, count: u64) -> Result<Option<u64>, StoreError> {
    Ok(conn
        .prepare_cached("SELECT seq FROM change WHERE company_id = ?1 AND seq > ?2 ORDER BY seq LIMIT 1 OFFSET ?3")?
        .query_row((company.as_str(), after, count.saturating_sub(1)), |row| row.get(0))
        .optional()?)
}

/// Changes of a document numbered in `after..=upto`, in order of their numbers, each checked.
pub fn changes(
    conn: &Connection,
    company: &CompanyId,
    doc: &DocId,
    after: u64,
    upto: u64,
) -> Result<Vec<Stored>, StoreError> {
    let mut found = conn.prepare_cached(
        "SELECT seq, received, length, blake3, bytes, hash FROM change
         WHERE company_id = ?1 AND doc = ?2 AND seq > ?3 AND seq <= ?4 ORDER BY seq",
    )?;
    let mut rows = found.query((company.as_str(), doc.to_string(), after, upto))?;
    let mut changes = Vec::new();
    while let Some(row) = rows.next()? {
        let seq: u64 = row.get(0)?;
        let what = || format!("change {seq} of {doc}");
        let bytes = checked(row, 2, &what)?;
        let change = Change::from_bytes(bytes).map_err(|why| StoreError::damaged(what(), why))?;
        if change.hash().0 != row.get::<_, [u8; 32]>(5)? {
            return Err(StoreError::damaged(what(), "it is another change"));
        }
        changes.push(Stored { seq, received: Instant::from_millis(row.get(1)?), change });
    }
    Ok(changes)
}

/// The bytes of `(length, blake3, bytes)` from a column on, checked.
pub(super) fn checked(row: &Row<'_>, at: usize, what: &dyn Fn() -> String) -> Result<Vec<u8>, StoreError> {
    let (length, hash): (usize, [u8; 32]) = (row.get(at)?, row.get(at + 1)?);
    let bytes: Vec<u8> = row.get(at + 2)?;
    if bytes.is_empty() || bytes.len() != length {
        return Err(StoreError::damaged(what(), format!("{} bytes where {length} were stored", bytes.len())));
    }
    if *blake3::hash(&bytes).as_bytes() != hash {
        return Err(StoreError::damaged(what(), "its bytes have changed"));
    }
    Ok(bytes)
}
