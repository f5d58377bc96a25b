//! Room in the write-ahead log. A commit that makes the log's file longer waits for the file system's own journal too, which
//! takes several times as long as writing over what was written before; a log that has its length is written over for good.

use std::path::Path;

use super::super::StoreError;
use super::{checkpoint, open};

/// What a server writes before the log is moved and begins anew.
const ROOM: u32 = 4 * 1024 * 1024;

/// Gives the log its length, where it has none since the database was closed.
pub(super) fn up(path: &Path) -> Result<(), StoreError> {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    if std::fs::metadata(log).is_ok_and(|file| file.len() >= u64::from(ROOM)) {
        return Ok(());
    }
    let connection = open::common_writer(path)?;
    // A crash in between leaves the table to the next start.
    connection.execute_batch(&format!(
        "DROP TABLE IF EXISTS room;
         BEGIN IMMEDIATE; CREATE TABLE room (bytes BLOB NOT NULL) STRICT; INSERT INTO room VALUES (zeroblob({ROOM})); COMMIT;
         DROP TABLE room;"
    ))?;
    checkpoint::now(&connection)
}
