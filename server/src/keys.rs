//! The server's own secrets: files beside the database, in no backup of it. Nodes of one database have the same.

use std::fs;
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use anyhow::{Context, ensure};
use rand::RngCore;

/// The folder in the data directory.
const FOLDER: &str = "keys";
/// Attests heads of documents (SYN-7): 32 bytes in hex.
const ATTEST: &str = "attest";

/// What a server signs with.
#[derive(Clone)]
pub struct Keys {
    pub attest: [u8; 32],
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys")
    }
}

impl Keys {
    /// Reads the keys of a data directory, or makes them.
    pub fn open(data: &Path) -> anyhow::Result<Self> {
        let folder = data.join(FOLDER);
        fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
        let path = folder.join(ATTEST);
        let attest = match fs::read_to_string(&path) {
            Ok(text) => read(&text).with_context(|| format!("{} holds no key", path.display()))?,
            Err(why) if why.kind() == ErrorKind::NotFound => make(&path)?,
            Err(why) => return Err(why).with_context(|| format!("reading {}", path.display())),
        };
        Ok(Self { attest })
    }

    /// What the database remembers of the key: tells another one, and nothing of it.
    #[must_use]
    pub fn check(&self) -> String {
        blake3::derive_key("fieldtally, which key attests heads, version 1", &self.attest)
            .iter()
            .take(16)
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }
}

fn read(text: &str) -> anyhow::Result<[u8; 32]> {
    let text = text.trim();
    ensure!(text.len() == 64, "{} characters where 64 hex digits are needed", text.len());
    Ok(*blake3::Hash::from_hex(text).map_err(|why| anyhow::anyhow!("{why}"))?.as_bytes())
}

fn make(path: &Path) -> anyhow::Result<[u8; 32]> {
    let mut key = [0; 32];
    rand::rng().fill_bytes(&mut key);
    let text = blake3::Hash::from_bytes(key).to_hex();
    let mut file = fs::File::options()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
        .with_context(|| format!("making {}", path.display()))?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).with_context(|| path.display().to_string())?;
    Ok(key)
}
