//! Changes that are kept beside their documents: forks, and what nobody can vouch for. They count nowhere until an
//! administrator takes them in, or the attested head comes that they are ancestors of.

use automerge::{Change, ChangeHash};
use shared::id::{CompanyId, DeviceId, DocId};
use shared::period::Instant;

use super::db::{Connection, Transaction};
use super::{StoreError, log};

/// Why a change is kept aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// Its actor wrote another change with the same number.
    Forked,
    /// Another device wrote it, and no attested head covers it yet.
    Unattested,
}

impl Why {
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Forked => "forked",
            Self::Unattested => "unattested",
        }
    }
}

/// Most bytes kept of what one device brought: a stranger can not fill the disk.
pub const MOST: u64 = 64 * 1024 * 1024;

/// One of them, as an administrator sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    pub doc: DocId,
    pub hash: ChangeHash,
    pub why: String,
    pub device: String,
    pub received: Instant,
    pub length: u64,
}

/// Keeps a change; `false`: this device has brought too much.
pub fn put(
    tx: &Transaction,
    company: &CompanyId,
    doc: &DocId,
    why: Why,
    (device, received): (DeviceId, Instant),
    change: &Change,
) -> Result<bool, StoreError> {
    let kept = tx
        .prepare_cached(
            "SELECT COALESCE(CAST(SUM(length) AS BIGINT), 0) FROM aside WHERE company_id = ?1 AND device = ?2",
        )?
        .query_row((company.as_str(), device.to_string()), |row| row.get::<_, u64>(0))?;
    let bytes = change.raw_bytes();
    if kept.saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX)) > MOST {
        return Ok(false);
    }
    tx.prepare_cached(
        "INSERT INTO aside (company_id, doc, hash, why, device, received, length, blake3, bytes)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT DO NOTHING",
    )?
    .execute((
        company.as_str(),
        doc.to_string(),
        change.hash().0,
        why.name(),
        device.to_string(),
        received.millis(),
        bytes.len(),
        blake3::hash(bytes).as_bytes(),
        bytes,
    ))?;
    Ok(true)
}

/// The changes kept beside a document that nobody vouches for yet, each checked.
pub fn waiting(conn: &Connection, company: &CompanyId, doc: &DocId) -> Result<Vec<Change>, StoreError> {
    let found = conn.prepare_cached(
        "SELECT length, blake3, bytes FROM aside WHERE company_id = ?1 AND doc = ?2 AND why = 'unattested' ORDER BY hash",
    )?;
    let what = || format!("a change kept beside {doc}");
    let rows = found.query_map((company.as_str(), doc.to_string()), |row| {
        let bytes = log::checked(row, 0, &what)?;
        Change::from_bytes(bytes).map_err(|why| StoreError::damaged(what(), why))
    })?;
    rows.collect()
}

/// Whether a change is kept beside its document.
pub fn has(conn: &Connection, company: &CompanyId, doc: &DocId, hash: &ChangeHash) -> Result<bool, StoreError> {
    conn.prepare_cached("SELECT EXISTS (SELECT 1 FROM aside WHERE company_id = ?1 AND doc = ?2 AND hash = ?3)")?
        .query_row((company.as_str(), doc.to_string(), hash.0), |row| row.get(0))
}

/// Lets go of a change; whether it was there.
pub fn drop_one(tx: &Transaction, company: &CompanyId, doc: &DocId, hash: &ChangeHash) -> Result<bool, StoreError> {
    let gone = tx.prepare_cached("DELETE FROM aside WHERE company_id = ?1 AND doc = ?2 AND hash = ?3")?.execute((
        company.as_str(),
        doc.to_string(),
        hash.0,
    ))?;
    Ok(gone > 0)
}

/// All of a company, the oldest first.
pub fn all(conn: &Connection, company: &CompanyId) -> Result<Vec<Listed>, StoreError> {
    let found = conn.prepare_cached(
        "SELECT doc, hash, why, device, received, length FROM aside WHERE company_id = ?1 ORDER BY received, doc, hash",
    )?;
    let rows = found.query_map([company.as_str()], |row| {
        let doc: String = row.get(0)?;
        Ok(Listed {
            doc: doc.parse().map_err(|why| StoreError::damaged("a document's id", why))?,
            hash: ChangeHash(row.get(1)?),
            why: row.get(2)?,
            device: row.get(3)?,
            received: Instant::from_millis(row.get(4)?),
            length: row.get(5)?,
        })
    })?;
    rows.collect()
}
