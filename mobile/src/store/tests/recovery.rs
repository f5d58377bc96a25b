use shared::doc::Doc;
use shared::doc::customer::{self, ProfileField};
use shared::id::Actor;
use shared::period::Instant;
use shared::sync::{SyncResponse, to_cbor};

use super::model::{Server, assert_same, exchange, settle};
use super::samples::*;
use crate::store::Store;

fn phone(number: u128) -> Store {
    let mut store = Store::open(":memory:").unwrap();
    store.sign_in(&crate::view::Session { device: device(number), ..session() }).unwrap();
    store
}

fn told(doc: &Doc, number: u128) -> bool {
    doc.value(&record_id(number).to_string()).is_some()
}

/// A day on two phones of one person; the backup is of noon, and one of the phones is lost in the evening.
fn a_day(snapshots: bool) -> (Server, Server, Store) {
    let mut server = Server { sends_snapshots: snapshots, ..Server::default() };
    server.write(&mut imported());
    let (mut kept, mut lost) = (phone(1), phone(2));
    for store in [&mut kept, &mut lost] {
        settle(store, &mut server);
    }
    kept.record(&contact(1)).unwrap();
    settle(&mut kept, &mut server);
    let noon = server.clone();
    lost.record(&contact(2)).unwrap();
    lost.record(&edit(3, "0571-22")).unwrap();
    settle(&mut lost, &mut server);
    settle(&mut kept, &mut server);
    kept.record(&contact(4)).unwrap();
    settle(&mut kept, &mut server);
    server.write(&mut desk_refusing(4));
    settle(&mut kept, &mut server);
    (server, noon, kept)
}

#[test]
fn a_phone_brings_back_what_a_restored_server_lost_also_what_a_lost_phone_wrote() {
    for snapshots in [true, false] {
        let (mut server, noon, mut kept) = a_day(snapshots);
        let before: Vec<_> = server.docs().into_iter().map(|doc| (server.heads(&doc), doc)).collect();
        server.restore(&noon);
        settle(&mut kept, &mut server);
        assert_same(&mut kept, &server);
        for (heads, doc) in before {
            assert_eq!(server.heads(&doc), heads, "{doc}");
        }
        assert!(server.aside.is_empty());
        assert_eq!(kept.counts().unwrap(), (0, 1));
        assert_eq!(kept.uncounted().unwrap(), 0);
    }
}

#[test]
fn a_second_restore_before_anything_was_brought_back_loses_nothing_either() {
    let (mut server, noon, mut kept) = a_day(true);
    let heads = server.heads(&journal());
    server.restore(&noon);
    // One exchange, whose answer reaches the phone; nothing was pushed yet.
    exchange(&mut kept, &mut server);
    let epoch = server.epoch;
    server.restore(&noon);
    server.epoch = epoch + 1;
    settle(&mut kept, &mut server);
    assert_eq!(server.heads(&journal()), heads);
    assert_same(&mut kept, &server);
}

#[test]
fn what_was_recorded_offline_goes_up_with_what_was_lost() {
    let (mut server, noon, mut kept) = a_day(true);
    kept.record(&check_in(5)).unwrap();
    kept.record(&edit(6, "0571-66")).unwrap();
    server.restore(&noon);
    settle(&mut kept, &mut server);
    assert!((1..=5).filter(|number| *number != 3).all(|number| told(&server.doc(&journal()), number)));
    assert_eq!(customer::read(&server.doc(imported().id())).phone.as_deref(), Some("0571-66"));
    assert_same(&mut kept, &server);
}

#[test]
fn a_pull_that_is_cut_in_two_brings_back_each_document_when_it_is_known() {
    let (mut server, noon, mut kept) = a_day(true);
    server.restore(&noon);
    // The first page has one document only, and says that there is more.
    let sent = kept.exchange().unwrap();
    let whole = server.answer(&sent.request);
    let part = shared::sync::Part { target: whole.cursor.base, doc: whole.deltas[0].doc.clone(), upto: 0 };
    let page = SyncResponse {
        deltas: whole.deltas[..1].to_vec(),
        cursor: shared::sync::Cursor { base: 0, part: Some(part), ..whole.cursor.clone() },
        more: true,
        ..whole.clone()
    };
    assert!(kept.settle(sent, &to_cbor(&page).unwrap()).unwrap());
    // Of what did not come nothing is sent.
    let next = kept.exchange().unwrap();
    assert!(next.request.pushes.iter().all(|push| push.doc == page.deltas[0].doc), "{next:?}");
    settle(&mut kept, &mut server);
    assert_same(&mut kept, &server);
}

#[test]
fn without_an_attestation_others_changes_wait_for_an_administrator_and_own_ones_are_recorded_again() {
    let (mut server, noon, mut kept) = a_day(true);
    kept.db.execute("DELETE FROM attest", []).unwrap();
    server.restore(&noon);
    settle(&mut kept, &mut server);
    let doc = server.doc(&journal());
    assert!(told(&doc, 1) && told(&doc, 4), "own records came back");
    assert!(!told(&doc, 2), "nobody vouches for what the lost phone wrote");
    assert!(server.aside.iter().any(|held| held.doc == journal()));
    assert_same(&mut kept, &server);
}

#[test]
fn what_came_inside_a_snapshot_is_sent_before_what_builds_on_it() {
    let mut server = Server::default();
    let mut before = elsewhere(1);
    before.put(&record_id(90).to_string(), &1).unwrap();
    before.commit(Instant::from_millis(MORNING)).unwrap();
    server.write(&mut before);
    let mut store = phone(1);
    settle(&mut store, &mut server);
    store.record(&contact(1)).unwrap();
    // It lost the document, and says so only by what it refuses.
    server.drop_doc(&journal());
    let rounds = settle(&mut store, &mut server);
    assert!(rounds <= 3, "{rounds}");
    assert!(told(&server.doc(&journal()), 90) && told(&server.doc(&journal()), 1));
    assert_same(&mut store, &server);
}

#[test]
fn a_snapshot_drops_no_change_that_stands_here() {
    let mut server = Server::default();
    server.write(&mut imported());
    let mut store = phone(1);
    settle(&mut store, &mut server);
    let id = imported().id().clone();
    let mut other = Doc::load(
        id.clone(),
        &Actor { device: device(2), incarnation: 1 }.to_bytes(),
        Some(&imported().save()),
        Vec::new(),
    )
    .unwrap();
    customer::set_field(&mut other, ProfileField::Note, "别的业务员写的").unwrap();
    other.commit(Instant::from_millis(MORNING)).unwrap();
    server.write(&mut other);
    settle(&mut store, &mut server);
    store.record(&edit(1, "0571-11")).unwrap();
    // An older snapshot comes, for whatever reason.
    let sent = store.exchange().unwrap();
    let mut answer = Server { epoch: 7, ..Server::default() }.answer(&sent.request);
    answer.receipts.clear();
    answer.deltas.push(shared::sync::Delta {
        doc: id.clone(),
        snapshot: Some(imported().save().into()),
        changes: Vec::new(),
        attested: None,
    });
    store.settle(sent, &to_cbor(&answer).unwrap()).unwrap();
    let here = customer::read(store.book.doc_mut(&store.db, &id).unwrap());
    assert_eq!(here.note.as_deref(), Some("别的业务员写的"));
    assert_eq!(here.phone.as_deref(), Some("0571-11"));
}

#[test]
fn what_the_server_can_not_apply_stands_refused_and_the_rest_is_recorded_again() {
    let mut server = Server::default();
    let mut store = phone(1);
    for number in 1..=3 {
        store.record(&contact(number)).unwrap();
        settle(&mut store, &mut server);
    }
    // The second change and the third on top of it can not be applied there; a fourth was not sent yet.
    store.record(&contact(4)).unwrap();
    server.quarantined.extend(server.log[1..].iter().map(|held| held.change.hash()));
    let mut desk = Doc::new(desk_id(), b"the server, by itself");
    let why = serde_json::json!({ "doc": journal().to_string(), "why": "duplicate operation" });
    desk.put(&format!("quarantined:{}", server.log[1].change.hash()), &why).unwrap();
    desk.commit(Instant::from_millis(MORNING)).unwrap();
    server.write(&mut desk);
    settle(&mut store, &mut server);
    let crate::view::Answer::Outbox(items) = store.ask(crate::view::Ask::Outbox, false).unwrap() else {
        panic!("no outbox")
    };
    let doors: Vec<_> = items.iter().rev().map(|item| item.door.as_ref().map(|door| door.code.as_str())).collect();
    assert_eq!(doors, [None, Some("door-quarantined"), Some("door-quarantined"), None]);
    assert_eq!(items[1].door.as_ref().unwrap().message, "duplicate operation");
    let doc = server.doc(&journal());
    assert!(told(&doc, 1) && told(&doc, 4) && !told(&doc, 2) && !told(&doc, 3));
    assert_same(&mut store, &server);
}
