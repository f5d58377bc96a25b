//! The photos a backup speaks of, in the folder that all backups share.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;
use shared::id::CompanyId;

use super::manifest::MarkedTable;
use super::sync_folder;
use crate::store::db::Value;

/// A photo that is an object of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Picture {
    pub company: CompanyId,
    pub hash: String,
    pub length: u64,
    pub copy: u32,
}

/// Of a row of the table `photo`; `None`: its bytes are in the row, or never came.
pub(super) fn of_row(columns: &[String], values: &[Value<'_>]) -> anyhow::Result<Option<Picture>> {
    let value = |name: &str| {
        let at = columns.iter().position(|column| column == name);
        at.and_then(|at| values.get(at)).with_context(|| format!("a photo has no {name}"))
    };
    let text = |name| match value(name)? {
        Value::Text(text) => Ok(text.clone().into_owned()),
        _ => anyhow::bail!("a photo's {name} is no text"),
    };
    let number = |name| match value(name)? {
        Value::Integer(number) => Ok(*number),
        _ => anyhow::bail!("a photo's {name} is no number"),
    };
    if !matches!(text("state")?.as_str(), "kept" | "dropping") {
        return Ok(None);
    }
    let (company, hash) = (text("company_id")?, text("hash")?);
    let (length, copy) = (number("length")?.try_into()?, number("copy")?.try_into()?);
    Ok(Some(Picture { company: company.parse().map_err(|why| anyhow::anyhow!("{why}"))?, hash, length, copy }))
}

/// Those of a backup.
pub(super) fn of_backup(folder: &Path, tables: &[MarkedTable]) -> anyhow::Result<Vec<Picture>> {
    let mut found = Vec::new();
    if let Some(photo) = tables.iter().find(|table| table.name == "photo") {
        super::rows::read(folder, photo, |values| {
            found.extend(of_row(&photo.columns, &values)?);
            Ok(())
        })?;
    }
    Ok(found)
}

pub(super) fn path(photos: &Path, picture: &Picture) -> PathBuf {
    photos.join(picture.company.as_str()).join(picture.hash.get(..2).unwrap_or_default()).join(&picture.hash)
}

/// Whether it was copied by an earlier backup. Its content is checked by who reads it.
pub(super) fn is_there(photos: &Path, picture: &Picture) -> bool {
    fs::metadata(path(photos, picture)).is_ok_and(|found| found.len() == picture.length)
}

/// Copies a photo durably.
pub(super) fn put(photos: &Path, picture: &Picture, bytes: &[u8]) -> anyhow::Result<()> {
    let path = path(photos, picture);
    let folder = path.parent().context("a photo's folder")?;
    if !folder.is_dir() {
        fs::create_dir_all(folder)?;
        folder.ancestors().skip(1).take(2).try_for_each(sync_folder)?;
    }
    let partial = path.with_extension("partial");
    let mut file = fs::File::create(&partial)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&partial, &path)?;
    Ok(sync_folder(folder)?)
}

/// Its bytes, checked.
pub(super) fn get(photos: &Path, picture: &Picture) -> anyhow::Result<Vec<u8>> {
    let path = path(photos, picture);
    let bytes = fs::read(&path).with_context(|| format!("the photo {} is missing", path.display()))?;
    let sound = blake3::hash(&bytes).to_hex().as_str() == picture.hash;
    anyhow::ensure!(sound, "the photo {} is damaged: it has changed", path.display());
    Ok(bytes)
}
