//! Finding a backup and believing it: every hash is checked before anything is read from it.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};

use super::manifest::{self, Manifest};
use super::pictures::{self, Picture};
use super::{PARTIAL, PHOTOS, rows};
use crate::store::dump::Values;

/// A backup whose files are what its manifest says.
#[derive(Debug)]
pub struct Backup {
    pub folder: PathBuf,
    pub manifest: Manifest,
    pub(super) pictures: Vec<Picture>,
}

/// The backup that is meant: a folder with a manifest, or the newest one in a folder of backups.
pub fn find(from: &Path) -> anyhow::Result<PathBuf> {
    if from.join(manifest::FILE).is_file() {
        return Ok(from.to_owned());
    }
    let partial = from.file_name().is_some_and(|name| name.to_string_lossy().starts_with(PARTIAL));
    ensure!(!partial, "{} was never finished: it is no backup", from.display());
    let entries = fs::read_dir(from).with_context(|| format!("reading {}", from.display()))?;
    let mut found = Vec::new();
    for entry in entries {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if !name.starts_with('.') && name != PHOTOS && path.is_dir() {
            found.push(path);
        }
    }
    // By their time. One without a manifest is refused by name, never passed over for an older one.
    found.into_iter().max().with_context(|| format!("{} holds no backup", from.display()))
}

impl Backup {
    /// Checks a backup: its manifest, every file, every photo.
    pub fn open(from: &Path) -> anyhow::Result<Self> {
        let folder = find(from)?;
        let manifest = Manifest::read(&folder)?;
        manifest.tables.iter().try_for_each(|table| rows::check(&folder, table))?;
        let pictures = pictures::of_backup(&folder, &manifest.tables)?;
        let backup = Self { folder, manifest, pictures };
        for picture in &backup.pictures {
            if pictures::path(&backup.photos(), picture).exists() {
                pictures::get(&backup.photos(), picture)?;
            }
        }
        Ok(backup)
    }

    pub(super) fn photos(&self) -> PathBuf {
        self.folder.parent().map_or_else(|| PathBuf::from(PHOTOS), |all| all.join(PHOTOS))
    }

    /// Goes through all rows: table, columns, values.
    pub(super) fn rows(
        &self,
        mut each: impl FnMut(&str, &[String], Values) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        for table in &self.manifest.tables {
            rows::read(&self.folder, table, |values| each(&table.name, &table.columns, values))?;
        }
        Ok(())
    }
}
