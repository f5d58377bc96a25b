//! The same company gives the same bytes and the same hash natively and in wasm.
#![cfg(feature = "node")]

use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use bundle::wasm::{Build, Loader, bind};

/// Random companies compared.
const COMPANIES: u64 = 1000;
/// Every so many with all trails.
const WITH_TRAIL: u64 = 20;

/// A line of books, whether the trail is wanted before it; a line of canonical bytes with their hash before it.
const NODE: &str = "
const engine = require('./engine_wasm.js');
const lines = require('node:readline').createInterface({ input: process.stdin, crlfDelay: Infinity });
lines.on('line', line => {
  const bytes = engine.evaluated(line.slice(2), line[0] === 't');
  process.stdout.write(engine.hash(bytes) + ' ' + bytes + '\\n');
});
";

/// Compiles this package for wasm and makes it loadable by node.
fn engine(folder: &Path) -> Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).context("the workspace")?;
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    let build = Build {
        root,
        cache: &target.join("wasm"),
        package: "engine-wasm",
        arguments: &["--lib", "--config", "profile.dev.package.fieldtally-shared.opt-level=1"],
        profile: "dev",
        nameless: false,
    };
    bind(&build.run()?.join("engine_wasm.wasm"), folder, Loader::Node, true)?;
    Ok(std::fs::write(folder.join("run.js"), NODE)?)
}

#[test]
fn a_thousand_companies_come_out_equal_natively_and_in_wasm() -> Result<()> {
    let started = Instant::now();
    let folder = tempfile::tempdir()?;
    engine(folder.path())?;
    let built = started.elapsed();
    let mut node = Command::new("node")
        .arg(folder.path().join("run.js"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("node did not start")?;
    let mut input = BufWriter::new(node.stdin.take().context("its input")?);
    let output = BufReader::new(node.stdout.take().context("its output")?);
    // Wasm works on one company while this process works on it too.
    let writer = std::thread::spawn(move || -> Result<()> {
        for seed in 0..COMPANIES {
            let kind = if seed % WITH_TRAIL == 0 { 't' } else { 's' };
            writeln!(input, "{kind} {}", serde_json::to_string(&companies::company(seed))?)?;
        }
        Ok(())
    });
    let (mut compared, mut bytes) = (0, 0);
    for (seed, line) in (0..COMPANIES).zip(output.lines()) {
        let line = line?;
        let (hash, wasm) = line.split_once(' ').context("a hash and bytes")?;
        let books = serde_json::to_string(&companies::company(seed))?;
        let native = engine_wasm::evaluated(&books, seed % WITH_TRAIL == 0);
        ensure!(!native.starts_with("error"), "company {seed}: {native}");
        let same = native.bytes().zip(wasm.bytes()).take_while(|(a, b)| a == b).count();
        ensure!(
            native == wasm,
            "company {seed} differs at byte {same}:\n{}\n{}",
            native.chars().skip(same.saturating_sub(100)).take(200).collect::<String>(),
            wasm.chars().skip(same.saturating_sub(100)).take(200).collect::<String>()
        );
        ensure!(hash == engine_wasm::hash(&native), "company {seed}: another hash of the same bytes");
        compared += 1;
        bytes += native.len();
    }
    writer.join().map_err(|_| anyhow::anyhow!("the writer stopped"))??;
    ensure!(node.wait()?.success(), "node failed");
    ensure!(compared == COMPANIES, "{compared} of {COMPANIES} companies");
    let mut out = std::io::stdout().lock();
    let (building, comparing) = (built.as_secs(), (started.elapsed() - built).as_secs());
    writeln!(out, "{compared} companies, {bytes} bytes equal; {building} s to build, {comparing} s to compare")?;
    Ok(())
}
