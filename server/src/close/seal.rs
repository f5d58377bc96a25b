//! What a close seals: statements as canonical bytes, deflated, and the chain of periods.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Largest statement or pack, inflated: a person's month is far below it.
const MOST: u64 = 64 * 1024 * 1024;

/// A value as it is sealed: canonical JSON, deflated.
pub fn pack<T: Serialize>(value: &T) -> Result<Vec<u8>, String> {
    let bytes = shared::canonical::to_bytes(value).map_err(|why| why.to_string())?;
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(&bytes).map_err(|why| why.to_string())?;
    encoder.finish().map_err(|why| why.to_string())
}

/// The canonical bytes that were deflated.
pub fn inflate(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let mut inflated = Vec::new();
    DeflateDecoder::new(bytes).take(MOST).read_to_end(&mut inflated).map_err(|why| why.to_string())?;
    Ok(inflated)
}

/// A sealed value.
pub fn unpack<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, String> {
    serde_json::from_slice(&inflate(bytes)?).map_err(|why| why.to_string())
}

/// The seal of a period: BLAKE3 over the seal before it and the hashes of its statements, sorted; hex.
#[must_use]
pub fn chain<'a>(previous: Option<&str>, hashes: impl IntoIterator<Item = &'a str>) -> String {
    let mut sorted: Vec<&str> = hashes.into_iter().collect();
    sorted.sort_unstable();
    let mut hasher = blake3::Hasher::new();
    hasher.update(previous.unwrap_or_default().as_bytes());
    for hash in sorted {
        hasher.update(hash.as_bytes());
    }
    hasher.finalize().to_hex().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_sealed_reads_back() {
        let bytes = pack(&serde_json::json!({"b": "契约", "a": [1, 2]})).unwrap();
        assert_eq!(inflate(&bytes).unwrap(), r#"{"a":[1,2],"b":"契约"}"#.as_bytes());
        assert!(unpack::<serde_json::Value>(b"\xff\xff").is_err());
    }

    #[test]
    fn the_chain_hangs_on_what_came_before_and_not_on_the_order() {
        let seal = chain(Some("x"), ["a", "b"]);
        assert_eq!(seal, chain(Some("x"), ["b", "a"]));
        assert_ne!(seal, chain(None, ["a", "b"]));
        assert_ne!(seal, chain(Some("x"), ["a", "c"]));
    }
}
