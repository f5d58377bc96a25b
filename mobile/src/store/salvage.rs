//! A database file that is damaged: what can be read of it goes into a new one, what can not is fetched again or recorded
//! again, and what is lost is named. The damaged file stays where it is.

mod read;

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, OpenFlags, Transaction, params};
use shared::doc::journal::{self, Amendment, Body, Entry, Recorded};
use shared::id::{DocId, RecordId};
use shared::sync::Cursor;

use super::book::Book;
use super::notice::Notice;
use super::{StoreError, chunks, export, location, mending, notice, open, outbox, settings, take};
use crate::record::{Command, What};
use read::Found;

/// Makes a new store at `new` of what can be read at `old`. Gives what the server did not hold, as text for the user.
pub(super) fn salvage(old: &str, new: &str) -> Result<String, StoreError> {
    let mut db = open::open(new)?;
    let read = |path: &str| {
        let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY);
        db.map_or_else(|_| Found { torn: true, unnamed: true, ..Found::default() }, |db| read::all(&db))
    };
    let mut found = read(old);
    if found.settings.is_empty() && found.chunks.is_empty() {
        // Its first page says what all others are: with that of a sound file the others may be read.
        if let Some(patched) = location::with_first_page(old, new) {
            found = read(&patched);
        }
    }
    let mut book = Book::default();
    let tx = db.transaction()?;
    put(&tx, &found)?;
    let lost = mend(&tx, &mut book, &found)?;
    let mut told: Notice = settings::notice(&tx)?.unwrap_or_default();
    told.lost.extend(lost);
    settings::set_notice(&tx, Some(&Notice { rebuilt: true, unnamed: u32::from(found.unnamed), ..told }))?;
    let text = export::export(&tx)?;
    settings::set_salvaged(&tx, &text)?;
    tx.commit()?;
    Ok(text)
}

/// Puts in what was read, each row by itself: one that contradicts another is left out.
fn put(tx: &Transaction<'_>, found: &Found) -> Result<(), StoreError> {
    for (name, value) in found.settings.iter().filter(|(name, _)| *name != settings::SUSPECT) {
        tx.execute("INSERT OR IGNORE INTO setting (name, value) VALUES (?1, ?2)", params![name, value])?;
    }
    for chunk in &found.chunks {
        tx.prepare_cached(
            "INSERT OR IGNORE INTO chunk (number, doc, kind, hash, state, length, blake3, bytes)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute(params![
            chunk.number,
            chunk.doc.to_string(),
            chunk.kind,
            chunk.hash,
            chunk.state,
            i64::try_from(chunk.bytes.len()).unwrap_or(i64::MAX),
            blake3::hash(&chunk.bytes).as_bytes().as_slice(),
            chunk.bytes
        ])?;
    }
    for record in found.records.values() {
        tx.prepare_cached(
            "INSERT OR IGNORE INTO record (id, at, doc, command, change, seq, door) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![
            record.id.to_string(),
            record.at,
            record.doc.to_string(),
            record.command,
            record.change,
            record.seq,
            record.door
        ])?;
    }
    for (hash, mime, uploaded, bytes) in &found.photos {
        tx.prepare_cached("INSERT OR IGNORE INTO photo (hash, mime, uploaded, bytes) VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![hash, mime, uploaded, bytes])?;
    }
    // A number may be a changed byte: the documents as the server has them say what it holds.
    outbox::forget_numbers(tx)?;
    // An actor's numbers may have gone further than what could be read.
    settings::leap_actor(tx, crate::sync::chance())?;
    // Holes among what the server sent can not be seen from here: everything is read again and joins what stands.
    let cursor = settings::cursor(tx).unwrap_or_default();
    settings::set_cursor(tx, &Cursor { epoch: cursor.epoch, ..Cursor::default() })
}

/// Documents that do not load are fetched anew, commands without a change are recorded again. Gives the records that are
/// neither in a document nor in the outbox.
fn mend(tx: &Transaction<'_>, book: &mut Book, found: &Found) -> Result<Vec<RecordId>, StoreError> {
    if let Some(device) = settings::device(tx)? {
        book.set_actor(settings::actor(tx, device)?.to_bytes());
    }
    let mut docs: BTreeSet<DocId> = found.records.values().map(|record| record.doc.clone()).collect();
    docs.extend(chunks::docs(tx, "")?);
    let mut standing: BTreeMap<DocId, BTreeSet<String>> = BTreeMap::new();
    for doc in docs {
        let loaded = book.doc_mut(tx, &doc).map(|held| {
            let entries = held.entries("").map(|entry| entry.key).collect::<BTreeSet<_>>();
            let changes: BTreeSet<_> = held.changes_since(&[]).iter().map(|change| change.hash().0.to_vec()).collect();
            (entries, changes, journal::entries(held).0)
        });
        match loaded {
            Ok((entries, changes, recorded)) => {
                for entry in recorded {
                    bring_back(tx, found, &doc, entry)?;
                }
                let waiting = outbox::waiting(tx, &doc)?;
                if waiting.iter().any(|change| change.as_ref().is_none_or(|change| !changes.contains(change))) {
                    take::rerecord(tx, book, &doc, false)?;
                }
                book.changed(tx, &doc)?;
                if chunks::has(tx, &doc)? && outbox::any(tx, &doc)? {
                    mending::ask_for(tx, &doc, mending::Why::Fork)?;
                }
                standing.insert(doc, entries);
            }
            Err(StoreError::Damaged { .. }) => {
                notice::document_damaged(tx, &doc)?;
                take::drop_damaged(tx, book, &doc)?;
            }
            Err(why) => return Err(why),
        }
    }
    let stands = |id: &RecordId| standing.values().any(|entries| entries.contains(&id.to_string()));
    Ok(found.named.iter().filter(|id| !found.records.contains_key(*id) && !stands(id)).copied().collect())
}

/// A record whose row is gone and whose entry stands in its journal is put back, with the command the entry says.
fn bring_back(tx: &Transaction<'_>, found: &Found, doc: &DocId, recorded: Recorded) -> Result<(), StoreError> {
    let Recorded { id, entry: Entry { at, offset, skew, body }, change: Some(change), .. } = recorded else {
        return Ok(());
    };
    let waits = chunks::class(tx, doc, &change.0)?.is_some();
    if found.records.contains_key(&id) || !(waits || found.named.contains(&id)) {
        return Ok(());
    }
    let what = match body {
        Body::CheckIn(check_in) => What::CheckIn(check_in),
        Body::CheckOut(check_out) => What::CheckOut(check_out),
        Body::Contact(contact) => What::Contact(contact),
        Body::Expense(expense) => What::Expense(expense),
        Body::Plan(plan) => What::Plan(plan),
        Body::Snooze(snooze) => What::Snooze(snooze),
        Body::Class(change) => What::SetClass(change),
        Body::Merge(merge) => What::Merge(merge),
        Body::Amendment(Amendment { of, field, is, reason }) => What::Amend { of, field, is, reason },
    };
    outbox::add(tx, &Command { id, at, offset, skew, what, photos: Vec::new() }, doc, &change.0)?;
    if waits { Ok(()) } else { outbox::stands(tx, id) }
}
