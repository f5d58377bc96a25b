use std::collections::BTreeMap;

use super::place_of;
use crate::books::{Id, Visit};
use crate::place::is_impossible_travel;

/// Visits whose check-in cannot be reached from the same person's check-in before (domain.md Position), by id. Check-ins
/// follow each other by (time, id); one without a fix is passed over.
pub(super) fn impossible(visits: &[Visit]) -> Vec<Id> {
    let mut ways: BTreeMap<&Id, Vec<_>> = BTreeMap::new();
    for visit in visits {
        if let Some(place) = place_of(visit) {
            ways.entry(&visit.employee).or_default().push((visit.check_in, &visit.id, place));
        }
    }
    let mut found = Vec::new();
    for way in ways.values_mut() {
        way.sort_by_key(|&(at, id, _)| (at, id));
        for (&(left, _, from), &(arrived, id, to)) in way.iter().zip(way.iter().skip(1)) {
            if is_impossible_travel((from, left), (to, arrived)) {
                found.push(id.clone());
            }
        }
    }
    found.sort();
    found
}
