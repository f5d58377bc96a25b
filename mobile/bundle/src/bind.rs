//! Makes the wasm loadable (wasm-bindgen), small (wasm-opt), and puts it under a name that changes with its content.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use bundle::wasm::{self, Loader};

use crate::{Bundle, npm, step};

const BOOT: &str = include_str!("../web/boot.js");
const WORKER: &str = include_str!("../web/worker.js");
/// Rust's default features of wasm, which the optimiser must be told; every browser with sync access handles has them.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// Fills the app's folder and returns its name, `app-` and a hash.
pub fn run(bundle: &Bundle, compiled: &Path) -> Result<String> {
    step("binding it to JavaScript");
    let bound = bundle.stage.join("app");
    wasm::bind(compiled, &bound, Loader::Web, bundle.dev)?;
    let raw = bound.join("mobile_bg.wasm");
    if !bundle.dev {
        optimise(bundle, &raw)?;
    }
    fs::write(bound.join("boot.js"), BOOT)?;
    fs::write(bound.join("worker.js"), WORKER)?;

    // One hash for all of it: the parts belong together, and the wasm is nearly all there is.
    let name = format!("app-{}", hash(&bound)?);
    fs::rename(&bound, bundle.stage.join(&name))?;
    Ok(name)
}

/// Takes as long as a small compilation, so its result is kept by the hash of what went in.
fn optimise(bundle: &Bundle, wasm: &Path) -> Result<()> {
    let input = fs::read(wasm)?;
    let mut recipe = blake3::Hasher::new();
    recipe.update(&input).update(npm::lock(bundle)?.as_bytes());
    FEATURES.iter().for_each(|feature| {
        recipe.update(feature.as_bytes());
    });
    let kept = bundle.cache.join("optimised").join(format!("{}.wasm", recipe.finalize().to_hex()));
    if kept.is_file() {
        step("its optimised form is known");
    } else {
        step("optimising it with wasm-opt");
        let folder = kept.parent().context("it lies in a folder")?;
        fs::create_dir_all(folder)?;
        let unfinished = kept.with_extension("new");
        let status = npm::tool(bundle, "binaryen/bin/wasm-opt")
            .arg(wasm)
            .args(["-Os", "--output"])
            .arg(&unfinished)
            .args(FEATURES)
            .status()
            .context("wasm-opt did not start: is node installed?")?;
        ensure!(status.success(), "wasm-opt failed");
        fs::rename(unfinished, &kept)?;
    }
    fs::copy(kept, wasm)?;
    Ok(())
}

/// Of every file below `folder`, names included.
pub fn hash(folder: &Path) -> Result<String> {
    let mut hasher = blake3::Hasher::new();
    for path in files(folder)? {
        hasher.update(path.strip_prefix(folder)?.to_string_lossy().as_bytes());
        hasher.update(&fs::read(&path)?);
    }
    Ok(hasher.finalize().to_hex()[..16].to_owned())
}

/// Every file below `folder`, in order.
pub fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("{} cannot be read", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
