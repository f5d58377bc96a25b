//! `cargo run --release -p tests --bin browser_figures`: what a rep feels, in Chromium on the bundle in `dist/`: from the tap on
//! 签到 until the record is durable and the page says so, a cold start with no network, and 5,000 customers on one phone.
//! Three closed months lie behind the rep, or as many as the first argument says.

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
const CUSTOMERS: usize = 5_000;
/// Typed letter by letter, each its own search.
const WORDS: [&str; 8] = ["renhe", "rhkq", "仁和", "眼科医院", "jianshelu", "80001234", "古翠路", "mingde"];

#[tokio::main]
async fn main() -> Result<()> {
    let months: u32 = std::env::args().nth(1).map_or(Ok(3), |text| text.parse()).context("how many months")?;
    let stage = Stage::set(Size { closed: months, open: 0, customers: 60, ..Size::SMALL }).await?;
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
    table.section(&format!(
        "check-in in Chromium, offline, {months} closed months of data on the phone, {VISITS} visits"
    ));
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

    table.section(&format!("{CUSTOMERS} customers on one phone, offline"));
    import(&stage, &tests::many::customers(CUSTOMERS, REP)).await?;
    line.mend();
    let phone = Browser::start(&profile, PHONE).await?;
    phone.stand_at(&origin, site.lat(), site.lon(), 18.0).await?;
    phone.goto(&format!("{origin}/customers")).await?;
    let all = format!(
        "[...document.querySelectorAll('[data-testid=customers-count]')].some((one) => one.textContent.replace(/\\D/g, '') >= {CUSTOMERS})"
    );
    phone.holds("all customers to come", &all).await?;
    phone.goto(&format!("{origin}/customers/map")).await?;
    phone.find("[data-testid=customer-map][data-ready=true]").await?;
    phone.goto(&format!("{origin}/today")).await?;
    phone.part("page-today").await?;
    line.cut();
    many(&phone, &table, &origin).await?;
    let profile = phone.kill();
    let mut usable = Vec::new();
    let mut profile = profile;
    for _ in 0..STARTS {
        let phone = Browser::start(&profile, PHONE).await?;
        phone.goto(&format!("{origin}/today")).await?;
        phone.find("[data-testid=month], [data-testid=reminders]").await?;
        usable.push(millis(&phone, "return performance.now()").await?);
        profile = phone.kill();
    }
    table.row("cold start to Today with its numbers", &Spread::new(usable).show());
    stage.server.stop().await
}

/// As an administrator does, by the route.
async fn import(stage: &Stage, file: &str) -> Result<()> {
    let client = reqwest::Client::new();
    let url = stage.server.url();
    let signed: Value = client
        .post(format!("{url}/api/v1/session"))
        .json(&serde_json::json!({"login": "zheng.wei", "password": demo::PASSWORD, "device_name": "figures", "bearer": true}))
        .send()
        .await?
        .error_for_status()?
        .json()
        .await?;
    let token = signed.get("token").and_then(Value::as_str).context("a token")?;
    let answer = client
        .post(format!("{url}/api/v1/import/customers?duplicates=different"))
        .bearer_auth(token)
        .header("content-type", "text/csv")
        .body(file.to_owned())
        .send()
        .await?;
    let report: Value = answer.error_for_status()?.json().await?;
    anyhow::ensure!(report.get("imported") == Some(&Value::Bool(true)), "not imported: {report}");
    Ok(())
}

/// The list, each search as it is typed, and the map.
async fn many(phone: &Browser, table: &Figures, origin: &str) -> Result<()> {
    let mut first = Vec::new();
    let mut drawn = Vec::new();
    for _ in 0..STARTS {
        first.push(go(phone, "/customers", "[data-testid=customer-row]").await?);
        drawn.push(
            go(phone, "/customers/map", "[data-testid=customer-map][data-ready=true] .leaflet-marker-icon").await?,
        );
    }
    table.row("to the list, first rows drawn", &Spread::new(first).show());
    table.row("to the map, marks drawn", &Spread::new(drawn).show());
    phone.goto(&format!("{origin}/customers")).await?;
    phone.find("[data-testid=customer-row]").await?;
    let mut searched = Vec::new();
    for word in WORDS {
        let letters: Vec<char> = word.chars().collect();
        for until in 1..=letters.len() {
            let typed: String = letters.iter().take(until).collect();
            searched.push(search(phone, &typed).await?);
        }
    }
    table.row("search, from the letter to the rows drawn", &Spread::new(searched).show());
    let heap: f64 = phone.run("return performance.memory?.usedJSHeapSize ?? 0", Vec::new()).await?;
    table.row("JavaScript heap of the page", &format!("{:.0} MB", heap / 1e6));
    table.row("all of Chromium's processes, resident", &format!("{:.0} MB", phone.resident()? as f64 / 1e6));
    Ok(())
}

/// Goes there as by a link, until something is drawn; the time by the page's own clock.
async fn go(phone: &Browser, path: &str, shown: &str) -> Result<Duration> {
    let script = "const [path, shown, done] = arguments;
        const look = () => document.querySelector(shown) && (watch.disconnect(), done(performance.now() - begun));
        const watch = new MutationObserver(look);
        history.pushState(null, '', '/me');
        dispatchEvent(new PopStateEvent('popstate'));
        let begun = 0;
        const wait = () => {
            if (!document.querySelector('[data-testid=page-me]')) return requestAnimationFrame(wait);
            begun = performance.now();
            history.pushState(null, '', path);
            watch.observe(document.body, {childList: true, subtree: true, attributes: true});
            dispatchEvent(new PopStateEvent('popstate'));
        };
        wait();";
    duration(phone.driver.execute_async(script, vec![path.into(), shown.into()]).await?.json())
}

/// Puts text into the search and waits until what is drawn has changed or stands for two frames after the answer.
async fn search(phone: &Browser, text: &str) -> Result<Duration> {
    let script = "const [text, done] = arguments;
        const field = document.querySelector('[data-testid=customers-search]');
        const begun = performance.now();
        let changed = begun;
        const watch = new MutationObserver(() => { changed = performance.now(); });
        watch.observe(document.querySelector('main'), {childList: true, subtree: true, characterData: true, attributes: true});
        Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(field, text);
        field.dispatchEvent(new Event('input', {bubbles: true}));
        const settled = () => {
            const quiet = performance.now() - changed;
            // Quiet for long after the last change: that change was the answer.
            if (quiet < 150) return setTimeout(settled, 10);
            watch.disconnect();
            done(Math.max(changed - begun, 0));
        };
        setTimeout(settled, 200);";
    duration(phone.driver.execute_async(script, vec![text.into()]).await?.json())
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
