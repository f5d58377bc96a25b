use serde_json::{Value, json};
use shared::doc::form::{Answer, Filled, Form};
use shared::doc::journal::{Body, CheckOut};
use shared::id::DocId;
use shared::rest::Activity;

use crate::phone::{Phone, record};
use crate::world::{World, refused};

fn shop(from: u32, label: &str) -> Value {
    json!({ "from": from, "name": "門店巡檢", "purposes": ["follow_up"], "fields": [
        {"id": "open", "label": label, "kind": "choice", "options": [{"id": "yes", "name": "是"}]},
        {"id": "count", "label": "數量", "kind": "number", "min": "0"}] })
}

async fn put(world: &World, login: &str, path: &str, body: &Value) -> reqwest::Response {
    let token = world.sign_in(login).await.token.unwrap();
    world.http.put(world.api(path)).bearer_auth(token).json(body).send().await.unwrap()
}

async fn published(world: &World, path: &str, body: &Value) -> Form {
    let answer = put(world, "root.ad", path, body).await;
    assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
    answer.json().await.unwrap()
}

#[tokio::test]
async fn every_save_is_a_version_that_every_phone_gets() {
    let world = World::new().await;
    assert_eq!(published(&world, "forms/shop", &shop(0, "營業")).await.version, 1);
    // Saved again with nothing changed: no new version.
    assert_eq!(published(&world, "forms/shop", &shop(1, "營業")).await.version, 1);
    assert_eq!(published(&world, "forms/shop", &shop(1, "是否營業")).await.version, 2);
    let body = refused(put(&world, "root.ad", "forms/shop", &shop(1, "營業？")).await, 409, "form_changed").await;
    assert_eq!(body.value.as_deref(), Some("2"));

    let mut lin = Phone::new(&world, "lin.xd").await;
    lin.settle(&world).await;
    let forms = shared::doc::company::forms(lin.doc(&DocId::Company));
    let labels: Vec<&str> = forms.values().map(|form| form.fields[0].label.as_str()).collect();
    assert_eq!(labels, ["營業", "是否營業"]);

    // Offered no more: what was asked stays as it was.
    assert!(published(&world, "forms/shop/retired", &json!({"retired": true})).await.retired);
    lin.settle(&world).await;
    let forms = shared::doc::company::forms(lin.doc(&DocId::Company));
    assert!(shared::doc::form::chosen(&forms, Some("follow_up")).is_none() && forms.len() == 2);
    assert!(!published(&world, "forms/shop/retired", &json!({"retired": false})).await.retired);
}

#[tokio::test]
async fn a_form_is_defined_by_an_administrator_and_must_be_answerable() {
    let world = World::new().await;
    for login in ["lin.xd", "wang.lei", "zhao.gm"] {
        refused(put(&world, login, "forms/shop", &shop(0, "營業")).await, 403, "not_allowed").await;
        refused(put(&world, login, "forms/shop/retired", &json!({"retired": true})).await, 403, "not_allowed").await;
        let token = world.sign_in(login).await.token.unwrap();
        let answer = world.http.get(world.api("forms")).bearer_auth(token).send().await.unwrap();
        refused(answer, 403, "not_allowed").await;
    }
    let mut json = shop(0, "營業");
    json["fields"][0]["options"] = json!([]);
    let body = refused(put(&world, "root.ad", "forms/shop", &json).await, 422, "invalid").await;
    assert_eq!((body.field.as_deref(), body.value.as_deref()), (Some("fields.0.options"), Some("missing")));
    let mut json = shop(0, "營業");
    json["purposes"] = json!(["no_such"]);
    let body = refused(put(&world, "root.ad", "forms/shop", &json).await, 422, "invalid").await;
    assert_eq!((body.field.as_deref(), body.value.as_deref()), (Some("purposes"), Some("no_such")));
    refused(put(&world, "root.ad", "forms/none/retired", &json!({"retired": true})).await, 404, "not_found").await;
    refused(put(&world, "root.ad", "forms/shop", &json!({"from": "x"})).await, 400, "malformed").await;
    published(&world, "forms/shop", &shop(0, "營業")).await;
    let company = world.running.app.company.clone();
    let deeds = world.running.app.store.read::<_, server::store::StoreError, _>(move |conn| {
        Ok((
            server::store::audit::is_done(conn, &company, "form_published")?,
            server::store::audit::broken(conn, &company)?,
        ))
    });
    assert_eq!(deeds.await.unwrap(), (true, None));
}

#[tokio::test]
async fn what_was_filled_in_with_an_older_version_is_shown_with_its_labels() {
    let world = World::new().await;
    published(&world, "forms/shop", &shop(0, "營業")).await;
    let mut lin = Phone::new(&world, "lin.xd").await;
    let visit = lin.check_in(world.now());
    let answers = [("open".to_owned(), Answer::Choice(vec!["yes".to_owned()]))].into();
    let out = CheckOut {
        visit,
        fix: None,
        result: Some("談妥".into()),
        next_step: None,
        next_date: None,
        photos: Vec::new(),
        form: Some(Filled { form: "shop".into(), version: 1, answers }),
        forgotten: false,
    };
    published(&world, "forms/shop", &shop(1, "是否營業")).await;
    lin.record(record(), world.now().plus_millis(1_800_000), Body::CheckOut(out));
    lin.settle(&world).await;
    let token = world.sign_in("wang.lei").await.token.unwrap();
    let answer = world.http.get(world.api("activity")).bearer_auth(token).send().await.unwrap();
    let seen: Activity = answer.json().await.unwrap();
    let filled = seen.visits[0].form.as_ref().unwrap();
    assert_eq!(seen.forms.len(), 1);
    assert!(filled.is_of(&seen.forms[0]) && seen.forms[0].fields[0].label == "營業");
}
