//! A customer with more than one door, all without a network: a second site by standing there, its pin put right by a
//! finger, a third that was a mistake; and whoever checks in is held against the fence of the site he stands at.

use anyhow::{Context, Result, ensure};
use serde_json::json;
use server::demo::Size;
use server::store::{StoreError, facts};
use shared::doc::customer::Site;
use shared::period::Zone;
use shared::place::{Place, Verdict};
use tests::browser::{Browser, PHONE};
use tests::stage::REP;
use tests::{Proxy, Stage};

use super::{outbox_is, phone_of_rep, picture, pill, tab};

/// Metres of a degree of latitude.
const DEGREE: f64 = 111_195.0;

/// A place so many metres to the north of another.
fn north(of: Place, metres: f64) -> Result<Place> {
    Ok(Place::new(of.lat() + metres / DEGREE, of.lon())?)
}

/// Goes there. Not by [`Browser::stand_at`], which grants the permission anew: whoever asks just then is denied.
async fn walk(phone: &Browser, to: Place) -> Result<()> {
    let here = json!({"latitude": to.lat(), "longitude": to.lon(), "accuracy": 12.0});
    phone.devtools("Emulation.setGeolocationOverride", here).await.map(drop)
}

/// A receiver wanders: the next fixes are these. Chromium gives one that is asked for just after another no place of its own.
async fn wander(phone: &Browser, fixes: &[Place]) -> Result<()> {
    let script = "const fixes = arguments[0];
        const real = Geolocation.prototype.getCurrentPosition;
        Geolocation.prototype.getCurrentPosition = function (found, failed, how) {
            const [latitude, longitude] = fixes.shift();
            if (!fixes.length) Geolocation.prototype.getCurrentPosition = real;
            found({ coords: { latitude, longitude, accuracy: 12 }, timestamp: Date.now() });
        };";
    let fixes: Vec<[f64; 2]> = fixes.iter().map(|place| [place.lat(), place.lon()]).collect();
    phone.driver.execute(script, vec![json!(fixes)]).await?;
    Ok(())
}

/// What stands in the two fields of a place.
async fn typed(phone: &Browser) -> Result<Place> {
    let read =
        "return ['site-lat', 'site-lon'].map((id) => Number(document.querySelector(`[data-testid=${id}]`).value))";
    let [lat, lon]: [f64; 2] = phone.run(read, Vec::new()).await?;
    Ok(Place::new(lat, lon)?)
}

/// Drags the pin by a finger, and says how many metres that is to the east and to the north. How long a pixel is says the
/// fence that is drawn around it.
async fn drag(phone: &Browser, right: f64, down: f64, radius: f64) -> Result<(f64, f64)> {
    phone.find("[data-testid=pin-map][data-ready=true] .fence-circle").await?;
    phone.part("pin-map").await?.scroll_into_view().await?;
    let look = "const fence = document.querySelector('[data-testid=pin-map] .fence-circle').getBoundingClientRect();
        const pin = document.querySelector('[data-testid=pin-map] .leaflet-marker-icon').getBoundingClientRect();
        const edge = parseFloat(getComputedStyle(document.querySelector('.fence-circle')).strokeWidth);
        return [pin.x + pin.width / 2, pin.y + pin.height / 2, fence.width - edge];";
    let [x, y, across]: [f64; 3] = phone.run(look, Vec::new()).await?;
    let touch = async |kind: &str, at: Option<(f64, f64)>| {
        let points: Vec<_> = at.into_iter().map(|(x, y)| json!({"x": x, "y": y})).collect();
        phone.devtools("Input.dispatchTouchEvent", json!({"type": kind, "touchPoints": points})).await
    };
    touch("touchStart", Some((x, y))).await?;
    for step in 1..=8_u8 {
        let part = f64::from(step) / 8.0;
        touch("touchMove", Some((x + right * part, y + down * part))).await?;
    }
    touch("touchEnd", None).await?;
    let metres = 2.0 * radius / across;
    Ok((right * metres, -down * metres))
}

/// Waits until the fields say another place than before.
async fn moved(phone: &Browser, from: Place) -> Result<Place> {
    let other = format!("document.querySelector('[data-testid=site-lat]').value !== '{:.6}'", from.lat());
    phone.holds("the pin to be elsewhere", &other).await?;
    typed(phone).await
}

/// The verdict at the check-in, and the name of the site it is about.
async fn checked(phone: &Browser, verdict: &str, site: &str) -> Result<()> {
    let chosen = format!(
        "(() => {{ const site = document.querySelector('[data-testid=checkin-site] [aria-checked=true]');
            return document.querySelector('[data-testid=verdict][data-verdict={verdict}]') && site?.textContent.includes('{site}'); }})()"
    );
    phone.holds(&format!("{verdict} at {site}"), &chosen).await
}

fn called<'a>(sites: impl IntoIterator<Item = &'a Site>, name: &str) -> Result<Site> {
    sites
        .into_iter()
        .find(|site| site.name.as_deref() == Some(name))
        .cloned()
        .with_context(|| format!("no site {name}"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_door_with_a_fence_of_its_own() -> Result<()> {
    let stage = Stage::set(Size::SMALL).await?;
    let (customer, first) = stage.customer().await?;
    let line = Proxy::start(stage.server.addr).await?;
    let origin = line.url();
    let gate = north(first, 1_500.0)?;
    let phone = phone_of_rep(&stage, &origin, Some((gate.lat(), gate.lon(), 12.0))).await?;
    // Whoever has seen the list of his customers has the map with him, though he never opened one.
    phone.press("nav-customers").await?;
    phone.part("customer-row").await?;
    let kept = "performance.getEntriesByType('resource').filter((one) => one.responseEnd && /leaflet\\.(js|css)/.test(one.name)).length >= 2";
    phone.holds("the map to be kept", kept).await?;
    line.cut();

    // By standing there, with a smaller fence.
    phone.goto(&format!("{origin}/customers/{customer}")).await?;
    tab(&phone, "地点").await?;
    phone.press("site-new").await?;
    phone.find("[data-testid=pin-map][data-ready=true]").await?;
    picture(&phone, "site-new", &[PHONE]).await?;
    wander(&phone, &[north(gate, 12.0)?, north(gate, -9.0)?, north(gate, -3.0)?]).await?;
    phone.press("site-stand").await?;
    let three = "document.querySelector('[data-testid=site-stand]:not([disabled])')
        && document.querySelector('[data-testid=site-accuracy]').textContent.includes('3')";
    phone.holds("three fixes", three).await?;
    ensure!(typed(&phone).await?.distance(gate) < 1.0, "the place is another than where he stands");
    phone.set("site-radius", "150").await?;
    phone
        .holds("the fence", "document.querySelector('[data-testid=site-radius-is]').textContent.includes('150')")
        .await?;
    phone.write("site-name", "东门").await?;
    picture(&phone, "site-stood", &[PHONE]).await?;
    phone.press("site-save").await?;
    tab(&phone, "地点").await?;
    picture(&phone, "sites", &[PHONE]).await?;

    // One that was a mistake: put by a finger on the map, and taken away again.
    phone.press("site-new").await?;
    phone.find("[data-testid=pin-map][data-ready=true]").await?;
    phone.part("pin-map").await?.click().await?;
    phone.find("[data-testid=pin-map] .fence-circle").await?;
    phone.write("site-name", "写错了").await?;
    phone.press("site-save").await?;
    tab(&phone, "地点").await?;
    let row = |name: &str| {
        format!(
            "[...document.querySelectorAll('[data-testid=site-row]')].find((row) => row.textContent.includes('{name}'))"
        )
    };
    phone.holds("three sites", "document.querySelectorAll('[data-testid=site-row]').length === 3").await?;
    phone.driver.execute(format!("{}.click()", row("写错了")), Vec::new()).await?;
    phone.press("site-remove").await?;
    phone.press("confirm-yes").await?;
    tab(&phone, "地点").await?;
    phone.holds("two sites", "document.querySelectorAll('[data-testid=site-row]').length === 2").await?;

    // The nearest is chosen, and the verdict is that of its fence: 260 m off is inside of 300, not of 150.
    phone.goto(&format!("{origin}/customers/{customer}/check-in")).await?;
    checked(&phone, "inside", "东门").await?;
    walk(&phone, north(gate, 260.0)?).await?;
    phone.press("locate-again").await?;
    checked(&phone, "outside", "东门").await?;
    picture(&phone, "checkin-outside-second", &[PHONE]).await?;
    walk(&phone, north(first, 260.0)?).await?;
    phone.press("locate-again").await?;
    phone.find("[data-testid=verdict][data-verdict=inside]").await?;
    // Another than the nearest may be chosen, and stays so wherever he walks.
    pill(&phone, "checkin-site", "东门").await?;
    checked(&phone, "outside", "东门").await?;
    walk(&phone, north(gate, 260.0)?).await?;
    phone.press("locate-again").await?;
    checked(&phone, "outside", "东门").await?;
    phone.write("checkin-reason-words", "在对面车库").await?;
    phone.press("checkin-submit").await?;
    phone.part("visit-timer").await?;
    phone.press("checkout-submit").await?;
    phone.holds("the visit to be closed", "!document.querySelector('[data-testid=visit-timer]')").await?;

    // The pin is put right by a finger: what is saved moves by what the finger did.
    phone.goto(&format!("{origin}/customers/{customer}")).await?;
    tab(&phone, "地点").await?;
    phone.driver.execute(format!("{}.click()", row("东门")), Vec::new()).await?;
    phone.part("page-edit-site").await?;
    let (east, up) = drag(&phone, 48.0, -30.0, 150.0).await?;
    let put = moved(&phone, gate).await?;
    picture(&phone, "site-dragged", &[PHONE]).await?;
    let along = (put.lon() - gate.lon()) * DEGREE * gate.lat().to_radians().cos();
    let across = (put.lat() - gate.lat()) * DEGREE;
    ensure!((along - east).abs() < 4.0 && (across - up).abs() < 4.0, "{along} {across} for {east} {up}");
    phone.press("site-save").await?;
    phone.part("page-customer").await?;

    line.mend();
    phone.goto(&format!("{origin}/outbox")).await?;
    phone.press("sync-now").await?;
    outbox_is(&phone, 6, &["counted"]).await?;
    let sites = stage.profile(customer).await?.sites;
    ensure!(sites.len() == 2, "{sites:?}");
    let second = called(sites.values(), "东门")?;
    let at = second.place.context("a place")?;
    ensure!(second.radius == 150 && at.distance(put) < 0.2, "{second:?}, not {put:?}");
    let old = sites.values().find(|site| site.name.is_none()).context("the first site")?;
    ensure!(old.place == Some(first), "the first site is another: {old:?}");

    // The visit was held against the fence as it lay then.
    let app = stage.server.app.clone();
    let (company, today) = (app.company.clone(), Zone::new("Asia/Shanghai")?.day_of(app.clock.now()));
    let visits = app.store.read::<_, StoreError, _>(move |conn| facts::visits(conn, &company, today)).await?;
    let visit =
        visits.iter().find(|visit| visit.employee.as_str() == REP && visit.reason.is_some()).context("the visit")?;
    ensure!(visit.verdict == Verdict::Outside, "{visit:?}");
    let fence = visit.fence.context("a fence")?;
    ensure!(fence.radius == 150 && fence.place.distance(gate) < 0.2, "{fence:?}");
    Ok(())
}
