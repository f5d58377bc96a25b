use reqwest::StatusCode;
use server::store::people;
use shared::policy::Act;
use shared::rest::{SignIn, SignedIn};

use crate::world::{PASSWORD, World, employee, refused};

#[tokio::test]
async fn a_wrong_password_and_an_unknown_login_read_the_same() {
    let world = World::new().await;
    let wrong = refused(world.ask("lin.xd", "wrong").send().await.unwrap(), 401, "wrong_credentials").await;
    for login in ["nobody", "No Login", ""] {
        let unknown = refused(world.ask(login, PASSWORD).send().await.unwrap(), 401, "wrong_credentials").await;
        assert_eq!(unknown.message, wrong.message);
    }
    assert_eq!(world.sign_in("lin.xd").await.employee, employee("lin.xd"));
}

#[tokio::test]
async fn after_five_wrong_passwords_even_the_right_one_waits() {
    let world = World::new().await;
    for _ in 0..5 {
        refused(world.ask("lin.xd", "wrong").send().await.unwrap(), 401, "wrong_credentials").await;
    }
    let answer = world.ask("lin.xd", PASSWORD).send().await.unwrap();
    assert_eq!(answer.headers()["retry-after"], "900");
    refused(answer, 429, "too_many_attempts").await;
    // Others are not held up, and the wait ends.
    world.sign_in("zhou.min").await;
    world.pass(15 * 60_000);
    world.sign_in("lin.xd").await;
}

#[tokio::test]
async fn a_whole_company_may_sign_in_at_once_behind_one_address() {
    let world = World::new().await;
    let asked = (0..80).map(|_| world.ask("lin.xd", PASSWORD).send());
    let answers = futures_util::future::join_all(asked).await;
    let refused: Vec<_> =
        answers.into_iter().map(|answer| answer.unwrap().status()).filter(|status| *status != 200).collect();
    assert!(refused.is_empty(), "{refused:?}");
}

#[tokio::test]
async fn what_is_no_sign_in_is_refused_with_the_reason() {
    let world = World::new().await;
    let answer = world.http.post(world.api("session")).header("content-type", "application/json").body("{").send();
    refused(answer.await.unwrap(), 400, "malformed").await;
    let answer = world.http.get(world.api("session")).bearer_auth("0123").send();
    refused(answer.await.unwrap(), 401, "session_ended").await;
    let answer = world.http.get(world.api("session")).send();
    refused(answer.await.unwrap(), 401, "session_ended").await;
    let answer = world.http.get(world.api("nothing")).send();
    refused(answer.await.unwrap(), 404, "not_found").await;
}

#[tokio::test]
async fn natively_the_token_comes_in_the_body_and_a_session_can_be_ended() {
    let world = World::new().await;
    let signed = world.sign_in("wang.lei").await;
    assert_eq!(signed.may, [Act::SeeTeam]);
    let token = signed.token.unwrap();
    let answer = world.http.get(world.api("session")).bearer_auth(&token).send().await.unwrap();
    assert_eq!(answer.json::<SignedIn>().await.unwrap().token, None);
    let answer = world.http.delete(world.api("session")).bearer_auth(&token).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    let answer = world.http.get(world.api("session")).bearer_auth(&token).send().await.unwrap();
    refused(answer, 401, "session_ended").await;
}

#[tokio::test]
async fn on_the_web_the_token_is_only_in_a_cookie_that_scripts_and_other_sites_can_not_use() {
    let world = World::new().await;
    let body = SignIn {
        login: "lin.xd".into(),
        password: PASSWORD.into(),
        device_name: "浏览器".into(),
        device: None,
        bearer: false,
    };
    let answer = world.http.post(world.api("session")).json(&body).send().await.unwrap();
    let set = answer.headers()["set-cookie"].to_str().unwrap().to_owned();
    assert!(set.contains("HttpOnly; SameSite=Strict; Max-Age=7776000") && !set.contains("Secure"), "{set}");
    assert_eq!(answer.json::<SignedIn>().await.unwrap().token, None);
    let cookie = set.split(';').next().unwrap().to_owned();
    let answer = world.http.get(world.api("session")).header("cookie", &cookie).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    let bare = world.http.delete(world.api("session")).header("cookie", &cookie).send().await.unwrap();
    refused(bare, 403, "header_missing").await;
    let sent = world.http.delete(world.api("session")).header("cookie", &cookie).header("x-fieldtally", "1").send();
    assert_eq!(sent.await.unwrap().status(), StatusCode::OK);
    // Elsewhere than on the machine itself, the cookie wants TLS.
    let far =
        world.http.post(world.api("session")).header("host", "tally.example.com").json(&body).send().await.unwrap();
    assert!(far.headers()["set-cookie"].to_str().unwrap().ends_with("; Secure"));
}

#[tokio::test]
async fn a_device_comes_back_to_its_person_only() {
    let world = World::new().await;
    let first = world.sign_in("lin.xd").await;
    let again = |login: &str| SignIn {
        login: login.into(),
        password: PASSWORD.into(),
        device_name: "a phone".into(),
        device: Some(first.device),
        bearer: true,
    };
    let answer = world.http.post(world.api("session")).json(&again("lin.xd")).send().await.unwrap();
    assert_eq!(answer.json::<SignedIn>().await.unwrap().device, first.device);
    let answer = world.http.post(world.api("session")).json(&again("zhou.min")).send().await.unwrap();
    assert_ne!(answer.json::<SignedIn>().await.unwrap().device, first.device);
}

#[tokio::test]
async fn a_disabled_person_is_out_with_the_next_request() {
    let world = World::new().await;
    let signed = world.sign_in("lin.xd").await;
    let company = world.running.app.company.clone();
    let disable = move |tx: &server::store::Transaction| -> Result<(), server::store::StoreError> {
        let mut person = people::get(tx, &company, &employee("lin.xd"))?.unwrap();
        person.disabled = true;
        people::put(tx, &company, &person)
    };
    world.running.app.store.write(disable).await.unwrap();
    let answer = world.http.get(world.api("session")).bearer_auth(signed.token.unwrap()).send().await.unwrap();
    refused(answer, 401, "session_ended").await;
    refused(world.ask("lin.xd", PASSWORD).send().await.unwrap(), 401, "wrong_credentials").await;
}

#[tokio::test]
async fn a_session_ends_after_ninety_days() {
    let world = World::new().await;
    let token = world.sign_in("lin.xd").await.token.unwrap();
    world.pass(90 * 24 * 3_600_000);
    let answer = world.http.get(world.api("session")).bearer_auth(token).send().await.unwrap();
    refused(answer, 401, "session_ended").await;
}
