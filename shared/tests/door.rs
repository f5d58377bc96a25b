//! What stands in front of automerge's decoder.

use automerge::transaction::{CommitOptions, Transactable};
use automerge::{AutoCommit, ROOT};
use shared::doc::{ChunkError, MAX_CHANGE_BYTES, verified_change};

fn change(text: &str) -> automerge::Change {
    let mut doc = AutoCommit::new();
    doc.put(ROOT, "note", text).unwrap();
    let hash = doc.commit_with(CommitOptions::default().with_time(1)).unwrap();
    doc.get_change_by_hash(&hash).unwrap()
}

#[test]
fn a_change_is_read_plain_and_compressed() {
    let mut plain = change(&"客户需求".repeat(500));
    let hash = plain.hash();
    assert_eq!(verified_change(plain.raw_bytes()).unwrap().hash(), hash);
    let packed = plain.bytes().into_owned();
    assert!(packed.len() < plain.raw_bytes().len());
    assert_eq!(verified_change(&packed).unwrap().hash(), hash);
}

#[test]
fn one_flipped_bit_anywhere_is_noticed() {
    let sound = change("浙北仁和医院").raw_bytes().to_vec();
    for at in 0..sound.len() {
        let mut bad = sound.clone();
        bad[at] ^= 1;
        assert!(verified_change(&bad).is_err(), "byte {at}");
    }
}

#[test]
fn a_large_change_is_refused_before_it_is_read() {
    let ten_megabytes = vec![0u8; 10 * 1024 * 1024];
    assert_eq!(verified_change(&ten_megabytes).unwrap_err(), ChunkError::TooLarge(10 * 1024 * 1024));
    let mut packed = change(&"x".repeat(MAX_CHANGE_BYTES * 2));
    let bomb = packed.bytes().into_owned();
    assert!(bomb.len() < 10_000);
    assert!(matches!(verified_change(&bomb).unwrap_err(), ChunkError::TooLarge(_)));
}

#[test]
fn other_bytes_are_no_change() {
    let mut doc = AutoCommit::new();
    doc.put(ROOT, "a", 1).unwrap();
    for bytes in [&b""[..], b"x", b"\x85\x6f\x4a\x83", &doc.save()] {
        assert!(matches!(verified_change(bytes).unwrap_err(), ChunkError::Malformed(_)));
    }
}
