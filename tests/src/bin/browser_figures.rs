//! `cargo run --release -p tests --bin browser_figures`: what a rep feels, in Chromium on the bundle in `dist/`: from the tap on
//! 签到 until the record is durable and the page says so, and a cold start with no network.

use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::Value;
use server::demo::{self, Size};
use tests::browser::{Browser, PHONE};
use tests::load::{Figures, Spread};
use tests::stage::REP;
use tests::{Proxy, Stage};

const VISITS: usize = 100;
const STARTS: usize = 10;

#[tokio::main]
async fn main() -> Result<()> {
    // Three closed months behind the rep, as in the demo.
    let stage = Stage::set(Size { closed: 3, open: 0, customers: 60, ..Size::SMALL }).await?;
    let (customer, site) = stage.customer().await?;
    let line = Proxy::start(stage.server.addr).await?;
    let origin = line.url();
    let phone = Browser::start(&stage.path("phone"), PHONE).await?;
    phone.stand_at(&origin, site.lat(), site.lon(), 18.0).await?;
    phone.goto(&origin).await?;
    phone.write("signin-login", REP).await?;
    phone.write("signin-password", demo::PASSWORD).await?;
    phone.press("signin-submit").await?;
    phone.holds("the customers to arrive", "document.querySelector('[data-testid=today-checkin]')").await?;
    phone.holds("the app to be kept for offline use", "navigator.serviceWorker.controller").await?;
    line.cut();
    let table = Figures;
    table.section(&format!("check-in in Chromium, offline, three months of data on the phone, {VISITS} visits"));
    let mut times = Vec::new();
    for _ in 0..VISITS {
        phone.goto(&format!("{origin}/customers/{customer}/check-in")).await?;
        phone.find("[data-testid=verdict][data-verdict=inside]").await?;
        times.push(tap(&phone, "checkin-submit", "[data-testid=visit-timer]").await?);
        phone.press("checkout-submit").await?;
        phone.holds("the visit to be closed", "!document.querySelector('[data-testid=visit-timer]')").await?;
    }
    table.row("tap → durable and shown", &Spread::new(times).show());

    table.section(&format!("cold start with no network, browser killed each time, {STARTS} starts"));
    let (mut painted, mut usable) = (Vec::new(), Vec::new());
    phone.keeps_cookie("fieldtally_session").await?;
    let mut profile = phone.kill();
    for _ in 0..STARTS {
        let phone = Browser::start(&profile, PHONE).await?;
        phone.goto(&format!("{origin}/today")).await?;
        // A page that lists reminders and the month has asked the store and been answered.
        phone.find("[data-testid=month], [data-testid=reminders]").await?;
        let paint = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0";
        painted.push(millis(&phone, &format!("return {paint}")).await?);
        usable.push(
            millis(&phone, "return performance.getEntriesByName('today-usable')[0]?.startTime ?? performance.now()")
                .await?,
        );
        profile = phone.kill();
    }
    table.row("first contentful paint", &Spread::new(painted).show());
    table.row("Today with its numbers, from the navigation's start", &Spread::new(usable).show());
    stage.server.stop().await
}

/// Presses and waits for what shows that it is done; the time between, by the page's own clock.
async fn tap(phone: &Browser, testid: &str, done: &str) -> Result<Duration> {
    let script = format!(
        "const done = arguments[arguments.length - 1];
         const begun = performance.now();
         const look = () => document.querySelector(`{done}`) && (watch.disconnect(), done(performance.now() - begun));
         const watch = new MutationObserver(look);
         watch.observe(document.body, {{childList: true, subtree: true}});
         document.querySelector('[data-testid={testid}]').click();"
    );
    let answer = phone.driver.execute_async(script, Vec::new()).await?;
    duration(answer.json())
}

async fn millis(phone: &Browser, script: &str) -> Result<Duration> {
    duration(phone.driver.execute(script, Vec::new()).await?.json())
}

fn duration(value: &Value) -> Result<Duration> {
    Ok(Duration::from_secs_f64(value.as_f64().context("a number of milliseconds")? / 1000.0))
}
