//! The calendar of a rep's telephone: his next contacts at a secret address that he makes, copies, makes anew and takes back;
//! nobody else's customers are in it, and nobody else's page knows it (INT-4).

use std::collections::BTreeSet;

use anyhow::{Context, Result, ensure};
use reqwest::StatusCode;
use serde_json::{Value, json};
use server::demo::Size;
use shared::period::BusinessDay;
use tests::Stage;
use tests::browser::{Browser, PHONE};
use tests::stage::REP;

use super::records::{Records, today};
use super::{outbox_is, phone_of_rep, picture, sign_in};

const COLLEAGUE: &str = "chen.yh";
/// What was agreed longer ago than so many days is no appointment any more.
const PAST: i64 = 31;

/// An entry as a calendar's program reads it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    uid: String,
    title: String,
    day: String,
    text: String,
}

/// The least of RFC 5545: lines unfolded, events, texts unescaped.
fn entries(file: &str) -> Result<Vec<Entry>> {
    let plain = |text: &str| text.replace("\\n", "\n").replace("\\,", ",").replace("\\;", ";").replace("\\\\", "\\");
    let unfolded = file.replace("\r\n ", "");
    let mut found = Vec::new();
    for event in unfolded.split("BEGIN:VEVENT\r\n").skip(1) {
        let event = event.split("END:VEVENT").next().context("an event ends")?;
        let of = |name: &str| {
            let value = event.lines().find_map(|line| {
                let (key, value) = line.split_once(':')?;
                (key.split(';').next() == Some(name)).then(|| plain(value))
            });
            value.unwrap_or_default()
        };
        found.push(Entry { uid: of("UID"), title: of("SUMMARY"), day: of("DTSTART"), text: of("DESCRIPTION") });
    }
    Ok(found)
}

/// What the server answers a calendar's program, which signs in nowhere.
async fn read(address: &str) -> Result<(StatusCode, String, String)> {
    let answer = reqwest::get(address).await?;
    let kind = answer.headers().get("content-type").and_then(|kind| kind.to_str().ok()).unwrap_or_default().to_owned();
    Ok((answer.status(), kind, answer.text().await?))
}

/// What was agreed with somebody's customers, at the last contact with each.
fn agreed(records: &Records, owner: &str) -> BTreeSet<(String, String)> {
    let next = |id| records.last(id)?.1.filter(|next| records.today.days_since(*next) <= PAST);
    let agreed = records.own(owner).filter_map(|(id, _)| Some((records.names.get(&id)?.clone(), next(id)?)));
    agreed.map(|(name, next)| (name, written(next))).collect()
}

/// A day as a calendar's file writes it.
fn written(day: BusinessDay) -> String {
    day.to_string().replace('-', "")
}

/// The page of oneself, with the address just made.
async fn make(phone: &Browser, origin: &str) -> Result<String> {
    phone.goto(&format!("{origin}/me")).await?;
    phone.press("calendar-make").await?;
    let address = phone.part("calendar-address").await?.prop("value").await?.context("an address")?;
    ensure!(address.starts_with(&format!("{origin}/api/v1/calendar/")), "{address}");
    Ok(address)
}

async fn copied(phone: &Browser, origin: &str) -> Result<Value> {
    let may =
        json!({"origin": origin, "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite", "geolocation"]});
    phone.devtools("Browser.grantPermissions", may).await?;
    phone.press("calendar-copy").await?;
    phone.part("toast").await?;
    let script = "const done = arguments[arguments.length - 1];
        navigator.clipboard.readText().then(done, (why) => done(String(why)));";
    Ok(phone.driver.execute_async(script, Vec::<Value>::new()).await?.json().clone())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_calendar_of_next_contacts_is_its_owners_alone() -> Result<()> {
    let stage = Stage::set(Size::SMALL).await?;
    let origin = stage.server.url();
    let (customer, _) = stage.customer().await?;
    let phone = phone_of_rep(&stage, &origin, None).await?;

    // Something is agreed, and sent.
    let next = today().plus_days(5);
    phone.goto(&format!("{origin}/customers/{customer}/follow-up")).await?;
    phone.write("followup-content", "约好下周演示").await?;
    phone.write("followup-next-step", "带样机; 演示, 签字").await?;
    phone.set("followup-next-date", &next.to_string()).await?;
    phone.press("followup-submit").await?;
    phone.part("page-customer").await?;
    phone.goto(&format!("{origin}/outbox")).await?;
    outbox_is(&phone, 1, &["counted"]).await?;

    // The address is shown once, and copied; a plain program reads it.
    let address = make(&phone, &origin).await?;
    picture(&phone, "calendar-made", &[PHONE]).await?;
    ensure!(copied(&phone, &origin).await? == json!(address), "what was copied is not the address");
    let subscribe = phone.part("calendar-subscribe").await?.attr("href").await?.context("a link")?;
    ensure!(subscribe == address.replacen("http:", "webcal:", 1), "{subscribe}");
    let (status, kind, file) = read(&address).await?;
    ensure!(status == StatusCode::OK && kind.starts_with("text/calendar"), "{status} {kind}");
    ensure!(file.starts_with("BEGIN:VCALENDAR\r\n") && file.ends_with("END:VCALENDAR\r\n"), "{file}");
    let records = Records::of(&stage).await?;
    let found = entries(&file)?;
    let shown: BTreeSet<(String, String)> = found.iter().map(|one| (one.title.clone(), one.day.clone())).collect();
    let wanted = agreed(&records, REP);
    ensure!(shown == wanted && !shown.is_empty(), "{shown:?} are not {wanted:?}");
    let step = found.iter().find(|one| one.text.contains("带样机; 演示, 签字")).context("the step")?;
    ensure!(step.day == written(next), "{step:?}");
    for (id, _) in records.held.iter().filter(|(_, held)| held.owner.as_str() != REP) {
        ensure!(!file.contains(&records.names[id]), "{} is somebody else's", records.names[id]);
    }

    // A colleague has an address of his own: neither page nor calendar of his knows anything of this one.
    let secret = address.rsplit('/').next().context("a secret")?.trim_end_matches(".ics").to_owned();
    let colleague = Browser::start(&stage.path("colleague"), PHONE).await?;
    colleague.goto(&origin).await?;
    sign_in(&colleague, COLLEAGUE).await?;
    colleague.part("page-today").await?;
    let other = make(&colleague, &origin).await?;
    ensure!(other != address, "two people have one address");
    for page in ["me", "today", "customers"] {
        colleague.goto(&format!("{origin}/{page}")).await?;
        colleague.find("main h1").await?;
        let page: String = colleague.run("return document.documentElement.outerHTML", Vec::new()).await?;
        ensure!(!page.contains(&secret), "the secret stands on a page of somebody else");
    }
    let (_, _, theirs) = read(&other).await?;
    let of_them: BTreeSet<_> = entries(&theirs)?.into_iter().map(|one| (one.title, one.day)).collect();
    ensure!(of_them == agreed(&records, COLLEAGUE), "{of_them:?}");
    let mut wrong = secret.clone();
    wrong.replace_range(..1, if secret.starts_with('0') { "1" } else { "0" });
    for none in
        [address.replace(&secret, &wrong), address.replace(".ics", ""), format!("{origin}/api/v1/calendar/.ics")]
    {
        let (status, ..) = read(&none).await?;
        ensure!(status == StatusCode::NOT_FOUND, "{none}: {status}");
    }
    colleague.kill();

    // Not shown again: his own page only says that there is one.
    phone.driver.refresh().await?;
    phone.part("calendar-made").await?;
    picture(&phone, "calendar-again", &[PHONE]).await?;
    let page: String = phone.run("return document.documentElement.outerHTML", Vec::new()).await?;
    ensure!(!page.contains(&secret), "the secret is shown twice");

    // A new one voids it; taken back, there is none.
    let renewed = make(&phone, &origin).await?;
    ensure!(read(&address).await?.0 == StatusCode::NOT_FOUND, "the address that was replaced still opens");
    ensure!(entries(&read(&renewed).await?.2)?.len() == found.len(), "the new address shows something else");
    phone.press("calendar-revoke").await?;
    phone.press("confirm-yes").await?;
    phone.holds("the address to be gone", "!document.querySelector('[data-testid=calendar-revoke]')").await?;
    phone.part("calendar-make").await?;
    ensure!(read(&renewed).await?.0 == StatusCode::NOT_FOUND, "the address that was revoked still opens");
    stage.server.stop().await
}
