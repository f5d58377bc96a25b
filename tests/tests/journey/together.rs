//! A rep on his phone and his manager at the desk, both online: each sees what the other did without asking for it.

#![expect(clippy::print_stdout, reason = "says how long it took")]

use anyhow::{Context, Result};
use server::demo::Size;
use shared::id::CustomerId;
use tests::Stage;
use tests::browser::Browser;
use tests::stage::REP;

use super::{desk_of, phone_of_rep};

/// How often each of them does something.
const TIMES: usize = 5;
const COLLEAGUE: &str = "chen.yh";

/// Presses something in one browser; gives the milliseconds until another shows what came of it, by this machine's clock.
async fn until_shown(presser: &Browser, testid: &str, viewer: &Browser, shown: &str) -> Result<f64> {
    let watch = "const [shown] = arguments;
        const look = new Function(`return Boolean(${shown})`);
        window.shownAt = undefined;
        const watch = new MutationObserver(() => {
            if (!look()) return;
            window.shownAt = Date.now();
            watch.disconnect();
        });
        watch.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });";
    viewer.driver.execute(watch, vec![shown.into()]).await?;
    presser.part(testid).await?;
    let press = "const [testid] = arguments;
        const part = document.querySelector(`[data-testid='${testid}']`);
        const at = Date.now();
        part.click();
        return at;";
    let pressed: f64 = presser.run(press, vec![testid.into()]).await?;
    viewer.holds(shown, "window.shownAt").await?;
    let at: f64 = viewer.run("return window.shownAt", Vec::new()).await?;
    Ok(at - pressed)
}

fn tell(what: &str, mut times: Vec<f64>) {
    times.sort_by(f64::total_cmp);
    let p50 = times.get(times.len() / 2).copied().unwrap_or_default();
    let most = times.last().copied().unwrap_or_default();
    println!("{what}: p50 {p50:.0} ms, longest {most:.0} ms of {}", times.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rep_and_his_manager_see_each_others_change_without_asking() -> Result<()> {
    let stage = Stage::set(Size::SMALL).await?;
    let url = stage.server.url();
    let (customer, site) = stage.customer().await?;
    let manager = desk_of(&stage, "wang.lei").await?;
    manager.part("page-activity").await?;
    manager.part("feed").await?;
    let phone = phone_of_rep(&stage, &url, Some((site.lat(), site.lon(), 18.0))).await?;

    let mut times = Vec::new();
    for _ in 0..TIMES {
        phone.goto(&format!("{url}/customers/{customer}/check-in")).await?;
        phone.find("[data-testid=verdict][data-verdict=inside]").await?;
        phone.find("[data-testid=checkin-submit]:not([disabled])").await?;
        let before = manager.count("[data-testid=activity-visit]").await?;
        let more = format!("document.querySelectorAll('[data-testid=activity-visit]').length > {before}");
        times.push(until_shown(&phone, "checkin-submit", &manager, &more).await?);
        phone.part("visit-timer").await?;
        phone.press("checkout-submit").await?;
        phone.holds("the visit to be closed", "!document.querySelector('[data-testid=visit-timer]')").await?;
    }
    tell("check-in on the phone → on the manager's page", times);

    // The manager has the rep work with a colleague on one of the colleague's customers, and takes him off it again.
    let other = customer_of(&stage, COLLEAGUE).await?;
    manager.goto(&format!("{url}/customers/{other}/holding")).await?;
    phone.goto(&format!("{url}/customers")).await?;
    phone.part("customer-row").await?;
    let row = format!("document.querySelector('[data-customer=\"{other}\"]')");
    let (mut came, mut went) = (Vec::new(), Vec::new());
    for _ in 0..TIMES {
        manager.set("collaborator-choice", REP).await?;
        manager.find("[data-testid=collaborator-add]:not([disabled])").await?;
        came.push(until_shown(&manager, "collaborator-add", &phone, &row).await?);
        manager.find(&format!("[data-testid=collaborator][data-employee='{REP}']")).await?;
        went.push(until_shown(&manager, "collaborator-remove", &phone, &format!("!{row}")).await?);
        manager.holds("nobody else", "!document.querySelector('[data-testid=collaborator]')").await?;
    }
    tell("collaborator added by the manager → customer on the phone", came);
    tell("collaborator removed by the manager → customer gone from the phone", went);
    Ok(())
}

/// A customer that only this colleague has.
async fn customer_of(stage: &Stage, login: &str) -> Result<CustomerId> {
    let own = stage.customers(REP).await?;
    let theirs = stage.customers(login).await?.into_iter().find(|one| !own.contains(one));
    Ok(theirs.context("a customer of the colleague alone")?.0)
}
