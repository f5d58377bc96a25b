//! A month of 1,000 people, one new fact, one person again: `cargo bench -p fieldtally-figures`.

use std::collections::BTreeMap;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use figures::{company, load};
use shared::engine::{Balance, Constants, InTurn, MonthRun};
use shared::facts::NewFact;

const PEOPLE: usize = 1_000;

fn engine(criterion: &mut Criterion) {
    let facts = load(PEOPLE).expect("a company");
    let run = MonthRun { facts: &facts, month: company::month(), ratings: None, today: None };
    let mut group = criterion.benchmark_group("engine");
    group.sample_size(10);
    group.throughput(Throughput::Elements((PEOPLE * company::FACTS) as u64));
    group.bench_function("month of 1,000 people, one core", |bench| {
        bench.iter(|| run.evaluate(&BTreeMap::new(), &InTurn));
    });
    group.throughput(Throughput::Elements(1));
    let number = facts.people.find(company::person_id(17).as_str()).expect("a person");
    group.bench_function("one person's statement", |bench| {
        bench.iter(|| run.evaluate_one(number, Constants::default(), &Balance::default()));
    });
    let news: Vec<NewFact> = company::facts(17, PEOPLE).into_iter().take(100).collect();
    group.bench_function("one hundred visits more", |bench| {
        bench.iter_batched_ref(
            || facts.clone(),
            |facts| news.iter().filter_map(|fact| facts.take(fact).expect("a fact")).count(),
            BatchSize::LargeInput,
        );
    });
    group.finish();
}

criterion_group!(benches, engine);
criterion_main!(benches);
