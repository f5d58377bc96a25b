//! A rep plans his day and the next one without a network: suggested, dragged, moved by the keyboard, kept through a kill;
//! lengths and rates on the page are what is worked out again from places and records (VIS-4, D-26).

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use server::demo::Size;
use shared::id::CustomerId;
use shared::place::Place;
use tests::browser::{Browser, PHONE};
use tests::stage::REP;
use tests::{Proxy, Stage};
use thirtyfour::Key;

use super::records::Records;
use super::{outbox_is, phone_of_rep, picture};

/// What a suggestion may hold, and how far somebody may be who is near.
const ROOM: usize = 8;
const NEAR: f64 = 10_000.0;

/// Great circles on the mean sphere, by the haversine formula.
fn metres(a: Place, b: Place) -> f64 {
    let (lat_a, lat_b) = (a.lat().to_radians(), b.lat().to_radians());
    let half = |angle: f64| (angle / 2.0).sin().powi(2);
    let h = half(lat_b - lat_a) + lat_a.cos() * lat_b.cos() * half((b.lon() - a.lon()).to_radians());
    2.0 * 6_371_008.8 * h.sqrt().asin()
}

fn length(start: Place, stops: impl IntoIterator<Item = Place>) -> f64 {
    stops.into_iter().fold((start, 0.0), |(from, sum), to| (to, sum + metres(from, to))).1
}

/// The shortest way through all of them, by trying each order.
fn shortest(start: Place, stops: &[Place]) -> f64 {
    (0..stops.len())
        .map(|at| {
            let mut others = stops.to_vec();
            let next = others.remove(at);
            metres(start, next) + shortest(next, &others)
        })
        .min_by(f64::total_cmp)
        .unwrap_or(0.0)
}

struct Planner {
    phone: Browser,
    origin: String,
    start: Place,
    places: BTreeMap<CustomerId, Place>,
}

impl Planner {
    async fn stops(&self, testid: &str) -> Result<Vec<CustomerId>> {
        let script = "return [...document.querySelectorAll(`[data-testid='${arguments[0]}']`)]
            .map((one) => one.dataset.customer)";
        self.phone.run(script, vec![json!(testid)]).await
    }

    fn way(&self, stops: &[CustomerId]) -> f64 {
        length(self.start, stops.iter().map(|stop| self.places[stop]))
    }

    /// The page shows this order, with the length of its way.
    async fn shows(&self, stops: &[CustomerId]) -> Result<()> {
        let list = json!(stops).to_string();
        let order = format!(
            "JSON.stringify([...document.querySelectorAll('[data-testid=plan-stop]')].map((one) => one.dataset.customer)) === '{list}'"
        );
        self.phone.holds(&format!("the order {list}"), &order).await?;
        let far = format!("{:.1} 公里", self.way(stops) / 1000.0);
        let told = self.phone.text("[data-testid=plan-length]").await?;
        ensure!(told.ends_with(&far), "the page says {told}, the haversine formula {far}");
        Ok(())
    }

    /// A finger on the number of a stop, moved by so many rows.
    async fn drag(&self, from: usize, rows: f64) -> Result<()> {
        let script = "const grip = document.querySelectorAll('[data-testid=plan-grip]')[arguments[0]];
            grip.scrollIntoView({block: 'center'});
            const {x, y, width, height} = grip.getBoundingClientRect();
            return [x + width / 2, y + height / 2];";
        let (x, y): (f64, f64) = self.phone.run(script, vec![json!(from)]).await?;
        self.touch("touchStart", Some((x, y))).await?;
        for step in 1..=8 {
            self.touch("touchMove", Some((x, y + 68.0 * rows * f64::from(step) / 8.0))).await?;
        }
        // No picture here: taking one moves the finger.
        self.touch("touchEnd", None).await
    }

    async fn touch(&self, what: &str, at: Option<(f64, f64)>) -> Result<()> {
        let points: Vec<Value> = at.into_iter().map(|(x, y)| json!({"x": x, "y": y})).collect();
        self.phone.devtools("Input.dispatchTouchEvent", json!({"type": what, "touchPoints": points})).await.map(drop)
    }

    /// A key pressed on a button of one stop.
    async fn press_on(&self, button: &str, stop: CustomerId, times: usize) -> Result<()> {
        let css = format!("[data-testid=plan-stop][data-customer='{stop}'] [data-testid={button}]");
        self.phone.driver.execute(format!("document.querySelector(\"{css}\").focus()"), Vec::new()).await?;
        for _ in 0..times {
            self.phone.driver.action_chain().send_keys(Key::Enter).perform().await?;
            // Whoever can not drag presses again, without looking for the button.
            let there = format!("document.activeElement === document.querySelector(\"{css}\")");
            self.phone.holds("the keyboard to stay on the stop that moved", &there).await?;
        }
        Ok(())
    }

    async fn open(&self, day: &str) -> Result<()> {
        self.phone.goto(&format!("{}/plan?day={day}", self.origin)).await?;
        self.phone.find("[data-testid=plan-stop], [data-testid=plan-suggest]").await.map(drop)
    }

    /// The way begins where he stands.
    async fn locate(&self) -> Result<()> {
        self.phone.press("plan-near").await?;
        self.phone.part("plan-length").await.map(drop)
    }

    async fn save(&self) -> Result<()> {
        self.phone.press("plan-save").await?;
        self.phone.part("page-today").await.map(drop)
    }

    /// In and out again, where the customer is.
    async fn visit(&self, customer: CustomerId) -> Result<()> {
        let place = self.places[&customer];
        self.phone.stand_at(&self.origin, place.lat(), place.lon(), 15.0).await?;
        self.phone.goto(&format!("{}/customers/{customer}/check-in", self.origin)).await?;
        self.phone.find("[data-testid=verdict][data-verdict=inside]").await?;
        self.phone.press("checkin-submit").await?;
        self.phone.part("visit-timer").await?;
        self.phone.press("checkout-submit").await?;
        self.phone.part("page-customer").await.map(drop)
    }
}

/// Who is due goes in first; then the nearest to where one is or goes anyway.
fn suggested(planner: &Planner, due: &BTreeSet<CustomerId>) -> BTreeSet<CustomerId> {
    let mut chosen: BTreeSet<CustomerId> = due.iter().copied().take(ROOM).collect();
    loop {
        let far = |to: &CustomerId| {
            let from = chosen.iter().map(|one| planner.places[one]).chain([planner.start]);
            from.map(|from| metres(from, planner.places[to])).min_by(f64::total_cmp).unwrap_or(f64::MAX)
        };
        let left = planner.places.keys().filter(|id| !chosen.contains(id)).map(|id| (far(id), *id));
        match left.min_by(|a, b| a.0.total_cmp(&b.0)) {
            Some((far, id)) if far <= NEAR && chosen.len() < ROOM => chosen.insert(id),
            _ => return chosen,
        };
    }
}

/// The rates as the page tells them: some of all.
async fn rates(phone: &Browser) -> Result<Vec<String>> {
    phone.part("plan-month").await?;
    let script = "return ['plan', 'call', 'order'].map((rate) => {
        const line = document.querySelector(`[data-testid=plan-month] [data-rate=${rate}]`);
        return `${line.querySelector('.v').textContent} ${line.querySelector('b').textContent}`; })";
    phone.run(script, Vec::new()).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_day_is_planned_dragged_and_kept_without_a_network() -> Result<()> {
    let stage = Stage::set(Size::SMALL).await?;
    let records = Records::of(&stage).await?;
    let mut places: BTreeMap<CustomerId, Place> = stage.customers(REP).await?.into_iter().collect();
    places.retain(|id, _| records.held.get(id).is_some_and(|held| held.owner.as_str() == REP));
    let line = Proxy::start(stage.server.addr).await?;
    let origin = line.url();
    let start = Place::new(30.2650, 120.1550)?;
    let phone = phone_of_rep(&stage, &origin, Some((start.lat(), start.lon(), 15.0))).await?;
    phone.keeps_cookie("fieldtally_session").await?;
    line.cut();
    let planner = Planner { phone, origin, start, places };

    // Due first, then the nearest, in the order of the shortest way.
    let day = records.today;
    planner.open(&day.to_string()).await?;
    planner.phone.press("plan-near").await?;
    planner.phone.holds("the position", "document.querySelector('[data-testid=plan-suggest]:not([disabled])')").await?;
    planner.phone.press("plan-suggest").await?;
    planner.phone.part("plan-length").await?;
    let first = planner.stops("plan-stop").await?;
    let due: BTreeSet<CustomerId> = records.reminders(REP).into_values().flatten().collect();
    let wanted = suggested(&planner, &due);
    ensure!(first.iter().copied().collect::<BTreeSet<_>>() == wanted, "{first:?}, not {wanted:?}");
    let stops: Vec<Place> = first.iter().map(|stop| planner.places[stop]).collect();
    let (way, best) = (planner.way(&first), shortest(start, &stops));
    ensure!((way - best).abs() < 1.0, "the way is {way} m, the shortest {best} m");
    planner.shows(&first).await?;
    picture(&planner.phone, "plan-suggested", &[PHONE]).await?;

    // Dragged with a finger, moved with the keyboard.
    ensure!(first.len() >= 4, "too few stops to order: {first:?}");
    planner.drag(0, 2.0).await?;
    let mut order = first.clone();
    let one = order.remove(0);
    order.insert(2, one);
    planner.shows(&order).await?;
    planner.press_on("plan-up", order[3], 2).await?;
    let one = order.remove(3);
    order.insert(1, one);
    planner.shows(&order).await?;
    planner.press_on("plan-down", order[0], 1).await?;
    order.swap(0, 1);
    planner.shows(&order).await?;
    picture(&planner.phone, "plan-ordered", &[PHONE]).await?;
    planner.save().await?;
    planner.phone.part("today-stop").await?;

    // The next day, chosen among the customers.
    let next = day.plus_days(1).to_string();
    planner.open(&next).await?;
    planner.phone.press("plan-add").await?;
    planner.phone.part("plan-pick").await?;
    picture(&planner.phone, "plan-pick", &[PHONE]).await?;
    for stop in [order[2], order[0]] {
        planner.phone.find(&format!("[data-testid=plan-pick][data-customer='{stop}']")).await?.click().await?;
        planner.phone.find(&format!("[data-testid=plan-pick][data-customer='{stop}'][aria-checked=true]")).await?;
    }
    planner.phone.press("plan-picked").await?;
    planner.shows(&[order[2], order[0]]).await?;
    planner.save().await?;

    // Killed without warning: both plans are there, with no network.
    let profile = planner.phone.kill();
    let phone = Browser::start(&profile, PHONE).await?;
    phone.stand_at(&planner.origin, start.lat(), start.lon(), 15.0).await?;
    let planner = Planner { phone, ..planner };
    planner.phone.goto(&planner.origin).await?;
    planner.phone.part("today-stop").await?;
    planner.open(&next).await?;
    planner.locate().await?;
    planner.shows(&[order[2], order[0]]).await?;
    planner.open(&day.to_string()).await?;
    planner.locate().await?;
    planner.shows(&order).await?;

    // Two are visited against the order. The line is back, and the rates are those of the records.
    planner.visit(order[1]).await?;
    planner.visit(order[0]).await?;
    line.mend();
    planner.phone.goto(&format!("{}/outbox", planner.origin)).await?;
    planner.phone.press("sync-now").await?;
    outbox_is(&planner.phone, 6, &["counted"]).await?;
    let records = Records::of(&stage).await?;
    let [planned, actual, matched, in_order] = records.kept(REP);
    ensure!(matched >= 2 && in_order < matched && planned == order.len(), "{planned} {matched} {in_order}");
    planner.open(&day.to_string()).await?;
    let share = |some: usize, all: usize| format!("{some} / {all} {}%", some * 100 / all);
    let wanted = [share(matched, planned), share(matched, actual), share(in_order, matched)];
    let told = rates(&planner.phone).await?;
    ensure!(told == wanted, "the page tells {told:?}, the records {wanted:?}");
    for (class, (covered, all)) in records.coverage(REP) {
        let told = planner.phone.text(&format!("[data-testid=coverage-{class}] b")).await?;
        ensure!(told == format!("{covered}/{all}"), "class {class}: {told}, not {covered}/{all}");
    }
    planner
        .phone
        .driver
        .execute("document.querySelector('[data-testid=plan-month]').scrollIntoView()", Vec::new())
        .await?;
    picture(&planner.phone, "plan-month", &[PHONE]).await?;
    planner.phone.goto(&format!("{}/today", planner.origin)).await?;
    planner.phone.find("[data-testid=today-stop][data-done=true]").await.context("a stop that is done")?;
    picture(&planner.phone, "today-plan-done", &[PHONE]).await
}
