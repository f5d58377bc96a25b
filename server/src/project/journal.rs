//! A journal: which records changed over a stretch of the log, and what each came to, change by change.

use std::collections::{BTreeMap, BTreeSet};

use crate::store::Transaction;
use shared::doc::desk::{self, Refusal};
use shared::doc::journal::{self, Body, Recorded, Unreadable};
use shared::id::{DeviceId, DocId, EmployeeId, FactId, RecordId};
use shared::period::{Instant, Month, Zone};

use super::Round;
use super::record::{Record, Step};
use super::request::Request;
use crate::docs::{DocsError, Loaded};
use crate::store::facts::{self, Origin};
use crate::store::feed::Stretch;

/// An entry with its number in the log and its receipt.
#[derive(Debug, Clone)]
pub(super) struct Logged {
    pub seq: u64,
    pub received: Instant,
    pub recorded: Recorded,
}

/// What a journal came to over a stretch.
pub(super) struct Journal {
    employee: EmployeeId,
    records: Vec<Record>,
    /// Of the stretch, by key, with the month of their receipt.
    unreadable: BTreeMap<String, (Month, Refusal)>,
    photos: BTreeSet<String>,
    /// That the server shall carry out.
    pub requests: Vec<Request>,
}

impl Journal {
    pub(super) fn read((employee, month): (&EmployeeId, Month), loaded: &Loaded, zone: Zone, stretch: Stretch) -> Self {
        let (entries, bad) = journal::entries(&loaded.doc);
        let within = |seq: u64| seq > stretch.after && seq <= stretch.upto;
        let logged = |change: Option<automerge::ChangeHash>| change.and_then(|hash| loaded.log.get(&hash).copied());
        let mut by_record: BTreeMap<RecordId, Vec<Logged>> = BTreeMap::new();
        for recorded in entries {
            // What came after the stretch is another round's.
            if let Some((seq, received)) = logged(recorded.change)
                && seq <= stretch.upto
            {
                by_record.entry(recorded.about()).or_default().push(Logged { seq, received, recorded });
            }
        }
        let backwards = backwards(by_record.values().flatten());
        by_record.retain(|_, entries| entries.iter().any(|entry| within(entry.seq)));
        let photos = by_record.values().flatten().filter(|entry| within(entry.seq));
        let photos = photos.flat_map(|entry| entry.recorded.photos()).map(|photo| photo.hash.clone()).collect();
        let asked = by_record.values().flatten().filter(|entry| within(entry.seq));
        let mut requests: Vec<Request> = asked.filter_map(|entry| Request::of(employee, entry)).collect();
        let unreadable = bad.into_iter().filter_map(|bad: Unreadable| {
            let (seq, received) = logged(bad.change)?;
            within(seq).then(|| (bad.key.clone(), (zone.day_of(received).month(), bad.refusal())))
        });
        let unreadable = unreadable.collect();
        let records: Vec<Record> = by_record
            .into_iter()
            .map(|(id, entries)| {
                let backwards = backwards.contains(&id);
                Record::read((employee, month), id, entries, zone, stretch, backwards)
            })
            .collect();
        let refused: BTreeSet<&str> =
            records.iter().flat_map(|record| &record.refusals).map(|(key, ..)| key.as_str()).collect();
        requests.retain(|request| !refused.contains(request.id.to_string().as_str()));
        Self { employee: employee.clone(), unreadable, photos, records, requests }
    }

    /// Writes facts, evidence and, to the desk of the month of each entry's receipt, refusals.
    pub(super) fn write(self, tx: &Transaction, round: &Round, id: &DocId) -> Result<(), DocsError> {
        let company = &round.company;
        let mut said: BTreeMap<Month, BTreeMap<String, Option<Refusal>>> = BTreeMap::new();
        for (key, (month, refusal)) in self.unreadable {
            said.entry(month).or_default().insert(key, Some(refusal));
        }
        for record in self.records {
            for Step { seq, received, fact } in record.steps {
                let origin = Origin { company, doc: id, seq, received };
                match fact {
                    Some(fact) => facts::put(tx, origin, &fact)?,
                    None => facts::end(tx, origin, &FactId::of_record(record.id))?,
                }
            }
            match &record.visit {
                Some((day, visit)) => facts::put_visit(tx, company, id, *day, visit)?,
                None => facts::drop_visit(tx, company, id, &record.id.to_string())?,
            }
            for (key, month, refusal) in record.refusals {
                said.entry(month).or_default().insert(key, refusal);
            }
        }
        for hash in &self.photos {
            facts::put_photo_use(tx, company, id, hash)?;
        }
        for (month, refusals) in said {
            let desk = DocId::Desk(self.employee.clone(), month);
            round.docs.write(tx, company, &desk, round.now, |doc| {
                for (key, refusal) in &refusals {
                    match refusal {
                        Some(refusal) => {
                            desk::refuse(doc, key, refusal)?;
                        }
                        None => desk::withdraw_refusal(doc, key)?,
                    }
                }
                Ok(())
            })?;
        }
        Ok(())
    }
}

/// Records whose time runs backwards against what their device wrote before them, by more than a clock may be off: one of
/// the two clocks was wrong. It follows from what came before in the log alone, so that it is the same after a rebuild.
fn backwards<'a>(entries: impl Iterator<Item = &'a Logged>) -> BTreeSet<RecordId> {
    let mut devices: BTreeMap<DeviceId, Vec<(u64, Instant, RecordId)>> = BTreeMap::new();
    for Logged { seq, recorded, .. } in entries {
        // A check-out that was forgotten is dated back by its nature.
        let dated_back = matches!(&recorded.entry.body, Body::CheckOut(out) if out.forgotten);
        if let (Some(device), false) = (recorded.device, dated_back) {
            devices.entry(device).or_default().push((*seq, recorded.entry.when(), recorded.id));
        }
    }
    let mut found = BTreeSet::new();
    for written in devices.values_mut() {
        written.sort_unstable();
        // Entries of one change have no order among themselves.
        let mut latest: Option<Instant> = None;
        for change in written.chunk_by(|one, other| one.0 == other.0) {
            let late = |at: Instant| latest.is_some_and(|latest| latest.since(at) > journal::SKEW);
            found.extend(change.iter().filter(|(_, at, _)| late(*at)).map(|(_, _, id)| *id));
            latest = latest.max(change.iter().map(|(_, at, _)| *at).max());
        }
    }
    found
}
