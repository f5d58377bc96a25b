//! Check-in, check-out and amendments folded into one stay.

use std::collections::{BTreeMap, BTreeSet};

use super::{Amendment, Body, CheckIn, CheckOut, Entry, Recorded};
use crate::id::{DeviceId, RecordId};
use crate::period::{BusinessDay, Instant, Zone};
use crate::place::{Flag, Sighting, flags_of};

/// A visit as it stands: the evidence, how it ended, and what was amended since.
#[derive(Debug, Clone)]
pub struct Stay {
    pub id: RecordId,
    /// By the device's clock.
    pub at: Instant,
    pub offset: i16,
    /// The same, corrected where the clock is known to be wrong ([`super::Entry::when`]).
    pub when: Instant,
    /// As in [`super::Entry`].
    pub skew: Option<i64>,
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

    /// What of it is evidence of where the person was.
    #[must_use]
    pub fn sighting(&self) -> Sighting {
        let left = self.check_out.as_ref().and_then(|(_, out)| out.fix);
        Sighting { at: self.at, skew: self.skew, fix: self.check_in.fix, left }
    }

    /// The check-out of a visit that was still open when its business day ended: dated to the end of that day, marked, and
    /// without a result, so that it never counts as effective (VIS-2). `None`: it ended, or its day has not.
    #[must_use]
    pub fn forgotten(&self, zone: Zone, today: BusinessDay) -> Option<Entry> {
        let day = zone.day_of(self.when);
        if self.check_out.is_some() || day >= today {
            return None;
        }
        let end = zone.start_of(day.plus_days(1)).plus_millis(-1);
        let check_out = CheckOut {
            visit: self.id,
            fix: None,
            result: None,
            next_step: None,
            next_date: None,
            photos: Vec::new(),
            form: None,
            forgotten: true,
        };
        // By the clock the check-in was made by: the two are compared.
        let at = end.plus_millis(self.at.since(self.when));
        Some(Entry { at, offset: self.offset, skew: self.skew, body: Body::CheckOut(check_out) })
    }
}

/// What about one person's visits a person should look at (VIS-3): all the stays that are known, of any months, in any
/// order.
#[must_use]
pub fn flags(stays: &[&Stay], zone: Zone) -> BTreeMap<RecordId, BTreeSet<Flag>> {
    let mut stays = stays.to_vec();
    stays.sort_by_key(|stay| (stay.when, stay.id));
    let seen: Vec<_> = stays.iter().map(|stay| (zone.day_of(stay.when), stay.sighting())).collect();
    stays.iter().map(|stay| stay.id).zip(flags_of(&seen)).collect()
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
                skew: recorded.entry.skew,
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
