//! Check-in, check-out and amendments folded into one stay.

use std::collections::BTreeMap;

use super::{Amendment, Body, CheckIn, CheckOut, Recorded};
use crate::id::{DeviceId, RecordId};
use crate::period::Instant;

/// A visit as it stands: the evidence, how it ended, and what was amended since.
#[derive(Debug, Clone)]
pub struct Stay {
    pub id: RecordId,
    /// By the device's clock.
    pub at: Instant,
    pub offset: i16,
    /// The same, corrected where the clock is known to be wrong ([`super::Entry::when`]).
    pub when: Instant,
    pub device: Option<DeviceId>,
    pub check_in: CheckIn,
    /// The earliest check-out; two devices may both have made one.
    pub check_out: Option<(Instant, CheckOut)>,
    /// Newest last.
    pub amendments: Vec<(Instant, Amendment)>,
}

impl Stay {
    /// Minutes from check-in to check-out, whole ones; `None` while open.
    #[must_use]
    pub fn minutes(&self) -> Option<i64> {
        self.check_out.as_ref().map(|(left, _)| left.since(self.at) / 60_000)
    }
}

/// The stays of a journal, ordered by when they began, then by id.
#[must_use]
pub fn stays(entries: &[Recorded]) -> Vec<Stay> {
    let mut ends: BTreeMap<RecordId, (Instant, RecordId, &CheckOut)> = BTreeMap::new();
    let mut amendments: BTreeMap<RecordId, Vec<(Instant, RecordId, &Amendment)>> = BTreeMap::new();
    for recorded in entries {
        match &recorded.entry.body {
            Body::CheckOut(check_out) => {
                let this = (recorded.entry.at, recorded.id, check_out);
                let earliest = ends.entry(check_out.visit).or_insert(this);
                if (this.0, this.1) < (earliest.0, earliest.1) {
                    *earliest = this;
                }
            }
            Body::Amendment(amendment) => {
                amendments.entry(amendment.of).or_default().push((recorded.entry.at, recorded.id, amendment));
            }
            _ => {}
        }
    }
    let mut stays: Vec<Stay> = entries
        .iter()
        .filter_map(|recorded| {
            let Body::CheckIn(check_in) = &recorded.entry.body else { return None };
            let mut changed = amendments.remove(&recorded.id).unwrap_or_default();
            changed.sort_by_key(|(at, id, _)| (*at, *id));
            Some(Stay {
                id: recorded.id,
                at: recorded.entry.at,
                when: recorded.entry.when(),
                offset: recorded.entry.offset,
                device: recorded.device,
                check_in: check_in.clone(),
                check_out: ends.get(&recorded.id).map(|(at, _, check_out)| (*at, (*check_out).clone())),
                amendments: changed.into_iter().map(|(at, _, amendment)| (at, amendment.clone())).collect(),
            })
        })
        .collect();
    stays.sort_by_key(|stay| (stay.at, stay.id));
    stays
}
