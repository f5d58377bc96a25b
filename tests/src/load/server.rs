//! Servers as processes of their own, so that their memory and the clients' are told apart.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};

use super::{floor, usage};
use crate::company::config;

/// What the product's own program has: memory and times of a server here are those of one there.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// A server that runs until this is dropped.
#[derive(Debug)]
pub struct Served {
    child: Child,
    pub url: String,
}

impl Served {
    /// This program again, as a server. `what`: `serve` for the product, `floor` for the floor.
    pub fn start(what: &str, data: &Path) -> Result<Self> {
        Self::start_on(what, data, None)
    }

    /// The same on a database of PostgreSQL, where there is one.
    pub fn start_on(what: &str, data: &Path, database: Option<&str>) -> Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        command.arg(what).arg(data).args(database).stderr(Stdio::null());
        Self::spawn(command, what)
    }

    /// Any program that prints its address once it listens.
    pub fn spawn(mut command: Command, what: &str) -> Result<Self> {
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().context(what.to_owned())?;
        let stdout = child.stdout.take().context("its output")?;
        let mut lines = BufReader::new(stdout).lines();
        for line in lines.by_ref() {
            let line = line?;
            if line.starts_with("http://") {
                // What it prints later is read and forgotten, so that it never waits for a reader.
                std::thread::spawn(move || lines.for_each(drop));
                return Ok(Self { child, url: line });
            }
        }
        let _ = child.wait();
        bail!("{what} ended before it listened")
    }

    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// SIGKILL: no farewell, no flush.
    pub fn kill(&mut self) -> Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    /// Peak resident memory so far, in MiB.
    pub fn peak_memory(&self) -> Result<f64> {
        usage::peak_memory(self.id())
    }

    /// Time on the processors so far, in user space and in the kernel.
    pub fn cpu(&self) -> Result<Duration> {
        usage::cpu(self.id())
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Serves where the arguments of this program say so, until the process ends; `false`: they do not.
pub async fn served() -> Result<bool> {
    let mut args = std::env::args().skip(1);
    match (args.next().as_deref(), args.next()) {
        (Some("serve"), Some(data)) => serve(Path::new(&data), args.next()).await?,
        (Some("floor"), Some(data)) => floor::serve(Path::new(&data), announce).await?,
        _ => return Ok(false),
    }
    Ok(true)
}

/// Tells the parent process where this one listens.
#[expect(clippy::print_stdout, reason = "the parent process reads it")]
pub fn announce(url: String) {
    println!("{url}");
}

async fn serve(data: &Path, database: Option<String>) -> Result<()> {
    let mut config = config(data);
    config.database = database;
    let running = server::start(config).await?;
    announce(running.url());
    std::future::pending().await
}
