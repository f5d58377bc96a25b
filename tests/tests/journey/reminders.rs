//! What a rep is reminded of, without a network: kinds that stand apart, notifications, one put off and taken back; then what
//! the server, the engine and the manager make of it (FUP-1 to FUP-5).

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, ensure};
use serde_json::json;
use server::demo::Size;
use server::docs::DocsError;
use server::import::mapping::Mapping;
use server::import::{Kind, Order, import};
use server::store::{StoreError, company, money};
use shared::doc::journal::{self, Body, Contact, Method, Snooze};
use shared::facts::Facts;
use shared::id::{CustomerId, DocId, EmployeeId};
use shared::metric::{Scope, named};
use shared::period::{BusinessDay, Instant};
use tests::browser::{Browser, DESK, PHONE, until};
use tests::company::now_ms;
use tests::stage::REP;
use tests::{Proxy, Stage};

use super::records::{self, Records};
use super::{desk_of, outbox_is, phone_is_ready, picture, pill, sign_in};

/// Came so many days ago, and nobody went there.
const UNTOUCHED: i64 = 20;
/// With the words of their counts.
const KINDS: [(&str, &str); 4] = [("overdue", "逾期"), ("gap", "超间隔"), ("due", "到期"), ("unhandled", "未处理")];

/// A customer that came a while ago.
async fn comes_untouched(stage: &Stage) -> Result<()> {
    let app = stage.server.app.clone();
    let file = "external_id,name,owner,class,lat,lon\nK-1,富阳春江医院,lin.xd,A,30.0487,119.9603\n";
    tokio::task::spawn_blocking(move || {
        let at = Instant::from_millis(now_ms() - UNTOUCHED * 86_400_000);
        let order =
            Order { kind: Kind::Customers, bytes: file.into(), mapping: Mapping::default(), who: "test".into(), at };
        let (docs, company) = (app.docs.clone(), app.company.clone());
        let report = app.store.write_blocking::<_, DocsError, _>(move |tx| import(tx, &docs, &company, &order))?;
        ensure!(report.imported, "{report:?}");
        Ok(())
    })
    .await?
}

/// What the server's engine makes of the month so far.
async fn engine_counts(stage: &Stage) -> Result<i64> {
    let app = stage.server.app.clone();
    let id = app.company.clone();
    let today = records::today();
    let month = today.month();
    let read = app.store.read::<_, StoreError, _>(move |conn| {
        let seq = company::numbers(conn, &id)?.last;
        let window = money::Window { seq, recorded: money::Recorded::All, last: None };
        let known = money::known_at(conn, &id, window)?;
        let frame = server::books::frame(conn, &id, month, seq)?;
        frame.map(|frame| server::books::fill(conn, &id, frame, &known)).transpose()
    });
    let books = read.await?.context("a plan is in force")?;
    let facts = Facts::of(&books, None)?;
    let employee = facts.people.find(REP).context("the rep is paid")?;
    let span = month.into();
    let scope = Scope { facts: &facts, employee, span, parameter: None, today: Some(today), evidence: false };
    let metric = named("contact_gap_breaches").context("the metric")?.metric;
    let value = (metric.measure)(&scope)?.value.context("a number")?;
    Ok(value.to_string().parse()?)
}

/// The counts on the page of the day.
async fn counts(phone: &Browser) -> Result<BTreeMap<String, usize>> {
    let script = "return Object.fromEntries([...document.querySelectorAll('[data-testid=reminders] .counts button')]
        .map((one) => [one.dataset.remind, Number(one.querySelector('b').textContent)]))";
    phone.run(script, Vec::new()).await
}

async fn today(phone: &Browser, origin: &str) -> Result<()> {
    phone.goto(&format!("{origin}/today")).await?;
    phone.part("reminders").await.map(drop)
}

fn sizes(reminders: &BTreeMap<&str, BTreeSet<CustomerId>>) -> BTreeMap<String, usize> {
    reminders.iter().map(|(kind, of)| ((*kind).to_owned(), of.len())).collect()
}

/// What was said by notifications so far: title and text.
async fn said(phone: &Browser, times: usize) -> Result<Vec<(String, String)>> {
    phone.holds(&format!("{times} notifications"), &format!("globalThis.said?.length >= {times}")).await?;
    phone.run("return globalThis.said", Vec::new()).await
}

/// Wall time as the device's clock has it, in a field's form; nothing can be written down for a month that may be closed.
fn two_hours_ago() -> (String, bool) {
    let now = chrono::DateTime::from_timestamp_millis(now_ms()).expect("a time");
    let earlier = now - chrono::TimeDelta::hours(2);
    let same = earlier.format("%Y-%m").to_string() == now.format("%Y-%m").to_string();
    ((if same { earlier } else { now }).format("%Y-%m-%dT%H:%M").to_string(), same)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reminders_stand_apart_and_are_put_off_without_a_network() -> Result<()> {
    let stage = Stage::set(Size::SMALL).await?;
    comes_untouched(&stage).await?;
    let records = Records::of(&stage).await?;
    let before = records.reminders(REP);
    for (kind, of) in &before {
        ensure!(!of.is_empty(), "nobody to be reminded of: {kind}");
    }
    let line = Proxy::start(stage.server.addr).await?;
    let origin = line.url();
    let phone = Browser::start(&stage.path("phone"), PHONE).await?;
    let hears = "globalThis.said = []; const show = ServiceWorkerRegistration.prototype.showNotification;
        ServiceWorkerRegistration.prototype.showNotification = function (title, more) {
            return show.call(this, title, more).then(() => globalThis.said.push([title, more.body])); };";
    phone.devtools("Page.addScriptToEvaluateOnNewDocument", json!({"source": hears})).await?;
    let may = json!({"origin": origin, "permissions": ["notifications", "geolocation"]});
    phone.devtools("Browser.grantPermissions", may).await?;
    phone.goto(&origin).await?;
    sign_in(&phone, REP).await?;
    phone_is_ready(&phone).await?;

    // Each kind has its count and its list.
    phone.part("reminders").await?;
    ensure!(counts(&phone).await? == sizes(&before), "{:?}, not {before:?}", counts(&phone).await?);
    for (kind, of) in &before {
        phone.press(&format!("remind-{kind}")).await?;
        let alone = format!(
            "(() => {{ const rows = [...document.querySelectorAll('[data-testid=reminder]')];
                return rows.length === {} && rows.every((row) => row.dataset.kind === '{kind}'); }})()",
            of.len()
        );
        phone.holds(&format!("{kind} alone"), &alone).await?;
        phone.press(&format!("remind-{kind}")).await?;
    }
    picture(&phone, "reminders", &[PHONE]).await?;

    // Notifications: the day's at once, with the same counts. A browser without a screen takes them and keeps none: what counts
    // is that it took them.
    phone.goto(&format!("{origin}/me")).await?;
    phone.press("notify-switch").await?;
    phone.find("[data-testid=notify-switch][aria-checked=true]").await?;
    let told = said(&phone, 1).await?;
    let wanted = KINDS.map(|(kind, word)| format!("{word} {}", before[kind].len())).join(" · ");
    ensure!(told == [("今天的提醒".to_owned(), wanted)], "{told:?}");
    picture(&phone, "notify", &[PHONE]).await?;
    line.cut();

    // Written down later, with a phrase, for somebody nothing was due with: now it is, and that is said.
    let quiet = |id: &CustomerId| {
        let fits = |of: &BTreeSet<CustomerId>| !of.contains(id);
        before.values().all(fits) && records.last(*id).is_some_and(|(day, _)| day < records.today)
    };
    let customer = records.own(REP).map(|(id, _)| id).find(quiet).context("somebody nothing is due with")?;
    phone.goto(&format!("{origin}/customers/{customer}/follow-up")).await?;
    phone.press("phrase-call-back").await?;
    pill(&phone, "followup-method", "微信").await?;
    phone.write("followup-next-step", "再打一次").await?;
    phone.set("followup-next-date", &records.today.to_string()).await?;
    phone.press("followup-past").await?;
    phone.set("followup-when", "2031-01-01T08:00").await?;
    phone.find(".field .msg[role=alert]").await?;
    ensure!(phone.part("followup-submit").await?.prop("disabled").await?.as_deref() == Some("true"), "it lies ahead");
    let (when, long_ago) = two_hours_ago();
    phone.set("followup-when", &when).await?;
    picture(&phone, "follow-up", &[PHONE]).await?;
    phone.press("followup-submit").await?;
    phone.part("page-customer").await?;
    phone.find("[data-testid=customer-reminder][data-kind=due]").await?;
    if long_ago {
        phone.part("backdated").await?;
    }
    picture(&phone, "customer-due", &[PHONE]).await?;
    let told = said(&phone, 2).await?;
    let name = &records.names[&customer];
    ensure!(told[1] == ("新到期 1 条".to_owned(), format!("{name}：到期")), "{told:?}");
    today(&phone, &origin).await?;
    let mut now = sizes(&before);
    *now.entry("due".to_owned()).or_default() += 1;
    ensure!(counts(&phone).await? == now, "{:?}, not {now:?}", counts(&phone).await?);

    // Put off, taken back, put off until another day.
    let late = *before["overdue"].first().context("one that is late")?;
    put_off(&phone, late, None).await?;
    let mut without = now.clone();
    *without.entry("overdue".to_owned()).or_default() -= 1;
    ensure!(counts(&phone).await? == without, "{:?}, not {without:?}", counts(&phone).await?);
    phone.press("snoozed").await?;
    picture(&phone, "snoozed", &[PHONE]).await?;
    phone.press("snooze-undo").await?;
    phone.holds("nothing to be put off", "!document.querySelector('[data-testid=snoozed]')").await?;
    ensure!(counts(&phone).await? == now, "it did not come back: {:?}", counts(&phone).await?);
    put_off(&phone, late, Some(records.today)).await?;

    // The line is back: the server has it all.
    line.mend();
    phone.goto(&format!("{origin}/outbox")).await?;
    phone.press("sync-now").await?;
    outbox_is(&phone, 4, &["counted"]).await?;
    let journal = DocId::Journal(REP.parse::<EmployeeId>()?, records.today.month());
    let (docs, company) = (stage.server.app.docs.clone(), stage.server.app.company.clone());
    let read = stage.server.app.store.read::<_, DocsError, _>(move |conn| {
        docs.with(conn, &company, &journal, |loaded| journal::entries(&loaded.doc).0)
    });
    let (mut contacts, mut until_days) = (Vec::new(), Vec::new());
    for recorded in read.await? {
        match recorded.entry.body {
            Body::Contact(contact) if contact.customer == customer => contacts.push(contact),
            Body::Snooze(Snooze { customer, until, .. }) if customer == late => until_days.push(until),
            _ => {}
        }
    }
    let kept = |one: &Contact| one.method == Method::Wechat && one.next_date == Some(records.today);
    ensure!(contacts.iter().any(kept), "{contacts:?}");
    let days = [3, 0, 10].map(|days| records.today.plus_days(days));
    ensure!(until_days == days, "{until_days:?}");
    let then = Records::of(&stage).await?;
    ensure!(then.reminders(REP)["due"].contains(&customer), "the server knows nothing of it");
    let (counted, broken) = (engine_counts(&stage).await?, then.breaches(REP));
    ensure!(counted == broken && broken > 0, "the engine counts {counted} broken gaps, not {broken}");
    at_the_desk(&stage, &then, late).await
}

/// Puts the reminder of a customer off: for three days, or until ten days after a day.
async fn put_off(phone: &Browser, customer: CustomerId, day: Option<BusinessDay>) -> Result<()> {
    let row = format!("[data-testid=reminder][data-kind=overdue][data-customer='{customer}']");
    phone.driver.execute(format!("document.querySelector(\"{row} [data-testid=snooze]\").click()"), Vec::new()).await?;
    phone.part("snooze-dialog").await?;
    match day {
        None => {
            picture(phone, "snooze", &[PHONE]).await?;
            phone.press("snooze-3").await?;
        }
        Some(day) => {
            phone.set("snooze-date", &day.to_string()).await?;
            let not_yet = "document.querySelector('[data-testid=snooze-submit]').disabled";
            phone.holds("no putting off until today", not_yet).await?;
            phone.set("snooze-date", &day.plus_days(10).to_string()).await?;
        }
    }
    phone.holds("a day to be chosen", "!document.querySelector('[data-testid=snooze-submit]').disabled").await?;
    phone.press("snooze-submit").await?;
    phone.part("snoozed").await?;
    phone.holds("it to leave", &format!("!document.querySelector(\"{row}\")")).await
}

/// The manager sees every reminder of his people, put off or not, and their work as a table and as a file.
async fn at_the_desk(stage: &Stage, records: &Records, late: CustomerId) -> Result<()> {
    let manager = desk_of(stage, "wang.lei").await?;
    manager.part("page-activity").await?;
    manager.press("nav-team-reminders").await?;
    manager.part("team-reminder").await?;
    let mut wanted: BTreeMap<&str, usize> = BTreeMap::new();
    for owner in [REP, "chen.yh"] {
        for (kind, of) in records.reminders(owner) {
            *wanted.entry(kind).or_default() += of.len();
        }
    }
    for (kind, n) in &wanted {
        let pill = manager.text(&format!("[data-testid=team-kind-{kind}] .num")).await?;
        ensure!(pill == n.to_string(), "{kind}: {pill}, not {n}");
        let rows = manager.count(&format!("[data-testid=team-reminder][data-kind={kind}]")).await?;
        ensure!(rows == *n, "{kind}: {rows} rows, not {n}");
    }
    manager.find(&format!("[data-testid=team-reminder][data-kind=overdue][data-customer='{late}']")).await?;
    let untouched = "[data-testid=team-reminder][data-kind=unhandled]";
    let limit = records.held.values().find(|held| records.today.days_since(held.since) == UNTOUCHED);
    let broken = (UNTOUCHED - 1) / records.limit(limit.context("the untouched one")?);
    let cells = manager.text(untouched).await?;
    ensure!(cells.contains("富阳春江医院"), "{cells}");
    let shown = manager.text(&format!("{untouched} td.r")).await?;
    ensure!(shown == broken.to_string(), "{shown} breaches, not {broken}");
    picture(&manager, "team-reminders", &[DESK]).await?;

    // From the list to the customer.
    manager.find(&format!("{untouched} [data-testid=team-customer]")).await?.click().await?;
    manager.part("page-customer").await?;
    manager.holds("the customer", "document.querySelector('main h1')?.textContent === '富阳春江医院'").await?;
    picture(&manager, "team-customer", &[DESK]).await?;

    manager.press("nav-team-workload").await?;
    manager.part("workload-table").await?;
    picture(&manager, "team-workload", &[DESK]).await?;
    let table: Vec<Vec<String>> = manager
        .run(
            "return [...document.querySelectorAll('[data-testid=workload-table] tbody tr')]
                .map((row) => [...row.cells].map((cell) => cell.textContent.trim()))",
            Vec::new(),
        )
        .await?;
    let folder = stage.path("files");
    let how = json!({"behavior": "allow", "downloadPath": folder, "eventsEnabled": false});
    manager.devtools("Browser.setDownloadBehavior", how).await?;
    manager.press("workload-csv").await?;
    let saved = || {
        let mut files = std::fs::read_dir(&folder).ok()?.flatten().map(|entry| entry.path());
        let file = files.find(|path| path.extension().is_some_and(|ending| ending == "csv"))?;
        std::fs::read_to_string(file).ok().filter(|text| text.ends_with("\r\n"))
    };
    let text = until("the file of the work", saved).await?;
    ensure!(text.starts_with('\u{feff}'), "spreadsheets take it for another encoding");
    let mut sums: BTreeMap<String, [f64; 4]> = BTreeMap::new();
    for row in csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes()).into_records() {
        let row = row?;
        ensure!(row[0].starts_with(REP) == (&row[1] == "林晓东"), "whose work it is: {row:?}");
        let sum = sums.entry(row[1].to_owned()).or_default();
        for (sum, at) in sum.iter_mut().zip([4, 5, 7, 8]) {
            *sum += row[at].parse::<f64>()?;
        }
    }
    ensure!(table.len() == 2 && sums.len() == 2, "two people: {table:?} {sums:?}");
    for row in &table {
        let (name, [contacts, visits, minutes, metres]) =
            sums.iter().find(|(name, _)| row[0].starts_with(*name)).context("a person of the file")?;
        let kilometres = metres / 1000.0;
        let way =
            if kilometres < 99.95 { format!("{kilometres:.1} 公里") } else { format!("{kilometres:.0} 公里") };
        let hours = format!("{} 小时", (minutes / 60.0).floor());
        ensure!(row[1] == contacts.to_string() && row[2] == visits.to_string(), "{name}: {row:?} {contacts} {visits}");
        ensure!(row[5] == way, "{name}: {row:?}, not {way}");
        ensure!(row[4].starts_with(&hours), "{name}: {row:?}, not {minutes} minutes");
    }
    Ok(())
}
