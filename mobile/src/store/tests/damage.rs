use std::collections::BTreeSet;
use std::path::Path;

use rusqlite::Connection;
use tempfile::TempDir;

use super::model::{Dice, Server, assert_same, settle};
use super::samples::*;
use crate::store::{Store, settings};
use crate::view::{Answer, Ask, RecordState, SyncState};

/// A store in the middle of a day: records the server holds, 40 that wait, photos, a customer.
fn a_day(path: &Path, server: &mut Server) -> u128 {
    let mut store = Store::open(path.to_str().unwrap()).unwrap();
    store.sign_in(&session()).unwrap();
    server.write(&mut imported());
    settle(&mut store, server);
    for number in 1..=20 {
        store.record(&contact(number)).unwrap();
    }
    settle(&mut store, server);
    for number in 21..=60 {
        store.record(&contact(number)).unwrap();
    }
    store.record(&expense(61, photo(&"发票".repeat(200)))).unwrap();
    store.record(&edit(62, "0571-62")).unwrap();
    62
}

fn told(store: &mut Store) -> Option<crate::view::Failure> {
    store.status(SyncState::default(), true).unwrap().notice
}

/// What was recorded is in the server's documents in the end, or is named as lost.
fn all_there_or_named(path: &Path, server: &mut Server, records: u128, what: &str) {
    let mut store = Store::open(path.to_str().unwrap()).unwrap_or_else(|why| panic!("{what}: {why}"));
    if store.session().unwrap().is_none() {
        store.sign_in(&session()).unwrap();
    }
    settle(&mut store, server);
    let notice = settings::notice(&store.db).unwrap().unwrap_or_default();
    let lost: BTreeSet<_> = notice.lost.iter().copied().collect();
    // A changed byte in the name of its document puts a record into another month; the server says so on the desk.
    let docs: Vec<_> = server.docs().iter().map(|doc| server.doc(doc)).collect();
    for number in (1..=records).filter(|number| *number != 62) {
        let id = record_id(number);
        let there = docs.iter().any(|doc| doc.value(&id.to_string()).is_some());
        let state = || -> String {
            let sql = "SELECT coalesce(seq, '-') || ' ' || coalesce(door, '-') FROM record WHERE id = ?1";
            store.db.query_row(sql, [id.to_string()], |row| row.get(0)).unwrap_or_else(|why| why.to_string())
        };
        let named = lost.contains(&id) || notice.unnamed > 0;
        assert!(there || named, "{what}: {id} is lost and not named: {} {notice:?}", state());
    }
    assert!(lost.is_empty() || told(&mut store).unwrap().code == "store-lost", "{what}");
    store.record(&contact(999)).unwrap();
    settle(&mut store, server);
    assert_same(&mut store, server);
}

#[test]
#[expect(clippy::print_stdout, reason = "a figure for who looks at it")]
fn whatever_is_wrong_with_the_file_what_was_recorded_is_sent_or_named() {
    let sound = TempDir::new().unwrap();
    let mut before = Server::default();
    let records = a_day(&sound.path().join("day.db"), &mut before);
    let bytes = std::fs::read(sound.path().join("day.db")).unwrap();
    let pages = bytes.len() / 4096;
    let mut dice = Dice(2026);
    let mut named = 0;
    for round in 0..(2 * pages + 40) {
        let mut broken = bytes.clone();
        let what = if round < pages {
            broken[round * 4096..(round + 1) * 4096].fill(0);
            format!("page {round} zeroed")
        } else if round < 2 * pages {
            let at = (round - pages) * 4096 + usize::try_from(dice.roll(4096)).unwrap();
            broken[at] ^= 0x5a;
            format!("byte {at} of page {} flipped", round - pages)
        } else if round % 2 == 0 {
            let length = usize::try_from(dice.roll(bytes.len() as u64)).unwrap();
            broken.truncate(length);
            format!("cut to {length} bytes")
        } else {
            for _ in 0..8 {
                let at = usize::try_from(dice.roll(bytes.len() as u64)).unwrap();
                broken[at] ^= 1 << dice.roll(8);
            }
            "eight bits flipped".to_owned()
        };
        let dir = TempDir::new().unwrap();
        let path = dir.path().join("day.db");
        std::fs::write(&path, &broken).unwrap();
        let mut server = before.clone();
        all_there_or_named(&path, &mut server, records, &what);
        let kept = Store::open(path.to_str().unwrap()).unwrap();
        named += settings::notice(&kept.db).unwrap().map_or(0, |notice| notice.lost.len());
    }
    println!("{pages} pages, {named} records lost with their own bytes and named");
}

#[test]
fn a_record_that_is_no_text_any_more_holds_up_no_other() {
    for column in ["command", "doc"] {
        let dir = TempDir::new().unwrap();
        let path = dir.path().join("day.db");
        let mut server = Server::default();
        let records = a_day(&path, &mut server);
        let db = Connection::open(&path).unwrap();
        let sql = format!("UPDATE record SET {column} = CAST({column} || x'e4b8ff' AS TEXT) WHERE id = ?1");
        assert_eq!(db.execute(&sql, [record_id(30).to_string()]).unwrap(), 1);
        drop(db);
        let mut store = Store::open(path.to_str().unwrap()).unwrap();
        let Answer::Outbox(items) = store.ask(Ask::Outbox, false).unwrap() else { panic!("no outbox") };
        assert_eq!(items.iter().filter(|item| item.state == RecordState::Local).count(), 41, "{column}");
        settle(&mut store, &mut server);
        let doc = server.doc(&journal());
        for number in (1..=records).filter(|number| *number != 62) {
            assert!(doc.value(&record_id(number).to_string()).is_some(), "{column}: {number}");
        }
    }
}

#[test]
fn a_damaged_chunk_costs_no_record_and_no_other_document() {
    for target in ["kind = 'snapshot'", "state = 'held' AND kind = 'change'", "state = 'pending'"] {
        let dir = TempDir::new().unwrap();
        let path = dir.path().join("day.db");
        let mut server = Server::default();
        let records = a_day(&path, &mut server);
        let db = Connection::open(&path).unwrap();
        let rows: i64 =
            db.query_row(&format!("SELECT count(*) FROM chunk WHERE {target}"), [], |row| row.get(0)).unwrap();
        let sql = format!(
            "UPDATE chunk SET bytes = CAST(substr(bytes, 1, length(bytes) - 5) || x'0102030405' AS BLOB) WHERE number =
             (SELECT number FROM chunk WHERE {target} ORDER BY number LIMIT 1 OFFSET {})",
            rows / 2
        );
        assert_eq!(db.execute(&sql, []).unwrap(), 1);
        drop(db);
        let mut store = Store::open(path.to_str().unwrap()).unwrap();
        // Work goes on with no network: what waits is still shown, and more can be recorded.
        store.record(&check_in(70)).unwrap();
        let Answer::Outbox(items) = store.ask(Ask::Outbox, false).unwrap() else { panic!("no outbox") };
        assert_eq!(items.iter().filter(|item| item.state == RecordState::Local).count(), 43, "{target}");
        // The customer's document is needed by no page before it is shown.
        store.heads().unwrap();
        settle(&mut store, &mut server);
        assert_eq!(told(&mut store).map(|notice| notice.code), Some("store-mended".to_owned()), "{target}");
        let doc = server.doc(&journal());
        for number in (1..=records).filter(|number| *number != 62).chain([70]) {
            assert!(doc.value(&record_id(number).to_string()).is_some(), "{target}: {number}");
        }
        assert_same(&mut store, &server);
        assert_eq!(store.ask(Ask::Told, false).unwrap(), Answer::Done);
        assert_eq!(told(&mut store), None);
    }
}

#[test]
fn a_salvage_that_was_cut_short_is_done_again() {
    let dir = TempDir::new().unwrap();
    let path = dir.path().join("day.db");
    let mut server = Server::default();
    let records = a_day(&path, &mut server);
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[..4096].fill(0);
    std::fs::write(&path, bytes).unwrap();
    // Begun, and ended before anything was in it.
    drop(crate::store::open::open(dir.path().join("day.2.db").to_str().unwrap()).unwrap());
    all_there_or_named(&path, &mut server, records, "cut short");
    let kept = Store::open(path.to_str().unwrap()).unwrap();
    assert_eq!(settings::notice(&kept.db).unwrap().unwrap().lost, []);
    assert!(settings::salvaged(&kept.db).unwrap().unwrap().contains("第 42 次电话"));
}

#[test]
fn a_copied_store_writes_as_a_new_actor() {
    let dir = TempDir::new().unwrap();
    let (path, copied) = (dir.path().join("day.db"), dir.path().join("copy.db"));
    let mut server = Server::default();
    a_day(&path, &mut server);
    std::fs::copy(&path, &copied).unwrap();
    let actor = |path: &Path| {
        let store = Store::open(path.to_str().unwrap()).unwrap();
        settings::actor(&store.db, device(1)).unwrap().incarnation
    };
    assert_eq!((actor(&path), actor(&path)), (1, 1));
    assert_eq!((actor(&copied), actor(&copied)), (2, 2));
    // Both go on; nothing of either is lost, and no number is used twice.
    for (path, number) in [(&path, 80), (&copied, 81)] {
        let mut store = Store::open(path.to_str().unwrap()).unwrap();
        store.record(&contact(number)).unwrap();
        settle(&mut store, &mut server);
        assert_same(&mut store, &server);
    }
    assert!([80, 81].iter().all(|number| server.doc(&journal()).value(&record_id(*number).to_string()).is_some()));
}

#[test]
fn a_full_store_says_so_and_keeps_what_it_has() {
    let dir = TempDir::new().unwrap();
    let path = dir.path().join("day.db");
    a_day(&path, &mut Server::default());
    let mut store = Store::open(path.to_str().unwrap()).unwrap();
    let pages: i64 = store.db.pragma_query_value(None, "page_count", |row| row.get(0)).unwrap();
    store.db.pragma_update(None, "max_page_count", pages).unwrap();
    let big = expense(90, photo(&"一张大照片".repeat(2000)));
    let why = store.record(&big).unwrap_err();
    assert_eq!(why.failure().code, "store-full");
    let Answer::Outbox(items) = store.ask(Ask::Outbox, false).unwrap() else { panic!("no outbox") };
    assert!(items.iter().all(|item| item.id != record_id(90)));
    // With room again, pressing once more saves it.
    store.db.pragma_update(None, "max_page_count", pages + 1000).unwrap();
    store.record(&big).unwrap();
    assert!(store.ask(Ask::Photo { hash: big.photos[0].hash.clone() }, false).is_ok());
}
