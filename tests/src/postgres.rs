//! A PostgreSQL server of a test's own: from the machine's binaries, in a temporary folder, on a free port of loopback.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use tempfile::TempDir;

use crate::certificates::Vouched;
use crate::process::free_port;

/// Who runs it where the tests are root, which PostgreSQL refuses to be.
const ORDINARY: &str = "postgres";

/// A running server; ends with this.
#[derive(Debug)]
pub struct Postgres {
    child: Child,
    port: u16,
    bin: PathBuf,
    folder: TempDir,
    databases: AtomicU32,
    settings: Vec<String>,
}

/// Where Debian, and most others, put the programs of the newest version installed.
fn bin() -> Result<PathBuf> {
    let mut found: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .context("PostgreSQL is not installed: the package `postgresql`")?
        .filter_map(|entry| Some(entry.ok()?.path().join("bin")))
        .filter(|bin| bin.join("postgres").is_file())
        .collect();
    found.sort();
    found.pop().context("PostgreSQL's programs are not under /usr/lib/postgresql")
}

/// Whether one can be started here.
pub fn installed() -> Result<()> {
    bin().map(drop)
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|out| out.stdout.starts_with(b"0\n"))
}

/// A command as an ordinary user.
fn ordinary(program: &Path) -> Command {
    if !is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid", ORDINARY, "--regid", ORDINARY, "--clear-groups", "--"]).arg(program);
    command
}

fn run(command: &mut Command) -> Result<()> {
    let out = command.output().with_context(|| format!("{command:?}"))?;
    ensure!(out.status.success(), "{command:?}: {}", String::from_utf8_lossy(&out.stderr));
    Ok(())
}

impl Postgres {
    /// Makes a cluster and starts it; `durable`: with fsync, as in production.
    pub fn start(durable: bool) -> Result<Self> {
        Self::begin(durable, None)
    }

    /// One that answers on a protected line only, with this certificate.
    pub fn start_protected(vouched: &Vouched) -> Result<Self> {
        Self::begin(false, Some(vouched))
    }

    fn begin(durable: bool, vouched: Option<&Vouched>) -> Result<Self> {
        let bin = bin()?;
        let folder = tempfile::Builder::new().prefix("fieldtally-pg").tempdir()?;
        if is_root() {
            run(Command::new("chown").arg(ORDINARY).arg(folder.path()))?;
        }
        let cluster = folder.path().join("cluster");
        // Not the C locale: what must compare by bytes says so itself.
        let mut init = ordinary(&bin.join("initdb"));
        run(init.arg("-D").arg(&cluster).args(["-U", "fieldtally", "-A", "trust", "-E", "UTF8", "--no-sync"]))?;
        let mut settings = vec![format!("fsync={}", if durable { "on" } else { "off" })];
        if let Some(vouched) = vouched {
            settings.extend(protect(folder.path(), &cluster, vouched)?);
        }
        let port = free_port()?;
        let child = spawn(&bin, &cluster, folder.path(), port, &settings)?;
        let server = Self { child, port, bin, folder, databases: AtomicU32::new(0), settings };
        server.ready()?;
        Ok(server)
    }

    fn ready(&self) -> Result<()> {
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(60) {
            let mut asked = Command::new(self.bin.join("pg_isready"));
            if asked.args(["-q", "-h", "127.0.0.1", "-p", &self.port.to_string()]).status()?.success() {
                return Ok(());
            }
        }
        bail!("PostgreSQL did not listen within a minute")
    }

    /// A new, empty database; its address.
    pub fn database(&self) -> Result<String> {
        let name = format!("company{}", self.databases.fetch_add(1, Ordering::Relaxed));
        let mut create = Command::new(self.bin.join("createdb"));
        run(create.args(["-h", "127.0.0.1", "-p", &self.port.to_string(), "-U", "fieldtally", &name]))?;
        Ok(format!("postgres://fieldtally@127.0.0.1:{}/{name}", self.port))
    }

    /// SIGKILL to every process of the server, and a start on what is on the disk.
    pub fn crash(&mut self) -> Result<()> {
        kill(&mut self.child)?;
        let cluster = self.folder.path().join("cluster");
        // What a killed server leaves names a process that is no more.
        std::fs::remove_file(cluster.join("postmaster.pid")).ok();
        self.child = spawn(&self.bin, &cluster, self.folder.path(), self.port, &self.settings)?;
        self.ready()
    }

    /// All of its processes, the one that owns the others first.
    #[must_use]
    pub fn processes(&self) -> Vec<u32> {
        std::iter::once(self.id()).chain(children(self.id())).collect()
    }

    /// The process that owns all others of it.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    #[must_use]
    pub fn folder(&self) -> PathBuf {
        self.folder.path().join("cluster")
    }
}

/// Lays certificate and key where the server finds them, and lets nobody in by an open line but through the socket.
fn protect(folder: &Path, cluster: &Path, vouched: &Vouched) -> Result<Vec<String>> {
    use std::os::unix::fs::PermissionsExt;
    let (certificate, key) = (folder.join("server.pem"), folder.join("server.key"));
    std::fs::write(&certificate, &vouched.certificate)?;
    std::fs::write(&key, &vouched.key)?;
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o600))?;
    let rules = "local all all trust\nhostssl all all 127.0.0.1/32 trust\n";
    std::fs::write(cluster.join("pg_hba.conf"), rules)?;
    if is_root() {
        run(Command::new("chown").arg(ORDINARY).arg(&certificate).arg(&key))?;
    }
    Ok(vec![
        "ssl=on".into(),
        format!("ssl_cert_file={}", certificate.display()),
        format!("ssl_key_file={}", key.display()),
    ])
}

fn spawn(bin: &Path, cluster: &Path, sockets: &Path, port: u16, settings: &[String]) -> Result<Child> {
    let mut command = ordinary(&bin.join("postgres"));
    command.arg("-D").arg(cluster).args(["-p", &port.to_string(), "-c", "listen_addresses=127.0.0.1"]);
    command.arg("-k").arg(sockets).args(["-c", "max_connections=60"]);
    command.args(settings.iter().flat_map(|setting| ["-c", setting]));
    Ok(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn()?)
}

/// All of its processes at once. Each is a group of its own, and one that lived on would keep the next server from starting.
fn kill(child: &mut Child) -> Result<()> {
    let others = children(child.id());
    child.kill()?;
    child.wait()?;
    if !others.is_empty() {
        // Some may have ended meanwhile.
        let ids = others.iter().map(ToString::to_string);
        Command::new("kill").arg("-KILL").args(ids).stderr(Stdio::null()).status()?;
    }
    let begun = Instant::now();
    while others.iter().any(|id| runs(*id)) {
        ensure!(begun.elapsed() < Duration::from_secs(60), "processes of PostgreSQL outlive SIGKILL");
        std::thread::yield_now();
    }
    Ok(())
}

/// State and parent of a process, as Linux tells them.
fn process(id: u32) -> Option<(char, u32)> {
    let text = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    // Its name stands in brackets and may hold anything.
    let mut words = text.rsplit_once(')')?.1.split_whitespace();
    Some((words.next()?.chars().next()?, words.next()?.parse().ok()?))
}

fn runs(id: u32) -> bool {
    process(id).is_some_and(|(state, _)| state != 'Z')
}

fn children(of: u32) -> Vec<u32> {
    let Ok(entries) = std::fs::read_dir("/proc") else { return Vec::new() };
    let ids = entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
    ids.filter(|id| process(*id).is_some_and(|(_, parent)| parent == of)).collect()
}

impl Drop for Postgres {
    fn drop(&mut self) {
        kill(&mut self.child).ok();
    }
}
