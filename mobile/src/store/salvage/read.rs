//! Reading a damaged file: row by row, from either end and by key, since one unreadable page ends a walk but not a search.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, Row, params};
use shared::doc::verified_change_within;
use shared::id::{DocId, RecordId};
use shared::sync::RefusedAtDoor;

use crate::record::Command;

/// A chunk whose bytes are what their hash says.
#[derive(Debug)]
pub(super) struct Chunk {
    pub number: i64,
    pub doc: DocId,
    pub kind: String,
    pub hash: Option<Vec<u8>>,
    pub state: String,
    pub bytes: Vec<u8>,
}

/// A record that reads as one.
#[derive(Debug)]
pub(super) struct Record {
    pub id: RecordId,
    pub at: i64,
    pub doc: DocId,
    pub command: String,
    pub change: Option<Vec<u8>>,
    pub seq: Option<i64>,
    pub door: Option<String>,
}

/// What could be read.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub settings: BTreeMap<String, String>,
    pub chunks: Vec<Chunk>,
    pub records: BTreeMap<RecordId, Record>,
    /// Every record whose name could be read, if only in an index.
    pub named: BTreeSet<RecordId>,
    pub photos: Vec<(String, String, i64, Vec<u8>)>,
    /// Some page could not be read.
    pub torn: bool,
    /// There may be records of which not even the name could be read.
    pub unnamed: bool,
}

const RECORD: &str = "SELECT id, at, doc, command, change, seq, door FROM record";
const CHUNK: &str = "SELECT number, doc, kind, hash, state, blake3, bytes FROM chunk";
const PHOTO: &str = "SELECT hash, mime, uploaded, bytes FROM photo";

pub(super) fn all(db: &Connection) -> Found {
    let mut found = Found::default();
    let mut torn = false;
    for order in ["ASC", "DESC"] {
        torn |= walk(db, &format!("SELECT name, value FROM setting ORDER BY name {order}"), |row| {
            let (name, value): (String, String) = (row.get(0).ok()?, row.get(1).ok()?);
            serde_json::from_str::<serde_json::Value>(&value).ok()?;
            found.settings.insert(name, value);
            Some(())
        });
    }
    torn |= chunks(db, &mut found);
    torn |= records(db, &mut found);
    let mut photos = BTreeMap::new();
    for order in ["ASC", "DESC"] {
        torn |= walk(db, &format!("{PHOTO} ORDER BY hash {order}"), |row| {
            let (hash, mime, uploaded, bytes) =
                (row.get(0).ok()?, row.get(1).ok()?, row.get(2).ok()?, row.get(3).ok()?);
            let (hash, bytes): (String, Vec<u8>) = (hash, bytes);
            if blake3::hash(&bytes).to_hex().as_str() == hash {
                photos.insert(hash, (mime, uploaded, bytes));
            }
            Some(())
        });
    }
    found.photos = photos.into_iter().map(|(hash, (mime, uploaded, bytes))| (hash, mime, uploaded, bytes)).collect();
    found.torn |= torn;
    found
}

/// Walks rows until one can not be read; `true`: one could not.
fn walk(db: &Connection, sql: &str, mut take: impl FnMut(&Row<'_>) -> Option<()>) -> bool {
    let Ok(mut rows) = db.prepare(sql) else { return true };
    let Ok(mut rows) = rows.query([]) else { return true };
    let mut torn = false;
    loop {
        match rows.next() {
            Ok(Some(row)) => torn |= take(row).is_none(),
            Ok(None) => return torn,
            Err(_) => return true,
        }
    }
}

fn chunks(db: &Connection, found: &mut Found) -> bool {
    let mut numbers = BTreeSet::new();
    let mut read = BTreeMap::new();
    let mut torn = false;
    for order in ["ASC", "DESC"] {
        torn |= walk(db, &format!("{CHUNK} ORDER BY number {order}"), |row| {
            let chunk = chunk(row)?;
            read.insert(chunk.number, chunk);
            Some(())
        });
    }
    // Past an unreadable page, each by its number; the index names some that the walks did not reach.
    torn |= walk(db, "SELECT number FROM chunk INDEXED BY chunk_by_doc ORDER BY doc, number", |row| {
        numbers.insert(row.get::<_, i64>(0).ok()?);
        Some(())
    });
    if torn && let Some((first, last)) = read.keys().next().zip(read.keys().next_back()) {
        numbers.extend(*first..=(*last).min(first.saturating_add(1_000_000)));
    }
    for number in numbers {
        if !read.contains_key(&number) {
            let row = db.query_row(&format!("{CHUNK} WHERE number = ?1"), params![number], |row| Ok(chunk(row)));
            read.extend(row.ok().flatten().map(|chunk| (chunk.number, chunk)));
        }
    }
    found.chunks = read.into_values().collect();
    torn
}

fn chunk(row: &Row<'_>) -> Option<Chunk> {
    let (doc, sum): (String, Vec<u8>) = (row.get(1).ok()?, row.get(5).ok()?);
    let chunk = Chunk {
        number: row.get(0).ok()?,
        doc: doc.parse().ok()?,
        kind: row.get(2).ok()?,
        hash: row.get(3).ok()?,
        state: row.get(4).ok()?,
        bytes: row.get(6).ok()?,
    };
    let sound = blake3::hash(&chunk.bytes).as_bytes().as_slice() == sum
        && matches!(chunk.state.as_str(), "pending" | "held")
        && match (chunk.kind.as_str(), &chunk.hash) {
            ("snapshot", None) => true,
            ("change", Some(hash)) => verified_change_within(&chunk.bytes, usize::MAX)
                .is_ok_and(|change| change.hash().0.as_slice() == hash.as_slice()),
            _ => false,
        };
    sound.then_some(chunk)
}

fn records(db: &Connection, found: &mut Found) -> bool {
    let mut torn = false;
    let mut names = BTreeSet::new();
    for order in ["ASC", "DESC"] {
        torn |= walk(db, &format!("{RECORD} ORDER BY id {order}"), |row| {
            names.insert(row.get::<_, String>(0).ok()?);
            // One that does not read is named, and the walk goes on.
            if let Some(record) = record(row) {
                found.records.insert(record.id, record);
            }
            Some(())
        });
    }
    let mut named_in_full = !torn;
    for sql in [
        "SELECT id FROM record INDEXED BY record_by_time ORDER BY at",
        "SELECT id FROM record INDEXED BY record_by_time ORDER BY at DESC",
        "SELECT id FROM record INDEXED BY record_by_change ORDER BY doc, change",
        "SELECT id FROM record INDEXED BY record_by_change ORDER BY doc DESC, change DESC",
    ] {
        let stopped = walk(db, sql, |row| {
            names.insert(row.get::<_, String>(0).ok()?);
            Some(())
        });
        named_in_full |= !stopped;
        torn |= stopped;
    }
    found.unnamed = !named_in_full;
    for name in names {
        let Ok(id) = name.parse::<RecordId>() else { continue };
        found.named.insert(id);
        if !found.records.contains_key(&id) {
            let row = db.query_row(&format!("{RECORD} WHERE id = ?1"), params![name], |row| Ok(record(row)));
            found.records.extend(row.ok().flatten().map(|record| (record.id, record)));
        }
    }
    torn
}

fn record(row: &Row<'_>) -> Option<Record> {
    let (id, doc): (String, String) = (row.get(0).ok()?, row.get(2).ok()?);
    let record = Record {
        id: id.parse().ok()?,
        at: row.get(1).ok()?,
        doc: doc.parse().ok()?,
        command: row.get(3).ok()?,
        change: row.get(4).ok()?,
        seq: row.get(5).ok()?,
        door: row.get(6).ok()?,
    };
    let command: Command = serde_json::from_str(&record.command).ok()?;
    let door = record.door.as_ref().is_none_or(|door| serde_json::from_str::<RefusedAtDoor>(door).is_ok());
    (command.id == record.id && command.at.millis() == record.at && door).then_some(record)
}
