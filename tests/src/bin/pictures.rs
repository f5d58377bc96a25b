//! `cargo run --release -p tests --bin pictures -- FOLDER`: the README's pictures, from the demo company in Chromium.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use server::demo::{self, Size};
use tests::Stage;
use tests::browser::{Browser, DESK, PHONE, Screen};
use tests::stage::REP;

#[tokio::main]
async fn main() -> Result<()> {
    let to = PathBuf::from(std::env::args().nth(1).context("where to: a folder")?);
    std::fs::create_dir_all(&to)?;
    let stage = Stage::set(Size::FULL).await?;
    let (url, now) = (stage.server.url(), stage.server.app.clock.now());
    let (customer, site) = stage.customer().await?;

    let phone = signed_in(&stage.path("phone"), PHONE, &url, REP, Some((site.lat() + 0.0006, site.lon()))).await?;
    phone.find("[data-testid=month]").await?;
    phone.press("near-me").await?;
    phone.find("[data-testid=today-checkin], [data-testid=open-visit]").await?;
    for (name, path, shown) in [
        ("today", "/today".to_owned(), "[data-testid=month]"),
        ("check-in", format!("/customers/{customer}/check-in"), "[data-testid=verdict][data-verdict=inside]"),
        ("customer", format!("/customers/{customer}"), "[data-testid=timeline]"),
        ("customers", "/customers".to_owned(), "[data-testid=customer-row]"),
        ("performance", "/performance".to_owned(), "[data-testid=statement]"),
        ("outbox", "/outbox".to_owned(), "[data-testid=outbox-item], [data-testid=sync-now]:not([disabled])"),
        ("me", "/me".to_owned(), "[data-testid=me-name]"),
    ] {
        shoot(&phone, &url, &to, name, &path, shown).await?;
    }
    phone.kill();

    let desk = signed_in(&stage.path("manager"), DESK, &url, "wang.lei", None).await?;
    shoot(&desk, &url, &to, "activity", "/activity", "[data-testid=map][data-ready=true]").await?;
    desk.kill();
    let desk = signed_in(&stage.path("hr"), DESK, &url, "sun.hui", None).await?;
    let month = shared::period::Zone::new("Asia/Shanghai")?.day_of(now).month().previous();
    desk.goto(&format!("{url}/periods")).await?;
    desk.find(&format!("[data-testid=period-row][data-period='{month}']")).await?.click().await?;
    desk.find("[data-testid=statement-row]").await?;
    desk.screenshot(&to.join("periods.png")).await?;
    shoot(&desk, &url, &to, "statement", &format!("/statements/lin.xd/{month}"), "[data-testid=statement-lines]")
        .await?;
    desk.kill();
    stage.server.stop().await
}

async fn signed_in(profile: &Path, screen: Screen, url: &str, login: &str, at: Option<(f64, f64)>) -> Result<Browser> {
    let browser = Browser::start(profile, screen).await?;
    if let Some((lat, lon)) = at {
        browser.stand_at(url, lat, lon, 18.0).await?;
    }
    browser.goto(url).await?;
    browser.write("signin-login", login).await?;
    browser.write("signin-password", demo::PASSWORD).await?;
    browser.press("signin-submit").await?;
    browser.find(".tabbar, .rail").await?;
    Ok(browser)
}

async fn shoot(browser: &Browser, url: &str, to: &Path, name: &str, path: &str, shown: &str) -> Result<()> {
    browser.goto(&format!("{url}{path}")).await?;
    browser.find(shown).await?;
    browser.screenshot(&to.join(format!("{name}.png"))).await
}
