//! Journeys in real browsers, one file for each. They need the bundle in `dist/`.
#![cfg(feature = "browser")]

mod access;
mod calendar;
mod damaged;
mod day;
mod flags;
mod forms;
mod handing;
mod import;
mod killed;
mod plan;
mod profile;
mod records;
mod reminders;
mod settings;
mod sites;
mod tiles;
mod together;
mod usable;
mod visit;

use anyhow::{Context, Result, ensure};
use serde_json::json;
use server::demo;
use shared::id::CustomerId;
use tests::Stage;
use tests::browser::{Browser, DESK, PHONE, Screen};
use tests::stage::REP;

async fn sign_in(browser: &Browser, login: &str) -> Result<()> {
    browser.write("signin-login", login).await?;
    browser.write("signin-password", demo::PASSWORD).await?;
    browser.press("signin-submit").await
}

/// A rep's phone on which he has just signed in: his customers have come, and the app is kept for offline use.
async fn phone_is_ready(phone: &Browser) -> Result<()> {
    phone.part("page-today").await?;
    let arrived = "document.querySelector('[data-testid=today-checkin],[data-testid=open-visit]')";
    phone.holds("the customers to arrive", arrived).await?;
    phone.holds("the app to be kept for offline use", "navigator.serviceWorker.controller").await
}

/// Somebody's browser at a desk, signed in.
async fn desk_of(stage: &Stage, login: &str) -> Result<Browser> {
    let desk = Browser::start(&stage.path(&format!("desk-{login}")), DESK).await?;
    desk.goto(&stage.server.url()).await?;
    sign_in(&desk, login).await?;
    desk.find(".rail").await?;
    Ok(desk)
}

/// The rep's phone over this line, signed in and ready; where it is, in degrees and metres of accuracy, where that matters.
async fn phone_of_rep(stage: &Stage, origin: &str, stands: Option<(f64, f64, f64)>) -> Result<Browser> {
    let phone = Browser::start(&stage.path("phone"), PHONE).await?;
    if let Some((lat, lon, accuracy)) = stands {
        phone.stand_at(origin, lat, lon, accuracy).await?;
    }
    phone.goto(origin).await?;
    sign_in(&phone, REP).await?;
    phone_is_ready(&phone).await?;
    Ok(phone)
}

/// Everything in the outbox has come this far.
async fn outbox_is(browser: &Browser, records: usize, states: &[&str]) -> Result<()> {
    let list = states.iter().map(|state| format!("'{state}'")).collect::<Vec<_>>().join(",");
    let script = format!(
        "(() => {{ const items = [...document.querySelectorAll('[data-testid=outbox-item]')];
            return items.length >= {records} && items.every(item => [{list}].includes(item.dataset.sync)); }})()"
    );
    browser.holds(&format!("{records} records in {states:?}"), &script).await
}

/// Exchanges with the server, on the page of the outbox, and waits until that exchange is over.
async fn sync_now(phone: &Browser) -> Result<()> {
    phone.find("[data-testid=sync-now]:not([disabled])").await?;
    let last = "(document.querySelector('[data-testid=page-outbox]')?.dataset.synced ?? '')";
    let before: String = phone.run(&format!("return {last}"), Vec::new()).await?;
    phone.press("sync-now").await?;
    let over =
        format!("{last} !== '{before}' && document.querySelector('[data-testid=sync-now]:not([disabled])') !== null");
    phone.holds("an exchange to be over", &over).await
}

/// Keeps pictures in the folder `FIELDTALLY_PICTURES`, where that is asked for: for whoever wants to look.
async fn picture(browser: &Browser, name: &str, screens: &[Screen]) -> Result<()> {
    let Some(folder) = std::env::var_os("FIELDTALLY_PICTURES") else { return Ok(()) };
    std::fs::create_dir_all(&folder)?;
    for screen in screens {
        browser.take_shape(*screen).await?;
        let file = format!("{name}-{}.png", screen.width);
        browser.screenshot(&std::path::Path::new(&folder).join(file)).await?;
    }
    Ok(())
}

/// Chooses among pills by the text on one.
pub(crate) async fn pill(phone: &Browser, group: &str, text: &str) -> Result<()> {
    phone.find(&format!("[data-testid='{group}'] button")).await?;
    let found: bool = phone
        .run(
            "const [group, text] = arguments;
             const pills = [...document.querySelectorAll(`[data-testid='${group}'] button`)];
             const one = pills.find((pill) => pill.textContent.includes(text));
             one?.click();
             return Boolean(one);",
            vec![json!(group), json!(text)],
        )
        .await?;
    ensure!(found, "no pill {text} in {group}");
    Ok(())
}

/// Puts a picture where a camera would.
pub(crate) async fn photograph(stage: &Stage, phone: &Browser, testid: &str) -> Result<()> {
    let shot = stage.path("shot.png");
    phone.screenshot(&shot).await?;
    phone.part(testid).await?.send_keys(shot.to_string_lossy()).await?;
    phone.part("photo-taken").await.map(drop)
}

/// Where the page is, without its origin.
pub(crate) async fn path(phone: &Browser) -> Result<String> {
    phone.run("return location.pathname", Vec::new()).await
}

/// The customer whose page is shown.
pub(crate) async fn shown_customer(phone: &Browser) -> Result<CustomerId> {
    let path = path(phone).await?;
    path.rsplit('/').next().context("an id")?.parse().with_context(|| format!("a customer's page, not {path}"))
}

/// Opens one of the parts of a customer's page.
async fn tab(phone: &Browser, name: &str) -> Result<()> {
    phone.find("[data-testid=page-customer] [role=tab]").await?;
    let press = "const one = [...document.querySelectorAll('[role=tab]')].find((tab) => tab.textContent.includes(arguments[0]));
        one?.click();
        return Boolean(one);";
    ensure!(phone.run::<bool>(press, vec![json!(name)]).await?, "no tab {name}");
    Ok(())
}
