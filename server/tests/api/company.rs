//! `company`: what an administrator sets for everyone.

use reqwest::{Method, Response};
use serde_json::{Value, json};
use server::Config;
use shared::doc::company::{self, Settings, Tiles};
use shared::id::DocId;
use shared::place::Datum;

use crate::phone::Phone;
use crate::world::{World, refused};

async fn ask(world: &World, login: &str, body: Option<&Value>) -> Response {
    let token = world.sign_in(login).await.token.unwrap();
    let method = if body.is_some() { Method::PUT } else { Method::GET };
    let request = world.http.request(method, world.api("company")).bearer_auth(token);
    match body {
        Some(body) => request.json(body),
        None => request,
    }
    .send()
    .await
    .unwrap()
}

async fn settings(world: &World) -> Value {
    ask(world, "root.ad", None).await.json().await.unwrap()
}

/// What a phone has of the company.
async fn on_phone(world: &World) -> Settings {
    let mut phone = Phone::new(world, "lin.xd").await;
    phone.settle(world).await;
    Settings::of(&company::read(phone.doc(&DocId::Company)).unwrap())
}

#[tokio::test]
async fn an_administrator_sets_what_phones_offer() {
    let world = World::new().await;
    let mut wanted = settings(&world).await;
    wanted["fence_radius"] = json!(250);
    wanted["contact_gap"]["A"] = json!(5);
    wanted["unhandled_days"] = json!(10);
    wanted["customer_fields"] = json!([{ "id": "beds", "name": "床位数" }]);
    wanted["visit_purposes"].as_array_mut().unwrap().push(json!({ "id": "training", "name": "培训" }));
    wanted["tiles"] = json!({ "url": "https://t.example/{z}/{x}/{y}.png", "datum": "gcj02", "attribution": "© 某图" });
    let answer = ask(&world, "root.ad", Some(&wanted)).await;
    assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
    world.settled().await;
    let has = on_phone(&world).await;
    assert_eq!(serde_json::to_value(&has).unwrap(), wanted);
    assert_eq!(settings(&world).await, wanted);
    // The same once more changes nothing.
    assert_eq!(ask(&world, "root.ad", Some(&wanted)).await.status(), 200);
    assert_eq!(settings(&world).await, wanted);
}

#[tokio::test]
async fn others_set_nothing_and_what_can_not_be_is_named() {
    let world = World::new().await;
    let wanted = settings(&world).await;
    for login in ["lin.xd", "wang.lei", "zhao.gm"] {
        refused(ask(&world, login, Some(&wanted)).await, 403, "not_allowed").await;
        refused(ask(&world, login, None).await, 403, "not_allowed").await;
    }
    let mut wrong = wanted.clone();
    wrong["contact_gap"]["B"] = json!(0);
    let body = refused(ask(&world, "root.ad", Some(&wrong)).await, 422, "invalid").await;
    assert_eq!((body.field.as_deref(), body.value.as_deref()), (Some("contact_gap.B"), Some("0")));
    let mut unknown = wanted.clone();
    unknown["currency"] = json!("USD");
    refused(ask(&world, "root.ad", Some(&unknown)).await, 400, "malformed").await;
    assert_eq!(settings(&world).await, wanted);
}

#[tokio::test]
async fn the_maps_a_server_was_started_with_are_the_companys_until_it_sets_its_own() {
    let tiles = |url: &str| Tiles { url: url.into(), datum: Datum::Gcj02, attribution: String::new() };
    let started = |url: &'static str| move |config: &mut Config| config.tiles = Some(tiles(url));
    let first = "https://one.example/{z}/{x}/{y}.png";
    let world = World::new().await.with(started(first)).await;
    world.settled().await;
    assert_eq!(on_phone(&world).await.tiles, Some(tiles(first)));
    let mut own = settings(&world).await;
    own["tiles"]["url"] = json!("https://two.example/{z}/{x}/{y}.png");
    assert_eq!(ask(&world, "root.ad", Some(&own)).await.status(), 200);
    let world = world.with(started(first)).await;
    assert_eq!(on_phone(&world).await.tiles.unwrap().url, "https://two.example/{z}/{x}/{y}.png");
}
