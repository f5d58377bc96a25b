use std::time::Instant as Watch;

use shared::period::Instant;
use tempfile::TempDir;

use super::samples::*;
use crate::store::Store;

/// A year: 20 records a working day with a photo of 300 kB in every fourth, of which 64 MiB are kept.
#[test]
#[ignore = "a figure for who looks at it"]
#[expect(clippy::print_stdout, reason = "a figure for who looks at it")]
fn opening_a_store_of_a_year() {
    let dir = TempDir::new().unwrap();
    let path = dir.path().join("year.db");
    let path = path.to_str().unwrap();
    let mut store = Store::open(path).unwrap();
    store.sign_in(&session()).unwrap();
    store.db.pragma_update(None, "synchronous", "OFF").unwrap();
    for number in 1..=5_000u128 {
        let at = Instant::from_millis(MORNING + i64::try_from(number).unwrap() * 4_380_000);
        let command = crate::record::Command { at, ..contact(number) };
        store.record(&command).unwrap();
    }
    let tx = store.db.transaction().unwrap();
    for number in 0..224u32 {
        let bytes: Vec<u8> = number.to_le_bytes().repeat(75_000);
        let hash = blake3::hash(&bytes).to_hex().to_string();
        tx.execute("INSERT INTO photo (hash, mime, uploaded, bytes) VALUES (?1, 'image/jpeg', 1, ?2)", (hash, bytes))
            .unwrap();
    }
    tx.commit().unwrap();
    let size = std::fs::metadata(path).unwrap().len();
    println!("{size} bytes");
    for sql in [
        "integrity_check(1)",
        "quick_check(1)",
        "integrity_check(chunk)",
        "integrity_check(photo)",
        "integrity_check(record)",
    ] {
        let since = Watch::now();
        let said: String = store.db.query_row(&format!("PRAGMA {sql}"), [], |row| row.get(0)).unwrap();
        println!("{sql}: {said} {:?}", since.elapsed());
    }
    drop(store);
    for _ in 0..3 {
        let since = Watch::now();
        let mut store = Store::open(path).unwrap();
        println!("open: {:?}", since.elapsed());
        let since = Watch::now();
        store.counts().unwrap();
        println!("counts: {:?}", since.elapsed());
    }
}
