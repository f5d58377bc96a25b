//! A file of the browser's own storage is damaged while the browser is down: at the next start the app says so, what was not
//! sent is saved and can be exported, and what is lost of the rest comes from the server again.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use rusqlite::Connection;
use server::demo::Size;
use tests::browser::{Browser, PHONE};
use tests::stage::REP;
use tests::{Proxy, Stage};

use super::{outbox_is, phone_of_rep, picture};

/// Each file of the pool begins with its name, in as many bytes; the database follows.
const HEADER: usize = 4096;

/// By the name in its header: `device-….db`; `device.db` says who is signed in, and a journal has another ending.
fn is_of_a_person(file: &[u8]) -> bool {
    let name = file.split(|byte| *byte == 0).next().unwrap_or_default();
    let name = name.strip_prefix(b"/").unwrap_or(name);
    name.starts_with(b"device-") && name.ends_with(b".db")
}

/// Where Chromium keeps the database of a person: its files have numbers for names.
fn database(profile: &Path) -> Result<PathBuf> {
    let mut folders = vec![profile.join("Default/File System")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if is_of_a_person(&std::fs::read(&path)?) {
                return Ok(path);
            }
        }
    }
    anyhow::bail!("no database of a person under {}", profile.display())
}

/// Overwrites a page on which only documents lie, as a bad block of a disk would.
fn damage(file: &Path, beside: &Path) -> Result<()> {
    let mut bytes = std::fs::read(file)?;
    std::fs::write(beside, bytes.get(HEADER..).context("a database")?)?;
    let page: usize = Connection::open(beside)?.query_row(
        "SELECT pageno FROM dbstat WHERE name = 'chunk' AND pagetype = 'leaf' ORDER BY pageno LIMIT 1",
        [],
        |row| row.get(0),
    )?;
    let size: usize = Connection::open(beside)?.query_row("PRAGMA page_size", [], |row| row.get(0))?;
    let begin = HEADER + (page - 1) * size;
    bytes.get_mut(begin..begin + size).context("a page")?.fill(0x5a);
    Ok(std::fs::write(file, bytes)?)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_file_of_the_browser_costs_nothing_that_was_recorded() -> Result<()> {
    let stage = Stage::set(Size::SMALL).await?;
    let customers = stage.customers(REP).await?;
    let (customer, _) = customers.first().copied().context("a customer")?;
    let line = Proxy::start(stage.server.addr).await?;
    let origin = line.url();
    let phone = phone_of_rep(&stage, &origin, None).await?;
    line.cut();
    let texts = ["损坏前的沟通一", "损坏前的沟通二"];
    for text in texts {
        phone.goto(&format!("{origin}/customers/{customer}/follow-up")).await?;
        phone.write("followup-content", text).await?;
        phone.press("followup-submit").await?;
        phone.holds("the follow-up to be kept", &format!("document.body.textContent.includes('{text}')")).await?;
    }
    let cookies = phone.cookies(&origin).await?;
    let profile = phone.kill();
    damage(&database(&profile)?, &stage.path("copy.db"))?;

    // With no network: it says what happened, and both records are there to be saved.
    let phone = Browser::start(&profile, PHONE).await?;
    phone.set_cookies(&cookies).await?;
    phone.goto(&format!("{origin}/outbox")).await?;
    phone.find("[data-testid=store-notice][data-code=store-rebuilt]").await?;
    outbox_is(&phone, 2, &["local"]).await?;
    picture(&phone, "damaged", &[PHONE]).await?;
    let saved = phone.export(&stage.path("files")).await?.to_string();
    ensure!(texts.iter().all(|text| saved.contains(text)), "not in what was saved: {saved}");

    // With one, they are sent, and what could not be read comes again.
    line.mend();
    phone.press("sync-now").await?;
    outbox_is(&phone, 2, &["counted"]).await?;
    phone.press("store-told").await?;
    phone.goto(&format!("{origin}/customers")).await?;
    let all = format!("document.querySelectorAll('[data-testid=customer-row]').length === {}", customers.len());
    phone.holds("every customer", &all).await?;
    phone.goto(&format!("{origin}/customers/{customer}")).await?;
    phone.find("[data-testid=happening][data-sync=counted]").await?;
    ensure!(phone.count("[data-testid=store-notice]").await? == 0, "it is said again after it was read");
    Ok(())
}
