//! One record: what it came to after each change about it.

use std::collections::{BTreeMap, BTreeSet};

use automerge::ChangeHash;
use shared::doc::desk::Refusal;
use shared::doc::journal::{self, Recorded};
use shared::fact::Fact;
use shared::id::{EmployeeId, RecordId};
use shared::period::{BusinessDay, Instant, Month, Zone};
use shared::place::Flag;
use shared::rest::{Amended, TeamVisit};

use super::journal::Logged;
use crate::store::feed::Stretch;

/// A record that changed over a stretch of the log.
pub(super) struct Record {
    pub id: RecordId,
    /// After each change of the stretch, so that a freeze between any two finds what was known then, however changes
    /// were grouped when they were projected.
    pub steps: Vec<Step>,
    /// As the map shows it, where it is a visit that stands.
    pub visit: Option<(BusinessDay, TeamVisit)>,
    /// By entry, with the month of its receipt: a refusal, or `None` where an earlier one no longer stands.
    pub refusals: Vec<(String, Month, Option<Refusal>)>,
}

/// The record's fact from a change on.
pub(super) struct Step {
    pub seq: u64,
    pub received: Instant,
    /// `None`: it is no fact, or none any more.
    pub fact: Option<Fact>,
}

impl Record {
    pub(super) fn read(
        (employee, month): (&EmployeeId, Month),
        id: RecordId,
        entries: Vec<Logged>,
        zone: Zone,
        stretch: Stretch,
        backwards: bool,
    ) -> Self {
        let receipts: BTreeMap<ChangeHash, Instant> =
            entries.iter().filter_map(|entry| Some((entry.recorded.change?, entry.received))).collect();
        let received = |hash: &ChangeHash| receipts.get(hash).copied();
        let upto = |seq: u64| -> Vec<Recorded> {
            entries.iter().filter(|entry| entry.seq <= seq).map(|entry| entry.recorded.clone()).collect()
        };
        let numbers: BTreeSet<(u64, Instant)> =
            entries.iter().filter(|entry| entry.seq > stretch.after).map(|entry| (entry.seq, entry.received)).collect();
        let (_, before) = journal::facts_of((employee, month), upto(stretch.after), zone, &received);
        let mut refused = before.clone();
        let mut steps = Vec::with_capacity(numbers.len());
        for (seq, received_at) in numbers {
            let (mut facts, refusals) = journal::facts_of((employee, month), upto(seq), zone, &received);
            steps.push(Step { seq, received: received_at, fact: facts.pop() });
            refused = refusals;
        }
        let visit = visit(employee, &entries, &refused, zone, backwards);
        let refusals = entries
            .iter()
            .filter_map(|entry| {
                let key = entry.recorded.id.to_string();
                let (was, is) = (before.get(&key), refused.get(&key).cloned());
                (was != is.as_ref()).then(|| (key, zone.day_of(entry.received).month(), is))
            })
            .collect();
        Self { id, steps, visit, refusals }
    }
}

/// The visit with its evidence, from the entries that stand.
fn visit(
    employee: &EmployeeId,
    entries: &[Logged],
    refused: &BTreeMap<String, Refusal>,
    zone: Zone,
    backwards: bool,
) -> Option<(BusinessDay, TeamVisit)> {
    let stands = |entry: &&Logged| !refused.contains_key(&entry.recorded.id.to_string());
    let standing: Vec<Recorded> = entries.iter().filter(stands).map(|entry| entry.recorded.clone()).collect();
    let stay = journal::stays(&standing).pop()?;
    let received = entries.iter().find(|entry| entry.recorded.id == stay.id).map(|entry| entry.received)?;
    // What other visits say about it is added when it is read: it changes with them.
    let mut flags = stay.sighting().own_flags();
    if backwards || stay.at.since(received) > journal::SKEW {
        flags.insert(Flag::Clock);
    }
    let day = zone.day_of(stay.when);
    let (left, out) = stay.check_out.map_or((None, None), |(at, out)| (Some(at), Some(out)));
    let photos: Vec<_> =
        stay.check_in.photos.iter().chain(out.iter().flat_map(journal::CheckOut::all_photos)).cloned().collect();
    let visit = TeamVisit {
        id: stay.id,
        employee: employee.clone(),
        // Names change; they are joined when this is read.
        name: String::new(),
        customer: stay.check_in.customer,
        customer_name: String::new(),
        check_in: stay.at,
        offset: stay.offset,
        check_out: left,
        received,
        verdict: stay.check_in.verdict(),
        distance: stay.check_in.distance(),
        fix: stay.check_in.fix,
        no_fix: stay.check_in.no_fix.clone(),
        fence: stay.check_in.fence,
        reason: stay.check_in.reason.clone(),
        result: out.as_ref().and_then(|out| out.result.clone()),
        next_step: out.as_ref().and_then(|out| out.next_step.clone()),
        next_date: out.as_ref().and_then(|out| out.next_date),
        device: stay.device,
        originals: photos.iter().filter_map(|photo| Some((photo.hash.clone(), photo.original.clone()?))).collect(),
        photos: photos.into_iter().map(|photo| photo.hash).collect(),
        skew: stay.skew,
        left: out.as_ref().and_then(|out| out.fix),
        flags,
        forgotten: out.as_ref().is_some_and(|out| out.forgotten),
        purpose: stay.check_in.purpose.clone(),
        form: out.and_then(|out| out.form),
        amendments: stay.amendments.into_iter().map(amended).collect(),
    };
    Some((day, visit))
}

fn amended((at, amendment): (Instant, journal::Amendment)) -> Amended {
    Amended { at, field: amendment.field, is: amendment.is, why: amendment.reason }
}
