//! Wasm from a package of the workspace: compiled with a compiler that is there (rustup's, the system's, or Debian's with
//! its own std), and made loadable by wasm-bindgen.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};
use wasm_bindgen_cli_support::Bindgen;

use crate::step;

const TARGET: &str = "wasm32-unknown-unknown";

/// What to do on a machine that has no compiler for the browser.
const HELP: &str = "\
no Rust compiler for wasm32-unknown-unknown was found. Install one of:
  rustup:         rustup target add wasm32-unknown-unknown
  Debian, Ubuntu: apt-get install rustc-web cargo-web rust-web-src rust-web-llvm lld-22 clang
  others:         the package of Rust's standard library for wasm32-unknown-unknown, and clang
and run the bundler again.";

/// A cargo and a rustc that belong together.
#[derive(Debug)]
struct Toolchain {
    cargo: PathBuf,
    rustc: PathBuf,
    /// Whether the standard library comes as source only.
    build_std: bool,
    name: &'static str,
}

/// What is compiled for the browser.
#[derive(Debug, Clone, Copy)]
pub struct Build<'a> {
    /// The workspace.
    pub root: &'a Path,
    /// The target directory. Apart from the workspace's own: another compiler and other flags would rebuild each other's work.
    pub cache: &'a Path,
    pub package: &'a str,
    /// Selects what of the package is built, its features and its configuration: arguments of `cargo build`.
    pub arguments: &'a [&'a str],
    /// Of cargo.
    pub profile: &'a str,
    /// Keep the builder's own paths out of it.
    pub nameless: bool,
}

impl Build<'_> {
    /// Builds it and returns the folder its wasm lies in.
    pub fn run(&self) -> Result<PathBuf> {
        let Some(toolchain) = find(self.root) else { bail!(HELP) };
        step(&format!("compiling {}, profile {}, with {}", self.package, self.profile, toolchain.name));
        let mut flags = vec!["--cfg".to_owned(), "getrandom_backend=\"wasm_js\"".to_owned()];
        if self.nameless {
            // Panics name their source file; the builder's own paths are nobody's business and differ between machines.
            for (path, name) in [(Some(self.root.to_owned()), "."), (cargo_home(), "cargo")] {
                flags.extend(path.map(|path| format!("--remap-path-prefix={}={name}", path.display())));
            }
        }
        let mut cargo = clean(&toolchain.cargo);
        cargo
            .current_dir(self.root)
            .env("RUSTC", &toolchain.rustc)
            .env("CARGO_TARGET_DIR", self.cache)
            .env("CARGO_ENCODED_RUSTFLAGS", flags.join("\x1f"))
            .args(["build", "--package", self.package, "--profile", self.profile, "--target", TARGET])
            .args(self.arguments);
        if toolchain.build_std {
            cargo.env("RUSTC_BOOTSTRAP", "1").arg("-Zbuild-std=std,panic_abort");
        }
        ensure!(cargo.status()?.success(), "{} did not compile", self.package);
        let folder = if self.profile == "dev" { "debug" } else { self.profile };
        Ok(self.cache.join(TARGET).join(folder))
    }
}

/// Who loads the wasm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loader {
    Web,
    Node,
}

/// Writes the wasm and its JavaScript into a folder.
pub fn bind(wasm: &Path, folder: &Path, loader: Loader, debug: bool) -> Result<()> {
    let mut bindgen = Bindgen::new();
    match loader {
        Loader::Web => bindgen.web(true)?.omit_default_module_path(true),
        Loader::Node => bindgen.nodejs(true)?,
    };
    bindgen
        .input_path(wasm)
        .typescript(false)
        .keep_debug(debug)
        .remove_name_section(!debug)
        .remove_producers_section(true)
        .generate(folder)
        .context("wasm-bindgen; its crates must have one version, so `cargo update -p wasm-bindgen-cli-support`")
}

fn find(root: &Path) -> Option<Toolchain> {
    let rustup = rustup(root);
    if let Some(toolchain) = rustup.filter(|toolchain| has_target(&toolchain.rustc) || add_target(root)) {
        return Some(toolchain);
    }
    let system = Toolchain {
        cargo: "/usr/bin/cargo".into(),
        rustc: "/usr/bin/rustc".into(),
        build_std: false,
        name: "the system's Rust",
    };
    if has_target(&system.rustc) {
        return Some(system);
    }
    let source = output(clean(&system.rustc).args(["--print", "sysroot"]))?;
    let source = Path::new(&source).join("lib/rustlib/src/rust/library/std");
    source.is_dir().then_some(Toolchain {
        build_std: true,
        name: "the system's Rust and its std from source",
        ..system
    })
}

fn rustup(root: &Path) -> Option<Toolchain> {
    let which = |tool| output(clean("rustup").current_dir(root).args(["which", tool])).map(PathBuf::from);
    Some(Toolchain { cargo: which("cargo")?, rustc: which("rustc")?, build_std: false, name: "rustup's Rust" })
}

fn add_target(root: &Path) -> bool {
    step("asking rustup for the browser's standard library");
    let added = clean("rustup")
        .current_dir(root)
        .args(["target", "add", TARGET])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    if !added {
        step("rustup cannot get it here; looking for the system's Rust");
    }
    added
}

fn has_target(rustc: &Path) -> bool {
    output(clean(rustc).args(["--target", TARGET, "--print", "target-libdir"]))
        .is_some_and(|directory| Path::new(&directory).is_dir())
}

/// What a command prints; `None` where it is not there or fails.
pub fn output(command: &mut Command) -> Option<String> {
    let output = command.stderr(Stdio::null()).output().ok().filter(|output| output.status.success())?;
    Some(String::from_utf8(output.stdout).ok()?.trim().to_owned())
}

/// A command without what the cargo that runs this bundler has set for itself: it would bind the other cargo to it.
pub fn clean(program: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new(program);
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        let kept = matches!(&*text, "CARGO_HOME" | "CARGO_NET_OFFLINE" | "RUSTUP_HOME" | "RUSTUP_DIST_SERVER");
        if !kept && ["CARGO", "RUSTC", "RUSTUP", "RUSTFLAGS", "RUSTDOC"].iter().any(|start| text.starts_with(start)) {
            command.env_remove(&name);
        }
    }
    command
}

fn cargo_home() -> Option<PathBuf> {
    std::env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| Some(std::env::home_dir()?.join(".cargo")))
}
