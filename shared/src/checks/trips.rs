//! 出差: how many trips an opportunity is worth (D-30, TRP-2).

use std::collections::BTreeMap;

use crate::books::{ExpenseState, Id, Trip};
use crate::num::Decimal;

/// Trips allowed on an opportunity of this win probability (percent) and amount, both as at the application: [0, 30): 1;
/// [30, 70): 2, or 4 from 100,000; [70, 100]: 4, or 8 from 100,000.
#[must_use]
pub fn allowed(probability: Decimal, amount: Decimal) -> usize {
    let large = amount >= Decimal::from(100_000);
    match (probability < Decimal::from(30), probability < Decimal::from(70)) {
        (true, _) => 1,
        (false, true) => 2 << usize::from(large),
        (false, false) => 4 << usize::from(large),
    }
}

/// Trips that were one too many when they were made, by (date, id). All not rejected count, over the opportunity's life.
pub(super) fn over_limit(trips: &[Trip]) -> Vec<Id> {
    let mut made: Vec<&Trip> = trips.iter().filter(|trip| trip.state != ExpenseState::Rejected).collect();
    made.sort_by_key(|trip| (trip.date, &trip.id));
    let mut counts: BTreeMap<&Id, usize> = BTreeMap::new();
    made.retain(|trip| {
        let count = counts.entry(&trip.opportunity).or_default();
        *count += 1;
        *count > allowed(trip.probability, trip.amount)
    });
    made.into_iter().map(|trip| trip.id.clone()).collect()
}
