//! The engine for several nodes: PostgreSQL 15 or newer. Every write transaction takes one lock first, so numbers become
//! visible in their order and no reader can pass a gap that is still being written.

mod listen;
mod lock;
mod migrate;
mod session;
mod tls;

use std::sync::Arc;

use tokio::sync::watch;

use super::db::{Connection, Transaction};
use super::{Database, Lock, StoreError};
use session::Session;
use tls::Line;

pub use session::Raw;

/// Told when anything was committed.
const CHANNEL: &str = "fieldtally_commits";

/// A database on a server.
#[derive(Debug)]
pub(super) struct Postgres {
    line: Line,
    /// Listens for other nodes as long as this lives.
    alive: Arc<()>,
}

impl Postgres {
    pub(super) fn new(url: &str) -> Result<Self, StoreError> {
        Ok(Self { line: Line::to(url)?, alive: Arc::new(()) })
    }

    fn client(line: &Line) -> Result<postgres::Client, StoreError> {
        let mut client = line.connect()?;
        // A receipt promises that a power cut loses nothing, whatever the server's default is.
        client.batch_execute("SET synchronous_commit = on; SET client_min_messages = warning; SET TIME ZONE 'UTC'")?;
        Ok(client)
    }
}

impl Database for Postgres {
    fn writer(&self) -> Result<Transaction, StoreError> {
        let mut client = Self::client(&self.line)?;
        migrate::upgrade(&mut client)?;
        Ok(Transaction::new(Box::new(Session::new(client))))
    }

    fn known(&self) -> u32 {
        migrate::known()
    }

    fn reader(&self) -> Result<Connection, StoreError> {
        Ok(Connection::new(Box::new(Session::new(Self::client(&self.line)?))))
    }

    fn lock(&self, duty: &str) -> Result<Option<Box<dyn Lock>>, StoreError> {
        lock::take(Self::client(&self.line)?, duty)
    }

    fn listen(&self, committed: &watch::Sender<u64>) -> Result<(), StoreError> {
        listen::start(self.line.clone(), Arc::downgrade(&self.alive), committed.clone())
    }
}
