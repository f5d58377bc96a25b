//! A database that is only looked at: a server may run on it, and nothing of it is changed or upgraded.

use std::path::Path;
use std::sync::Arc;

use super::db::Connection;
use super::readers::Readers;
use super::{Database, FILE, StoreError, postgres, sqlite};

/// A database to read from.
#[derive(Debug, Clone)]
pub struct View(Arc<Readers>);

impl View {
    /// Of a data directory.
    pub fn open(dir: &Path) -> Result<Self, StoreError> {
        let path = dir.join(FILE);
        if !path.is_file() {
            return Err(StoreError::Open { path: path.display().to_string(), why: "there is none".into() });
        }
        Self::start(Arc::new(sqlite::Sqlite { path }))
    }

    /// On a PostgreSQL server.
    pub fn connect(url: &str) -> Result<Self, StoreError> {
        Self::start(Arc::new(postgres::Postgres::new(url)?))
    }

    fn start(database: Arc<dyn Database>) -> Result<Self, StoreError> {
        let known = database.known();
        let view = Self(Arc::new(Readers::new(database)));
        let found: u32 =
            view.read(|conn| conn.prepare_cached(conn.dialect().version)?.query_row((), |row| row.get(0)))?;
        match found.cmp(&known) {
            std::cmp::Ordering::Equal => Ok(view),
            std::cmp::Ordering::Greater => Err(StoreError::Newer { found, known }),
            std::cmp::Ordering::Less => Err(StoreError::damaged(
                "the database",
                format!("it has schema {found}, this program knows {known}: start the server once, which upgrades it"),
            )),
        }
    }

    /// The engine's name.
    pub fn engine(&self) -> Result<&'static str, StoreError> {
        self.read(|conn| Ok(conn.engine_name()))
    }

    /// The same from where something is async: a connection to a server blocks.
    pub async fn look<T, E, F>(&self, job: F) -> Result<T, E>
    where
        F: FnOnce(&Connection) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.0.run(job).await
    }

    /// Runs a job over one consistent view of what is committed.
    pub fn read<T, E: From<StoreError>>(&self, job: impl FnOnce(&Connection) -> Result<T, E>) -> Result<T, E> {
        self.0.run_blocking(job)
    }
}
