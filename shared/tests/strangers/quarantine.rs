//! Changes that pass the door and that automerge can not apply, or applies and can not write down.

use automerge::legacy::{ElementId, Key, ObjectId, OpId, OpType};
use automerge::{Change, ObjType};
use shared::doc::desk::{self, Quarantined};
use shared::doc::{Doc, customer, verified_change};

use super::doctored::{
    NOON, actor, add, altered, contact, copy, customer, doc, inserted, journal, key, named, object, op, put, written,
};
use super::encode::{leb128, opened, sealed};

/// A customer with a list in it, for those who edit it: operation 1 is the name, 2 the list, 3 and 4 its elements.
fn known() -> Doc {
    let mut doc = customer(1);
    doc.put("name", &"浙北仁和医院").unwrap();
    doc.put("tags", &["三甲", "试用"]).unwrap();
    doc.commit(NOON).unwrap();
    doc
}

fn bad(doc: &mut Doc) -> Vec<(&'static str, Change)> {
    let nothing = || OpId::new(77, &actor(2));
    let unknown = || OpId::new(1, &actor(9));
    let (tags, name, head) = (object(2, 1), OpId::new(1, &actor(1)), ElementId::Head);
    let root = || ObjectId::Root;
    let mut honest = copy(doc, 2);
    let honest = named(&mut honest, "诚实");
    let number = honest.start_op().get();
    let own = |counter| OpId::new(number + counter, &actor(2));
    let mut doctored: Vec<(&'static str, Change)> = [
        ("an object that does not exist", vec![put(object(77, 1), key("a"), vec![])]),
        ("an object of an unknown actor", vec![put(ObjectId::Id(unknown()), key("a"), vec![])]),
        ("an object that is a text", vec![put(object(1, 1), key("a"), vec![])]),
        ("a key in a list", vec![put(tags.clone(), key("a"), vec![])]),
        ("an element in a map", vec![inserted(root(), head)]),
        ("after an unknown element", vec![inserted(tags.clone(), ElementId::Id(nothing()))]),
        ("after an element of nobody", vec![inserted(tags.clone(), ElementId::Id(unknown()))]),
        ("an unknown element replaced", vec![put(tags.clone(), Key::Seq(ElementId::Id(nothing())), vec![])]),
        ("a value replaced that never was", vec![put(root(), key("name"), vec![nothing()])]),
        ("a value replaced of an unknown actor", vec![put(root(), key("name"), vec![unknown()])]),
        ("a value replaced under another key", vec![put(root(), key("phone"), vec![name.clone()])]),
        ("a value replaced that comes later", vec![put(root(), key("name"), vec![name.clone(), own(5)])]),
        ("itself replaced", vec![put(root(), key("name"), vec![own(0)])]),
        ("nothing deleted, by name", vec![op(OpType::Delete, root(), key("a"), vec![nothing()])]),
        ("nothing counted up", vec![op(OpType::Increment(1), root(), key("a"), vec![nothing()])]),
        (
            "a list deleted in a list",
            vec![op(OpType::Delete, tags, Key::Seq(ElementId::Id(nothing())), vec![nothing()])],
        ),
    ]
    .into_iter()
    .map(|(what, operations)| (what, written(doc, 2, operations)))
    .collect();
    doctored.push(("numbers that are taken", altered(&honest, |change| change.start_op = 1.try_into().unwrap())));
    doctored
        .push(("numbers far ahead", altered(&honest, |change| change.start_op = 4_000_000_000.try_into().unwrap())));
    doctored.push(("the second change without the first", altered(&honest, |change| change.seq = 2)));
    doctored.push(("a hundredth change without the others", altered(&honest, |change| change.seq = 100)));
    doctored.push(("number nought", altered(&honest, |change| change.seq = 0)));
    doctored.push((
        "another author",
        altered(&honest, |change| {
            let mut footer = b"autr".to_vec();
            footer.extend([4, 1, 2, 3, 4]);
            change.extra_bytes = footer;
            change.seq = 2;
        }),
    ));
    // The same operations, otherwise encoded: a column that is none of automerge's.
    let (kind, body) = opened(honest.raw_bytes());
    for (what, bytes) in [("an actor it does not name", with_an_actor(body))] {
        doctored.push((what, verified_change(&sealed(kind, &bytes)).unwrap()));
    }
    doctored
}

/// The body with one more actor in its table, which no operation names.
fn with_an_actor(body: &[u8]) -> Vec<u8> {
    // One dependency, an actor of twenty bytes, two small numbers and a time of five bytes, no message, other actors.
    let at = 1 + 32 + 1 + 20;
    let numbers = body[at..].iter().enumerate().filter(|(_, byte)| **byte & 0x80 == 0).map(|(n, _)| at + n + 1);
    let after_time = numbers.take(3).last().unwrap();
    assert_eq!(body[after_time], 0, "no message");
    let table = after_time + 1;
    let (count, rest) = (body[table], &body[table + 1..]);
    let mut out = body[..table].to_vec();
    out.extend(leb128(u64::from(count) + 1));
    for _ in 0..count {
        out.extend(&rest[..21]);
    }
    let rest = &rest[usize::from(count) * 21..];
    out.push(20);
    out.extend(actor(8).to_bytes());
    out.extend(rest);
    out
}

#[test]
fn each_is_left_out_with_what_stands_on_it_and_the_rest_goes_on() {
    let mut server = known();
    for (what, change) in bad(&mut server) {
        let change = verified_change(change.raw_bytes()).unwrap_or_else(|why| panic!("{what}: at the door: {why}"));
        let mut doc = server.clone();
        let mut colleague = copy(&server, 3);
        let good = [named(&mut colleague, "同事改名"), named(&mut colleague, "又改")];
        // A change of the hostile device on top of its bad one, as it could send it.
        let child = altered(&written(&mut doc, 2, vec![put(ObjectId::Root, key("b"), vec![])]), |child| {
            child.deps = vec![change.hash()];
            child.seq = change.seq() + 1;
            child.start_op = (change.max_op() + 1).try_into().unwrap();
        });
        let batch = vec![good[0].clone(), change.clone(), child.clone(), good[1].clone()];
        let unfit = doc.apply_sound(batch);
        assert_eq!(unfit.iter().map(|u| u.hash).collect::<Vec<_>>(), [change.hash(), child.hash()], "{what}");
        assert!(unfit[1].why.contains(&change.hash().to_string()), "{what}: {}", unfit[1].why);
        assert_eq!(doc.heads(), [good[1].hash()], "{what}");
        assert_eq!(customer::read(&doc).name, "又改", "{what}");
        Doc::load(doc.id().clone(), &[0; 20], Some(&doc.save()), Vec::new()).unwrap();
        // What comes later on top of it is left out as well.
        let unfit = doc.apply_sound(vec![child.clone()]);
        assert_eq!(unfit.len(), 1, "{what}");
    }
}

/// What automerge itself makes of each, so that a release that mends it is noticed: none of them is an error alone.
#[test]
fn automerge_itself_panics_or_saves_what_it_can_not_load() {
    let mut server = known();
    let mut outcomes = std::collections::BTreeMap::<&str, Vec<&str>>::new();
    for (what, change) in bad(&mut server) {
        let mut doc = server.clone();
        let applied = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| doc.apply(vec![change])));
        let outcome = match applied {
            Err(_) => "panics",
            Ok(Err(_)) => "is refused",
            Ok(Ok(())) => {
                let saved = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                    let bytes = doc.save();
                    Doc::load(doc.id().clone(), &[0; 20], Some(&bytes), Vec::new()).is_ok()
                }));
                match saved {
                    Err(_) => "panics when saved or loaded",
                    Ok(false) => "does not load once saved",
                    Ok(true) => "is taken",
                }
            }
        };
        outcomes.entry(outcome).or_default().push(what);
    }
    insta::assert_debug_snapshot!(outcomes);
}

#[test]
fn an_actor_that_forks_its_own_history_is_left_with_its_first_branch() {
    let mut doc = known();
    let mut one = copy(&doc, 2);
    let mut two = copy(&doc, 2);
    let (first, second) = (named(&mut one, "一"), named(&mut one, "二"));
    let forked = named(&mut two, "另一个一");
    // And one that says to be the second, but stands beside the first.
    let beside = altered(&forked, |change| change.seq = 3);
    let unfit = doc.apply_sound(vec![first, forked.clone(), second.clone(), beside.clone()]);
    assert_eq!(unfit.iter().map(|u| u.hash).collect::<Vec<_>>(), [forked.hash(), beside.hash()]);
    assert_eq!(doc.heads(), [second.hash()]);
}

#[test]
fn honest_work_of_several_people_is_all_applied() {
    let mut server = known();
    let mut lin = copy(&server, 2);
    let mut wang = copy(&server, 3);
    let mut sent = vec![named(&mut lin, "林改"), named(&mut wang, "王改")];
    lin.apply(vec![sent[1].clone()]).unwrap();
    sent.push(named(&mut lin, "看过两个"));
    lin.remove("tags").unwrap();
    sent.push(lin.commit(NOON).unwrap());
    wang.put("tags", &["另"]).unwrap();
    wang.put("tags", &["另", "外"]).unwrap();
    sent.push(wang.commit(NOON).unwrap());
    assert_eq!(server.apply_sound(sent.clone()), []);
    assert_eq!(server.apply_sound(sent), [], "known ones are passed over");
    lin.apply(wang.changes_since(&[])).unwrap();
    assert_eq!(server.heads(), lin.heads());
    Doc::load(server.id().clone(), &[0; 20], Some(&server.save()), Vec::new()).unwrap();
}

#[test]
fn what_this_program_never_writes_is_taken_where_it_is_sound() {
    // A newer version may edit inside an object: it is tried out, and stays.
    let mut doc = known();
    let edit = written(&mut doc, 2, vec![inserted(object(2, 1), ElementId::Head)]);
    assert_eq!(doc.apply_sound(vec![edit]), []);
    assert_eq!(customer::read(&doc).tags, ["x", "三甲", "试用"]);
    let text = written(&mut doc, 3, vec![op(OpType::Make(ObjType::Text), ObjectId::Root, key("memo"), vec![])]);
    assert_eq!(doc.apply_sound(vec![text]), []);
}

#[test]
fn the_author_is_told_in_his_desk() {
    let mut server = known();
    let change = written(&mut server, 2, vec![put(object(77, 1), key("a"), vec![])]);
    let unfit = server.apply_sound(vec![change.clone()]);
    let mut desk = doc("desk/lin.xd/2026-11", 0);
    let left_out = Quarantined { doc: server.id().clone(), why: unfit[0].why.clone() };
    assert!(desk::quarantine(&mut desk, &unfit[0].hash.to_string(), &left_out).unwrap());
    assert!(!desk::quarantine(&mut desk, &unfit[0].hash.to_string(), &left_out).unwrap(), "said once");
    assert_eq!(desk::quarantined(&desk), [(change.hash().to_string(), left_out)].into());
    assert!(desk::refusals(&desk).is_empty());
}

#[test]
fn a_thousand_records_in_one_batch() {
    let mut phone = journal(1);
    let sent: Vec<Change> = (0..1_000).map(|number| add(&mut phone, number, contact("电话"))).collect();
    let mut server = journal(9);
    assert_eq!(server.apply_sound(sent), []);
    assert_eq!(server.heads(), phone.heads());
}
