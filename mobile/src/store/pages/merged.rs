//! Customers that are other names of one, as the server says and as this person asked while it has not said: offline the two
//! are one at once. And the class that was asked for.

use std::collections::BTreeMap;

use rusqlite::Connection;
use shared::doc::journal::{Body, Recorded};
use shared::doc::ledger::{Class, Holding};
use shared::id::{CustomerId, EmployeeId};

use super::outbox::state_of;
use crate::store::book::Book;
use crate::store::{StoreError, outbox, settings};
use crate::view::RecordState;

/// What was asked of the server about customers and is neither carried out nor refused.
#[derive(Debug, Default)]
pub(super) struct Requests {
    merges: BTreeMap<CustomerId, Option<CustomerId>>,
    classes: BTreeMap<CustomerId, Class>,
}

impl Requests {
    /// Whether an entry asks something about a customer.
    pub(super) fn asks(recorded: &Recorded) -> bool {
        matches!(recorded.entry.body, Body::Class(_) | Body::Merge(_))
    }

    /// Of the entries, in the order in which they were made. A request that the server counts is carried out: from then on
    /// its ledger says how things stand.
    pub(super) fn of(
        db: &Connection,
        book: &mut Book,
        employee: &EmployeeId,
        entries: &[Recorded],
    ) -> Result<Self, StoreError> {
        let mut asked: Vec<&Recorded> = entries.iter().filter(|recorded| Self::asks(recorded)).collect();
        let mut found = Self::default();
        if asked.is_empty() {
            return Ok(found);
        }
        asked.sort_by_key(|recorded| (recorded.entry.at, recorded.id));
        let (refusals, rows, base) = (book.refusals(db, employee)?, outbox::numbers(db)?, settings::cursor(db)?.base);
        for recorded in asked {
            // Without a row it was made on another device, and came from the server.
            let Some(row) = rows.get(&recorded.id) else { continue };
            let state = state_of(row, base, refusals.get(&recorded.id.to_string()), false);
            if matches!(state, RecordState::Counted | RecordState::Refused) {
                continue;
            }
            match &recorded.entry.body {
                Body::Merge(merge) => {
                    found.merges.insert(merge.customer, merge.into.filter(|into| *into != merge.customer));
                }
                Body::Class(change) => {
                    found.classes.insert(change.customer, change.class);
                }
                _ => {}
            }
        }
        Ok(found)
    }

    pub(super) fn class(&self, id: CustomerId) -> Option<Class> {
        self.classes.get(&id).copied()
    }

    /// Whether a merge of this one waits.
    pub(super) fn merging(&self, id: CustomerId) -> bool {
        self.merges.contains_key(&id)
    }

    /// Every customer that is another name, with the one that counts: of a chain its end.
    pub(super) fn names(&self, holdings: &BTreeMap<CustomerId, Holding>) -> BTreeMap<CustomerId, CustomerId> {
        let mut next: BTreeMap<CustomerId, CustomerId> =
            holdings.iter().filter_map(|(id, holding)| Some((*id, holding.merged_into?))).collect();
        for (id, into) in &self.merges {
            match into {
                Some(into) => next.insert(*id, *into),
                None => next.remove(id),
            };
        }
        ends(&next)
    }
}

/// The end of each chain. What leads back to itself leads nowhere: such a customer stands by itself.
fn ends(next: &BTreeMap<CustomerId, CustomerId>) -> BTreeMap<CustomerId, CustomerId> {
    let end = |from: CustomerId| {
        let mut at = from;
        for _ in 0..=next.len() {
            match next.get(&at) {
                Some(further) => at = *further,
                None => return Some(at),
            }
        }
        None
    };
    next.keys().filter_map(|id| Some((*id, end(*id)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::tests::samples::customer_id;

    #[test]
    fn a_chain_leads_to_its_end_and_a_circle_nowhere() {
        let next = |pairs: &[(u128, u128)]| {
            pairs.iter().map(|(from, to)| (customer_id(*from), customer_id(*to))).collect::<BTreeMap<_, _>>()
        };
        assert_eq!(ends(&next(&[(1, 2), (2, 3), (5, 3)])), next(&[(1, 3), (2, 3), (5, 3)]));
        assert_eq!(ends(&next(&[(1, 2), (2, 1), (3, 4)])), next(&[(3, 4)]));
        assert_eq!(ends(&next(&[])), next(&[]));
    }
}
