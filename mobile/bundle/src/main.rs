//! Builds the installable web app: `cargo run -p bundle`.
//!
//! compile (wasm) → bind (wasm-bindgen, wasm-opt) → icons, npm assets, pages → service worker → brotli → table of sizes.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command-line program reports on the terminal")]

mod bind;
mod compile;
mod icons;
mod npm;
mod site;
mod size;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context, Result};
use bundle::step;
use clap::Parser;

/// Builds the installable web app of Fieldtally 行绩.
#[derive(Debug, Parser)]
struct Args {
    /// The directory to write, replaced as a whole once everything in it is complete.
    #[arg(long, default_value = "dist")]
    out: PathBuf,
    /// Quick to build and large: no optimisation, no compression. For trying things out.
    #[arg(long)]
    dev: bool,
}

/// What the steps share.
#[derive(Debug)]
struct Bundle {
    /// The workspace.
    root: PathBuf,
    /// Where compiled things are kept between runs.
    cache: PathBuf,
    /// The directory being filled.
    stage: PathBuf,
    dev: bool,
}

fn main() -> ExitCode {
    match run(&Args::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bundle: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: &Args) -> Result<()> {
    let started = Instant::now();
    // Asked at run time first: two checkouts may share one target directory, and so one compiled bundler.
    let package = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    let root = Path::new(&package)
        .ancestors()
        .nth(2)
        .context("the bundler stands two folders below the workspace")?
        .to_owned();
    // Apart from the workspace's own builds: another compiler and other flags would rebuild each other's work.
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    let bundle = Bundle {
        cache: std::path::absolute(target)?.join("wasm"),
        stage: sibling(&args.out, "new")?,
        dev: args.dev,
        root,
    };
    clear(&bundle.stage)?;
    fs::create_dir_all(&bundle.stage)?;

    npm::install(&bundle)?;
    let wasm = compile::run(&bundle)?;
    let app = bind::run(&bundle, &wasm)?;
    icons::draw(&bundle)?;
    npm::copy(&bundle)?;
    site::write(&bundle, &app)?;
    let sizes = size::compress(&bundle)?;
    swap(&bundle.stage, &args.out)?;

    println!("{sizes}");
    step(&format!("{} is complete after {} s", args.out.display(), started.elapsed().as_secs()));
    Ok(())
}

fn sibling(path: &Path, extension: &str) -> Result<PathBuf> {
    let mut name = path.file_name().context("--out must name a directory")?.to_owned();
    name.push(".");
    name.push(extension);
    Ok(path.with_file_name(name))
}

/// Puts the new directory in the place of the old one; a server that serves it meanwhile never finds half of it.
fn swap(new: &Path, out: &Path) -> Result<()> {
    let old = sibling(out, "old")?;
    clear(&old)?;
    if out.exists() {
        fs::rename(out, &old).with_context(|| format!("{} cannot be moved away", out.display()))?;
    }
    fs::rename(new, out).with_context(|| format!("{} cannot be put in place", out.display()))?;
    clear(&old)
}

fn clear(directory: &Path) -> Result<()> {
    match fs::remove_dir_all(directory) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("{} cannot be removed", directory.display()))
        }
        _ => Ok(()),
    }
}
