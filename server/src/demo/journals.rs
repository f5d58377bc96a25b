//! Days into journals: real changes by the actor of a real device, as phones make them.

use std::collections::BTreeMap;

use automerge::Change;
use shared::doc::{Doc, DocError, journal};
use shared::id::{Actor, CompanyId, DeviceId, DocId, EmployeeId};
use shared::period::{Instant, Period};

use super::rounds::{Day, Rounds, World};
use crate::store::log::{self, Entry};
use crate::store::{StoreError, Transaction, company, grant};

/// A change with when it reaches the server.
#[derive(Debug, Clone)]
pub struct Sent {
    pub doc: DocId,
    pub device: DeviceId,
    pub received: Instant,
    pub change: Change,
}

/// Everything one rep recorded, by month. Past days were sent in one go in the evening; today's as they were made.
pub fn of_rep(
    employee: &EmployeeId,
    device: DeviceId,
    rounds: &mut Rounds<'_>,
    world: &World,
    first: Period,
) -> Result<BTreeMap<Period, Vec<Sent>>, DocError> {
    let actor = Actor { device, incarnation: 0 }.to_bytes();
    let mut months = BTreeMap::new();
    let mut month = first;
    while month <= world.today.month() {
        let id = DocId::Journal(employee.clone(), month);
        let mut doc = Doc::new(id.clone(), &actor);
        let mut sent = Vec::new();
        for day in month.days().take_while(|day| *day <= world.today) {
            let recorded: Day = rounds.day(day);
            let groups = if day == world.today { 1 } else { recorded.len().max(1) };
            for group in recorded.chunks(groups) {
                for (record, entry) in group {
                    journal::record(&mut doc, *record, entry)?;
                }
                let Some(last) = group.last().map(|(_, entry)| entry.at) else { continue };
                let received = last.plus_millis(3_000).min(world.now);
                sent.extend(doc.commit(last).map(|change| Sent { doc: id.clone(), device, received, change }));
            }
        }
        months.insert(month, sent);
        month = month.next();
    }
    Ok(months)
}

/// Appends what phones sent, in the order it arrived: the rows an exchange would have made.
pub fn append(tx: &Transaction, id: &CompanyId, mut sent: Vec<Sent>) -> Result<(), StoreError> {
    // Stable: the changes of one document stay in their order.
    sent.sort_by_key(|sent| sent.received);
    let first = company::take_seqs(tx, id, u64::try_from(sent.len()).unwrap_or(u64::MAX))?;
    let mut ends: BTreeMap<DocId, (u64, automerge::ChangeHash)> = BTreeMap::new();
    for (seq, sent) in (first..).zip(sent) {
        let entry = Entry { company: id, doc: &sent.doc, seq, device: Some(sent.device), received: sent.received };
        log::append(tx, entry, &[&sent.change])?;
        let hash = sent.change.hash();
        ends.entry(sent.doc).and_modify(|end| end.1 = hash).or_insert((seq, hash));
    }
    for (doc, (began, head)) in ends {
        log::move_heads(tx, id, &doc.to_string(), [], [head])?;
        grant::ensure(tx, id, &doc, began)?;
    }
    Ok(())
}
