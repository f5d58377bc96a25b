//! What grows with the years: one rep's history of 200 visits a month, in sizes, each in a company of its own.

use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use rusqlite::{Connection, OpenFlags};
use server::{App, compact};

use super::figures::{count, ms};
use super::nodes::{Engine, Nodes};
use super::{Figures, Options, Spread};
use crate::company::{PASSWORD, now_ms};
use crate::{Phone, Proxy};

const DAY: i64 = 24 * 3_600_000;
/// Exchanges timed, each with one check-in or check-out.
const TIMED: usize = 100;

pub async fn run(figures: Figures, options: &Options) -> Result<()> {
    let (months, visits) = options.size((vec![1, 4, 12, 36], 200), (vec![1, 4], 5));
    figures.section(&format!("growth: one rep's history on SQLite, {visits} visits a month"));
    figures.head(&[
        "months",
        "records",
        "server, bytes/record",
        "… once packed",
        "phone that wrote, bytes/record",
        "new phone, bytes/record",
        "one exchange p50 · p99",
        "with the phone's own work p50",
        "new phone pulls",
        "bytes down",
        "bytes down/record",
        "server memory, peak, MiB",
    ]);
    for months in months {
        figures.line(&one(months, visits, options.size(TIMED, 4)).await?);
    }
    figures
        .note("Months before the last two are packed, once a day; until then a record stands in the log as it came.");
    Ok(())
}

async fn one(months: i64, visits: usize, timed: usize) -> Result<Vec<String>> {
    let mut nodes = Nodes::found(Engine::Sqlite, 1).await?;
    let file = nodes.folder().join(server::store::FILE);
    let empty = used(&file)?;
    let begins = now_ms() - (months * 30 + 1) * DAY;
    let mut old = Phone::sign_in(nodes.url(0), "rep0000", PASSWORD, begins).await?;
    old.sync().await?;
    let (customer, place) = *old.customers()?.first().context("a customer")?;
    for month in 0..months {
        old.clock = begins + month * 30 * DAY;
        for _ in 0..visits {
            old.visit(customer, place, 15)?;
        }
        old.settle().await?;
    }
    let records = usize::try_from(months)? * visits * 2;
    let (server, wrote) = (used(&file)?.saturating_sub(empty), old.stored()?);

    // A process that served nothing else: what it keeps in memory is for this rep.
    nodes.start()?;
    old.go_to(nodes.url(0))?;
    old.clock = now_ms() - DAY / 2;
    let (mut times, mut whole) = (Vec::new(), Vec::new());
    let mut open = None;
    for _ in 0..timed {
        old.clock += 60_000;
        let begun = Instant::now();
        open = match open {
            None => Some(old.check_in(customer, place, 86.0)?),
            Some(visit) => {
                old.check_out(visit, "已确认需求，等待报价")?;
                None
            }
        };
        times.push(old.exchange_timed().await?.1);
        whole.push(begun.elapsed());
    }
    old.settle().await?;
    let (times, whole) = (Spread::new(times), Spread::new(whole));

    let line = Proxy::start(nodes.url(0).trim_start_matches("http://").parse()?).await?;
    let mut new = Phone::sign_in(&line.url(), "rep0000", PASSWORD, now_ms()).await?;
    line.bytes();
    let begun = Instant::now();
    new.sync().await?;
    let pulled = begun.elapsed();
    let (_, down) = line.bytes();
    ensure!(new.store.heads()? == old.store.heads()?, "the new phone has not everything");
    let (memory, held) = (nodes.usage()?, new.stored()?);

    nodes.kill();
    let config = nodes.config();
    let app = tokio::task::spawn_blocking(move || App::open(config)).await??;
    compact::all(&app).await?;
    drop(app);
    let packed = used(&file)?.saturating_sub(empty);

    let all = records + timed;
    let each = |bytes: u64, of: usize| -> Result<String> {
        Ok(format!("{:.0}", f64::from(u32::try_from(bytes).context("fewer than 4 GiB")?) / count(of)))
    };
    Ok(vec![
        months.to_string(),
        records.to_string(),
        each(server, records)?,
        each(packed, all)?,
        each(wrote, records)?,
        each(held, all)?,
        times.middle_and_slow(),
        ms(whole.percentile(50)),
        format!("{} in {} exchanges", ms(pulled), new.exchanges),
        down.to_string(),
        each(down, all)?,
        memory.show_memory(),
    ])
}

/// Bytes of a database that something stands in: free pages are used again.
fn used(file: &Path) -> Result<u64> {
    let db = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let ask = |name: &str| db.pragma_query_value(None, name, |row| row.get::<_, u64>(0));
    Ok(ask("page_count")?.saturating_sub(ask("freelist_count")?) * ask("page_size")?)
}
