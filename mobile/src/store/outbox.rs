//! Records made here and where each is on its way (SYN-2).

use std::collections::BTreeSet;

use automerge::ChangeHash;
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use shared::id::{DocId, RecordId};
use shared::sync::RefusedAtDoor;

use super::{StoreError, column};
use crate::record::Command;

/// A row of the outbox.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub command: Command,
    pub doc: DocId,
    pub seq: Option<u64>,
    pub door: Option<RefusedAtDoor>,
}

const COLUMNS: &str = "command, doc, seq, door";

fn read(row: &rusqlite::Row<'_>) -> Result<Result<Row, StoreError>, rusqlite::Error> {
    let (command, doc) = (column::text(row, 0)?.unwrap_or_default(), column::text(row, 1)?.unwrap_or_default());
    let (seq, door): (Option<i64>, Option<String>) = (row.get(2)?, column::text(row, 3)?);
    let parse = || -> Result<Row, StoreError> {
        Ok(Row {
            command: serde_json::from_str(&command).map_err(|why| StoreError::value("record.command", why))?,
            doc: doc.parse().map_err(|why| StoreError::value("record.doc", why))?,
            seq: seq.and_then(|seq| u64::try_from(seq).ok()),
            door: door
                .map(|text| serde_json::from_str(&text).map_err(|why| StoreError::value("record.door", why)))
                .transpose()?,
        })
    };
    Ok(parse())
}

/// Keeps a command with the change that carries it.
pub(super) fn add(tx: &Transaction<'_>, command: &Command, doc: &DocId, change: &[u8]) -> Result<(), StoreError> {
    // Not by a copy of the command: its photos are megabytes.
    let Command { id, at, offset, skew, what, photos: _ } = command;
    let bare = Command { id: *id, at: *at, offset: *offset, skew: *skew, what: what.clone(), photos: Vec::new() };
    let text = serde_json::to_string(&bare).map_err(|why| StoreError::value("record.command", why))?;
    tx.prepare_cached("INSERT INTO record (id, at, doc, command, change) VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute(params![command.id.to_string(), command.at.millis(), doc.to_string(), text, change])?;
    Ok(())
}

pub(super) fn exists(db: &Connection, id: RecordId) -> Result<bool, StoreError> {
    let found: Option<i64> = db
        .prepare_cached("SELECT 1 FROM record WHERE id = ?1")?
        .query_row([id.to_string()], |row| row.get(0))
        .optional()?;
    Ok(found.is_some())
}

/// The server holds the change under this number.
pub(super) fn held(tx: &Transaction<'_>, doc: &DocId, change: &[u8], seq: u64) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE record SET seq = ?3 WHERE doc = ?1 AND change = ?2")?.execute(params![
        doc.to_string(),
        change,
        i64::try_from(seq).unwrap_or(i64::MAX)
    ])?;
    Ok(())
}

/// The server lacks the change after all: its record waits again, and is recorded again should the change be dropped.
pub(super) fn unheld(tx: &Transaction<'_>, doc: &DocId, change: &[u8]) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE record SET seq = NULL WHERE doc = ?1 AND change = ?2")?
        .execute(params![doc.to_string(), change])?;
    Ok(())
}

/// The door refused the change: its record stands with the reason and is not recorded again. `false`: no record waits in it.
pub(super) fn refused(
    tx: &Transaction<'_>,
    doc: &DocId,
    change: &[u8],
    why: &RefusedAtDoor,
) -> Result<bool, StoreError> {
    let text = serde_json::to_string(why).map_err(|why| StoreError::value("record.door", why))?;
    let rows = tx
        .prepare_cached("UPDATE record SET door = ?3 WHERE doc = ?1 AND change = ?2 AND door IS NULL")?
        .execute(params![doc.to_string(), change, text])?;
    Ok(rows > 0)
}

/// Whether any record was made in this document.
pub(super) fn any(db: &Connection, doc: &DocId) -> Result<bool, StoreError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM record WHERE doc = ?1)";
    Ok(db.prepare_cached(sql)?.query_row([doc.to_string()], |row| row.get(0))?)
}

/// The changes that carry the waiting records of a document.
pub(super) fn waiting(db: &Connection, doc: &DocId) -> Result<Vec<Option<Vec<u8>>>, StoreError> {
    let sql = "SELECT change FROM record WHERE doc = ?1 AND seq IS NULL AND door IS NULL";
    let mut rows = db.prepare_cached(sql)?;
    let found = rows.query_map([doc.to_string()], |row| row.get(0))?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// Records of a document that wait in one of those changes.
pub(super) fn waiting_in(
    db: &Connection,
    doc: &DocId,
    changes: &BTreeSet<ChangeHash>,
) -> Result<Vec<RecordId>, StoreError> {
    let sql = "SELECT id, change FROM record WHERE doc = ?1 AND seq IS NULL AND door IS NULL AND change IS NOT NULL";
    let mut rows = db.prepare_cached(sql)?;
    let mut found = Vec::new();
    for row in rows.query_map([doc.to_string()], |row| Ok((row.get::<_, String>(0)?, row.get::<_, Vec<u8>>(1)?)))? {
        let (id, change) = row?;
        if <[u8; 32]>::try_from(change.as_slice()).is_ok_and(|hash| changes.contains(&ChangeHash(hash))) {
            found.push(id.parse().map_err(|why| StoreError::value("record.id", why))?);
        }
    }
    Ok(found)
}

/// The record stands in the server's document already, under whatever number.
pub(super) fn stands(tx: &Transaction<'_>, id: RecordId) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE record SET seq = 0 WHERE id = ?1")?.execute([id.to_string()])?;
    Ok(())
}

/// The numbers of a former epoch: whatever the server still has of them is counted.
pub(super) fn forget_numbers(tx: &Transaction<'_>) -> Result<(), StoreError> {
    tx.execute("UPDATE record SET seq = 0 WHERE seq IS NOT NULL", [])?;
    Ok(())
}

/// Changes of a document that carry records the server holds, with its numbers.
pub(super) fn carried(db: &Connection, doc: &DocId) -> Result<Vec<(ChangeHash, u64)>, StoreError> {
    let sql =
        "SELECT change, seq FROM record WHERE doc = ?1 AND seq IS NOT NULL AND door IS NULL AND change IS NOT NULL";
    let mut rows = db.prepare_cached(sql)?;
    let mut found = Vec::new();
    for row in rows.query_map([doc.to_string()], |row| Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, i64>(1)?)))? {
        let (change, seq) = row?;
        if let Ok(hash) = <[u8; 32]>::try_from(change.as_slice()) {
            found.push((ChangeHash(hash), u64::try_from(seq).unwrap_or(0)));
        }
    }
    Ok(found)
}

/// One record stands refused.
pub(super) fn refuse(tx: &Transaction<'_>, id: RecordId, why: &RefusedAtDoor) -> Result<(), StoreError> {
    let text = serde_json::to_string(why).map_err(|why| StoreError::value("record.door", why))?;
    tx.prepare_cached("UPDATE record SET door = ?2 WHERE id = ?1")?.execute(params![id.to_string(), text])?;
    Ok(())
}

/// Refuses everything of a document that the server does not hold.
pub(super) fn refuse_unconfirmed(tx: &Transaction<'_>, doc: &DocId, why: &RefusedAtDoor) -> Result<(), StoreError> {
    let text = serde_json::to_string(why).map_err(|why| StoreError::value("record.door", why))?;
    tx.prepare_cached("UPDATE record SET door = ?2 WHERE doc = ?1 AND seq IS NULL AND door IS NULL")?
        .execute(params![doc.to_string(), text])?;
    Ok(())
}

/// Records of a document that no confirmed change carries and the door did not refuse, oldest first. One whose command
/// does not read is only named.
pub(super) fn unconfirmed(db: &Connection, doc: &DocId) -> Result<Vec<Result<Command, RecordId>>, StoreError> {
    let sql = "SELECT id, command FROM record WHERE doc = ?1 AND seq IS NULL AND door IS NULL ORDER BY at, id";
    let mut rows = db.prepare_cached(sql)?;
    let mut found = Vec::new();
    for row in rows.query_map([doc.to_string()], |row| Ok((row.get::<_, String>(0)?, column::text(row, 1)?)))? {
        let (id, command) = row?;
        let id: RecordId = id.parse().map_err(|why| StoreError::value("record.id", why))?;
        let command =
            command.and_then(|text| serde_json::from_str(&text).ok()).filter(|command: &Command| command.id == id);
        found.push(command.ok_or(id));
    }
    Ok(found)
}

/// The record is carried by another change now.
pub(super) fn moved(tx: &Transaction<'_>, id: RecordId, change: &[u8]) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE record SET change = ?2 WHERE id = ?1")?.execute(params![id.to_string(), change])?;
    Ok(())
}

/// All records made here, newest first; at most `most`. One that does not read hides no other.
pub(super) fn all(db: &Connection, most: usize) -> Result<Vec<Row>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM record ORDER BY at DESC, id DESC LIMIT ?1");
    let mut rows = db.prepare_cached(&sql)?;
    let mut found = Vec::new();
    for row in rows.query_map([i64::try_from(most).unwrap_or(i64::MAX)], read)? {
        match row? {
            Ok(row) => found.push(row),
            Err(why) => tracing::error!(%why, "a record of the outbox does not read"),
        }
    }
    Ok(found)
}

/// The server's number of each record of a document, where it has one.
pub(super) fn numbers(db: &Connection) -> Result<std::collections::BTreeMap<RecordId, Row>, StoreError> {
    Ok(all(db, usize::MAX)?.into_iter().map(|row| (row.command.id, row)).collect())
}

/// How many records wait for the server, and how many the door refused.
pub(super) fn counts(db: &Connection) -> Result<(u32, u32), StoreError> {
    let counted = db
        .prepare_cached("SELECT count(*) FILTER (WHERE seq IS NULL AND door IS NULL), count(door) FROM record")?
        .query_row([], |row| Ok((row.get::<_, u32>(0)?, row.get::<_, u32>(1)?)))?;
    Ok(counted)
}

/// Records with a number the server's facts have not passed.
pub(super) fn uncounted(db: &Connection, base: u64) -> Result<u32, StoreError> {
    Ok(db
        .prepare_cached("SELECT count(*) FROM record WHERE seq > ?1")?
        .query_row([i64::try_from(base).unwrap_or(i64::MAX)], |row| row.get(0))?)
}
