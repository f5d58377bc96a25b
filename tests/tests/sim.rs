//! Seeds, each a run of a company in virtual time. `FIELDTALLY_SEEDS=10000` plays as many; `FIELDTALLY_SEED=7` plays that
//! one alone.

#![expect(clippy::print_stdout, reason = "says how much was tried")]

use std::collections::BTreeMap;
use std::time::Instant;

use tests::sim::{Outcome, World};

/// Without the variable.
const SEEDS: u64 = 200;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().expect("a number"))
}

fn play(seed: u64) -> Result<Outcome, String> {
    let played = std::panic::catch_unwind(|| World::play(seed));
    let why = match played {
        Ok(Ok(outcome)) => return Ok(outcome),
        Ok(Err(why)) => format!("{why:?}"),
        Err(_) => "it panicked".to_owned(),
    };
    Err(format!(
        "seed {seed} failed; alone:\n  FIELDTALLY_SEED={seed} cargo nextest run -p tests --test sim every_seed\n{why}"
    ))
}

#[test]
fn every_seed_settles_on_the_same_and_nothing_is_lost() {
    if let Some(seed) = number("FIELDTALLY_SEED") {
        let outcome = play(seed).unwrap_or_else(|why| panic!("{why}"));
        println!("seed {seed}: {outcome:?}");
        return;
    }
    let (begun, first) = (Instant::now(), number("FIELDTALLY_FROM").unwrap_or(0));
    let count = number("FIELDTALLY_SEEDS").unwrap_or(SEEDS);
    let (mut failed, mut sum, mut seen) = (Vec::new(), Outcome::default(), BTreeMap::<&str, usize>::new());
    for seed in first..first + count {
        match play(seed) {
            Ok(outcome) => {
                sum.events += outcome.events;
                sum.records += outcome.records;
                sum.receipts += outcome.receipts;
                outcome.seen.into_iter().for_each(|(what, times)| *seen.entry(what).or_default() += times);
            }
            Err(why) => {
                println!("{why}\n");
                failed.push(seed);
            }
        }
    }
    let Outcome { events, records, receipts, .. } = sum;
    println!("{count} seeds in {:?}: {events} events, {records} records, {receipts} receipts", begun.elapsed());
    for (what, times) in seen {
        println!("  {times:>7} {what}");
    }
    assert!(failed.is_empty(), "{} of {count} seeds failed: {failed:?}", failed.len());
}

#[test]
fn the_same_seed_is_played_the_same() {
    for seed in [1, 2, 3] {
        let (one, other) = (play(seed), play(seed));
        assert_eq!(one.map(|outcome| outcome.trace), other.map(|outcome| outcome.trace));
    }
    assert_ne!(play(1).map(|outcome| outcome.trace), play(2).map(|outcome| outcome.trace));
}
