//! What an administrator sets is on the phones of his people with the next exchange, and stays there without a network.

use anyhow::{Context, Result, ensure};
use serde_json::json;
use server::demo::Size;
use server::settings;
use server::store::StoreError;
use shared::doc::company::Settings;
use tests::browser::{Browser, DESK, PHONE, until};
use tests::{Proxy, Stage};
use thirtyfour::Key;

use super::{desk_of, outbox_is, phone_of_rep, picture, pill};

const ADMIN: &str = "zheng.wei";

fn stands(stage: &Stage) -> Result<Settings> {
    let app = &stage.server.app;
    Ok(app.store.read_blocking::<_, StoreError, _>(|conn| settings::page(conn, &app.company))?)
}

/// What stands in a field.
async fn value(browser: &Browser, testid: &str) -> Result<String> {
    let read = "return document.querySelector(`[data-testid='${arguments[0]}']`).value";
    browser.run(read, vec![json!(testid)]).await
}

/// The page says which field is wrong and what stands in it, and nothing can be saved.
async fn wrong(desk: &Browser, field: &str, is: &str) -> Result<()> {
    let says = format!(
        "(() => {{ const wrong = document.querySelector('[data-testid=settings-wrong]');
            return wrong?.dataset.field === '{field}' && wrong.textContent.includes('{is}')
                && document.querySelector('[data-testid=settings-save]').disabled; }})()"
    );
    desk.holds(&format!("{field} {is} to be told"), &says).await
}

/// One more field of customers, with what may be chosen there.
async fn define(desk: &Browser, name: &str, options: &str) -> Result<()> {
    desk.press("settings-fields-add").await?;
    let row = "[data-testid=settings-fields] li:last-child input";
    let empty = format!("document.querySelector('{row}').value === ''");
    desk.holds("an empty row", &empty).await?;
    desk.find(&format!("{row}:first-of-type")).await?.send_keys(name).await?;
    if !options.is_empty() {
        // Left by the key that leads on, as one who types does.
        desk.find(&format!("{row}:nth-of-type(2)")).await?.send_keys(options.to_owned() + Key::Tab).await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_set_at_the_desk_is_on_the_phones() -> Result<()> {
    let stage = Stage::set(Size::SMALL).await?;
    let (customer, _) = stage.customer().await?;
    let line = Proxy::start(stage.server.addr).await?;
    let origin = line.url();
    let phone = phone_of_rep(&stage, &origin, None).await?;

    let desk = desk_of(&stage, ADMIN).await?;
    desk.press("nav-settings").await?;
    desk.part("settings-radius").await?;
    picture(&desk, "settings", &[DESK]).await?;
    let before = stands(&stage)?;

    // What can not be is told with its field and what was typed; what else was typed stays.
    define(&desk, "床位数", "").await?;
    define(&desk, "医院等级", "二级、三级").await?;
    desk.write("settings-unhandled", "10").await?;
    for typed in ["49", "三百", "2001", ""] {
        desk.set("settings-radius", typed).await?;
        wrong(&desk, "fence_radius", typed).await?;
    }
    picture(&desk, "settings-wrong", &[DESK]).await?;
    desk.set("settings-radius", "200").await?;
    desk.set("settings-gap-B", "70000").await?;
    wrong(&desk, "contact_gap.B", "70000").await?;
    desk.set("settings-gap-B", "21").await?;
    desk.holds("nothing to be wrong", "!document.querySelector('[data-testid=settings-wrong]')").await?;
    ensure!(stands(&stage)? == before, "something was set that was not saved");
    ensure!(value(&desk, "settings-unhandled").await? == "10", "what was typed is gone");

    desk.press("settings-save").await?;
    desk.part("toast").await?;
    picture(&desk, "settings-saved", &[DESK]).await?;
    let set = stands(&stage)?;
    let gap = set.contact_gap.get(&shared::doc::ledger::Class::B);
    ensure!((set.fence_radius, set.unhandled_days, gap) == (200, 10, Some(&21)), "{set:?}");
    let [beds, grade] = &set.customer_fields[..] else { anyhow::bail!("two fields: {set:?}") };
    ensure!((beds.name.as_str(), grade.name.as_str()) == ("床位数", "医院等级"), "{set:?}");
    let options: Vec<&str> = grade.options.iter().map(|option| option.name.as_str()).collect();
    ensure!(options == ["二级", "三级"], "{options:?}");
    ensure!(set.visit_purposes == before.visit_purposes && set.tiles == before.tiles, "{set:?}");
    let kept = (beds.id.clone(), grade.id.clone(), grade.options.clone());

    // Come back to, it stands as it was left; a name changes, the ids stay.
    desk.press("nav-me").await?;
    desk.press("nav-settings").await?;
    desk.part("settings-radius").await?;
    ensure!(value(&desk, "settings-radius").await? == "200", "another radius");
    let last = desk.find("[data-testid=settings-fields] li:last-child input:first-of-type").await?;
    last.clear().await?;
    last.send_keys("等级").await?;
    desk.press("settings-save").await?;
    let set = until("the name to be set", || {
        let set = stands(&stage).ok()?;
        (set.customer_fields.last()?.name == "等级").then_some(set)
    })
    .await?;
    let [beds, grade] = &set.customer_fields[..] else { anyhow::bail!("two fields: {set:?}") };
    ensure!(kept == (beds.id.clone(), grade.id.clone(), grade.options.clone()), "{set:?}");

    // On the phone with the next exchange, and after it without a network.
    phone.goto(&format!("{origin}/outbox")).await?;
    phone.press("sync-now").await?;
    phone.goto(&format!("{origin}/customers/{customer}/edit")).await?;
    phone.part(&format!("custom-{}", grade.id)).await?;
    line.cut();
    phone.goto(&format!("{origin}/customers/{customer}/sites/new")).await?;
    let usual = "document.querySelector('[data-testid=site-radius-is]')?.textContent.includes('200')";
    phone.holds("the usual fence", usual).await?;
    phone.goto(&format!("{origin}/customers/{customer}/edit")).await?;
    phone.write(&format!("custom-{}", beds.id), "860").await?;
    pill(&phone, &format!("custom-{}", grade.id), "三级").await?;
    picture(&phone, "own-fields", &[PHONE]).await?;
    phone.press("customer-save").await?;
    phone.part("page-customer").await?;
    let shown = phone.text("[data-testid=page-customer]").await?;
    ensure!(shown.contains("床位数") && shown.contains("860") && shown.contains("三级"), "{shown}");

    line.mend();
    phone.goto(&format!("{origin}/outbox")).await?;
    phone.press("sync-now").await?;
    outbox_is(&phone, 1, &["counted"]).await?;
    let custom = stage.profile(customer).await?.custom;
    let three = &grade.options.last().context("an option")?.id;
    ensure!(
        custom.get(&beds.id).map(String::as_str) == Some("860") && custom.get(&grade.id) == Some(three),
        "{custom:?}"
    );
    Ok(())
}
