//! What about a visit a person should look at, as the server counts it (VIS-3).

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use shared::doc::journal::{self, Amendment, Body, CheckIn, CheckOut, Entry, Photo, record as write};
use shared::id::RecordId;
use shared::period::{Instant, Zone};
use shared::place::{Fix, FixSource, Flag, Place};
use shared::rest::{Activity, TeamVisit};

use crate::phone::{Phone, check_in, record};
use crate::world::World;

const DAY: i64 = 24 * 3_600_000;
const MINUTE: i64 = 60_000;

async fn activity(world: &World, day: &str) -> Activity {
    let token = world.sign_in("wang.lei").await.token.unwrap();
    let answer = world.http.get(world.api(&format!("activity?day={day}"))).bearer_auth(token).send().await.unwrap();
    answer.json().await.unwrap()
}

fn at_place(at: Instant, lat: f64) -> CheckIn {
    let mut made = check_in(at);
    made.fix = made.fix.map(|fix| Fix { place: Place::new(lat, 120.1551).unwrap(), ..fix });
    made
}

fn visit(phone: &mut Phone, at: Instant, lat: f64) -> RecordId {
    let id = record();
    phone.record(id, at, Body::CheckIn(at_place(at, lat)));
    id
}

fn flags(day: &Activity, id: RecordId) -> Vec<Flag> {
    day.visits.iter().find(|visit| visit.id == id).unwrap().flags.iter().copied().collect()
}

#[tokio::test]
async fn what_other_visits_say_is_known_to_the_server() {
    let world = World::new().await;
    let mut lin = Phone::new(&world, "lin.xd").await;
    let now = world.now();
    let before = visit(&mut lin, now.plus_millis(-DAY), 30.1);
    let same = visit(&mut lin, now.plus_millis(-4 * 60 * MINUTE), 30.1);
    let near = visit(&mut lin, now.plus_millis(-3 * 60 * MINUTE), 30.2);
    // 111 km in ten minutes.
    let far = visit(&mut lin, now.plus_millis(-170 * MINUTE), 31.2);
    lin.settle(&world).await;
    let (today, yesterday) = (activity(&world, "2026-11-26").await, activity(&world, "2026-11-25").await);
    assert_eq!(flags(&today, same), [Flag::Repeated]);
    assert_eq!(flags(&yesterday, before), [Flag::Repeated], "the other one says so too");
    assert_eq!(flags(&today, near), []);
    assert_eq!(flags(&today, far), [Flag::Impossible]);

    // One that comes late lies between two others: what they say changes with it.
    let between = visit(&mut lin, now.plus_millis(-179 * MINUTE), 29.2);
    lin.settle(&world).await;
    assert_eq!(flags(&activity(&world, "2026-11-26").await, between), [Flag::Impossible]);
    // The first visit of a day is measured from the last one of the day before.
    let night = visit(&mut lin, now.plus_millis(-DAY + 13 * 60 * MINUTE), 31.2);
    let morning = visit(&mut lin, now.plus_millis(-10 * 60 * MINUTE), 20.0);
    lin.settle(&world).await;
    assert!(flags(&activity(&world, "2026-11-25").await, night).contains(&Flag::Clock));
    assert!(flags(&activity(&world, "2026-11-26").await, morning).contains(&Flag::Impossible));
    let facts = world.facts().await;
    server::project::rebuild(&world.running.app).await.unwrap();
    assert_eq!(world.facts().await, facts, "a rebuild says the same");
}

#[tokio::test]
async fn a_wrong_clock_shows_and_is_corrected_for_sorting() {
    let world = World::new().await;
    let mut lin = Phone::new(&world, "lin.xd").await;
    let now = world.now();
    // Known to the phone: two hours ahead.
    let (ahead, id) = (now.plus_millis(120 * MINUTE), record());
    let entry = Entry { at: ahead, offset: 480, skew: Some(120 * MINUTE), body: Body::CheckIn(check_in(ahead)) };
    lin.edit(&lin.journal(), ahead, |doc| write(doc, id, &entry).unwrap());
    // Not known to it: twenty minutes after its receipt.
    let unknown = visit(&mut lin, now.plus_millis(20 * MINUTE), 30.2741);
    // Set right again: the time runs backwards against the sequence.
    let back = visit(&mut lin, now.plus_millis(5 * MINUTE), 30.2741);
    let fine = visit(&mut lin, now.plus_millis(10 * MINUTE), 30.2741);
    lin.settle(&world).await;
    let day = activity(&world, "2026-11-26").await;
    for (which, clock) in [(id, true), (unknown, true), (back, true), (fine, false)] {
        assert_eq!(flags(&day, which).contains(&Flag::Clock), clock, "{which}");
    }
    let order: Vec<RecordId> = day.visits.iter().map(|visit| visit.id).collect();
    assert_eq!(order, [unknown, fine, back, id], "the newest first, by corrected times");
    let shown = day.visits.iter().find(|visit| visit.id == id).unwrap();
    assert_eq!((shown.check_in, shown.when()), (ahead, now), "the raw value is kept");
}

#[tokio::test]
async fn a_visit_shows_what_was_amended_and_what_its_pictures_were_made_of() {
    let world = World::new().await;
    let mut lin = Phone::new(&world, "lin.xd").await;
    let (id, now) = (record(), world.now());
    let photo = Photo { hash: "ab".repeat(32), size: 9, mime: "image/jpeg".into(), original: Some("cd".repeat(32)) };
    let came = CheckIn { photos: vec![photo], purpose: Some("service".into()), ..check_in(now) };
    lin.record(id, now, Body::CheckIn(came));
    let end = CheckOut {
        visit: id,
        fix: None,
        result: None,
        next_step: None,
        next_date: None,
        photos: Vec::new(),
        form: None,
        forgotten: true,
    };
    lin.record(record(), now.plus_millis(10 * 60 * MINUTE), Body::CheckOut(end));
    let change = Amendment { of: id, field: "result".into(), is: "補記".into(), reason: "忘了簽退".into() };
    lin.record(record(), now.plus_millis(11 * 60 * MINUTE), Body::Amendment(change));
    lin.settle(&world).await;
    let day = activity(&world, "2026-11-26").await;
    let TeamVisit { originals, result, amendments, forgotten, purpose, flags, .. } = &day.visits[0];
    assert_eq!(originals.get(&"ab".repeat(32)), Some(&"cd".repeat(32)));
    assert_eq!((result, *forgotten, purpose.as_deref()), (&None, true, Some("service")));
    assert_eq!((amendments[0].field.as_str(), amendments[0].is.as_str()), ("result", "補記"));
    assert_eq!(flags, &BTreeSet::new());
}

/// A check-in of a generated journal.
#[derive(Debug, Clone)]
struct Made {
    /// Minutes before now.
    ago: i64,
    lat: f64,
    kept: bool,
    coarse: bool,
    skew: Option<i64>,
    late: i64,
}

fn made() -> impl Strategy<Value = Made> {
    let skew = prop_oneof![3 => Just(None), 1 => (-300_i64..300).prop_map(|minutes| Some(minutes * MINUTE))];
    // A few places, so that coordinates repeat; near ones and far ones.
    let lat = prop::sample::select(vec![30.0, 30.001, 30.2, 31.0, 34.0]);
    (30_i64..4 * 24 * 60, lat, any::<bool>(), any::<bool>(), skew, 0_i64..120)
        .prop_map(|(ago, lat, kept, coarse, skew, late)| Made { ago, lat, kept, coarse, skew, late })
}

/// What the phone says about a journal, and what the server does.
async fn both(made: &[Made]) -> [BTreeMap<RecordId, BTreeSet<Flag>>; 2] {
    let world = World::new().await;
    let mut lin = Phone::new(&world, "lin.xd").await;
    let mut made = made.to_vec();
    made.sort_by_key(|one| std::cmp::Reverse(one.ago));
    let mut skewed = BTreeSet::new();
    for one in &made {
        let (id, at) = (record(), world.now().plus_millis(-one.ago * MINUTE));
        let mut came = at_place(at, one.lat);
        came.fix = came.fix.map(|fix| Fix {
            at: at.plus_millis(-one.late * 1_000),
            source: if one.kept { FixSource::LastKnown } else { FixSource::Device },
            accuracy: Some(if one.coarse { 150.0 } else { 15.0 }),
            ..fix
        });
        if one.skew.is_some() {
            skewed.insert(id);
        }
        let entry = Entry { at, offset: 480, skew: one.skew, body: Body::CheckIn(came) };
        lin.edit(&lin.journal(), at, |doc| write(doc, id, &entry).unwrap());
    }
    lin.settle(&world).await;
    let journal = lin.journal();
    let stays = journal::stays(&journal::entries(lin.doc(&journal)).0);
    let zone = Zone::new("Asia/Shanghai").unwrap();
    let phone = journal::flags(&stays.iter().collect::<Vec<_>>(), zone);
    let mut server = BTreeMap::new();
    for day in 20..=27 {
        let visits = activity(&world, &format!("2026-11-{day}")).await.visits;
        server.extend(visits.into_iter().map(|visit| (visit.id, visit.flags)));
    }
    // What the server alone can know: receipts, and the order in which a device wrote.
    [phone, server].map(|mut found| {
        for (_, flags) in found.iter_mut().filter(|(id, _)| !skewed.contains(*id)) {
            flags.remove(&Flag::Clock);
        }
        found
    })
}

#[test]
fn the_phone_and_the_server_say_the_same_of_any_journal() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let config =
        ProptestConfig { cases: 12, max_shrink_iters: 40, failure_persistence: None, ..ProptestConfig::default() };
    let mut runner = proptest::test_runner::TestRunner::new(config);
    let journals = prop::collection::vec(made(), 1..12);
    runner
        .run(&journals, |made| {
            let [phone, server] = runtime.block_on(both(&made));
            prop_assert_eq!(phone, server);
            Ok(())
        })
        .unwrap();
}
