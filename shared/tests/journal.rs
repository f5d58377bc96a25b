//! A journal written by two devices, and what of it becomes facts.

use shared::doc::desk::RefusalCode;
use shared::doc::journal::{Amendment, Body, CheckIn, CheckOut, Contact, Entry, Method, entries, facts, record, stays};
use shared::doc::{Doc, customer};
use shared::fact::FactBody;
use shared::id::{Actor, CustomerId, DeviceId, DocId, RecordId};
use shared::period::{Instant, Zone};
use shared::place::{Fence, Fix, FixSource, Place, Verdict};
use uuid::Uuid;

fn device(number: u128) -> DeviceId {
    DeviceId::from_uuid(Uuid::from_u128(number))
}

fn actor(number: u128) -> [u8; 20] {
    Actor { device: device(number), incarnation: 1 }.to_bytes()
}

fn id(number: u128) -> RecordId {
    RecordId::from_uuid(Uuid::from_u128(number))
}

fn journal(number: u128) -> Doc {
    Doc::new("journal/lin.xd/2026-03".parse().unwrap(), &actor(number))
}

fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

fn entry(when: &str, body: Body) -> Entry {
    Entry { at: at(when), offset: 480, skew: None, body }
}

fn check_in(metres: f64) -> Body {
    let site = Place::new(30.2741, 120.1551).unwrap();
    let here = Place::new(30.2741 + metres / 111_195.0, 120.1551).unwrap();
    let fix = Fix {
        place: here,
        accuracy: Some(18.0),
        source: FixSource::Device,
        at: at("2026-03-02T02:00:00Z"),
        mock: false,
    };
    Body::CheckIn(CheckIn {
        customer: CustomerId::from_uuid(Uuid::from_u128(1)),
        site: None,
        fence: Some(Fence { place: site, radius: 300 }),
        fix: Some(fix),
        no_fix: None,
        reason: None,
        purpose: None,
        opportunity: None,
        photos: Vec::new(),
    })
}

fn check_out(of: u128) -> Body {
    Body::CheckOut(CheckOut {
        visit: id(of),
        fix: None,
        result: Some("等待报价".into()),
        next_step: None,
        next_date: Some("2026-03-09".parse().unwrap()),
        photos: Vec::new(),
        form: None,
        forgotten: false,
    })
}

fn shanghai() -> Zone {
    Zone::new("Asia/Shanghai").unwrap()
}

#[test]
fn two_devices_of_one_rep_lose_nothing() {
    let (mut phone, mut tablet) = (journal(1), journal(2));
    record(&mut phone, id(1), &entry("2026-03-02T02:00:00Z", check_in(86.0))).unwrap();
    let from_phone = phone.commit(at("2026-03-02T02:00:00Z")).unwrap();
    record(&mut tablet, id(2), &entry("2026-03-02T06:00:00Z", check_in(640.0))).unwrap();
    let from_tablet = tablet.commit(at("2026-03-02T06:00:00Z")).unwrap();
    phone.apply(vec![from_tablet.clone()]).unwrap();
    tablet.apply(vec![from_phone, from_tablet]).unwrap();
    assert_eq!(phone.heads(), tablet.heads());
    let (found, bad) = entries(&phone);
    assert!(bad.is_empty());
    let devices: Vec<_> = found.iter().map(|recorded| recorded.device.unwrap()).collect();
    assert_eq!(devices, [device(1), device(2)], "the author is the change's actor");
    let verdicts: Vec<_> = stays(&found).iter().map(|stay| stay.check_in.verdict()).collect();
    assert_eq!(verdicts, [Verdict::Inside, Verdict::Outside]);
}

#[test]
fn the_earliest_of_two_check_outs_counts_and_amendments_keep_the_original() {
    let mut doc = journal(1);
    record(&mut doc, id(1), &entry("2026-03-02T02:00:00Z", check_in(86.0))).unwrap();
    record(&mut doc, id(2), &entry("2026-03-02T03:00:00Z", check_out(1))).unwrap();
    record(&mut doc, id(3), &entry("2026-03-02T02:38:00Z", check_out(1))).unwrap();
    let amendment = Amendment { of: id(1), field: "purpose".into(), is: "催款".into(), reason: "选错".into() };
    record(&mut doc, id(4), &entry("2026-03-02T04:00:00Z", Body::Amendment(amendment))).unwrap();
    doc.commit(at("2026-03-02T04:00:00Z")).unwrap();
    let stays = stays(&entries(&doc).0);
    assert_eq!(stays[0].minutes(), Some(38));
    assert_eq!(stays[0].check_in.purpose, None);
    assert_eq!(stays[0].amendments.len(), 1);
}

#[test]
fn facts_are_dated_by_the_companys_business_day() {
    let mut doc = journal(1);
    // 00:30 on the third in Shanghai.
    record(&mut doc, id(1), &entry("2026-03-02T16:30:00Z", check_in(86.0))).unwrap();
    doc.commit(at("2026-03-02T16:30:00Z")).unwrap();
    let (facts, refusals) = facts(&doc, shanghai(), &|_| None);
    assert_eq!(facts[0].day.to_string(), "2026-03-03");
    assert!(refusals.is_empty());
}

#[test]
fn what_breaks_a_rule_is_left_out_with_its_reason_and_the_rest_counts() {
    let mut doc = journal(1);
    record(&mut doc, id(1), &entry("2026-03-02T02:00:00Z", check_in(86.0))).unwrap();
    record(&mut doc, id(2), &entry("2099-01-01T00:00:00Z", check_in(86.0))).unwrap();
    record(&mut doc, id(3), &entry("2026-03-02T03:00:00Z", check_out(77))).unwrap();
    record(&mut doc, id(4), &entry("2026-03-02T01:00:00Z", check_out(1))).unwrap();
    let nan = serde_json::json!({"kind": "check_in", "at": 1_772_416_800_000i64, "offset": 480,
        "customer": Uuid::from_u128(1), "fix": {"lat": "NaN", "lon": 120.1, "source": "device", "at": 0}});
    doc.put(&id(5).to_string(), &nan).unwrap();
    let outside = serde_json::json!({"kind": "check_in", "at": 1_772_416_800_000i64, "offset": 480,
        "customer": Uuid::from_u128(1), "fix": {"lat": 91.5, "lon": 120.1, "source": "device", "at": 0}});
    doc.put(&id(6).to_string(), &outside).unwrap();
    doc.put("not a uuid", &serde_json::json!({"kind": "check_in"})).unwrap();
    doc.commit(at("2026-03-02T04:00:00Z")).unwrap();
    let received = at("2026-03-02T04:00:00Z");
    let (facts, refusals) = facts(&doc, shanghai(), &|_| Some(received));
    assert_eq!(facts.len(), 1);
    assert!(matches!(facts[0].body, FactBody::Visit { check_out: None, .. }));
    let found: Vec<_> = refusals.iter().map(|(key, refusal)| (key.clone(), refusal.code)).collect();
    assert_eq!(
        found,
        [
            (id(2).to_string(), RefusalCode::InTheFuture),
            (id(3).to_string(), RefusalCode::UnknownVisit),
            (id(4).to_string(), RefusalCode::EndsBeforeItBegins),
            (id(5).to_string(), RefusalCode::Unreadable),
            (id(6).to_string(), RefusalCode::Unreadable),
            ("not a uuid".to_owned(), RefusalCode::Unreadable),
        ]
    );
    assert!(refusals[&id(6).to_string()].value.contains("lat: 91.5 is not between -90 and 90"));
    assert!(refusals[&id(5).to_string()].value.contains("NaN"), "{:?}", refusals[&id(5).to_string()]);
}

#[test]
fn a_nan_in_the_document_itself_is_refused_too() {
    // What a crafted client could write: automerge carries NaN, JSON does not.
    use automerge::transaction::Transactable;
    let mut raw = automerge::AutoCommit::new().with_actor(automerge::ActorId::from(&actor(1)[..]));
    let root = automerge::ROOT;
    let record = raw.put_object(&root, id(1).to_string(), automerge::ObjType::Map).unwrap();
    raw.put(&record, "kind", "check_in").unwrap();
    raw.put(&record, "at", 1_772_416_800_000i64).unwrap();
    raw.put(&record, "offset", 480i64).unwrap();
    raw.put(&record, "customer", Uuid::from_u128(1).to_string()).unwrap();
    let fix = raw.put_object(&record, "fix", automerge::ObjType::Map).unwrap();
    raw.put(&fix, "lat", f64::NAN).unwrap();
    raw.put(&fix, "lon", 120.1f64).unwrap();
    raw.put(&fix, "source", "device").unwrap();
    raw.put(&fix, "at", 0i64).unwrap();
    let saved = raw.save();
    let doc = Doc::load("journal/lin.xd/2026-03".parse().unwrap(), &actor(2), Some(&saved), Vec::new()).unwrap();
    let (facts, refusals) = facts(&doc, shanghai(), &|_| None);
    assert!(facts.is_empty());
    assert!(refusals[&id(1).to_string()].value.contains("NaN"), "{refusals:?}");
}

#[test]
fn a_contact_is_no_visit_and_needs_no_position() {
    let mut doc = journal(1);
    let contact = Contact {
        customer: CustomerId::from_uuid(Uuid::from_u128(1)),
        method: Method::Wechat,
        content: "发了样本".into(),
        person: None,
        next_step: None,
        next_date: None,
        opportunity: None,
    };
    record(&mut doc, id(1), &entry("2026-03-02T02:00:00Z", Body::Contact(contact))).unwrap();
    doc.commit(at("2026-03-02T02:00:00Z")).unwrap();
    assert_eq!(facts(&doc, shanghai(), &|_| None).0[0].body.kind(), "contact");
}

#[test]
fn a_later_versions_entry_is_kept_though_this_one_does_not_know_it() {
    let mut doc = journal(1);
    doc.put(&id(1).to_string(), &serde_json::json!({"kind": "hologram", "at": 0, "offset": 0, "depth": 3})).unwrap();
    doc.commit(at("2026-03-02T02:00:00Z")).unwrap();
    assert_eq!(entries(&doc).1.len(), 1);
    assert_eq!(doc.value(&id(1).to_string()).unwrap()["depth"], 3);
}

#[test]
fn two_people_edit_different_fields_of_one_customer() {
    let id: DocId = "customer/0190163d-8694-739b-aea5-966c26f8ad91".parse().unwrap();
    let mut lin = Doc::new(id.clone(), &actor(1));
    let profile = customer::Customer { name: "浙北仁和医院".into(), ..customer::Customer::default() };
    customer::write(&mut lin, &profile).unwrap();
    let first = lin.commit(at("2026-03-02T02:00:00Z")).unwrap();
    let mut zhou = Doc::new(id, &actor(2));
    zhou.apply(vec![first]).unwrap();
    customer::set_field(&mut lin, customer::ProfileField::Phone, "0571-88001122").unwrap();
    customer::set_field(&mut zhou, customer::ProfileField::Note, "设备科在 3 楼").unwrap();
    let (a, b) = (lin.commit(at("2026-03-02T03:00:00Z")).unwrap(), zhou.commit(at("2026-03-02T03:00:00Z")).unwrap());
    lin.apply(vec![b]).unwrap();
    zhou.apply(vec![a]).unwrap();
    assert_eq!(customer::read(&lin), customer::read(&zhou));
    assert_eq!(customer::read(&lin).phone.as_deref(), Some("0571-88001122"));
    assert_eq!(customer::read(&lin).note.as_deref(), Some("设备科在 3 楼"));
}

#[test]
fn a_change_without_what_it_builds_on_is_an_error_not_a_silence() {
    let mut phone = journal(1);
    record(&mut phone, id(1), &entry("2026-03-02T02:00:00Z", check_in(86.0))).unwrap();
    phone.commit(at("2026-03-02T02:00:00Z")).unwrap();
    record(&mut phone, id(2), &entry("2026-03-02T02:10:00Z", check_out(1))).unwrap();
    let second = phone.commit(at("2026-03-02T02:10:00Z")).unwrap();
    let why = journal(2).apply(vec![second]).unwrap_err();
    assert!(why.to_string().contains("changes are missing"), "{why}");
    assert!(
        Doc::load("company".parse().unwrap(), &actor(1), Some(&[]), Vec::new()).is_err(),
        "zero bytes are no document"
    );
}

#[test]
fn a_record_in_another_months_journal_does_not_count() {
    // Its manager reads the months he leads: what stands elsewhere would count unseen.
    let mut doc = Doc::new("journal/lin.xd/2025-12".parse().unwrap(), &actor(1));
    record(&mut doc, id(1), &entry("2026-03-02T02:00:00Z", check_in(86.0))).unwrap();
    record(&mut doc, id(2), &entry("2025-12-31T15:59:00Z", check_in(86.0))).unwrap();
    // Half an hour into January in Shanghai, on the phone of a rep who is still in December.
    record(&mut doc, id(3), &entry("2025-12-31T16:30:00Z", check_in(86.0))).unwrap();
    doc.commit(at("2026-03-02T02:00:00Z")).unwrap();
    let (facts, refusals) = facts(&doc, shanghai(), &|_| None);
    assert_eq!(facts.len(), 2);
    assert_eq!(refusals[&id(1).to_string()].code, RefusalCode::WrongMonth);
}

#[test]
fn a_forgotten_visit_ends_with_its_day_and_has_no_result() {
    let zone = Zone::new("Asia/Shanghai").unwrap();
    let day = |text: &str| text.parse::<shared::period::BusinessDay>().unwrap();
    let stay = |skew: Option<i64>, closed: bool| {
        let mut doc = journal(1);
        let begun = Entry { skew, ..entry("2026-03-02T02:00:00Z", check_in(86.0)) };
        record(&mut doc, id(1), &begun).unwrap();
        if closed {
            record(&mut doc, id(2), &entry("2026-03-02T03:00:00Z", check_out(1))).unwrap();
        }
        doc.commit(at("2026-03-02T03:00:00Z")).unwrap();
        stays(&entries(&doc).0).pop().unwrap()
    };
    let hour = 3_600_000;
    for (skew, today, at_the_end) in [
        (None, "2026-03-02", None),
        (None, "2026-03-03", Some("2026-03-02T15:59:59.999Z")),
        (None, "2026-04-01", Some("2026-03-02T15:59:59.999Z")),
        // A clock two hours ahead: what it would have shown at the end of the day.
        (Some(2 * hour), "2026-03-03", Some("2026-03-02T17:59:59.999Z")),
        // So far ahead that it was the day before.
        (Some(24 * hour), "2026-03-02", Some("2026-03-02T15:59:59.999Z")),
    ] {
        let end = stay(skew, false).forgotten(zone, day(today));
        assert_eq!(end.as_ref().map(|entry| entry.at.to_string()).as_deref(), at_the_end, "{skew:?} {today}");
        let Some(Entry { body: Body::CheckOut(out), skew: told, .. }) = end else { continue };
        assert!(out.forgotten && out.result.is_none() && told == skew);
    }
    assert!(stay(None, true).forgotten(zone, day("2026-03-09")).is_none());

    // A real check-out on another device is earlier, whichever comes first; and a forgotten one is no result.
    let mut doc = journal(1);
    record(&mut doc, id(1), &entry("2026-03-02T02:00:00Z", check_in(86.0))).unwrap();
    doc.commit(at("2026-03-02T02:00:00Z")).unwrap();
    let end = stays(&entries(&doc).0)[0].forgotten(zone, day("2026-03-03")).unwrap();
    record(&mut doc, id(2), &end).unwrap();
    doc.commit(at("2026-03-03T02:00:00Z")).unwrap();
    let fact = |doc: &Doc| match facts(doc, zone, &|_| None).0.remove(0).body {
        FactBody::Visit { check_out, result, .. } => (check_out.map(|at| at.to_string()), result),
        other => panic!("{other:?}"),
    };
    assert_eq!(fact(&doc), (Some("2026-03-02T15:59:59.999Z".into()), false));
    record(&mut doc, id(3), &entry("2026-03-02T03:00:00Z", check_out(1))).unwrap();
    doc.commit(at("2026-03-03T03:00:00Z")).unwrap();
    assert_eq!(fact(&doc), (Some("2026-03-02T03:00:00.000Z".into()), true));
}
