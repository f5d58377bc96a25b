//! What is new for a reader.

use automerge::ChangeHash;
use shared::id::{CompanyId, DeviceId, DocId, EmployeeId};

use super::db::{Connection, Flow, OptionalExtension};
use super::{StoreError, log, quarantine};

/// A stretch of the log: numbers in `after..=upto`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    pub after: u64,
    pub upto: u64,
}

fn read_doc(doc: String) -> Result<DocId, StoreError> {
    doc.parse().map_err(|why| StoreError::damaged("a document's id", why))
}

/// Documents granted to somebody with anything new in a stretch, in order of their ids, each with the number its grant
/// began at. What only this device wrote is nothing new to it. The stretch begins and ends where rows of the log do.
pub fn news(
    conn: &Connection,
    company: &CompanyId,
    reader: &EmployeeId,
    device: DeviceId,
    stretch: Stretch,
    after_doc: Option<&DocId>,
) -> Result<Vec<(DocId, u64)>, StoreError> {
    let found = conn.prepare_cached(
        "SELECT g.doc, g.from_seq FROM grant_read g
         WHERE g.company_id = ?1 AND g.employee = ?2 AND g.gone_seq IS NULL AND g.from_seq <= ?5 AND g.doc > ?6
           AND (g.from_seq > ?4 OR EXISTS (
             SELECT 1 FROM chunk c WHERE c.company_id = g.company_id AND c.doc = g.doc AND c.first_seq > ?4 AND c.first_seq <= ?5
               AND c.device IS DISTINCT FROM ?3))
         ORDER BY g.doc",
    )?;
    let after_doc = after_doc.map(ToString::to_string).unwrap_or_default();
    let rows = found.query_map(
        (company.as_str(), reader.as_str(), device.to_string(), stretch.after, stretch.upto, after_doc),
        |row| Ok((read_doc(row.get(0)?)?, row.get(1)?)),
    )?;
    rows.collect()
}

/// Who may read anything of what is new in a stretch, or no longer may.
pub fn readers(conn: &Connection, company: &CompanyId, stretch: Stretch) -> Result<Vec<EmployeeId>, StoreError> {
    let found = conn.prepare_cached(
        "SELECT g.employee FROM chunk c JOIN grant_read g ON g.company_id = c.company_id AND g.doc = c.doc
         WHERE c.company_id = ?1 AND c.first_seq > ?2 AND c.first_seq <= ?3 AND g.gone_seq IS NULL
         UNION
         SELECT employee FROM grant_read WHERE company_id = ?1 AND (from_seq > ?2 OR gone_seq > ?2)",
    )?;
    let rows = found.query_map((company.as_str(), stretch.after, stretch.upto), |row| row.get::<_, String>(0))?;
    rows.map(|id| id?.parse().map_err(|why| StoreError::damaged("an employee's id", why))).collect()
}

/// The number a grant began at, if it stands.
pub fn granted(
    conn: &Connection,
    company: &CompanyId,
    reader: &EmployeeId,
    doc: &DocId,
) -> Result<Option<u64>, StoreError> {
    conn.prepare_cached(
        "SELECT from_seq FROM grant_read WHERE company_id = ?1 AND employee = ?2 AND doc = ?3 AND gone_seq IS NULL",
    )?
    .query_row((company.as_str(), reader.as_str(), doc.to_string()), |row| row.get(0))
    .optional()
}

/// Documents whose grant ended in a stretch.
pub fn gone(
    conn: &Connection,
    company: &CompanyId,
    reader: &EmployeeId,
    stretch: Stretch,
) -> Result<Vec<DocId>, StoreError> {
    let found = conn.prepare_cached(
        "SELECT doc FROM grant_read WHERE company_id = ?1 AND employee = ?2 AND gone_seq > ?3 AND gone_seq <= ?4 ORDER BY doc",
    )?;
    let of = (company.as_str(), reader.as_str(), stretch.after, stretch.upto);
    found.query_map(of, |row| read_doc(row.get(0)?))?.collect()
}

/// The first number under which this device wrote anything of a document.
pub fn first_own(
    conn: &Connection,
    company: &CompanyId,
    doc: &DocId,
    device: DeviceId,
) -> Result<Option<u64>, StoreError> {
    // By the actor, whose first bytes are the device: the index has it.
    let low = device.uuid().as_bytes().to_vec();
    let high: Vec<u8> = [low.as_slice(), &[0xff; 5]].concat();
    conn.prepare_cached(
        "SELECT MIN(first_seq) FROM chunk WHERE company_id = ?1 AND doc = ?2 AND actor BETWEEN ?3 AND ?4",
    )?
    .query_row((company.as_str(), doc.to_string(), low, high), |row| row.get(0))
}

/// How much of a document stands in a stretch.
#[derive(Debug, Clone, Copy, Default)]
pub struct Amount {
    pub changes: u64,
    /// Of the rows that hold them.
    pub bytes: u64,
}

impl Amount {
    pub const fn within(self, other: Self) -> bool {
        self.changes <= other.changes && self.bytes <= other.bytes
    }
}

pub fn amount(conn: &Connection, company: &CompanyId, doc: &DocId, stretch: Stretch) -> Result<Amount, StoreError> {
    let found = conn.prepare_cached(
        "SELECT first_seq, last_seq, length FROM chunk
         WHERE company_id = ?1 AND doc = ?2 AND last_seq > ?3 AND first_seq <= ?4",
    )?;
    let mut amount = Amount::default();
    found.each((company.as_str(), doc.to_string(), stretch.after, stretch.upto), |row| {
        let (first, last): (u64, u64) = (row.get(0)?, row.get(1)?);
        amount.changes += (last.min(stretch.upto) + 1).saturating_sub(first.max(stretch.after + 1));
        amount.bytes += row.get::<_, u64>(2)?;
        Ok(Flow::On)
    })?;
    Ok(amount)
}

/// Whether a document has anything after a number.
pub fn later(conn: &Connection, company: &CompanyId, doc: &DocId, after: u64) -> Result<bool, StoreError> {
    conn.prepare_cached("SELECT EXISTS (SELECT 1 FROM chunk WHERE company_id = ?1 AND doc = ?2 AND first_seq > ?3)")?
        .query_row((company.as_str(), doc.to_string(), after), |row| row.get(0))
}

/// Bytes of changes in order of their numbers, each row checked, as long as `take` says yes to one's length; and the number
/// of the last one taken, if it was not the last of all. Without those that can not be applied.
pub fn bytes(
    conn: &Connection,
    company: &CompanyId,
    doc: &DocId,
    stretch: Stretch,
    without: Option<DeviceId>,
    mut take: impl FnMut(usize) -> bool,
) -> Result<(Vec<Vec<u8>>, Option<u64>), StoreError> {
    let name = doc.to_string();
    let unfit = quarantine::of(conn, company, &name)?;
    let (mut taken, mut last, mut stopped) = (Vec::new(), stretch.after, None);
    conn.prepare_cached(
        "SELECT first_seq, length, blake3, bytes, hashes FROM chunk
         WHERE company_id = ?1 AND doc = ?2 AND last_seq > ?3 AND first_seq <= ?4
           AND (CAST(?5 AS TEXT) IS NULL OR device IS DISTINCT FROM ?5) ORDER BY first_seq",
    )?
    .each(
        (company.as_str(), &name, stretch.after, stretch.upto, without.map(|device| device.to_string())),
        |row| {
            let first: u64 = row.get(0)?;
            let what = || format!("change {first} of {doc}");
            let bytes = log::checked(row, 1, &what)?;
            let pieces = log::split(&bytes);
            let pieces = pieces.ok_or_else(|| StoreError::damaged(what(), "its changes can not be told apart"))?;
            let hashes: Vec<u8> = row.get(4)?;
            for ((seq, piece), hash) in (first..).zip(pieces).zip(hashes.as_chunks::<32>().0) {
                if seq <= stretch.after || seq > stretch.upto {
                    continue;
                }
                if !unfit.contains(&ChangeHash(*hash)) {
                    if !take(piece.len()) {
                        stopped = Some(last);
                        return Ok(Flow::Enough);
                    }
                    taken.push(piece.to_vec());
                }
                last = seq;
            }
            Ok(Flow::On)
        },
    )?;
    Ok((taken, stopped))
}
