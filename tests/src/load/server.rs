//! Servers as processes of their own, so that their memory and the clients' are told apart.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail};

/// This program again, as a server.
#[derive(Debug)]
pub struct Served {
    child: Child,
    pub url: String,
}

impl Served {
    /// `what`: `serve` for the product, `floor` for the floor.
    pub fn start(what: &str, data: &Path) -> Result<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .arg(what)
            .arg(data)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let stdout = child.stdout.take().context("its output")?;
        for line in BufReader::new(stdout).lines() {
            let line = line?;
            if line.starts_with("http://") {
                return Ok(Self { child, url: line });
            }
        }
        bail!("{what} ended before it listened")
    }

    /// Peak resident memory so far, in MiB.
    pub fn peak_memory(&self) -> Result<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find(|line| line.starts_with("VmHWM:")).context("VmHWM")?;
        let kib: f64 = line.split_whitespace().nth(1).context("a number")?.parse()?;
        Ok(kib / 1024.0)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
