//! Restoring into an empty place, all or nothing.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, bail, ensure};
use shared::id::CompanyId;
use shared::period::Instant;
use shared::rest::Device;

use super::read::Backup;
use super::{pictures, sync_folder};
use crate::blob::{At, Files};
use crate::store::audit::{self, Deed};
use crate::store::people;
use crate::store::{self, Store, Transaction, dump};

/// Where to.
#[derive(Debug, Clone)]
pub enum Target {
    /// The embedded database of a data directory.
    Folder(PathBuf),
    /// A database on a PostgreSQL server.
    Server(String),
}

/// What stands now.
#[derive(Debug)]
pub struct Restored {
    pub rows: u64,
    pub photos: usize,
    /// Photos that the backup speaks of and does not have.
    pub missing: Vec<String>,
    pub epochs: Vec<(CompanyId, u32)>,
    /// Devices that may sync again: what was revoked after the backup was made is not known any more.
    pub devices: Vec<Device>,
}

/// Restores a backup that was checked.
pub async fn restore(backup: Backup, target: Target, files: &Files, now: Instant) -> anyhow::Result<Restored> {
    let backup = Arc::new(backup);
    if let Target::Folder(data) = &target {
        // A log without its file would be taken for this one's.
        for name in [store::FILE.to_owned(), format!("{}-wal", store::FILE)] {
            let file = data.join(name);
            ensure!(
                !file.exists(),
                "{} is there already: a backup is restored into an empty place only",
                file.display()
            );
        }
    }
    // Objects by their content harm nobody, whatever comes of the rest.
    let (mut photos, mut missing) = (0, Vec::new());
    for picture in &backup.pictures {
        match pictures::get(&backup.photos(), picture) {
            Ok(bytes) => {
                let at = At { company: &picture.company, hash: &picture.hash, copy: picture.copy };
                files.put(at, bytes.into()).await?;
                photos += 1;
            }
            Err(_) => missing.push(picture.hash.clone()),
        }
    }
    let from = Arc::clone(&backup);
    let (rows, epochs, devices) = tokio::task::spawn_blocking(move || match target {
        Target::Server(url) => into(&Store::connect(&url)?, &from, now),
        Target::Folder(data) => folder(&data, &from, now),
    })
    .await??;
    Ok(Restored { rows, photos, missing, epochs, devices })
}

type Done = (u64, Vec<(CompanyId, u32)>, Vec<Device>);

/// The database is made beside its place and takes it whole.
fn folder(data: &Path, backup: &Arc<Backup>, now: Instant) -> anyhow::Result<Done> {
    fs::create_dir_all(data)?;
    let beside = data.join(format!(".restoring-{}", uuid::Uuid::now_v7()));
    let made = || -> anyhow::Result<Done> {
        let store = Store::open(&beside)?;
        let done = into(&store, backup, now)?;
        drop(store);
        store::settle(&beside)?;
        let file = beside.join(store::FILE);
        fs::File::open(&file)?.sync_all()?;
        // Never over one that came meanwhile.
        fs::hard_link(&file, data.join(store::FILE))
            .with_context(|| format!("{}", data.join(store::FILE).display()))?;
        sync_folder(data)?;
        Ok(done)
    };
    let done = made();
    fs::remove_dir_all(&beside).ok();
    done
}

fn into(store: &Store, backup: &Arc<Backup>, now: Instant) -> anyhow::Result<Done> {
    let backup = Arc::clone(backup);
    store.write_blocking(move |tx| one_write(tx, &backup, now))
}

fn one_write(tx: &Transaction, backup: &Backup, now: Instant) -> anyhow::Result<Done> {
    if let Some(table) = dump::anything(tx)? {
        bail!("the database is not empty ({table} has rows): a backup is restored into an empty place only");
    }
    let known: BTreeMap<String, Vec<String>> =
        dump::tables(tx)?.into_iter().map(|table| (table.name, table.columns)).collect();
    for table in &backup.manifest.tables {
        let columns = known.get(&table.name);
        let strange = table.columns.iter().find(|column| columns.is_none_or(|columns| !columns.contains(column)));
        if let Some(column) = strange {
            bail!("this program knows no {}.{column}: use a newer program", table.name);
        }
    }
    let mut rows = 0;
    backup.rows(|table, columns, values| {
        dump::insert(tx, table, columns, &values).with_context(|| format!("a row of {table}"))?;
        rows += 1;
        Ok(())
    })?;
    let (mut epochs, mut devices) = (Vec::new(), Vec::new());
    let name = backup.folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
    for mark in &backup.manifest.companies {
        // Larger than before, and than that of any other restore of the same backup at another second.
        let clock = u32::try_from(now.millis() / 1000).unwrap_or(0);
        let epoch = mark.epoch.saturating_add(1).max(clock);
        dump::set_epoch(tx, &mark.id, epoch)?;
        let deed = Deed { at: now, who: "command", what: "restore", detail: &name };
        audit::append(tx, &mark.id, &deed)?;
        epochs.push((mark.id.clone(), epoch));
        let all: Vec<Device> = people::devices(tx, &mark.id, None)?;
        devices.extend(all.into_iter().filter(|device| !device.revoked));
    }
    Ok((rows, epochs, devices))
}
