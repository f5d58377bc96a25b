//! What a position tells about itself, by moving (VIS-3): it gets better while the page stands open, comes from 300 km away
//! minutes later, is the same to the last digit as on another day, is an old one, comes with a wrong clock; and a visit
//! nobody ended. The phone says it at once, the server by itself, and the manager sees just those.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use server::config::Clock;
use server::demo::{self, Size};
use server::store::{StoreError, facts};
use shared::id::{CustomerId, RecordId};
use shared::period::{BusinessDay, Instant, Zone};
use shared::place::{Flag, Place};
use shared::rest::TeamVisit;
use tests::browser::{Browser, DESK, PHONE};
use tests::company::now_ms;
use tests::stage::REP;
use tests::{Phone, Stage};

use super::{desk_of, outbox_is, path, phone_of_rep, picture, sync_now};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;

/// The rep's phone, whose clock can be set, and a server whose clock can.
struct Field {
    stage: Stage,
    server: Arc<AtomicI64>,
    phone: Browser,
    origin: String,
    customer: CustomerId,
    site: Place,
}

impl Field {
    async fn enter() -> Result<Self> {
        let server = Arc::new(AtomicI64::new(0));
        let shift = server.clone();
        let clock = Clock::new(move || Clock::default().now().plus_millis(shift.load(Ordering::Relaxed)));
        // Of the made-up visits none is near in time.
        let stage = Stage::made_before(Size::SMALL, clock, 48 * HOUR).await?;
        let (customer, site) = stage.customer().await?;
        let origin = stage.server.url();
        let phone = phone_of_rep(&stage, &origin, Some((site.lat() + 0.0003, site.lon(), 12.0))).await?;
        Ok(Self { stage, server, phone, origin, customer, site })
    }

    /// Sets the clock of the phone's page and of what it takes for the time of a position. The store's worker has a clock
    /// of its own, which only tells how far it is off.
    async fn phone_clock(&self, millis: i64) -> Result<()> {
        let script = "if (window.shift === undefined) {
                const now = Date.now.bind(Date);
                Date.now = () => now() + window.shift;
                const own = Object.getOwnPropertyDescriptor(GeolocationPosition.prototype, 'timestamp').get;
                Object.defineProperty(GeolocationPosition.prototype, 'timestamp',
                    { get() { return own.call(this) + window.shift; } });
            }
            window.shift = arguments[0];
            return true;";
        self.phone.run::<bool>(script, vec![millis.into()]).await.map(drop)
    }

    /// Sets both, so that they go on to agree.
    async fn clocks(&self, millis: i64) -> Result<()> {
        self.server.store(millis, Ordering::Relaxed);
        self.phone_clock(millis).await
    }

    async fn stand(&self, north: f64, accuracy: f64) -> Result<()> {
        self.phone.stand_at(&self.origin, self.site.lat() + north, self.site.lon(), accuracy).await
    }

    async fn open_sheet(&self) -> Result<()> {
        self.phone.goto(&format!("{}/customers/{}/check-in", self.origin, self.customer)).await
    }

    /// The sheet says just these flags, with this verdict.
    async fn sheet_says(&self, verdict: &str, flags: &[Flag]) -> Result<()> {
        self.phone.find(&format!("[data-testid=verdict][data-verdict={verdict}]")).await?;
        let wanted = json!(flags.iter().map(|flag| flag.as_str()).collect::<Vec<_>>());
        let shown =
            "[...document.querySelectorAll('[data-testid=verdict] [data-testid=flag]')].map((one) => one.dataset.flag)";
        let same = format!("JSON.stringify({shown}) === JSON.stringify({wanted})");
        self.phone.holds(&format!("the sheet to say {wanted}"), &same).await
    }

    async fn check_in(&self, reason: Option<&str>) -> Result<()> {
        if let Some(reason) = reason {
            self.phone.write("checkin-reason-words", reason).await?;
        }
        self.phone.press("checkin-submit").await?;
        self.phone.part("visit-timer").await.map(drop)
    }

    /// Ends the visit; gives it as the customer's page lists it first.
    async fn check_out(&self, result: &str) -> Result<RecordId> {
        self.phone.write("visit-result", result).await?;
        self.phone.press("checkout-submit").await?;
        self.phone.part("page-customer").await?;
        self.phone
            .holds(
                "the visit in the list",
                &format!("document.querySelector('[data-testid=happening]')?.textContent.includes('{result}')"),
            )
            .await?;
        self.open_first().await
    }

    /// Opens the page of the visit that is listed first.
    async fn open_first(&self) -> Result<RecordId> {
        self.phone.press("happening-open").await?;
        self.phone.part("visit-evidence").await?;
        path(&self.phone).await?.rsplit('/').next().context("an id")?.parse().context("a visit's page")
    }

    async fn flags_shown(&self) -> Result<BTreeSet<String>> {
        let shown = "return [...document.querySelectorAll('[data-testid=flag]')].map((one) => one.dataset.flag)";
        Ok(self.phone.run::<Vec<String>>(shown, Vec::new()).await?.into_iter().collect())
    }

    async fn sync(&self, records: usize) -> Result<()> {
        self.phone.goto(&format!("{}/outbox", self.origin)).await?;
        sync_now(&self.phone).await?;
        outbox_is(&self.phone, records, &["counted"]).await
    }

    /// All visits of the days since the company was made, by day.
    async fn visits(&self) -> Result<BTreeMap<BusinessDay, Vec<TeamVisit>>> {
        let zone = Zone::new("Asia/Shanghai")?;
        let first = zone.day_of(Instant::from_millis(now_ms() - 47 * HOUR));
        let company = self.stage.server.app.company.clone();
        let found = self.stage.server.app.store.read::<_, StoreError, _>(move |conn| {
            (0..4).map(|n| first.plus_days(n)).map(|day| Ok((day, facts::visits(conn, &company, day)?))).collect()
        });
        Ok(found.await?)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_position_tells_about_itself() -> Result<()> {
    let field = Field::enter().await?;
    let phone = &field.phone;
    // The day before yesterday, another device of the rep stood exactly on the pin.
    let mut other = Phone::sign_in(&field.origin, REP, demo::PASSWORD, now_ms() - 47 * HOUR).await?;
    other.sync().await?;
    let pinned = {
        let visit = other.check_in(field.customer, field.site, 0.0)?;
        other.clock += 30 * MINUTE;
        other.check_out(visit, "前天来过")?;
        other.settle().await?;
        visit
    };
    let mut expected: BTreeMap<RecordId, (BTreeSet<Flag>, bool)> = BTreeMap::new();
    expected.insert(pinned, ([Flag::Repeated].into(), false));
    field.sync(0).await?;

    // Yesterday: checked in and gone home.
    field.phone_clock(-24 * HOUR).await?;
    field.open_sheet().await?;
    field.sheet_says("inside", &[]).await?;
    field.check_in(None).await?;
    // Today the first page closes it, with a mark, and says so.
    field.phone_clock(0).await?;
    phone.goto(&format!("{}/today", field.origin)).await?;
    phone.part("today-checkin").await?;
    ensure!(phone.count("[data-testid=open-visit]").await? == 0, "yesterday's visit is still open");
    phone.goto(&format!("{}/customers/{}", field.origin, field.customer)).await?;
    let forgotten = field.open_first().await?;
    phone.part("visit-forgotten").await?;
    ensure!(phone.count("[data-testid=visit-said]").await? == 0, "an empty card for what nobody said");
    picture(phone, "forgotten", &[PHONE]).await?;
    expected.insert(forgotten, (BTreeSet::new(), true));

    // A poor position that gets better while the sheet is open: the verdict goes along, and does not go back.
    field.stand(0.0, 400.0).await?;
    field.open_sheet().await?;
    field.sheet_says("uncertain", &[Flag::Repeated, Flag::Coarse]).await?;
    picture(phone, "coarse", &[PHONE]).await?;
    field.stand(0.0, 12.0).await?;
    field.sheet_says("inside", &[Flag::Repeated]).await?;
    field.stand(0.0, 600.0).await?;
    let shot = field.stage.path("shot.png");
    phone.screenshot(&shot).await?;
    phone.part("checkin-photo").await?.send_keys(shot.to_string_lossy()).await?;
    phone.part("photo-taken").await?;
    field.sheet_says("inside", &[Flag::Repeated]).await?;
    field.stand(0.0, 12.0).await?;
    field.check_in(None).await?;
    let repeated = field.check_out("站在原点").await?;
    ensure!(field.flags_shown().await? == ["repeated".to_owned()].into(), "{:?}", field.flags_shown().await?);
    expected.insert(repeated, ([Flag::Repeated].into(), false));
    let hashes: Vec<String> = phone
        .run(
            "return [...document.querySelectorAll('[data-testid=visit-photo-hash] .hash')].map((one) => one.title)",
            Vec::new(),
        )
        .await?;
    let original = blake3::hash(&std::fs::read(&shot)?).to_hex().to_string();
    ensure!(hashes.len() == 2 && hashes[1] == original, "{hashes:?}: the file was {original}");

    // Nothing to say about this one.
    field.clocks(2 * MINUTE).await?;
    field.stand(0.0005, 12.0).await?;
    field.open_sheet().await?;
    field.sheet_says("inside", &[]).await?;
    field.check_in(None).await?;
    expected.insert(field.check_out("一切正常").await?, (BTreeSet::new(), false));

    // Three minutes later 300 km away.
    field.clocks(5 * MINUTE).await?;
    field.stand(2.7, 12.0).await?;
    field.open_sheet().await?;
    field.sheet_says("outside", &[Flag::Impossible]).await?;
    picture(phone, "impossible", &[PHONE]).await?;
    field.check_in(Some("样机在外地")).await?;
    let far = field.check_out("人在外地").await?;
    ensure!(field.flags_shown().await? == ["impossible".to_owned()].into(), "{:?}", field.flags_shown().await?);
    expected.insert(far, ([Flag::Impossible].into(), false));

    // No position: the last one is offered, and says how old it is.
    field.clocks(8 * MINUTE).await?;
    phone.devtools("Emulation.setGeolocationOverride", json!({})).await?;
    field.open_sheet().await?;
    phone.press("checkin-last-known").await?;
    phone.part("fix-last-known").await?;
    field.sheet_says("outside", &[Flag::Stale]).await?;
    field.check_in(Some("楼内没有信号")).await?;
    expected.insert(field.check_out("没有信号").await?, ([Flag::Stale].into(), false));
    field.sync(10).await?;

    // The phone's clock is half an hour behind the server's: told at the sheet, corrected in the record.
    field.server.store(38 * MINUTE, Ordering::Relaxed);
    field.sync(10).await?;
    field.stand(2.701, 12.0).await?;
    field.open_sheet().await?;
    field.sheet_says("outside", &[Flag::Clock]).await?;
    field.check_in(Some("样机在外地")).await?;
    let late = field.check_out("时钟慢了").await?;
    phone.part("evidence-corrected").await?;
    picture(phone, "clock", &[PHONE]).await?;
    expected.insert(late, ([Flag::Clock].into(), false));
    field.sync(12).await?;

    // The server found the same by itself.
    let days = field.visits().await?;
    let made_up = Instant::from_millis(now_ms() - 48 * HOUR);
    let own = |visit: &&TeamVisit| visit.employee.as_str() == REP && visit.check_in > made_up;
    let found = days.values().flatten().filter(own);
    let found: BTreeMap<RecordId, (BTreeSet<Flag>, bool)> =
        found.map(|visit| (visit.id, (visit.flags.clone(), visit.forgotten))).collect();
    ensure!(found == expected, "the server says {found:?}\nnot {expected:?}");
    let corrected = days.values().flatten().find(|visit| visit.id == late).context("the last visit")?;
    let ahead = corrected.when().since(corrected.check_in);
    ensure!((37 * MINUTE..=39 * MINUTE).contains(&ahead), "corrected by {ahead} ms");

    the_manager_sees_just_those(&field, &days, (repeated, &hashes)).await
}

/// Day by day: midnight in Shanghai may lie between two of the visits.
async fn the_manager_sees_just_those(
    field: &Field,
    days: &BTreeMap<BusinessDay, Vec<TeamVisit>>,
    (with_photo, hashes): (RecordId, &[String]),
) -> Result<()> {
    let manager = desk_of(&field.stage, "wang.lei").await?;
    manager.part("page-activity").await?;
    let listed = |visits: &[&TeamVisit]| -> (String, String) {
        let ids: BTreeSet<String> = visits.iter().map(|visit| visit.id.to_string()).collect();
        let wanted = json!(ids);
        let rows =
            "[...document.querySelectorAll('[data-testid=activity-visit]')].map((one) => one.dataset.record).sort()";
        (format!("the visits {wanted}"), format!("JSON.stringify({rows}) === JSON.stringify({wanted})"))
    };
    for (day, visits) in days.iter().filter(|(_, visits)| !visits.is_empty()) {
        manager.set("activity-day", &day.to_string()).await?;
        let (what, all) = listed(&visits.iter().collect::<Vec<_>>());
        manager.holds(&what, &all).await?;
        manager.press("filter-exceptions").await?;
        let flagged: Vec<&TeamVisit> =
            visits.iter().filter(|visit| visit.forgotten || !visit.flags.is_empty()).collect();
        let (what, some) = listed(&flagged);
        manager.holds(&what, &some).await?;
        let said = manager.text("aside.side").await?;
        for visit in &flagged {
            for flag in &visit.flags {
                ensure!(said.contains(words(*flag)), "{day}: no {} in {said}", words(*flag));
            }
            ensure!(!visit.forgotten || said.contains("忘记签退"), "{day}: {said}");
        }
        picture(&manager, &format!("exceptions-{day}"), &[DESK]).await?;
        if flagged.iter().any(|visit| visit.id == with_photo) {
            let item =
                manager.find(&format!("[data-testid=activity-visit][data-record='{with_photo}'] button")).await?;
            manager.driver.execute("arguments[0].click()", vec![item.to_json()?]).await?;
            manager.find("[data-testid=panel-photo] img").await?;
            let shown: Value = manager
                .run(
                    "return [...document.querySelectorAll('[data-testid=panel-photo] .mono')].map((one) => one.title)",
                    Vec::new(),
                )
                .await?;
            ensure!(shown == json!(hashes), "the manager sees {shown}, the phone {hashes:?}");
            picture(&manager, "photo-hashes", &[DESK]).await?;
        }
        manager.press("filter-exceptions").await?;
    }
    Ok(())
}

/// As zh-CN says it.
const fn words(flag: Flag) -> &'static str {
    match flag {
        Flag::Mock => "模拟位置",
        Flag::Impossible => "移动过快",
        Flag::Repeated => "坐标重复",
        Flag::Clock => "时钟不准",
        Flag::Stale => "位置较旧",
        Flag::Coarse => "精度较差",
    }
}
