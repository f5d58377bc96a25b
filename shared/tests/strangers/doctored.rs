//! Honest documents, and changes that no honest program writes.

use automerge::legacy::{ElementId, Key, ObjectId, Op, OpId, OpType, SortedVec};
use automerge::{ActorId, Change, ExpandedChange};
use shared::doc::form::{Answer, Filled};
use shared::doc::journal::{self, Body, CheckIn, CheckOut, Contact, Entry, Method, Photo};
use shared::doc::{Doc, customer};
use shared::id::{Actor, DeviceId, DocId, RecordId};
use shared::period::Instant;
use shared::place::{Fix, FixSource, Place};

pub fn device(number: u8) -> DeviceId {
    format!("0190163d-8694-739b-aea5-966c26f8ad{number:02x}").parse().unwrap()
}

pub fn actor(number: u8) -> ActorId {
    ActorId::from(&Actor { device: device(number), incarnation: 1 }.to_bytes()[..])
}

pub fn doc(id: &str, by: u8) -> Doc {
    Doc::new(id.parse::<DocId>().unwrap(), actor(by).to_bytes())
}

pub fn journal(by: u8) -> Doc {
    doc("journal/lin.xd/2026-11", by)
}

pub fn customer(by: u8) -> Doc {
    doc("customer/0190163d-8694-739b-aea5-966c26f8ad91", by)
}

/// A document with the same content for another device.
pub fn copy(of: &Doc, by: u8) -> Doc {
    let mut copy = of.clone();
    copy.set_actor(actor(by).to_bytes());
    copy
}

pub fn record(number: u32) -> RecordId {
    format!("0190163d-8694-739b-aea5-966c{number:08x}").parse().unwrap()
}

pub const NOON: Instant = Instant::from_millis(1_795_000_000_000);

pub fn entry(body: Body) -> Entry {
    Entry { at: NOON, offset: 480, skew: None, body }
}

pub fn check_in() -> Body {
    let place = Place::new(30.2741, 120.1551).unwrap();
    Body::CheckIn(CheckIn {
        customer: "0190163d-8694-739b-aea5-966c26f8ad91".parse().unwrap(),
        site: None,
        fence: None,
        fix: Some(Fix { place, accuracy: Some(12.0), source: FixSource::Device, at: NOON, mock: false }),
        no_fix: None,
        reason: Some("门诊楼改造,从侧门进".into()),
        purpose: Some("送样品".into()),
        opportunity: None,
        photos: (0..2)
            .map(|n| Photo { hash: format!("{n:064x}"), size: 90_000, mime: "image/jpeg".into(), original: None })
            .collect(),
    })
}

pub fn check_out(visit: u32) -> Body {
    Body::CheckOut(CheckOut {
        visit: record(visit),
        fix: None,
        result: Some("主任同意试用两周".into()),
        next_step: Some("寄合同".into()),
        next_date: Some("2026-11-20".parse().unwrap()),
        photos: Vec::new(),
        form: Some(Filled {
            form: "ward".to_owned(),
            version: 3,
            answers: [
                ("beds".to_owned(), Answer::Number(40.into())),
                ("mood".to_owned(), Answer::Text("好".to_owned())),
            ]
            .into(),
        }),
        forgotten: false,
    })
}

pub fn contact(content: &str) -> Body {
    Body::Contact(Contact {
        customer: "0190163d-8694-739b-aea5-966c26f8ad91".parse().unwrap(),
        method: Method::Phone,
        content: content.into(),
        person: None,
        next_step: None,
        next_date: None,
        opportunity: None,
    })
}

/// Records and commits.
pub fn add(doc: &mut Doc, number: u32, body: Body) -> Change {
    journal::record(doc, record(number), &entry(body)).unwrap();
    doc.commit(NOON).unwrap()
}

pub fn named(doc: &mut Doc, name: &str) -> Change {
    let mut stands = customer::read(doc);
    stands.name = name.into();
    customer::write(doc, &stands).unwrap();
    doc.commit(NOON).unwrap()
}

/// The change as it would be with one thing altered.
pub fn altered(change: &Change, alter: impl FnOnce(&mut ExpandedChange)) -> Change {
    let mut expanded = change.decode();
    alter(&mut expanded);
    expanded.hash = None;
    Change::from(expanded)
}

/// A change of these operations, on top of everything in the document.
pub fn written(doc: &mut Doc, by: u8, operations: Vec<Op>) -> Change {
    // What the next honest one would be, with other operations in it.
    let mut next = copy(doc, by);
    next.put("zzz", &1).unwrap();
    let next = next.commit(NOON).unwrap();
    altered(&next, |change| change.operations = operations)
}

pub fn put(obj: ObjectId, key: Key, pred: Vec<OpId>) -> Op {
    op(OpType::Put("x".into()), obj, key, pred)
}

pub fn op(action: OpType, obj: ObjectId, key: Key, pred: Vec<OpId>) -> Op {
    Op { action, obj, key, pred: SortedVec::from(pred), insert: false }
}

pub fn inserted(obj: ObjectId, after: ElementId) -> Op {
    Op { insert: true, ..put(obj, Key::Seq(after), Vec::new()) }
}

pub fn key(name: &str) -> Key {
    Key::Map(name.into())
}

pub fn object(counter: u64, by: u8) -> ObjectId {
    ObjectId::Id(OpId::new(counter, &actor(by)))
}
