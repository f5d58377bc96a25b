use super::*;

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
