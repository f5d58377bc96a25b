//! Writing a backup while the server runs.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use shared::period::Instant;

use super::manifest::{Manifest, Mark};
use super::pictures::{self, Picture};
use super::{PARTIAL, PHOTOS, rows, sync_folder};
use crate::blob::{At, BlobError, Files};
use crate::store::{Connection, View, company, dump, photos};

/// One backup at a time into a folder; the lock ends with the process.
const LOCK: &str = ".lock";

/// What was written.
#[derive(Debug, Clone)]
pub struct Written {
    pub folder: PathBuf,
    pub manifest: Manifest,
    /// Photos it speaks of, and those of them that were copied now.
    pub photos: usize,
    pub copied: usize,
}

/// Writes a backup into a folder of backups. It has its name only once all of it is durable.
pub async fn write(view: &View, files: &Files, to: &Path, now: Instant) -> anyhow::Result<Written> {
    let photos = to.join(PHOTOS);
    fs::create_dir_all(&photos).with_context(|| format!("making {}", photos.display()))?;
    let lock = fs::File::create(to.join(LOCK))?;
    if lock.try_lock().is_err() {
        bail!("another backup is being written to {}", to.display());
    }
    // What a crash left; nobody else writes here.
    for entry in fs::read_dir(to)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with(PARTIAL) {
            fs::remove_dir_all(entry.path())?;
        }
    }
    let partial = to.join(format!("{PARTIAL}{}", uuid::Uuid::now_v7()));
    fs::create_dir(&partial)?;
    let (from, into) = (view.clone(), partial.clone());
    let (mut manifest, found) = tokio::task::spawn_blocking(move || tables(&from, &into, now)).await??;
    let mut copied = 0;
    // After the rows: whatever they speak of was there before them.
    for picture in &found {
        if pictures::is_there(&photos, picture) {
            continue;
        }
        let at = At { company: &picture.company, hash: &picture.hash, copy: picture.copy };
        match files.get(at).await {
            Ok(bytes) => {
                pictures::put(&photos, picture, &bytes)?;
                copied += 1;
            }
            Err(BlobError::Missing(_)) if gone(view, picture).await? => {}
            Err(why @ (BlobError::Missing(_) | BlobError::Changed(_))) => manifest.missing.push(why.to_string()),
            Err(why) => return Err(why.into()),
        }
    }
    manifest.write(&partial)?;
    sync_folder(&partial)?;
    let folder = name(to, now)?;
    fs::rename(&partial, &folder)?;
    sync_folder(to)?;
    drop(lock);
    Ok(Written { folder, manifest, photos: found.len(), copied })
}

/// Removed since the rows were read, as no record named it.
async fn gone(view: &View, picture: &Picture) -> anyhow::Result<bool> {
    let (company, hash) = (picture.company.clone(), picture.hash.clone());
    let found = view.look(move |conn| photos::get(conn, &company, &hash)).await?;
    Ok(found.is_none_or(|photo| photo.copy != picture.copy))
}

fn name(to: &Path, now: Instant) -> anyhow::Result<PathBuf> {
    let time = chrono::DateTime::from_timestamp_millis(now.millis()).context("the clock says no time")?;
    let name = time.format("%Y%m%dT%H%M%SZ").to_string();
    let free = (1..100)
        .map(|n| if n == 1 { to.join(&name) } else { to.join(format!("{name}-{n:02}")) })
        .find(|path| !path.exists());
    free.with_context(|| format!("{} is there already", to.join(&name).display()))
}

fn tables(view: &View, into: &Path, now: Instant) -> anyhow::Result<(Manifest, Vec<Picture>)> {
    let mut manifest = Manifest::new(view.engine()?, now);
    let mut found = Vec::new();
    view.read(|conn| -> anyhow::Result<()> { one_moment(conn, into, &mut manifest, &mut found) })?;
    Ok((manifest, found))
}

fn one_moment(conn: &Connection, into: &Path, manifest: &mut Manifest, found: &mut Vec<Picture>) -> anyhow::Result<()> {
    for id in company::all(conn)? {
        let numbers = company::numbers(conn, &id)?;
        manifest.companies.push(Mark { id, epoch: numbers.epoch, last: numbers.last });
    }
    for table in dump::tables(conn)? {
        let mut file = rows::Writer::create(into, &table)?;
        let mut failed = None;
        let done = dump::rows(conn, &table, |values| {
            let mut add = || -> anyhow::Result<()> {
                file.add(&values)?;
                if table.name == "photo" {
                    found.extend(pictures::of_row(&table.columns, &values)?);
                }
                Ok(())
            };
            add().map_err(|why| {
                let said = why.to_string();
                failed = Some(why);
                crate::store::StoreError::damaged(format!("table {}", table.name), said)
            })
        });
        if let Some(why) = failed {
            return Err(why.context(format!("table {}", table.name)));
        }
        done?;
        manifest.tables.push(file.end()?);
    }
    Ok(())
}
