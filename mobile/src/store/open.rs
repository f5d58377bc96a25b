use rusqlite::Connection;

use super::StoreError;

const MIGRATIONS: &[&str] = &[
    include_str!("../../../migrations/client/001_first.sql"),
    include_str!("../../../migrations/client/002_mending.sql"),
];

/// Opens a store and brings it up to this version's schema; refuses one that a newer version wrote.
///
/// `path` is a file name natively, a name in the origin's private file system on the web, `:memory:` in tests.
pub fn open(path: &str) -> Result<Connection, StoreError> {
    let mut db = Connection::open(path)?;
    // OPFS knows no shared memory, so no WAL; TRUNCATE works everywhere. FULL: durable before the screen says so (SYN-2).
    db.pragma_update(None, "journal_mode", "TRUNCATE")?;
    db.pragma_update(None, "synchronous", "FULL")?;
    let found: i64 = db.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let known = i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX);
    if found > known {
        return Err(StoreError::NewerSchema { found, known });
    }
    let done = usize::try_from(found).unwrap_or(0);
    for (number, sql) in (1i64..).zip(MIGRATIONS).skip(done) {
        let tx = db.transaction()?;
        tx.execute_batch(sql)?;
        tx.pragma_update(None, "user_version", number)?;
        tx.commit()?;
    }
    Ok(db)
}
