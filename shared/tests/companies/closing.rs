//! Closing month after month: what was paid plus the adjustments is what should have been paid (D-39).

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use shared::books::{Books, Id};
use shared::engine::{Closing, InTurn, all_known, close_all};
use shared::facts::Facts;
use shared::num::Decimal;
use shared::period::BusinessDay;

use super::{config, seeds};

/// Everything is known by the last freeze, ratings by their own, no rate is missing, and no penalty is deducted.
fn settled(seed: u64) -> Books {
    let mut books = companies::company(seed);
    let last = *books.closes.values().max().unwrap();
    let cut = |known: &mut BusinessDay| *known = (*known).min(last);
    macro_rules! known {
        ($($list:ident)*) => {$(books.$list.iter_mut().for_each(|one| cut(&mut one.known_on));)*};
    }
    known!(contracts collections refunds bad_debts visits contacts surveys expenses trips outcomes events specials fx);
    books.contracts.iter_mut().flat_map(|one| &mut one.amendments).for_each(|one| cut(&mut one.known_on));
    books.opportunities.iter_mut().flat_map(|one| &mut one.stages).for_each(|one| cut(&mut one.known_on));
    for rating in &mut books.ratings {
        let freeze = books.closes.get(&rating.period.last_month()).copied().unwrap_or(last);
        rating.known_on = rating.known_on.min(freeze);
    }
    let long_ago = books.periods[0].first_day().plus_days(-1000);
    for currency in ["USD", "EUR", "JPY"].map(|code| shared::num::Currency::new(code).unwrap()) {
        if currency != books.company.currency {
            let rate = Decimal::new(15, 1);
            books.fx.push(shared::books::Fx { from: long_ago, currency, rate, known_on: long_ago });
        }
    }
    books.penalties.clear();
    books.plan.deductions.gap_penalty = Decimal::ZERO;
    books
}

/// What everybody was paid, adjustments included.
fn paid(books: &Books) -> BTreeMap<Id, Decimal> {
    let mut sums = BTreeMap::new();
    for (_, closed) in close_all(books, &InTurn).unwrap().0 {
        for (id, result) in &closed.results {
            *sums.entry(id.clone()).or_default() +=
                result.explained.as_ref().map_or(Decimal::ZERO, |one| one.statement.total);
        }
        for one in closed.adjustments {
            *sums.entry(one.adjustment.employee).or_default() += one.adjustment.difference;
        }
    }
    sums
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_close_and_its_adjustments_pay_what_knowing_everything_at_once_would(seed in seeds()) {
        let books = settled(seed);
        let mut known: BTreeMap<Id, Decimal> = BTreeMap::new();
        for (_, results) in all_known(&books, &Facts::of(&books, None).unwrap(), &InTurn) {
            for (id, result) in results {
                *known.entry(id).or_default() += result.explained.map_or(Decimal::ZERO, |one| one.statement.total);
            }
        }
        prop_assert_eq!(paid(&books), known);
    }

    #[test]
    fn a_close_with_nothing_new_adjusts_nothing(seed in seeds()) {
        let books = companies::company(seed);
        let (_, mut closer) = close_all(&books, &InTurn).unwrap();
        let last = *books.periods.last().unwrap();
        let facts = Facts::of(&books, books.closes.get(&last).copied()).unwrap();
        let next = Closing { month: last.next(), freeze: books.closes.get(&last).copied() };
        let closed = closer.close(|_| &facts, &BTreeSet::new(), next, &InTurn);
        let found: Vec<_> = closed.adjustments.iter().map(|one| &one.adjustment).collect();
        prop_assert!(found.is_empty(), "{found:?}");
    }
}
