use std::collections::BTreeMap;

use super::model::{Dice, Server, assert_same, settle};
use super::samples::*;
use crate::store::Store;
use crate::view::{Answer, Ask, RecordState};

fn phone() -> Store {
    let mut store = Store::open(":memory:").unwrap();
    store.sign_in(&session()).unwrap();
    store
}

fn states(store: &mut Store) -> BTreeMap<String, (RecordState, Option<String>)> {
    let Answer::Outbox(items) = store.ask(Ask::Outbox, false).unwrap() else { panic!("no outbox") };
    items.into_iter().map(|item| (item.id.to_string(), (item.state, item.door.map(|door| door.code)))).collect()
}

/// Whatever a server refuses, for whatever reason, as often as it likes: the queue comes to an end, and each record is in
/// the server's document or stands refused with the reason.
fn a_mood(seed: u64) {
    let mut dice = Dice(seed);
    let mut server = Server { deaf: dice.roll(4) == 0, sends_snapshots: dice.roll(2) == 0, ..Server::default() };
    server.write(&mut imported());
    let mut store = phone();
    settle(&mut store, &mut server);
    let mut made = 0;
    for round in 0..6 {
        server.mood = (dice.roll(6) > 0).then_some(Dice(seed ^ round));
        for _ in 0..dice.roll(6) {
            made += 1;
            let command = if dice.roll(3) == 0 { edit(made, &format!("0571-88{made}")) } else { contact(made) };
            store.record(&command).unwrap();
        }
        settle(&mut store, &mut server);
    }
    let states = states(&mut store);
    let missing: Vec<_> = (1..=made).filter(|n| !states.contains_key(&record_id(*n).to_string())).collect();
    assert!(missing.is_empty(), "{missing:?} of {made}");
    let entries = server.docs().contains(&journal()).then(|| server.doc(&journal()));
    for number in 1..=made {
        let id = record_id(number).to_string();
        let (state, door) = &states[&id];
        let is_edit = !store
            .db
            .query_row("SELECT command LIKE '%\"contact\"%' FROM record WHERE id = ?1", [&id], |row| {
                row.get::<_, bool>(0)
            })
            .unwrap();
        match state {
            RecordState::Refused => assert!(door.is_some(), "{id} is refused without a reason"),
            RecordState::Held | RecordState::Counted => {
                assert!(is_edit || entries.as_ref().is_some_and(|doc| doc.value(&id).is_some()), "{id} is lost");
            }
            RecordState::Local | RecordState::Sent => panic!("{id} still waits"),
        }
    }
    // In a good mood again, everything new goes through, and both sides have the same.
    server.mood = None;
    store.record(&contact(900)).unwrap();
    settle(&mut store, &mut server);
    assert!(server.doc(&journal()).value(&record_id(900).to_string()).is_some());
    if !server.deaf {
        assert_same(&mut store, &server);
    }
}

#[test]
fn no_sequence_of_refusals_lasts_for_ever_or_loses_a_command() {
    for seed in 0..120 {
        let told = std::panic::catch_unwind(|| a_mood(seed));
        assert!(told.is_ok(), "seed {seed}");
    }
}

#[test]
fn a_fork_is_recorded_again_on_the_document_as_the_server_has_it() {
    let mut server = Server::default();
    let mut store = phone();
    store.record(&contact(1)).unwrap();
    settle(&mut store, &mut server);
    // Somebody wrote as this phone: its second change is another one than the server has.
    let mut twin = shared::doc::Doc::load(
        journal(),
        &shared::id::Actor { device: device(1), incarnation: 1 }.to_bytes(),
        None,
        vec![server.log[0].change.clone()],
    )
    .unwrap();
    twin.put(&record_id(77).to_string(), &1).unwrap();
    twin.commit(shared::period::Instant::from_millis(MORNING)).unwrap();
    server.write(&mut twin);
    store.record(&contact(2)).unwrap();
    store.record(&check_in(3)).unwrap();
    settle(&mut store, &mut server);
    assert_eq!(server.asked_whole, [journal()]);
    let doc = server.doc(&journal());
    for number in [1, 2, 3, 77] {
        assert!(doc.value(&record_id(number).to_string()).is_some(), "{number}");
    }
    assert_same(&mut store, &server);
    // The visit that was open still is.
    store.record(&check_out(4, 3)).unwrap();
    settle(&mut store, &mut server);
    assert_same(&mut store, &server);
}
