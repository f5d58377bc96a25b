//! A day of many reps, replayed as fast as the machine goes: in the morning everyone signs in, over the day each check-in
//! and check-out goes up by itself when it is made, in the evening everyone pulls. Then the servers are killed and what
//! they hold is compared with the phones' receipts.

use std::collections::BTreeSet;
use std::time::Instant;

use anyhow::{Result, ensure};

use super::figures::{each, ms, rate, seconds};
use super::nodes::{Engine, Nodes};
use super::reps::{Crew, Login};
use super::{Figures, Options, Spread, usage};
use crate::Proxy;
use crate::company::now_ms;
use crate::sim::dice::Dice;

/// Exchanges in flight over all reps: enough that the server always has something to do.
const AT_ONCE: usize = 64;
/// Sign-ins in flight: a server counts attempts before it looks at the password, fifty from one address.
const SIGNING_IN: usize = 16;
const MINUTE: i64 = 60_000;
/// From the first check-in to the last check-out, in minutes.
const WORK: i64 = 540;

#[derive(Debug, Clone, Copy)]
struct Size {
    reps: usize,
    visits: usize,
    /// Of the reps, those on whose lines bytes are counted.
    watched: usize,
}

pub async fn run(figures: Figures, options: &Options) -> Result<()> {
    let size = options.size(Size { reps: 1000, visits: 20, watched: 10 }, Size { reps: 12, visits: 3, watched: 2 });
    for engine in Engine::here(figures) {
        let title = format!("{engine}: a day of {} reps × {} visits, at speed", size.reps, size.visits);
        figures.section(&title);
        let nodes = Nodes::found(engine, size.reps).await?;
        one(figures, nodes, size).await?;
    }
    Ok(())
}

async fn one(figures: Figures, mut nodes: Nodes, size: Size) -> Result<()> {
    let mut lines = Vec::new();
    for url in nodes.urls() {
        lines.push(Proxy::start(url.trim_start_matches("http://").parse()?).await?);
    }
    let url = |number: usize| match lines.get(number % lines.len().max(1)) {
        Some(line) if number < size.watched => line.url(),
        _ => nodes.url(number).to_owned(),
    };
    let logins: Vec<_> = (0..size.reps).map(|number| Login { url: url(number), number }).collect();
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let alone = usage::memory(std::process::id())?;
    let before = nodes.usage()?;
    let phones_before = usage::cpu(std::process::id())?;
    let crew = Crew::of(&logins, threads)?;
    let morning = now_ms() - 24 * 60 * MINUTE;

    let begun = Instant::now();
    let signing_in = SIGNING_IN / threads.max(1);
    let first = blocking(|| {
        crew.all(move |group| {
            group.sign_in(morning, signing_in)?;
            Ok(group.take_times())
        })
    })?;
    let signed_in = begun.elapsed();
    let phones = usage::memory(std::process::id())? - alone;

    let at_noon = nodes.usage()?;
    let begun = Instant::now();
    let (visits, at_once) = (size.visits, AT_ONCE.div_ceil(threads));
    let times = blocking(|| {
        crew.all(move |group| {
            let events = events(morning, &group.logins, visits);
            group.play(&events, at_once, async |who, mut rep, time| {
                rep.act(time).await?;
                Ok((who, rep))
            })?;
            Ok(group.take_times())
        })
    })?;
    let day = begun.elapsed();
    nodes.counted().await?;
    let counted = begun.elapsed();
    let after_day = nodes.usage()?;

    let begun = Instant::now();
    let last = blocking(|| {
        crew.all(move |group| {
            let evening: Vec<_> = (0..group.logins.len()).map(|who| (0, who)).collect();
            group.play(&evening, at_once, async |who, mut rep, _| {
                rep.sync().await?;
                Ok((who, rep))
            })?;
            Ok(group.take_times())
        })
    })?;
    let pulled = begun.elapsed();
    let after = nodes.usage()?;
    let phones_cpu = usage::cpu(std::process::id())?.saturating_sub(phones_before);
    let bytes = lines.iter().map(Proxy::bytes).fold((0, 0), |sum, line| (sum.0 + line.0, sum.1 + line.1));

    let records = size.reps * size.visits * 2;
    let (held, visits) = nodes.held().await?;
    let (receipts, waiting) = blocking(|| after_all(&crew))?;
    let lost = receipts.difference(&held).count();

    let [first, times, last] = [first, times, last].map(|times| Spread::new(times.into_iter().flatten().collect()));
    let (cpu, database) = after.cpu_since(&before);
    let (cpu_day, database_day) = after_day.cpu_since(&at_noon);
    figures.row("morning: everyone signs in and pulls", &format!("{}, pull {}", seconds(signed_in), first.show()));
    figures.row(
        "the day",
        &format!(
            "{} · {:.0} exchanges/s · {:.0} records/s durable",
            seconds(day),
            rate(times.len(), day),
            rate(records, day)
        ),
    );
    figures.row(
        &format!("an exchange, {AT_ONCE} in flight"),
        &format!("{} · slowest {}", times.show(), ms(times.percentile(100))),
    );
    figures.row("until all is counted, from the day's beginning", &seconds(counted));
    figures.row("evening: everyone pulls", &format!("{}, {}", seconds(pulled), last.show()));
    let watched = u64::try_from(size.watched.max(1))?;
    figures.row(
        "bytes up · down for each rep, headers and sign-in included",
        &format!("{} · {} (mean of {watched})", bytes.0 / watched, bytes.1 / watched),
    );
    figures.row("server memory, peak", &format!("{} MiB", after.show_memory()));
    figures
        .row("server CPU, all · of the day for each record", &format!("{} · {}", seconds(cpu), each(cpu_day, records)));
    if let (Some((memory, _)), Some(cpu), Some(cpu_day)) = (&after.database, database, database_day) {
        figures.row(
            "database memory after · CPU",
            &format!("{memory:.0} MiB · {} · {}", seconds(cpu), each(cpu_day, records)),
        );
    }
    figures.row(
        "the phones on the same cores: CPU · memory of one",
        &format!("{} · {:.2} MiB", seconds(phones_cpu), phones / super::figures::count(size.reps)),
    );
    figures.row(
        "recorded · receipts · held after SIGKILL · visits counted",
        &format!("{records} · {} · {} · {visits}", receipts.len(), receipts.len() - lost),
    );
    ensure!(receipts.len() == records && lost == 0, "{} receipts of {records} records, {lost} lost", receipts.len());
    ensure!(visits == size.reps * size.visits, "{visits} visits are counted");
    ensure!(waiting == 0, "{waiting} records still wait or are not counted on their phones");
    Ok(())
}

/// When everybody of a group does something, in order: as many check-ins and check-outs, each a little off its time.
fn events(morning: i64, reps: &[Login], visits: usize) -> Vec<(i64, usize)> {
    let slot = WORK / i64::try_from(visits.max(1)).unwrap_or(WORK);
    let mut events = Vec::new();
    for (who, login) in reps.iter().enumerate() {
        let mut dice = Dice::new(u64::try_from(login.number).unwrap_or(0));
        for visit in (0..).take(visits) {
            let begins = morning + (30 + visit * slot) * MINUTE + dice.between(0, slot * MINUTE / 3);
            let ends = begins + dice.between(slot * MINUTE / 4, slot * MINUTE / 2);
            events.extend([(begins, who), (ends, who)]);
        }
    }
    events.sort_unstable();
    events
}

/// Every change with a receipt, and how many records a phone has not sent or does not know to be counted.
fn after_all(crew: &Crew) -> Result<(BTreeSet<Vec<u8>>, u32)> {
    let told = crew.all(|group| {
        let (mut receipts, mut waiting) = (BTreeSet::new(), 0);
        for rep in group.all() {
            receipts.extend(std::mem::take(&mut rep.phone.receipts));
            let (unsent, refused) = rep.phone.store.counts()?;
            waiting += unsent + refused + rep.phone.store.uncounted()?;
        }
        Ok((receipts, waiting))
    })?;
    let waiting = told.iter().map(|(_, waiting)| waiting).sum();
    Ok((told.into_iter().flat_map(|(receipts, _)| receipts).collect(), waiting))
}

/// Work of threads that async tasks must not wait for.
fn blocking<T>(work: impl FnOnce() -> T) -> T {
    tokio::task::block_in_place(work)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_checks_in_before_he_checks_out_and_out_before_the_next_visit() {
        let reps: Vec<_> = (0..7).map(|number| Login { url: String::new(), number }).collect();
        let events = events(0, &reps, 20);
        assert_eq!(events.len(), 7 * 40);
        assert!(events.is_sorted());
        for who in 0..7 {
            let mut own = events.iter().filter(|(_, of)| *of == who).map(|(time, _)| *time);
            let first = own.next().unwrap();
            own.fold(first, |before, time| {
                assert!(time > before, "two acts at once");
                time
            });
        }
    }
}
