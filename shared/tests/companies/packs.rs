//! A sealed pack gives the statement of the company's own run.

use std::collections::BTreeMap;

use proptest::prelude::*;
use shared::books::{Id, Slicer};
use shared::engine::{Balance, Explained, InTurn, MonthRun, Pack};
use shared::facts::Facts;

use super::{config, difference, seeds};

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_pack_gives_the_statement_of_the_company(seed in seeds()) {
        let books = companies::company(seed);
        let facts = Facts::of(&books, None).unwrap();
        let mut balances: BTreeMap<Id, Balance> = BTreeMap::new();
        for month in &books.periods {
            let freeze = books.closes.get(month).copied();
            let run = MonthRun { facts: &facts, month: *month, ratings: freeze, today: None };
            let results = run.evaluate(&balances, &InTurn);
            let slicer = Slicer::new(&books, *month);
            for (id, wanted) in &results {
                let before = balances.get(id).cloned().unwrap_or_default();
                let pack = Pack::new(&slicer, &run, id, wanted.constants.clone(), before);
                // As it travels.
                let pack: Pack = serde_json::from_value(serde_json::to_value(&pack).unwrap()).unwrap();
                let got = pack.evaluate().unwrap();
                let show = |one: &Option<Explained>| format!("{:#?}", one.as_ref().map(|one| &one.statement));
                prop_assert_eq!(difference(&show(&wanted.explained), &show(&got.explained)), "", "{} {}", month, id);
                prop_assert_eq!(&wanted.balance, &got.balance, "{} {}", month, id);
                let trail = |one: &Option<Explained>| format!("{:#?}", one.as_ref().map(|one| (&one.trail, &one.score)));
                prop_assert_eq!(difference(&trail(&wanted.explained), &trail(&got.explained)), "", "{} {}", month, id);
            }
            balances = results.into_iter().map(|(id, result)| (id, result.balance)).collect();
        }
    }
}
