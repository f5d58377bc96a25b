//! Documents at rest: chunks with length and hash, each checked when it is loaded.

use std::collections::BTreeSet;

use automerge::{Change, ChangeHash};
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use shared::doc::{Doc, verified_change_within};
use shared::id::DocId;
use shared::sync::client::Pending;

use super::{StoreError, attest};

/// Largest single change a document of the server's own may bring: a sealed statement with its pack.
const LARGEST: usize = 16 * 1024 * 1024;

/// Who may bring a pending change to the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// Made here.
    Own,
    /// Of any author: an ancestor of heads the server vouched for, under this number in `attest`.
    Attested(i64),
    /// Of another, and nothing vouches for it.
    Foreign,
}

impl Class {
    const fn columns(self) -> (&'static str, Option<i64>) {
        match self {
            Self::Own => ("own", None),
            Self::Attested(number) => ("attested", Some(number)),
            Self::Foreign => ("foreign", None),
        }
    }
}

/// Loads a document; `None` where the store has nothing of it.
pub(super) fn load(db: &Connection, doc: &DocId, actor: &[u8]) -> Result<Option<Doc>, StoreError> {
    load_where(db, doc, actor, "TRUE")
}

/// The same of what the server holds of it.
pub(super) fn load_held(db: &Connection, doc: &DocId) -> Result<Option<Doc>, StoreError> {
    load_where(db, doc, &[0; 20], "state = 'held'")
}

fn load_where(db: &Connection, doc: &DocId, actor: &[u8], which: &str) -> Result<Option<Doc>, StoreError> {
    let sql =
        format!("SELECT number, kind, length, blake3, bytes FROM chunk WHERE doc = ?1 AND {which} ORDER BY number");
    let mut rows = db.prepare_cached(&sql)?;
    let mut rows = rows.query([doc.to_string()])?;
    let damaged = |number, why| StoreError::Damaged { doc: doc.clone(), number, why };
    let (mut snapshot, mut changes): (Option<(i64, Vec<u8>)>, Vec<Change>) = (None, Vec::new());
    let mut any = false;
    while let Some(row) = rows.next()? {
        any = true;
        let (number, kind): (i64, String) = (row.get(0)?, row.get(1)?);
        let bytes = checked(row, 2).map_err(|why| why.map_or_else(StoreError::from, |why| damaged(number, why)))?;
        if kind != "snapshot" {
            changes.push(verified_change_within(&bytes, LARGEST).map_err(|_| damaged(number, "its content"))?);
        } else if snapshot.replace((number, bytes)).is_some() {
            return Err(damaged(number, "a second snapshot"));
        }
    }
    if !any {
        return Ok(None);
    }
    let (number, snapshot) = snapshot.map_or((0, None), |(number, bytes)| (number, Some(bytes)));
    // Sound chunks that make no document: one of them is missing, or was written wrongly.
    let loaded = Doc::load(doc.clone(), actor, snapshot.as_deref(), changes);
    loaded.map(Some).map_err(|_| damaged(number, "it does not load"))
}

/// The bytes of a row with its length, hash and bytes from that column on; the error is `Ok` where the bytes are wrong.
fn checked(row: &rusqlite::Row<'_>, at: usize) -> Result<Vec<u8>, Result<&'static str, rusqlite::Error>> {
    let (length, hash): (i64, Vec<u8>) = (row.get(at).map_err(Err)?, row.get(at + 1).map_err(Err)?);
    let bytes: Vec<u8> = row.get(at + 2).map_err(Err)?;
    if usize::try_from(length) != Ok(bytes.len()) || bytes.is_empty() {
        return Err(Ok("its length"));
    }
    if blake3::hash(&bytes).as_bytes().as_slice() != hash {
        return Err(Ok("its hash"));
    }
    Ok(bytes)
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

/// Queues a change behind everything that waits, whether it had a row before or came inside a snapshot.
pub(super) fn queue_last(
    tx: &Transaction<'_>,
    doc: &DocId,
    hash: &[u8],
    bytes: &[u8],
    class: Class,
) -> Result<(), StoreError> {
    remove(tx, doc, hash)?;
    add_change(tx, doc, hash, bytes, true)?;
    let (class, attest) = class.columns();
    tx.prepare_cached("UPDATE chunk SET class = ?3, attest = ?4 WHERE doc = ?1 AND hash = ?2")?.execute(params![
        doc.to_string(),
        hash,
        class,
        attest
    ])?;
    Ok(())
}

pub(super) fn remove(tx: &Transaction<'_>, doc: &DocId, hash: &[u8]) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM chunk WHERE doc = ?1 AND hash = ?2")?.execute(params![doc.to_string(), hash])?;
    Ok(())
}

/// Puts the document's only snapshot. What stands in it no longer needs a row, unless it waits to be sent.
pub(super) fn put_snapshot(
    tx: &Transaction<'_>,
    doc: &DocId,
    snapshot: &[u8],
    within: &BTreeSet<ChangeHash>,
) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM chunk WHERE doc = ?1 AND kind = 'snapshot'")?.execute([doc.to_string()])?;
    for (hash, _) in rows(tx, doc)?.into_iter().filter(|(_, held)| *held) {
        if <[u8; 32]>::try_from(hash.as_slice()).is_ok_and(|hash| within.contains(&ChangeHash(hash))) {
            remove(tx, doc, &hash)?;
        }
    }
    // In the order of numbers it comes before every change.
    let lowest: i64 = tx.query_row("SELECT coalesce(min(number), 1) - 1 FROM chunk", [], |row| row.get(0))?;
    tx.prepare_cached(
        "INSERT INTO chunk (number, doc, kind, state, length, blake3, bytes) VALUES (?1, ?2, 'snapshot', 'held', ?3, ?4, ?5)",
    )?
    .execute(params![
        lowest,
        doc.to_string(),
        i64::try_from(snapshot.len()).unwrap_or(i64::MAX),
        blake3::hash(snapshot).as_bytes().as_slice(),
        snapshot
    ])?;
    Ok(())
}

/// The hashes of the document's changes that have rows, and whether the server holds each.
pub(super) fn rows(db: &Connection, doc: &DocId) -> Result<Vec<(Vec<u8>, bool)>, StoreError> {
    let sql = "SELECT hash, state = 'held' FROM chunk WHERE doc = ?1 AND hash IS NOT NULL ORDER BY number";
    let mut rows = db.prepare_cached(sql)?;
    let found = rows.query_map([doc.to_string()], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// Changes not yet confirmed, in their order; at most `most`. Of a document that is to come whole nothing of our own is
/// sent before it came, nor, in a recovery to that epoch, before it is known what the server has of it.
///
/// The second are documents of which a change that waits is damaged; nothing after it is sent.
pub(super) fn pending(
    db: &Connection,
    most: usize,
    recovering: Option<u64>,
) -> Result<(Vec<Pending>, BTreeSet<DocId>), StoreError> {
    let mut rows = db.prepare_cached(
        "SELECT chunk.doc, hash, length, blake3, bytes, heads, mac FROM chunk LEFT JOIN attest ON attest.number = chunk.attest
         WHERE state = 'pending'
         AND (class <> 'own' OR chunk.doc NOT IN (SELECT doc FROM mending WHERE fetch > 0))
         AND (?2 IS NULL OR EXISTS (SELECT 1 FROM attest now WHERE now.doc = chunk.doc AND now.epoch = ?2))
         ORDER BY chunk.number LIMIT ?1",
    )?;
    let recovering = recovering.map(attest::stored);
    let mut rows = rows.query(params![i64::try_from(most).unwrap_or(i64::MAX), recovering])?;
    let (mut found, mut damaged) = (Vec::new(), BTreeSet::new());
    while let Some(row) = rows.next()? {
        let doc: String = row.get(0)?;
        let doc: DocId = doc.parse().map_err(|why| StoreError::value("chunk.doc", why))?;
        let heads: Option<Vec<u8>> = row.get(5)?;
        let attested = match heads {
            Some(heads) => Some(attest::read(&heads, row.get(6)?)),
            None => None,
        };
        match checked(row, 2) {
            Ok(bytes) if !damaged.contains(&doc) => found.push(Pending { doc, hash: row.get(1)?, bytes, attested }),
            Err(Err(why)) => return Err(why.into()),
            _ => {
                damaged.insert(doc);
            }
        }
    }
    Ok((found, damaged))
}

/// The class of a change that waits; `None` for one that does not.
pub(super) fn class(db: &Connection, doc: &DocId, hash: &[u8]) -> Result<Option<Class>, StoreError> {
    let row: Option<(String, Option<i64>)> = db
        .prepare_cached("SELECT class, attest FROM chunk WHERE doc = ?1 AND hash = ?2 AND state = 'pending'")?
        .query_row(params![doc.to_string(), hash], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    Ok(row.map(|(class, attest)| match (class.as_str(), attest) {
        ("attested", Some(number)) => Class::Attested(number),
        ("own", _) => Class::Own,
        _ => Class::Foreign,
    }))
}

/// How many changes of the document the server holds have rows.
pub(super) fn held_changes(db: &Connection, doc: &DocId) -> Result<u32, StoreError> {
    let sql = "SELECT count(*) FROM chunk WHERE doc = ?1 AND state = 'held' AND kind = 'change'";
    Ok(db.prepare_cached(sql)?.query_row([doc.to_string()], |row| row.get(0))?)
}

/// Whether anything of the document waits to be sent.
pub(super) fn waits(db: &Connection, doc: &DocId) -> Result<bool, StoreError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM chunk WHERE doc = ?1 AND state = 'pending')";
    Ok(db.prepare_cached(sql)?.query_row([doc.to_string()], |row| row.get(0))?)
}

pub(super) fn mark_held(tx: &Transaction<'_>, doc: &DocId, hash: &[u8]) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE chunk SET state = 'held', class = 'own', attest = NULL WHERE doc = ?1 AND hash = ?2")?
        .execute(params![doc.to_string(), hash])?;
    Ok(())
}

/// Drops what waits to be sent: a fork. What a record here can make again goes; what nothing can make again, others' or
/// ours, is kept aside with the reason.
pub(super) fn drop_pending(tx: &Transaction<'_>, doc: &DocId, which: Which, why: &str) -> Result<(), StoreError> {
    let which = match which {
        Which::All => "TRUE",
        Which::AllButAttested => "class <> 'attested'",
    };
    // What can not be read any more is no change: of a damaged one only the record can be made again.
    let sql = format!(
        "SELECT hash, length, blake3, bytes FROM chunk WHERE doc = ?1 AND state = 'pending' AND {which}
         AND hash IS NOT NULL"
    );
    let mut rows = tx.prepare_cached(&sql)?;
    let mut rows = rows.query([doc.to_string()])?;
    while let Some(row) = rows.next()? {
        let hash: Vec<u8> = row.get(0)?;
        if let Ok(bytes) = checked(row, 1) {
            put_aside(tx, doc, &hash, &bytes, why)?;
        }
    }
    tx.prepare_cached(&format!("DELETE FROM chunk WHERE doc = ?1 AND state = 'pending' AND {which}"))?
        .execute([doc.to_string()])?;
    Ok(())
}

/// Which of the changes that wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    All,
    /// What the server vouched for stays and is sent.
    AllButAttested,
}

/// Keeps a change aside, unless a record here can make it again.
pub(super) fn put_aside(
    tx: &Transaction<'_>,
    doc: &DocId,
    hash: &[u8],
    bytes: &[u8],
    why: &str,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO aside (doc, hash, why, bytes) SELECT ?1, ?2, ?3, ?4
         WHERE NOT EXISTS (SELECT 1 FROM record WHERE doc = ?1 AND change = ?2) ON CONFLICT DO NOTHING",
    )?
    .execute(params![doc.to_string(), hash, why, bytes])?;
    Ok(())
}

/// The same of one that waits here and that the server keeps beside the document.
pub(super) fn keep_aside(tx: &Transaction<'_>, doc: &DocId, hash: &[u8]) -> Result<(), StoreError> {
    let sql = "SELECT bytes FROM chunk WHERE doc = ?1 AND hash = ?2 AND state = 'pending'";
    let bytes: Option<Vec<u8>> =
        tx.prepare_cached(sql)?.query_row(params![doc.to_string(), hash], |row| row.get(0)).optional()?;
    let Some(bytes) = bytes else { return Ok(()) };
    // Also where a record can make it again: what builds on it must not be sent as if the server had it.
    tx.prepare_cached("INSERT INTO aside (doc, hash, why, bytes) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING")?
        .execute(params![doc.to_string(), hash, "the server keeps it beside the document", bytes])?;
    Ok(())
}

/// Changes of a document that are kept aside.
pub(super) fn aside_of(db: &Connection, doc: &DocId) -> Result<BTreeSet<ChangeHash>, StoreError> {
    let mut rows = db.prepare_cached("SELECT hash FROM aside WHERE doc = ?1")?;
    let mut found = BTreeSet::new();
    for hash in rows.query_map([doc.to_string()], |row| row.get::<_, Vec<u8>>(0))? {
        found.extend(<[u8; 32]>::try_from(hash?.as_slice()).map(ChangeHash));
    }
    Ok(found)
}

pub(super) fn no_longer_aside(tx: &Transaction<'_>, doc: &DocId, hash: &ChangeHash) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM aside WHERE doc = ?1 AND hash = ?2")?.execute(params![doc.to_string(), hash.0])?;
    Ok(())
}

/// A change kept aside: document, hash, reason, bytes.
type Aside = (String, Vec<u8>, String, Vec<u8>);

/// All changes kept aside.
pub(super) fn aside(db: &Connection) -> Result<Vec<Aside>, StoreError> {
    let mut rows = db.prepare_cached("SELECT doc, hash, why, bytes FROM aside ORDER BY doc, hash")?;
    let found = rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
    Ok(found.collect::<Result<_, _>>()?)
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
