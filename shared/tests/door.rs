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
    assert_eq!(
        verified_change(&ten_megabytes).unwrap_err(),
        ChunkError::TooLarge { bytes: 10 * 1024 * 1024, limit: MAX_CHANGE_BYTES }
    );
    let mut packed = change(&"x".repeat(MAX_CHANGE_BYTES * 2));
    let bomb = packed.bytes().into_owned();
    assert!(bomb.len() < 10_000);
    assert!(matches!(verified_change(&bomb).unwrap_err(), ChunkError::TooLarge { .. }));
}

fn leb128(mut value: u64) -> Vec<u8> {
    let mut out = Vec::new();
    loop {
        let low = u8::try_from(value & 0x7f).unwrap();
        value >>= 7;
        if value == 0 {
            out.push(low);
            return out;
        }
        out.push(low | 0x80);
    }
}

/// A change of one column.
fn one_column(spec: u8, column: &[u8]) -> Vec<u8> {
    // No dependencies, an actor of one byte, number 1, first operation 1, time 0, no message, no other actors.
    let mut body = vec![0, 1, 7, 1, 1, 0, 0, 0, 1, spec];
    body.extend(leb128(column.len() as u64));
    body.extend(column);
    // Magic, a checksum that nothing has come to yet, the kind.
    let mut chunk = vec![0x85, 0x6f, 0x4a, 0x83, 0, 0, 0, 0, 1];
    chunk.extend(leb128(body.len() as u64));
    chunk.extend(body);
    chunk
}

#[test]
fn a_few_bytes_that_stand_for_billions_are_refused_before_they_are_read() {
    let many = leb128(1 << 40);
    let long_key = [leb128(1 << 12), leb128(200), vec![b'k'; 200]].concat();
    for (what, spec, column) in [
        ("operations", 0x42, [many.clone(), vec![1]].concat()),
        ("nulls", 0x42, [vec![0], many.clone()].concat()),
        ("predecessors of one operation", 0x70, [vec![1], many.clone()].concat()),
        ("insertions", 0x34, many),
        ("copies of a long key", 0x15, long_key),
    ] {
        let refused = verified_change(&one_column(spec, &column)).unwrap_err();
        assert!(matches!(refused, ChunkError::TooMany { .. }), "{what}: {refused}");
    }
}

#[test]
fn other_bytes_are_no_change() {
    let mut doc = AutoCommit::new();
    doc.put(ROOT, "a", 1).unwrap();
    for bytes in [&b""[..], b"x", b"\x85\x6f\x4a\x83", &doc.save()] {
        assert!(matches!(verified_change(bytes).unwrap_err(), ChunkError::Malformed(_)));
    }
}
