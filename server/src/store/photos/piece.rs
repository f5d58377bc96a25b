//! Photos on their way in pieces. Each person's are his own: what one sent tells nothing to another.

use shared::id::{CompanyId, EmployeeId};
use shared::period::Instant;

use super::super::StoreError;
use super::super::db::{Connection, OptionalExtension, Transaction};

/// A photo on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    pub mime: String,
    pub length: u64,
    pub have: u64,
}

/// A piece as it came.
#[derive(Debug, Clone)]
pub struct Piece {
    pub hash: String,
    pub owner: EmployeeId,
    /// Of the whole photo; what counts is the first piece's.
    pub mime: Option<String>,
    pub length: u64,
    pub offset: u64,
    pub bytes: Vec<u8>,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Taken {
    /// All up to here is durable.
    Have(Upload),
    /// It leaves a gap, or covers half of what is here.
    Misplaced(Upload),
    /// It is of a photo of another length.
    OtherLength(Upload),
    /// The first piece says no kind.
    NoKind,
}

pub fn upload(
    conn: &Connection,
    company: &CompanyId,
    who: &EmployeeId,
    hash: &str,
) -> Result<Option<Upload>, StoreError> {
    conn.prepare_cached(
        "SELECT mime, length, have FROM photo_upload WHERE company_id = ?1 AND employee = ?2 AND hash = ?3",
    )?
    .query_row((company.as_str(), who.as_str(), hash), |row| {
        Ok(Upload { mime: row.get(0)?, length: row.get(1)?, have: row.get(2)? })
    })
    .optional()
}

/// Keeps a piece that goes on where the ones before ended. One that is here already is no error.
pub fn begin_or_add(tx: &Transaction, company: &CompanyId, piece: &Piece, now: Instant) -> Result<Taken, StoreError> {
    let mut upload = match upload(tx, company, &piece.owner, &piece.hash)? {
        Some(upload) => upload,
        None => {
            let Some(mime) = piece.mime.clone() else { return Ok(Taken::NoKind) };
            Upload { mime, length: piece.length, have: 0 }
        }
    };
    if upload.length != piece.length {
        return Ok(Taken::OtherLength(upload));
    }
    let end = piece.offset + u64::try_from(piece.bytes.len()).unwrap_or(u64::MAX);
    if end <= upload.have {
        return Ok(Taken::Have(upload));
    }
    if piece.offset != upload.have {
        return Ok(Taken::Misplaced(upload));
    }
    let start = upload.have;
    upload.have = end;
    let of = (company.as_str(), piece.owner.as_str(), piece.hash.as_str());
    tx.prepare_cached(
        "INSERT INTO photo_upload (company_id, employee, hash, mime, length, have, changed)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (company_id, employee, hash) DO UPDATE SET have = excluded.have, changed = excluded.changed",
    )?
    .execute((of.0, of.1, of.2, &upload.mime, upload.length, upload.have, now.millis()))?;
    tx.prepare_cached(
        "INSERT INTO photo_piece (company_id, employee, hash, start, bytes) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute((of.0, of.1, of.2, start, &piece.bytes))?;
    Ok(Taken::Have(upload))
}

/// All pieces one after the other.
pub fn pieces(conn: &Connection, company: &CompanyId, who: &EmployeeId, hash: &str) -> Result<Vec<u8>, StoreError> {
    let found = conn.prepare_cached(
        "SELECT bytes FROM photo_piece WHERE company_id = ?1 AND employee = ?2 AND hash = ?3 ORDER BY start",
    )?;
    let pieces = found.query_map((company.as_str(), who.as_str(), hash), |row| row.get::<_, Vec<u8>>(0))?;
    Ok(pieces.collect::<Result<Vec<_>, _>>()?.concat())
}

pub fn drop_upload(tx: &Transaction, company: &CompanyId, who: &EmployeeId, hash: &str) -> Result<(), StoreError> {
    let of = (company.as_str(), who.as_str(), hash);
    tx.prepare_cached("DELETE FROM photo_piece WHERE company_id = ?1 AND employee = ?2 AND hash = ?3")?.execute(of)?;
    tx.prepare_cached("DELETE FROM photo_upload WHERE company_id = ?1 AND employee = ?2 AND hash = ?3")?.execute(of)?;
    Ok(())
}
