//! Backups: all rows of one moment and the photos they speak of, in a form that both engines read. So a backup is also the
//! way from the embedded database to PostgreSQL, and back.
//!
//! `FOLDER/{time}` is one backup: a file for each table and `manifest.json`, which has the BLAKE3 of each and of itself.
//! `FOLDER/photos` belongs to all of them: a photo is copied once. Keys (`<data>/keys`) are in no backup.

mod manifest;
mod pictures;
mod read;
mod restore;
mod rows;
mod write;

pub use manifest::{Manifest, Mark, MarkedTable};
pub use read::{Backup, find};
pub use restore::{Restored, Target, restore};
pub use write::{Written, write};

/// Photos of all backups of a folder.
const PHOTOS: &str = "photos";
/// What is being written has a name of this form: it is no backup.
const PARTIAL: &str = ".partial-";

/// Makes what was written to a folder durable.
fn sync_folder(folder: &std::path::Path) -> std::io::Result<()> {
    std::fs::File::open(folder)?.sync_all()
}
