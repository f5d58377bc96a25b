use shared::doc::journal::Merge;

use super::*;

/// Asks that one is another name of a second, or itself again; what the server said.
async fn ask_merge(
    world: &World,
    login: &str,
    customer: CustomerId,
    into: Option<CustomerId>,
) -> Option<(Why, String)> {
    let (mut phone, asked) = (Phone::new(world, login).await, record());
    phone.record(asked, world.now(), Body::Merge(Merge { customer, into, reason: Some("同一家".into()) }));
    phone.settle(world).await;
    phone.settle(world).await;
    refusal(&mut phone, asked)
}

/// Two of lin.xd and one of zhou.min, who have no superior in common but the general manager.
async fn three(world: &World) -> [CustomerId; 3] {
    let ids = [new_id(), new_id(), new_id()];
    for (id, login) in ids.iter().zip(["lin.xd", "lin.xd", "zhou.min"]) {
        let mut phone = Phone::new(world, login).await;
        create(&mut phone, world, *id, "甲");
        phone.settle(world).await;
    }
    ids
}

async fn into(world: &World, id: CustomerId) -> Option<CustomerId> {
    held(world, id).await.unwrap().merged_into
}

#[tokio::test]
async fn two_customers_are_one_by_the_word_of_who_holds_or_leads_both() {
    let world = World::new().await;
    let [a, b, c] = three(&world).await;
    let no = |code, field: &str| Some((code, field.to_owned()));
    for (login, from, to, said, stands) in [
        ("zhou.min", a, Some(b), no(Why::NotYourCustomer, "customer"), None),
        ("lin.xd", a, Some(c), no(Why::NotYourCustomer, "into"), None),
        ("wang.lei", a, Some(c), no(Why::NotYourCustomer, "into"), None),
        ("lin.xd", a, Some(a), no(Why::MergesInCircle, "into"), None),
        ("lin.xd", a, Some(new_id()), no(Why::UnknownCustomer, "into"), None),
        ("lin.xd", a, Some(b), None, Some(b)),
        ("lin.xd", a, Some(b), None, Some(b)),
        ("lin.xd", b, Some(a), no(Why::MergesInCircle, "into"), None),
        ("zhao.gm", b, Some(c), None, Some(c)),
        ("zhao.gm", c, Some(a), no(Why::MergesInCircle, "into"), None),
        ("zhou.min", b, None, no(Why::NotYourCustomer, "customer"), Some(c)),
        ("lin.xd", b, None, None, None),
        ("root.ad", b, Some(c), None, Some(c)),
        ("wang.lei", a, None, None, None),
    ] {
        assert_eq!(ask_merge(&world, login, from, to).await, said, "{login} {from} {to:?}");
        assert_eq!(into(&world, from).await, stands, "{login} {from} {to:?}");
    }
}

#[tokio::test]
async fn who_holds_one_of_two_that_are_one_reads_both_until_it_is_undone() {
    let world = World::new().await;
    let [a, _, c] = three(&world).await;
    let (mut lin, mut zhou) = (Phone::new(&world, "lin.xd").await, Phone::new(&world, "zhou.min").await);
    let mut wang = Phone::new(&world, "wang.lei").await;
    lin.settle(&world).await;
    assert!(!lin.docs.contains_key(&DocId::Customer(c)));
    assert_eq!(ask_merge(&world, "zhao.gm", a, Some(c)).await, None);
    for (login, phone) in [("lin.xd", &mut lin), ("zhou.min", &mut zhou), ("wang.lei", &mut wang)] {
        phone.settle(&world).await;
        assert!([a, c].iter().all(|id| phone.docs.contains_key(&DocId::Customer(*id))), "{login}");
        let held = ledger_of(phone);
        assert_eq!((held[&a].merged_into, held[&c].merged_into), (Some(c), None), "{login}");
    }
    // Either may write either: it is one customer.
    let doc = DocId::Customer(a);
    zhou.edit(&doc, world.now(), |doc| assert!(customer::set_field(doc, ProfileField::Note, "并过来").unwrap()));
    assert_eq!(verdicts(&zhou.settle(&world).await, &doc), [Ok(())]);

    let asked = held(&world, a).await;
    server::project::rebuild(&world.running.app).await.unwrap();
    assert_eq!(held(&world, a).await, asked);

    assert_eq!(ask_merge(&world, "lin.xd", a, None).await, None);
    server::project::rebuild(&world.running.app).await.unwrap();
    assert_eq!(into(&world, a).await, None, "an undone merge stays undone");
    for (login, phone, has) in [("lin.xd", &mut lin, a), ("zhou.min", &mut zhou, c)] {
        phone.settle(&world).await;
        for id in [a, c] {
            assert_eq!(phone.docs.contains_key(&DocId::Customer(id)), id == has, "{login}");
            assert_eq!(ledger_of(phone).contains_key(&id), id == has, "{login}");
        }
    }
}

#[tokio::test]
async fn a_customer_is_handed_over_with_its_other_names() {
    let world = World::new().await;
    let [a, b, _] = three(&world).await;
    assert_eq!(ask_merge(&world, "lin.xd", a, Some(b)).await, None);
    let token = world.sign_in("zhao.gm").await.token.unwrap();
    let path = world.api(&format!("customers/{b}/holding"));
    let body = serde_json::json!({ "owner": "zhou.min" });
    let answer = world.http.put(path).bearer_auth(token).json(&body).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    world.settled().await;
    for id in [a, b] {
        assert_eq!(held(&world, id).await.unwrap().owner, employee("zhou.min"));
    }
    assert_eq!(into(&world, a).await, Some(b));
    let (mut lin, mut zhou) = (Phone::new(&world, "lin.xd").await, Phone::new(&world, "zhou.min").await);
    for (phone, has) in [(&mut lin, false), (&mut zhou, true)] {
        phone.settle(&world).await;
        for id in [a, b] {
            assert_eq!(phone.docs.contains_key(&DocId::Customer(id)), has, "{} {id}", phone.signed.employee);
        }
    }
}
