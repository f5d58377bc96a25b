//! Documents that are not as the server has them: which it is asked to send whole, and how often it refused what waits in
//! them. The count is what ends every quarrel: a phone asks a few times, and then says to its user what was refused.

use rusqlite::{Connection, OptionalExtension, Transaction, params};
use shared::id::DocId;

use super::StoreError;

/// Refusals that settle nothing, after which what waits in a document stands refused.
pub(super) const PATIENCE: u32 = 5;
/// Documents asked for in one exchange: each comes whole.
const AT_ONCE: usize = 16;

/// Why a document is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Why {
    /// What stands here may be a fork of it.
    Fork = 1,
    /// What stood here could not be read.
    Damage = 2,
    /// All that waited in it stands refused.
    GaveUp = 3,
}

/// Has the document sent whole with the next exchange, and every one after it until it came.
pub(super) fn ask_for(tx: &Transaction<'_>, doc: &DocId, why: Why) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO mending (doc, fetch, refusals) VALUES (?1, ?2, 0)
         ON CONFLICT (doc) DO UPDATE SET fetch = max(fetch, ?2)",
    )?
    .execute(params![doc.to_string(), why as i64])?;
    Ok(())
}

/// It came, or will not come; says why it was asked for.
pub(super) fn came(tx: &Transaction<'_>, doc: &DocId) -> Result<Option<Why>, StoreError> {
    let why: Option<i64> = tx
        .prepare_cached("SELECT fetch FROM mending WHERE doc = ?1")?
        .query_row([doc.to_string()], |row| row.get(0))
        .optional()?;
    tx.prepare_cached("UPDATE mending SET fetch = 0 WHERE doc = ?1")?.execute([doc.to_string()])?;
    Ok(match why {
        Some(1) => Some(Why::Fork),
        Some(2) => Some(Why::Damage),
        Some(3) => Some(Why::GaveUp),
        _ => None,
    })
}

/// Documents to ask for. Not while changes for others wait in one: those go first, since taking it whole drops them.
pub(super) fn wanted(db: &Connection) -> Result<Vec<DocId>, StoreError> {
    let mut rows = db.prepare_cached(
        "SELECT doc FROM mending WHERE fetch > 0 AND NOT EXISTS
         (SELECT 1 FROM chunk WHERE chunk.doc = mending.doc AND state = 'pending' AND class <> 'own')
         ORDER BY doc LIMIT ?1",
    )?;
    let mut found = Vec::new();
    for name in rows.query_map([i64::try_from(AT_ONCE).unwrap_or(i64::MAX)], |row| row.get::<_, String>(0))? {
        found.push(name?.parse().map_err(|why| StoreError::value("mending.doc", why))?);
    }
    Ok(found)
}

/// The server refused something of this document and no record was settled by it; says how often that was so.
pub(super) fn refused(tx: &Transaction<'_>, doc: &DocId) -> Result<u32, StoreError> {
    let sql = "INSERT INTO mending (doc, fetch, refusals) VALUES (?1, 0, 1)
               ON CONFLICT (doc) DO UPDATE SET refusals = refusals + 1 RETURNING refusals";
    Ok(tx.prepare_cached(sql)?.query_row([doc.to_string()], |row| row.get(0))?)
}

/// Forgets the count where nothing of the document waits any more, neither to be sent nor to be taken anew.
pub(super) fn calm(tx: &Transaction<'_>, doc: &DocId) -> Result<(), StoreError> {
    tx.prepare_cached(
        "UPDATE mending SET refusals = 0 WHERE doc = ?1 AND fetch = 0
         AND NOT EXISTS (SELECT 1 FROM chunk WHERE chunk.doc = ?1 AND state = 'pending')
         AND NOT EXISTS (SELECT 1 FROM record WHERE record.doc = ?1 AND seq IS NULL AND door IS NULL)",
    )?
    .execute([doc.to_string()])?;
    tx.prepare_cached("DELETE FROM mending WHERE doc = ?1 AND fetch = 0 AND refusals = 0")?
        .execute([doc.to_string()])?;
    Ok(())
}

pub(super) fn forget(tx: &Transaction<'_>, doc: &DocId) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM mending WHERE doc = ?1")?.execute([doc.to_string()])?;
    Ok(())
}
