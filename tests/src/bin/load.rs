//! `cargo run --release -p tests --bin load`: figures of a phone's day against a real server, beside the floor in the same
//! run. A session is open beforehand; the clock stops at the receipt; the time to "counted" is told apart.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use reqwest::Client;
use tests::company::{PASSWORD, config, found_many, now_ms};
use tests::load::figures::{ms, ratio};
use tests::load::server::{Served, served};
use tests::load::work::{
    carry_at_once, floor_at_once, phone, push_all, push_floor, put_floor, ready_phones, record_visits,
};
use tests::load::{Figures, Spread};
use tests::{Phone, Proxy};

const REPS: usize = 202;
const DAY: i64 = 24 * 3_600_000;

#[tokio::main]
async fn main() -> Result<()> {
    if served().await? { Ok(()) } else { figures().await }
}

async fn figures() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let data = folder.path().join("product");
    found_many(config(&data), REPS).await?;
    let product = Served::start("serve", &data)?;
    let floor = Served::start("floor", &folder.path().join("floor"))?;
    let table = Figures;
    offline_day(&table, &product, &floor).await?;
    one_visit(&table, &product, &floor).await?;
    fan_in(&table, &product, &floor, 50, 1).await?;
    fan_in(&table, &product, &floor, 200, 2).await?;
    table.row(
        "server memory, peak (product · floor)",
        &format!("{:.0} MiB · {:.0} MiB", product.peak_memory()?, floor.peak_memory()?),
    );
    new_device(&table, &product).await
}

/// 1,000 visits recorded offline, pushed until durable.
async fn offline_day(table: &Figures, product: &Served, floor: &Served) -> Result<()> {
    table.section("1,000 offline visits (2,000 records) from a cold phone, until durable");
    let mut phone = phone(&product.url, 0, 16 * DAY).await?;
    record_visits(&mut phone, 1000)?;
    let begun = Instant::now();
    let pushed = push_all(&mut phone).await?;
    phone.settle().await?;
    let counted = begun.elapsed();
    ensure!(pushed.changes == 2000, "{} changes went, not 2,000", pushed.changes);
    let (time, whole, bodies) = (pushed.time, pushed.whole, pushed.bodies);
    let bytes: usize = bodies.iter().map(|(body, _)| body.len()).sum();
    let least = push_floor(&Client::new(), &floor.url, &bodies).await?;
    table
        .row("product: from request to receipt", &format!("{} in {} pieces, {bytes} bytes up", ms(time), bodies.len()));
    table.row("product: with the phone's own work (queue, receipts kept durably)", &ms(whole));
    table.row("product: until every record is counted", &ms(counted));
    table.row(
        "floor: the same bodies",
        &format!("{} · product is {}", ms(least), ratio(time.as_secs_f64(), least.as_secs_f64())),
    );
    Ok(())
}

/// One check-in at a time on a warm connection.
async fn one_visit(table: &Figures, product: &Served, floor: &Served) -> Result<()> {
    table.section("one more check-in, warm connection");
    let proxy = Proxy::start(product.url.trim_start_matches("http://").parse()?).await?;
    let client = Client::new();
    let (mut times, mut least) = (Vec::new(), Vec::new());
    let mut phone = phone(&product.url, 1, 2 * DAY).await?;
    let (customer, place) = *phone.customers()?.first().context("a customer")?;
    for _ in 0..200 {
        let visit = phone.check_in(customer, place, 86.0)?;
        let (body, changes) = phone.body()?;
        ensure!(changes == 1, "one change");
        let start = Instant::now();
        ensure!(phone.carry(body.clone()).await? == 1, "one receipt");
        times.push(start.elapsed());
        let start = Instant::now();
        put_floor(&client, &floor.url, body).await?;
        least.push(start.elapsed());
        phone.sync().await?;
        phone.clock += 60_000;
        phone.check_out(visit, "已确认需求")?;
        phone.sync().await?;
    }
    let (times, least) = (Spread::new(times), Spread::new(least));
    table.row("product", &times.show());
    let slower = ratio(times.percentile(50).as_secs_f64(), least.percentile(50).as_secs_f64());
    table.row("floor", &format!("{} · product is {slower} at p50", least.show()));
    let mut watched = Phone::sign_in(&proxy.url(), "rep0200", PASSWORD, now_ms() - DAY).await?;
    watched.settle().await?;
    let (customer, place) = *watched.customers()?.first().context("a customer")?;
    proxy.bytes();
    watched.exchanges = 0;
    watched.check_in(customer, place, 86.0)?;
    watched.sync().await?;
    let (up, down) = proxy.bytes();
    table.row("round trips · bytes up · down, headers included", &format!("{} · {up} · {down}", watched.exchanges));
    Ok(())
}

/// Many phones at once, each with 20 visits in one exchange.
async fn fan_in(table: &Figures, product: &Served, floor: &Served, phones: usize, days: i64) -> Result<()> {
    table.section(&format!("{phones} phones, 20 visits (40 records) each, at once"));
    let ready = ready_phones(&product.url, phones, 20, days * DAY + 12 * 3_600_000).await?;
    let bodies: Vec<_> = ready.iter().map(|(_, body)| body.clone()).collect();
    let (time, receipts) = carry_at_once(&ready).await?;
    ensure!(receipts == phones * 40, "{receipts} receipts");
    let (least, stored) = floor_at_once(&floor.url, bodies).await?;
    ensure!(stored == receipts, "the floor stored {stored}");
    let rate = |time: Duration| f64::from(u32::try_from(receipts).unwrap_or(0)) / time.as_secs_f64();
    table.row("product", &format!("{} · {:.0} records/s durable", ms(time), rate(time)));
    table.row(
        "floor",
        &format!("{} · {:.0} records/s · product has {} of it", ms(least), rate(least), ratio(rate(time), rate(least))),
    );
    Ok(())
}

/// Twelve months of 200 visits onto a new phone.
async fn new_device(table: &Figures, product: &Served) -> Result<()> {
    table.section("a new device pulls 12 months × 200 visits (4,800 records)");
    let mut old = phone(&product.url, 201, 360 * DAY).await?;
    let (customer, place) = *old.customers()?.first().context("a customer")?;
    for month in 0..12 {
        old.clock = now_ms() - (360 - month * 30) * DAY;
        for _ in 0..200 {
            old.visit(customer, place, 15)?;
        }
    }
    old.settle().await?;
    let columnar: usize = old.store.saved_sizes()?;
    let proxy = Proxy::start(product.url.trim_start_matches("http://").parse()?).await?;
    let mut new = Phone::sign_in(&proxy.url(), "rep0201", PASSWORD, now_ms()).await?;
    proxy.bytes();
    let start = Instant::now();
    new.sync().await?;
    let first = start.elapsed();
    let (up, down) = proxy.bytes();
    let (mut a, mut b) = (old.store.heads()?, new.store.heads()?);
    a.retain(|doc, _| doc.starts_with("journal/"));
    b.retain(|doc, _| doc.starts_with("journal/"));
    ensure!(a == b, "the new phone has not everything");
    table.row("until durable on the phone", &format!("{} in {} exchanges", ms(first), new.exchanges));
    let share = ratio(f64::from(u32::try_from(down).unwrap_or(0)), f64::from(u32::try_from(columnar).unwrap_or(1)));
    table.row(
        "bytes up · down",
        &format!("{up} · {down}, {share} of the documents saved in columnar form ({columnar})"),
    );
    let mut again = Phone::sign_in(&product.url, "rep0201", PASSWORD, now_ms()).await?;
    let start = Instant::now();
    again.sync().await?;
    table.row("again, with the server's snapshots made", &ms(start.elapsed()));
    Ok(())
}
