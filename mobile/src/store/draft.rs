//! What is entered of a visit under way, so that it survives whatever ends the app.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension, Transaction, params};
use shared::id::RecordId;

use super::{Store, StoreError, column};
use crate::record::PhotoBytes;
use crate::view::{Answer, Draft};

impl Store {
    /// Keeps it as it stands, with the pictures that are new. Of a visit that is not under way there is nothing to keep: what
    /// a page still says of one that was just closed is recorded already.
    pub(super) fn keep_draft(
        &mut self,
        visit: RecordId,
        draft: &Draft,
        pictures: &[PhotoBytes],
    ) -> Result<(), StoreError> {
        let employee = self.signed_in()?.employee;
        self.with_room(|store| {
            let open = store.book.open_stay(&store.db, &employee)?;
            if open.is_none_or(|stay| stay.id != visit) {
                return Ok(());
            }
            let tx = store.db.transaction()?;
            if *draft == Draft::default() {
                remove(&tx, visit)?;
            } else {
                put(&tx, visit, draft, pictures)?;
            }
            Ok(tx.commit()?)
        })
    }
}

fn put(tx: &Transaction<'_>, visit: RecordId, draft: &Draft, pictures: &[PhotoBytes]) -> Result<(), StoreError> {
    let visit = visit.to_string();
    let body = serde_json::to_string(draft).map_err(|why| StoreError::value("draft", why))?;
    tx.prepare_cached("INSERT INTO draft (visit, body) VALUES (?1, ?2) ON CONFLICT (visit) DO UPDATE SET body = ?2")?
        .execute(params![visit, body])?;
    for picture in pictures {
        tx.prepare_cached(
            "INSERT INTO draft_picture (visit, hash, mime, original, bytes) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (visit, hash) DO NOTHING",
        )?
        .execute(params![visit, picture.hash, picture.mime, picture.original, picture.bytes])?;
    }
    let named = draft.pictures();
    let held: Vec<String> = tx
        .prepare_cached("SELECT hash FROM draft_picture WHERE visit = ?1")?
        .query_map([&visit], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    for hash in held.iter().filter(|hash| !named.contains(hash.as_str())) {
        tx.prepare_cached("DELETE FROM draft_picture WHERE visit = ?1 AND hash = ?2")?.execute([&visit, hash])?;
    }
    Ok(())
}

/// What was entered of a visit; nothing, where nothing was.
pub(super) fn of(db: &Connection, visit: RecordId) -> Result<Draft, StoreError> {
    let body = db
        .prepare_cached("SELECT body FROM draft WHERE visit = ?1")?
        .query_row([visit.to_string()], |row| column::text(row, 0))
        .optional()?
        .flatten();
    let Some(body) = body else { return Ok(Draft::default()) };
    // Damaged, or of another version of the app: the visit itself goes on.
    Ok(serde_json::from_str(&body).unwrap_or_else(|why| {
        tracing::warn!(%why, "what was entered of the visit does not read");
        Draft::default()
    }))
}

/// The same with the pictures that were taken for it. One that is not what it was is left out, and is named no more: with it
/// the visit could not be closed.
pub(super) fn begun(db: &Connection, visit: RecordId) -> Result<Answer, StoreError> {
    let mut rows = db.prepare_cached("SELECT hash, mime, original, bytes FROM draft_picture WHERE visit = ?1")?;
    let read = rows.query_map([visit.to_string()], |row| {
        let text = |at| column::text(row, at);
        let (hash, mime) = (text(0)?.unwrap_or_default(), text(1)?.unwrap_or_default());
        Ok(PhotoBytes { hash, mime, original: text(2)?, bytes: row.get(3)? })
    })?;
    let mut pictures: Vec<PhotoBytes> = read.collect::<Result<_, _>>()?;
    pictures.retain(|picture| blake3::hash(&picture.bytes).to_hex().as_str() == picture.hash);
    let held: BTreeSet<&str> = pictures.iter().map(|picture| picture.hash.as_str()).collect();
    let mut draft = of(db, visit)?;
    draft.keep_pictures(|hash| held.contains(hash));
    Ok(Answer::Draft { draft: Box::new(draft), pictures })
}

/// It is recorded, or no longer wanted.
pub(super) fn remove(tx: &Transaction<'_>, visit: RecordId) -> Result<(), StoreError> {
    for sql in ["DELETE FROM draft WHERE visit = ?1", "DELETE FROM draft_picture WHERE visit = ?1"] {
        tx.prepare_cached(sql)?.execute([visit.to_string()])?;
    }
    Ok(())
}
