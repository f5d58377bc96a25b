//! Access that changes: `customers/{customer}/holding`, `people`, and a phone that is lost.

mod holding;
mod moves;
mod persons;

use reqwest::{Method, Response};
use serde_json::{Value, json};
use server::store::org::{self, Post};
use server::store::people::{self, Person};
use server::store::{StoreError, Transaction, audit};
use shared::doc::customer::{self, ProfileField};
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
