//! A rep's whole day with no network at all: a new customer, found by pinyin, planned, visited with a photo and a form,
//! amended, put off, merged; then the line is back, and the server has carried everything out.

use anyhow::{Context, Result, ensure};
use serde_json::json;
use server::demo::Size;
use shared::doc::ledger::Class;
use shared::id::CustomerId;
use tests::browser::{Browser, DESK, PHONE};
use tests::stage::REP;
use tests::{Proxy, Stage};

use super::{desk_of, outbox_is, phone_of_rep, photograph, picture, pill, shown_customer};

async fn enter_customer(phone: &Browser, origin: &str, name: &str, like: &str) -> Result<CustomerId> {
    phone.goto(&format!("{origin}/customers/new")).await?;
    // While it is typed, what is alike on this phone is shown (CUS-4).
    phone.write("customer-name", like).await?;
    phone.part("same").await?;
    picture(phone, "new-customer-alike", &[PHONE]).await?;
    phone.write("customer-name", name).await?;
    phone.write("customer-phone", "0571-88001234").await?;
    phone.press("site-here").await?;
    phone.part("site-found").await?;
    pill(phone, "customer-class", "A").await?;
    phone.press("customer-save").await?;
    phone.part("page-customer").await?;
    shown_customer(phone).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_whole_day_without_a_network() -> Result<()> {
    let stage = Stage::set(Size::SMALL).await?;
    let customers = stage.customers(REP).await?;
    let [(first, site), (second, _), ..] = customers[..] else { anyhow::bail!("two customers") };
    let line = Proxy::start(stage.server.addr).await?;
    let origin = line.url();
    let phone = phone_of_rep(&stage, &origin, Some((site.lat() + 0.0302, site.lon(), 12.0))).await?;
    // The map is kept for later while there is a network.
    phone.goto(&format!("{origin}/customers/map")).await?;
    phone.find("[data-testid=customer-map][data-ready=true]").await?;
    line.cut();

    // A customer the server has never heard of, and a visit there at once.
    let new = enter_customer(&phone, &origin, "临平安吉诊所", "浙北仁和医院").await?;
    phone.part("class-waits").await?;
    phone.goto(&format!("{origin}/customers")).await?;
    for words in ["lpaj", "linping", "临平", "88001234", "lpaj诊所"] {
        phone.write("customers-search", words).await?;
        let alone = format!(
            "(() => {{ const rows = [...document.querySelectorAll('[data-testid=customer-row]')];
                return rows.length === 1 && rows[0].dataset.customer === '{new}'; }})()"
        );
        phone.holds(&format!("{words} to find the new customer alone"), &alone).await?;
    }
    picture(&phone, "search", &[PHONE]).await?;
    phone.goto(&format!("{origin}/customers/{new}/check-in")).await?;
    phone.find("[data-testid=verdict][data-verdict=inside]").await?;
    // What the company offers has come with the first sync; no start anew was needed.
    phone.find("[data-testid=checkin-purpose] [data-choice=follow_up]").await?;
    photograph(&stage, &phone, "checkin-photo").await?;
    phone.press("checkin-submit").await?;
    phone.part("visit-timer").await?;
    phone.write("visit-result", "认识了负责人，约定演示").await?;
    phone.press("checkout-submit").await?;
    phone.holds("the visit to be closed", "!document.querySelector('[data-testid=visit-timer]')").await?;

    // What was written is amended: the original stays beside it (VIS-3).
    phone.goto(&format!("{origin}/customers/{new}")).await?;
    phone.press("happening-open").await?;
    phone.part("visit-evidence").await?;
    picture(&phone, "evidence", &[PHONE]).await?;
    phone.press("visit-amend").await?;
    phone.write("amend-result", "认识了院长，约定周五演示").await?;
    phone.write("amend-why", "写错了人").await?;
    phone.press("amend-submit").await?;
    phone.part("visit-amended").await?;
    let said = phone.text("[data-testid=page-visit-record]").await?;
    ensure!(said.contains("认识了负责人，约定演示") && said.contains("认识了院长，约定周五演示"), "{said}");

    // The day is planned: what is due first, in the order of the way.
    phone.goto(&format!("{origin}/plan")).await?;
    phone.press("plan-suggest").await?;
    phone.part("plan-stop").await?;
    let stops = phone.count("[data-testid=plan-stop]").await?;
    phone.press("plan-sort").await?;
    picture(&phone, "plan", &[PHONE]).await?;
    phone.press("plan-save").await?;
    phone.part("today-stop").await?;
    ensure!(phone.count("[data-testid=today-stop]").await? == stops, "Today shows another plan");
    picture(&phone, "today-planned", &[PHONE]).await?;

    // One reminder is put off: it leaves the list, and is listed as put off.
    let before: usize = phone.count("[data-testid=reminder]").await?;
    if before > 0 {
        phone.press("snooze").await?;
        phone.press("snooze-3").await?;
        phone.press("snooze-submit").await?;
        phone.part("snoozed").await?;
    }

    // Two customers turn out to be one: at once, on this phone.
    phone.goto(&format!("{origin}/customers/{second}/merge")).await?;
    phone.press("merge-into").await?;
    phone.find(&format!("[data-testid=pick-row][data-customer='{first}']")).await?.click().await?;
    phone.press("merge-submit").await?;
    phone.part("merged-also").await?;
    ensure!(shown_customer(&phone).await? == first, "the page of the one that stays");

    // No position at all: the last known one is offered with its age, a reason is asked, nothing is blocked (VIS-1).
    phone.devtools("Emulation.setGeolocationOverride", json!({})).await?;
    phone.goto(&format!("{origin}/customers/{first}/check-in")).await?;
    phone.part("checkin-last-known").await?;
    phone.press("checkin-last-known").await?;
    phone.part("fix-last-known").await?;
    picture(&phone, "last-known", &[PHONE]).await?;
    phone.write("checkin-reason-words", "楼内没有信号").await?;
    phone.press("checkin-submit").await?;
    phone.part("visit-timer").await?;
    phone.press("checkout-submit").await?;
    phone.holds("the visit to be closed", "!document.querySelector('[data-testid=visit-timer]')").await?;

    // The line is back: all of it is counted, and the server has done what was asked.
    line.mend();
    phone.goto(&format!("{origin}/outbox")).await?;
    phone.press("sync-now").await?;
    outbox_is(&phone, 9, &["counted"]).await?;
    let (app, company) = (stage.server.app.clone(), stage.server.app.company.clone());
    let held = app.store.read::<_, server::store::StoreError, _>(move |conn| {
        Ok((server::store::holding::get(conn, &company, new)?, server::store::holding::get(conn, &company, second)?))
    });
    let (made, merged) = held.await?;
    let made = made.context("the new customer has no owner")?;
    ensure!((made.owner.as_str(), made.class) == (REP, Class::A), "{made:?}");
    ensure!(merged.context("the merged one is gone")?.merged_into == Some(first), "it was not merged");

    // The manager sees what is exceptional first: the visit that was made far from its customer.
    let manager = desk_of(&stage, "wang.lei").await?;
    manager.part("exceptions").await?;
    let far = "document.querySelector('[data-testid=exceptions]').textContent.includes('楼内没有信号')";
    manager.holds("the visit with its reason", far).await?;
    picture(&manager, "exceptions", &[DESK]).await?;
    Ok(())
}
