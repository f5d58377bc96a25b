//! What comes from npm, at the versions of `package-lock.json`: the optimiser, and the map of the desktop pages.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::{Bundle, bind, step};

/// From `node_modules`, to `vendor` of the bundle. Stored by the service worker at first use.
const COPIED: [(&str, &str); 4] = [
    ("leaflet/dist/leaflet.js", "leaflet/leaflet.js"),
    ("leaflet/dist/leaflet.css", "leaflet/leaflet.css"),
    ("leaflet/dist/images", "leaflet/images"),
    ("leaflet/LICENSE", "leaflet/LICENSE"),
];

/// Installs what the lock file names, unless it is there.
pub fn install(bundle: &Bundle) -> Result<()> {
    let lock = lock(bundle)?;
    // Written only after a complete installation, which an interrupted `npm ci` is not.
    let mark = modules(bundle).join(".installed");
    if fs::read_to_string(&mark).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    step("installing what comes from npm");
    let status = Command::new("npm")
        .args(["ci", "--ignore-scripts"])
        .current_dir(folder(bundle))
        .status()
        .context("npm did not start: install Node.js 20 or newer with npm")?;
    ensure!(status.success(), "npm ci failed");
    fs::write(mark, lock)?;
    Ok(())
}

/// Copies what the pages load.
pub fn copy(bundle: &Bundle) -> Result<()> {
    step("copying the desktop map");
    for (from, to) in COPIED {
        let from = modules(bundle).join(from);
        let to = bundle.stage.join("vendor").join(to);
        let sources = if from.is_dir() { bind::files(&from)? } else { vec![from.clone()] };
        for source in sources {
            let below = source.strip_prefix(&from)?;
            let target = if below == Path::new("") { to.clone() } else { to.join(below) };
            fs::create_dir_all(target.parent().context("it lies in a folder")?)?;
            fs::copy(&source, &target).with_context(|| format!("{} is missing", source.display()))?;
        }
    }
    Ok(())
}

/// A program of an npm package, which node runs.
pub fn tool(bundle: &Bundle, path: &str) -> Command {
    let mut command = Command::new("node");
    command.arg(modules(bundle).join(path));
    command
}

/// The lock file: which versions are used.
pub fn lock(bundle: &Bundle) -> Result<String> {
    let path = folder(bundle).join("package-lock.json");
    fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))
}

fn folder(bundle: &Bundle) -> PathBuf {
    bundle.root.join("mobile/bundle")
}

fn modules(bundle: &Bundle) -> PathBuf {
    folder(bundle).join("node_modules")
}
