//! Many phones at once, each with 20 visits in one exchange.

use std::time::Instant;

use anyhow::{Result, ensure};

use super::figures::{each, rate, ratio, seconds};
use super::nodes::{Engine, Nodes};
use super::server::Served;
use super::work::{carry_each_at_once, floor_at_once, ready_phones_of};
use super::{Figures, Options};

const DAY: i64 = 24 * 3_600_000;

pub async fn run(figures: Figures, options: &Options) -> Result<()> {
    let sizes = options.size(vec![50, 200, 1000], vec![4, 12]);
    let visits = options.size(20, 3);
    for engine in Engine::here(figures) {
        figures.section(&format!("{engine}: phones with {visits} visits ({} records) each, at once", 2 * visits));
        figures.head(&[
            "phones",
            "records/s durable",
            "exchange p50 · p99, from the common start",
            "until all is counted",
            "server memory, peak, MiB",
            "database memory after, MiB",
            "server CPU/record",
            "database CPU/record",
            "floor records/s",
            "of the floor",
            "floor CPU/record",
        ]);
        let mut nodes = Nodes::found(engine, sizes.iter().copied().max().unwrap_or(0)).await?;
        for (at, phones) in (0..).zip(&sizes) {
            figures.line(&one(&mut nodes, *phones, visits, at).await?);
        }
    }
    Ok(())
}

/// One size: processes begin anew, so that their peaks are of these phones alone.
async fn one(nodes: &mut Nodes, phones: usize, visits: usize, day: i64) -> Result<Vec<String>> {
    nodes.start()?;
    let back = (day + 1) * DAY + 12 * 3_600_000;
    let ready = ready_phones_of(|phone| nodes.url(phone), phones, visits, back).await?;
    let bodies: Vec<_> = ready.iter().map(|(_, body)| body.clone()).collect();
    nodes.counted().await?;
    let before = nodes.usage()?;
    let begun = Instant::now();
    let (time, receipts, times) = carry_each_at_once(&ready).await?;
    nodes.counted().await?;
    let counted = begun.elapsed();
    ensure!(receipts == phones * visits * 2, "{receipts} receipts");
    let after = nodes.usage()?;
    let (cpu, database) = after.cpu_since(&before);

    let folder = tempfile::tempdir()?;
    let floor = Served::start("floor", folder.path())?;
    let (least, stored) = floor_at_once(&floor.url, bodies).await?;
    ensure!(stored == receipts, "the floor stored {stored}");
    Ok(vec![
        phones.to_string(),
        format!("{:.0}", rate(receipts, time)),
        times.middle_and_slow(),
        seconds(counted),
        after.show_memory(),
        after.database.as_ref().map_or_else(String::new, |(memory, _)| format!("{memory:.0}")),
        each(cpu, receipts),
        database.map_or_else(String::new, |cpu| each(cpu, receipts)),
        format!("{:.0}", rate(receipts, least)),
        ratio(rate(receipts, time), rate(receipts, least)),
        each(floor.cpu()?, receipts),
    ])
}
