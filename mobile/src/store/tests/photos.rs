use std::path::Path;

use shared::doc::journal::Photo;
use shared::period::Instant;
use tempfile::TempDir;

use super::model::{Server, settle};
use super::samples::*;
use crate::record::{Command, PhotoBytes, What};
use crate::store::Store;
use crate::view::{Answer, Ask, Failure, OutboxItem};

fn store(path: &Path) -> Store {
    let mut store = Store::open(path.to_str().unwrap()).unwrap();
    store.sign_in(&session()).unwrap();
    store
}

/// A picture of some kilobytes.
fn picture(number: u128) -> PhotoBytes {
    photo(&format!("第 {number} 张 ").repeat(60))
}

/// An expense with its picture, and the picture's hash.
fn with_picture(store: &mut Store, number: u128) -> String {
    let command = expense(number, picture(number));
    let hash = command.photos[0].hash.clone();
    store.record(&command).unwrap();
    hash
}

fn is_here(store: &mut Store, hash: &str) -> bool {
    match store.ask(Ask::Photo { hash: hash.to_owned() }, false).unwrap() {
        Answer::Photo(_) => true,
        Answer::Failed(why) if why.code == "unknown-photo" => false,
        other => panic!("{other:?}"),
    }
}

fn waiting(store: &Store) -> Vec<(String, bool)> {
    let mut found: Vec<(String, bool)> = Vec::new();
    let after = |found: &[(String, bool)]| found.last().map(|(hash, _)| hash.clone()).unwrap_or_default();
    while let Some(photo) = store.next_photo(&after(&found)).unwrap() {
        found.push((photo.hash, photo.ask));
    }
    found
}

fn outbox(store: &mut Store) -> Vec<OutboxItem> {
    let Answer::Outbox(items) = store.ask(Ask::Outbox, false).unwrap() else { panic!("no outbox") };
    items
}

fn at(minutes: i64) -> Instant {
    Instant::from_millis(MORNING + minutes * 60_000)
}

#[test]
fn photos_the_server_has_are_let_go_oldest_first_and_never_one_it_lacks() {
    let dir = TempDir::new().unwrap();
    let mut store = store(&dir.path().join("a.db"));
    let mut server = Server::default();
    let hashes: Vec<_> = (1..=6).map(|number| with_picture(&mut store, number)).collect();
    let length = u64::try_from(picture(1).bytes.len()).unwrap();
    // The third came first; the last two are not sent.
    for (number, minute) in [(0, 2), (1, 3), (2, 1), (3, 4)] {
        store.photo_uploaded(&hashes[number], at(minute)).unwrap();
    }
    assert_eq!(store.let_photos_go(0).unwrap(), 0, "no record that names them is counted");
    settle(&mut store, &mut server);
    assert_eq!(store.let_photos_go(4 * length).unwrap(), 0);
    assert_eq!(store.let_photos_go(2 * length).unwrap(), 2);
    let here: Vec<_> = hashes.iter().map(|hash| is_here(&mut store, hash)).collect();
    assert_eq!(here, [false, true, false, true, true, true]);
    assert_eq!(store.let_photos_go(0).unwrap(), 2);
    assert_eq!(store.photos_waiting().unwrap(), 2);
    assert!(is_here(&mut store, &hashes[4]) && is_here(&mut store, &hashes[5]));
}

#[test]
fn a_photo_of_a_record_that_was_refused_stays() {
    let dir = TempDir::new().unwrap();
    let mut store = store(&dir.path().join("a.db"));
    let mut server = Server::default();
    let (refused, sound) = (with_picture(&mut store, 1), with_picture(&mut store, 2));
    server.write(&mut desk_refusing(1));
    settle(&mut store, &mut server);
    for hash in [&refused, &sound] {
        store.photo_uploaded(hash, at(1)).unwrap();
    }
    store.let_photos_go(0).unwrap();
    assert!(is_here(&mut store, &refused) && !is_here(&mut store, &sound));
}

#[test]
fn a_full_store_makes_room_of_photos_the_server_has() {
    let dir = TempDir::new().unwrap();
    let mut store = store(&dir.path().join("a.db"));
    let mut server = Server::default();
    let sent: Vec<_> = (1..=8).map(|number| with_picture(&mut store, number)).collect();
    let unsent = with_picture(&mut store, 9);
    settle(&mut store, &mut server);
    for (minute, hash) in (1..).zip(&sent) {
        store.photo_uploaded(hash, at(minute)).unwrap();
    }
    let pages: i64 = store.db.pragma_query_value(None, "page_count", |row| row.get(0)).unwrap();
    store.db.pragma_update(None, "max_page_count", pages).unwrap();
    let new = with_picture(&mut store, 10);
    let here = |store: &mut Store| sent.iter().filter(|hash| is_here(store, hash)).count();
    let left = here(&mut store);
    assert!((1..8).contains(&left), "{left} of 8 are left");
    assert!(!is_here(&mut store, &sent[0]) && is_here(&mut store, &sent[7]), "the oldest went");
    // What is too large for all of it is said to be, and what was not sent is still here.
    let large = expense(11, photo(&"一张大照片".repeat(20_000)));
    assert_eq!(store.record(&large).unwrap_err().failure().code, "store-full");
    assert!(is_here(&mut store, &unsent) && is_here(&mut store, &new));
    assert_eq!(outbox(&mut store).len(), 10);
}

#[test]
fn a_restored_server_is_offered_every_photo_that_is_here() {
    let dir = TempDir::new().unwrap();
    let mut store = store(&dir.path().join("a.db"));
    let mut server = Server::default();
    let (first, second) = (with_picture(&mut store, 1), with_picture(&mut store, 2));
    settle(&mut store, &mut server);
    store.photo_uploaded(&first, at(1)).unwrap();
    assert_eq!(waiting(&store), [(second.clone(), false)]);
    let backup = server.clone();
    server.restore(&backup);
    settle(&mut store, &mut server);
    let mut offered = vec![(first, true), (second, true)];
    offered.sort();
    assert_eq!(waiting(&store), offered, "and asked for before they are sent");
}

#[test]
fn a_refused_photo_is_told_with_its_record_and_waits_no_more() {
    let dir = TempDir::new().unwrap();
    let mut store = store(&dir.path().join("a.db"));
    let (bad, good) = (with_picture(&mut store, 1), with_picture(&mut store, 2));
    let why = Failure { code: "photo-refused".into(), message: "no picture".into(), hint: None };
    assert!(store.photo_garbled(&bad, &why).unwrap());
    assert!(store.photo_garbled(&bad, &why).unwrap());
    assert!(!store.photo_garbled(&bad, &why).unwrap(), "three times are enough");
    assert_eq!(waiting(&store), [(good.clone(), false)]);
    let told: Vec<_> = outbox(&mut store).into_iter().map(|item| (item.id, item.photo)).collect();
    assert_eq!(told, [(record_id(2), None), (record_id(1), Some(why))]);
    assert!(is_here(&mut store, &bad));
    store.photo_cut(&good).unwrap();
    assert_eq!(waiting(&store), [(good, true)]);
}

#[test]
fn a_photo_with_other_bytes_than_its_hash_says_is_not_recorded() {
    let dir = TempDir::new().unwrap();
    let mut store = store(&dir.path().join("a.db"));
    let mut wrong = expense(1, picture(1));
    wrong.photos[0].bytes[0] ^= 1;
    assert_eq!(store.record(&wrong).unwrap_err().failure().code, "photo-damaged");
    assert_eq!(outbox(&mut store), []);
}

#[test]
fn a_photo_named_by_two_records_stays_until_both_are_counted() {
    let dir = TempDir::new().unwrap();
    let mut store = store(&dir.path().join("a.db"));
    let mut server = Server::default();
    let hash = with_picture(&mut store, 1);
    settle(&mut store, &mut server);
    store.photo_uploaded(&hash, at(1)).unwrap();
    let again = expense(2, picture(1));
    let What::Expense(named) = &again.what else { panic!("an expense") };
    assert!(matches!(&named.photos[..], [Photo { hash: of, .. }] if *of == hash));
    store.record(&Command { photos: Vec::new(), ..again }).unwrap();
    assert_eq!(store.let_photos_go(0).unwrap(), 0);
    settle(&mut store, &mut server);
    assert_eq!(store.let_photos_go(0).unwrap(), 1);
}

#[test]
fn a_photo_whose_bytes_have_changed_is_not_shown() {
    let dir = TempDir::new().unwrap();
    let mut store = store(&dir.path().join("a.db"));
    let hash = with_picture(&mut store, 1);
    assert!(is_here(&mut store, &hash));
    store.db.execute("UPDATE photo SET bytes = x'00' WHERE hash = ?1", [&hash]).unwrap();
    assert!(!is_here(&mut store, &hash), "the server is asked for it");
}
