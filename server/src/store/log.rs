//! The log of changes: the truth everything else can be rebuilt from. A row holds the changes of one document that
//! arrived together; each row carries its length and BLAKE3 and is checked when it is read.

mod split;

use std::collections::{BTreeSet, HashMap};

use automerge::{Change, ChangeHash};
use shared::id::{Actor, CompanyId, DeviceId, DocId};
use shared::period::Instant;

use super::db::{Connection, Flow, OptionalExtension, Row, Transaction};
use super::{StoreError, quarantine};

pub use split::split;

/// A change as it is stored.
#[derive(Debug, Clone)]
pub struct Stored {
    pub seq: u64,
    pub received: Instant,
    pub change: Change,
}

/// What goes into a row beside the changes themselves.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    pub company: &'a CompanyId,
    pub doc: &'a DocId,
    /// The number of its first change.
    pub seq: u64,
    /// That wrote it and is known to have it; `None`: the server wrote it, or another device brought it.
    pub device: Option<DeviceId>,
    pub received: Instant,
}

/// Appends changes of one actor under numbers that were taken for them, one after the other.
pub fn append(tx: &Transaction, entry: Entry<'_>, changes: &[&Change]) -> Result<(), StoreError> {
    let Some(first) = changes.first() else { return Ok(()) };
    let mut bytes = Vec::with_capacity(changes.iter().map(|change| change.raw_bytes().len()).sum());
    let mut hashes = Vec::with_capacity(changes.len() * 32);
    for change in changes {
        bytes.extend_from_slice(change.raw_bytes());
        hashes.extend_from_slice(&change.hash().0);
    }
    let last = entry.seq + u64::try_from(changes.len()).unwrap_or(0) - 1;
    tx.prepare_cached(
        "INSERT INTO chunk (company_id, first_seq, last_seq, doc, actor, first_actor_seq, device, received, hashes, length,
           blake3, bytes)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
    )?
    .execute((
        entry.company.as_str(),
        entry.seq,
        last,
        entry.doc.to_string(),
        first.actor_id().to_bytes(),
        first.seq(),
        entry.device.map(|device| device.to_string()),
        entry.received.millis(),
        hashes,
        bytes.len(),
        blake3::hash(&bytes).as_bytes(),
        &bytes,
    ))?;
    Ok(())
}

/// The last sequence number an actor gave a change of a document; 0 where there is none.
pub fn actor_seq(conn: &Connection, company: &CompanyId, doc: &str, actor: &[u8]) -> Result<u64, StoreError> {
    let last = conn
        .prepare_cached(
            "SELECT first_actor_seq + last_seq - first_seq FROM chunk WHERE company_id = ?1 AND doc = ?2 AND actor = ?3
             ORDER BY first_actor_seq DESC LIMIT 1",
        )?
        .query_row((company.as_str(), doc, actor), |row| row.get(0))
        .optional()?;
    Ok(last.unwrap_or(0))
}

/// How many bytes of a document a device wrote, packed or not.
pub fn bytes_of(conn: &Connection, company: &CompanyId, doc: &DocId, device: DeviceId) -> Result<u64, StoreError> {
    conn.prepare_cached(
        "SELECT CAST(COALESCE(SUM(length), 0) AS BIGINT) FROM chunk WHERE company_id = ?1 AND doc = ?2 AND device = ?3",
    )?
    .query_row((company.as_str(), doc.to_string(), device.to_string()), |row| row.get(0))
}

pub fn heads(conn: &Connection, company: &CompanyId, doc: &str) -> Result<Vec<ChangeHash>, StoreError> {
    let found = conn.prepare_cached("SELECT hash FROM head WHERE company_id = ?1 AND doc = ?2 ORDER BY hash")?;
    found.query_map((company.as_str(), doc), |row| row.get(0).map(ChangeHash))?.collect()
}

/// Takes the heads that are no longer, and puts those that are new.
pub fn move_heads(
    tx: &Transaction,
    company: &CompanyId,
    doc: &str,
    gone: impl IntoIterator<Item = ChangeHash>,
    new: impl IntoIterator<Item = ChangeHash>,
) -> Result<(), StoreError> {
    let delete = tx.prepare_cached("DELETE FROM head WHERE company_id = ?1 AND doc = ?2 AND hash = ?3")?;
    for hash in gone {
        delete.execute((company.as_str(), doc, hash.0))?;
    }
    let insert =
        tx.prepare_cached("INSERT INTO head (company_id, doc, hash) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING")?;
    for hash in new {
        insert.execute((company.as_str(), doc, hash.0))?;
    }
    Ok(())
}

/// Number and receipt of a document's changes with a number up to `upto`.
pub fn index(
    conn: &Connection,
    company: &CompanyId,
    doc: &str,
    upto: u64,
) -> Result<HashMap<ChangeHash, (u64, Instant)>, StoreError> {
    let mut index = HashMap::new();
    conn.prepare_cached(
        "SELECT first_seq, received, hashes FROM chunk WHERE company_id = ?1 AND doc = ?2 AND first_seq <= ?3",
    )?
    .each((company.as_str(), doc, upto), |row| {
        let (first, received): (u64, i64) = (row.get(0)?, row.get(1)?);
        for (seq, hash) in (first..).zip(read_hashes(row, 2, doc)?).take_while(|(seq, _)| *seq <= upto) {
            index.insert(hash, (seq, Instant::from_millis(received)));
        }
        Ok(Flow::On)
    })?;
    Ok(index)
}

pub(super) fn read_hashes(row: &Row<'_>, at: usize, doc: &str) -> Result<Vec<ChangeHash>, StoreError> {
    let bytes: Vec<u8> = row.get(at)?;
    let (hashes, rest) = bytes.as_chunks::<32>();
    if rest.is_empty() && !hashes.is_empty() {
        return Ok(hashes.iter().copied().map(ChangeHash).collect());
    }
    Err(StoreError::damaged(format!("the log of {doc}"), "hashes of changes are not whole"))
}

/// The device that wrote the change with a number, whoever brought it; the server's actor reads as one that nobody has.
pub fn device_of(conn: &Connection, company: &CompanyId, seq: u64) -> Result<Option<DeviceId>, StoreError> {
    let actor: Option<Vec<u8>> = conn
        .prepare_cached(
            "SELECT actor FROM chunk WHERE company_id = ?1 AND first_seq <= ?2 AND last_seq >= ?2
             ORDER BY first_seq DESC LIMIT 1",
        )?
        .query_row((company.as_str(), seq), |row| row.get(0))
        .optional()?;
    Ok(actor.and_then(|actor| Actor::from_bytes(&actor)).map(|actor| actor.device))
}

/// Every document there is.
pub fn docs(conn: &Connection, company: &CompanyId) -> Result<Vec<DocId>, StoreError> {
    let found = conn.prepare_cached("SELECT DISTINCT doc FROM head WHERE company_id = ?1 ORDER BY doc")?;
    let docs = found.query_map([company.as_str()], |row| row.get::<_, String>(0))?;
    docs.map(|doc| doc?.parse().map_err(|why| StoreError::damaged("a document's id", why))).collect()
}

/// The documents with changes numbered in `after..=upto`, in order of their first such number.
pub fn docs_changed(conn: &Connection, company: &CompanyId, after: u64, upto: u64) -> Result<Vec<DocId>, StoreError> {
    let found = conn.prepare_cached(
        "SELECT doc FROM chunk WHERE company_id = ?1 AND first_seq > ?2 AND first_seq <= ?3 GROUP BY doc ORDER BY MIN(first_seq)",
    )?;
    let docs = found.query_map((company.as_str(), after, upto), |row| row.get::<_, String>(0))?;
    docs.map(|doc| doc?.parse().map_err(|why| StoreError::damaged("a document's id", why))).collect()
}

/// The last number of a stretch of some `count` after `after` that ends where a row does; `None`: there are not more.
pub fn stretch_end(conn: &Connection, company: &CompanyId, after: u64, count: u64) -> Result<Option<u64>, StoreError> {
    let more = conn
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM chunk WHERE company_id = ?1 AND first_seq > ?2)")?
        .query_row((company.as_str(), after + count), |row| row.get::<_, bool>(0))?;
    if !more {
        return Ok(None);
    }
    let end = conn
        .prepare_cached(
            "SELECT last_seq FROM chunk WHERE company_id = ?1 AND first_seq > ?2 AND first_seq <= ?3
             ORDER BY first_seq DESC LIMIT 1",
        )?
        .query_row((company.as_str(), after, after + count), |row| row.get(0))
        .optional()?;
    // Only numbers of other inputs in it.
    Ok(Some(end.unwrap_or(after + count)))
}

/// Changes of a document numbered in `after..=upto`, in order of their numbers, each checked; without those that can not
/// be applied.
pub fn changes(
    conn: &Connection,
    company: &CompanyId,
    doc: &DocId,
    after: u64,
    upto: u64,
) -> Result<Vec<Stored>, StoreError> {
    let mut changes = Vec::new();
    let name = doc.to_string();
    let unfit: BTreeSet<ChangeHash> = quarantine::of(conn, company, &name)?;
    conn.prepare_cached(
        "SELECT first_seq, received, length, blake3, bytes, hashes FROM chunk
         WHERE company_id = ?1 AND doc = ?2 AND last_seq > ?3 AND first_seq <= ?4 ORDER BY first_seq",
    )?
    .each((company.as_str(), &name, after, upto), |row| {
        let first: u64 = row.get(0)?;
        let received = Instant::from_millis(row.get(1)?);
        let what = || format!("change {first} of {doc}");
        let bytes = checked(row, 2, &what)?;
        let hashes = read_hashes(row, 5, &name)?;
        let pieces = split(&bytes).filter(|pieces| pieces.len() == hashes.len());
        let pieces = pieces.ok_or_else(|| StoreError::damaged(what(), "its changes can not be told apart"))?;
        for ((seq, hash), piece) in (first..).zip(hashes).zip(pieces) {
            if seq <= after || seq > upto || unfit.contains(&hash) {
                continue;
            }
            let what = || format!("change {seq} of {doc}");
            let change = Change::from_bytes(piece.to_vec()).map_err(|why| StoreError::damaged(what(), why))?;
            if change.hash() != hash {
                return Err(StoreError::damaged(what(), "it is another change"));
            }
            changes.push(Stored { seq, received, change });
        }
        Ok(Flow::On)
    })?;
    Ok(changes)
}

/// The bytes of `(length, blake3, bytes)` from a column on, checked.
pub(super) fn checked(row: &Row<'_>, at: usize, what: &dyn Fn() -> String) -> Result<Vec<u8>, StoreError> {
    let (length, hash): (usize, [u8; 32]) = (row.get(at)?, row.get(at + 1)?);
    let bytes: Option<Vec<u8>> = row.get(at + 2)?;
    let bytes = bytes.ok_or_else(|| StoreError::Packed { what: what() })?;
    if bytes.is_empty() || bytes.len() != length {
        return Err(StoreError::damaged(what(), format!("{} bytes where {length} were stored", bytes.len())));
    }
    if *blake3::hash(&bytes).as_bytes() != hash {
        return Err(StoreError::damaged(what(), "its bytes have changed"));
    }
    Ok(bytes)
}
