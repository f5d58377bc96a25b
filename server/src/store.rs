//! The one door to the database. Writers take `&Transaction`, readers `&Connection`; SQL stands nowhere else.

pub mod audit;
pub mod company;
pub mod facts;
pub mod feed;
pub mod grant;
pub mod holding;
pub mod log;
pub mod money;
pub mod org;
pub mod paid;
pub mod payroll;
pub mod people;
pub mod period;
pub mod photos;
pub mod snapshot;

mod checkpoint;
mod open;
mod readers;
mod writer;

use std::path::Path;
use std::sync::Arc;

use rusqlite::{Connection, Transaction};
use tokio::sync::watch;

use readers::Readers;
use writer::Writer;

/// The file in the data directory.
pub const FILE: &str = "fieldtally.sqlite";

/// What can go wrong below the rules.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("the database: {0}")]
    Sqlite(#[from] rusqlite::Error),
    #[error("the database {path}: {why}")]
    Open { path: String, why: String },
    #[error("the database has schema {found}, this program knows {known}: use a newer program")]
    Newer { found: u32, known: u32 },
    /// What is stored does not read as what it should be.
    #[error("{what} is damaged: {why}")]
    Damaged { what: String, why: String },
    /// Nothing of the transaction was kept.
    #[error("nothing was written: {0}")]
    Commit(String),
    #[error("the server is stopping")]
    Stopped,
    #[error("a step failed from inside and was undone")]
    Panicked,
}

impl StoreError {
    pub fn damaged(what: impl Into<String>, why: impl ToString) -> Self {
        Self::Damaged { what: what.into(), why: why.to_string() }
    }
}

/// An open database: one writer with group commit, a pool of readers.
#[derive(Debug, Clone)]
pub struct Store {
    writer: Arc<Writer>,
    readers: Arc<Readers>,
}

impl Store {
    /// Opens or makes the database of a data directory and upgrades an older one.
    pub fn open(dir: &Path) -> Result<Self, StoreError> {
        let wrong = |why: std::io::Error| StoreError::Open { path: dir.display().to_string(), why: why.to_string() };
        std::fs::create_dir_all(dir).map_err(wrong)?;
        let path = dir.join(FILE);
        let connection = open::writer(&path)?;
        Ok(Self { writer: Arc::new(Writer::start(connection)?), readers: Arc::new(Readers::new(path)) })
    }

    /// Runs a job in a transaction of its own kind: it is undone if the job fails, and `Ok` means that it is durable.
    /// Jobs waiting at the same time share one commit.
    pub async fn write<T, E, F>(&self, job: F) -> Result<T, E>
    where
        F: FnOnce(&Transaction<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.writer.run(job).await
    }

    /// The same where nothing is async: commands, never a request.
    pub fn write_blocking<T, E, F>(&self, job: F) -> Result<T, E>
    where
        F: FnOnce(&Transaction<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.writer.run_blocking(job)
    }

    /// Runs a job over one consistent view of what is committed.
    pub async fn read<T, E, F>(&self, job: F) -> Result<T, E>
    where
        F: FnOnce(&Connection) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.readers.run(job).await
    }

    /// The same where nothing is async.
    pub fn read_blocking<T, E, F>(&self, job: F) -> Result<T, E>
    where
        F: FnOnce(&Connection) -> Result<T, E>,
        E: From<StoreError>,
    {
        self.readers.run_blocking(job)
    }

    /// Changes with every commit.
    #[must_use]
    pub fn commits(&self) -> watch::Receiver<u64> {
        self.writer.commits()
    }
}

#[cfg(test)]
mod tests;
