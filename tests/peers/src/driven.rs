//! What is asked of a server and its own clients, whoever they are.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use anyhow::Result;
use serde_json::Value;
use tests::Proxy;
use tests::load::server::Served;

/// The way to a server: straight, or with every byte counted.
#[derive(Debug)]
pub struct Line {
    pub url: String,
    proxy: Option<Proxy>,
}

impl Line {
    pub fn straight(server: &Served) -> Self {
        Self { url: server.url.clone(), proxy: None }
    }

    pub async fn counted(server: &Served) -> Result<Self> {
        let proxy = Proxy::start(server.url.trim_start_matches("http://").parse()?).await?;
        Ok(Self { url: proxy.url(), proxy: Some(proxy) })
    }

    /// From here on bytes count: what opened the session does not.
    pub fn begin(&self) {
        self.bytes();
    }

    /// Bytes up and down since the beginning.
    pub fn bytes(&self) -> (u64, u64) {
        self.proxy.as_ref().map_or((0, 0), Proxy::bytes)
    }
}

/// What names somebody's records on a server: document ids, a database, a login.
pub type Refs = Vec<String>;

/// Records that were acknowledged before the server was killed.
#[derive(Debug)]
pub struct Acknowledged {
    pub refs: Refs,
    pub ids: Vec<String>,
}

/// How many of the first records of [`Driven::single`] warm the line up and are not timed.
pub const WARM: usize = 5;

/// A server and its own clients. Sessions are open before any clock starts; a clock stops when the peer's own protocol
/// says that the server has what was sent.
pub trait Driven {
    /// Starts the server on a folder, made where it is missing.
    async fn serve(&self, data: &Path) -> Result<Served>;

    /// A client sends what was recorded without a line.
    async fn push(&self, line: &Line, records: &[Value], months: usize) -> Result<(Duration, Refs)>;

    /// A client sends one record after the other, each when the one before is acknowledged.
    async fn single(&self, line: &Line, records: &[Value]) -> Result<Vec<Duration>>;

    /// A client that holds nothing gets everything of somebody.
    async fn pull(&self, line: &Line, refs: &Refs, count: usize) -> Result<Duration>;

    /// Clients with a line each send at once.
    async fn fan_in(&self, line: &Line, records: &[Value], clients: usize) -> Result<Duration>;

    /// As [`Driven::single`]; the server is killed in the moment in which the last one is acknowledged.
    async fn lose(&self, server: &mut Served, records: &[Value]) -> Result<Acknowledged>;

    /// Ids of somebody's records that a server on this folder has.
    async fn held(&self, server: &Served, data: &Path, refs: &Refs) -> Result<BTreeSet<String>>;

    /// What is to be said beside the table.
    fn notes(&self) -> Vec<String> {
        Vec::new()
    }
}
