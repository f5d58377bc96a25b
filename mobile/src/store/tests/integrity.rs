use std::time::Instant as Watch;

use shared::period::Instant;
use tempfile::TempDir;

use super::samples::*;
use crate::store::{Store, settings};
use crate::view::{Answer, Ask};

/// Photos of 300 kB that the server has, straight into the table.
fn fill(store: &mut Store, count: u32) {
    let tx = store.db.transaction().unwrap();
    for number in 0..count {
        let bytes: Vec<u8> = number.to_le_bytes().repeat(75_000);
        let hash = blake3::hash(&bytes).to_hex().to_string();
        tx.execute("INSERT INTO photo (hash, mime, uploaded, bytes) VALUES (?1, 'image/jpeg', 1, ?2)", (hash, bytes))
            .unwrap();
    }
    tx.commit().unwrap();
}

/// A page of photos: it begins with the number of the next page and holds one photo's bytes.
fn a_page_of_photos(file: &[u8]) -> usize {
    let of_one = |page: &[u8]| {
        let sevens = page[4..].iter().filter(|byte| **byte == 7).count();
        sevens == 1023 && page[4..].iter().filter(|byte| **byte == 0).count() == 3 * sevens
    };
    file.chunks(4096).position(of_one).unwrap() * 4096
}

#[test]
fn a_large_store_is_checked_in_two_steps_and_no_damage_is_missed() {
    let dir = TempDir::new().unwrap();
    let path = dir.path().join("large.db");
    let name = path.to_str().unwrap();
    let mut store = Store::open(name).unwrap();
    store.sign_in(&session()).unwrap();
    store.db.pragma_update(None, "synchronous", "OFF").unwrap();
    for number in 1..=40 {
        store.record(&contact(number)).unwrap();
    }
    let unsent = expense(41, photo(&"发票".repeat(2000)));
    store.record(&unsent).unwrap();
    fill(&mut store, 80);
    store.check_rest().unwrap();
    drop(store);
    let sound = std::fs::read(&path).unwrap();

    // Among the records: found before anything is done.
    let record = sound.windows(16).position(|bytes| bytes == "第 17 次电话".as_bytes()).unwrap() / 4096 * 4096;
    let mut file = sound.clone();
    file[record..record + 8].fill(0xff);
    std::fs::write(&path, &file).unwrap();
    let store = Store::open(name).unwrap();
    assert!(settings::notice(&store.db).unwrap().unwrap().rebuilt);
    drop(store);

    // Among the photos: found a moment later, and salvaged when it is opened again.
    for kept in std::fs::read_dir(dir.path()).unwrap().flatten().filter(|kept| kept.path() != path) {
        std::fs::remove_file(kept.path()).unwrap();
    }
    let mut file = sound.clone();
    let page = a_page_of_photos(&file);
    file[page..page + 4].copy_from_slice(&3u32.to_be_bytes());
    std::fs::write(&path, &file).unwrap();
    let mut store = Store::open(name).unwrap();
    assert_eq!(settings::notice(&store.db).unwrap(), None);
    assert_eq!(store.check_rest().unwrap_err().failure().code, "store-damaged");
    drop(store);
    let mut store = Store::open(name).unwrap();
    let notice = settings::notice(&store.db).unwrap().unwrap();
    assert!(notice.rebuilt && notice.lost.is_empty());
    assert_eq!(store.counts().unwrap().0, 41);
    let kept = store.ask(Ask::Photo { hash: unsent.photos[0].hash.clone() }, false).unwrap();
    assert_eq!(kept, Answer::Photo(unsent.photos[0].bytes.clone()));
    assert!(!settings::is_suspect(&store.db));
    store.check_rest().unwrap();
    drop(store);
    Store::open(name).unwrap();
}

/// What opening a store costs. `FIELDTALLY_RECORDS=5000` is a year: 20 records a working day with a photo of 300 kB in every
/// fourth, of which 64 MiB are kept; without it a week is opened.
#[test]
#[expect(clippy::print_stdout, reason = "a figure for who looks at it")]
fn a_full_store_opens_with_everything_checked() {
    let records: u128 = std::env::var("FIELDTALLY_RECORDS").map_or(100, |text| text.parse().expect("a number"));
    let dir = TempDir::new().unwrap();
    let path = dir.path().join("year.db");
    let path = path.to_str().unwrap();
    let mut store = Store::open(path).unwrap();
    store.sign_in(&session()).unwrap();
    store.db.pragma_update(None, "synchronous", "OFF").unwrap();
    for number in 1..=records {
        let at = Instant::from_millis(MORNING + i64::try_from(number).unwrap() * 4_380_000);
        let command = crate::record::Command { at, ..contact(number) };
        store.record(&command).unwrap();
    }
    fill(&mut store, u32::try_from(records * 224 / 5_000).unwrap());
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
        assert_eq!(said, "ok", "{sql}");
    }
    drop(store);
    for _ in 0..3 {
        let since = Watch::now();
        let mut store = Store::open(path).unwrap();
        println!("open: {:?}", since.elapsed());
        let since = Watch::now();
        assert_eq!(u128::from(store.counts().unwrap().0), records);
        println!("counts: {:?}", since.elapsed());
    }
}
