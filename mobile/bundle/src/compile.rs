//! Compiles `mobile` for the browser with a compiler that is there: rustup's, the system's, or Debian's with its own std.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Result, bail, ensure};

use crate::{Bundle, step};

const TARGET: &str = "wasm32-unknown-unknown";

/// What to do on a machine that has no compiler for the browser.
const HELP: &str = "\
no Rust compiler for wasm32-unknown-unknown was found. Install one of:
  rustup:         rustup target add wasm32-unknown-unknown
  Debian, Ubuntu: apt-get install rustc-web cargo-web rust-web-src rust-web-llvm lld-22 clang
  others:         the package of Rust's standard library for wasm32-unknown-unknown, and clang
and run the bundler again.";

const NO_CLANG: &str = "\
clang, which compiles SQLite for the browser, was not found. Install it:
  Debian, Ubuntu: apt-get install clang
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

/// Builds the client and returns the path of its wasm.
pub fn run(bundle: &Bundle) -> Result<PathBuf> {
    ensure!(output(clean("clang").arg("--version")).is_some(), NO_CLANG);
    let Some(toolchain) = find(&bundle.root) else { bail!(HELP) };
    let (profile, folder) = if bundle.dev { ("dev", "debug") } else { ("bundle", "bundle") };
    step(&format!("compiling the client, profile {profile}, with {}", toolchain.name));

    let mut flags = vec!["--cfg".to_owned(), "getrandom_backend=\"wasm_js\"".to_owned()];
    if !bundle.dev {
        // Panics name their source file; the builder's own paths are nobody's business and differ between machines.
        for (path, name) in [(Some(bundle.root.clone()), "."), (cargo_home(), "cargo")] {
            flags.extend(path.map(|path| format!("--remap-path-prefix={}={name}", path.display())));
        }
    }
    let mut cargo = clean(&toolchain.cargo);
    cargo
        .current_dir(&bundle.root)
        .env("RUSTC", &toolchain.rustc)
        .env("CARGO_TARGET_DIR", &bundle.cache)
        .env("CARGO_ENCODED_RUSTFLAGS", flags.join("\x1f"))
        .args(["build", "--package", "mobile", "--bin", "mobile", "--features", "web"])
        .args(["--profile", profile, "--target", TARGET]);
    if bundle.dev {
        // Else its debug form looks for `dx serve` at this address, again and again.
        cargo.args(["--config", "profile.dev.package.dioxus-web.debug-assertions=false"]);
    }
    if toolchain.build_std {
        cargo.env("RUSTC_BOOTSTRAP", "1").arg("-Zbuild-std=std,panic_abort");
    }
    ensure!(cargo.status()?.success(), "the client did not compile");
    Ok(bundle.cache.join(TARGET).join(folder).join("mobile.wasm"))
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

fn output(command: &mut Command) -> Option<String> {
    let output = command.stderr(Stdio::null()).output().ok().filter(|output| output.status.success())?;
    Some(String::from_utf8(output.stdout).ok()?.trim().to_owned())
}

/// A command without what the cargo that runs this bundler has set for itself: it would bind the other cargo to it.
fn clean(program: impl AsRef<std::ffi::OsStr>) -> Command {
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
