//! Everything the server does not hold yet, for the rep to keep (SYN-3).

use base64::Engine;
use rusqlite::Connection;
use serde_json::json;

use super::{StoreError, chunks, outbox, settings};

/// One JSON text: the commands with their reasons, where the door refused them. Photos are named by hash.
pub(super) fn export(db: &Connection) -> Result<String, StoreError> {
    let rows: Vec<_> = outbox::all(db, usize::MAX)?
        .into_iter()
        .filter(|row| row.seq.is_none())
        .map(|row| json!({ "doc": row.doc, "command": row.command, "refused": row.door }))
        .collect();
    let encode = |bytes: &[u8]| base64::engine::general_purpose::STANDARD.encode(bytes);
    let aside: Vec<_> = chunks::aside(db)?
        .into_iter()
        .map(|(doc, hash, why, bytes)| json!({ "doc": doc, "hash": encode(&hash), "why": why, "change": encode(&bytes) }))
        .collect();
    let text = json!({ "format": "fieldtally-unsent/1", "records": rows, "aside": aside, "salvaged": settings::salvaged(db)? });
    serde_json::to_string_pretty(&text).map_err(|why| StoreError::value("export", why))
}
