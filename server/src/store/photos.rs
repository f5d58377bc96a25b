//! What is known of photos, by the BLAKE3 of their bytes. The bytes are objects outside the database (`crate::blob`); what
//! an older version kept inside is here until it is moved.

mod piece;
mod unnamed;

use super::db::{Connection, OptionalExtension, Transaction};
use shared::id::{CompanyId, DocId, EmployeeId};
use shared::period::Instant;

use super::StoreError;

pub use piece::{Piece, Taken, Upload, begin_or_add, drop_upload, pieces, upload};
pub use unnamed::{drop_due, dropped, mark, mark_gone, owed, restore_named, stale};

/// A photo that is here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Photo {
    pub mime: String,
    pub length: u64,
    /// Which object of these bytes: earlier ones were dropped.
    pub copy: u32,
    pub state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Its bytes are still in the database.
    Inside,
    /// Its object is being written: for readers it is not there.
    Coming,
    Kept,
    /// No record named it in time; it is still there, and dropped soon.
    Dropping,
}

impl State {
    fn read(name: &str) -> Option<Self> {
        Some(match name {
            "inside" => Self::Inside,
            "coming" => Self::Coming,
            "kept" => Self::Kept,
            "dropping" => Self::Dropping,
            _ => return None,
        })
    }
}

/// Somebody's photo whose bytes have been checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    pub hash: String,
    pub mime: String,
    pub owner: EmployeeId,
    pub length: u64,
}

pub fn get(conn: &Connection, company: &CompanyId, hash: &str) -> Result<Option<Photo>, StoreError> {
    conn.prepare_cached("SELECT mime, length, copy, state FROM photo WHERE company_id = ?1 AND hash = ?2")?
        .query_row((company.as_str(), hash), |row| {
            let state = State::read(&row.get::<_, String>(3)?);
            let state = state.ok_or_else(|| StoreError::damaged(format!("photo {hash}"), "an unknown state"))?;
            Ok(Photo { mime: row.get(0)?, length: row.get(1)?, copy: row.get(2)?, state })
        })
        .optional()
}

/// Makes a place for a photo, or says that it is here; either way who sent it is one of its owners from now on. The copy
/// whose object has to be written.
pub fn reserve(tx: &Transaction, company: &CompanyId, sent: &Sent, now: Instant) -> Result<Option<u32>, StoreError> {
    tx.prepare_cached(
        "INSERT INTO photo_owner (company_id, hash, employee) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
    )?
    .execute((company.as_str(), &sent.hash, sent.owner.as_str()))?;
    if let Some(photo) = get(tx, company, &sent.hash)? {
        // Whoever sends it again is about to name it.
        let state = if photo.state == State::Dropping { "kept" } else { "" };
        tx.prepare_cached(
            "UPDATE photo SET received = ?3, state = CASE ?4 WHEN '' THEN state ELSE ?4 END WHERE company_id = ?1 AND hash = ?2",
        )?
        .execute((company.as_str(), &sent.hash, now.millis(), state))?;
        return Ok((photo.state == State::Coming).then_some(photo.copy));
    }
    let copy: u32 = tx
        .prepare_cached("SELECT COALESCE(MAX(copy) + 1, 0) FROM photo_dropped WHERE company_id = ?1 AND hash = ?2")?
        .query_row((company.as_str(), &sent.hash), |row| row.get(0))?;
    tx.prepare_cached(
        "INSERT INTO photo (company_id, hash, mime, owner, length, received, state, since, copy)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'coming', ?6, ?7)",
    )?
    .execute((company.as_str(), &sent.hash, &sent.mime, sent.owner.as_str(), sent.length, now.millis(), copy))?;
    Ok(Some(copy))
}

/// Says that the object of a copy is durable. `false`: its place was given up meanwhile.
pub fn arrived(tx: &Transaction, company: &CompanyId, hash: &str, copy: u32, now: Instant) -> Result<bool, StoreError> {
    tx.prepare_cached(
        "UPDATE photo SET state = 'kept', since = ?4 WHERE company_id = ?1 AND hash = ?2 AND copy = ?3 AND state = 'coming'",
    )?
    .execute((company.as_str(), hash, copy, now.millis()))?;
    let found = get(tx, company, hash)?;
    Ok(found.is_some_and(|photo| photo.copy == copy && photo.state != State::Coming))
}

/// Whether somebody sent all of a photo's bytes.
pub fn is_owner(conn: &Connection, company: &CompanyId, hash: &str, who: &EmployeeId) -> Result<bool, StoreError> {
    conn.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM photo_owner WHERE company_id = ?1 AND hash = ?2 AND employee = ?3)",
    )?
    .query_row((company.as_str(), hash, who.as_str()), |row| row.get(0))
}

/// The documents that show a photo: those whose author had it when he named it. Naming a hash one only knows shows
/// nothing.
pub fn shown_by(conn: &Connection, company: &CompanyId, hash: &str) -> Result<Vec<DocId>, StoreError> {
    let found = conn.prepare_cached("SELECT doc FROM photo_use WHERE company_id = ?1 AND hash = ?2 ORDER BY doc")?;
    let mut shown = Vec::new();
    for doc in found.query_map((company.as_str(), hash), |row| row.get::<_, String>(0))? {
        let doc: DocId = doc?.parse().map_err(|why| StoreError::damaged("a document's id", why))?;
        let author = match &doc {
            DocId::Journal(author, _) => is_owner(conn, company, hash, author)?,
            // The server's own, or those many may write: no photo is named there.
            DocId::Customer(_) | DocId::Desk(..) | DocId::Ledger(..) | DocId::Company => false,
        };
        if author {
            shown.push(doc);
        }
    }
    Ok(shown)
}

/// The bytes of a photo that is still inside.
pub fn inside(conn: &Connection, company: &CompanyId, hash: &str) -> Result<Option<Vec<u8>>, StoreError> {
    let bytes = conn
        .prepare_cached("SELECT bytes FROM photo WHERE company_id = ?1 AND hash = ?2 AND state = 'inside'")?
        .query_row((company.as_str(), hash), |row| row.get::<_, Option<Vec<u8>>>(0))
        .optional()?;
    Ok(bytes.flatten())
}

/// The first photo after a hash whose bytes are still inside.
pub fn next_inside(conn: &Connection, company: &CompanyId, after: &str) -> Result<Option<String>, StoreError> {
    conn.prepare_cached(
        "SELECT hash FROM photo WHERE company_id = ?1 AND state = 'inside' AND hash > ?2 ORDER BY hash LIMIT 1",
    )?
    .query_row((company.as_str(), after), |row| row.get(0))
    .optional()
}

/// Drops the bytes of a photo whose object is durable and was read back.
pub fn moved(tx: &Transaction, company: &CompanyId, hash: &str, now: Instant) -> Result<(), StoreError> {
    tx.prepare_cached(
        "UPDATE photo SET state = 'kept', since = ?3, bytes = NULL WHERE company_id = ?1 AND hash = ?2 AND state = 'inside'",
    )?
    .execute((company.as_str(), hash, now.millis()))?;
    Ok(())
}
