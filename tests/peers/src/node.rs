//! Peers that run in Node.js: the programs in `node/`, at the versions of its lock file.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;
use serde_json::{Value, json};
use tests::load::server::Served;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use uuid::Uuid;

use crate::driven::{Acknowledged, Driven, Line, Refs};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("node")
}

/// Installs what the lock file names, unless it is there.
pub fn install() -> Result<()> {
    let folder = folder();
    let lock = std::fs::read_to_string(folder.join("package-lock.json"))?;
    // Written only after a complete installation, which an interrupted `npm ci` is not.
    let mark = folder.join("node_modules/.installed");
    if std::fs::read_to_string(&mark).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    let mut npm = Command::new("npm");
    npm.args(["ci", "--loglevel=error"]).current_dir(&folder).stdout(Stdio::null());
    // better-sqlite3 compiles: the headers that came with node do, there is no need to fetch them.
    let node = Command::new("node").args(["-p", "require('path').resolve(process.execPath, '../..')"]).output();
    let home = PathBuf::from(String::from_utf8(node.context("node did not start")?.stdout)?.trim());
    if home.join("include/node").is_dir() {
        npm.arg(format!("--nodedir={}", home.display()));
    }
    ensure!(npm.status().context("npm did not start")?.success(), "npm ci failed");
    std::fs::write(mark, lock)?;
    Ok(())
}

/// One of them, by the name of its program.
pub struct Node(pub &'static str);

/// What a client says when it is done.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Said {
    ready: bool,
    ms: f64,
    times: Vec<f64>,
    refs: Refs,
    acknowledged: Vec<String>,
    held: BTreeSet<String>,
    failed: Option<String>,
}

fn time(ms: f64) -> Duration {
    Duration::try_from_secs_f64(ms / 1e3).unwrap_or_default()
}

impl Node {
    /// Clients of a process of their own do one piece of work; bytes count from when they are ready.
    async fn drive(&self, line: &Line, work: &str, records: &[Value], more: Value) -> Result<Said> {
        let scratch = tempfile::tempdir()?;
        let file = scratch.path().join("records.json");
        std::fs::write(&file, serde_json::to_vec(records)?)?;
        let name = format!("r{}", Uuid::now_v7().simple());
        let mut order =
            json!({ "work": work, "url": line.url, "name": name, "records": file, "scratch": scratch.path() });
        if let (Value::Object(order), Value::Object(more)) = (&mut order, more) {
            order.extend(more);
        }
        let mut child = tokio::process::Command::new("node")
            .arg("drive.js")
            .args([self.0, &order.to_string()])
            .current_dir(folder())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .context("node did not start")?;
        let mut lines = BufReader::new(child.stdout.take().context("its output")?).lines();
        let mut input = child.stdin.take().context("its input")?;
        while let Some(text) = lines.next_line().await? {
            // A library may print what it likes.
            let Ok(said) = serde_json::from_str::<Said>(&text) else { continue };
            if let Some(why) = said.failed {
                bail!("{why}");
            }
            if !said.ready {
                return Ok(said);
            }
            line.begin();
            input.write_all(b"go\n").await?;
        }
        bail!("the client ended without a word")
    }
}

impl Driven for Node {
    async fn serve(&self, data: &Path) -> Result<Served> {
        let mut command = Command::new("node");
        command.arg("serve.js").arg(self.0).arg(data).current_dir(folder()).stderr(Stdio::null());
        Served::spawn(command, self.0)
    }

    async fn push(&self, line: &Line, records: &[Value], months: usize) -> Result<(Duration, Refs)> {
        let said = self.drive(line, "push", records, json!({ "months": months })).await?;
        Ok((time(said.ms), said.refs))
    }

    async fn single(&self, line: &Line, records: &[Value]) -> Result<Vec<Duration>> {
        let said = self.drive(line, "single", records, json!({})).await?;
        Ok(said.times.into_iter().map(time).collect())
    }

    async fn pull(&self, line: &Line, refs: &Refs, count: usize) -> Result<Duration> {
        Ok(time(self.drive(line, "pull", &[], json!({ "refs": refs, "count": count })).await?.ms))
    }

    async fn fan_in(&self, line: &Line, records: &[Value], clients: usize) -> Result<Duration> {
        Ok(time(self.drive(line, "fan", records, json!({ "clients": clients })).await?.ms))
    }

    async fn lose(&self, server: &mut Served, records: &[Value]) -> Result<Acknowledged> {
        // The client kills it itself, in the very moment.
        let said = self.drive(&Line::straight(server), "lose", records, json!({ "kill": server.id() })).await?;
        server.kill()?;
        Ok(Acknowledged { refs: said.refs, ids: said.acknowledged })
    }

    async fn held(&self, server: &Served, _: &Path, refs: &Refs) -> Result<BTreeSet<String>> {
        Ok(self.drive(&Line::straight(server), "held", &[], json!({ "refs": refs })).await?.held)
    }
}
