//! Compresses what compresses, and tells how large everything is.

use std::fmt;
use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result};

use crate::{Bundle, bind, site, step};

/// Text and wasm; images are compressed as they are.
const COMPRESSED: [&str; 7] = ["wasm", "js", "css", "html", "svg", "webmanifest", "json"];
/// Files this large are known by their hash, because the best compression takes a second for each megabyte or two.
const LARGE: usize = 100_000;

/// Sizes of the finished bundle, in bytes.
#[derive(Debug, Default)]
pub struct Sizes(Vec<Row>);

#[derive(Debug)]
struct Row {
    path: String,
    raw: usize,
    /// As sent: compressed where that makes it smaller.
    sent: usize,
}

/// Writes a `.br` beside each file that gets smaller by it.
pub fn compress(bundle: &Bundle) -> Result<Sizes> {
    if !bundle.dev {
        step("compressing");
    }
    let mut sizes = Sizes::default();
    for file in bind::files(&bundle.stage)? {
        let bytes = fs::read(&file)?;
        let mut row = Row {
            path: format!("/{}", file.strip_prefix(&bundle.stage)?.display()),
            raw: bytes.len(),
            sent: bytes.len(),
        };
        let extension = file.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
        if !bundle.dev && COMPRESSED.contains(&extension) {
            let smaller = brotli(&bytes, &bundle.cache.join("compressed"))?;
            if smaller.len() < bytes.len() {
                row.sent = smaller.len();
                let mut name = file.clone().into_os_string();
                name.push(".br");
                fs::write(name, smaller)?;
            }
        }
        sizes.0.push(row);
    }
    Ok(sizes)
}

fn brotli(bytes: &[u8], cache: &Path) -> Result<Vec<u8>> {
    let kept = cache.join(format!("{}.br", blake3::hash(bytes).to_hex()));
    if bytes.len() >= LARGE && kept.is_file() {
        return Ok(fs::read(kept)?);
    }
    let mut compressed = Vec::new();
    brotli::CompressorWriter::new(&mut compressed, 1 << 16, 11, 24).write_all(bytes)?;
    if bytes.len() >= LARGE {
        fs::create_dir_all(cache)?;
        let unfinished = kept.with_extension("new");
        fs::write(&unfinished, &compressed).context("the compressed form cannot be kept")?;
        fs::rename(unfinished, kept)?;
    }
    Ok(compressed)
}

impl fmt::Display for Sizes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "\n{:>12}  {:>12}  file", "raw", "as sent")?;
        for (title, offline) in [("needed offline by Today", true), ("desktop map, stored at first use", false)] {
            let rows = || self.0.iter().filter(|row| site::needed_offline(&row.path) == offline);
            for row in rows() {
                writeln!(f, "{:>12}  {:>12}  {}", grouped(row.raw), grouped(row.sent), row.path)?;
            }
            let raw = rows().map(|row| row.raw).sum();
            let sent = rows().map(|row| row.sent).sum();
            writeln!(f, "{:>12}  {:>12}  = {title}\n", grouped(raw), grouped(sent))?;
        }
        Ok(())
    }
}

/// Digits in groups of three.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_grouped_from_the_right() {
        for (number, text) in [(0, "0"), (999, "999"), (1_000, "1,000"), (2_650_123, "2,650,123")] {
            assert_eq!(grouped(number), text);
        }
    }
}
