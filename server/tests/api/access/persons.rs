use server::access;

use super::*;

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
