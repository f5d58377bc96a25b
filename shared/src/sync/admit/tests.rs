use std::collections::HashMap;
use std::convert::Infallible;

use super::*;
use crate::doc::journal::{self, Body, Contact, Entry, Method};
use crate::doc::{Doc, MAX_CHANGE_BYTES};
use crate::id::{EmployeeId, RecordId};
use crate::period::Instant;
use crate::policy::Role;

const JOURNAL: &str = "journal/lin.xd/2026-11";

#[derive(Default)]
struct Held(HashMap<ChangeHash, (u64, Vec<u8>, u64)>);

impl Held {
    fn with(changes: &[&Change]) -> Self {
        let rows = changes.iter().enumerate();
        Self(rows.map(|(at, c)| (c.hash(), (at as u64 + 1, c.actor_id().to_bytes().to_vec(), c.seq()))).collect())
    }
}

impl Known for Held {
    type Error = Infallible;
    fn held(&self, hash: &ChangeHash) -> Result<Option<u64>, Infallible> {
        Ok(self.0.get(hash).map(|(number, ..)| *number))
    }
    fn last_seq(&self, actor: &[u8]) -> Result<u64, Infallible> {
        Ok(self.0.values().filter(|(_, of, _)| of == actor).map(|(.., seq)| *seq).max().unwrap_or(0))
    }
    fn heads(&self) -> Result<Vec<ChangeHash>, Infallible> {
        Ok(self.0.keys().copied().collect())
    }
}

fn device(last: u8) -> DeviceId {
    format!("0190163d-8694-739b-aea5-966c26f8ad{last:02x}").parse().unwrap()
}

fn contact(doc: &mut Doc, number: u8, content: &str) -> Change {
    let record: RecordId = format!("0190163d-8694-739b-aea5-966c26f8ae{number:02x}").parse().unwrap();
    let customer = "0190163d-8694-739b-aea5-966c26f8ad91".parse().unwrap();
    let (content, method) = (content.to_owned(), Method::Phone);
    let body = Contact { customer, method, content, person: None, next_step: None, next_date: None, opportunity: None };
    let entry =
        Entry { at: Instant::from_millis(1_795_000_000_000), offset: 480, skew: None, body: Body::Contact(body) };
    journal::record(doc, record, &entry).unwrap();
    doc.commit(entry.at).unwrap()
}

fn journal(of: DeviceId, incarnation: u32) -> Doc {
    Doc::new(JOURNAL.parse().unwrap(), &Actor { device: of, incarnation }.to_bytes())
}

fn lin() -> Subject {
    Subject { employee: EmployeeId::new("lin.xd").unwrap(), roles: [Role::Rep].into() }
}

fn say(doc: &str, change: &Change, known: &Held) -> Admission {
    let subject = lin();
    let visitor = Visitor { subject: &subject, device: device(1), relation: Relation::default() };
    decide(visitor, &doc.parse().unwrap(), change, known).unwrap_or_else(|never| match never {})
}

fn code(admission: &Admission) -> RefusalCode {
    match admission {
        Admission::Refused(refusal) => refusal.code,
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_no_change_is_refused_before_it_is_decoded() {
    let good = contact(&mut journal(device(1), 1), 1, "x").raw_bytes().to_vec();
    let mut other_content = good.clone();
    *other_content.last_mut().unwrap() ^= 1;
    let large = vec![0x85; 10 * 1024 * 1024];
    for (bytes, expected) in [
        (b"".as_slice(), RefusalCode::Malformed),
        (b"\xff\xfe garbage that is no change", RefusalCode::Malformed),
        (&good[..good.len() - 1], RefusalCode::Malformed),
        (&other_content, RefusalCode::Malformed),
        (&large, RefusalCode::TooLarge),
    ] {
        assert_eq!(open(bytes).unwrap_err().code, expected, "{} bytes", bytes.len());
    }
    assert!(open(&good).is_ok());
}

#[test]
fn a_change_of_ten_megabytes_is_refused_though_it_travels_small() {
    let change = contact(&mut journal(device(1), 1), 1, &"山".repeat(10 * 1024 * 1024 / 3));
    let mut compressed = change.clone();
    let bytes = compressed.bytes().to_vec();
    assert!(bytes.len() < MAX_CHANGE_BYTES, "deflate makes {} bytes of it", bytes.len());
    assert_eq!(open(&bytes).unwrap_err().code, RefusalCode::TooLarge);
}

#[test]
fn the_door_in_the_order_of_its_questions() {
    let mut doc = journal(device(1), 1);
    let (first, second, third) = (contact(&mut doc, 1, "1"), contact(&mut doc, 2, "2"), contact(&mut doc, 3, "3"));
    let rewritten = contact(&mut journal(device(1), 1), 9, "the same number again");
    let foreign = contact(&mut journal(device(2), 1), 4, "another device");
    let held = Held::with(&[&first, &second]);
    let none = Held::default();

    assert_eq!(say(JOURNAL, &first, &none), Admission::Store);
    assert_eq!(say(JOURNAL, &third, &held), Admission::Store);
    assert_eq!(say(JOURNAL, &second, &held), Admission::Known(2));
    assert_eq!(code(&say("journal/zhou.min/2026-11", &first, &none)), RefusalCode::NotAllowed);
    assert_eq!(code(&say("desk/lin.xd/2026-11", &first, &none)), RefusalCode::NotAllowed);
    assert_eq!(code(&say("customer/0190163d-8694-739b-aea5-966c26f8ad91", &first, &none)), RefusalCode::NotAllowed);
    assert_eq!(code(&say(JOURNAL, &foreign, &held)), RefusalCode::ForeignActor);
    assert_eq!(code(&say(JOURNAL, &rewritten, &held)), RefusalCode::Forked);
    // A phone that brings back what it got from others is told that it is here.
    assert_eq!(say(JOURNAL, &foreign, &Held::with(&[&foreign])), Admission::Known(1));
}

#[test]
fn what_is_missing_is_told_with_the_heads_that_are_here() {
    let mut doc = journal(device(1), 1);
    let (first, _, third) = (contact(&mut doc, 1, "1"), contact(&mut doc, 2, "2"), contact(&mut doc, 3, "3"));
    let Admission::Refused(refusal) = say(JOURNAL, &third, &Held::with(&[&first])) else { panic!() };
    assert_eq!(refusal.code, RefusalCode::MissingDependency);
    assert_eq!(refusal.heads, [ByteBuf::from(first.hash().0)]);
}

#[test]
fn what_the_server_attested_comes_back_whoever_wrote_it_and_whoever_brings_it() {
    let mut doc = journal(device(2), 1);
    let (first, second, third) = (contact(&mut doc, 1, "1"), contact(&mut doc, 2, "2"), contact(&mut doc, 3, "3"));
    let rewritten = contact(&mut journal(device(2), 1), 9, "the same number again");
    let subject = lin();
    let visitor = Visitor { subject: &subject, device: device(1), relation: Relation::default() };
    let say = |doc: &str, change: &Change, known: &Held| {
        decide_attested(visitor, &doc.parse().unwrap(), change, known).unwrap_or_else(|never| match never {})
    };
    let none = Held::default();
    for doc in [JOURNAL, "journal/zhou.min/2026-11", "desk/lin.xd/2026-11", "company"] {
        assert_eq!(say(doc, &first, &none), Admission::Store, "{doc}");
    }
    let held = Held::with(&[&first]);
    assert_eq!(say(JOURNAL, &second, &held), Admission::Store);
    assert_eq!(say(JOURNAL, &first, &held), Admission::Known(1));
    // It has to fit what is here all the same.
    assert_eq!(code(&say(JOURNAL, &third, &held)), RefusalCode::MissingDependency);
    assert_eq!(code(&say(JOURNAL, &rewritten, &held)), RefusalCode::Forked);
}
