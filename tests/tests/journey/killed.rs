//! The browser is killed with all of its processes while a rep records, again and again on one profile: what a page had
//! shown to be recorded is there afterwards, and on the server once it was sent.
//!
//! `FIELDTALLY_KILLS` asks for more rounds, `FIELDTALLY_SEED` for others.

#![expect(clippy::print_stdout, reason = "says how much was tried")]

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use mobile::view::{Answer, Ask, HappeningKind};
use server::demo::{self, Size};
use shared::id::CustomerId;
use shared::place::Place;
use tests::browser::{Browser, PATIENCE, PHONE};
use tests::company::now_ms;
use tests::stage::REP;
use tests::{Phone, Proxy, Stage};

use super::{outbox_is, phone_is_ready, sign_in};

const ROUNDS: u64 = 12;
/// Rounds with the same customer, so that no page grows without end.
const WITH_ONE: u32 = 8;
const RECORD: &str = include_str!("record.js");

/// What pages have shown to be recorded, by the number in its text, with its customer.
#[derive(Debug, Default)]
struct Shown {
    kept: BTreeMap<u32, CustomerId>,
    /// A visit that was begun, and not shown to be ended.
    open: Option<u32>,
    /// The highest number a text may have.
    last: u32,
}

impl Shown {
    fn take(&mut self, said: &[(u32, Option<CustomerId>)]) {
        for (number, kept) in said {
            match kept {
                None => self.open = Some(*number),
                Some(customer) => {
                    self.open = self.open.filter(|open| open != number);
                    self.kept.insert(*number, *customer);
                }
            }
            self.last = self.last.max(*number);
        }
        // The one under way when the browser was killed was not shown, and may stand.
        self.last += 1;
    }

    fn of(&self, customer: CustomerId) -> Vec<u32> {
        self.kept.iter().filter(|(_, with)| **with == customer).map(|(number, _)| *number).collect()
    }
}

/// Whatever a seed and a round give, the same each time.
fn chance(round: u64, what: &str, below: u64) -> u64 {
    let seed = std::env::var("FIELDTALLY_SEED").unwrap_or_default();
    let hash = blake3::hash(format!("{seed}/{round}/{what}").as_bytes());
    let number = hash.as_bytes().iter().take(7).fold(0, |number, byte| number << 8 | u64::from(*byte));
    number % below
}

fn rounds() -> u64 {
    std::env::var("FIELDTALLY_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(ROUNDS)
}

/// Records until so many are shown and then so long, and kills the browser. The line may change under way.
async fn record_and_die(browser: Browser, line: &Proxy, round: u64, shown: &mut Shown) -> Result<()> {
    let (wanted, longer) = (1 + chance(round, "records", 6), Duration::from_millis(chance(round, "moment", 120)));
    let turn = chance(round, "turn", 8);
    browser.driver.execute(RECORD, vec![(shown.last + 1).into()]).await?;
    let (begun, mut met, mut said) = (Instant::now(), None, Vec::new());
    while met.is_none_or(|met: Instant| met.elapsed() < longer) {
        said = browser.run("return window.said", Vec::new()).await?;
        if said.len() as u64 == turn {
            if chance(round, "line", 2) == 0 { line.cut() } else { line.mend() }
        }
        if met.is_none() && said.len() as u64 >= wanted {
            met = Some(Instant::now());
        }
        if met.is_none() && begun.elapsed() > PATIENCE {
            anyhow::bail!("round {round}: nothing more was recorded; the page says:\n{}", browser.text("body").await?);
        }
    }
    browser.kill();
    shown.take(&said);
    Ok(())
}

/// What was shown before is on the customer's page now, and a visit that was begun is still open or ended.
async fn is_there(browser: &Browser, origin: &str, customer: CustomerId, shown: &Shown, round: u64) -> Result<()> {
    browser.goto(&format!("{origin}/customers/{customer}")).await?;
    browser.find(&format!("[data-testid=customer-checkin][href*='{customer}']")).await?;
    let numbers = shown.of(customer);
    let script = format!(
        "(() => {{ const text = [...document.querySelectorAll('[data-testid=happening]')].map(one => one.textContent).join();
            return {numbers:?}.every(number => text.includes(`第${{number}}笔`)); }})()"
    );
    browser.holds(&format!("round {round}: records {numbers:?}"), &script).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_page_said_was_recorded_outlives_the_browser() -> Result<()> {
    let begun = Instant::now();
    let stage = Stage::set(Size::SMALL).await?;
    let customers = stage.customers(REP).await?;
    let line = Proxy::start(stage.server.addr).await?;
    let origin = line.url();
    let profile = stage.path("phone");
    let phone = Browser::start(&profile, PHONE).await?;
    phone.goto(&origin).await?;
    sign_in(&phone, REP).await?;
    phone_is_ready(&phone).await?;
    let cookies = phone.cookies(&origin).await?;
    phone.kill();

    let mut shown = Shown::default();
    let (mut at, mut rounds_here) = (0, 0);
    for round in 0..rounds() {
        let (customer, site) = customers.get(at).copied().context("a customer")?;
        if chance(round, "start", 2) == 0 {
            line.cut()
        } else {
            line.mend()
        }
        let phone = wake(&profile, &origin, site, &cookies).await?;
        phone.goto(&format!("{origin}/visit")).await?;
        phone.find("[data-testid=visit-timer], [data-testid=no-visit]").await?;
        let open = phone.count("[data-testid=visit-timer]").await? > 0;
        if let Some(begun) = shown.open.filter(|_| !open) {
            // Its end was written and not shown any more.
            shown.kept.insert(begun, customer);
        }
        is_there(&phone, &origin, customer, &shown, round).await?;
        rounds_here += 1;
        let mut next = (customer, site);
        if rounds_here >= WITH_ONE && !open {
            (at, rounds_here) = ((at + 1) % customers.len(), 0);
            next = customers.get(at).copied().context("a customer")?;
            phone.stand_at(&origin, next.1.lat(), next.1.lon(), 18.0).await?;
        }
        // From one customer straight to another.
        is_there(&phone, &origin, next.0, &shown, round).await?;
        record_and_die(phone, &line, round, &mut shown).await?;
    }

    // Sent in the end: the server has each, and has it once.
    line.mend();
    let (_, site) = customers.first().copied().context("a customer")?;
    let phone = wake(&profile, &origin, site, &cookies).await?;
    phone.goto(&format!("{origin}/outbox")).await?;
    phone.press("sync-now").await?;
    outbox_is(&phone, 1, &["counted"]).await?;
    phone.kill();
    let texts = on_the_server(&stage, &customers).await?;
    for number in shown.kept.keys() {
        let count = texts.iter().filter(|text| **text == format!("第{number}笔")).count();
        ensure!(count == 1, "record {number} is on the server {count} times");
    }
    println!(
        "{} kills of the browser: {} records shown before them, none lost, in {:.0} s",
        rounds(),
        shown.kept.len(),
        begun.elapsed().as_secs_f64()
    );
    Ok(())
}

/// The browser started again on what the killed one left.
async fn wake(profile: &std::path::Path, origin: &str, site: Place, cookies: &[serde_json::Value]) -> Result<Browser> {
    let phone = Browser::start(profile, PHONE).await?;
    phone.stand_at(origin, site.lat(), site.lon(), 18.0).await?;
    phone.set_cookies(cookies).await?;
    Ok(phone)
}

/// What another device of the rep gets from the server: results of visits and contents of follow-ups, as often as they stand.
async fn on_the_server(stage: &Stage, customers: &[(CustomerId, Place)]) -> Result<Vec<String>> {
    let mut phone = Phone::sign_in(&stage.server.url(), REP, demo::PASSWORD, now_ms()).await?;
    phone.settle().await?;
    let (mut texts, now) = (Vec::new(), phone.now());
    for (id, _) in customers {
        let Answer::Customer(page) = phone.ask(Ask::Customer { id: *id, now })? else { continue };
        texts.extend(page.timeline.into_iter().filter_map(|happening| match happening.what {
            HappeningKind::Visit { check_out, .. } => check_out?.1.result,
            HappeningKind::Contact { contact } => Some(contact.content),
            HappeningKind::Expense { .. }
            | HappeningKind::Stage { .. }
            | HappeningKind::Class { .. }
            | HappeningKind::Merge { .. }
            | HappeningKind::Snooze { .. } => None,
        }));
    }
    Ok(texts)
}
