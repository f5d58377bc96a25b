//! What was closed: each statement by its seal, the periods by their chain, and both as the desks have them.

use std::collections::BTreeMap;

use shared::doc::desk;
use shared::engine::{Hashes, Sealed};
use shared::id::{CompanyId, DocId};
use shared::rest::PeriodState;

use super::Checked;
use crate::close::seal;
use crate::docs::Docs;
use crate::store::period::{self, PeriodRecord, StoredStatement};
use crate::store::{Connection, StoreError, paid};

pub(super) fn all(conn: &Connection, id: &CompanyId) -> Result<Checked, StoreError> {
    let (mut wrong, mut statements, mut closed) = (Vec::new(), 0, 0);
    let mut seals: BTreeMap<_, Option<String>> = BTreeMap::new();
    for record in period::periods(conn, id)? {
        let rows = match period::statements(conn, id, record.period) {
            Ok(rows) => rows,
            Err(why) => {
                wrong.push(format!("{}: {why}", record.period));
                continue;
            }
        };
        for row in &rows {
            statements += 1;
            let what = |why: String| format!("the statement of {} for {}: {why}", row.employee, record.period);
            wrong.extend(statement(row).err().map(what));
        }
        if let Some(frame) = paid::frame(conn, id, record.period)?
            && let Err(why) = seal::unpack::<serde_json::Value>(&frame)
        {
            wrong.push(format!("what was frozen of {}: {why}", record.period));
        }
        if record.state == PeriodState::Closed {
            closed += 1;
            let before = seals.get(&record.period.previous()).cloned().flatten();
            let chained = seal::chain(before.as_deref(), rows.iter().filter_map(|stored| stored.hash.as_deref()));
            if record.seal.as_deref() != Some(chained.as_str()) {
                wrong.push(format!(
                    "the seal of {} does not follow from its statements and the close before",
                    record.period
                ));
            }
            wrong.extend(desks(conn, id, &record, &rows)?);
        }
        seals.insert(record.period, record.seal);
    }
    Ok(Checked::new("closes", format!("{closed} closed periods, {statements} statements"), wrong))
}

/// Whether a statement's content has the hashes it was stored with, and its columns say the same.
fn statement(row: &StoredStatement) -> Result<(), String> {
    // Frozen, or of the first version.
    let Some(bytes) = &row.sealed else { return Ok(()) };
    let sealed: Sealed = seal::unpack(bytes)?;
    let hashes =
        Hashes::of(sealed.statement.as_ref(), &sealed.adjustments, &sealed.pack).map_err(|why| why.to_string())?;
    if hashes != sealed.hashes || row.hash.as_ref() != Some(&hashes.seal) {
        return Err("it is not what was sealed".into());
    }
    let total = sealed.statement.as_ref().filter(|_| row.stopped.is_none()).map(|one| one.total.to_string());
    if row.total != total || row.adjusted != sealed.adjusted().map(|sum| sum.to_string()) {
        return Err("its amounts are not what was sealed".into());
    }
    Ok(())
}

/// Whether the desks have, byte by byte, what the table has.
fn desks(
    conn: &Connection,
    id: &CompanyId,
    record: &PeriodRecord,
    rows: &[StoredStatement],
) -> Result<Vec<String>, StoreError> {
    let mut wrong = Vec::new();
    for row in rows {
        let (Some(hash), Some(sealed)) = (&row.hash, &row.sealed) else { continue };
        let doc = DocId::Desk(row.employee.clone(), record.period);
        let same = Docs::default().with(conn, id, &doc, |loaded| {
            desk::statements(&loaded.doc).iter().any(|one| one.hash == *hash && one.sealed == *sealed)
        });
        // One that can not be read is named by the check of documents.
        if !same.unwrap_or(true) {
            wrong.push(format!("the statement of {} for {}: his desk has another", row.employee, record.period));
        }
    }
    Ok(wrong)
}
