//! What a backup says of itself.

use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, bail, ensure};
use serde::{Deserialize, Serialize};
use shared::id::CompanyId;
use shared::period::Instant;

pub const FILE: &str = "manifest.json";
const FORMAT: u32 = 1;

/// All of a backup but the rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    pub format: u32,
    /// The version of the program that wrote it.
    pub program: String,
    pub engine: String,
    pub made: Instant,
    pub companies: Vec<Mark>,
    pub tables: Vec<MarkedTable>,
    /// Photos whose bytes were not there, or not sound, when it was made.
    pub missing: Vec<String>,
}

/// How far a company was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    pub id: CompanyId,
    pub epoch: u32,
    pub last: u64,
}

/// A table's file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MarkedTable {
    pub name: String,
    pub columns: Vec<String>,
    pub rows: u64,
    pub length: u64,
    pub blake3: String,
}

#[derive(Serialize, Deserialize)]
struct Sealed {
    manifest: Manifest,
    /// Of the manifest's canonical bytes.
    blake3: String,
}

impl Manifest {
    pub fn new(engine: &str, made: Instant) -> Self {
        Self {
            format: FORMAT,
            program: env!("CARGO_PKG_VERSION").into(),
            engine: engine.into(),
            made,
            companies: Vec::new(),
            tables: Vec::new(),
            missing: Vec::new(),
        }
    }

    fn hash(&self) -> anyhow::Result<String> {
        let bytes = shared::canonical::to_bytes(self).map_err(|why| anyhow::anyhow!("{why}"))?;
        Ok(blake3::hash(&bytes).to_hex().to_string())
    }

    pub(super) fn write(&self, folder: &Path) -> anyhow::Result<()> {
        let sealed = Sealed { manifest: self.clone(), blake3: self.hash()? };
        let mut file = fs::File::create(folder.join(FILE))?;
        file.write_all(&serde_json::to_vec_pretty(&sealed)?)?;
        Ok(file.sync_all()?)
    }

    pub(super) fn read(folder: &Path) -> anyhow::Result<Self> {
        let path = folder.join(FILE);
        let text = fs::read(&path).with_context(|| format!("{} is no whole backup", folder.display()))?;
        let sealed: Sealed = serde_json::from_slice(&text).with_context(|| format!("{} is damaged", path.display()))?;
        if sealed.manifest.format > FORMAT {
            bail!("{} has format {}: use a newer program", path.display(), sealed.manifest.format);
        }
        ensure!(sealed.manifest.hash()? == sealed.blake3, "{} is damaged: it has changed", path.display());
        Ok(sealed.manifest)
    }
}
