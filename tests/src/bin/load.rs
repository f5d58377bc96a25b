//! `cargo run --release -p tests --bin load`: figures of a phone's day against a real server, beside the floor in the same
//! run. A session is open beforehand; the clock stops at the receipt; the time to "counted" is told apart.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use futures_util::future::try_join_all;
use reqwest::Client;
use tests::company::{PASSWORD, config, found_many, now_ms};
use tests::load::figures::{ms, ratio};
use tests::load::server::Served;
use tests::load::{Figures, Spread, floor};
use tests::{Phone, Proxy};

const REPS: usize = 202;
const DAY: i64 = 24 * 3_600_000;

#[tokio::main]
async fn main() -> Result<()> {
    let mut args = std::env::args().skip(1);
    match (args.next().as_deref(), args.next()) {
        (Some("serve"), Some(data)) => serve(Path::new(&data)).await,
        (Some("floor"), Some(data)) => floor::serve(Path::new(&data), announce).await,
        _ => figures().await,
    }
}

#[expect(clippy::print_stdout, reason = "the parent process reads it")]
fn announce(url: String) {
    println!("{url}");
}

async fn serve(data: &Path) -> Result<()> {
    let running = server::start(config(data)).await?;
    announce(running.url());
    std::future::pending().await
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

async fn phone(server: &Served, number: usize, back: i64) -> Result<Phone> {
    let mut phone = Phone::sign_in(&server.url, &format!("rep{number:04}"), PASSWORD, now_ms() - back).await?;
    phone.sync().await?;
    Ok(phone)
}

fn record_visits(phone: &mut Phone, visits: usize) -> Result<()> {
    let (customer, place) = *phone.customers()?.first().context("a customer")?;
    for _ in 0..visits {
        phone.visit(customer, place, 15)?;
    }
    Ok(())
}

/// 1,000 visits recorded offline, pushed until durable.
async fn offline_day(table: &Figures, product: &Served, floor: &Served) -> Result<()> {
    table.section("1,000 offline visits (2,000 records) from a cold phone, until durable");
    let mut phone = phone(product, 0, 16 * DAY).await?;
    record_visits(&mut phone, 1000)?;
    let mut bodies = Vec::new();
    // The same pieces the product sends, for the floor: made on a copy of the queue.
    let (mut time, mut sent) = (Duration::ZERO, 0);
    let begun = Instant::now();
    loop {
        let (body, changes) = phone.body()?;
        if changes == 0 {
            break;
        }
        sent += changes;
        bodies.push(body);
        time += phone.exchange_timed().await?.1;
    }
    let whole = begun.elapsed();
    phone.settle().await?;
    let counted = begun.elapsed();
    ensure!(sent == 2000, "{sent} changes went, not 2,000");
    let bytes: usize = bodies.iter().map(|(body, _)| body.len()).sum();
    let client = Client::new();
    let start = Instant::now();
    for (body, gzip) in bodies.iter().cloned() {
        push_floor(&client, floor, body, gzip).await?;
    }
    let least = start.elapsed();
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

async fn push_floor(client: &Client, floor: &Served, body: Vec<u8>, gzip: bool) -> Result<usize> {
    let mut request = client.post(format!("{}/push", floor.url));
    if gzip {
        request = request.header("content-encoding", "gzip");
    }
    Ok(request.body(body).send().await?.error_for_status()?.json().await?)
}

/// One check-in at a time on a warm connection.
async fn one_visit(table: &Figures, product: &Served, floor: &Served) -> Result<()> {
    table.section("one more check-in, warm connection");
    let proxy = Proxy::start(product.url.trim_start_matches("http://").parse()?).await?;
    let client = Client::new();
    let (mut times, mut least) = (Vec::new(), Vec::new());
    let mut phone = phone(product, 1, 2 * DAY).await?;
    let (customer, place) = *phone.customers()?.first().context("a customer")?;
    for _ in 0..200 {
        let visit = phone.check_in(customer, place, 86.0)?;
        let (body, changes) = phone.body()?;
        ensure!(changes == 1, "one change");
        let start = Instant::now();
        ensure!(phone.carry(body.clone()).await? == 1, "one receipt");
        times.push(start.elapsed());
        let start = Instant::now();
        push_floor(&client, floor, body.0, body.1).await?;
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
    let mut ready = Vec::new();
    for number in 0..phones {
        let mut phone = phone(product, number, days * DAY + 12 * 3_600_000).await?;
        record_visits(&mut phone, 20)?;
        let (body, changes) = phone.body()?;
        ensure!(changes == 40, "{changes} changes, not 40");
        ready.push((phone, body));
    }
    let bodies: Vec<_> = ready.iter().map(|(_, body)| body.clone()).collect();
    let start = Instant::now();
    let receipts: usize = try_join_all(ready.iter().map(|(phone, body)| phone.carry(body.clone()))).await?.iter().sum();
    let time = start.elapsed();
    ensure!(receipts == phones * 40, "{receipts} receipts");
    let clients: Vec<Client> = bodies.iter().map(|_| Client::new()).collect();
    // The product's phones had warm connections from their sign-in: so have these.
    for client in &clients {
        client.get(format!("{}/pull", floor.url)).send().await?.bytes().await?;
    }
    let start = Instant::now();
    let stored: usize =
        try_join_all(clients.iter().zip(bodies).map(|(client, (body, gzip))| push_floor(client, floor, body, gzip)))
            .await?
            .iter()
            .sum();
    let least = start.elapsed();
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
    let mut old = phone(product, 201, 360 * DAY).await?;
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
