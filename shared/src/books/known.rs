use std::collections::BTreeSet;

use super::{Books, Id};
use crate::period::BusinessDay;

/// Shows the id and the day of each fact of some lists.
macro_rules! show {
    ($books:ident, $see:ident, $($list:ident),* $(,)?) => {
        $($books.$list.iter().for_each(|one| $see(&one.id, one.known_on));)*
    };
}

fn each(books: &Books, mut see: impl FnMut(&Id, BusinessDay)) {
    show!(books, see, contracts, collections, refunds, bad_debts, visits, contacts, surveys, expenses, trips, outcomes);
    show!(books, see, ratings, events, penalties, specials);
    for contract in &books.contracts {
        contract.amendments.iter().for_each(|one| see(&contract.id, one.known_on));
    }
    for opportunity in &books.opportunities {
        opportunity.stages.iter().for_each(|one| see(&opportunity.id, one.known_on));
    }
    books.fx.iter().for_each(|one| see(&Id::new(&one.currency.to_string()), one.known_on));
}

impl Books {
    /// The day the last fact became known.
    #[must_use]
    pub fn last_known(&self) -> Option<BusinessDay> {
        let mut last = None;
        each(self, |_, known| last = last.max(Some(known)));
        last
    }

    /// Facts that became known after a day, up to another.
    #[must_use]
    pub fn known_after(&self, after: BusinessDay, up_to: Option<BusinessDay>) -> BTreeSet<Id> {
        let mut found = BTreeSet::new();
        each(self, |id, known| {
            if known > after && up_to.is_none_or(|last| known <= last) {
                found.insert(id.clone());
            }
        });
        found
    }
}
