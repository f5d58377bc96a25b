//! Another system's customers come in by a file: one with wrong lines is refused whole, two that may be one are decided by a
//! person, and the owner finds them on his phone without a network.

#![expect(clippy::print_stderr, reason = "a part that is left out says so")]

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde_json::json;
use server::demo::Size;
use server::store::{StoreError, company, holding};
use shared::id::CustomerId;
use shared::place::{Datum, Place};
use tests::browser::{Browser, DESK, PHONE};
use tests::{Proxy, Stage};

use super::{phone_of_rep, picture, sign_in};

const ADMIN: &str = "zheng.wei";

/// How the columns of the real file are called; all of it is one rep's.
const COLUMNS: &str = "map.external_id = Store Number
map.name = store_name
map.phone = Phone Number
map.address = Street Address
map.city = City
map.lat = Latitude
map.lon = Longitude
set.owner = lin.xd
";

/// Four lines of which one is sound.
const WRONG: &str = "external_id,name,owner,class,phone,lat,lon
W1,新华路诊所,lin.xd,A,,30.2741,120.1551
W2,无主诊所,nobody.here,B,,30.2741,120.1551
W3,等级不对,lin.xd,Z,,30.2741,120.1551
W4,,lin.xd,C,,30.2741,220.1551
";

/// The file of the founder; nobody of this project may copy it.
fn real() -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/customers/sites-cn.csv");
    let there = path.is_file();
    if !there {
        eprintln!("skipped: {} is not here", path.display());
    }
    there.then_some(path)
}

struct Desk<'a> {
    browser: Browser,
    stage: &'a Stage,
}

impl Desk<'_> {
    /// Chooses a file and sends it off.
    async fn send(&self, file: &Path) -> Result<()> {
        let part = self.browser.part("import-file").await?;
        part.send_keys(file.canonicalize()?.to_string_lossy()).await?;
        let name = file.file_name().context("a name")?.to_string_lossy();
        let read = format!(
            "!document.querySelector('[data-testid=import-submit]').disabled && !document.querySelector('[data-testid=import-report]')
                && document.querySelector('[data-testid=import-chosen]').textContent === '{name}'"
        );
        self.browser.holds("the file to be read", &read).await?;
        self.browser.press("import-submit").await
    }

    /// The four counts of the report.
    async fn counts(&self, imported: bool) -> Result<Vec<u32>> {
        self.browser.find(&format!("[data-testid=import-report][data-imported={imported}]")).await?;
        let read = "return [...document.querySelectorAll('[data-testid=import-report] dd')].map((one) => Number(one.textContent))";
        self.browser.run(read, Vec::new()).await
    }

    /// Numbers that tell whether anything was written.
    async fn last(&self) -> Result<u64> {
        let id = self.stage.server.app.company.clone();
        let read = |conn: &server::store::Connection| Ok::<_, StoreError>(company::numbers(conn, &id)?.last);
        Ok(self.stage.server.app.store.read_blocking::<_, StoreError, _>(read)?)
    }

    /// Which customer a line became, by its id in the other system.
    async fn became(&self, external: &str) -> Result<Option<CustomerId>> {
        let id = self.stage.server.app.company.clone();
        let read = |conn: &server::store::Connection| holding::by_external(conn, &id, external);
        Ok(self.stage.server.app.store.read_blocking::<_, StoreError, _>(read)?)
    }
}

/// Two that may be one, as the page shows them: their names, their ids in the other system and what speaks for it.
#[derive(Debug, serde::Deserialize)]
struct Shown {
    names: Vec<String>,
    externals: Vec<String>,
    why: String,
}

async fn shown(desk: &Browser) -> Result<Vec<Shown>> {
    desk.part("import-pairs").await?;
    let read = "return [...document.querySelectorAll('[data-testid=pair]')].map((pair) => ({
        names: [...pair.querySelectorAll('.twins-sides .b')].map((one) => one.textContent),
        externals: [...pair.querySelectorAll('.twins-sides .mono')].map((one) => one.textContent),
        why: pair.querySelector('.twins-end p').textContent,
    }))";
    desk.run(read, Vec::new()).await
}

/// Decides one of the pairs.
async fn decide(desk: &Browser, at: usize, decided: &str) -> Result<()> {
    let choice = format!(
        "[...document.querySelectorAll('[data-testid=pair]')][{at}].querySelector('[data-testid=pair-{decided}]')"
    );
    desk.driver.execute(format!("{choice}.click()"), Vec::new()).await?;
    desk.holds("the decision to stand", &format!("{choice}.getAttribute('aria-checked') === 'true'")).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn customers_of_another_system_come_in() -> Result<()> {
    let Some(file) = real() else { return Ok(()) };
    let stage = Stage::set(Size::SMALL).await?;
    let browser = Browser::start(&stage.path("desk"), DESK).await?;
    browser.goto(&stage.server.url()).await?;
    sign_in(&browser, ADMIN).await?;
    browser.press("nav-import").await?;
    let desk = Desk { browser, stage: &stage };
    let page = &desk.browser;

    // One wrong line, and nothing is imported; all of them are told at once, with field and value.
    let wrong = stage.path("wrong.csv");
    std::fs::write(&wrong, WRONG)?;
    let before = desk.last().await?;
    desk.send(&wrong).await?;
    desk.counts(false).await?;
    picture(page, "import-wrong", &[DESK]).await?;
    let read = "return [...document.querySelectorAll('[data-testid=import-fault]')].map((row) =>
        [row.dataset.line, ...[...row.querySelectorAll('td')].slice(1, 3).map((cell) => cell.textContent)])";
    let faults: Vec<[String; 3]> = page.run(read, Vec::new()).await?;
    let expected = [["3", "owner", "nobody.here"], ["4", "class", "Z"], ["5", "name", ""], ["5", "lon", "220.1551"]];
    for fault in expected {
        ensure!(faults.iter().any(|one| one[..] == fault[..]), "{fault:?} is not told: {faults:?}");
    }
    ensure!(desk.last().await? == before && desk.became("W1").await?.is_none(), "something was imported");

    // Corrected under the same name and chosen again, it is read again.
    let sound: String = WRONG.lines().take(2).map(|line| format!("{line}\n")).collect();
    std::fs::write(&wrong, sound)?;
    desk.send(&wrong).await?;
    let counts = desk.counts(true).await?;
    ensure!(counts == [1, 1, 0, 0] && desk.became("W1").await?.is_some(), "{counts:?}");

    // The real file: its columns are called otherwise, its positions are those of a map of the mainland.
    let before = desk.last().await?;
    page.find("details summary").await?.click().await?;
    page.set("import-mapping", COLUMNS).await?;
    page.set("import-datum", Datum::Gcj02.as_str()).await?;
    desk.send(&file).await?;
    let pairs = shown(page).await?;
    picture(page, "import-pairs", &[DESK]).await?;
    ensure!(pairs.len() == 2, "{pairs:?}");
    ensure!(pairs.iter().all(|pair| pair.why.contains("名称") && pair.names.len() == 2), "{pairs:?}");
    ensure!(desk.last().await? == before, "imported before the pairs were decided");
    decide(page, 0, "same").await?;
    ensure!(page.part("pairs-submit").await?.attr("disabled").await?.is_some(), "one is not decided");
    decide(page, 1, "different").await?;
    page.press("pairs-submit").await?;
    let counts = desk.counts(true).await?;
    picture(page, "import-done", &[DESK]).await?;
    ensure!(counts == [1_564, 1_564, 0, 0], "{counts:?}");

    // One pair is one customer under two names, the other is two.
    let mut into = Vec::new();
    for pair in &pairs {
        let [line, other] = &pair.externals[..] else { anyhow::bail!("{pair:?}") };
        let (line, other) =
            (desk.became(line).await?.context("a line")?, desk.became(other).await?.context("the other")?);
        into.push((stage.holding(line).await?.merged_into, other));
    }
    ensure!(into[0].0 == Some(into[0].1) && into[1].0.is_none(), "{into:?}");

    // The position was converted once, and what the file said is kept beside it.
    let known = desk.became("32447-132306").await?.context("a customer of the file")?;
    let site = stage.profile(known).await?.sites.into_values().next().context("a site")?;
    let (given, place) = (site.given.context("as given")?, site.place.context("a place")?);
    ensure!((given.datum, given.lat, given.lon) == (Datum::Gcj02, 39.95, 116.47), "{given:?}");
    let off = place.distance(Place::new(39.95, 116.47)?);
    ensure!((300.0..800.0).contains(&off), "{off} m");

    // Once more: nothing is asked and nothing is written.
    let before = desk.last().await?;
    desk.send(&file).await?;
    let counts = desk.counts(true).await?;
    ensure!(counts == [1_564, 0, 0, 1_564] && desk.last().await? == before, "{counts:?}");

    // Their owner has them with him.
    let line = Proxy::start(stage.server.addr).await?;
    let origin = line.url();
    let phone = phone_of_rep(&stage, &origin, None).await?;
    phone.press("nav-customers").await?;
    phone
        .holds("all of them", "/1,?5[67]\\d/.test(document.querySelector('[data-testid=page-customers]')?.textContent)")
        .await?;
    line.cut();
    for words in ["bjlsgw", "beijinglanse", "59056343", "蓝色港湾"] {
        phone.write("customers-search", words).await?;
        let found =
            "return [...document.querySelectorAll('[data-testid=customer-row]')].map((row) => row.dataset.customer)";
        let there = format!(
            "[...document.querySelectorAll('[data-testid=customer-row]')].some((row) => row.dataset.customer === '{known}')"
        );
        phone.holds(&format!("{words} to find it"), &there).await?;
        let rows: Vec<String> = phone.run(found, vec![json!(null)]).await?;
        ensure!(rows.len() < 20, "{words} finds {} customers", rows.len());
    }
    picture(&phone, "imported-search", &[PHONE]).await?;
    phone.find(&format!("[data-testid=customer-row][data-customer='{known}']")).await?.click().await?;
    let whole = "['北京蓝色港湾圣拉娜店', '我负责'].every((words) => document.querySelector('[data-testid=page-customer]')?.textContent.includes(words))";
    phone.holds("the customer to be shown", whole).await?;
    picture(&phone, "imported-customer", &[PHONE]).await?;
    Ok(())
}
