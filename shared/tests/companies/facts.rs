//! Facts: their order, and taking them in one by one.

use std::collections::BTreeMap;

use companies::Random;
use proptest::prelude::*;
use shared::books::{Books, Id};
use shared::engine::{Explained, InTurn, MonthRun, Results};
use shared::facts::{Facts, NewFact};

use super::{config, difference, result, seeds};

/// The same books with every list in another order.
fn shuffled(books: &Books, seed: u64) -> Books {
    let (mut books, mut random) = (books.clone(), Random::new(seed));
    macro_rules! shuffle {
        ($($list:ident)*) => {$(random.shuffle(&mut books.$list);)*};
    }
    shuffle!(people products customers opportunities contracts collections refunds bad_debts visits contacts);
    shuffle!(planned_visits surveys expenses trips outcomes ratings events penalties specials fx targets);
    for contract in &mut books.contracts {
        random.shuffle(&mut contract.lines);
        random.shuffle(&mut contract.instalments);
        random.shuffle(&mut contract.splits);
    }
    for opportunity in &mut books.opportunities {
        random.shuffle(&mut opportunity.stages);
    }
    random.shuffle(&mut books.plan.bonuses);
    books
}

/// All facts of the books, in a random order in which nothing comes before what it is about.
fn stream(books: &Books, seed: u64) -> Vec<NewFact> {
    let mut facts = Vec::new();
    macro_rules! take {
        ($($list:ident $kind:ident)*) => {$(facts.extend(books.$list.iter().cloned().map(NewFact::$kind));)*};
    }
    take!(visits Visit contacts Contact planned_visits PlannedVisit surveys Survey expenses Expense outcomes Outcome);
    take!(ratings Rating events Event penalties Penalty specials Special fx Fx contracts Contract);
    take!(collections Collection refunds Refund bad_debts BadDebt);
    for contract in &books.contracts {
        facts.extend(contract.amendments.iter().map(|one| NewFact::Amendment(contract.id.clone(), one.clone())));
    }
    for opportunity in &books.opportunities {
        facts.extend(opportunity.stages.iter().map(|one| NewFact::Stage(opportunity.id.clone(), one.clone())));
    }
    Random::new(seed).shuffle(&mut facts);
    facts
}

/// Takes all in; what names something unknown waits for it.
fn taken(books: &Books, seed: u64) -> Facts {
    let mut facts = Facts::empty(books);
    let mut waiting = stream(books, seed);
    while !waiting.is_empty() {
        let before = waiting.len();
        waiting.retain(|fact| facts.take(fact).unwrap().is_none());
        assert!(waiting.len() < before, "these can not be taken: {waiting:?}");
    }
    facts
}

fn months(books: &Books, facts: &Facts) -> Vec<Results> {
    let mut balances = BTreeMap::new();
    let mut months = Vec::new();
    for month in &books.periods {
        let run = MonthRun { facts, month: *month, ratings: None, today: None };
        let results = run.evaluate(&balances, &InTurn);
        balances = results.iter().map(|(id, result): (&Id, _)| (id.clone(), result.balance.clone())).collect();
        months.push(results);
    }
    months
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn the_order_of_the_books_does_not_matter(seed in seeds(), order in any::<u64>()) {
        let books = companies::company(seed);
        prop_assert_eq!(difference(&result(&books), &result(&shuffled(&books, order))), "");
    }

    #[test]
    fn facts_taken_one_by_one_say_the_same_as_all_at_once(seed in seeds(), order in any::<u64>()) {
        let books = companies::company(seed);
        let (at_once, one_by_one) = (Facts::of(&books, None).unwrap(), taken(&books, order));
        for (was, is) in months(&books, &at_once).iter().zip(&months(&books, &one_by_one)) {
            for (id, was) in was {
                let (was, is) = (&was.explained, &is[id].explained);
                let show = |one: &Option<Explained>| format!("{:#?}", one.as_ref().map(|one| &one.statement));
                prop_assert_eq!(difference(&show(was), &show(is)), "", "{}", id);
                prop_assert!(was == is, "{}: the explanation differs", id);
            }
        }
    }
}
