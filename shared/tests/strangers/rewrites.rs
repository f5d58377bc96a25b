//! A journal only grows.

use std::collections::BTreeMap;
use std::convert::Infallible;

use automerge::legacy::{ElementId, Key, ObjectId, Op, OpId, OpType};
use automerge::{Change, ChangeHash, ObjType};
use shared::doc::{Doc, only_adds};
use shared::id::EmployeeId;
use shared::policy::{Relation, Role, Subject};
use shared::sync::admit::{Admission, Known, RefusalCode, Visitor, decide};

use super::doctored::{
    actor, add, check_in, check_out, contact, copy, customer, device, inserted, journal, key, named, object, op, put,
    record, written,
};

struct Log(BTreeMap<ChangeHash, (Vec<u8>, u64)>);

impl Log {
    fn of(doc: &mut Doc) -> Self {
        Self(doc.changes_since(&[]).iter().map(|c| (c.hash(), (c.actor_id().to_bytes().to_vec(), c.seq()))).collect())
    }
}

impl Known for Log {
    type Error = Infallible;
    fn held(&self, hash: &ChangeHash) -> Result<Option<u64>, Infallible> {
        Ok(self.0.get(hash).map(|_| 1))
    }
    fn last_seq(&self, actor: &[u8]) -> Result<u64, Infallible> {
        Ok(self.0.values().filter(|(of, _)| of == actor).map(|(_, seq)| *seq).max().unwrap_or(0))
    }
    fn heads(&self) -> Result<Vec<ChangeHash>, Infallible> {
        Ok(Vec::new())
    }
}

fn say(doc: &mut Doc, change: &Change) -> Admission {
    let subject = Subject { employee: EmployeeId::new("lin.xd").unwrap(), roles: [Role::Rep].into() };
    let relation = Relation { holds: true, ..Relation::default() };
    let visitor = Visitor { subject: &subject, device: device(1), relation };
    let known = Log::of(doc);
    decide(visitor, doc.id(), change, &known).unwrap_or_else(|never| match never {})
}

#[test]
fn what_a_phone_records_is_taken() {
    let mut doc = journal(1);
    for (number, body) in (1..).zip([check_in(), check_out(1), contact("问价"), contact("")]) {
        let mut before = doc.clone();
        let change = add(&mut doc, number, body);
        assert_eq!(only_adds(&change), Ok(()));
        assert_eq!(say(&mut before, &change), Admission::Store);
    }
    let mut before = doc.clone();
    for number in 10..60 {
        shared::doc::journal::record(&mut doc, record(number), &super::doctored::entry(check_in())).unwrap();
    }
    let many = doc.commit(super::doctored::NOON).unwrap();
    assert_eq!(say(&mut before, &many), Admission::Store, "fifty visits in one change");
}

/// A journal with a visit, and the change that made it. The visit is operation 1, what it holds follows.
fn with_a_visit() -> (Doc, Change) {
    let mut doc = journal(1);
    let change = add(&mut doc, 1, check_in());
    (doc, change)
}

fn photos(change: &Change) -> ObjectId {
    let list = change.decode().operations.iter().position(|op| op.action == OpType::Make(ObjType::List)).unwrap();
    object(list as u64 + 1, 1)
}

#[test]
fn what_changes_an_entry_is_refused() {
    let (mut doc, visit) = with_a_visit();
    let name = record(1).to_string();
    let visit_id = OpId::new(1, &actor(1));
    let inside = object(1, 1);
    let photos = photos(&visit);
    let reason = visit.decode().operations.iter().position(|op| op.key == key("reason")).unwrap() as u64 + 1;
    let own = |counter| OpId::new(visit.max_op() + counter, &actor(1));
    let doctored: Vec<(&str, Vec<Op>)> = vec![
        ("overwritten", vec![put(ObjectId::Root, key(&name), vec![visit_id.clone()])]),
        ("deleted", vec![op(OpType::Delete, ObjectId::Root, key(&name), vec![visit_id.clone()])]),
        ("deleted without a word of what", vec![op(OpType::Delete, ObjectId::Root, key(&name), vec![])]),
        ("edited inside", vec![put(inside.clone(), key("reason"), vec![OpId::new(reason, &actor(1))])]),
        ("given a field", vec![put(inside.clone(), key("purpose2"), vec![])]),
        ("deprived of a field", vec![op(OpType::Delete, inside, key("reason"), vec![OpId::new(reason, &actor(1))])]),
        ("given a photo", vec![inserted(photos.clone(), ElementId::Head)]),
        ("counted up", vec![op(OpType::Increment(5), ObjectId::Root, key(&name), vec![visit_id])]),
        (
            "hidden behind a new one",
            vec![
                op(OpType::Make(ObjType::Map), ObjectId::Root, key("new"), vec![]),
                put(object(visit.max_op() + 1, 1), key("kind"), vec![]),
                inserted(photos, ElementId::Head),
            ],
        ),
        (
            "written twice in one change",
            vec![put(ObjectId::Root, key("new"), vec![]), put(ObjectId::Root, key("new"), vec![own(1)])],
        ),
        (
            "in an object made later",
            vec![
                put(object(visit.max_op() + 2, 1), key("a"), vec![]),
                op(OpType::Make(ObjType::Map), ObjectId::Root, key("new"), vec![]),
            ],
        ),
        (
            "in an object that is a text",
            vec![put(ObjectId::Root, key("new"), vec![]), put(object(visit.max_op() + 1, 1), key("a"), vec![])],
        ),
        (
            "after an element of another list",
            vec![
                op(OpType::Make(ObjType::List), ObjectId::Root, key("new"), vec![]),
                inserted(object(visit.max_op() + 1, 1), ElementId::Id(OpId::new(3, &actor(1)))),
            ],
        ),
        ("nested a thousand deep", {
            let first = visit.max_op() + 1;
            let outer = |n| if n == 0 { ObjectId::Root } else { object(first + n - 1, 1) };
            (0..1_000).map(|n| op(OpType::Make(ObjType::Map), outer(n), key("in"), vec![])).collect()
        }),
        ("without a key", vec![put(ObjectId::Root, Key::head(), vec![])]),
    ];
    for (what, operations) in doctored {
        let change = written(&mut doc, 1, operations);
        assert!(only_adds(&change).is_err(), "{what}");
        match say(&mut doc, &change) {
            Admission::Refused(refusal) => assert_eq!(refusal.code, RefusalCode::Rewrites, "{what}"),
            other => panic!("{what}: {other:?}"),
        }
    }
}

#[test]
fn automerges_own_ways_to_change_an_entry_are_refused() {
    let (doc, _) = with_a_visit();
    let name = record(1).to_string();
    let mut overwriting = doc.clone();
    overwriting.put(&name, &"x").unwrap();
    let mut deleting = doc.clone();
    deleting.remove(&name).unwrap();
    for mut edited in [overwriting, deleting] {
        let change = edited.commit(super::doctored::NOON).unwrap();
        let Admission::Refused(refusal) = say(&mut doc.clone(), &change) else { panic!("taken") };
        assert_eq!(refusal.code, RefusalCode::Rewrites);
    }
}

#[test]
fn a_customer_may_be_edited() {
    let mut doc = customer(1);
    named(&mut doc, "浙北仁和医院");
    let mut before = doc.clone();
    let change = named(&mut doc, "浙北仁和医院(新院区)");
    assert_eq!(say(&mut before, &change), Admission::Store);
    assert!(only_adds(&change).is_err());
}

#[test]
fn the_first_entry_under_a_key_stays_though_a_second_comes_by_another_way() {
    // Both say that they are new, and neither knows of the other: the door can not tell.
    let (mut server, visit) = with_a_visit();
    let mut late = journal(2);
    let forged = add(&mut late, 1, contact("另一个记录,同一个编号"));
    assert_eq!(only_adds(&forged), Ok(()));
    let after = add(&mut late, 2, contact("其后"));
    let heads = server.heads();
    let unfit = server.apply_sound(vec![forged.clone(), after.clone()]);
    assert_eq!(unfit.iter().map(|unfit| unfit.hash).collect::<Vec<_>>(), [forged.hash(), after.hash()]);
    assert!(unfit[0].why.contains("only grows") && unfit[1].why.contains(&forged.hash().to_string()));
    assert_eq!(server.heads(), heads);
    assert_eq!(server.changes_since(&[]).len(), 1);
    // In one batch the first wins as well.
    let mut fresh = copy(&journal(9), 9);
    let unfit = fresh.apply_sound(vec![visit.clone(), forged.clone()]);
    assert_eq!((unfit.len(), unfit[0].hash), (1, forged.hash()));
    assert_eq!(fresh.heads(), [visit.hash()]);
}
