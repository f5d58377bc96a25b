//! Without a mouse and without eyes: signing in, a customer, a whole visit by the keyboard alone; dialogs take the focus and
//! give it back; each page is named and its headings come in order; what goes wrong is announced (UX-1).

use anyhow::{Result, bail, ensure};
use serde_json::{Value, json};
use server::demo::{self, Size};
use server::store::StoreError;
use tests::Stage;
use tests::browser::{Browser, PHONE, Screen};
use tests::stage::REP;
use tests::tour::{WALKS, Walker};
use thirtyfour::Key;

use super::{outbox_is, picture};

/// So many stops of the keyboard are tried before a part is taken for out of its reach.
const STOPS: usize = 90;

/// A browser that is only typed into.
struct Keys(Browser);

impl Keys {
    async fn key(&self, key: Key) -> Result<()> {
        self.0.driver.action_chain().send_keys(key).perform().await?;
        Ok(())
    }

    async fn back(&self) -> Result<()> {
        let chain = self.0.driver.action_chain();
        chain.key_down(Key::Shift).key_down(Key::Tab).key_up(Key::Tab).key_up(Key::Shift).perform().await?;
        Ok(())
    }

    /// All of a field chosen, so that what is written takes its place.
    async fn all(&self) -> Result<()> {
        let chain = self.0.driver.action_chain();
        chain.key_down(Key::Control).send_keys("a").key_up(Key::Control).perform().await?;
        Ok(())
    }

    async fn write(&self, text: &str) -> Result<()> {
        self.0.driver.action_chain().send_keys(text).perform().await?;
        Ok(())
    }

    /// By the way back, which stands before the heading.
    async fn leave(&self) -> Result<()> {
        self.back().await?;
        self.is_on("[data-testid=back]").await?;
        self.key(Key::Enter).await
    }

    async fn on(&self, css: &str) -> Result<bool> {
        self.0.run("return Boolean(document.activeElement?.matches(arguments[0]))", vec![json!(css)]).await
    }

    /// What has the keyboard.
    async fn here(&self) -> Result<String> {
        self.0.run("return document.activeElement?.outerHTML.slice(0, 200)", Vec::new()).await
    }

    async fn is_on(&self, css: &str) -> Result<()> {
        let there = format!("document.activeElement?.matches({})", json!(css));
        if self.0.holds(css, &there).await.is_err() {
            bail!("the keyboard is on {}, not on {css}", self.here().await?);
        }
        Ok(())
    }

    /// From stop to stop until it is reached.
    async fn reach(&self, css: &str) -> Result<()> {
        self.0.find(css).await?;
        for _ in 0..STOPS {
            if self.on(css).await? {
                return Ok(());
            }
            self.key(Key::Tab).await?;
        }
        bail!("{css} is out of the keyboard's reach; it is on {}", self.here().await?)
    }

    async fn press(&self, testid: &str) -> Result<()> {
        self.reach(&format!("[data-testid='{testid}']")).await?;
        self.key(Key::Enter).await
    }

    /// A page has come: it is begun at its heading, which names the window too.
    async fn begins(&self, page: &str, named: &str) -> Result<()> {
        self.0.part(page).await?;
        self.is_on("main h1").await?;
        let title = self.0.driver.title().await?;
        ensure!(title.starts_with(named), "{page} is named {title}, not {named}");
        ensure!(self.0.run::<f64>("return scrollY", Vec::new()).await? == 0.0, "{page} does not begin at its top");
        Ok(())
    }

    /// A dialog: the focus is in it, stays in it, and goes back where it was; Escape closes it.
    async fn goes_in_and_out(&self, dialog: &str, from: &str) -> Result<()> {
        self.0.find(dialog).await?;
        self.is_on(&format!("{dialog} *")).await?;
        for step in 0..40 {
            if step % 3 == 2 {
                self.back().await?
            } else {
                self.key(Key::Tab).await?
            }
            ensure!(self.on(&format!("{dialog} *")).await?, "the keyboard left {dialog}: {}", self.here().await?);
        }
        self.key(Key::Escape).await?;
        self.0.holds("the dialog to close", &format!("!document.querySelector({})", json!(dialog))).await?;
        self.is_on(from).await
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_visit_by_the_keyboard_alone() -> Result<()> {
    let stage = Stage::set(Size::SMALL).await?;
    let (customer, site) = stage.customer().await?;
    let origin = stage.server.url();
    let keys = Keys(Browser::start(&stage.path("phone"), PHONE).await?);
    keys.0.stand_at(&origin, site.lat(), site.lon(), 15.0).await?;
    keys.0.goto(&origin).await?;

    // A wrong password is announced, and the keyboard stays where it can be put right.
    keys.reach("[data-testid=signin-login]").await?;
    keys.write(REP).await?;
    keys.key(Key::Tab).await?;
    keys.write("wrong").await?;
    keys.key(Key::Enter).await?;
    keys.0.find("[data-testid=trouble][role=alert]").await?;
    picture(&keys.0, "keys-refused", &[PHONE]).await?;
    keys.reach("[data-testid=signin-password]").await?;
    keys.all().await?;
    keys.write(demo::PASSWORD).await?;
    keys.key(Key::Enter).await?;
    keys.begins("page-today", "今天").await?;

    // A reminder: its dialog keeps the keyboard until Escape.
    keys.reach("[data-testid=snooze]").await?;
    keys.key(Key::Enter).await?;
    keys.0.part("snooze-dialog").await?;
    picture(&keys.0, "keys-dialog", &[PHONE]).await?;
    keys.goes_in_and_out("[data-testid=snooze-dialog]", "[data-testid=snooze]").await?;

    // The customers: filters on a sheet, one found by typing.
    keys.press("nav-customers").await?;
    keys.begins("page-customers", "客户").await?;
    keys.0.part("customer-row").await?;
    keys.press("filter-all").await?;
    keys.goes_in_and_out("[data-testid=filter-sheet]", "[data-testid=filter-all]").await?;
    keys.reach(&format!("[data-testid=customer-row][data-customer='{customer}']")).await?;
    let name: String =
        keys.0.run("return document.activeElement.querySelector('.cut').textContent", Vec::new()).await?;
    picture(&keys.0, "keys-list", &[PHONE]).await?;
    keys.key(Key::Enter).await?;
    keys.begins("page-customer", &name).await?;

    // Back to the list: where it was left, on the customer that was looked at.
    keys.0.take_shape(Screen { height: 480, ..PHONE }).await?;
    keys.leave().await?;
    keys.0.part("page-customers").await?;
    let last = "[data-testid=customers-count] + section li:last-child [data-testid=customer-row]";
    keys.reach(last).await?;
    let down: f64 = keys.0.run("return scrollY", Vec::new()).await?;
    ensure!(down > 0.0, "the list is too short for the screen");
    keys.key(Key::Enter).await?;
    keys.0.part("page-customer").await?;
    keys.is_on("main h1").await?;
    ensure!(keys.0.run::<f64>("return scrollY", Vec::new()).await? == 0.0, "the customer does not begin at its top");
    keys.leave().await?;
    keys.is_on(last).await?;
    keys.0.holds("the list where it was left", &format!("scrollY === {down}")).await?;
    keys.0.take_shape(PHONE).await?;
    keys.reach(&format!("[data-testid=customer-row][data-customer='{customer}']")).await?;
    keys.key(Key::Enter).await?;
    keys.begins("page-customer", &name).await?;

    // Tabs by arrows; checked in, written down, checked out.
    keys.reach("[role=tab][aria-selected=true]").await?;
    keys.key(Key::Right).await?;
    keys.is_on("[role=tab]:nth-child(2)[aria-selected=true]").await?;
    keys.press("customer-checkin").await?;
    keys.begins("page-check-in", &name).await?;
    keys.0.find("[data-testid=verdict][data-verdict=inside]").await?;
    keys.reach("[data-testid=checkin-purpose] [role=radio]").await?;
    keys.key(Key::Right).await?;
    keys.is_on("[data-testid=checkin-purpose] [role=radio]:nth-child(2)[aria-checked=true]").await?;
    picture(&keys.0, "keys-check-in", &[PHONE]).await?;
    keys.press("checkin-submit").await?;
    keys.begins("page-visit", "拜访").await?;
    keys.0.find(".toasts[role=status] [data-testid=toast]").await?;
    let over: bool = keys
        .0
        .run(
            "const toast = document.querySelector('[data-testid=toast]').getBoundingClientRect();
             return [...document.querySelectorAll('.top, .dock .btn')].some((one) => {
                const box = one.getBoundingClientRect();
                return box.top < toast.bottom && toast.top < box.bottom; })",
            Vec::new(),
        )
        .await?;
    picture(&keys.0, "keys-toast", &[PHONE]).await?;
    ensure!(!over, "the toast lies over what is read or pressed");
    keys.reach("[data-testid=visit-result]").await?;
    keys.write("只用键盘完成").await?;

    // What the form of this purpose still wants is said, and the keyboard is where it is filled in.
    keys.press("checkout-submit").await?;
    keys.0.find("[data-testid=form-left][role=alert]").await?;
    keys.is_on("[data-testid=form-field] button").await?;
    picture(&keys.0, "keys-form", &[PHONE]).await?;
    keys.key(Key::Enter).await?;
    keys.press("checkout-submit").await?;
    keys.begins("page-customer", &name).await?;

    // A question before an act: out of it by Escape, and back.
    keys.0.goto(&format!("{origin}/me")).await?;
    keys.press("sign-out").await?;
    keys.goes_in_and_out("[role=alertdialog]", "[data-testid=sign-out]").await?;

    keys.0.goto(&format!("{origin}/outbox")).await?;
    outbox_is(&keys.0, 2, &["counted"]).await?;
    let (company, who) = (stage.server.app.company.to_string(), REP.to_owned());
    let bodies = stage.server.app.store.read::<_, StoreError, _>(move |conn| {
        conn.prepare_cached("SELECT body FROM evidence WHERE company_id = ?1 AND employee = ?2")?
            .query_map((company, who), |row| row.get::<_, String>(0))?
            .collect::<Result<Vec<String>, StoreError>>()
    });
    let counted = bodies.await?.into_iter().any(|body| body.contains("只用键盘完成"));
    ensure!(counted, "the server has no such visit");
    stage.server.stop().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_is_named_and_its_headings_come_in_order() -> Result<()> {
    let stage = Stage::set(Size { closed: 1, open: 0, ..Size::SMALL }).await?;
    let mut wrong = Vec::new();
    for walk in WALKS {
        let walker = Walker::start(&stage, walk).await?;
        for stop in walk.stops {
            walker.go(stop).await?;
            let named = "document.querySelector('main h1')?.textContent.trim() + ' · 行绩' === document.title";
            if walker.browser.holds("the page to be named", named).await.is_err() {
                wrong.push(format!("{}: named {:?}", stop.name, walker.browser.driver.title().await?));
            }
            let levels: Vec<u32> = walker
                .browser
                .run(
                    "return [...document.querySelectorAll('main :is(h1, h2, h3, h4)')].map((one) => Number(one.tagName[1]))",
                    Vec::<Value>::new(),
                )
                .await?;
            let skips = levels.windows(2).any(|pair| pair[1] > pair[0] + 1);
            if skips || levels.first() != Some(&1) || levels.iter().filter(|level| **level == 1).count() != 1 {
                wrong.push(format!("{}: headings {levels:?}", stop.name));
            }
        }
    }
    ensure!(wrong.is_empty(), "{}", wrong.join("\n"));
    stage.server.stop().await
}
