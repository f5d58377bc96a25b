//! Documents at rest: chunks with length and hash, each checked when it is loaded.

use rusqlite::{Connection, OptionalExtension, Transaction, params};
use shared::doc::{Doc, verified_change_within};
use shared::id::DocId;
use shared::sync::client::Pending;

use super::StoreError;

/// Largest single change a document of the server's own may bring: a sealed statement with its pack.
const LARGEST: usize = 16 * 1024 * 1024;

/// Loads a document; `None` where the store has nothing of it.
pub(super) fn load(db: &Connection, doc: &DocId, actor: &[u8]) -> Result<Option<Doc>, StoreError> {
    let mut rows =
        db.prepare_cached("SELECT number, kind, length, blake3, bytes FROM chunk WHERE doc = ?1 ORDER BY number")?;
    let mut rows = rows.query([doc.to_string()])?;
    let mut snapshot: Option<Vec<u8>> = None;
    let mut changes = Vec::new();
    let mut any = false;
    while let Some(row) = rows.next()? {
        any = true;
        let (number, kind): (i64, String) = (row.get(0)?, row.get(1)?);
        let (length, hash, bytes): (i64, Vec<u8>, Vec<u8>) = (row.get(2)?, row.get(3)?, row.get(4)?);
        let damaged = |why| StoreError::Damaged { doc: doc.to_string(), number, why };
        if usize::try_from(length) != Ok(bytes.len()) || bytes.is_empty() {
            return Err(damaged("its length"));
        }
        if blake3::hash(&bytes).as_bytes().as_slice() != hash {
            return Err(damaged("its hash"));
        }
        if kind == "snapshot" {
            snapshot = Some(bytes);
        } else {
            changes.push(verified_change_within(&bytes, LARGEST).map_err(|_| damaged("its content"))?);
        }
    }
    if !any {
        return Ok(None);
    }
    Ok(Some(Doc::load(doc.clone(), actor, snapshot.as_deref(), changes)?))
}

/// Adds a change; known ones are passed over. `own`: made here, to be sent.
pub(super) fn add_change(
    tx: &Transaction<'_>,
    doc: &DocId,
    hash: &[u8],
    bytes: &[u8],
    own: bool,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO chunk (doc, kind, hash, state, length, blake3, bytes) VALUES (?1, 'change', ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (doc, hash) WHERE hash IS NOT NULL DO NOTHING",
    )?
    .execute(params![
        doc.to_string(),
        hash,
        if own { "pending" } else { "held" },
        i64::try_from(bytes.len()).unwrap_or(i64::MAX),
        blake3::hash(bytes).as_bytes().as_slice(),
        bytes
    ])?;
    Ok(())
}

/// Makes a document stand as one snapshot plus the changes that are still to be sent.
pub(super) fn replace(tx: &Transaction<'_>, doc: &DocId, snapshot: &[u8]) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM chunk WHERE doc = ?1 AND state = 'held'")?.execute([doc.to_string()])?;
    // The snapshot must come before every pending change in the order of numbers.
    let first: Option<i64> = tx
        .prepare_cached("SELECT min(number) FROM chunk WHERE doc = ?1")?
        .query_row([doc.to_string()], |row| row.get(0))?;
    let hash = blake3::hash(snapshot);
    let length = i64::try_from(snapshot.len()).unwrap_or(i64::MAX);
    match first {
        None => {
            tx.prepare_cached(
                "INSERT INTO chunk (doc, kind, state, length, blake3, bytes) VALUES (?1, 'snapshot', 'held', ?2, ?3, ?4)",
            )?
            .execute(params![doc.to_string(), length, hash.as_bytes().as_slice(), snapshot])?;
        }
        Some(_) => {
            let lowest: i64 = tx.query_row("SELECT min(number) - 1 FROM chunk", [], |row| row.get(0))?;
            tx.prepare_cached(
                "INSERT INTO chunk (number, doc, kind, state, length, blake3, bytes)
                 VALUES (?1, ?2, 'snapshot', 'held', ?3, ?4, ?5)",
            )?
            .execute(params![lowest, doc.to_string(), length, hash.as_bytes().as_slice(), snapshot])?;
        }
    }
    Ok(())
}

/// Changes not yet confirmed, in their order; at most `most`.
pub(super) fn pending(db: &Connection, most: usize) -> Result<Vec<Pending>, StoreError> {
    let mut rows =
        db.prepare_cached("SELECT doc, hash, bytes FROM chunk WHERE state = 'pending' ORDER BY number LIMIT ?1")?;
    let mut rows = rows.query([i64::try_from(most).unwrap_or(i64::MAX)])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let doc: String = row.get(0)?;
        let doc = doc.parse().map_err(|why| StoreError::value("chunk.doc", why))?;
        found.push(Pending { doc, hash: row.get(1)?, bytes: row.get(2)? });
    }
    Ok(found)
}

pub(super) fn mark_held(tx: &Transaction<'_>, doc: &DocId, hash: &[u8]) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE chunk SET state = 'held' WHERE doc = ?1 AND hash = ?2")?
        .execute(params![doc.to_string(), hash])?;
    Ok(())
}

pub(super) fn mark_pending(tx: &Transaction<'_>, doc: &DocId, hash: &[u8]) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE chunk SET state = 'pending' WHERE doc = ?1 AND hash = ?2")?
        .execute(params![doc.to_string(), hash])?;
    Ok(())
}

/// Drops what was written here and not confirmed: a fork.
pub(super) fn drop_pending(tx: &Transaction<'_>, doc: &DocId) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM chunk WHERE doc = ?1 AND state = 'pending'")?.execute([doc.to_string()])?;
    Ok(())
}

/// Removes a document. A change without what it builds on could not be loaded, so unsent ones go too; their commands stay
/// in the outbox.
pub(super) fn forget(tx: &Transaction<'_>, doc: &DocId) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM chunk WHERE doc = ?1")?.execute([doc.to_string()])?;
    Ok(())
}

/// All documents of the store whose id begins with `prefix`, in order.
pub(super) fn docs(db: &Connection, prefix: &str) -> Result<Vec<DocId>, StoreError> {
    let mut rows = db.prepare_cached("SELECT DISTINCT doc FROM chunk WHERE doc >= ?1 AND doc < ?2 ORDER BY doc")?;
    let names = rows.query_map([prefix.to_owned(), format!("{prefix}\u{10ffff}")], |row| row.get::<_, String>(0))?;
    let mut found = Vec::new();
    for name in names {
        found.push(name?.parse().map_err(|why| StoreError::value("chunk.doc", why))?);
    }
    Ok(found)
}

pub(super) fn has(db: &Connection, doc: &DocId) -> Result<bool, StoreError> {
    let found: Option<i64> = db
        .prepare_cached("SELECT 1 FROM chunk WHERE doc = ?1 LIMIT 1")?
        .query_row([doc.to_string()], |row| row.get(0))
        .optional()?;
    Ok(found.is_some())
}
