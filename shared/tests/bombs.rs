//! Few bytes that stand for much: each is refused, and little memory is taken to find out. Counted are all bytes asked of
//! the allocator, given back or not, so that no peak can hide.

use std::alloc::System;
use std::io::Write;
use std::sync::{Mutex, MutexGuard, PoisonError};

use shared::doc::{ChunkError, Doc, MAX_CHANGE_BYTES, MAX_SNAPSHOT_BYTES, verified_change, verified_snapshot};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[path = "strangers/encode.rs"]
mod encode;

use encode::{Columns, leb128, run, sealed, signed};

#[global_allocator]
static COUNTING: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

const KIB: usize = 1024;
const MIB: usize = 1024 * 1024;

/// One test at a time: the counter is everyone's.
fn alone() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

fn allocated<T>(act: impl FnOnce() -> T) -> (T, usize) {
    let region = Region::new(COUNTING);
    let done = act();
    (done, region.change().bytes_allocated)
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

/// A list, and so many elements that are all null.
fn list_of(elements: u64) -> Vec<u8> {
    let columns = Columns::default()
        .with(0x01, [vec![0, 1], run(elements, 0)].concat())
        .with(0x02, [vec![0, 1], run(elements, 1)].concat())
        .with(0x11, [vec![0, 2], run(elements - 1, 0)].concat())
        .with(0x13, [vec![0, 1, 0x7f, 0], [run(1, 2), run(elements - 2, 1)].concat()].concat())
        .with(0x15, [vec![0x7f, 4], b"list".to_vec(), vec![0], leb128(elements)].concat())
        .with(0x34, [vec![1], leb128(elements)].concat())
        .with(0x42, [vec![0x7f, 2], run(elements, 1)].concat())
        .with(0x56, run(elements + 1, 0))
        .with(0x70, run(elements + 1, 0));
    columns.change(&[], 1)
}

#[test]
fn changes_that_stand_for_millions() {
    let _turn = alone();
    let million = list_of(1_000_000);
    let five_million = list_of(5_000_000);
    assert!(million.len() < 200 && five_million.len() < 200, "{} {}", million.len(), five_million.len());
    // The same shape, small, is a list: what is refused is refused for its size.
    assert_eq!(verified_change(&list_of(1_000)).unwrap().len(), 1_001);

    let note = vec![b'x'; 200 * MIB];
    let text = Columns::default()
        .with(0x15, [vec![0x7f, 4], b"note".to_vec()].concat())
        .with(0x34, vec![1])
        .with(0x42, vec![0x7f, 1])
        .with(0x56, [vec![0x7f], leb128((200 * MIB as u64) << 4 | 6)].concat())
        .with(0x57, note)
        .with(0x70, vec![0x7f, 0])
        .body(&[], 1);
    let mut long_text = vec![0x85, 0x6f, 0x4a, 0x83, 0, 0, 0, 0, 2];
    let packed = deflated(&text);
    drop(text);
    long_text.extend(leb128(packed.len() as u64));
    long_text.extend(packed);
    assert!(long_text.len() < MAX_CHANGE_BYTES, "{}", long_text.len());

    let actors = Columns::default().with(0x42, vec![0x7f, 1]).change(&vec![Vec::new(); 200_000], 1);
    let key = "k".repeat(1_000);
    let one_key = Columns::default()
        .with(0x15, [signed(9_000), leb128(1_000), key.into_bytes()].concat())
        .with(0x42, run(9_000, 1))
        .change(&[], 1);
    let replaces = Columns::default()
        .with(0x42, vec![0x7f, 1])
        .with(0x70, [vec![0x7f], leb128(5_000_000)].concat())
        .with(0x71, run(5_000_000, 0))
        .with(0x73, run(5_000_000, 1))
        .change(&[], 1);
    for (what, bytes) in [
        ("a million elements", million),
        ("five million elements", five_million),
        ("200 MiB of text", long_text),
        ("200,000 actors", actors),
        ("one long key 9,000 times", one_key),
        ("one operation in place of five million", replaces),
    ] {
        let (refused, taken) = allocated(|| verified_change(&bytes));
        let refused = refused.unwrap_err();
        assert!(matches!(refused, ChunkError::TooLarge { .. } | ChunkError::TooMany { .. }), "{what}: {refused}");
        assert!(taken < MIB, "{what}: {taken} bytes for {}", bytes.len());
    }
}

#[test]
fn the_largest_change_that_is_taken_costs_a_known_sum() {
    let _turn = alone();
    let largest = list_of(9_999);
    let (change, read) = allocated(|| verified_change(&largest).unwrap());
    assert!(read < MIB, "{read} bytes to read it");
    let mut doc = Doc::new("customer/0190163d-8694-739b-aea5-966c26f8ad91".parse().unwrap(), &[9; 20]);
    let (unfit, applied) = allocated(|| doc.apply_sound(vec![change]));
    assert!(unfit.is_empty() || unfit[0].why.contains("as automerge writes it"), "{unfit:?}");
    assert!(applied < 32 * MIB, "{applied} bytes to apply it");
}

/// A document with these columns of changes and of operations.
fn document(actors: usize, of_changes: &Columns, of_operations: &Columns) -> Vec<u8> {
    let mut body = leb128(actors as u64);
    for actor in 0..actors {
        body.push(4);
        body.extend(u32::try_from(actor).unwrap().to_be_bytes());
    }
    body.push(0);
    body.extend(of_changes.specifications());
    body.extend(of_operations.specifications());
    body.extend(of_changes.bytes());
    body.extend(of_operations.bytes());
    sealed(0, &body)
}

#[test]
fn documents_that_stand_for_millions() {
    let _turn = alone();
    let none = Columns::default;
    let zeros = deflated(&vec![0; 200 * MIB]);
    let millions = run(5_000_000, 0);
    let many_changes = none().with(0x01, run(400_000, 0)).with(0x03, run(400_000, 1));
    let long_key = [signed(1_000_000), leb128(400), vec![b'k'; 400]].concat();
    for (what, bytes) in [
        ("operations", document(1, &none(), &none().with(0x42, millions.clone()))),
        ("changes", document(1, &none().with(0x01, millions.clone()), &none())),
        ("deflated operations", document(1, &none(), &none().with(0x42 | 8, deflated(&millions)))),
        ("a deflated value", document(1, &none(), &none().with(0x57 | 8, zeros.clone()))),
        ("a deflated message", document(1, &none().with(0x35 | 8, zeros), &none())),
        ("copies of a long key", document(1, &none(), &none().with(0x15, long_key))),
        ("successors", document(1, &none(), &none().with(0x80, [vec![0x7f], leb128(1 << 33)].concat()))),
        ("actors", document(100_000, &none(), &none())),
        ("clocks of all actors", document(4_000, &many_changes, &none())),
    ] {
        let (refused, taken) = allocated(|| verified_snapshot(&bytes, MAX_SNAPSHOT_BYTES));
        let refused = refused.unwrap_err();
        assert!(matches!(refused, ChunkError::TooLarge { .. } | ChunkError::TooMany { .. }), "{what}: {refused}");
        // What is inflated to be counted is bounded by the limit, and a vector doubles as it grows.
        assert!(taken < 2 * MAX_SNAPSHOT_BYTES + MIB, "{what}: {taken} bytes for {}", bytes.len());
        let smaller = allocated(|| verified_snapshot(&bytes, MIB.max(bytes.len()))).1;
        assert!(smaller < 3 * MIB.max(bytes.len()) + 64 * KIB, "{what}: {smaller} bytes under a smaller limit");
    }
}
