//! Photos, by the BLAKE3 of their bytes.

use super::db::{Connection, OptionalExtension, Transaction};
use shared::id::{CompanyId, DocId, EmployeeId};

use super::StoreError;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Photo {
    pub mime: String,
    pub owner: EmployeeId,
    pub bytes: Vec<u8>,
}

/// Keeps a photo; one that is here already stays its first owner's.
pub fn put(tx: &Transaction, company: &CompanyId, hash: &str, photo: &Photo) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO photo (company_id, hash, mime, owner, length, bytes) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT DO NOTHING",
    )?
    .execute((company.as_str(), hash, &photo.mime, photo.owner.as_str(), photo.bytes.len(), &photo.bytes))?;
    Ok(())
}

/// A photo, checked.
pub fn get(conn: &Connection, company: &CompanyId, hash: &str) -> Result<Option<Photo>, StoreError> {
    let row = conn
        .prepare_cached("SELECT mime, owner, bytes FROM photo WHERE company_id = ?1 AND hash = ?2")?
        .query_row((company.as_str(), hash), |row| {
            Ok((row.get(0)?, row.get::<_, String>(1)?, row.get::<_, Vec<u8>>(2)?))
        })
        .optional()?;
    let Some((mime, owner, bytes)) = row else { return Ok(None) };
    if blake3::hash(&bytes).to_hex().as_str() != hash {
        return Err(StoreError::damaged(format!("photo {hash}"), "its bytes have changed"));
    }
    let owner = owner.parse().map_err(|why| StoreError::damaged(format!("photo {hash}"), why))?;
    Ok(Some(Photo { mime, owner, bytes }))
}

/// The documents that name a photo.
pub fn named_by(conn: &Connection, company: &CompanyId, hash: &str) -> Result<Vec<DocId>, StoreError> {
    let found = conn.prepare_cached("SELECT doc FROM photo_use WHERE company_id = ?1 AND hash = ?2 ORDER BY doc")?;
    let rows = found.query_map((company.as_str(), hash), |row| row.get::<_, String>(0))?;
    rows.map(|doc| doc?.parse().map_err(|why| StoreError::damaged("a document's id", why))).collect()
}
