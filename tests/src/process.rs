//! The server as a process of its own, which can be killed.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail};

/// A running `fieldtally serve`.
#[derive(Debug)]
pub struct Process {
    child: Child,
    pub url: String,
}

/// The program `fieldtally` of this build.
pub fn program() -> Result<PathBuf> {
    let own = std::env::current_exe()?;
    let found = own.ancestors().skip(1).take(3).map(|folder| folder.join("fieldtally")).find(|path| path.is_file());
    found.context("fieldtally is not built: `cargo build -p fieldtally-server` in the same profile")
}

impl Process {
    /// Starts the server on a data folder and waits until it listens.
    pub fn start(data: &Path, port: u16) -> Result<Self> {
        Self::start_on(data, port, None)
    }

    /// The same on a database of PostgreSQL, where there is one.
    pub fn start_on(data: &Path, port: u16, database: Option<&str>) -> Result<Self> {
        let mut command = Command::new(program()?);
        command.arg("serve").arg("--data").arg(data);
        if let Some(url) = database {
            command.arg("--database").arg(url);
        }
        let mut child = command
            .arg("--listen")
            .arg(format!("127.0.0.1:{port}"))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let stdout = child.stdout.take().context("its output")?;
        for line in BufReader::new(stdout).lines() {
            if let Some(at) = line?.split("http://").nth(1) {
                let url = format!("http://{}", at.trim());
                return Ok(Self { child, url });
            }
        }
        bail!("the server ended before it listened")
    }

    /// SIGKILL: no farewell, no flush.
    pub fn kill(mut self) -> Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A port nobody listens on now.
pub fn free_port() -> Result<u16> {
    Ok(std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}
