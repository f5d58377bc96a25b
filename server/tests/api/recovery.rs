//! A server restored from an earlier copy gets back what it lacks, and a change that can not be applied holds up nobody.

use serde_bytes::ByteBuf;
use server::store::{StoreError, aside, quarantine};
use shared::doc::{Doc, desk};
use shared::id::{Actor, DocId};
use shared::sync::admit::RefusalCode;
use shared::sync::{Attested, Push, Verdict, to_cbor};

use crate::phone::Phone;
use crate::world::World;

/// What a phone keeps of a document that it pulled: its heads as the server vouched for them.
async fn vouched(world: &World, phone: &Phone, doc: &DocId) -> Attested {
    let mut fresh = Phone::of(phone.signed.clone());
    loop {
        let response = fresh.once(world).await;
        let found = response.deltas.iter().find(|delta| delta.doc == *doc).and_then(|delta| delta.attested.clone());
        if let Some(attested) = found {
            return attested;
        }
        assert!(response.more, "{doc} did not come");
    }
}

/// The server loses everything but people and customers, as after a restore of an old backup, and has a new epoch.
async fn restore_old(world: &World) {
    let company = world.running.app.company.clone();
    let lose = move |tx: &server::store::Transaction| -> Result<(), StoreError> {
        for table in ["chunk", "head", "snapshot", "grant_read", "fact", "evidence"] {
            tx.execute(&format!("DELETE FROM {table} WHERE doc LIKE 'journal/%'"), ())?;
        }
        tx.execute("UPDATE company SET epoch = epoch + 1 WHERE company_id = ?1", [company.as_str()])?;
        Ok(())
    };
    world.running.app.store.write(lose).await.unwrap();
}

fn changes(doc: &mut Doc) -> Vec<ByteBuf> {
    doc.changes_since(&[]).into_iter().map(|change| ByteBuf::from(change.raw_bytes().to_vec())).collect()
}

async fn push(world: &World, phone: &mut Phone, push: Push) -> Vec<Verdict> {
    phone.pending = vec![push];
    phone.once(world).await.receipts.into_iter().map(|receipt| receipt.verdict).collect()
}

#[tokio::test]
async fn a_manager_brings_back_what_a_lost_phone_had_written() {
    let world = World::new().await;
    let (mut lin, mut wang) = (Phone::new(&world, "lin.xd").await, Phone::new(&world, "wang.lei").await);
    for n in 0..6 {
        lin.contact(world.now().plus_millis(n));
    }
    lin.settle(&world).await;
    wang.settle(&world).await;
    let journal = lin.journal();
    let attested = vouched(&world, &wang, &journal).await;
    let heads = lin.doc(&journal).heads();
    drop(lin);
    let facts = world.facts().await.len();

    restore_old(&world).await;
    let world = world.restart().await;
    assert!(world.facts().await.is_empty());
    let all = changes(wang.doc(&journal));
    // In two pieces, the head in the second: nothing counts before it came, and then everything does.
    let first = Push { doc: journal.clone(), changes: all[..4].to_vec(), attested: Some(attested.clone()) };
    assert!(push(&world, &mut wang, first).await.iter().all(|verdict| *verdict == Verdict::Aside));
    world.settled().await;
    assert!(world.facts().await.is_empty());
    let rest = Push { doc: journal.clone(), changes: all[4..].to_vec(), attested: Some(attested) };
    let verdicts = push(&world, &mut wang, rest).await;
    assert!(verdicts.iter().all(|verdict| matches!(verdict, Verdict::Accepted { .. })), "{verdicts:?}");
    world.settled().await;
    assert_eq!(world.facts().await.len(), facts);
    let mut new = Phone::new(&world, "lin.xd").await;
    new.settle(&world).await;
    assert_eq!(new.doc(&journal).heads(), heads);
    let company = world.running.app.company.clone();
    assert!(world.running.app.store.read(move |conn| aside::all(conn, &company)).await.unwrap().is_empty());
}

#[tokio::test]
async fn nobody_slips_in_a_change_as_anothers() {
    let world = World::new().await;
    let (mut lin, mut wang) = (Phone::new(&world, "lin.xd").await, Phone::new(&world, "wang.lei").await);
    lin.contact(world.now());
    lin.settle(&world).await;
    wang.settle(&world).await;
    let journal = lin.journal();
    let attested = vouched(&world, &wang, &journal).await;
    // A change under lin's name that his phone never made, on the attested head.
    let mut forged = Phone::of(lin.signed.clone());
    forged.doc(&journal).apply(lin.doc(&journal).changes_since(&[])).unwrap();
    forged.contact(world.now());
    let change = forged.pending.pop().unwrap().changes.pop().unwrap();
    let said = [Some(attested.clone()), None, Some(Attested { mac: ByteBuf::from([0; 16]), ..attested })];
    for attested in said {
        let doc = journal.clone();
        let verdict = push(&world, &mut wang, Push { doc, changes: vec![change.clone()], attested }).await;
        assert_eq!(verdict, [Verdict::Aside]);
    }
    world.settled().await;
    assert_eq!(world.facts().await.iter().filter(|fact| !fact.starts_with("visit")).count(), 1);
    // And who may not read it can not even lay it aside.
    let mut zhou = Phone::new(&world, "zhou.min").await;
    let verdict = push(&world, &mut zhou, Push::new(journal, vec![change])).await;
    assert!(matches!(&verdict[..], [Verdict::Refused(refusal)] if refusal.code == RefusalCode::NotAllowed));
}

#[tokio::test]
async fn a_change_that_can_not_be_applied_is_left_out_alone_and_named() {
    let world = World::new().await;
    let (mut lin, mut wang) = (Phone::new(&world, "lin.xd").await, Phone::new(&world, "wang.lei").await);
    lin.contact(world.now());
    lin.settle(&world).await;
    let (journal, device) = (lin.journal(), lin.signed.device);
    // Another actor of the same device sets an entry that stands already, as no phone of ours would: its bytes are sound.
    let key = shared::doc::journal::entries(lin.doc(&journal)).0[0].id.to_string();
    let mut apart = Doc::new(journal.clone(), &Actor { device, incarnation: 9 }.to_bytes());
    apart.put(&key, &serde_json::json!({"kind": "contact"})).unwrap();
    let bad = apart.commit(world.now()).unwrap();
    apart.put("later", &serde_json::json!({"kind": "contact"})).unwrap();
    let child = apart.commit(world.now()).unwrap();
    let bytes = |change: &automerge::Change| ByteBuf::from(change.raw_bytes().to_vec());
    let verdicts = push(&world, &mut lin, Push::new(journal.clone(), vec![bytes(&bad), bytes(&child)])).await;
    assert!(verdicts.iter().all(|verdict| matches!(verdict, Verdict::Accepted { .. })), "{verdicts:?}");
    lin.contact(world.now().plus_millis(5));
    lin.settle(&world).await;
    let company = world.running.app.company.clone();
    let left_out = world.running.app.store.read(move |conn| quarantine::all(conn, &company)).await.unwrap();
    let hashes: Vec<_> = left_out.iter().map(|(_, one)| one.hash).collect();
    assert_eq!(hashes, [bad.hash(), child.hash()]);
    // The author is told on his desk; the manager has everything else.
    let desk = DocId::Desk(lin.signed.employee.clone(), "2026-11".parse().unwrap());
    let told = desk::quarantined(lin.doc(&desk));
    assert_eq!(
        told.keys().cloned().collect::<std::collections::BTreeSet<_>>(),
        hashes.iter().map(ToString::to_string).collect()
    );
    wang.settle(&world).await;
    assert_eq!(wang.doc(&journal).heads().len(), 1);
    assert_eq!(shared::doc::journal::entries(wang.doc(&journal)).0.len(), 2);
    // A new memory and a projector that begins anew come to the same.
    let facts = world.facts().await;
    let world = world.restart().await;
    server::project::rebuild(&world.running.app).await.unwrap();
    assert_eq!(world.facts().await, facts);
}

#[tokio::test]
async fn what_is_asked_for_whole_comes_whole() {
    let world = World::new().await;
    let (mut lin, mut zhou) = (Phone::new(&world, "lin.xd").await, Phone::new(&world, "zhou.min").await);
    for n in 0..3 {
        lin.contact(world.now().plus_millis(n));
    }
    lin.settle(&world).await;
    zhou.settle(&world).await;
    let journal = lin.journal();
    for (phone, may) in [(&mut lin, true), (&mut zhou, false)] {
        let mut request = phone.request(Vec::new());
        request.fetch = vec![journal.clone()];
        let answer = phone.post(&world, to_cbor(&request).unwrap()).await.bytes().await.unwrap();
        let response: shared::sync::SyncResponse = shared::sync::from_cbor(&answer).unwrap();
        assert_eq!(response.gone, if may { vec![] } else { vec![journal.clone()] });
        assert_eq!(response.deltas.len(), usize::from(may));
        if let Some(delta) = response.deltas.into_iter().next() {
            let snapshot = delta.snapshot.expect("a snapshot");
            let mut doc = Doc::load(journal.clone(), &[0; 20], Some(&snapshot), Vec::new()).unwrap();
            assert_eq!(shared::doc::journal::entries(&doc).0.len(), 3);
            let heads: Vec<_> = delta.attested.unwrap().heads.iter().map(|head| head.to_vec()).collect();
            assert_eq!(heads, doc.heads().iter().map(|head| head.0.to_vec()).collect::<Vec<_>>());
        }
    }
}
