//! Photos no record names: what they cost their owners, and how they go. A photo goes in two steps, each in a transaction
//! of its own that has looked at everything the log says: it is marked, and a day later, if still nobody named it, its row
//! goes, before its object does.

use shared::id::{CompanyId, EmployeeId};
use shared::period::Instant;

use super::super::StoreError;
use super::super::company;
use super::super::db::{Connection, Flow, Transaction};

/// What a photo costs beside its bytes: many small ones are not free.
const ROW: u64 = 1024;

/// What somebody's photos that no journal of his names cost, and what he has on the way.
pub fn owed(conn: &Connection, company: &CompanyId, who: &EmployeeId) -> Result<u64, StoreError> {
    let mut owed = 0;
    conn.prepare_cached(
        "SELECT p.length FROM photo_owner o JOIN photo p ON p.company_id = o.company_id AND p.hash = o.hash
         WHERE o.company_id = ?1 AND o.employee = ?2 AND NOT EXISTS (
           SELECT 1 FROM photo_use u WHERE u.company_id = o.company_id AND u.hash = o.hash AND u.doc >= ?3 AND u.doc < ?4)
         UNION ALL
         SELECT length FROM photo_upload WHERE company_id = ?1 AND employee = ?2",
    )?
    .each(
        // '0' is what follows '/'.
        (company.as_str(), who.as_str(), format!("journal/{who}/"), format!("journal/{who}0")),
        |row| {
            owed += row.get::<_, u64>(0)? + ROW;
            Ok(Flow::On)
        },
    )?;
    Ok(owed)
}

/// Whether what the log names stands in `photo_use`: changes that are not projected yet may name anything.
fn all_is_known(conn: &Connection, company: &CompanyId) -> Result<bool, StoreError> {
    let numbers = company::numbers(conn, company)?;
    Ok(numbers.applied == numbers.last)
}

/// No record names it. What was put aside, or can not be applied, of a journal of who sent it may name it too, once it
/// counts after all.
const UNNAMED: &str = "(
  NOT EXISTS (SELECT 1 FROM photo_use u WHERE u.company_id = photo.company_id AND u.hash = photo.hash)
  AND NOT EXISTS (SELECT 1 FROM photo_owner o JOIN aside a ON a.company_id = o.company_id
    AND a.doc >= 'journal/' || o.employee || '/' AND a.doc < 'journal/' || o.employee || '0'
    WHERE o.company_id = photo.company_id AND o.hash = photo.hash)
  AND NOT EXISTS (SELECT 1 FROM photo_owner o JOIN quarantine q ON q.company_id = o.company_id
    AND q.doc >= 'journal/' || o.employee || '/' AND q.doc < 'journal/' || o.employee || '0'
    WHERE o.company_id = photo.company_id AND o.hash = photo.hash))";

/// Marks what came before a time and is named by no record; how many.
pub fn mark(tx: &Transaction, company: &CompanyId, before: Instant, now: Instant) -> Result<usize, StoreError> {
    if !all_is_known(tx, company)? {
        return Ok(0);
    }
    tx.execute(
        &format!(
            "UPDATE photo SET state = 'dropping', since = ?3
             WHERE company_id = ?1 AND state = 'kept' AND received < ?2 AND {UNNAMED}"
        ),
        (company.as_str(), before.millis(), now.millis()),
    )
}

/// Takes the mark from what a record names by now; how many.
pub fn restore_named(tx: &Transaction, company: &CompanyId, now: Instant) -> Result<usize, StoreError> {
    tx.execute(
        &format!(
            "UPDATE photo SET state = 'kept', since = ?2 WHERE company_id = ?1 AND state = 'dropping' AND NOT ({UNNAMED})"
        ),
        (company.as_str(), now.millis()),
    )
}

/// Drops what was marked before a time and is still named by no record, and places whose object never came. Their objects
/// are to be removed now.
pub fn drop_due(
    tx: &Transaction,
    company: &CompanyId,
    before: Instant,
    now: Instant,
) -> Result<Vec<(String, u32)>, StoreError> {
    if !all_is_known(tx, company)? {
        return Ok(Vec::new());
    }
    let due = format!("company_id = ?1 AND since < ?2 AND ((state = 'dropping' AND {UNNAMED}) OR state = 'coming')");
    let of = (company.as_str(), before.millis());
    let found: Vec<(String, u32)> = tx
        .prepare_cached(&format!("SELECT hash, copy FROM photo WHERE {due}"))?
        .query_map(of, |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    for (hash, copy) in &found {
        tx.execute(
            "INSERT INTO photo_dropped (company_id, hash, copy, at) VALUES (?1, ?2, ?3, ?4)",
            (company.as_str(), hash, *copy, now.millis()),
        )?;
        tx.execute("DELETE FROM photo_owner WHERE company_id = ?1 AND hash = ?2", (company.as_str(), hash))?;
        tx.execute("DELETE FROM photo WHERE company_id = ?1 AND hash = ?2", (company.as_str(), hash))?;
    }
    Ok(found)
}

/// Dropped photos whose object may still be there: those of this round, and what a crash left.
pub fn dropped(conn: &Connection, company: &CompanyId) -> Result<Vec<(String, u32)>, StoreError> {
    let found = conn.prepare_cached("SELECT hash, copy FROM photo_dropped WHERE company_id = ?1 AND gone = 0")?;
    found.query_map([company.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

pub fn mark_gone(tx: &Transaction, company: &CompanyId, hash: &str, copy: u32) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE photo_dropped SET gone = 1 WHERE company_id = ?1 AND hash = ?2 AND copy = ?3",
        (company.as_str(), hash, copy),
    )?;
    Ok(())
}

/// Drops what nobody went on sending since a time; how many photos.
pub fn stale(tx: &Transaction, company: &CompanyId, before: Instant) -> Result<usize, StoreError> {
    let of = (company.as_str(), before.millis());
    tx.execute(
        "DELETE FROM photo_piece WHERE company_id = ?1 AND (employee, hash) IN
           (SELECT employee, hash FROM photo_upload WHERE company_id = ?1 AND changed < ?2)",
        of,
    )?;
    tx.execute("DELETE FROM photo_upload WHERE company_id = ?1 AND changed < ?2", of)
}
