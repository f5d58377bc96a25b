use rusqlite::Connection;

use super::{StoreError, search, settings};

const MIGRATIONS: &[&str] = &[
    include_str!("../../../migrations/client/001_first.sql"),
    include_str!("../../../migrations/client/002_mending.sql"),
    include_str!("../../../migrations/client/003_photos.sql"),
    include_str!("../../../migrations/client/004_search.sql"),
    include_str!("../../../migrations/client/005_draft.sql"),
];

/// Pages of a file above which the photos in it are checked later: each page is read for it, and nothing else works
/// meanwhile. 16 MiB.
const LARGE: i64 = 4096;

/// Whether every page of the file is what it should be, and each index what its table says: a changed byte in the name of
/// a chunk's document shows only so. What documents and photos hold has hashes of its own.
pub(super) fn sound(db: &Connection) -> Result<(), StoreError> {
    said_ok(db, "PRAGMA integrity_check(1)")
}

/// The same of all that is needed before anything is done: every table but that of the photos.
fn sound_but_photos(db: &Connection) -> Result<(), StoreError> {
    let mut names = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'photo'")?;
    let names: Vec<String> = names.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    for name in names.iter().map(String::as_str).chain(["sqlite_schema"]) {
        said_ok(db, &format!("PRAGMA integrity_check({name})"))?;
    }
    Ok(())
}

fn said_ok(db: &Connection, check: &str) -> Result<(), StoreError> {
    let said: String = db.query_row(check, [], |row| row.get(0))?;
    if said == "ok" { Ok(()) } else { Err(StoreError::Corrupt(said)) }
}

pub(super) fn is_large(db: &Connection) -> Result<bool, StoreError> {
    Ok(db.pragma_query_value(None, "page_count", |row| row.get::<_, i64>(0))? > LARGE)
}

/// Opens a store and brings it up to this version's schema; refuses one that a newer version wrote.
///
/// `path` is a file name natively, a name in the origin's private file system on the web, `:memory:` in tests.
pub fn open(path: &str) -> Result<Connection, StoreError> {
    let mut db = Connection::open(path)?;
    // What was found damaged since it was last opened is looked at as a whole, and then salvaged.
    if is_large(&db)? && !settings::is_suspect(&db) {
        sound_but_photos(&db)?
    } else {
        sound(&db)?
    }
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
    search::bring_up(&mut db)?;
    Ok(db)
}
