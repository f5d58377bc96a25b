//! Random damage and random malice: nothing panics, and what is taken can be saved and loaded.

use automerge::legacy::{ElementId, Key, ObjectId, Op, OpType};
use automerge::{Change, ObjType};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use shared::doc::{Doc, MAX_SNAPSHOT_BYTES, only_adds, verified_change, verified_snapshot};
use shared::sync::{Push, SyncRequest, SyncResponse, from_cbor, to_cbor};

use super::doctored::{
    NOON, add, altered, check_in, check_out, contact, copy, customer, inserted, journal, key, named, object, op, put,
    written,
};
use super::encode::{opened, sealed};

/// What is done to bytes.
#[derive(Debug, Clone)]
enum Damage {
    Set(Index, u8),
    Cut(Index, Index),
    Insert(Index, Vec<u8>),
    Double(Index, Index),
}

fn damage() -> impl Strategy<Value = Damage> {
    let at = any::<Index>;
    // The numbers that end a run, a length, a sign.
    let byte = prop_oneof![any::<u8>(), select(vec![0, 1, 2, 0x3f, 0x40, 0x7e, 0x7f, 0x80, 0xff])];
    prop_oneof![
        4 => (at(), byte.clone()).prop_map(|(at, byte)| Damage::Set(at, byte)),
        1 => (at(), at()).prop_map(|(from, to)| Damage::Cut(from, to)),
        1 => (at(), prop::collection::vec(byte, 1..12)).prop_map(|(at, bytes)| Damage::Insert(at, bytes)),
        1 => (at(), at()).prop_map(|(from, to)| Damage::Double(from, to)),
    ]
}

fn damaged(mut bytes: Vec<u8>, damages: &[Damage]) -> Vec<u8> {
    for damage in damages {
        if bytes.is_empty() {
            break;
        }
        let range = |a: &Index, b: &Index| {
            let (a, b) = (a.index(bytes.len()), b.index(bytes.len()));
            a.min(b)..a.max(b).min(a.min(b) + 40)
        };
        match damage {
            Damage::Set(at, byte) => {
                let at = at.index(bytes.len());
                bytes[at] = *byte;
            }
            Damage::Cut(from, to) => drop(bytes.drain(range(from, to))),
            Damage::Insert(at, new) => {
                let at = at.index(bytes.len());
                bytes.splice(at..at, new.iter().copied());
            }
            Damage::Double(from, to) => {
                let part = bytes[range(from, to)].to_vec();
                let at = range(from, to).end;
                bytes.splice(at..at, part);
            }
        }
    }
    bytes
}

fn damages() -> impl Strategy<Value = Vec<Damage>> {
    prop::collection::vec(damage(), 1..6)
}

/// A customer's document, and changes of a second person on top of it.
fn edited() -> (Doc, Vec<Change>) {
    let mut server = customer(1);
    server.put("tags", &["三甲", "试用"]).unwrap();
    server.put("name", &"浙北仁和医院").unwrap();
    server.commit(NOON).unwrap();
    let mut phone = copy(&server, 2);
    let mut sent = vec![named(&mut phone, "改名"), named(&mut phone, "又改")];
    phone.put("tags", &["另", "外"]).unwrap();
    phone.remove("name").unwrap();
    sent.push(phone.commit(NOON).unwrap());
    (server, sent)
}

fn recorded() -> (Doc, Vec<Change>) {
    let mut phone = journal(2);
    let sent = vec![
        add(&mut phone, 1, check_in()),
        add(&mut phone, 2, check_out(1)),
        add(&mut phone, 3, contact("问过价格,下周再谈")),
    ];
    (journal(9), sent)
}

/// What is taken into a document stands in it in a way that can be written down and read again.
fn take(mut doc: Doc, changes: Vec<Change>) -> Result<(), TestCaseError> {
    let count = changes.len();
    let unfit = doc.apply_sound(changes);
    prop_assert!(unfit.len() <= count);
    let bytes = doc.save();
    let loaded = Doc::load(doc.id().clone(), &[0; 20], Some(&bytes), Vec::new());
    prop_assert!(loaded.is_ok(), "{:?} with {unfit:?}", loaded.err());
    prop_assert_eq!(loaded.unwrap().heads(), doc.heads());
    Ok(())
}

/// Operations on what there is, on what there is not, and on each other.
fn operations() -> impl Strategy<Value = Vec<Op>> {
    let number = prop_oneof![1..9u64, Just(77)];
    let actor = select(vec![1u8, 2, 9]);
    let id = || {
        (number.clone(), actor.clone())
            .prop_map(|(counter, by)| automerge::legacy::OpId::new(counter, &super::doctored::actor(by)))
    };
    let object = prop_oneof![
        3 => Just(ObjectId::Root),
        3 => (1..9u64, select(vec![1u8, 2])).prop_map(|(counter, by)| object(counter, by)),
    ];
    let at = prop_oneof![
        4 => select(vec!["name", "tags", "x"]).prop_map(key),
        1 => Just(Key::head()),
        2 => id().prop_map(|id| Key::Seq(ElementId::Id(id))),
    ];
    let action = prop_oneof![
        4 => Just(OpType::Put("v".into())),
        2 => select(vec![ObjType::Map, ObjType::List, ObjType::Text]).prop_map(OpType::Make),
        1 => Just(OpType::Delete),
        1 => Just(OpType::Increment(3)),
        1 => Just(OpType::Put(automerge::ScalarValue::counter(1))),
    ];
    let one = (action, object, at, prop::collection::vec(id(), 0..3), any::<bool>()).prop_map(
        |(action, object, at, replaces, insert)| Op {
            insert: insert && !at.is_map_key(),
            ..op(action, object, at, replaces)
        },
    );
    prop::collection::vec(one, 1..6)
}

/// 256 cases, or as many as `PROPTEST_CASES` says.
fn cases() -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn a_damaged_change_is_refused(which in any::<Index>(), damages in damages()) {
        let (_, changes) = recorded();
        let bytes = which.get(&changes).raw_bytes().to_vec();
        let bad = damaged(bytes.clone(), &damages);
        prop_assert_eq!(verified_change(&bad).is_ok(), bad == bytes);
    }

    #[test]
    fn a_damaged_change_under_a_right_checksum_harms_nothing(
        (customers, which) in (any::<bool>(), any::<Index>()),
        damages in damages(),
    ) {
        let (doc, changes) = if customers { edited() } else { recorded() };
        let which = which.index(changes.len());
        let (kind, body) = opened(changes[which].raw_bytes());
        let bad = sealed(kind, &damaged(body.to_vec(), &damages));
        if let Ok(change) = verified_change(&bad) {
            let _ = only_adds(&change);
            let mut sent = changes;
            sent[which] = change;
            take(doc, sent)?;
        }
    }

    #[test]
    fn any_operations_are_applied_soundly_or_not_at_all(operations in operations(), second in operations()) {
        let (mut doc, honest) = edited();
        let change = written(&mut doc, 2, operations);
        if let Ok(change) = verified_change(change.raw_bytes()) {
            let next = altered(&written(&mut doc, 2, second), |next| {
                next.deps = vec![change.hash()];
                next.seq = 2;
                next.start_op = (change.max_op() + 1).try_into().unwrap();
            });
            take(doc.clone(), vec![change, next])?;
        }
        take(doc, honest)?;
    }

    #[test]
    fn any_numbers_are_taken_soundly_or_not_at_all(
        seq in prop_oneof![0..5u64, any::<u64>()],
        start in prop_oneof![1..9u64, 1..u64::MAX],
        time in any::<i64>(),
        extra in prop::collection::vec(any::<u8>(), 0..8),
        deps in prop::collection::vec(any::<Index>(), 0..4),
    ) {
        let (doc, changes) = edited();
        let of = |index: &Index| index.get(&changes).hash();
        let bad = altered(&changes[2], |change| {
            (change.seq, change.start_op, change.time) = (seq, start.try_into().unwrap(), time);
            change.extra_bytes = extra;
            if !deps.is_empty() {
                change.deps = deps.iter().map(of).collect();
            }
        });
        if let Ok(bad) = verified_change(bad.raw_bytes()) {
            take(doc, vec![changes[0].clone(), changes[1].clone(), bad, changes[2].clone()])?;
        }
    }

    #[test]
    fn random_bytes_are_no_change_and_no_document(bytes in prop::collection::vec(any::<u8>(), 0..400), kind in 0..4u8) {
        prop_assert!(verified_change(&bytes).is_err());
        prop_assert!(verified_snapshot(&bytes, MAX_SNAPSHOT_BYTES).is_err());
        let chunk = sealed(kind, &bytes);
        let _ = (verified_change(&chunk).map(|change| only_adds(&change)), verified_snapshot(&chunk, MAX_SNAPSHOT_BYTES));
    }

    #[test]
    fn a_damaged_document_is_refused(damages in damages()) {
        let bytes = edited().0.save();
        let bad = damaged(bytes.clone(), &damages);
        let _ = verified_snapshot(&bad, MAX_SNAPSHOT_BYTES);
        let loaded = Doc::load(customer(1).id().clone(), &[0; 20], Some(&bad), Vec::new());
        prop_assert_eq!(loaded.is_ok(), bad == bytes);
    }

    #[test]
    fn a_damaged_document_under_a_right_checksum_is_refused_or_read(damages in damages()) {
        let (mut doc, changes) = edited();
        doc.apply(changes).unwrap();
        let bytes = doc.save();
        let (kind, body) = opened(&bytes);
        let bad = sealed(kind, &damaged(body.to_vec(), &damages));
        let _ = Doc::load(doc.id().clone(), &[0; 20], Some(&bad), Vec::new());
    }

    #[test]
    fn a_damaged_request_is_refused_or_read(damages in damages()) {
        let (doc, changes) = recorded();
        let pushed = changes.iter().map(|change| change.raw_bytes().to_vec().into()).collect();
        let request = SyncRequest {
            protocol: shared::sync::PROTOCOL,
            device: super::doctored::device(1),
            cursor: shared::sync::Cursor::default(),
            pushes: vec![Push::new(doc.id().clone(), pushed)],
            fetch: vec![doc.id().clone()],
        };
        let bad = damaged(to_cbor(&request).unwrap(), &damages);
        if let Ok(read) = SyncRequest::read(&bad) {
            for change in read.pushes.iter().flat_map(|push| &push.changes) {
                let _ = verified_change(change);
            }
        }
        let _ = from_cbor::<SyncResponse>(&bad);
    }

    #[test]
    fn random_bytes_are_no_request(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        prop_assert!(SyncRequest::read(&bytes).is_err());
    }
}

#[test]
fn a_request_nested_without_end_is_refused() {
    // Arrays, maps and tags in each other, and lengths that no memory has.
    for (what, byte) in [("arrays", 0x81), ("maps", 0xa1), ("endless arrays", 0x9f), ("tags", 0xc6)] {
        assert!(SyncRequest::read(&vec![byte; 1024 * 1024]).is_err(), "{what}");
    }
    let protocol = |rest: &[u8]| [&[0xa2, 0x68][..], b"protocol", &[1, 0x66], b"pushes", rest].concat();
    for (what, rest) in [
        ("an array of 2^60", [&[0x9b, 0x10][..], &[0; 7]].concat()),
        (
            "bytes of 2^60",
            [&[0x81, 0xa2, 0x63][..], b"doc", &[0x67], b"company", &[0x67], b"changes", &[0x81, 0x5b, 0x10], &[0; 7]]
                .concat(),
        ),
        ("a text of 2^60", [&[0x81, 0xa1, 0x63][..], b"doc", &[0x7b, 0x10], &[0; 7]].concat()),
    ] {
        assert!(SyncRequest::read(&protocol(&rest)).is_err(), "{what}");
    }
}

#[test]
fn inserted_elements_of_strangers_are_found_again() {
    let (mut doc, _) = edited();
    let one =
        written(&mut doc, 2, vec![inserted(object(1, 1), ElementId::Head), put(ObjectId::Root, key("x"), vec![])]);
    take(doc, vec![one]).unwrap();
}
