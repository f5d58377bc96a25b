use shared::doc::customer::{self, ProfileField};
use shared::id::DocId;
use shared::sync::{Cursor, Verdict};

use crate::phone::{Phone, seqs};
use crate::world::{CUSTOMER, World, customer};

fn names<'a>(docs: impl IntoIterator<Item = &'a DocId>) -> Vec<String> {
    docs.into_iter().map(ToString::to_string).collect()
}

#[tokio::test]
async fn a_visit_goes_to_those_above_and_to_nobody_else() {
    let world = World::new().await;
    let mut lin = Phone::new(&world, "lin.xd").await;
    let visit = lin.check_in(world.now());
    lin.check_out(visit, world.now().plus_millis(1_800_000), "談妥");
    let receipts = lin.settle(&world).await;
    let last = *seqs(&receipts).last().unwrap();
    assert!(lin.cursor.base >= last, "counted once the cursor has passed it");
    for (login, sees) in [("wang.lei", true), ("zhao.gm", true), ("zhou.min", false), ("chen.hua", false)] {
        let mut other = Phone::new(&world, login).await;
        other.settle(&world).await;
        let journal = lin.journal();
        assert_eq!(other.docs.contains_key(&journal), sees, "{login}");
        assert_eq!(other.docs.contains_key(&DocId::Customer(customer())), sees, "{login}");
        if sees {
            assert_eq!(other.doc(&journal).heads(), lin.doc(&journal).heads());
        }
    }
}

#[tokio::test]
async fn pushing_again_changes_nothing() {
    let world = World::new().await;
    let mut lin = Phone::new(&world, "lin.xd").await;
    lin.contact(world.now());
    lin.contact(world.now());
    let pending = lin.pending.clone();
    let first = seqs(&lin.sync(&world).await);
    lin.pending = pending;
    for (receipt, seq) in lin.sync(&world).await.iter().zip(first) {
        assert_eq!(receipt.verdict, Verdict::Known { seq });
    }
}

#[tokio::test]
async fn a_device_gets_no_change_back_that_it_wrote() {
    let world = World::new().await;
    let mut lin = Phone::new(&world, "lin.xd").await;
    lin.settle(&world).await;
    let all = names(lin.docs.keys());
    assert_eq!(all, [format!("customer/{CUSTOMER}"), "company".to_owned()]);
    lin.contact(world.now());
    lin.sync(&world).await;
    world.settled().await;
    let response = lin.once(&world).await;
    assert!(response.deltas.is_empty(), "{:?}", response.deltas);
    // Nothing new: nothing is read, and the cursor stands.
    let before = lin.cursor.clone();
    assert_eq!(lin.once(&world).await.cursor, before);
}

#[tokio::test]
async fn two_devices_of_one_rep_come_to_the_same() {
    let world = World::new().await;
    let (mut one, mut two) = (Phone::new(&world, "lin.xd").await, Phone::new(&world, "lin.xd").await);
    for n in 0..10 {
        one.contact(world.now().plus_millis(n));
        two.contact(world.now().plus_millis(n));
    }
    one.settle(&world).await;
    two.settle(&world).await;
    one.settle(&world).await;
    let journal = one.journal();
    assert_eq!(one.doc(&journal).heads(), two.doc(&journal).heads());
    assert_eq!(shared::doc::journal::entries(one.doc(&journal)).0.len(), 20);
    // A third one has nothing: it gets one snapshot.
    let mut three = Phone::new(&world, "lin.xd").await;
    let response = three.once(&world).await;
    assert!(response.deltas.iter().any(|delta| delta.doc == journal && delta.snapshot.is_some()));
    assert_eq!(three.doc(&journal).heads(), two.doc(&journal).heads());
}

#[tokio::test]
async fn two_people_edit_a_customer_and_both_edits_stay() {
    let world = World::new().await;
    let (mut lin, mut wang) = (Phone::new(&world, "lin.xd").await, Phone::new(&world, "wang.lei").await);
    lin.settle(&world).await;
    wang.settle(&world).await;
    let id = DocId::Customer(customer());
    lin.edit(&id, world.now(), |doc| assert!(customer::set_field(doc, ProfileField::Phone, "0571-1").unwrap()));
    wang.edit(&id, world.now(), |doc| assert!(customer::set_field(doc, ProfileField::Name, "乙公司").unwrap()));
    lin.settle(&world).await;
    wang.settle(&world).await;
    lin.settle(&world).await;
    assert_eq!(lin.doc(&id).heads(), wang.doc(&id).heads());
    let read = customer::read(lin.doc(&id));
    assert_eq!((read.name.as_str(), read.phone.as_deref()), ("乙公司", Some("0571-1")));
}

#[tokio::test]
async fn a_customer_given_to_another_leaves_one_phone_and_arrives_whole_on_the_other() {
    let world = World::new().await;
    let (mut lin, mut zhou) = (Phone::new(&world, "lin.xd").await, Phone::new(&world, "zhou.min").await);
    let id = DocId::Customer(customer());
    lin.settle(&world).await;
    zhou.settle(&world).await;
    assert!(lin.docs.contains_key(&id) && !zhou.docs.contains_key(&id));
    world.give_customer("zhou.min").await;
    lin.settle(&world).await;
    zhou.settle(&world).await;
    assert!(!lin.docs.contains_key(&id));
    assert_eq!(customer::read(zhou.doc(&id)).name, "甲公司");
    // What comes later arrives as a change.
    zhou.edit(&id, world.now(), |doc| assert!(customer::set_field(doc, ProfileField::Note, "新").unwrap()));
    zhou.settle(&world).await;
    let mut chen = Phone::new(&world, "chen.hua").await;
    chen.settle(&world).await;
    assert_eq!(chen.doc(&id).heads(), zhou.doc(&id).heads());
}

#[tokio::test]
async fn a_customer_that_comes_back_brings_also_what_this_phone_had_written_itself() {
    let world = World::new().await;
    let (mut lin, mut zhou) = (Phone::new(&world, "lin.xd").await, Phone::new(&world, "zhou.min").await);
    let id = DocId::Customer(customer());
    lin.settle(&world).await;
    lin.edit(&id, world.now(), |doc| assert!(customer::set_field(doc, ProfileField::Phone, "0571-1").unwrap()));
    lin.settle(&world).await;
    world.give_customer("zhou.min").await;
    lin.settle(&world).await;
    zhou.settle(&world).await;
    // It stands on the change of the phone that has lost the document.
    zhou.edit(&id, world.now(), |doc| assert!(customer::set_field(doc, ProfileField::Note, "新").unwrap()));
    zhou.settle(&world).await;
    assert!(!lin.docs.contains_key(&id));
    world.give_customer("lin.xd").await;
    lin.settle(&world).await;
    assert_eq!(lin.doc(&id).heads(), zhou.doc(&id).heads());
}

#[tokio::test]
async fn much_comes_in_pages_of_a_mebibyte_at_most() {
    let world = World::new().await;
    let mut lin = Phone::new(&world, "lin.xd").await;
    let mut random = 1_u64;
    for n in 0..60 {
        // Text that does not compress, so that the snapshot is large too.
        let text: String = (0..30_000)
            .map(|_| {
                random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                char::from(b'!' + u8::try_from((random >> 33) % 90).unwrap())
            })
            .collect();
        lin.edit(&lin.journal(), world.now(), |doc| doc.put(&format!("long {n}"), &text).unwrap());
        if n % 20 == 19 {
            lin.sync(&world).await;
        }
    }
    world.settled().await;
    let mut wang = Phone::new(&world, "wang.lei").await;
    assert!(wang.once(&world).await.more);
    wang.settle(&world).await;
    let journal = lin.journal();
    assert_eq!(wang.doc(&journal).heads(), lin.doc(&journal).heads());
    assert_eq!(wang.cursor.part, None);
}

#[tokio::test]
async fn numbers_of_another_epoch_mean_nothing_and_everything_comes_again() {
    let world = World::new().await;
    let mut wang = Phone::new(&world, "wang.lei").await;
    wang.settle(&world).await;
    for cursor in [Cursor { epoch: 7, base: 1_000, part: None }, Cursor { base: 1 << 40, ..wang.cursor.clone() }] {
        let mut fresh = Phone::of(wang.signed.clone());
        fresh.cursor = cursor;
        fresh.settle(&world).await;
        assert_eq!(names(fresh.docs.keys()), names(wang.docs.keys()));
        assert_eq!(fresh.cursor, wang.cursor);
    }
}

#[tokio::test]
async fn a_packed_request_is_read_and_a_packed_answer_given() {
    use std::io::{Read, Write};
    let world = World::new().await;
    let mut lin = Phone::new(&world, "lin.xd").await;
    for n in 0..100 {
        lin.contact(world.now().plus_millis(n));
    }
    lin.settle(&world).await;
    let wang = Phone::new(&world, "wang.lei").await;
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(&shared::sync::to_cbor(&wang.request(Vec::new())).unwrap()).unwrap();
    let request = world.http.post(world.api("sync")).bearer_auth(wang.token());
    let request = request.header("content-encoding", "gzip").header("accept-encoding", "gzip");
    let answer = request.body(packed.finish().unwrap()).send().await.unwrap();
    assert_eq!(answer.headers()["content-encoding"], "gzip");
    let (mut content, packed) = (Vec::new(), answer.bytes().await.unwrap());
    flate2::read::GzDecoder::new(packed.as_ref()).read_to_end(&mut content).unwrap();
    let response: shared::sync::SyncResponse = shared::sync::from_cbor(&content).unwrap();
    assert_eq!(response.deltas.len(), 3, "the company, the customer, the journal");
}

#[tokio::test]
async fn a_new_device_gets_a_snapshot_also_while_others_records_are_not_counted_yet() {
    let world = World::new().await;
    let (mut lin, mut zhou) = (Phone::new(&world, "lin.xd").await, Phone::new(&world, "zhou.min").await);
    let mut new = Phone::new(&world, "lin.xd").await;
    for n in 0..10 {
        lin.contact(world.now().plus_millis(n));
    }
    lin.settle(&world).await;
    zhou.contact(world.now());
    zhou.sync(&world).await;
    let response = new.once(&world).await;
    let journal = lin.journal();
    let delta = response.deltas.iter().find(|delta| delta.doc == journal).expect("the journal");
    assert!(delta.snapshot.is_some() && delta.changes.is_empty(), "{} changes", delta.changes.len());
    assert_eq!(new.doc(&journal).heads(), lin.doc(&journal).heads());
}

#[tokio::test]
async fn what_was_receipted_is_there_after_a_restart() {
    let world = World::new().await;
    let mut lin = Phone::new(&world, "lin.xd").await;
    lin.contact(world.now());
    let receipts = lin.sync(&world).await;
    let world = world.restart().await;
    lin.settle(&world).await;
    assert!(lin.cursor.base >= seqs(&receipts)[0]);
    let mut wang = Phone::new(&world, "wang.lei").await;
    wang.settle(&world).await;
    let journal = lin.journal();
    assert_eq!(wang.doc(&journal).heads(), lin.doc(&journal).heads());
}
