use server::store::period::PeriodRecord;
use shared::doc::journal::{self, Body, Contact, Entry, Method as By};

use super::*;

/// Records a contact in a month's journal.
fn contact_in(phone: &mut Phone, at: &str) {
    let at: Instant = at.parse().unwrap();
    let month = &at.to_string()[..7];
    let id: DocId = format!("journal/{}/{month}", phone.signed.employee).parse().unwrap();
    let contact = Contact {
        customer: customer(),
        method: By::Phone,
        content: "問候".into(),
        person: None,
        next_step: None,
        next_date: None,
        opportunity: None,
    };
    let entry = Entry { at, offset: 480, skew: None, body: Body::Contact(contact) };
    phone.edit(&id, at, |doc| journal::record(doc, record(), &entry).unwrap());
}

#[tokio::test]
async fn who_moves_is_read_by_the_new_manager_from_that_month_on_and_by_the_former_before() {
    let world = World::new().await;
    let [october, november]: [DocId; 2] =
        ["2026-10", "2026-11"].map(|month| format!("journal/lin.xd/{month}").parse().unwrap());
    let id = DocId::Customer(customer());
    let mut lin = Phone::new(&world, "lin.xd").await;
    contact_in(&mut lin, "2026-10-20T02:00:00Z");
    contact_in(&mut lin, "2026-11-20T02:00:00Z");
    lin.settle(&world).await;
    let mut wang = Phone::new(&world, "wang.lei").await;
    let mut chen = Phone::new(&world, "chen.hua").await;
    let mut zhao = Phone::new(&world, "zhao.gm").await;
    for phone in [&mut wang, &mut chen, &mut zhao] {
        phone.settle(&world).await;
    }
    let has = |phone: &Phone| [&october, &november, &id].map(|doc| phone.docs.contains_key(doc));
    assert_eq!((has(&wang), has(&chen)), ([true; 3], [false; 3]));

    let body = json!({ "superior": "chen.hua", "department": "another team", "from_day": "2026-11-10" });
    done(&world, "root.ad", "people/lin.xd/post", body).await;
    for phone in [&mut wang, &mut chen, &mut zhao] {
        phone.settle(&world).await;
    }
    assert_eq!(has(&wang), [true, false, false], "the months he led");
    assert_eq!(has(&chen), [false, true, true], "the open month, and the customers");
    assert_eq!(has(&zhao), [true; 3]);
    assert_eq!(chen.doc(&november).heads(), lin.doc(&november).heads());
    assert_eq!((in_ledger(&mut wang), in_ledger(&mut chen)), (Vec::new(), vec![customer()]));
    // What comes later goes where its month belongs.
    contact_in(&mut lin, "2026-10-21T02:00:00Z");
    contact_in(&mut lin, "2026-11-21T02:00:00Z");
    lin.settle(&world).await;
    wang.settle(&world).await;
    chen.settle(&world).await;
    assert_eq!(wang.doc(&october).heads(), lin.doc(&october).heads());
    assert_eq!(chen.doc(&november).heads(), lin.doc(&november).heads());
    // The former manager can give nothing away any more.
    refused(put(&world, "wang.lei", &holding(), json!({ "owner": "wang.lei" })).await, 404, "not_found").await;
    let row = people_seen(&world, "chen.hua").await.into_iter().find(|row| row.employee == employee("lin.xd"));
    let row = row.unwrap();
    assert_eq!((row.department.as_str(), row.title.as_str()), ("another team", "a post"));
    assert_eq!((row.superior_name.as_deref(), row.customers), (Some("Name of chen.hua"), 1));
    assert!(audited(&world, "move person").await);
}

#[tokio::test]
async fn a_move_is_refused_by_role_person_and_day() {
    let world = World::new().await;
    join(&world, "left.ed", Role::Rep, "wang.lei", Some("2026-11-25")).await;
    let body = |superior: &str, day: &str| json!({ "superior": superior, "from_day": day });
    for login in ["lin.xd", "wang.lei", "zhao.gm"] {
        let answer = put(&world, login, "people/lin.xd/post", body("chen.hua", "2026-11-26")).await;
        refused(answer, 403, "not_allowed").await;
    }
    for (who, superior, day, field, value) in [
        ("lin.xd", "no.body", "2026-11-26", "superior", "no.body"),
        ("lin.xd", "left.ed", "2026-11-26", "superior", "left.ed"),
        ("lin.xd", "lin.xd", "2026-11-26", "superior", "lin.xd"),
        ("zhao.gm", "lin.xd", "2026-11-26", "superior", "lin.xd"),
        ("lin.xd", "chen.hua", "2026-11-27", "from_day", "2026-11-27"),
        ("lin.xd", "chen.hua", "2019-12-31", "from_day", "2019-12-31"),
        ("left.ed", "chen.hua", "2026-11-26", "employee", "left.ed"),
    ] {
        let answer = put(&world, "root.ad", &format!("people/{who}/post"), body(superior, day)).await;
        told(answer, 422, "invalid", field, value).await;
    }
    let blank = json!({ "superior": "chen.hua", "from_day": "2026-11-26", "title": " " });
    told(put(&world, "root.ad", "people/lin.xd/post", blank).await, 422, "invalid", "title", "").await;
    let answer = put(&world, "root.ad", "people/no.body/post", body("chen.hua", "2026-11-26")).await;
    refused(answer, 404, "not_found").await;
    let answer = put(&world, "root.ad", "people/lin.xd/post", body("chen.hua", "tomorrow")).await;
    refused(answer, 400, "malformed").await;
    // A later post stands: an earlier one would change nothing today.
    done(&world, "root.ad", "people/lin.xd/post", body("chen.hua", "2026-11-26")).await;
    let answer = put(&world, "root.ad", "people/lin.xd/post", body("wang.lei", "2026-11-25")).await;
    told(answer, 422, "invalid", "from_day", "2026-11-25").await;
}

#[tokio::test]
async fn a_month_that_is_frozen_keeps_its_org() {
    let world = World::new().await;
    let company = world.running.app.company.clone();
    let frozen = move |tx: &Transaction| -> Result<(), StoreError> {
        let period = "2026-10".parse().unwrap();
        let record = PeriodRecord { period, state: PeriodState::Frozen, frozen_seq: Some(1), seal: None };
        server::store::period::put_period(tx, &company, &record)
    };
    world.running.app.store.write(frozen).await.unwrap();
    let body = json!({ "superior": "chen.hua", "from_day": "2026-10-31" });
    let answer = put(&world, "root.ad", "people/lin.xd/post", body).await;
    told(answer, 422, "invalid", "from_day", "2026-10-31").await;
    done(&world, "root.ad", "people/lin.xd/post", json!({ "superior": "chen.hua", "from_day": "2026-11-01" })).await;
}
