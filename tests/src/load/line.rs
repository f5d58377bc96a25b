//! A bad mobile line: what a first sync, a new phone and one check-in take on it, beside what the bytes alone would.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use super::figures::{ms, ratio, seconds};
use super::nodes::{Engine, Nodes};
use super::{Figures, Options, Spread};
use crate::company::{PASSWORD, now_ms};
use crate::shape::Shape;
use crate::{Phone, Proxy};

const DAY: i64 = 24 * 3_600_000;
const CHECK_INS: u64 = 20;

pub async fn run(figures: Figures, options: &Options) -> Result<()> {
    let visits = options.size(1000, 20);
    // Quick runs take the same ways with a hundredth of the waiting.
    let bad =
        options.size(Shape::BAD, Shape { delay: Duration::from_millis(1), bits_per_second: 6_400_000, ..Shape::BAD });
    for shape in [Shape { loss: 0, ..bad }, bad] {
        figures.section(&format!(
            "a line with {} round trip, {} kbit/s each way, {} % of segments of 1,400 bytes lost, on SQLite",
            ms(shape.round_trip()),
            shape.bits_per_second / 1000,
            shape.loss
        ));
        one(figures, shape, visits).await?;
    }
    figures.note(&format!(
        "The raw limit is the bytes of both ways at the line's rate, and a round trip for each exchange; connection and \
         session are open beforehand. A lost segment comes {} after it would have, and what follows waits for it.",
        ms(bad.timeout())
    ));
    Ok(())
}

async fn one(figures: Figures, shape: Shape, visits: usize) -> Result<()> {
    let nodes = Nodes::found(Engine::Sqlite, 1).await?;
    let line = Proxy::shaped(nodes.url(0).trim_start_matches("http://").parse()?, shape).await?;
    let mut phone = Phone::sign_in(&line.url(), "rep0000", PASSWORD, now_ms() - 16 * DAY).await?;
    phone.sync().await?;
    let (customer, place) = *phone.customers()?.first().context("a customer")?;
    for _ in 0..visits {
        phone.visit(customer, place, 15)?;
    }
    let (receipts, exchanges) = (phone.receipts.len(), phone.exchanges);
    line.bytes();
    let begun = Instant::now();
    while phone.store.counts()?.0 > 0 {
        phone.exchange().await?;
    }
    let pushed = begun.elapsed();
    ensure!(phone.receipts.len() - receipts == 2 * visits, "{} receipts", phone.receipts.len() - receipts);
    let what = format!("first sync of {visits} offline visits ({} records)", 2 * visits);
    show(figures, &what, shape, pushed, line.bytes(), phone.exchanges - exchanges);

    // Over a line of its own: counting is no part of it.
    phone.go_to(nodes.url(0))?;
    phone.settle().await?;
    let mut new = Phone::sign_in(&line.url(), "rep0000", PASSWORD, now_ms()).await?;
    line.bytes();
    let begun = Instant::now();
    new.sync().await?;
    let pulled = begun.elapsed();
    ensure!(new.store.heads()? == phone.store.heads()?, "the new phone has not everything");
    show(figures, "a new phone pulls the same", shape, pulled, line.bytes(), new.exchanges);

    let (mut times, mut up, mut down) = (Vec::new(), 0, 0);
    for _ in 0..CHECK_INS {
        new.clock += 60_000;
        let visit = new.check_in(customer, place, 86.0)?;
        line.bytes();
        times.push(new.exchange_timed().await?.1);
        let bytes = line.bytes();
        (up, down) = (up + bytes.0, down + bytes.1);
        new.clock += 60_000;
        new.check_out(visit, "已确认需求，等待报价")?;
        new.sync().await?;
    }
    let (times, trip) = (Spread::new(times), shape.round_trip().as_secs_f64());
    let trips = |time: Duration| time.as_secs_f64() / trip;
    figures.row(
        "one check-in",
        &format!(
            "{} · p50 {:.2}, slowest {:.2} round trips · {} bytes up, {} down (mean)",
            times.show(),
            trips(times.percentile(50)),
            trips(times.percentile(100)),
            up / CHECK_INS,
            down / CHECK_INS
        ),
    );
    Ok(())
}

fn show(figures: Figures, what: &str, shape: Shape, time: Duration, (up, down): (u64, u64), exchanges: u32) {
    let least = shape.least(up + down, exchanges);
    figures.row(
        what,
        &format!(
            "{} · {up} bytes up, {down} down, {exchanges} exchanges · raw limit {} · {}",
            seconds(time),
            seconds(least),
            ratio(time.as_secs_f64(), least.as_secs_f64())
        ),
    );
}
