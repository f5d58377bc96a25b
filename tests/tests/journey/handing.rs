//! Access that changes while a rep is out: a customer is handed over, his phone is lost, he is shut out and let in again. What
//! he may no longer read leaves the phone; what he had not sent stays on it and can be saved as a file.

use std::path::PathBuf;

use anyhow::{Context, Result};
use server::demo::Size;
use shared::id::CustomerId;
use tests::browser::{Browser, DESK, PHONE};
use tests::stage::REP;
use tests::{Proxy, Stage};

use super::{outbox_is, phone_is_ready, picture, sign_in};

const COLLEAGUE: &str = "chen.yh";
const ADMIN: &str = "zheng.wei";

struct Rep {
    phone: Browser,
    origin: String,
    line: Proxy,
    /// Where the phone saves what it has not sent.
    files: PathBuf,
}

impl Rep {
    /// A follow-up, with the line cut.
    async fn note(&self, customer: CustomerId, text: &str) -> Result<()> {
        self.line.cut();
        self.phone.goto(&format!("{}/customers/{customer}/follow-up", self.origin)).await?;
        self.phone.write("followup-content", text).await?;
        self.phone.press("followup-submit").await?;
        self.phone.holds("the follow-up to be kept", &format!("document.body.textContent.includes('{text}')")).await
    }

    /// With a line again, the outbox after an exchange.
    async fn exchange(&self) -> Result<()> {
        self.line.mend();
        self.phone.goto(&format!("{}/outbox", self.origin)).await?;
        self.phone.press("sync-now").await
    }

    /// The session is no more: the phone says so, and keeps what it has.
    async fn is_cut_off(&self, name: &str, text: &str) -> Result<()> {
        self.exchange().await?;
        self.phone.part("session-ended").await?;
        outbox_is(&self.phone, 1, &["local", "counted"]).await?;
        picture(&self.phone, name, &[PHONE]).await?;
        let saved = self.phone.export(&self.files).await?;
        anyhow::ensure!(saved.to_string().contains(text), "{text} is not in what was saved: {saved}");
        Ok(())
    }

    /// Out, and in again: as the same person on the same phone.
    async fn sign_in_again(&self) -> Result<()> {
        self.phone.press("sign-in-again").await?;
        self.phone.part("signin").await?;
        sign_in(&self.phone, REP).await?;
        self.phone.part("page-today").await.map(|_| ())
    }
}

/// Somebody at the desk, on the page of the rep.
async fn at_the_desk(stage: &Stage, login: &str) -> Result<Browser> {
    let desk = Browser::start(&stage.path(login), DESK).await?;
    desk.goto(&stage.server.url()).await?;
    sign_in(&desk, login).await?;
    desk.press("nav-people").await?;
    picture_when(&desk, "people", "person-row").await?;
    desk.find(&format!("[data-employee='{REP}'] a")).await?.click().await?;
    desk.part("page-person").await?;
    Ok(desk)
}

async fn picture_when(browser: &Browser, name: &str, testid: &str) -> Result<()> {
    browser.part(testid).await?;
    picture(browser, name, &[PHONE, DESK]).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_rep_may_no_longer_read_leaves_his_phone_and_what_he_recorded_does_not() -> Result<()> {
    let stage = Stage::set(Size::SMALL).await?;
    let customers = stage.customers(REP).await?;
    let (lost, kept) = (customers.first().context("a customer")?.0, customers.get(1).context("two customers")?.0);
    let line = Proxy::start(stage.server.addr).await?;
    let phone = Browser::start(&stage.path("phone"), PHONE).await?;
    let rep = Rep { phone, origin: line.url(), line, files: stage.path("files") };
    rep.phone.goto(&rep.origin).await?;
    sign_in(&rep.phone, REP).await?;
    phone_is_ready(&rep.phone).await?;

    rep.phone.goto(&format!("{}/customers/{lost}/holding", rep.origin)).await?;
    rep.phone.part("hand-over").await?;
    picture(&rep.phone, "own-holding", &[PHONE]).await?;

    // Handed over by his manager, while the rep records something with the customer offline.
    rep.note(lost, "交接前的最后一次沟通").await?;
    let manager = at_the_desk(&stage, "wang.lei").await?;
    picture_when(&manager, "person", "person-customers").await?;
    manager.goto(&format!("{}/customers/{lost}/holding", stage.server.url())).await?;
    manager.set("heir-choice", COLLEAGUE).await?;
    picture_when(&manager, "holding", "hand-over").await?;
    manager.press("hand-over-submit").await?;
    picture_when(&manager, "holding-ask", "confirm-yes").await?;
    manager.press("confirm-yes").await?;
    manager.part("page-people").await?;
    manager.kill();
    rep.exchange().await?;
    outbox_is(&rep.phone, 1, &["counted"]).await?;
    rep.phone.goto(&format!("{}/customers", rep.origin)).await?;
    rep.phone.find(&format!("[data-customer='{kept}']")).await?;
    rep.phone.holds("the customer to leave", &format!("!document.querySelector('[data-customer=\"{lost}\"]')")).await?;
    picture(&rep.phone, "customers-after", &[PHONE]).await?;
    rep.phone.goto(&format!("{}/customers/{lost}", rep.origin)).await?;
    rep.phone.part("failure").await?;
    picture(&rep.phone, "customer-gone", &[PHONE]).await?;

    // The phone is lost: cut off from the desk. It comes back, and sends what it had.
    rep.note(kept, "手机丢失前的沟通").await?;
    let admin = at_the_desk(&stage, ADMIN).await?;
    picture_when(&admin, "person-admin", "person-disable").await?;
    admin.find("[data-testid=device-revoke]:not([data-device=test])").await?.click().await?;
    picture_when(&admin, "device-ask", "confirm-yes").await?;
    admin.press("confirm-yes").await?;
    admin.part("toast").await?;
    rep.is_cut_off("device-lost", "手机丢失前的沟通").await?;
    rep.sign_in_again().await?;
    rep.exchange().await?;
    outbox_is(&rep.phone, 2, &["counted"]).await?;

    // Shut out, and let in again.
    rep.note(kept, "停用前的沟通").await?;
    admin.press("person-disable").await?;
    admin.press("confirm-yes").await?;
    picture_when(&admin, "person-disabled", "person-enable").await?;
    rep.is_cut_off("shut-out", "停用前的沟通").await?;
    admin.press("person-enable").await?;
    admin.press("confirm-yes").await?;
    admin.part("person-disable").await?;
    rep.sign_in_again().await?;
    rep.exchange().await?;
    outbox_is(&rep.phone, 3, &["counted"]).await
}
