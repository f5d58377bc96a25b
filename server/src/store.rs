//! The one door to the database. Writers take `&Transaction`, readers `&Connection`; SQL stands nowhere else.
//!
//! Two engines behind one trait ([`db::Engine`]): SQLite in the data directory, and PostgreSQL for several nodes. The SQL is
//! one for both, and so are the rules: one writer at a time, numbers that become visible in their order, and an answer only
//! after the commit is durable.

pub mod aside;
pub mod audit;
pub mod calendar;
pub mod check;
pub mod company;
pub mod dump;
pub mod facts;
pub mod feed;
pub mod grant;
pub mod holding;
pub mod lease;
pub mod log;
pub mod money;
pub mod org;
pub mod packing;
pub mod paid;
pub mod payroll;
pub mod people;
pub mod period;
pub mod photos;
pub mod quarantine;
pub mod snapshot;
pub mod work;

pub mod db;
mod postgres;
mod readers;
mod sqlite;
mod view;
mod writer;

use std::path::Path;
use std::sync::Arc;

use tokio::sync::watch;

pub use db::{Connection, Transaction};
pub use lease::Lock;
use readers::Readers;
pub use view::View;
use writer::Writer;

/// The file in the data directory.
pub const FILE: &str = "fieldtally.sqlite";

/// Makes the file of a data directory, which nobody uses, all there is of its database.
pub fn settle(dir: &Path) -> Result<(), StoreError> {
    sqlite::settle(&dir.join(FILE))
}

/// What can go wrong below the rules.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("the database: {0}")]
    Sqlite(#[from] rusqlite::Error),
    #[error("the database: {}", said(.0))]
    Postgres(#[from] ::postgres::Error),
    #[error("there is no such row")]
    NoRow,
    #[error("the database {path}: {why}")]
    Open { path: String, why: String },
    #[error("the database has schema {found}, this program knows {known}: use a newer program")]
    Newer { found: u32, known: u32 },
    /// What is stored does not read as what it should be.
    #[error("{what} is damaged: {why}")]
    Damaged { what: String, why: String },
    /// Not damaged, but not to be had one by one any more.
    #[error("{what} is packed into its document's snapshot")]
    Packed { what: String },
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

/// What the server says is in the cause, and so is why the line fails; the error itself says only "db error".
fn said(why: &::postgres::Error) -> String {
    if let Some(told) = why.as_db_error() {
        return told.to_string();
    }
    match std::error::Error::source(why) {
        Some(cause) => format!("{why}: {cause}"),
        None => why.to_string(),
    }
}

/// A database that connections can be opened to.
trait Database: Send + Sync + std::fmt::Debug {
    /// The connection that writes, on an upgraded database.
    fn writer(&self) -> Result<Transaction, StoreError>;

    fn reader(&self) -> Result<Connection, StoreError>;

    /// Whether it is in this process: asking costs no way.
    fn embedded(&self) -> bool {
        false
    }

    /// Makes the first writes after a start as quick as the later ones.
    fn warm(&self) -> Result<(), StoreError> {
        Ok(())
    }

    /// The version of the schema this program makes.
    fn known(&self) -> u32;

    /// Takes a lock that one node has at a time; `None` while another has it.
    fn lock(&self, duty: &str) -> Result<Option<Box<dyn Lock>>, StoreError>;

    /// Counts the commits of others up too, from now on, where they can be heard of.
    fn listen(&self, _committed: &watch::Sender<u64>) -> Result<(), StoreError> {
        Ok(())
    }
}

/// An open database: one writer with group commit, a pool of readers.
#[derive(Debug, Clone)]
pub struct Store {
    database: Arc<dyn Database>,
    writer: Arc<Writer>,
    readers: Arc<Readers>,
}

impl Store {
    /// Opens or makes the database of a data directory and upgrades an older one.
    pub fn open(dir: &Path) -> Result<Self, StoreError> {
        let wrong = |why: std::io::Error| StoreError::Open { path: dir.display().to_string(), why: why.to_string() };
        std::fs::create_dir_all(dir).map_err(wrong)?;
        Self::start(Arc::new(sqlite::Sqlite { path: dir.join(FILE) }))
    }

    /// Opens a database on a PostgreSQL server, `postgres://user:password@host/name`, and upgrades an older one.
    pub fn connect(url: &str) -> Result<Self, StoreError> {
        Self::start(Arc::new(postgres::Postgres::new(url)?))
    }

    fn start(database: Arc<dyn Database>) -> Result<Self, StoreError> {
        let writer = Writer::start(Arc::clone(&database))?;
        let readers = Readers::new(Arc::clone(&database));
        Ok(Self { database, writer: Arc::new(writer), readers: Arc::new(readers) })
    }

    /// Makes the first writes after a start as quick as the later ones. For who serves: it costs a few milliseconds.
    pub fn warm(&self) -> Result<(), StoreError> {
        self.database.warm()
    }

    /// Runs a job in a transaction of its own kind: it is undone if the job fails, and `Ok` means that it is durable.
    /// Jobs waiting at the same time share one commit.
    pub async fn write<T, E, F>(&self, job: F) -> Result<T, E>
    where
        F: FnOnce(&Transaction) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.writer.run(job).await
    }

    /// The same where nothing is async: commands, never a request.
    pub fn write_blocking<T, E, F>(&self, job: F) -> Result<T, E>
    where
        F: FnOnce(&Transaction) -> Result<T, E> + Send + 'static,
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

    /// The same for a question of a few rows that are in memory.
    pub async fn read_short<T, E, F>(&self, job: F) -> Result<T, E>
    where
        F: FnOnce(&Connection) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.readers.run_short(job).await
    }

    /// The same where nothing is async.
    pub fn read_blocking<T, E, F>(&self, job: F) -> Result<T, E>
    where
        F: FnOnce(&Connection) -> Result<T, E>,
        E: From<StoreError>,
    {
        self.readers.run_blocking(job)
    }

    /// Takes a lock that one node has at a time; `None` while another has it.
    pub async fn lock(&self, duty: &'static str) -> Result<Option<Box<dyn Lock>>, StoreError> {
        let database = Arc::clone(&self.database);
        tokio::task::spawn_blocking(move || database.lock(duty)).await.map_err(|_| StoreError::Panicked)?
    }

    /// Changes with every commit.
    #[must_use]
    pub fn commits(&self) -> watch::Receiver<u64> {
        self.writer.commits()
    }
}

#[cfg(test)]
mod tests;
