//! Readers: a few connections, each over its own consistent view.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Semaphore;

use super::db::Connection;
use super::{Database, StoreError};

/// At once; more would only wait for the same cores.
const READERS: usize = 6;

#[derive(Debug)]
pub(super) struct Readers {
    database: Arc<dyn Database>,
    idle: Mutex<Vec<Connection>>,
    free: Semaphore,
}

impl Readers {
    pub(super) fn new(database: Arc<dyn Database>) -> Self {
        Self { database, idle: Mutex::new(Vec::new()), free: Semaphore::new(READERS) }
    }

    pub(super) async fn run<T, E, F>(self: &Arc<Self>, job: F) -> Result<T, E>
    where
        F: FnOnce(&Connection) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let _permit = self.free.acquire().await.map_err(|_| StoreError::Stopped)?;
        let this = Arc::clone(self);
        match tokio::task::spawn_blocking(move || this.run_blocking(job)).await {
            Ok(result) => result,
            Err(_) => Err(StoreError::Panicked.into()),
        }
    }

    /// The same for a question of microseconds: where the engine is this process, going to another thread takes longer
    /// than the answer.
    pub(super) async fn run_short<T, E, F>(self: &Arc<Self>, job: F) -> Result<T, E>
    where
        F: FnOnce(&Connection) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        if self.database.embedded()
            && let Ok(_permit) = self.free.try_acquire()
        {
            return self.run_blocking(job);
        }
        self.run(job).await
    }

    pub(super) fn run_blocking<T, E, F>(&self, job: F) -> Result<T, E>
    where
        F: FnOnce(&Connection) -> Result<T, E>,
        E: From<StoreError>,
    {
        let kept = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let connection = match kept {
            Some(connection) => connection,
            None => self.database.reader()?,
        };
        let engine = connection.engine();
        if let Err(why) = engine.begin_read() {
            // One that was lost while nobody used it; the others may be too, and are found out as they come.
            if engine.alive() {
                return Err(why.into());
            }
            return self.run_blocking(job);
        }
        let result = job(&connection);
        // Nothing was written: how it ends does not matter, only that it does before the connection is used again.
        if engine.commit().or_else(|_| engine.rollback()).is_err() {
            return result;
        }
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < READERS {
            idle.push(connection);
        }
        result
    }
}

impl Drop for Readers {
    /// A connection to a server says good-bye in a way that no async task may wait for.
    fn drop(&mut self) {
        let idle = std::mem::take(&mut *self.idle.lock().unwrap_or_else(PoisonError::into_inner));
        std::thread::spawn(move || drop(idle));
    }
}
