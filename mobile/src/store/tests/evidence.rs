//! Forgotten check-outs, a wrong clock, and flags, on the phone.

use std::collections::BTreeSet;

use shared::doc::Doc;
use shared::doc::company::{self, Company};
use shared::doc::journal::{CheckIn, CheckOut, Recorded};
use shared::id::DocId;
use shared::period::Instant;
use shared::place::{Fix, FixSource, Flag, Place};
use shared::sync::to_cbor;

use super::model::{Server, settle};
use super::samples::{MORNING, command, contact, customer_id, device, lin, record_id, session};
use crate::record::{Command, What};
use crate::store::Store;
use crate::view::{Answer, Ask, HappeningKind, Now, OpenVisit};

const HOUR: i64 = 3_600_000;

fn company() -> Company {
    let json = serde_json::json!({
        "id": "company", "name": "甲", "zone": "Asia/Shanghai", "currency": "CNY", "calendar": { "weekend": [6, 7] },
        "fence_radius": 300, "contact_gap": {}, "expense_categories": [], "visit_purposes": [], "outside_reasons": []
    });
    serde_json::from_value(json).unwrap()
}

/// A phone that knows its company, and the server that told it.
pub(super) fn phone() -> (Store, Server) {
    let mut store = Store::open(":memory:").unwrap();
    store.sign_in(&session()).unwrap();
    let mut server = Server::default();
    let mut doc = Doc::new(DocId::Company, &[9; 20]);
    company::write(&mut doc, &company()).unwrap();
    doc.commit(Instant::from_millis(MORNING)).unwrap();
    server.write(&mut doc);
    settle(&mut store, &mut server);
    (store, server)
}

pub(super) fn now(hours: i64) -> Now {
    Now { at: Instant::from_millis(MORNING + hours * HOUR), place: None }
}

pub(super) fn at(hours: i64, number: u128, what: What) -> Command {
    Command { at: now(hours).at, ..command(number, what) }
}

pub(super) fn came(lat: f64, hours: i64) -> What {
    let fix = Fix {
        place: Place::new(lat, 120.1551).unwrap(),
        accuracy: Some(18.0),
        source: FixSource::Device,
        at: now(hours).at,
        mock: false,
    };
    What::CheckIn(CheckIn {
        customer: customer_id(1),
        site: None,
        fence: None,
        fix: Some(fix),
        no_fix: None,
        reason: None,
        purpose: None,
        opportunity: None,
        photos: Vec::new(),
    })
}

pub(super) fn left(visit: u128) -> What {
    What::CheckOut(CheckOut {
        visit: record_id(visit),
        fix: None,
        result: Some("談妥".into()),
        next_step: None,
        next_date: None,
        photos: Vec::new(),
        form: None,
        forgotten: false,
    })
}

fn entries(store: &mut Store) -> Vec<Recorded> {
    let month = "2026-11".parse().unwrap();
    store.book.journal(&store.db, &lin(), month).unwrap().entries().to_vec()
}

pub(super) fn open(store: &mut Store, hours: i64) -> Option<OpenVisit> {
    match store.ask(Ask::OpenVisit(now(hours)), false).unwrap() {
        Answer::OpenVisit(visit) => visit.map(|visit| *visit),
        other => panic!("{other:?}"),
    }
}

fn seen(store: &mut Store, number: u128, hours: i64) -> (Option<CheckOut>, Option<Instant>, BTreeSet<Flag>) {
    match store.ask(Ask::Visit { id: record_id(number), now: now(hours) }, false).unwrap() {
        Answer::Visit(page) => match page.visit.what {
            HappeningKind::Visit { check_out, flags, .. } => {
                let (at, out) = check_out.map(|(at, out)| (at, *out)).unzip();
                (out, at, flags)
            }
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_forgotten_visit_is_closed_at_the_first_question_of_a_later_day() {
    let (mut store, mut server) = phone();
    store.record(&at(1, 1, came(30.1, 1))).unwrap();
    // 23:00 of the same day: still open.
    assert!(open(&mut store, 14).is_some());
    assert!(open(&mut store, 15).is_none(), "midnight has passed");
    let (out, when, _) = seen(&mut store, 1, 15);
    let out = out.unwrap();
    assert!(out.forgotten && out.result.is_none());
    assert_eq!(when.unwrap().to_string(), "2026-11-02T15:59:59.999Z", "the end of its day in Shanghai");
    assert!(store.take_closed() && !store.take_closed());
    // It is a record like any other: it is sent, and asked again nothing is made again.
    assert_eq!(store.counts().unwrap().0, 2);
    assert!(open(&mut store, 40).is_none());
    assert_eq!(store.counts().unwrap().0, 2);
    settle(&mut store, &mut server);
    assert_eq!(store.counts().unwrap().0, 0);
    // It does not stand in the way of the next one, and counts as a visit that is not effective.
    store.record(&at(24, 2, came(30.1, 24))).unwrap();
    assert_eq!(open(&mut store, 25).unwrap().id, record_id(2));
}

#[test]
fn a_check_in_of_a_later_day_closes_what_was_forgotten_and_a_late_check_out_is_one() {
    let (mut store, _) = phone();
    store.record(&at(1, 1, came(30.1, 1))).unwrap();
    store.record(&at(24, 2, came(30.1, 24))).unwrap();
    assert!(seen(&mut store, 1, 24).0.unwrap().forgotten);
    // Past midnight on the page of the visit: what the person says counts.
    store.record(&at(40, 3, left(2))).unwrap();
    let (out, when, _) = seen(&mut store, 2, 40);
    assert!(!out.unwrap().forgotten);
    assert_eq!(when, Some(now(40).at));
}

#[test]
fn two_devices_that_close_the_same_visit_are_one_end() {
    let (mut one, mut server) = phone();
    let mut other = Store::open(":memory:").unwrap();
    other.sign_in(&crate::view::Session { device: device(2), ..session() }).unwrap();
    one.record(&at(1, 1, came(30.1, 1))).unwrap();
    settle(&mut one, &mut server);
    settle(&mut other, &mut server);
    assert!(open(&mut one, 30).is_none() && open(&mut other, 31).is_none());
    settle(&mut one, &mut server);
    settle(&mut other, &mut server);
    settle(&mut one, &mut server);
    assert_eq!(seen(&mut one, 1, 32), seen(&mut other, 1, 32));
    assert!(seen(&mut one, 1, 32).0.unwrap().forgotten);
}

#[test]
fn what_is_known_of_the_clock_stands_in_every_record() {
    let (mut store, mut server) = phone();
    // The server's clock says MORNING; the device's is an hour ahead of that.
    let mut exchange = store.exchange().unwrap();
    let answer = server.answer(&exchange.request);
    exchange.times = Some((now(1).at, now(1).at.plus_millis(2_000)));
    store.settle(exchange, &to_cbor(&answer).unwrap()).unwrap();
    store.record(&at(2, 1, came(30.1, 2))).unwrap();
    store.record(&at(3, 2, left(1))).unwrap();
    store.record(&Command { at: now(4).at, ..contact(3) }).unwrap();
    let skew = HOUR + 1_000;
    let journal = entries(&mut store);
    assert!(journal.iter().all(|recorded| recorded.entry.skew == Some(skew)), "{journal:?}");
    assert_eq!(journal[0].entry.when(), now(2).at.plus_millis(-skew));
    assert_eq!(seen(&mut store, 1, 5).2, [Flag::Clock].into());
    // Set right: the next exchange says so.
    let mut exchange = store.exchange().unwrap();
    let answer = server.answer(&exchange.request);
    exchange.times = Some((now(0).at, now(0).at.plus_millis(2_000)));
    store.settle(exchange, &to_cbor(&answer).unwrap()).unwrap();
    store.record(&at(6, 4, came(30.1, 6))).unwrap();
    assert_eq!(entries(&mut store).last().unwrap().entry.skew, None);
}

#[test]
fn a_check_in_tells_at_once_what_a_person_should_look_at() {
    let (mut store, _) = phone();
    store.record(&at(1, 1, came(30.1, 1))).unwrap();
    store.record(&at(2, 2, left(1))).unwrap();
    let mut flags = |lat: f64, hours: i64| {
        let What::CheckIn(CheckIn { fix: Some(fix), .. }) = came(lat, hours) else { panic!("a check-in") };
        match store.ask(Ask::Flags { fix, now: now(hours) }, false).unwrap() {
            Answer::Flags(flags) => flags,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(flags(30.1, 3), BTreeSet::new(), "the same place on the same day");
    assert_eq!(flags(30.1, 25), [Flag::Repeated].into());
    // Four degrees, 445 km, in two hours.
    assert_eq!(flags(34.1, 3), [Flag::Impossible].into());
}
