//! Moves the write-ahead log into the database beside the writer, so that no receipt waits for it.

use std::path::Path;
use std::sync::mpsc;

use rusqlite::Connection;

use super::super::StoreError;
use super::open;

/// Pages in the log worth moving: 4 MiB.
const WORTH: i32 = 1_000;
/// With so many the writer has to wait after all: the log would grow without end. 64 MiB.
const TOO_MANY: i32 = 16_000;

/// Moves the log as far as nobody reads it.
pub(super) fn now(connection: &Connection) -> Result<(), StoreError> {
    Ok(connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))?)
}

/// Has the log moved from now on. The thread ends with the connection.
pub(super) fn beside(writer: &mut Connection, path: &Path) -> Result<(), StoreError> {
    let connection = open::common_writer(path)?;
    // One place: while it moves, what is asked meanwhile is asked again by the next commit.
    let (ask, asked) = mpsc::sync_channel(1);
    std::thread::Builder::new()
        .name("checkpoint".into())
        .spawn(move || {
            for pages in asked {
                let how = if pages > TOO_MANY { "RESTART" } else { "PASSIVE" };
                let moved =
                    connection.query_row(&format!("PRAGMA wal_checkpoint({how})"), [], |row| row.get::<_, i32>(0));
                if let Err(why) = moved {
                    tracing::warn!(%why, pages, "the log was not moved; the next commit asks again");
                }
            }
        })
        .map_err(|why| StoreError::Commit(why.to_string()))?;
    writer.wal_hook(Some(move |_: &mut _, pages: i32| {
        if pages >= WORTH {
            // Full: it is being moved.
            ask.try_send(pages).ok();
        }
        Ok(())
    }))?;
    Ok(())
}
