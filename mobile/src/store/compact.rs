//! Many small changes become one snapshot, so that a year costs as much for each record as its first day.

use std::collections::BTreeSet;

use automerge::Change;
use rusqlite::Transaction;
use shared::doc::Doc;
use shared::id::DocId;

use super::{StoreError, chunks};

/// Held changes of a document that are left as rows.
const ROWS: u32 = 64;

/// Puts a snapshot in the place of what the server holds of a document, once that is many rows. What waits to be sent stays
/// as it is. Nothing happens where the snapshot would not be the same document.
pub(super) fn compact(tx: &Transaction<'_>, doc: &DocId) -> Result<(), StoreError> {
    if chunks::held_changes(tx, doc)? <= ROWS {
        return Ok(());
    }
    let mut held = match chunks::load_held(tx, doc) {
        // What is held builds on what waits, after a restore: another time.
        Err(StoreError::Damaged { .. }) | Ok(None) => return Ok(()),
        Ok(Some(held)) => held,
        Err(why) => return Err(why),
    };
    let (heads, bytes) = (held.heads(), held.save());
    let same = Doc::load(doc.clone(), &[0; 20], Some(&bytes), Vec::new()).is_ok_and(|mut read| read.heads() == heads);
    if !same {
        tracing::error!(%doc, "its snapshot is not the same document: its changes stay as they are");
        return Ok(());
    }
    let within: BTreeSet<_> = held.changes_since(&[]).iter().map(Change::hash).collect();
    chunks::put_snapshot(tx, doc, &bytes, &within)
}
