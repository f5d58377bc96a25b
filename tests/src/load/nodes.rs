//! A company on each engine: one process, or nodes on a database that is there for them alone.

use std::collections::BTreeSet;
use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};
use server::config::Config;
use server::store::{Store, facts};
use tempfile::TempDir;

use super::Figures;
use super::server::Served;
use super::usage;
use crate::company::{config, found_many};
use crate::crowd;
use crate::postgres::{Postgres, installed};
use crate::sim::host::copy;
use crate::wait::look_until;

/// How seldom a server is asked whether it has counted everything: asking takes the same cores.
const ASK: Duration = Duration::from_millis(5);
/// The largest load is counted in a fraction of this.
const PATIENCE: Duration = Duration::from_secs(30 * 60);

/// What holds the records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    /// With so many nodes.
    Postgres(usize),
}

impl Engine {
    /// Those that can be had here; says which can not.
    pub fn here(figures: Figures) -> Vec<Self> {
        match installed() {
            Ok(()) => vec![Self::Sqlite, Self::Postgres(1), Self::Postgres(2)],
            Err(why) => {
                figures.note(&format!("PostgreSQL: not run ({why:#})"));
                vec![Self::Sqlite]
            }
        }
    }
}

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite => f.write_str("SQLite"),
            Self::Postgres(1) => f.write_str("PostgreSQL, 1 node"),
            Self::Postgres(nodes) => write!(f, "PostgreSQL, {nodes} nodes"),
        }
    }
}

/// The servers of one company; they end with this, and before their database.
#[derive(Debug)]
pub struct Nodes {
    pub served: Vec<Served>,
    folders: Vec<PathBuf>,
    url: Option<String>,
    database: Option<Postgres>,
    _folder: TempDir,
}

/// What was taken of the machine.
#[derive(Debug, Clone, Default)]
pub struct Usage {
    /// Peak of each node, in MiB.
    pub memory: Vec<f64>,
    pub cpu: Duration,
    /// Of all processes of the database together.
    pub database: Option<(f64, Duration)>,
}

impl Nodes {
    /// A company of so many reps, served.
    pub async fn found(engine: Engine, reps: usize) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let (database, count) = match engine {
            Engine::Sqlite => (None, 1),
            Engine::Postgres(nodes) => (Some(Postgres::start(true)?), nodes),
        };
        let url = database.as_ref().map(Postgres::database).transpose()?;
        let folders: Vec<_> = (0..count).map(|node| folder.path().join(format!("node{node}"))).collect();
        let mut nodes = Self { served: Vec::new(), folders, url, database, _folder: folder };
        let first = nodes.folder().to_owned();
        found_many(nodes.config(), reps).await?;
        // Nodes of one database believe each other's attestations.
        for other in nodes.folders.iter().skip(1) {
            copy(&first.join("keys"), &other.join("keys"))?;
        }
        nodes.start()?;
        Ok(nodes)
    }

    /// The first node's folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folders.first().map_or(Path::new(""), PathBuf::as_path)
    }

    /// What the first node is started with.
    #[must_use]
    pub fn config(&self) -> Config {
        let mut config = config(self.folder());
        config.database.clone_from(&self.url);
        config
    }

    /// Ends the processes without a word.
    pub fn kill(&mut self) {
        self.served.clear();
    }

    /// New processes on the same records, none running: their peaks begin anew.
    pub fn start(&mut self) -> Result<()> {
        self.kill();
        let start = |folder: &PathBuf| Served::start_on("serve", folder, self.url.as_deref());
        self.served = self.folders.iter().map(start).collect::<Result<_>>()?;
        Ok(())
    }

    /// Where a phone goes: they are spread over the nodes.
    #[must_use]
    pub fn url(&self, phone: usize) -> &str {
        self.served.get(phone % self.served.len().max(1)).map_or("", |node| node.url.as_str())
    }

    #[must_use]
    pub fn urls(&self) -> Vec<String> {
        self.served.iter().map(|node| node.url.clone()).collect()
    }

    pub fn usage(&self) -> Result<Usage> {
        let memory = self.served.iter().map(Served::peak_memory).collect::<Result<_>>()?;
        let cpu = self.served.iter().map(Served::cpu).sum::<Result<_>>()?;
        Ok(Usage { memory, cpu, database: self.database.as_ref().map(of_database).transpose()? })
    }

    /// Waits until everything that is durable is counted.
    pub async fn counted(&self) -> Result<()> {
        let (client, url) = (reqwest::Client::new(), format!("{}/api/v1/health", self.url(0)));
        let counted = async || {
            let health: serde_json::Value = client.get(&url).send().await?.error_for_status()?.json().await?;
            Ok((health.get("behind").context("health says how far it is behind")? == 0).then_some(()))
        };
        look_until(PATIENCE, ASK, counted).await?.context("not everything was counted")
    }

    /// Hashes of every change in the log and how many visits are counted, read after the processes were killed.
    pub async fn held(&mut self) -> Result<(BTreeSet<Vec<u8>>, usize)> {
        self.kill();
        let config = self.config();
        tokio::task::spawn_blocking(move || {
            let store = match &config.database {
                Some(url) => Store::connect(url)?,
                None => Store::open(&config.data)?,
            };
            let company = store.read_blocking(server::store::company::all)?.into_iter().next().context("a company")?;
            let lines = store.read_blocking(move |conn| facts::dump(conn, &company))?;
            let visits = lines.iter().filter(|line| line.starts_with("visit ")).count();
            Ok((crowd::held(&store)?, visits))
        })
        .await?
    }
}

fn of_database(database: &Postgres) -> Result<(f64, Duration)> {
    let (mut memory, mut cpu) = (0.0, usage::cpu_with_ended(database.id())?);
    for process in database.processes() {
        // A backend may end in between.
        memory += usage::own_memory(process).unwrap_or_default();
        if process != database.id() {
            cpu += usage::cpu(process).unwrap_or_default();
        }
    }
    Ok((memory, cpu))
}

impl Usage {
    /// CPU since an earlier look, of the nodes and of the database.
    #[must_use]
    pub fn cpu_since(&self, earlier: &Self) -> (Duration, Option<Duration>) {
        let database = self.database.as_ref().zip(earlier.database.as_ref());
        (self.cpu.saturating_sub(earlier.cpu), database.map(|((_, now), (_, before))| now.saturating_sub(*before)))
    }

    /// The nodes' peaks: their sum, and each where there are several.
    #[must_use]
    pub fn show_memory(&self) -> String {
        let sum: f64 = self.memory.iter().sum();
        let each: Vec<_> = self.memory.iter().map(|mib| format!("{mib:.0}")).collect();
        if each.len() > 1 { format!("{sum:.0} ({})", each.join(" + ")) } else { format!("{sum:.0}") }
    }
}
