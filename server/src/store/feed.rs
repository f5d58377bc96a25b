//! What is new for a reader.

use rusqlite::{Connection, OptionalExtension};
use shared::id::{CompanyId, DeviceId, DocId, EmployeeId};

use super::{StoreError, log};

/// A stretch of the log: numbers in `after..=upto`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    pub after: u64,
    pub upto: u64,
}

/// Documents granted to somebody with anything new in a stretch, in order of their ids, each with the number its grant
/// began at. What only this device wrote is nothing new to it.
pub fn news(
    conn: &Connection,
    company: &CompanyId,
    reader: &EmployeeId,
    device: DeviceId,
    stretch: Stretch,
    after_doc: Option<&DocId>,
) -> Result<Vec<(DocId, u64)>, StoreError> {
    let mut found = conn.prepare_cached(
        "SELECT g.doc, g.from_seq FROM grant_read g
         WHERE g.company_id = ?1 AND g.employee = ?2 AND g.gone_seq IS NULL AND g.from_seq <= ?5 AND g.doc > ?6
           AND (g.from_seq > ?4 OR EXISTS (
             SELECT 1 FROM change c WHERE c.company_id = g.company_id AND c.doc = g.doc AND c.seq > ?4 AND c.seq <= ?5
               AND c.device IS NOT ?3))
         ORDER BY g.doc",
    )?;
    let after_doc = after_doc.map(ToString::to_string).unwrap_or_default();
    let rows = found.query_map(
        (company.as_str(), reader.as_str(), device.to_string(), stretch.after, stretch.upto, after_doc),
        |row| Ok((row.get::<_, String>(0)?, row.get(1)?)),
    )?;
    rows.map(|row| {
        let (doc, from) = row?;
        Ok((doc.parse().map_err(|why| StoreError::damaged("a document's id", why))?, from))
    })
    .collect()
}

/// The number a grant began at, if it stands.
pub fn granted(
    conn: &Connection,
    company: &CompanyId,
    reader: &EmployeeId,
    doc: &DocId,
) -> Result<Option<u64>, StoreError> {
    Ok(conn
        .prepare_cached(
            "SELECT from_seq FROM grant_read WHERE company_id = ?1 AND employee = ?2 AND doc = ?3 AND gone_seq IS NULL",
        )?
        .query_row((company.as_str(), reader.as_str(), doc.to_string()), |row| row.get(0))
        .optional()?)
}

/// Documents whose grant ended in a stretch.
pub fn gone(
    conn: &Connection,
    company: &CompanyId,
    reader: &EmployeeId,
    stretch: Stretch,
) -> Result<Vec<DocId>, StoreError> {
    let mut found = conn.prepare_cached(
        "SELECT doc FROM grant_read WHERE company_id = ?1 AND employee = ?2 AND gone_seq > ?3 AND gone_seq <= ?4 ORDER BY doc",
    )?;
    let rows = found
        .query_map((company.as_str(), reader.as_str(), stretch.after, stretch.upto), |row| row.get::<_, String>(0))?;
    rows.map(|doc| doc?.parse().map_err(|why| StoreError::damaged("a document's id", why))).collect()
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
    Ok(conn
        .prepare_cached("SELECT MIN(seq) FROM change WHERE company_id = ?1 AND doc = ?2 AND actor BETWEEN ?3 AND ?4")?
        .query_row((company.as_str(), doc.to_string(), low, high), |row| row.get(0))?)
}

/// How many changes of a document stand in a stretch.
pub fn count(conn: &Connection, company: &CompanyId, doc: &DocId, stretch: Stretch) -> Result<u64, StoreError> {
    Ok(conn
        .prepare_cached("SELECT COUNT(*) FROM change WHERE company_id = ?1 AND doc = ?2 AND seq > ?3 AND seq <= ?4")?
        .query_row((company.as_str(), doc.to_string(), stretch.after, stretch.upto), |row| row.get(0))?)
}

/// Bytes of changes in order of their numbers, each checked, as long as `take` says yes to one's length; and the number
/// of the last one taken, if it was not the last of all.
pub fn bytes(
    conn: &Connection,
    company: &CompanyId,
    doc: &DocId,
    stretch: Stretch,
    without: Option<DeviceId>,
    mut take: impl FnMut(usize) -> bool,
) -> Result<(Vec<Vec<u8>>, Option<u64>), StoreError> {
    let mut found = conn.prepare_cached(
        "SELECT seq, length, blake3, bytes FROM change
         WHERE company_id = ?1 AND doc = ?2 AND seq > ?3 AND seq <= ?4 AND (?5 IS NULL OR device IS NOT ?5) ORDER BY seq",
    )?;
    let without = without.map(|device| device.to_string());
    let mut rows = found.query((company.as_str(), doc.to_string(), stretch.after, stretch.upto, without))?;
    let (mut taken, mut last) = (Vec::new(), stretch.after);
    while let Some(row) = rows.next()? {
        if !take(row.get(1)?) {
            return Ok((taken, Some(last)));
        }
        let seq: u64 = row.get(0)?;
        taken.push(log::checked(row, 1, &|| format!("change {seq} of {doc}"))?);
        last = seq;
    }
    Ok((taken, None))
}
