//! Who is signed in here, how far it has read, which actor writes.

use rusqlite::{Connection, OptionalExtension, Transaction, params};
use serde::{Serialize, de::DeserializeOwned};
use shared::id::{Actor, DeviceId, RecordId};
use shared::sync::Cursor;

use super::StoreError;
use super::notice::Notice;
use crate::view::Session;

const SESSION: &str = "session";
const CURSOR: &str = "cursor";
const INCARNATION: &str = "incarnation";
const DEVICE: &str = "device";
const ACTIVE: &str = "active";
const RECOVERING: &str = "recovering";
const NOTICE: &str = "notice";
const SALVAGED: &str = "salvaged";
const FILE: &str = "file";
const SKEW: &str = "skew";
const ASKED: &str = "asked";
pub(super) const SUSPECT: &str = "suspect";
const SEARCH: &str = "search";

fn get<T: DeserializeOwned>(db: &Connection, name: &'static str) -> Result<Option<T>, StoreError> {
    let text: Option<String> = db
        .prepare_cached("SELECT value FROM setting WHERE name = ?1")?
        .query_row([name], |row| row.get(0))
        .optional()?;
    text.map(|text| serde_json::from_str(&text).map_err(|why| StoreError::value(name, why))).transpose()
}

fn set<T: Serialize>(tx: &Transaction<'_>, name: &'static str, value: &T) -> Result<(), StoreError> {
    let text = serde_json::to_string(value).map_err(|why| StoreError::value(name, why))?;
    tx.prepare_cached("INSERT INTO setting (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = ?2")?
        .execute(params![name, text])?;
    Ok(())
}

fn clear(tx: &Transaction<'_>, name: &'static str) -> Result<(), StoreError> {
    tx.execute("DELETE FROM setting WHERE name = ?1", [name])?;
    Ok(())
}

/// What the words of the search index are made of.
pub(super) fn search_form(db: &Connection) -> Result<Option<String>, StoreError> {
    get(db, SEARCH)
}

pub(super) fn set_search_form(tx: &Transaction<'_>, form: &str) -> Result<(), StoreError> {
    set(tx, SEARCH, &form)
}

pub(super) fn session(db: &Connection) -> Result<Option<Session>, StoreError> {
    get(db, SESSION)
}

pub(super) fn sign_in(tx: &Transaction<'_>, session: &Session) -> Result<(), StoreError> {
    // Another device id: what this store wrote as the old one stays as it is, new records get a new actor.
    let before: Option<DeviceId> = get(tx, DEVICE)?;
    if before != Some(session.device) {
        set(tx, DEVICE, &session.device)?;
        match before {
            None => set(tx, INCARNATION, &1u32)?,
            // It may be one this store was bound to before: no incarnation comes twice.
            Some(_) => {
                mint_actor(tx)?;
            }
        }
    }
    set(tx, SESSION, session)
}

pub(super) fn sign_out(tx: &Transaction<'_>) -> Result<(), StoreError> {
    clear(tx, SESSION)
}

pub(super) fn active(db: &Connection) -> Result<Option<String>, StoreError> {
    get(db, ACTIVE)
}

pub(super) fn set_active(tx: &Transaction<'_>, path: Option<&str>) -> Result<(), StoreError> {
    match path {
        Some(path) => set(tx, ACTIVE, &path),
        None => clear(tx, ACTIVE),
    }
}

/// The device this store was last bound to, also after signing out.
pub(super) fn device(db: &Connection) -> Result<Option<DeviceId>, StoreError> {
    get(db, DEVICE)
}

/// The actor that writes from this store.
pub(super) fn actor(db: &Connection, device: DeviceId) -> Result<Actor, StoreError> {
    Ok(Actor { device, incarnation: get(db, INCARNATION)?.unwrap_or(1) })
}

/// A new actor far from all that may have written: which was the last is not known for sure.
pub(super) fn leap_actor(tx: &Transaction<'_>, chance: u32) -> Result<(), StoreError> {
    let last: u32 = get(tx, INCARNATION).ok().flatten().unwrap_or(0);
    // Room above for all that follow.
    set(tx, INCARNATION, &last.max(0x4000_0000 | chance >> 2).saturating_add(1))
}

/// A new actor: the sequence numbers of the one before must never be used again.
pub(super) fn mint_actor(tx: &Transaction<'_>) -> Result<Actor, StoreError> {
    let device = device(tx)?.ok_or(StoreError::SignedOut)?;
    let last: u32 = get(tx, INCARNATION)?.unwrap_or(1);
    let incarnation = last.saturating_add(1);
    set(tx, INCARNATION, &incarnation)?;
    Ok(Actor { device, incarnation })
}

pub(super) fn cursor(db: &Connection) -> Result<Cursor, StoreError> {
    Ok(get(db, CURSOR)?.unwrap_or_default())
}

pub(super) fn set_cursor(tx: &Transaction<'_>, cursor: &Cursor) -> Result<(), StoreError> {
    set(tx, CURSOR, cursor)
}

/// The epoch of a restored server whose pull is under way.
pub(super) fn recovering(db: &Connection) -> Result<Option<u64>, StoreError> {
    get(db, RECOVERING)
}

pub(super) fn set_recovering(tx: &Transaction<'_>, epoch: Option<u64>) -> Result<(), StoreError> {
    match epoch {
        Some(epoch) => set(tx, RECOVERING, &epoch),
        None => clear(tx, RECOVERING),
    }
}

pub(super) fn notice(db: &Connection) -> Result<Option<Notice>, StoreError> {
    get(db, NOTICE)
}

pub(super) fn set_notice(tx: &Transaction<'_>, notice: Option<&Notice>) -> Result<(), StoreError> {
    match notice {
        Some(notice) => set(tx, NOTICE, notice),
        None => clear(tx, NOTICE),
    }
}

/// How far this device's clock was ahead of the server's at their last exchange, in milliseconds, where that is more than a
/// clock may be off.
pub(super) fn skew(db: &Connection) -> Result<Option<i64>, StoreError> {
    get(db, SKEW)
}

pub(super) fn set_skew(tx: &Transaction<'_>, skew: Option<i64>) -> Result<(), StoreError> {
    match skew {
        Some(skew) => set(tx, SKEW, &skew),
        None => clear(tx, SKEW),
    }
}

/// The form that was offered when the visit was begun here, with its version: a newer one that comes meanwhile must not
/// change under the hands of whoever is filling it in.
pub(super) fn asked(db: &Connection, visit: RecordId) -> Result<Option<Offered>, StoreError> {
    let asked: Option<(RecordId, Offered)> = get(db, ASKED)?;
    Ok(asked.filter(|(of, _)| *of == visit).map(|(_, offered)| offered))
}

/// A form and its version; `None`: there was none.
pub(super) type Offered = Option<(String, u32)>;

/// One visit is open at a time, so one is remembered.
pub(super) fn set_asked(tx: &Transaction<'_>, visit: RecordId, offered: &Offered) -> Result<(), StoreError> {
    set(tx, ASKED, &(visit, offered))
}

/// What the server did not hold when a damaged store was left behind.
pub(super) fn salvaged(db: &Connection) -> Result<Option<String>, StoreError> {
    get(db, SALVAGED)
}

pub(super) fn set_salvaged(tx: &Transaction<'_>, text: &str) -> Result<(), StoreError> {
    set(tx, SALVAGED, &text)
}

/// Whether the file was found damaged after it was opened. A new store has no settings yet, and is not.
pub(super) fn is_suspect(db: &Connection) -> bool {
    get(db, SUSPECT).ok().flatten().unwrap_or(false)
}

pub(super) fn set_suspect(tx: &Transaction<'_>) -> Result<(), StoreError> {
    set(tx, SUSPECT, &true)
}

/// Remembers in which file this store lies. In another than before it was copied, or restored from a backup of the device:
/// what it wrote since may be known already, so a new actor writes from here on.
pub(super) fn in_file(tx: &Transaction<'_>, file: &str) -> Result<(), StoreError> {
    let before: Option<String> = get(tx, FILE)?;
    if before.as_deref() == Some(file) {
        return Ok(());
    }
    if before.is_some() && device(tx)?.is_some() {
        mint_actor(tx)?;
        // What this device wrote after the copy was made comes back only to one that reads from the beginning.
        let cursor = cursor(tx)?;
        set_cursor(tx, &Cursor { epoch: cursor.epoch, ..Cursor::default() })?;
    }
    set(tx, FILE, &file)
}
