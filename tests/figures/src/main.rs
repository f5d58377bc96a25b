//! Figures of the engine: a month of any number of people with 200 facts each, to whole statements with their trail; one
//! new fact; the metrics alone beside DuckDB and SQLite in the same run, results compared.

#![allow(clippy::print_stdout)]

mod measured;
mod peers;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use clap::Parser;
use figures::{company, load};
use rayon::prelude::*;
use shared::engine::{Constants, MonthRun, Results, Workers};
use shared::facts::Facts;

/// As in the server: statements and their trails are many small allocations, from several threads.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Prints what the engine does on this machine.
#[derive(Debug, Parser)]
struct Args {
    /// How many people, one size after the other.
    #[arg(long, value_delimiter = ',', default_value = "1000,10000,100000")]
    people: Vec<usize>,
    /// Runs of each figure; the median is printed.
    #[arg(long, default_value_t = 5)]
    runs: usize,
    /// The greatest size the peers are tried at.
    #[arg(long, default_value_t = 10_000)]
    peers: usize,
    /// A Python with the package `duckdb`.
    #[arg(long, default_value = "python3")]
    python: String,
}

/// Several at a time, in pieces.
struct Threads(rayon::ThreadPool);

impl Threads {
    fn new(threads: usize) -> Result<Self> {
        Ok(Self(rayon::ThreadPoolBuilder::new().num_threads(threads).build()?))
    }
}

impl Workers for Threads {
    fn map<T: Sync, R: Send>(&self, items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
        self.0.install(|| items.par_iter().with_min_len(64).map(&work).collect())
    }
}

/// The median of some runs, and the last result.
fn timed<R>(runs: usize, mut work: impl FnMut() -> R) -> (Duration, R) {
    let mut times = Vec::with_capacity(runs);
    let mut last = None;
    for _ in 0..runs.max(1) {
        drop(last.take());
        let begun = Instant::now();
        last = Some(work());
        times.push(begun.elapsed());
    }
    times.sort();
    (times[times.len() / 2], last.expect("one run"))
}

/// A line of /proc/self/status in MiB.
fn memory(what: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(what)).unwrap_or_default();
    line.trim_start_matches(':').trim().trim_end_matches(" kB").trim().parse::<u64>().unwrap_or_default() / 1024
}

fn whole_month(facts: &Facts, args: &Args, people: usize) -> Result<()> {
    let run = MonthRun { facts, month: company::month(), ratings: None, today: None };
    let none = BTreeMap::new();
    for threads in [1, 2] {
        let workers = Threads::new(threads)?;
        let (took, results): (_, Results) = timed(args.runs, || run.evaluate(&none, &workers));
        let evidence: usize = results
            .values()
            .filter_map(|one| one.explained.as_ref())
            .map(|one| one.trail.iter().chain(one.score.as_deref()).map(|node| node.evidence().count()).sum::<usize>())
            .sum();
        let stopped = results
            .values()
            .filter(|one| one.explained.as_ref().is_none_or(|one| one.statement.stopped.is_some()))
            .count();
        anyhow::ensure!(stopped == 0, "{stopped} statements stopped");
        let seconds = took.as_secs_f64();
        println!(
            "  whole statements with trail, {threads} core(s): {:.0} ms · {:.0} statements/s · {:.1} million facts/s · {} fact ids in the trails · peak memory {} MiB",
            seconds * 1e3,
            people as f64 / seconds,
            (people * company::FACTS) as f64 / seconds / 1e6,
            evidence,
            memory("VmHWM"),
        );
        let begun = Instant::now();
        drop(results);
        let dropped = begun.elapsed();
        println!("    (giving their memory back takes {:.0} ms more)", dropped.as_secs_f64() * 1e3);
    }
    Ok(())
}

/// What one more fact costs, and evaluating its person again.
fn one_fact(facts: &mut Facts, people: usize) -> Result<()> {
    let mut dice = company::Dice::new(99);
    let mut news = Vec::new();
    for at in 0..1000 {
        let person = dice.below(people as u64) as usize;
        let mut fact = company::facts(person, people).swap_remove(dice.below(160) as usize);
        let id = format!("new-{at}").into();
        match &mut fact {
            shared::facts::NewFact::Visit(visit) => visit.id = id,
            shared::facts::NewFact::Contact(contact) => contact.id = id,
            _ => continue,
        }
        news.push(fact);
    }
    let begun = Instant::now();
    let mut touched = Vec::with_capacity(news.len());
    for fact in &news {
        touched.push(facts.take(fact)?.context("a known customer")?);
    }
    let each = begun.elapsed() / u32::try_from(news.len())?;
    let run = MonthRun { facts, month: company::month(), ratings: None, today: None };
    let begun = Instant::now();
    let mut statements = 0;
    for one in &touched {
        let result = run.evaluate_one(one.people[0], Constants::default(), &shared::engine::Balance::default());
        statements += usize::from(result.explained.is_some());
    }
    let again = begun.elapsed() / u32::try_from(statements.max(1))?;
    println!(
        "  one new visit or contact: {:.1} µs · its person's statement again: {:.0} µs",
        each.as_secs_f64() * 1e6,
        again.as_secs_f64() * 1e6
    );
    Ok(())
}

fn main() -> Result<()> {
    let args = Args::parse();
    for people in args.people.clone() {
        println!("{people} people × {} facts", company::FACTS);
        let begun = Instant::now();
        let mut facts = load(people)?;
        println!("  loading: {:.1} s · memory held {} MiB", begun.elapsed().as_secs_f64(), memory("VmRSS"));
        whole_month(&facts, &args, people)?;
        if people <= args.peers {
            peers::compare(&facts, people, &args)?;
        } else {
            measured::print(&facts, &args)?;
        }
        one_fact(&mut facts, people)?;
    }
    Ok(())
}
