//! What is entered of a visit is kept until it is recorded, whatever ends the app.

use shared::doc::form::Answers;
use tempfile::TempDir;

use super::evidence::{at, came, now, phone};
use super::samples::{check_in, check_out, photo, record_id, session};
use crate::record::{PhotoBytes, What};
use crate::store::Store;
use crate::view::{Answer, Ask, Draft, VisitPage};

fn store(folder: &TempDir) -> Store {
    Store::open(folder.path().join("store.db").to_str().unwrap()).unwrap()
}

fn signed_in(folder: &TempDir) -> Store {
    let mut store = store(folder);
    store.sign_in(&session()).unwrap();
    store
}

fn keep(store: &mut Store, visit: u128, draft: &Draft, pictures: &[PhotoBytes]) {
    let ask = Ask::KeepDraft { visit: record_id(visit), draft: Box::new(draft.clone()), pictures: pictures.to_vec() };
    assert_eq!(store.ask(ask, false).unwrap(), Answer::Done);
}

fn kept(store: &mut Store, visit: u128) -> (Draft, Vec<PhotoBytes>) {
    match store.ask(Ask::Draft { visit: record_id(visit) }, false).unwrap() {
        Answer::Draft { draft, pictures } => (*draft, pictures),
        other => panic!("{other:?}"),
    }
}

fn draft(result: &str, photos: &[&PhotoBytes]) -> Draft {
    let answers: Answers = serde_json::from_value(serde_json::json!({"open": {"text": "yes"}})).unwrap();
    let photos = photos.iter().map(|photo| photo.hash.clone()).collect();
    Draft { result: result.into(), answers, photos, ..Draft::default() }
}

#[test]
fn what_was_entered_is_there_after_the_app_was_ended() {
    let folder = tempfile::tempdir().unwrap();
    let mut before = signed_in(&folder);
    before.record(&check_in(1)).unwrap();
    let (door, shelf) = (photo("door"), photo("shelf"));
    keep(&mut before, 1, &draft("等待", &[&door]), std::slice::from_ref(&door));
    // The second picture alone comes with the second draft.
    let entered = draft("等待第二版报价", &[&door, &shelf]);
    keep(&mut before, 1, &entered, std::slice::from_ref(&shelf));
    drop(before);
    let mut after = store(&folder);
    let (draft, pictures) = kept(&mut after, 1);
    assert_eq!(draft, entered);
    assert_eq!(pictures.len(), 2);
    assert!(pictures.contains(&door) && pictures.contains(&shelf));
}

#[test]
fn a_picture_that_is_named_no_more_goes_and_so_does_a_draft_with_nothing_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = signed_in(&folder);
    store.record(&check_in(1)).unwrap();
    let (door, shelf) = (photo("door"), photo("shelf"));
    keep(&mut store, 1, &draft("", &[&door, &shelf]), &[door.clone(), shelf.clone()]);
    keep(&mut store, 1, &draft("", &[&shelf]), &[]);
    assert_eq!(kept(&mut store, 1).1, [shelf]);
    keep(&mut store, 1, &Draft::default(), &[]);
    assert_eq!(kept(&mut store, 1), (Draft::default(), Vec::new()));
}

#[test]
fn a_closed_visit_has_no_draft_and_gets_none() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = signed_in(&folder);
    store.record(&check_in(1)).unwrap();
    let door = photo("door");
    keep(&mut store, 1, &draft("等待", &[&door]), std::slice::from_ref(&door));
    store.record(&check_out(2, 1)).unwrap();
    assert_eq!(kept(&mut store, 1), (Draft::default(), Vec::new()));
    // What the page still says of it comes late.
    keep(&mut store, 1, &draft("等待", &[&door]), std::slice::from_ref(&door));
    assert_eq!(kept(&mut store, 1), (Draft::default(), Vec::new()));
}

#[test]
fn what_was_entered_of_a_forgotten_visit_is_there_to_amend_it_with() {
    let (mut store, _server) = phone();
    store.record(&at(0, 1, came(30.2741, 0))).unwrap();
    keep(&mut store, 1, &draft("等待第二版报价", &[]), &[]);
    let page = |store: &mut Store| -> VisitPage {
        match store.ask(Ask::Visit { id: record_id(1), now: now(24) }, false).unwrap() {
            Answer::Visit(page) => *page,
            other => panic!("{other:?}"),
        }
    };
    let forgotten = page(&mut store);
    assert!(forgotten.visit.forgotten());
    assert_eq!(forgotten.draft.text("result"), Some("等待第二版报价"));
    let is = "等待第二版报价".to_owned();
    let amended = What::Amend { of: record_id(1), field: "result".into(), is, reason: "忘记签退".into() };
    store.record(&at(24, 3, amended)).unwrap();
    assert_eq!(page(&mut store).draft, Draft::default());
}

#[test]
fn a_damaged_draft_does_not_keep_the_visit_open() {
    let (door, shelf) = (photo("door"), photo("shelf"));
    for (damage, result, left) in [
        ("UPDATE draft_picture SET bytes = x'00' WHERE bytes = (SELECT min(bytes) FROM draft_picture)", "等待", 1),
        ("UPDATE draft_picture SET mime = CAST(x'e4b8ff' AS TEXT)", "等待", 2),
        ("UPDATE draft SET body = CAST(body || x'ff' AS TEXT)", "", 2),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let mut store = signed_in(&folder);
        store.record(&check_in(1)).unwrap();
        keep(&mut store, 1, &draft("等待", &[&door, &shelf]), &[door.clone(), shelf.clone()]);
        store.db.execute(damage, []).unwrap();
        let (draft, pictures) = kept(&mut store, 1);
        assert_eq!((draft.result.as_str(), pictures.len()), (result, left), "{damage}");
        assert!(draft.photos.len() <= left, "{damage}: {draft:?}");
        store.record(&check_out(2, 1)).unwrap();
    }
}
