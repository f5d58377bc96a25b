//! `POST sync` with what must not be taken. After each refusal, a good push still works.

use std::io::Write;

use automerge::transaction::Transactable;
use automerge::{ActorId, AutoCommit, ObjType, ROOT};
use serde_bytes::ByteBuf;
use serde_json::{Value, json};
use shared::doc::desk::{self, RefusalCode as Rule};
use shared::doc::journal::{Body, CheckIn};
use shared::doc::{Doc, journal};
use shared::id::{Actor, DeviceId, DocId};
use shared::sync::admit::RefusalCode;
use shared::sync::{Push, Receipt, Verdict, to_cbor};

use crate::phone::{Phone, check_in, record, seqs};
use crate::world::{CUSTOMER, World, customer, refused};

fn code(receipt: &Receipt) -> RefusalCode {
    match &receipt.verdict {
        Verdict::Refused(refusal) => refusal.code,
        other => panic!("{other:?}"),
    }
}

/// The next push of a good change is taken.
async fn goes_on(world: &World, phone: &mut Phone) {
    phone.contact(world.now());
    assert_eq!(seqs(&phone.sync(world).await).len(), 1);
}

#[tokio::test]
async fn garbage_and_an_unknown_protocol_are_told_apart() {
    let world = World::new().await;
    let mut lin = Phone::new(&world, "lin.xd").await;
    for garbage in [b"".as_slice(), b"\xff\xff\xff", b"{\"protocol\":1}", &[0x9f; 1000]] {
        refused(lin.post(&world, garbage.to_vec()).await, 400, "malformed").await;
    }
    let mut newer = lin.request(Vec::new());
    newer.protocol = 9;
    let body = refused(lin.post(&world, to_cbor(&newer).unwrap()).await, 400, "protocol_unknown").await;
    assert_eq!((body.field.as_deref(), body.value.as_deref()), (Some("protocol"), Some("9")));
    goes_on(&world, &mut lin).await;
}

#[tokio::test]
async fn ten_megabytes_are_refused_plain_packed_and_inside_a_change() {
    let world = World::new().await;
    let mut lin = Phone::new(&world, "lin.xd").await;
    let ten = vec![0; 10 * 1024 * 1024];
    refused(lin.post(&world, ten.clone()).await, 413, "too_large").await;
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(&ten).unwrap();
    let request = world.http.post(world.api("sync")).bearer_auth(lin.token()).header("content-encoding", "gzip");
    refused(request.body(packed.finish().unwrap()).send().await.unwrap(), 413, "too_large").await;

    let mut doc = Doc::new(lin.journal(), &shared::id::Actor { device: lin.signed.device, incarnation: 5 }.to_bytes());
    doc.put("large", &"山".repeat(10 * 1024 * 1024 / 3)).unwrap();
    let mut change = doc.commit(world.now()).unwrap();
    lin.pending = vec![Push::new(lin.journal(), vec![ByteBuf::from(change.bytes().to_vec())])];
    assert_eq!(code(&lin.sync(&world).await[0]), RefusalCode::TooLarge);
    goes_on(&world, &mut lin).await;
}

#[tokio::test]
async fn whoever_shares_a_document_can_not_fill_it_for_the_others() {
    let world = World::new().await;
    let mut lin = Phone::new(&world, "lin.xd").await;
    let mut wang = Phone::new(&world, "wang.lei").await;
    lin.settle(&world).await;
    wang.settle(&world).await;
    let shared = DocId::Customer(customer());
    let page = "山".repeat(60_000);
    let mut taken = 0;
    let refused = loop {
        lin.edit(&shared, world.now(), |doc| doc.put("note", &format!("{taken}{page}")).unwrap());
        let receipts = lin.sync(&world).await;
        match receipts[0].verdict {
            Verdict::Accepted { .. } => taken += 1,
            _ => break receipts[0].clone(),
        }
    };
    assert!((40..50).contains(&taken), "{taken} × 180 kB");
    assert_eq!(code(&refused), RefusalCode::TooLarge);
    // The other one still writes, and who filled it works on elsewhere.
    wang.settle(&world).await;
    wang.edit(&shared, world.now(), |doc| doc.put("note", &"好").unwrap());
    assert_eq!(seqs(&wang.sync(&world).await).len(), 1);
    goes_on(&world, &mut lin).await;
}

#[tokio::test]
async fn a_document_is_not_split_into_ends_without_number() {
    let world = World::new().await;
    let mut lin = Phone::new(&world, "lin.xd").await;
    lin.settle(&world).await;
    let shared = DocId::Customer(customer());
    let stands = lin.doc(&shared).changes_since(&[]);
    let mut codes = Vec::new();
    for incarnation in 10..90 {
        let actor = Actor { device: lin.signed.device, incarnation };
        let mut doc = Doc::new(shared.clone(), &actor.to_bytes());
        doc.apply(stands.clone()).unwrap();
        doc.put("note", &incarnation).unwrap();
        let change = doc.commit(world.now()).unwrap();
        lin.pending = vec![Push::new(shared.clone(), vec![ByteBuf::from(change.raw_bytes().to_vec())])];
        let receipts = lin.sync(&world).await;
        codes.extend(matches!(receipts[0].verdict, Verdict::Refused(_)).then(|| code(&receipts[0])));
    }
    assert_eq!(codes, vec![RefusalCode::Forked; 80 - 64]);
    // Whoever has them all builds on them, and there is one end again.
    let mut wang = Phone::new(&world, "wang.lei").await;
    wang.settle(&world).await;
    wang.edit(&shared, world.now(), |doc| doc.put("note", &"好").unwrap());
    assert_eq!(seqs(&wang.sync(&world).await).len(), 1);
    goes_on(&world, &mut lin).await;
}

#[tokio::test]
async fn a_change_of_another_device_counts_nowhere_and_someone_elses_journal_is_refused() {
    let world = World::new().await;
    let (mut lin, mut zhou) = (Phone::new(&world, "lin.xd").await, Phone::new(&world, "zhou.min").await);
    zhou.contact(world.now());
    // Signed by zhou's device, into lin's journal, from lin's phone.
    let stolen = zhou.pending[0].changes[0].clone();
    lin.pending = vec![Push::new(lin.journal(), vec![stolen])];
    assert_eq!(lin.sync(&world).await[0].verdict, Verdict::Aside, "kept for an administrator");
    world.settled().await;
    assert!(world.facts().await.is_empty());
    // Signed by lin's device, into zhou's journal, the company's document and zhou's desk.
    for doc in [zhou.journal(), DocId::Company, "desk/lin.xd/2026-11".parse().unwrap()] {
        let bytes = Phone::of(lin.signed.clone()).edit(&doc, world.now(), |doc| doc.put("x", &1).unwrap());
        lin.pending = vec![Push::new(doc, vec![ByteBuf::from(bytes)])];
        assert_eq!(code(&lin.sync(&world).await[0]), RefusalCode::NotAllowed);
    }
    // Under a name that is not this session's device.
    let mut request = lin.request(Vec::new());
    request.device = zhou.signed.device;
    refused(lin.post(&world, to_cbor(&request).unwrap()).await, 403, "device_mismatch").await;
    zhou.sync(&world).await;
    goes_on(&world, &mut lin).await;
    goes_on(&world, &mut zhou).await;
}

#[tokio::test]
async fn one_bad_change_takes_with_it_only_what_stands_on_it() {
    let world = World::new().await;
    let mut lin = Phone::new(&world, "lin.xd").await;
    let journal = lin.journal();
    lin.contact(world.now());
    lin.contact(world.now());
    lin.contact(world.now());
    lin.pending[1].changes[0][20] ^= 1;
    let mut changes = Vec::new();
    for push in std::mem::take(&mut lin.pending) {
        changes.extend(push.changes);
    }
    lin.pending = vec![Push::new(journal, changes)];
    let receipts = lin.sync(&world).await;
    assert!(matches!(receipts[0].verdict, Verdict::Accepted { .. }));
    assert_eq!((code(&receipts[1]), code(&receipts[2])), (RefusalCode::Malformed, RefusalCode::AfterRefused));
}

#[tokio::test]
async fn a_store_restored_from_a_backup_is_told_that_it_forked() {
    let world = World::new().await;
    let mut lin = Phone::new(&world, "lin.xd").await;
    lin.contact(world.now());
    lin.sync(&world).await;
    // The same actor begins again at 1.
    let mut restored = Phone::of(lin.signed.clone());
    restored.contact(world.now());
    assert_eq!(code(&restored.sync(&world).await[0]), RefusalCode::Forked);
    goes_on(&world, &mut lin).await;
}

#[tokio::test]
async fn a_gap_is_told_with_the_heads_and_filled() {
    let world = World::new().await;
    let mut lin = Phone::new(&world, "lin.xd").await;
    lin.contact(world.now());
    lin.contact(world.now());
    let all = std::mem::take(&mut lin.pending);
    lin.pending = vec![all[1].clone()];
    assert_eq!(code(&lin.sync(&world).await[0]), RefusalCode::MissingDependency);
    lin.pending = all;
    assert_eq!(seqs(&lin.sync(&world).await).len(), 2);
}

/// An entry as JSON, changed into what no phone of ours would write.
fn bent(bend: impl FnOnce(&mut Value)) -> Value {
    let at = "2026-11-26T02:00:00Z".parse().unwrap();
    let entry = journal::Entry { at, offset: 480, skew: None, body: Body::CheckIn(CheckIn { ..check_in(at) }) };
    let mut value = serde_json::to_value(entry).unwrap();
    bend(&mut value);
    value
}

#[tokio::test]
async fn a_broken_rule_is_no_matter_of_the_door_but_of_the_desk() {
    let world = World::new().await;
    let mut lin = Phone::new(&world, "lin.xd").await;
    let journal = lin.journal();
    let good = lin.check_in(world.now());
    let entries = [
        (bent(|entry| entry["fix"]["lat"] = json!("NaN")), Rule::Unreadable),
        (bent(|entry| entry["fix"]["lat"] = json!(91.5)), Rule::Unreadable),
        (bent(|entry| entry["at"] = json!(4_070_908_800_000_i64)), Rule::InTheFuture),
        (bent(|entry| entry["at"] = json!(0)), Rule::TooOld),
        (bent(|entry| entry["kind"] = json!("teleport")), Rule::Unreadable),
    ];
    let mut expected = Vec::new();
    for (entry, rule) in entries {
        let id = record().to_string();
        lin.edit(&journal, world.now(), |doc| doc.put(&id, &entry).unwrap());
        expected.push((id, rule));
    }
    let id = record().to_string();
    let bytes = nan(lin.signed.device, &id).unwrap();
    lin.pending.push(Push::new(journal, vec![ByteBuf::from(bytes)]));
    expected.push((id, Rule::Unreadable));
    let orphan = lin.check_out(record(), world.now(), "x");
    expected.push((orphan.to_string(), Rule::UnknownVisit));

    // All are taken at the door, and the record is refused by the time its number is passed.
    let receipts = lin.settle(&world).await;
    assert_eq!(seqs(&receipts).len(), 8);
    let desk: DocId = "desk/lin.xd/2026-11".parse().unwrap();
    let told = desk::refusals(lin.doc(&desk));
    let told: Vec<_> = told.iter().map(|(id, refusal)| (id.clone(), refusal.code)).collect();
    expected.sort();
    assert_eq!(told, expected);
    assert!(!told.iter().any(|(id, _)| *id == good.to_string()));
    goes_on(&world, &mut lin).await;
}

/// A check-in whose latitude is the float NaN, which our own writer can not make.
fn nan(device: DeviceId, id: &str) -> Result<Vec<u8>, automerge::AutomergeError> {
    let mut doc = AutoCommit::new().with_actor(ActorId::from(Actor { device, incarnation: 2 }.to_bytes()));
    let entry = doc.put_object(ROOT, id, ObjType::Map)?;
    doc.put(&entry, "at", 1_795_000_000_000_i64)?;
    doc.put(&entry, "offset", 480)?;
    doc.put(&entry, "kind", "check_in")?;
    doc.put(&entry, "customer", CUSTOMER)?;
    let fix = doc.put_object(&entry, "fix", ObjType::Map)?;
    doc.put(&fix, "lat", f64::NAN)?;
    doc.put(&fix, "lon", 120.0)?;
    doc.put(&fix, "source", "device")?;
    doc.put(&fix, "at", 1_795_000_000_000_i64)?;
    doc.commit();
    Ok(doc.get_last_local_change().unwrap().raw_bytes().to_vec())
}

#[tokio::test]
async fn a_refusal_is_taken_back_when_a_later_change_makes_it_sound() {
    let world = World::new().await;
    let (mut one, mut two) = (Phone::new(&world, "lin.xd").await, Phone::new(&world, "lin.xd").await);
    let visit = one.check_in(world.now());
    let out = two.check_out(visit, world.now().plus_millis(60_000), "x");
    two.settle(&world).await;
    let desk: DocId = "desk/lin.xd/2026-11".parse().unwrap();
    assert_eq!(desk::refusals(two.doc(&desk)).keys().collect::<Vec<_>>(), [&out.to_string()]);
    one.settle(&world).await;
    two.settle(&world).await;
    assert!(desk::refusals(two.doc(&desk)).is_empty());
}
