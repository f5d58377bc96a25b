//! Changes that can not be applied: left out of their document for good, and told to their authors.

use std::collections::BTreeMap;

use shared::doc::desk::{self, Quarantined as Told};
use shared::id::{DocId, EmployeeId};
use shared::period::Zone;

use super::Round;
use crate::docs::DocsError;
use crate::store::quarantine::{self, Quarantined};
use crate::store::{StoreError, Transaction, log, people};

/// Writes down what was found unfit in a document, so that nobody gets it and others go on; and says so on the desks of
/// those who wrote it.
pub(super) fn leave_out(tx: &Transaction, round: &Round, id: &DocId, zone: Zone) -> Result<(), DocsError> {
    let company = &round.company;
    let loaded = round.docs.fork(tx, company, id)?;
    let mut told: BTreeMap<EmployeeId, Vec<(String, Told)>> = BTreeMap::new();
    for unfit in &loaded.unfit {
        let Some((seq, _)) = loaded.log.get(&unfit.hash) else { continue };
        let one = Quarantined { hash: unfit.hash, seq: *seq, why: unfit.why.clone() };
        if !quarantine::put(tx, company, id, &one, round.now)? {
            continue;
        }
        tracing::warn!(doc = %id, change = %unfit.hash, why = unfit.why, "a change can not be applied and is left out");
        if let Some(author) = author(tx, round, id, *seq)? {
            let entry = Told { doc: id.clone(), why: unfit.why.clone() };
            told.entry(author).or_default().push((unfit.hash.to_string(), entry));
        }
    }
    // What the next push has to build on.
    let mut doc = loaded.doc;
    let (stood, heads) = (log::heads(tx, company, &id.to_string())?, doc.heads());
    let gone = stood.iter().filter(|head| !heads.contains(head)).copied();
    let new = heads.iter().filter(|head| !stood.contains(head)).copied();
    log::move_heads(tx, company, &id.to_string(), gone, new)?;
    for (author, entries) in told {
        let month = zone.day_of(round.now).month();
        round.docs.write(tx, company, &DocId::Desk(author, month), round.now, |doc| {
            for (hash, entry) in &entries {
                desk::quarantine(doc, hash, entry)?;
            }
            Ok(())
        })?;
    }
    Ok(())
}

fn author(tx: &Transaction, round: &Round, id: &DocId, seq: u64) -> Result<Option<EmployeeId>, StoreError> {
    if let DocId::Journal(employee, _) = id {
        return Ok(Some(employee.clone()));
    }
    let Some(device) = log::device_of(tx, &round.company, seq)? else { return Ok(None) };
    Ok(people::device(tx, &round.company, device)?.map(|device| device.employee))
}
