//! The one way to open a database: pragmas, integrity, migrations.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::super::StoreError;
use super::checkpoint;

/// In order; a shipped one is never edited (migrations/NOTES.md).
const MIGRATIONS: [&str; 5] = [
    include_str!("../../../../migrations/server-sqlite/001_first.sql"),
    include_str!("../../../../migrations/server-sqlite/002_books.sql"),
    include_str!("../../../../migrations/server-sqlite/003_log.sql"),
    include_str!("../../../../migrations/server-sqlite/004_photos.sql"),
    include_str!("../../../../migrations/server-sqlite/005_day.sql"),
];
/// Statements kept prepared on each connection.
const STATEMENTS: usize = 128;

/// The connection that writes, on an upgraded database.
pub(super) fn writer(path: &Path) -> Result<Connection, StoreError> {
    let mut connection = common_writer(path)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    // KiB. The others keep the default of 2 MiB: what they read is in the system's cache.
    connection.pragma_update(None, "cache_size", -16_000)?;
    let sound: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if sound != "ok" {
        return Err(StoreError::damaged(path.display().to_string(), sound));
    }
    migrate(&mut connection)?;
    checkpoint::beside(&mut connection, path)?;
    Ok(connection)
}

/// A connection that can write, as safe as the writer's.
pub(super) fn common_writer(path: &Path) -> Result<Connection, StoreError> {
    let connection = Connection::open(path)?;
    common(&connection)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    // A receipt promises that a power cut loses nothing.
    connection.pragma_update(None, "synchronous", "FULL")?;
    Ok(connection)
}

/// A connection that can not write.
pub(super) fn reader(path: &Path) -> Result<Connection, StoreError> {
    let connection =
        Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    common(&connection)?;
    Ok(connection)
}

fn common(connection: &Connection) -> Result<(), StoreError> {
    connection.busy_timeout(Duration::from_secs(10))?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(())
}

/// The version of the schema this program makes.
pub(super) fn known() -> u32 {
    u32::try_from(MIGRATIONS.len()).unwrap_or(u32::MAX)
}

/// Moves all of the log into the file, so that the file alone is the database.
pub fn settle(path: &Path) -> Result<(), StoreError> {
    let connection = common_writer(path)?;
    // What moves it beside a writer may be at work still, and ends soon: the writer is gone.
    for _ in 0..200 {
        let busy: i64 = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
        if busy == 0 {
            return Ok(());
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    Err(StoreError::Commit("the write-ahead log is in use".into()))
}

fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    let known = known();
    let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let found: u32 = transaction.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if found > known {
        return Err(StoreError::Newer { found, known });
    }
    for sql in MIGRATIONS.iter().skip(usize::try_from(found).unwrap_or(0)) {
        transaction.execute_batch(sql)?;
    }
    transaction.pragma_update(None, "user_version", known)?;
    transaction.commit()?;
    Ok(())
}
