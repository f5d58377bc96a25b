//! Customers that phones bring, and what journals ask about customers.

mod merges;

use std::collections::BTreeMap;

use server::store::{StoreError, holding};
use shared::doc::customer::{self, Customer, ProfileField};
use shared::doc::desk::{self, RefusalCode as Why};
use shared::doc::journal::{Body, ClassChange};
use shared::doc::ledger::{self, Class, Holding};
use shared::id::{CustomerId, DocId, RecordId};
use shared::sync::admit::RefusalCode;
use shared::sync::{Push, Receipt, Verdict};
use uuid::Uuid;

use crate::phone::{Phone, check_in, record, seqs};
use crate::world::{World, customer, employee};

fn new_id() -> CustomerId {
    Uuid::now_v7().to_string().parse().unwrap()
}

/// Makes a customer on the phone, as its store does.
fn create(phone: &mut Phone, world: &World, id: CustomerId, name: &str) -> DocId {
    let (doc, made) = (DocId::Customer(id), Customer { name: name.into(), ..Customer::default() });
    phone.edit(&doc, world.now(), |doc| assert!(customer::write(doc, &made).unwrap()));
    doc
}

async fn held(world: &World, id: CustomerId) -> Option<Holding> {
    let company = world.running.app.company.clone();
    let job = move |conn: &server::store::Connection| -> Result<_, StoreError> { holding::get(conn, &company, id) };
    world.running.app.store.read(job).await.unwrap()
}

fn ledger_of(phone: &mut Phone) -> BTreeMap<CustomerId, Holding> {
    let id: DocId = format!("ledger/{}/2026-11", phone.signed.employee).parse().unwrap();
    ledger::read(phone.doc(&id)).holdings
}

fn refusal(phone: &mut Phone, record: RecordId) -> Option<(Why, String)> {
    let id: DocId = format!("desk/{}/2026-11", phone.signed.employee).parse().unwrap();
    let found = desk::refusals(phone.doc(&id)).remove(&record.to_string())?;
    Some((found.code, found.field))
}

fn verdicts(receipts: &[Receipt], doc: &DocId) -> Vec<Result<(), RefusalCode>> {
    let verdict = |receipt: &Receipt| match &receipt.verdict {
        Verdict::Refused(refusal) => Err(refusal.code),
        _ => Ok(()),
    };
    receipts.iter().filter(|receipt| receipt.doc == *doc).map(verdict).collect()
}

#[tokio::test]
async fn a_customer_made_on_a_phone_is_its_makers_and_his_visits_to_it_count() {
    let world = World::new().await;
    let mut lin = Phone::new(&world, "lin.xd").await;
    lin.settle(&world).await;
    let id = new_id();
    let doc = create(&mut lin, &world, id, "富阳骨科医院");
    // A visit in the same exchange, before the server ever heard of the customer.
    let visit = record();
    lin.record(
        visit,
        world.now(),
        Body::CheckIn(shared::doc::journal::CheckIn { customer: id, ..check_in(world.now()) }),
    );
    assert_eq!(seqs(&lin.settle(&world).await).len(), 2);

    let is = held(&world, id).await.unwrap();
    assert_eq!((is.owner.as_str(), is.class, is.since.to_string().as_str()), ("lin.xd", Class::C, "2026-11-26"));
    assert_eq!(ledger_of(&mut lin).get(&id), Some(&is));
    assert!(world.facts().await.iter().any(|fact| fact.contains(&visit.to_string())));
    for (login, reads) in [("wang.lei", true), ("zhao.gm", true), ("zhou.min", false), ("chen.hua", false)] {
        let mut phone = Phone::new(&world, login).await;
        phone.settle(&world).await;
        assert_eq!(phone.docs.contains_key(&doc), reads, "{login}");
        assert_eq!(ledger_of(&mut phone).contains_key(&id), reads, "{login}");
    }
    let company = world.running.app.company.clone();
    let name = world.running.app.store.read::<_, StoreError, _>(move |conn| holding::name(conn, &company, id));
    assert_eq!(name.await.unwrap().as_deref(), Some("富阳骨科医院"));
}

#[tokio::test]
async fn a_customer_comes_once_whoever_sends_it_again() {
    let world = World::new().await;
    let mut lin = Phone::new(&world, "lin.xd").await;
    let id = new_id();
    let doc = create(&mut lin, &world, id, "甲");
    let again = lin.pending.clone();
    lin.settle(&world).await;
    let was = held(&world, id).await;
    // A replay: the answer was lost.
    lin.pending = again;
    assert!(lin.settle(&world).await.iter().all(|receipt| matches!(receipt.verdict, Verdict::Known { .. })));
    // His other phone has it and goes on with it.
    let mut second = Phone::new(&world, "lin.xd").await;
    second.settle(&world).await;
    second.edit(&doc, world.now(), |doc| assert!(customer::set_field(doc, ProfileField::Note, "从第二台").unwrap()));
    assert_eq!(seqs(&second.settle(&world).await).len(), 1);
    assert_eq!(held(&world, id).await, was);
}

#[tokio::test]
async fn nobody_takes_a_customer_that_is_there_and_who_stays_in_brings_none() {
    let world = World::new().await;
    let mut lin = Phone::new(&world, "lin.xd").await;
    let id = new_id();
    create(&mut lin, &world, id, "甲");
    lin.settle(&world).await;
    for taken in [id, customer()] {
        let mut zhou = Phone::new(&world, "zhou.min").await;
        let doc = create(&mut zhou, &world, taken, "我的");
        assert_eq!(verdicts(&zhou.sync(&world).await, &doc), [Err(RefusalCode::NotAllowed)]);
        assert_eq!(held(&world, taken).await.unwrap().owner.as_str(), "lin.xd");
    }
    let mut general = Phone::new(&world, "zhao.gm").await;
    let doc = create(&mut general, &world, new_id(), "乙");
    assert_eq!(verdicts(&general.sync(&world).await, &doc), [Err(RefusalCode::NotAllowed)]);
}

#[tokio::test]
async fn a_push_that_breaks_off_leaves_one_owner_and_goes_on() {
    let world = World::new().await;
    let mut lin = Phone::new(&world, "lin.xd").await;
    let id = new_id();
    let doc = create(&mut lin, &world, id, "甲");
    lin.edit(&doc, world.now(), |doc| assert!(customer::set_field(doc, ProfileField::Note, "一").unwrap()));
    lin.edit(&doc, world.now(), |doc| assert!(customer::set_field(doc, ProfileField::Note, "二").unwrap()));
    let changes: Vec<_> = lin.pending.drain(..).flat_map(|push| push.changes).collect();
    // The one in the middle was lost on the way.
    lin.pending = vec![Push::new(doc.clone(), vec![changes[0].clone(), changes[2].clone()])];
    assert_eq!(verdicts(&lin.sync(&world).await, &doc), [Ok(()), Err(RefusalCode::MissingDependency)]);
    lin.pending = vec![Push::new(doc.clone(), changes)];
    assert_eq!(verdicts(&lin.settle(&world).await, &doc), [Ok(()); 3]);
    assert_eq!(held(&world, id).await.unwrap().owner.as_str(), "lin.xd");
    // A first change that is refused makes nothing.
    let mut zhou = Phone::new(&world, "zhou.min").await;
    let other = new_id();
    let forged = {
        let mut foreign = Phone::new(&world, "wang.lei").await;
        create(&mut foreign, &world, other, "伪造");
        foreign.pending.remove(0)
    };
    zhou.pending = vec![forged];
    assert_eq!(verdicts(&zhou.sync(&world).await, &DocId::Customer(other)), [Err(RefusalCode::ForeignActor)]);
    assert_eq!(held(&world, other).await, None);
}

#[tokio::test]
async fn a_restored_server_gives_a_customer_back_to_who_made_it_whoever_brings_it() {
    let world = World::new().await;
    let (mut lin, mut wang) = (Phone::new(&world, "lin.xd").await, Phone::new(&world, "wang.lei").await);
    let id = new_id();
    let doc = create(&mut lin, &world, id, "甲");
    lin.settle(&world).await;
    let response = wang.once(&world).await;
    assert!(!response.more);
    let attested = response.deltas.iter().find(|delta| delta.doc == doc).and_then(|delta| delta.attested.clone());
    let company = world.running.app.company.clone();
    let lose = move |tx: &server::store::Transaction| -> Result<(), StoreError> {
        for table in ["chunk", "head", "snapshot", "grant_read"] {
            tx.execute(&format!("DELETE FROM {table} WHERE doc = 'customer/{id}'"), ())?;
        }
        tx.execute("DELETE FROM holding WHERE customer = ?1", [id.to_string().as_str()])?;
        tx.execute("UPDATE company SET epoch = epoch + 1 WHERE company_id = ?1", [company.as_str()])?;
        Ok(())
    };
    world.running.app.store.write(lose).await.unwrap();
    let world = world.restart().await;
    let changes = wang.doc(&doc).changes_since(&[]);
    let changes = changes.iter().map(|change| serde_bytes::ByteBuf::from(change.raw_bytes().to_vec())).collect();
    wang.pending = vec![Push { doc: doc.clone(), changes, attested }];
    assert_eq!(verdicts(&wang.settle(&world).await, &doc), [Ok(())]);
    assert_eq!(held(&world, id).await.unwrap().owner.as_str(), "lin.xd");
    let mut new = Phone::new(&world, "lin.xd").await;
    new.settle(&world).await;
    assert!(new.docs.contains_key(&doc) && ledger_of(&mut new).contains_key(&id));
    lin.edit(&doc, world.now(), |doc| assert!(customer::set_field(doc, ProfileField::Note, "还在").unwrap()));
    assert_eq!(verdicts(&lin.settle(&world).await, &doc), [Ok(())]);
}

/// Asks for a class; what the server said.
async fn ask_class(world: &World, login: &str, id: CustomerId, class: Class) -> Option<(Why, String)> {
    let (mut phone, asked) = (Phone::new(world, login).await, record());
    phone.record(asked, world.now(), Body::Class(ClassChange { customer: id, class, reason: None }));
    phone.settle(world).await;
    phone.settle(world).await;
    refusal(&mut phone, asked)
}

#[tokio::test]
async fn an_owner_raises_a_class_and_who_leads_him_lowers_it() {
    let world = World::new().await;
    let mut lin = Phone::new(&world, "lin.xd").await;
    let id = new_id();
    create(&mut lin, &world, id, "甲");
    lin.settle(&world).await;
    let no = |code, field: &str| Some((code, field.to_owned()));
    for (login, class, said, stands) in [
        ("lin.xd", Class::B, None, Class::B),
        ("lin.xd", Class::C, no(Why::OnlyRaised, "class"), Class::B),
        ("zhou.min", Class::A, no(Why::NotYourCustomer, "customer"), Class::B),
        ("chen.hua", Class::A, no(Why::NotYourCustomer, "customer"), Class::B),
        ("lin.xd", Class::A, None, Class::A),
        ("lin.xd", Class::A, None, Class::A),
        ("wang.lei", Class::C, None, Class::C),
        ("root.ad", Class::B, None, Class::B),
    ] {
        assert_eq!(ask_class(&world, login, id, class).await, said, "{login} {class:?}");
        assert_eq!(held(&world, id).await.unwrap().class, stands, "{login} {class:?}");
    }
    assert_eq!(ask_class(&world, "lin.xd", new_id(), Class::A).await, no(Why::UnknownCustomer, "customer"));
    lin.settle(&world).await;
    assert_eq!(ledger_of(&mut lin)[&id].class, Class::B);
    // A member of the office has changed it since: making everything anew asks nobody's old wish again.
    let app = &world.running.app;
    server::project::rebuild(app).await.unwrap();
    assert_eq!(held(&world, id).await.unwrap().class, Class::B);
    assert_eq!(held(&world, customer()).await.unwrap().owner, employee("lin.xd"));
}
