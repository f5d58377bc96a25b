use rusqlite::Connection;
use shared::period::Instant;
use tempfile::TempDir;

use super::model::{Server, assert_same, settle};
use super::samples::*;
use crate::store::Store;
use crate::view::{Answer, Ask, Now, RecordState, Wanted};

/// What each version left: its schema and its rows.
const LEFT: [&[&str]; 3] = [
    &[
        include_str!("../../../../migrations/client/001_first.sql"),
        include_str!("../../../../migrations/fixtures/client/001_first.sql"),
    ],
    &[
        include_str!("../../../../migrations/client/001_first.sql"),
        include_str!("../../../../migrations/client/002_mending.sql"),
        include_str!("../../../../migrations/fixtures/client/002_mending.sql"),
    ],
    &[
        include_str!("../../../../migrations/client/001_first.sql"),
        include_str!("../../../../migrations/client/002_mending.sql"),
        include_str!("../../../../migrations/client/003_photos.sql"),
        include_str!("../../../../migrations/fixtures/client/003_photos.sql"),
    ],
];

/// The store as a version left it, upgraded.
fn upgraded(dir: &TempDir, left: &[&str]) -> Store {
    let path = dir.path().join("old.db");
    let old = Connection::open(&path).unwrap();
    for sql in left {
        old.execute_batch(sql).unwrap();
    }
    drop(old);
    Store::open(path.to_str().unwrap()).unwrap()
}

#[test]
fn what_every_version_left_is_upgraded_and_nothing_is_lost() {
    for left in LEFT {
        nothing_is_lost(left);
    }
}

fn nothing_is_lost(left: &[&str]) {
    let dir = TempDir::new().unwrap();
    let mut store = upgraded(&dir, left);
    assert_eq!(store.session().unwrap(), Some(session()));
    let Answer::Outbox(items) = store.ask(Ask::Outbox, false).unwrap() else { panic!("no outbox") };
    let states: Vec<_> = items.iter().rev().map(|item| item.state).collect();
    use RecordState::*;
    assert_eq!(states, [Counted, Refused, Counted, Refused, Local, Local, Local]);
    assert_eq!(items[3].door.as_ref().unwrap().code, "door-not-allowed");
    // Customers of before there was a search are found at once.
    let wanted = Box::new(Wanted { text: "hzjgs".into(), ..Wanted::default() });
    let now = Now { at: Instant::from_millis(MORNING), place: None };
    let Answer::Customers(list) = store.ask(Ask::Customers { wanted, now }, false).unwrap() else { panic!("no list") };
    assert_eq!(list.rows.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["杭州甲公司"]);
    for (taken, uploaded) in [("发票一", true), ("发票二", false)] {
        let kept = photo(taken);
        let asked = store.ask(Ask::Photo { hash: kept.hash.clone() }, false).unwrap();
        assert_eq!(asked, Answer::Photo(kept.bytes));
        assert_eq!(store.next_photo("").unwrap().is_some_and(|photo| photo.hash == kept.hash), !uploaded);
    }
    let mut journal_here = store.book.doc_mut(&store.db, &journal()).unwrap().clone();
    for number in [1, 2, 3, 5, 6, 101, 102] {
        assert!(journal_here.value(&record_id(number).to_string()).is_some(), "{number}");
    }
    assert_eq!(journal_here.changes_since(&[]).len(), 7);
    // What waits is sent, and a server that has the rest takes it.
    let sent = store.exchange().unwrap();
    assert_eq!(sent.changes(), 3);
    let mut server = Server::default();
    let held = journal_here.changes_since(&[]);
    server.write(&mut shared::doc::Doc::load(journal(), &[0; 20], None, held[..5].to_vec()).unwrap());
    server.write(&mut imported());
    server.write(&mut desk_refusing(2));
    settle(&mut store, &mut server);
    assert_same(&mut store, &server);
    assert_eq!(store.counts().unwrap(), (0, 2));
}

#[test]
fn a_store_of_a_newer_version_is_refused() {
    let dir = TempDir::new().unwrap();
    let store = upgraded(&dir, LEFT[0]);
    store.db.pragma_update(None, "user_version", 99).unwrap();
    drop(store);
    let why = Store::open(dir.path().join("old.db").to_str().unwrap()).unwrap_err();
    assert_eq!(why.failure().code, "store-newer");
}
