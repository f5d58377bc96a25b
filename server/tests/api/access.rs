//! Access that changes: `customers/{customer}/holding`, `people`, and a phone that is lost.

use reqwest::{Method, Response};
use serde_json::{Value, json};
use server::access;
use server::store::org::{self, Post};
use server::store::people::{self, Person};
use server::store::period::PeriodRecord;
use server::store::{StoreError, Transaction, audit};
use shared::doc::customer::{self, ProfileField};
use shared::doc::journal::{self, Body, Contact, Entry, Method as By};
use shared::doc::ledger;
use shared::id::{CustomerId, DocId};
use shared::period::Instant;
use shared::policy::{Role, Subject};
use shared::rest::{HeldCustomer, HoldingPage, PeriodState, PersonName, PersonRow};
use shared::sync::admit::RefusalCode;
use shared::sync::{Receipt, Verdict, to_cbor};

use crate::phone::{Phone, record, seqs};
use crate::world::{CUSTOMER, PASSWORD, World, customer, employee, refused};

fn holding() -> String {
    format!("customers/{CUSTOMER}/holding")
}

async fn ask(world: &World, login: &str, method: Method, path: &str, body: Option<Value>) -> Response {
    let token = world.sign_in(login).await.token.unwrap();
    let request = world.http.request(method, world.api(path)).bearer_auth(token);
    match body {
        Some(body) => request.json(&body),
        None => request,
    }
    .send()
    .await
    .unwrap()
}

async fn put(world: &World, login: &str, path: &str, body: Value) -> Response {
    ask(world, login, Method::PUT, path, Some(body)).await
}

async fn done(world: &World, login: &str, path: &str, body: Value) {
    let answer = put(world, login, path, body).await;
    assert_eq!(answer.status(), 200, "{login}: {}", answer.text().await.unwrap());
}

/// Refused, with the field and the value it is about.
async fn told(answer: Response, status: u16, code: &str, field: &str, value: &str) {
    let body = refused(answer, status, code).await;
    assert_eq!((body.field.as_deref(), body.value.as_deref()), (Some(field), Some(value)), "{}", body.message);
}

async fn page(world: &World, login: &str) -> HoldingPage {
    let answer = ask(world, login, Method::GET, &holding(), None).await;
    assert_eq!(answer.status(), 200, "{login}");
    answer.json().await.unwrap()
}

async fn people_seen(world: &World, login: &str) -> Vec<PersonRow> {
    ask(world, login, Method::GET, "people", None).await.json().await.unwrap()
}

/// Adds somebody under a superior.
async fn join(world: &World, id: &'static str, role: Role, superior: &'static str, leave: Option<&'static str>) {
    let app = &world.running.app;
    let company = app.company.clone();
    let job = move |tx: &Transaction| -> Result<(), StoreError> {
        let model = people::get(tx, &company, &employee("lin.xd"))?.unwrap();
        let leave = leave.map(|day| day.parse().unwrap());
        let name = format!("Name of {id}");
        people::put(tx, &company, &Person { employee: employee(id), name, roles: [role].into(), leave, ..model })?;
        let post = Post {
            employee: employee(id),
            from: "2020-01-01".parse().unwrap(),
            title: "a post".into(),
            department: "a team".into(),
            superior: Some(employee(superior)),
            template: None,
        };
        org::put_post(tx, &company, &post)
    };
    app.store.write(job).await.unwrap();
}

/// The customers that somebody's ledger on his phone names as his.
fn in_ledger(phone: &mut Phone) -> Vec<CustomerId> {
    let id: DocId = format!("ledger/{}/2026-11", phone.signed.employee).parse().unwrap();
    ledger::read(phone.doc(&id)).holdings.into_keys().collect()
}

/// Whether a deed is in the audit, and its chain whole.
async fn audited(world: &World, what: &'static str) -> bool {
    let (app, company) = (&world.running.app, world.running.app.company.clone());
    let job = move |conn: &server::store::Connection| -> Result<_, StoreError> {
        Ok((audit::is_done(conn, &company, what)?, audit::broken(conn, &company)?))
    };
    let (there, broken) = app.store.read(job).await.unwrap();
    assert_eq!(broken, None);
    there
}

fn refusal(receipts: &[Receipt], doc: &DocId) -> (RefusalCode, String) {
    let found = receipts.iter().find(|receipt| receipt.doc == *doc).unwrap();
    match &found.verdict {
        Verdict::Refused(refusal) => (refusal.code, refusal.message.clone()),
        other => panic!("{other:?}"),
    }
}

fn edit(phone: &mut Phone, at: Instant, note: &str) {
    let id = DocId::Customer(customer());
    phone.edit(&id, at, |doc| assert!(customer::set_field(doc, ProfileField::Note, note).unwrap()));
}

#[tokio::test]
async fn a_customer_handed_over_leaves_some_phones_and_arrives_whole_on_others() {
    let world = World::new().await;
    let id = DocId::Customer(customer());
    let mut phones = Vec::new();
    for login in ["lin.xd", "wang.lei", "zhao.gm", "zhou.min", "chen.hua"] {
        let mut phone = Phone::new(&world, login).await;
        phone.settle(&world).await;
        phones.push(phone);
    }
    edit(&mut phones[0], world.now(), "采购在三楼");
    phones[0].settle(&world).await;
    assert!(phones[0].docs.contains_key(&id));
    // The general manager leads both of them further up.
    done(&world, "zhao.gm", &holding(), json!({ "owner": "zhou.min" })).await;
    world.settled().await;
    for (phone, has) in phones.iter_mut().zip([false, false, true, true, true]) {
        let login = phone.signed.employee.clone();
        phone.settle(&world).await;
        assert_eq!(phone.docs.contains_key(&id), has, "{login}");
        assert_eq!(in_ledger(phone), if has { vec![customer()] } else { Vec::new() }, "{login}");
        if has {
            let read = customer::read(phone.doc(&id));
            assert_eq!((read.name.as_str(), read.note.as_deref()), ("甲公司", Some("采购在三楼")), "{login}");
        }
    }
    let shown = page(&world, "zhou.min").await;
    assert_eq!((shown.owner.employee, shown.since.to_string()), (employee("zhou.min"), "2026-11-26".to_owned()));
    assert!(audited(&world, "change holding").await);
    // To the former owner the customer is not there any more.
    refused(ask(&world, "lin.xd", Method::GET, &holding(), None).await, 404, "not_found").await;
}

#[tokio::test]
async fn unsent_work_on_a_lost_customer_is_refused_with_the_reason_and_the_journal_goes_on() {
    let world = World::new().await;
    let mut lin = Phone::new(&world, "lin.xd").await;
    lin.settle(&world).await;
    // Both are made offline; meanwhile the customer goes to another.
    edit(&mut lin, world.now(), "没传上去");
    lin.contact(world.now());
    done(&world, "root.ad", &holding(), json!({ "owner": "zhou.min" })).await;
    let (id, journal) = (DocId::Customer(customer()), lin.journal());
    let response = lin.once(&world).await;
    let (code, why) = refusal(&response.receipts, &id);
    assert_eq!((code, why), (RefusalCode::NotAllowed, format!("lin.xd may not write {id}")));
    let accepted = |receipt: &Receipt| matches!(receipt.verdict, Verdict::Accepted { .. });
    assert!(response.receipts.iter().any(|receipt| receipt.doc == journal && accepted(receipt)));
    lin.settle(&world).await;
    assert!(!lin.docs.contains_key(&id));
    lin.contact(world.now());
    assert_eq!(seqs(&lin.settle(&world).await).len(), 1);
    // Nothing of what was refused is with the new owner; what the former one did with the customer counts.
    let mut zhou = Phone::new(&world, "zhou.min").await;
    zhou.settle(&world).await;
    assert_eq!(customer::read(zhou.doc(&id)).note, None);
    assert_eq!(world.facts().await.iter().filter(|fact| fact.contains("lin.xd")).count(), 2);
}

#[tokio::test]
async fn a_collaborator_comes_and_goes() {
    let world = World::new().await;
    let id = DocId::Customer(customer());
    let mut zhou = Phone::new(&world, "zhou.min").await;
    zhou.settle(&world).await;
    // The owner himself chooses with whom he works.
    done(&world, "lin.xd", &holding(), json!({ "collaborators": ["zhou.min", "zhou.min"] })).await;
    zhou.settle(&world).await;
    assert_eq!(customer::read(zhou.doc(&id)).name, "甲公司");
    assert_eq!(in_ledger(&mut zhou), [customer()]);
    edit(&mut zhou, world.now(), "一起做");
    assert_eq!(seqs(&zhou.settle(&world).await).len(), 1);
    let mut chen = Phone::new(&world, "chen.hua").await;
    chen.settle(&world).await;
    assert!(!chen.docs.contains_key(&id), "who leads a collaborator reads nothing by that");
    let shown = page(&world, "zhou.min").await;
    assert!(!shown.may_set && shown.heirs.is_empty() && shown.helpers.is_empty());
    told(
        put(&world, "zhou.min", &holding(), json!({ "owner": "zhou.min" })).await,
        403,
        "not_allowed",
        "owner",
        "zhou.min",
    )
    .await;

    done(&world, "wang.lei", &holding(), json!({ "collaborators": [] })).await;
    edit(&mut zhou, world.now(), "还没传");
    let receipts = zhou.settle(&world).await;
    assert_eq!(refusal(&receipts, &id).0, RefusalCode::NotAllowed);
    assert!(!zhou.docs.contains_key(&id) && in_ledger(&mut zhou).is_empty());
    // And comes again, with what he had written himself.
    done(&world, "lin.xd", &holding(), json!({ "collaborators": ["zhou.min"] })).await;
    let mut zhou = Phone::of(zhou.signed);
    zhou.settle(&world).await;
    assert_eq!(customer::read(zhou.doc(&id)).note.as_deref(), Some("一起做"));
    // A collaborator who becomes the owner is no collaborator any more.
    done(&world, "root.ad", &holding(), json!({ "owner": "zhou.min" })).await;
    let shown = page(&world, "root.ad").await;
    assert_eq!((shown.owner.employee, shown.collaborators.len()), (employee("zhou.min"), 0));
}

#[tokio::test]
async fn an_owner_hands_over_to_those_with_his_superior_only() {
    let world = World::new().await;
    join(&world, "xu.zq", Role::Rep, "wang.lei", None).await;
    let shown = page(&world, "lin.xd").await;
    assert!(shown.may_set);
    let ids =
        |people: &[PersonName]| -> Vec<String> { people.iter().map(|person| person.employee.to_string()).collect() };
    assert_eq!(ids(&shown.heirs), ["xu.zq"]);
    assert_eq!(ids(&shown.helpers), ["chen.hua", "wang.lei", "xu.zq", "zhou.min"]);
    assert_eq!(ids(&page(&world, "wang.lei").await.heirs), ["chen.hua", "wang.lei", "xu.zq", "zhou.min"]);
    let to_zhou = put(&world, "lin.xd", &holding(), json!({ "owner": "zhou.min" })).await;
    told(to_zhou, 403, "not_allowed", "owner", "zhou.min").await;
    done(&world, "lin.xd", &holding(), json!({ "owner": "xu.zq", "collaborators": ["lin.xd"] })).await;
    let shown = page(&world, "lin.xd").await;
    assert_eq!((shown.owner.employee, ids(&shown.collaborators)), (employee("xu.zq"), vec!["lin.xd".to_owned()]));
}

#[tokio::test]
async fn a_holding_is_refused_by_role_person_and_value() {
    let world = World::new().await;
    join(&world, "left.ed", Role::Rep, "wang.lei", Some("2026-11-25")).await;
    join(&world, "off.ed", Role::Rep, "wang.lei", None).await;
    done(&world, "root.ad", "people/off.ed/disabled", json!({ "disabled": true })).await;
    let path = holding();
    // To who may not read the customer it is not there; who may but does not lead the owner is told so.
    for login in ["zhou.min", "chen.hua"] {
        refused(put(&world, login, &path, json!({ "owner": "zhou.min" })).await, 404, "not_found").await;
        refused(ask(&world, login, Method::GET, &path, None).await, 404, "not_found").await;
    }
    for (body, field, value) in [
        (json!({ "owner": "no.body" }), "owner", "no.body"),
        (json!({ "owner": "left.ed" }), "owner", "left.ed"),
        (json!({ "owner": "off.ed" }), "owner", "off.ed"),
        (json!({ "collaborators": ["no.body"] }), "collaborators", "no.body"),
        (json!({ "collaborators": ["zhou.min", "left.ed"] }), "collaborators", "left.ed"),
        (json!({ "collaborators": ["off.ed"] }), "collaborators", "off.ed"),
        (json!({ "collaborators": ["lin.xd"] }), "collaborators", "lin.xd"),
        (json!({ "owner": "zhou.min", "collaborators": ["zhou.min"] }), "collaborators", "zhou.min"),
        (json!({ "collaborators": vec!["zhou.min"; 51] }), "collaborators", "51"),
        (json!({}), "owner", ""),
    ] {
        told(put(&world, "wang.lei", &path, body).await, 422, "invalid", field, value).await;
    }
    for body in [json!({ "owner": "Not An Id" }), json!({ "ownr": "zhou.min" }), json!("x")] {
        refused(put(&world, "wang.lei", &path, body).await, 400, "malformed").await;
    }
    told(
        put(&world, "wang.lei", "customers/x/holding", json!({ "owner": "zhou.min" })).await,
        422,
        "invalid",
        "customer",
        "x",
    )
    .await;
    let unknown = format!("customers/{}/holding", CustomerId::of_external(&world.running.app.company, "9"));
    refused(put(&world, "root.ad", &unknown, json!({ "owner": "zhou.min" })).await, 404, "not_found").await;
    let shown = page(&world, "lin.xd").await;
    assert_eq!((shown.owner.employee, shown.collaborators.len()), (employee("lin.xd"), 0), "nothing of it was taken");
    assert!(!audited(&world, "change holding").await);
}

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
    let entry = Entry { at, offset: 480, body: Body::Contact(contact) };
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

#[tokio::test]
async fn a_disabled_person_neither_pushes_nor_pulls_nor_listens_until_let_in_again() {
    let world = World::new().await;
    let mut lin = Phone::new(&world, "lin.xd").await;
    lin.settle(&world).await;
    let mut line = listening(&world, lin.token()).await;
    done(&world, "root.ad", "people/lin.xd/disabled", json!({ "disabled": true })).await;
    while line.chunk().await.unwrap().is_some() {}
    lin.contact(world.now());
    cut_off(&world, &lin).await;
    refused(world.ask("lin.xd", PASSWORD).send().await.unwrap(), 401, "wrong_credentials").await;
    let row = people_seen(&world, "wang.lei").await.into_iter().find(|row| row.employee == employee("lin.xd"));
    assert!(row.unwrap().disabled);
    assert!(audited(&world, "disable person").await);

    done(&world, "root.ad", "people/lin.xd/disabled", json!({ "disabled": false })).await;
    // The old session stays ended; after signing in, what was recorded goes on.
    cut_off(&world, &lin).await;
    lin.signed.token = world.sign_in_on("lin.xd", lin.signed.device).await.token;
    assert_eq!(seqs(&lin.settle(&world).await).len(), 1);
}

#[tokio::test]
async fn nobody_shuts_himself_out_and_the_last_administrator_stays() {
    let world = World::new().await;
    for login in ["lin.xd", "wang.lei", "zhao.gm"] {
        let answer = put(&world, login, "people/zhou.min/disabled", json!({ "disabled": true })).await;
        refused(answer, 403, "not_allowed").await;
    }
    let path = |who: &str| format!("people/{who}/disabled");
    refused(put(&world, "root.ad", &path("root.ad"), json!({ "disabled": true })).await, 409, "own_account").await;
    refused(put(&world, "root.ad", &path("no.body"), json!({ "disabled": true })).await, 404, "not_found").await;
    refused(put(&world, "root.ad", &path("lin.xd"), json!({ "disabled": "yes" })).await, 400, "malformed").await;
    // Two administrators, each about to disable the other: the second finds himself the last.
    join(&world, "second.ad", Role::Admin, "zhao.gm", None).await;
    done(&world, "root.ad", &path("second.ad"), json!({ "disabled": true })).await;
    let (app, now) = (world.running.app.clone(), world.now());
    let company = app.company.clone();
    let second = Subject { employee: employee("second.ad"), roles: [Role::Admin].into() };
    let job =
        move |tx: &Transaction| access::people::set_disabled(tx, &company, &second, &employee("root.ad"), true, now);
    let why = app.store.write(job).await.unwrap_err();
    assert!(matches!(why, access::AccessError::LastAdministrator(who) if who == employee("root.ad")));
    world.sign_in("root.ad").await;
}

#[tokio::test]
async fn people_are_seen_by_who_leads_or_administers_them() {
    let world = World::new().await;
    world.sign_in("lin.xd").await;
    let ids = |rows: &[PersonRow]| -> Vec<String> { rows.iter().map(|row| row.employee.to_string()).collect() };
    refused(ask(&world, "lin.xd", Method::GET, "people", None).await, 403, "not_allowed").await;
    let led = people_seen(&world, "wang.lei").await;
    assert_eq!(ids(&led), ["lin.xd"]);
    assert_eq!((led[0].devices, led[0].seen, led[0].customers), (2, Some(world.now()), 1));
    assert_eq!(led[0].superior, Some(employee("wang.lei")));
    let all = ["chen.hua", "lin.xd", "root.ad", "wang.lei", "zhao.gm", "zhou.min"];
    assert_eq!(ids(&people_seen(&world, "root.ad").await), all);
    assert_eq!(ids(&people_seen(&world, "zhao.gm").await), all);

    let owned =
        async |login: &str, who: &str| ask(&world, login, Method::GET, &format!("people/{who}/customers"), None).await;
    for login in ["wang.lei", "root.ad"] {
        let found: Vec<HeldCustomer> = owned(login, "lin.xd").await.json().await.unwrap();
        assert_eq!(found.iter().map(|one| one.customer).collect::<Vec<_>>(), [customer()], "{login}");
    }
    refused(owned("chen.hua", "lin.xd").await, 404, "not_found").await;
    refused(owned("root.ad", "no.body").await, 404, "not_found").await;
    refused(owned("zhou.min", "lin.xd").await, 403, "not_allowed").await;
}

/// An open line for pokes that has said something.
async fn listening(world: &World, token: &str) -> Response {
    let mut line = world.http.get(world.api("pokes")).bearer_auth(token).send().await.unwrap();
    assert_eq!(line.status(), 200);
    assert!(line.chunk().await.unwrap().is_some());
    line
}

/// Pushing, pulling, photos and pokes are all over.
async fn cut_off(world: &World, phone: &Phone) {
    for pushes in [phone.pending.clone(), Vec::new()] {
        let answer = phone.post(world, to_cbor(&phone.request(pushes)).unwrap()).await;
        refused(answer, 401, "session_ended").await;
    }
    let photo = format!("photos/{}", blake3::hash(b"a picture").to_hex());
    for request in [
        world.http.get(world.api("pokes")),
        world.http.get(world.api(&photo)),
        world.http.post(world.api(&photo)).header("content-type", "image/jpeg").body("a picture"),
    ] {
        refused(request.bearer_auth(phone.token()).send().await.unwrap(), 401, "session_ended").await;
    }
}

#[tokio::test]
async fn a_lost_phone_is_cut_off_from_everything_and_the_persons_other_one_goes_on() {
    let world = World::new().await;
    let mut lost = Phone::new(&world, "lin.xd").await;
    let mut kept = Phone::new(&world, "lin.xd").await;
    lost.settle(&world).await;
    let mut line = listening(&world, lost.token()).await;
    let mut other = listening(&world, kept.token()).await;
    let path = format!("devices/{}", lost.signed.device);
    assert_eq!(ask(&world, "root.ad", Method::DELETE, &path, None).await.status(), 200);
    // The open line ends by itself, before anything new happens.
    while line.chunk().await.unwrap().is_some() {}
    lost.contact(world.now());
    cut_off(&world, &lost).await;
    assert!(world.facts().await.is_empty());
    assert!(other.chunk().await.unwrap().is_some());
    kept.contact(world.now());
    assert_eq!(seqs(&kept.settle(&world).await).len(), 1);
    // Signing in on the lost phone makes another device of it.
    let again = world.sign_in_on("lin.xd", lost.signed.device).await;
    assert_ne!(again.device, lost.signed.device);
}
