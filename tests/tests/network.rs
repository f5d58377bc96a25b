//! Phones and a real server: offline edits, two devices of one rep, lost and doubled answers; nothing is lost, nothing is
//! counted twice, and everyone ends with the same.

use std::collections::BTreeMap;

use mobile::view::{Answer, Ask, RecordState};
use shared::doc::customer::ProfileField;
use shared::id::CustomerId;
use shared::place::Place;
use shared::sync::admit::RefusalCode;
use shared::sync::{SyncRequest, SyncResponse, Verdict, from_cbor, to_cbor};
use tests::company::{PASSWORD, now_ms};
use tests::{Line, Phone, Served, serve};

async fn phone(server: &Served, login: &str) -> Phone {
    let mut phone = Phone::sign_in(&server.running.url(), login, PASSWORD, now_ms() - 3 * 3_600_000).await.unwrap();
    phone.sync().await.unwrap();
    phone
}

fn customer(phone: &mut Phone, at: usize) -> (CustomerId, Place) {
    phone.customers().unwrap()[at]
}

/// Everything of a phone's documents the other phone also holds.
fn common(a: &mut Phone, b: &mut Phone) -> (BTreeMap<String, Vec<String>>, BTreeMap<String, Vec<String>>) {
    let (mut a, mut b) = (a.store.heads().unwrap(), b.store.heads().unwrap());
    a.retain(|doc, _| b.contains_key(doc));
    b.retain(|doc, _| a.contains_key(doc));
    (a, b)
}

async fn facts(server: &Served) -> Vec<(String, String)> {
    let company = server.running.app.company.to_string();
    server
        .running
        .app
        .store
        .read::<_, server::store::StoreError, _>(move |conn| {
            let rows = conn.prepare_cached(
                "SELECT fact, kind FROM fact WHERE company_id = ?1 AND superseded_seq IS NULL ORDER BY fact",
            )?;
            rows.query_map([company.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
        })
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn five_phones_settle_on_the_same() {
    let server = serve().await.unwrap();
    let mut lin = phone(&server, "lin.xd").await;
    let mut lin_tablet = phone(&server, "lin.xd").await;
    let mut zhou = phone(&server, "zhou.min").await;
    let mut xu = phone(&server, "xu.zq").await;
    let mut wang = phone(&server, "wang.lei").await;
    assert_eq!(lin.customers().unwrap().len(), 3, "own customers");
    assert_eq!(zhou.customers().unwrap().len(), 3, "own ones and the one he works on with Lin");
    assert_eq!(wang.customers().unwrap().len(), 6, "a manager reads his people's");

    // All offline: they record, nobody waits.
    let mut visits = Vec::new();
    for phone in [&mut lin, &mut zhou, &mut xu] {
        phone.line = Line::Cut;
        for (id, place) in phone.customers().unwrap() {
            visits.push(phone.visit(id, place, 38).unwrap());
        }
        phone.expense("480.00").unwrap();
        assert!(phone.sync().await.is_err());
    }
    lin_tablet.line = Line::Cut;
    lin_tablet.clock += 2 * 3_600_000;
    let (shared_customer, place) = *lin
        .customers()
        .unwrap()
        .iter()
        .find(|(id, _)| zhou.customers().unwrap().iter().any(|(other, _)| other == id))
        .unwrap();
    visits.push(lin_tablet.visit(shared_customer, place, 12).unwrap());
    // Three people edit one customer at once.
    lin.edit_customer(shared_customer, ProfileField::Phone, "0571-88001122").unwrap();
    zhou.edit_customer(shared_customer, ProfileField::Note, "设备科在 3 楼").unwrap();
    wang.edit_customer(shared_customer, ProfileField::Industry, "医院").unwrap();

    // Bad lines: an answer is lost, requests come twice, the order of phones is not that of the records.
    zhou.line = Line::AnswerLost;
    assert!(zhou.exchange().await.is_err());
    xu.line = Line::Doubled;
    lin_tablet.line = Line::Doubled;
    for phone in [&mut lin_tablet, &mut xu] {
        phone.sync().await.unwrap();
    }
    zhou.line = Line::Doubled;
    lin.line = Line::Good;
    for _ in 0..2 {
        for phone in [&mut wang, &mut zhou, &mut lin, &mut lin_tablet, &mut xu] {
            phone.line = Line::Good;
            phone.settle().await.unwrap();
        }
    }

    let (phone, tablet) = common(&mut lin, &mut lin_tablet);
    assert_eq!(phone, tablet);
    for rep in [&mut zhou, &mut xu] {
        let (rep, manager) = common(rep, &mut wang);
        assert_eq!(rep, manager);
    }
    let (lin_docs, wang_docs) = common(&mut lin, &mut wang);
    assert_eq!(lin_docs, wang_docs);
    assert!(lin_docs.keys().any(|doc| doc.starts_with("journal/lin.xd/")), "a manager reads his people's journals");

    // Every record is counted once.
    let facts = facts(&server).await;
    for visit in &visits {
        assert_eq!(facts.iter().filter(|(id, _)| *id == visit.to_string()).count(), 1);
    }
    assert_eq!(facts.iter().filter(|(_, kind)| kind == "visit").count(), visits.len());
    assert_eq!(facts.iter().filter(|(_, kind)| kind == "expense").count(), 3);
    for phone in [&mut lin, &mut zhou, &mut xu, &mut lin_tablet] {
        assert!(phone.outbox().unwrap().iter().all(|item| item.state == RecordState::Counted));
    }

    // The customer has all three edits everywhere.
    for phone in [&mut lin, &mut zhou, &mut wang, &mut lin_tablet] {
        let now = phone.now();
        let Answer::Customer(page) = phone.ask(Ask::Customer { id: shared_customer, now }).unwrap() else {
            panic!("no page")
        };
        assert_eq!(page.profile.phone.as_deref(), Some("0571-88001122"));
        assert_eq!(page.profile.note.as_deref(), Some("设备科在 3 楼"));
        assert_eq!(page.profile.industry.as_deref(), Some("医院"));
    }

    // Pushing again changes nothing.
    let before = facts.clone();
    for phone in [&mut lin, &mut zhou, &mut wang] {
        let heads = phone.store.heads().unwrap();
        phone.line = Line::Doubled;
        phone.sync().await.unwrap();
        assert_eq!(phone.store.heads().unwrap(), heads);
    }
    assert_eq!(self::facts(&server).await, before);
    server.running.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_visit_needs_one_round_trip() {
    let server = serve().await.unwrap();
    let mut lin = phone(&server, "lin.xd").await;
    lin.settle().await.unwrap();
    let (id, place) = customer(&mut lin, 0);
    lin.exchanges = 0;
    let visit = lin.check_in(id, place, 86.0).unwrap();
    assert!(!lin.exchange().await.unwrap(), "nothing more to send or get");
    assert!(matches!(lin.state(visit).unwrap(), RecordState::Held | RecordState::Counted));
    assert_eq!(lin.exchanges, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_push_that_overtakes_another_is_sent_again() {
    let server = serve().await.unwrap();
    let mut lin = phone(&server, "lin.xd").await;
    let (id, _) = customer(&mut lin, 0);
    lin.contact(id, "先到的").unwrap();
    let ((first, _), _) = lin.body().unwrap();
    lin.contact(id, "后到的").unwrap();
    let ((both, gzip), changes) = lin.body().unwrap();
    assert!(!gzip && changes == 2);
    // The second record arrives alone, before the first.
    let mut late: SyncRequest = from_cbor(&both).unwrap();
    late.pushes[0].changes.remove(0);
    let answer: SyncResponse = from_cbor(&lin.send(to_cbor(&late).unwrap()).await.unwrap()).unwrap();
    let Verdict::Refused(refusal) = &answer.receipts[0].verdict else { panic!("taken: {answer:?}") };
    assert_eq!(refusal.code, RefusalCode::MissingDependency);
    // Then the first, which the phone has given up on, and then what the phone sends in its own order.
    lin.send(first).await.unwrap();
    lin.settle().await.unwrap();
    assert!(lin.outbox().unwrap().iter().all(|item| item.state == RecordState::Counted));
    assert_eq!(facts(&server).await.iter().filter(|(_, kind)| kind == "contact").count(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_phone_gets_the_work_back() {
    let server = serve().await.unwrap();
    let mut lin = phone(&server, "lin.xd").await;
    let (id, place) = customer(&mut lin, 0);
    for _ in 0..20 {
        lin.visit(id, place, 30).unwrap();
        lin.clock -= 30 * 60_000;
    }
    lin.settle().await.unwrap();
    let mut new = phone(&server, "lin.xd").await;
    let (old, fresh) = common(&mut lin, &mut new);
    assert_eq!(old.len(), lin.store.heads().unwrap().len(), "the new phone holds every document");
    assert_eq!(old, fresh);
    let now = lin.now();
    let Answer::Customer(page) = new.ask(Ask::Customer { id, now }).unwrap() else { panic!("no page") };
    assert_eq!(page.timeline.len(), 20);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_record_refused_by_a_rule_comes_back_with_its_reason_and_the_rest_counts() {
    let server = serve().await.unwrap();
    let mut lin = phone(&server, "lin.xd").await;
    let (id, place) = customer(&mut lin, 0);
    let sound = lin.visit(id, place, 30).unwrap();
    let real = std::mem::replace(&mut lin.clock, 4_070_908_800_000); // 2099-01-01
    let future = lin.contact(id, "明年再约").unwrap();
    lin.clock = real;
    let after = lin.contact(id, "发了样本").unwrap();
    lin.settle().await.unwrap();
    assert_eq!(lin.state(sound).unwrap(), RecordState::Counted);
    assert_eq!(lin.state(after).unwrap(), RecordState::Counted);
    let refused = lin.outbox().unwrap().into_iter().find(|item| item.id == future).unwrap();
    assert_eq!(refused.state, RecordState::Refused);
    let why = refused.refusal.unwrap();
    assert_eq!(why.code.key(), "refusal-in-the-future");
    assert!(why.value.starts_with("2099-01-01"), "{why:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refusal_at_the_door_keeps_the_record_and_holds_up_nothing() {
    let server = serve().await.unwrap();
    let mut lin = phone(&server, "lin.xd").await;
    let mut xu = phone(&server, "xu.zq").await;
    let (foreign, _) = customer(&mut xu, 0);
    let (own, place) = customer(&mut lin, 0);
    // Not Lin's customer: his phone would not offer it, a crafted one might.
    let refused = lin.edit_customer(foreign, ProfileField::Note, "抢单").unwrap();
    let visit = lin.visit(own, place, 30).unwrap();
    lin.settle().await.unwrap();
    let item = lin.outbox().unwrap().into_iter().find(|item| item.id == refused).unwrap();
    assert_eq!(item.state, RecordState::Refused);
    assert_eq!(item.door.unwrap().code, "door-not-allowed");
    assert_eq!(lin.state(visit).unwrap(), RecordState::Counted);
    // The next record goes as ever.
    let next = lin.contact(own, "电话确认").unwrap();
    lin.settle().await.unwrap();
    assert_eq!(lin.state(next).unwrap(), RecordState::Counted);
    let Answer::Export(text) = lin.ask(Ask::Export).unwrap() else { panic!("no export") };
    assert!(text.contains("抢单"), "what the server does not hold can be kept: {text}");
}
