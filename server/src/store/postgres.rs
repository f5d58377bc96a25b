//! The engine for several nodes: PostgreSQL 15 or newer. Every write transaction takes one lock first, so numbers become
//! visible in their order and no reader can pass a gap that is still being written.

mod listen;
mod lock;
mod migrate;
mod session;

use std::sync::Arc;

use postgres::{Config, NoTls};
use tokio::sync::watch;

use super::db::{Connection, Transaction};
use super::{Database, Lock, StoreError};
use session::Session;

pub use session::Raw;

/// Told when anything was committed.
const CHANNEL: &str = "fieldtally_commits";

/// A database on a server.
#[derive(Debug)]
pub(super) struct Postgres {
    config: Config,
    /// Listens for other nodes as long as this lives.
    alive: Arc<()>,
}

impl Postgres {
    pub(super) fn new(url: &str) -> Result<Self, StoreError> {
        let config: Config = url.parse().map_err(|why: postgres::Error| StoreError::Open {
            // The text holds a password.
            path: "--database".into(),
            why: why.to_string(),
        })?;
        Ok(Self { config, alive: Arc::new(()) })
    }

    fn client(config: &Config) -> Result<postgres::Client, StoreError> {
        let mut config = config.clone();
        if config.get_application_name().is_none() {
            config.application_name("fieldtally");
        }
        config.connect_timeout(std::time::Duration::from_secs(10));
        let mut client = config.connect(NoTls)?;
        // A receipt promises that a power cut loses nothing, whatever the server's default is.
        client.batch_execute("SET synchronous_commit = on; SET client_min_messages = warning; SET TIME ZONE 'UTC'")?;
        Ok(client)
    }
}

impl Database for Postgres {
    fn writer(&self) -> Result<Transaction, StoreError> {
        let mut client = Self::client(&self.config)?;
        migrate::upgrade(&mut client)?;
        Ok(Transaction::new(Box::new(Session::new(client))))
    }

    fn known(&self) -> u32 {
        migrate::known()
    }

    fn reader(&self) -> Result<Connection, StoreError> {
        Ok(Connection::new(Box::new(Session::new(Self::client(&self.config)?))))
    }

    fn lock(&self, duty: &str) -> Result<Option<Box<dyn Lock>>, StoreError> {
        lock::take(Self::client(&self.config)?, duty)
    }

    fn listen(&self, committed: &watch::Sender<u64>) -> Result<(), StoreError> {
        listen::start(self.config.clone(), Arc::downgrade(&self.alive), committed.clone())
    }
}
