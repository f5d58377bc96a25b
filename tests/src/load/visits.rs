//! What one phone does in a day and in a year: offline visits that go up, one more check-in, a new phone.

use std::time::Instant;

use anyhow::{Context, Result, ensure};
use reqwest::Client;

use super::figures::{ms, ratio};
use super::server::Served;
use super::work::{phone, push_all, push_floor, put_floor, record_visits};
use super::{Figures, Options, Spread};
use crate::company::{PASSWORD, config, found_many, now_ms};
use crate::{Phone, Proxy};

const DAY: i64 = 24 * 3_600_000;

/// A session is open beforehand; the clock stops at the receipt; the time to "counted" is told apart.
pub async fn run(figures: Figures, options: &Options) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let data = folder.path().join("product");
    found_many(config(&data), 4).await?;
    let product = Served::start("serve", &data)?;
    let floor = Served::start("floor", &folder.path().join("floor"))?;
    offline_day(figures, &product, &floor, options.size(1000, 20)).await?;
    one_visit(figures, &product, &floor, options.size(200, 5)).await?;
    figures.row(
        "server memory, peak (product · floor)",
        &format!("{:.0} MiB · {:.0} MiB", product.peak_memory()?, floor.peak_memory()?),
    );
    let (months, visits) = options.size((12, 200), (2, 5));
    new_device(figures, &product, months, visits).await
}

/// Visits recorded offline, pushed until durable.
async fn offline_day(table: Figures, product: &Served, floor: &Served, visits: usize) -> Result<()> {
    table.section(&format!("{visits} offline visits ({} records) from a cold phone, until durable", 2 * visits));
    let mut phone = phone(&product.url, 0, 16 * DAY).await?;
    record_visits(&mut phone, visits)?;
    let begun = Instant::now();
    let pushed = push_all(&mut phone).await?;
    phone.settle().await?;
    let counted = begun.elapsed();
    ensure!(pushed.changes == 2 * visits, "{} changes went", pushed.changes);
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
async fn one_visit(table: Figures, product: &Served, floor: &Served, visits: usize) -> Result<()> {
    table.section("one more check-in, warm connection");
    let proxy = Proxy::start(product.url.trim_start_matches("http://").parse()?).await?;
    let client = Client::new();
    let (mut times, mut least) = (Vec::new(), Vec::new());
    let mut phone = phone(&product.url, 1, 2 * DAY).await?;
    let (customer, place) = *phone.customers()?.first().context("a customer")?;
    for _ in 0..visits {
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
    let mut watched = Phone::sign_in(&proxy.url(), "rep0002", PASSWORD, now_ms() - DAY).await?;
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

/// Months of visits onto a new phone.
async fn new_device(table: Figures, product: &Served, months: i64, visits: usize) -> Result<()> {
    table.section(&format!("a new device pulls {months} months × {visits} visits"));
    let mut old = phone(&product.url, 3, months * 30 * DAY).await?;
    let (customer, place) = *old.customers()?.first().context("a customer")?;
    for month in 0..months {
        old.clock = now_ms() - (months - month) * 30 * DAY;
        for _ in 0..visits {
            old.visit(customer, place, 15)?;
        }
    }
    old.settle().await?;
    let columnar: usize = old.store.saved_sizes()?;
    let proxy = Proxy::start(product.url.trim_start_matches("http://").parse()?).await?;
    let mut new = Phone::sign_in(&proxy.url(), "rep0003", PASSWORD, now_ms()).await?;
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
    let mut again = Phone::sign_in(&product.url, "rep0003", PASSWORD, now_ms()).await?;
    let start = Instant::now();
    again.sync().await?;
    table.row("again, with the server's snapshots made", &ms(start.elapsed()));
    Ok(())
}
