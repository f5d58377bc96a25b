//! How long it takes to put a day's stops in order.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use shared::place::Place;
use shared::place::route::order;

/// Stops spread over a city, always the same.
fn city(n: u32) -> Vec<Place> {
    let spread = |k: u32| f64::from(k.wrapping_mul(2_654_435_761) >> 16) / 65_536.0 * 0.3;
    (0..n).filter_map(|k| Place::new(30.1 + spread(k), 120.0 + spread(k + 7_001)).ok()).collect()
}

fn route(c: &mut Criterion) {
    let start = Place::new(30.2741, 120.1551).ok();
    for n in [9, 20, 50, 100] {
        let stops = city(n);
        c.bench_function(&format!("the order of {n} stops"), |b| b.iter(|| black_box(order(start, black_box(&stops)))));
    }
}

criterion_group!(benches, route);
criterion_main!(benches);
