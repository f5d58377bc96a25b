//! The same work for everyone, in the same order.

use std::future::Future;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};
use tests::load::Spread;
use tests::load::server::Served;

use crate::driven::{Driven, Line, WARM};
use crate::records::visits;

/// How much of everything.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// Visits recorded without a line by one client.
    pub push: usize,
    /// Records one after the other.
    pub single: usize,
    /// Visits of twelve months.
    pub pull: usize,
    /// Clients at once, each with 20 visits.
    pub clients: [usize; 2],
    /// Runs of which the median is taken.
    pub runs: usize,
    /// Kills, and the records acknowledged before each.
    pub kills: usize,
    pub acknowledged: usize,
}

pub const MONTHS: usize = 12;
pub const EACH: usize = 20;
/// A step that takes longer is given up.
const PATIENCE: Duration = Duration::from_secs(900);

impl Plan {
    pub const fn new(quick: bool) -> Self {
        if quick {
            Self { push: 50, single: 20, pull: 60, clients: [5, 10], runs: 1, kills: 2, acknowledged: 5 }
        } else {
            Self { push: 1000, single: 200, pull: 2400, clients: [50, 200], runs: 3, kills: 20, acknowledged: 7 }
        }
    }
}

/// A column of the table. What is not there was not run; a note says why.
#[derive(Debug, Clone, Default)]
pub struct Measured {
    pub name: String,
    pub push: Option<Duration>,
    pub push_up: Option<u64>,
    pub single: Option<Duration>,
    pub single_p99: Option<Duration>,
    pub single_up: Option<u64>,
    pub pull: Option<Duration>,
    pub pull_down: Option<u64>,
    /// Records a second, for each number of clients.
    pub fan_in: [Option<f64>; 2],
    pub memory: Option<f64>,
    /// Of the server, for each record it was sent.
    pub cpu: Option<Duration>,
    /// Bytes on disk for each record.
    pub storage: Option<f64>,
    /// Lost, of so many acknowledged.
    pub lost: Option<(usize, usize)>,
    pub notes: Vec<String>,
}

impl Measured {
    pub fn not_run(name: &str, why: String) -> Self {
        Self { name: name.to_owned(), notes: vec![format!("not run: {why}")], ..Self::default() }
    }

    /// What came of one step; where it failed, the others go on.
    async fn step<T>(&mut self, what: &str, step: impl Future<Output = Result<T>>) -> Option<T> {
        tell(&format!("{}: {what}", self.name));
        let came = tokio::time::timeout(PATIENCE, step).await;
        match came.context("given up").flatten() {
            Ok(came) => Some(came),
            Err(why) => {
                tell(&format!("{}: {what}: not run: {why:#}", self.name));
                self.notes.push(format!("{what} not run: {why:#}"));
                None
            }
        }
    }
}

#[expect(clippy::print_stderr, reason = "whoever waits sees how far it is")]
fn tell(line: &str) {
    eprintln!("{line}");
}

/// All the work on one server.
pub async fn measure<D: Driven>(name: &str, driven: &D, plan: &Plan) -> Measured {
    let mut measured = Measured { name: name.to_owned(), ..Measured::default() };
    let Some(folder) = measured.step("a folder", async { Ok(tempfile::tempdir()?) }).await else { return measured };
    let data = folder.path().join("data");
    let Some(server) = measured.step("server", driven.serve(&data)).await else { return measured };
    let before = size(&data).unwrap_or(0);
    let cpu_before = server.cpu().unwrap_or_default();
    // Only what arrived can have cost anything.
    let mut records = 0;
    if let Some((time, up, sent)) = measured.step("push", push(driven, &server, plan)).await {
        (measured.push, measured.push_up) = (Some(time), Some(up));
        records += sent;
    }
    if let Some((times, up, sent)) = measured.step("single", single(driven, &server, plan)).await {
        (measured.single, measured.single_p99) = (Some(times.percentile(50)), Some(times.percentile(99)));
        measured.single_up = Some(up);
        records += sent;
    }
    if let Some((time, down, sent)) = measured.step("pull", pull(driven, &server, plan)).await {
        (measured.pull, measured.pull_down) = (Some(time), Some(down));
        records += sent;
    }
    for (at, clients) in plan.clients.into_iter().enumerate() {
        let sent = 2 * EACH * clients;
        let all = visits(EACH * clients);
        let line = Line::straight(&server);
        if let Some(time) = measured.step(&format!("{clients} clients"), driven.fan_in(&line, &all, clients)).await {
            measured.fan_in[at] = Some(count(sent) / time.as_secs_f64());
            records += sent;
        }
    }
    measured.memory = server.peak_memory().ok();
    measured.cpu = server
        .cpu()
        .ok()
        .and_then(|cpu| cpu.saturating_sub(cpu_before).checked_div(u32::try_from(records).unwrap_or(u32::MAX)));
    measured.storage = size(&data).ok().map(|size| count(size.saturating_sub(before)) / count(records.max(1)));
    drop(server);
    measured.lost = measured.step("kills", kills(driven, &folder.path().join("killed"), plan)).await;
    measured.notes.extend(driven.notes());
    measured
}

async fn push<D: Driven>(driven: &D, server: &Served, plan: &Plan) -> Result<(Duration, u64, usize)> {
    let mut times = Vec::new();
    for _ in 0..plan.runs {
        times.push(driven.push(&Line::straight(server), &visits(plan.push), 1).await?.0);
    }
    let line = Line::counted(server).await?;
    driven.push(&line, &visits(plan.push), 1).await?;
    Ok((Spread::new(times).percentile(50), line.bytes().0, 2 * plan.push * (plan.runs + 1)))
}

async fn single<D: Driven>(driven: &D, server: &Served, plan: &Plan) -> Result<(Spread, u64, usize)> {
    let all = visits((plan.single + WARM).div_ceil(2));
    let times = driven.single(&Line::straight(server), &all).await?;
    let few = visits((20 + WARM).div_ceil(2));
    let line = Line::counted(server).await?;
    let timed = driven.single(&line, &few).await?.len();
    let up = line.bytes().0 / u64::try_from(timed.max(1))?;
    Ok((Spread::new(times), up, all.len() + few.len()))
}

async fn pull<D: Driven>(driven: &D, server: &Served, plan: &Plan) -> Result<(Duration, u64, usize)> {
    let all = visits(plan.pull);
    let (_, refs) = driven.push(&Line::straight(server), &all, MONTHS).await?;
    let mut times = Vec::new();
    for _ in 0..plan.runs {
        times.push(driven.pull(&Line::straight(server), &refs, all.len()).await?);
    }
    let line = Line::counted(server).await?;
    driven.pull(&line, &refs, all.len()).await?;
    Ok((Spread::new(times).percentile(50), line.bytes().1, all.len()))
}

/// The same folder all along: what was lost in an earlier round is counted in that round only.
async fn kills<D: Driven>(driven: &D, data: &Path, plan: &Plan) -> Result<(usize, usize)> {
    let (mut lost, mut acknowledged) = (0, 0);
    let mut server = driven.serve(data).await?;
    for _ in 0..plan.kills {
        let records = visits(plan.acknowledged.div_ceil(2));
        let sent = driven.lose(&mut server, records.get(..plan.acknowledged).unwrap_or(&records)).await?;
        server = driven.serve(data).await?;
        let held = driven.held(&server, data, &sent.refs).await?;
        acknowledged += sent.ids.len();
        lost += sent.ids.iter().filter(|id| !held.contains(*id)).count();
    }
    Ok((lost, acknowledged))
}

/// Bytes that a folder takes on disk, as `du` counts them.
pub fn size(folder: &Path) -> Result<usize> {
    let mut sum = 0;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let about = entry.metadata()?;
        sum += usize::try_from(about.blocks() * 512)?;
        if about.is_dir() {
            sum += size(&entry.path())?;
        }
    }
    Ok(sum)
}

pub fn count(number: usize) -> f64 {
    u32::try_from(number).map_or(f64::INFINITY, f64::from)
}
