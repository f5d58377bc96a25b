//! The page, the manifest and the service worker.

use std::fs;

use anyhow::{Context, Result};

use crate::{Bundle, bind, step};

const INDEX: &str = include_str!("../web/index.html");
const MANIFEST: &str = include_str!("../web/manifest.webmanifest");
const SERVICE_WORKER: &str = include_str!("../web/sw.js");

/// Not needed offline, or fetched by the browser itself.
const NOT_STORED: [&str; 1] = ["/vendor/"];

/// Writes them. The service worker comes last: it lists everything before it.
pub fn write(bundle: &Bundle, app: &str) -> Result<()> {
    step("writing the page, the manifest and the service worker");
    fs::write(bundle.stage.join("index.html"), INDEX.replace("__APP__", app))?;
    fs::write(bundle.stage.join("manifest.webmanifest"), MANIFEST)?;

    let mut stored = Vec::new();
    for file in bind::files(&bundle.stage)? {
        let path = format!("/{}", file.strip_prefix(&bundle.stage)?.to_str().context("file names are plain")?);
        if needed_offline(&path) {
            // A server may answer `/index.html` with a redirect to `/`, and a redirected answer cannot serve a navigation.
            stored.push(if path == "/index.html" { "/".to_owned() } else { path });
        }
    }
    let script = SERVICE_WORKER
        .replace("__PRECACHE__", &serde_json::to_string_pretty(&stored)?)
        .replace("__VERSION__", &format!("fieldtally-{}", bind::hash(&bundle.stage)?));
    fs::write(bundle.stage.join("sw.js"), script)?;
    Ok(())
}

/// Whether the service worker stores it at installation.
pub fn needed_offline(path: &str) -> bool {
    !NOT_STORED.iter().any(|start| path.starts_with(start))
}
