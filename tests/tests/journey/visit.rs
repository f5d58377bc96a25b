//! The way of one visit in real browsers: recorded offline on a phone, killed, started again, sent, seen by a manager, paid
//! and sealed, and explained on the phone it came from.

use anyhow::{Context, Result, ensure};
use server::demo::Size;
use server::store::StoreError;
use shared::engine::Sealed;
use shared::fact::{Fact, FactBody};
use shared::id::{DocId, EmployeeId};
use shared::period::Month;
use tests::browser::{Browser, DESK, PHONE};
use tests::company::now_ms;
use tests::stage::REP;
use tests::{Proxy, Stage};

use super::{desk_of, outbox_is, phone_of_rep, sign_in};

/// A contract the rep has a share in.
async fn contract(stage: &Stage) -> Result<String> {
    let company = stage.server.app.company.to_string();
    let found = stage.server.app.store.read::<_, StoreError, _>(move |conn| {
        conn.prepare_cached(
            "SELECT body FROM fact WHERE company_id = ?1 AND kind = 'contract' AND superseded_seq IS NULL",
        )?
        .query_map([company], |row| row.get::<_, String>(0))?
        .collect::<Result<Vec<String>, StoreError>>()
    });
    let rep: EmployeeId = REP.parse()?;
    for body in found.await? {
        if let Fact { body: FactBody::Contract { contract, shares, .. }, .. } = serde_json::from_str(&body)?
            && shares.contains_key(&rep)
        {
            return Ok(contract.to_string());
        }
    }
    anyhow::bail!("the rep has no contract")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_way_of_one_visit() -> Result<()> {
    let stage = Stage::set(Size::SMALL).await?;
    let (customer, site) = stage.customer().await?;
    let line = Proxy::start(stage.server.addr).await?;
    let origin = line.url();

    // Signed in once, online; then the line is cut.
    let phone = phone_of_rep(&stage, &origin, Some((site.lat() + 86.0 / 111_195.0, site.lon(), 18.0))).await?;
    line.cut();

    // Checked in inside the fence, with result, next step and date; a claim with a photo.
    phone.goto(&format!("{origin}/customers/{customer}/check-in")).await?;
    phone.find("[data-testid=verdict][data-verdict=inside]").await?;
    phone.press("checkin-submit").await?;
    phone.part("visit-timer").await?;
    phone.write("visit-result", "设备科确认需求，等待第二版报价").await?;
    phone.write("visit-next-step", "送第二版报价").await?;
    let next = tomorrow();
    phone.set("visit-next-date", &next).await?;
    phone.press("checkout-submit").await?;
    phone.holds("the visit to be closed", "!document.querySelector('[data-testid=visit-timer]')").await?;
    phone.goto(&format!("{origin}/expense?customer={customer}")).await?;
    // Any picture does: the page as it looks.
    let receipt = stage.path("receipt.png");
    phone.screenshot(&receipt).await?;
    phone.part("expense-photo").await?.send_keys(receipt.to_string_lossy()).await?;
    phone.part("photo-taken").await?;
    phone.write("expense-amount", "480").await?;
    phone.driver.execute("document.querySelector('[data-testid=expense-category] button').click()", Vec::new()).await?;
    phone.press("expense-submit").await?;
    phone.holds("the claim to be saved", "!document.querySelector('[data-testid=page-expense]')").await?;
    phone.goto(&format!("{origin}/outbox")).await?;
    outbox_is(&phone, 3, &["local", "sent"]).await?;

    // Killed without warning, started again with no network: all is there.
    phone.keeps_cookie("fieldtally_session").await?;
    let profile = phone.kill();
    let phone = Browser::start(&profile, PHONE).await?;
    phone.stand_at(&origin, site.lat() + 86.0 / 111_195.0, site.lon(), 18.0).await?;
    phone.goto(&format!("{origin}/outbox")).await?;
    outbox_is(&phone, 3, &["local", "sent"]).await?;
    phone.goto(&format!("{origin}/customers/{customer}")).await?;
    phone.find("[data-testid=happening][data-sync=local]").await?;

    // Online again: every record is held, then counted.
    line.mend();
    phone.goto(&format!("{origin}/outbox")).await?;
    phone.press("sync-now").await?;
    outbox_is(&phone, 3, &["held", "counted"]).await?;
    outbox_is(&phone, 3, &["counted"]).await?;

    // The manager sees the visit on the map and in the feed.
    let manager = desk_of(&stage, "wang.lei").await?;
    manager.part("page-activity").await?;
    manager.find("[data-testid=map][data-ready=true]").await?;
    manager.find("[data-testid=activity-visit][data-verdict=inside]").await?;
    let script = "[...document.querySelectorAll('[data-testid=activity-visit]')].some(item => item.textContent.includes('林晓东'))";
    manager.holds("the visit in the feed", script).await?;
    manager.kill();

    close_last_month(&stage, &stage.server.url()).await?;

    // The statement is on the phone, computed there from its pack, with the server's hash.
    phone.goto(&format!("{origin}/outbox")).await?;
    phone.press("sync-now").await?;
    phone.goto(&format!("{origin}/performance")).await?;
    phone.press("period-sealed").await?;
    phone.find("[data-testid=statement-seal][data-agrees=true]").await?;
    let month = last_month();
    let (hash, sealed) = sealed(&stage, month).await?;
    ensure!(phone.text("[data-testid=seal-own]").await? == hash, "the phone's own hash is not the server's");
    ensure!(sealed.again()?.1.seal == hash, "natively the same");
    let mut altered = sealed.clone();
    altered.pack.books.visits.pop().context("a visit to leave out")?;
    ensure!(altered.again()?.1.seal != hash, "an altered input must show");

    // A pack that was tampered with on the way shows on the phone too.
    tamper(&stage, month, &altered, &hash).await?;
    phone.goto(&format!("{origin}/outbox")).await?;
    phone.press("sync-now").await?;
    phone.goto(&format!("{origin}/performance")).await?;
    phone.press("period-sealed").await?;
    phone.find("[data-testid=statement-seal][data-agrees=false]").await?;
    Ok(())
}

/// Finance imports what was collected; HR freezes and scores, the general manager approves, finance closes.
async fn close_last_month(stage: &Stage, desk: &str) -> Result<()> {
    let month = last_month();
    let finance = Browser::start(&stage.path("finance"), DESK).await?;
    finance.goto(desk).await?;
    sign_in(&finance, "zhou.li").await?;
    finance.find(".rail").await?;
    finance.goto(&format!("{desk}/import")).await?;
    finance.press("import-collections").await?;
    let file = stage.path("collections.csv");
    let contract = contract(stage).await?;
    std::fs::write(
        &file,
        format!("external_id,contract,received,amount\nHK-9001,{contract},{},1234.56\n", month.last_day()),
    )?;
    finance.part("import-file").await?.send_keys(file.to_string_lossy()).await?;
    finance.holds("the file to be read", "!document.querySelector('[data-testid=import-submit]').disabled").await?;
    finance.press("import-submit").await?;
    finance.find("[data-testid=import-report][data-imported=true]").await?;
    let row = format!("[data-testid=period-row][data-period='{month}']");
    for (login, steps) in [("sun.hui", &["freeze", "score"][..]), ("zhao.gd", &["approve"]), ("zhou.li", &["close"])] {
        let person = Browser::start(&stage.path(&format!("{login}-{}", steps[0])), DESK).await?;
        person.goto(desk).await?;
        sign_in(&person, login).await?;
        person.find(".rail").await?;
        person.goto(&format!("{desk}/periods")).await?;
        for step in steps {
            person.find(&row).await?.click().await?;
            person.press(&format!("period-{step}")).await?;
            person.press("confirm-yes").await?;
            let state = match *step {
                "freeze" => "frozen",
                "score" => "scored",
                "approve" => "approved",
                _ => "closed",
            };
            person.find(&format!("{row}[data-state='{state}']")).await?;
        }
        if login == "sun.hui" {
            // The statement browser, down to the evidence.
            person.goto(&format!("{desk}/statements/{REP}/{month}")).await?;
            person.part("statement-hash").await?;
            person.part("statement-lines").await?;
        }
        person.kill();
    }
    finance.kill();
    Ok(())
}

fn last_month() -> Month {
    let zone = shared::period::Zone::new("Asia/Shanghai").expect("a zone of the list");
    zone.day_of(shared::period::Instant::from_millis(now_ms())).month().previous()
}

fn tomorrow() -> String {
    let zone = shared::period::Zone::new("Asia/Shanghai").expect("a zone of the list");
    zone.day_of(shared::period::Instant::from_millis(now_ms())).plus_days(1).to_string()
}

async fn sealed(stage: &Stage, month: Month) -> Result<(String, Sealed)> {
    let company = stage.server.app.company.to_string();
    let found = stage.server.app.store.read::<_, StoreError, _>(move |conn| {
        conn.prepare_cached(
            "SELECT hash, sealed FROM statement WHERE company_id = ?1 AND period = ?2 AND employee = ?3",
        )?
        .query_row((company, month.to_string(), REP), |row| Ok((row.get::<_, String>(0)?, row.get::<_, Vec<u8>>(1)?)))
    });
    let (hash, packed) = found.await?;
    let sealed = serde_json::from_reader(flate2::read::DeflateDecoder::new(packed.as_slice()))?;
    Ok((hash, sealed))
}

/// Puts something else under the same hash into the phone's desk, as nobody should be able to.
async fn tamper(stage: &Stage, month: Month, altered: &Sealed, hash: &str) -> Result<()> {
    use std::io::Write;
    let mut out = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
    out.write_all(&shared::canonical::to_bytes(altered)?)?;
    let sealed = shared::doc::desk::Sealed { period: month, hash: hash.to_owned(), sealed: out.finish()? };
    let app = stage.server.app.clone();
    let (docs, company, at) = (app.docs.clone(), app.company.clone(), app.clock.now());
    let desk = DocId::Desk(REP.parse()?, month);
    app.store
        .write::<_, server::docs::DocsError, _>(move |tx| {
            docs.write(tx, &company, &desk, at, |doc| shared::doc::desk::seal(doc, &sealed))
        })
        .await?;
    Ok(())
}
