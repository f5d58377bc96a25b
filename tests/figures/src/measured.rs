//! The metrics alone, as the engine measures them.

use anyhow::Result;
use shared::engine::Workers;
use shared::facts::{EmployeeNo, Facts};
use shared::metric::{Scope, named};
use shared::num::Exact;

use figures::company;

use crate::{Args, Threads, timed};

/// What is measured of everybody, in the order of the peers' columns.
pub const METRICS: [&str; 10] = [
    "visits",
    "effective_visits",
    "daily_customers",
    "contract_amount",
    "collected_amount",
    "coverage",
    "on_time_contacts",
    "expense_ratio",
    "satisfaction",
    "contact_gap_breaches",
];

/// Everybody's values, in the order of ids.
pub type Values = Vec<[Option<Exact>; METRICS.len()]>;

pub fn measure(facts: &Facts, workers: &Threads) -> Values {
    let people: Vec<EmployeeNo> = facts.people.by_id().map(|(number, _)| number).collect();
    let span = company::month().into();
    workers.map(&people, |employee| {
        METRICS.map(|name| {
            let found = named(name).expect("a metric");
            let parameter = found.parameter;
            let scope = Scope { facts, employee: *employee, span, parameter, today: None, evidence: false };
            (found.metric.measure)(&scope).expect(name).value
        })
    })
}

/// Prints how long it takes; with two threads the values too.
pub fn print(facts: &Facts, args: &Args) -> Result<Values> {
    let mut last = Vec::new();
    for threads in [1, 2] {
        let workers = Threads::new(threads)?;
        let (took, values) = timed(args.runs, || measure(facts, &workers));
        println!("  the {} metrics alone, {threads} core(s): {:.0} ms", METRICS.len(), took.as_secs_f64() * 1e3);
        last = values;
    }
    Ok(last)
}
