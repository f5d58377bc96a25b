//! A real way replayed as a phone's position: stays, speeds and distances come out as an independent computation says.
//!
//! `tests/tracks/walk.gpx` and `walk.plt` are one morning: 25 minutes at a customer, 15 minutes on the way across the city,
//! 20 minutes at the next, then 163 km away within five minutes, and 15 minutes there. The figures in this file were
//! computed apart from this code, with Vincenty's formulae on the ellipsoid of WGS-84 and the same thresholds.

use anyhow::{Context, Result};
use futures_util::FutureExt;
use mobile::platform::position::{Position, Wish};
use mobile::record::What;
use mobile::view::{Answer, Ask, HappeningKind};
use server::config::Clock;
use shared::doc::journal::{CheckIn, CheckOut};
use shared::id::RecordId;
use shared::period::Instant;
use shared::place::{Fix, Flag, Place, is_impossible_travel, track_length};
use shared::rest::Activity;
use tests::Phone;
use tests::company::{PASSWORD, config, found};
use tests::track::{Replay, Track};

/// 2026-11-19 12:00 in China.
const NOON: i64 = 1_795_060_800_000;

fn walk() -> Track {
    Track::gpx(include_str!("../tracks/walk.gpx")).unwrap()
}

/// Length of the geodesic between two places on the ellipsoid, by Vincenty's inverse formula.
fn vincenty(one: Place, other: Place) -> f64 {
    let (a, f) = (6_378_137.0_f64, 1.0 / 298.257_223_563);
    let b = (1.0 - f) * a;
    let reduced = |lat: f64| ((1.0 - f) * lat.to_radians().tan()).atan();
    let ((sin1, cos1), (sin2, cos2)) = (reduced(one.lat()).sin_cos(), reduced(other.lat()).sin_cos());
    let l = (other.lon() - one.lon()).to_radians();
    let mut lambda = l;
    for _ in 0..200 {
        let (sin_l, cos_l) = lambda.sin_cos();
        let sin_s = (cos2 * sin_l).hypot(cos1 * sin2 - sin1 * cos2 * cos_l);
        if sin_s == 0.0 {
            return 0.0;
        }
        let cos_s = sin1 * sin2 + cos1 * cos2 * cos_l;
        let sigma = sin_s.atan2(cos_s);
        let sin_a = cos1 * cos2 * sin_l / sin_s;
        let cos2_a = 1.0 - sin_a * sin_a;
        let cos_2m = if cos2_a == 0.0 { 0.0 } else { cos_s - 2.0 * sin1 * sin2 / cos2_a };
        let c = f / 16.0 * cos2_a * (4.0 + f * (4.0 - 3.0 * cos2_a));
        let turn = cos_2m + c * cos_s * (2.0 * cos_2m * cos_2m - 1.0);
        let next = l + (1.0 - c) * f * sin_a * (sigma + c * sin_s * turn);
        let done = (next - lambda).abs() < 1e-12;
        lambda = next;
        if done {
            let u2 = cos2_a * (a * a - b * b) / (b * b);
            let big_a = 1.0 + u2 / 16_384.0 * (4_096.0 + u2 * (-768.0 + u2 * (320.0 - 175.0 * u2)));
            let big_b = u2 / 1_024.0 * (256.0 + u2 * (-128.0 + u2 * (74.0 - 47.0 * u2)));
            let (s2, m2) = (sin_s * sin_s, cos_2m * cos_2m);
            let inner = cos_s * (2.0 * m2 - 1.0) - big_b / 6.0 * cos_2m * (4.0 * s2 - 3.0) * (4.0 * m2 - 3.0);
            return b * big_a * (sigma - big_b * sin_s * (cos_2m + big_b / 4.0 * inner));
        }
    }
    f64::NAN
}

#[test]
fn both_forms_of_a_track_are_read_alike() {
    let plt = Track::plt(include_str!("../tracks/walk.plt")).unwrap();
    assert_eq!(plt, walk());
    assert_eq!(plt.points().len(), 77);
    assert!(Track::plt("").is_err() && Track::gpx("<gpx></gpx>").is_err());
    assert!(Track::gpx(r#"<gpx><trkpt lat="91" lon="0"><time>2026-11-19T01:00:00Z</time></trkpt></gpx>"#).is_err());
}

#[test]
fn distances_are_those_of_the_ellipsoid_within_six_per_mille() {
    let track = walk();
    for pair in track.points().windows(2) {
        let (ours, theirs) = (pair[0].1.distance(pair[1].1), vincenty(pair[0].1, pair[1].1));
        assert!((ours - theirs).abs() <= 0.006 * theirs + 0.001, "{ours} m, {theirs} m");
    }
    let theirs: f64 = track.points().windows(2).map(|pair| vincenty(pair[0].1, pair[1].1)).sum();
    assert!((theirs - 169_566.2).abs() < 0.1, "as computed apart: {theirs}");
    let ours = track_length(track.places());
    assert!((ours - theirs).abs() / theirs < 0.006, "{ours} m, {theirs} m");
}

#[test]
fn stays_and_the_jump_are_found() {
    let halts = walk().halts(200.0, 10 * 60_000);
    let found: Vec<_> = halts.iter().map(|halt| (halt.from.to_string(), halt.to.since(halt.from) / 60_000)).collect();
    let wanted = [("2026-11-19T01:00:00.000Z", 25), ("2026-11-19T01:40:00.000Z", 20), ("2026-11-19T02:05:00.000Z", 15)];
    assert_eq!(found, wanted.map(|(from, minutes)| (from.to_owned(), minutes)));
    for (halt, (lat, lon)) in
        halts.iter().zip([(30.274_453, 120.155_083), (30.246_259, 120.210_018), (31.230_575, 121.473_694)])
    {
        assert!(halt.place.distance(Place::new(lat, lon).unwrap()) < 1.0, "{halt:?}");
    }
    let track = walk();
    let jumps: Vec<String> = track
        .points()
        .windows(2)
        .filter(|pair| is_impossible_travel((pair[0].1, pair[0].0), (pair[1].1, pair[1].0)))
        .map(|pair| pair[1].0.to_string())
        .collect();
    // 162,938.5 m in 300 s: 1,955 km/h.
    assert_eq!(jumps, ["2026-11-19T02:05:00.000Z"]);
}

/// The fix a phone on that way gets at a moment.
fn fix(replay: &Replay, now: Instant) -> Fix {
    replay.now.set(now);
    replay.fix(Wish::PRECISE).now_or_never().expect("a replay answers at once").expect("a fix")
}

fn visit(
    phone: &mut Phone,
    replay: &Replay,
    customer: shared::id::CustomerId,
    (from, to): (Instant, Instant),
) -> Result<RecordId> {
    phone.clock = from.millis();
    let came = fix(replay, from);
    let id = phone.record(What::CheckIn(CheckIn {
        customer,
        site: None,
        fence: None,
        fix: Some(came),
        no_fix: None,
        reason: Some("沿轨迹".to_owned()),
        purpose: None,
        opportunity: None,
        photos: Vec::new(),
    }))?;
    phone.clock = to.millis();
    let left = fix(replay, to);
    phone.record(What::CheckOut(CheckOut {
        visit: id,
        fix: Some(left),
        result: Some("已拜访".to_owned()),
        next_step: None,
        next_date: None,
        photos: Vec::new(),
        form: None,
        forgotten: false,
    }))?;
    Ok(id)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn visits_along_the_way_are_flagged_alike_on_the_phone_and_on_the_server() -> Result<()> {
    // The server's clock stands at the end of that morning.
    let folder = tempfile::tempdir()?;
    let mut config = config(folder.path());
    config.clock = Clock::new(|| Instant::from_millis(NOON));
    found(config.clone()).await?;
    let running = server::start(config).await?;
    let replay = Replay::new(walk());
    let halts = walk().halts(200.0, 10 * 60_000);
    let mut phone = Phone::sign_in(&running.url(), "lin.xd", PASSWORD, halts[0].from.millis()).await?;
    phone.settle().await?;
    let customers = phone.customers()?;
    let mut visits = Vec::new();
    for (halt, (customer, _)) in halts.iter().zip(customers) {
        visits.push(visit(&mut phone, &replay, customer, (halt.from, halt.to))?);
    }
    phone.settle().await?;

    let manager = Phone::sign_in(&running.url(), "wang.lei", PASSWORD, phone.clock).await?;
    let answer = reqwest::Client::new()
        .get(format!("{}/api/v1/activity?day=2026-11-19", running.url()))
        .bearer_auth(manager.token()?)
        .send()
        .await?;
    let seen: Activity = answer.json().await?;
    let mut flagged = Vec::new();
    for id in visits {
        let now = phone.now();
        let Answer::Visit(page) = phone.ask(Ask::Visit { id, now })? else { anyhow::bail!("no visit {id}") };
        let HappeningKind::Visit { flags, .. } = page.visit.what else { anyhow::bail!("{id} is no visit") };
        let server = seen.visits.iter().find(|visit| visit.id == id).context("the server has the visit")?;
        assert_eq!(flags, server.flags, "{id}");
        flagged.push(flags.contains(&Flag::Impossible));
    }
    assert_eq!(flagged, [false, false, true]);
    Ok(())
}
