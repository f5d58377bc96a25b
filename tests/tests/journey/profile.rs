//! All that is known of a customer, entered by two people on two phones without a network: what they wrote goes together,
//! and where both wrote the same, both phones and the server say the same. What only the server decides waits until then.

use std::collections::BTreeSet;

use anyhow::{Context, Result, ensure};
use serde_json::json;
use server::access::AccessError;
use server::demo::Size;
use server::settings;
use shared::doc::company::{Choice, CustomerField};
use shared::doc::customer::{Lifecycle, Source};
use shared::doc::ledger::Class;
use shared::id::CustomerId;
use shared::policy::{Role, Subject};
use tests::browser::{Browser, PHONE};
use tests::stage::REP;
use tests::{Proxy, Stage};

use super::{outbox_is, picture, pill, sign_in, tab};

const COLLEAGUE: &str = "chen.yh";

/// A phone with a line of its own.
struct Phone {
    browser: Browser,
    origin: String,
    line: Proxy,
}

impl Phone {
    async fn of(stage: &Stage, login: &str) -> Result<Self> {
        let line = Proxy::start(stage.server.addr).await?;
        let browser = Browser::start(&stage.path(login), PHONE).await?;
        let phone = Self { browser, origin: line.url(), line };
        phone.browser.goto(&phone.origin).await?;
        sign_in(&phone.browser, login).await?;
        phone.browser.part("page-today").await?;
        // Nothing need be due of one's customers.
        phone.browser.press("nav-customers").await?;
        phone.browser.part("customer-row").await?;
        phone.browser.holds("the app to be kept for offline use", "navigator.serviceWorker.controller").await?;
        Ok(phone)
    }

    async fn at(&self, path: &str) -> Result<()> {
        self.browser.goto(&format!("{}/{path}", self.origin)).await
    }

    /// Saves, and is at the page of the customer again.
    async fn save(&self, testid: &str) -> Result<()> {
        self.browser.press(testid).await?;
        self.browser.part("page-customer").await.map(drop)
    }

    /// With a line again, everything is sent and what others sent has come.
    async fn exchange(&self) -> Result<()> {
        self.line.mend();
        self.at("outbox").await?;
        self.browser.press("sync-now").await
    }

    async fn says(&self, what: &str) -> Result<()> {
        self.browser
            .holds(
                what,
                &format!("document.querySelector('[data-testid=page-customer]')?.textContent.includes('{what}')"),
            )
            .await
    }

    async fn people(&self, id: CustomerId) -> Result<()> {
        self.at(&format!("customers/{id}")).await?;
        tab(&self.browser, "人员").await
    }

    /// Opens one of the people of a customer.
    async fn person(&self, id: CustomerId, name: &str) -> Result<()> {
        self.people(id).await?;
        self.browser.part("person-row").await?;
        let open = "const row = [...document.querySelectorAll('[data-testid=person-row]')].find((row) => row.textContent.includes(arguments[0]));
            row?.click();
            return Boolean(row);";
        ensure!(self.browser.run::<bool>(open, vec![json!(name)]).await?, "nobody is called {name}");
        self.browser.part("contact-name").await.map(drop)
    }

    async fn tag(&self, words: &str) -> Result<()> {
        self.browser.write("tag-new", words).await?;
        self.browser.press("tag-add").await
    }
}

/// Two fields that the company defines: one is written, one is chosen.
async fn own_fields(stage: &Stage) -> Result<()> {
    let app = stage.server.app.clone();
    let (docs, company, at) = (app.docs.clone(), app.company.clone(), app.clock.now());
    let who = Subject { employee: "zheng.wei".parse()?, roles: BTreeSet::from([Role::Admin]) };
    let option = |id: &str, name: &str| Choice { id: id.into(), name: name.into() };
    let fields = vec![
        CustomerField { id: "beds".into(), name: "床位数".into(), options: Vec::new() },
        CustomerField {
            id: "grade".into(),
            name: "医院等级".into(),
            options: vec![option("two", "二级"), option("three", "三级")],
        },
    ];
    let set = app.store.write::<_, AccessError, _>(move |tx| {
        let asked = settings::page(tx, &company)?;
        settings::change(
            tx,
            &docs,
            &company,
            &who,
            shared::doc::company::Settings { customer_fields: fields, ..asked },
            at,
        )
    });
    set.await.map_err(|why| anyhow::anyhow!("{why:?}"))?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_people_know_more_of_one_customer() -> Result<()> {
    let stage = Stage::set(Size::SMALL).await?;
    own_fields(&stage).await?;
    let mut of = [(Class::A, Vec::new()), (Class::B, Vec::new())];
    for (id, _) in stage.customers(REP).await? {
        let class = stage.holding(id).await?.class;
        for (_, list) in of.iter_mut().filter(|(one, _)| *one == class) {
            list.push(id);
        }
    }
    let [(_, first), (_, second)] = of;
    let ([shared_one, partner, ..], [lower, twin, ..]) = (&first[..], &second[..]) else {
        anyhow::bail!("four customers")
    };
    let (shared_one, partner, lower, twin) = (*shared_one, *partner, *lower, *twin);

    // Lin asks Chen to help with one customer; then both are out, without a network.
    let lin = Phone::of(&stage, REP).await?;
    lin.at(&format!("customers/{shared_one}/holding")).await?;
    lin.browser.set("collaborator-choice", COLLEAGUE).await?;
    lin.browser.press("collaborator-add").await?;
    lin.browser.find(&format!("[data-testid=collaborator][data-employee='{COLLEAGUE}']")).await?;
    let chen = Phone::of(&stage, COLLEAGUE).await?;
    chen.at(&format!("customers/{shared_one}")).await?;
    chen.browser.part("page-customer").await?;
    lin.line.cut();
    chen.line.cut();

    // Lin: a partner, and the customer that is served through it.
    lin.at(&format!("customers/{partner}/edit")).await?;
    lin.browser.press("customer-partner").await?;
    lin.save("customer-save").await?;
    lin.says("合作伙伴").await?;
    lin.at(&format!("customers/{shared_one}/edit")).await?;
    pill(&lin.browser, "customer-source", "展会").await?;
    lin.browser.press("customer-via").await?;
    let partners = format!(
        "(() => {{ const rows = [...document.querySelectorAll('[data-testid=pick-row]')];
            return rows.some((row) => row.dataset.customer === '{partner}') && !rows.some((row) => row.dataset.customer === '{lower}'); }})()"
    );
    lin.browser.holds("partners alone", &partners).await?;
    picture(&lin.browser, "pick-partner", &[PHONE]).await?;
    lin.browser.press("pick-row").await?;
    lin.tag("三甲、重点").await?;
    lin.browser.write("custom-beds", "1200").await?;
    pill(&lin.browser, "custom-grade", "三级").await?;
    lin.browser.write("customer-note", "院办在三楼").await?;
    picture(&lin.browser, "edit-customer", &[PHONE]).await?;
    lin.save("customer-save").await?;
    lin.says("床位数").await?;
    picture(&lin.browser, "customer-filled", &[PHONE]).await?;

    // People: one with a post, whose post changes; one who was entered in error.
    for (name, post) in [("蒋院长", "院长"), ("写错了", "没有这个人")] {
        lin.people(shared_one).await?;
        lin.browser.press("person-new").await?;
        lin.browser.write("contact-name", name).await?;
        lin.browser.write("contact-title", post).await?;
        lin.browser.write("contact-phone", "13800001111").await?;
        lin.save("person-save").await?;
    }
    lin.person(shared_one, "蒋院长").await?;
    lin.browser.write("contact-title", "党委书记").await?;
    picture(&lin.browser, "edit-person", &[PHONE]).await?;
    lin.save("person-save").await?;
    lin.person(shared_one, "写错了").await?;
    lin.browser.press("person-remove").await?;
    picture(&lin.browser, "person-remove", &[PHONE]).await?;
    lin.browser.press("confirm-yes").await?;
    lin.browser.part("page-customer").await?;
    lin.people(shared_one).await?;
    lin.says("党委书记").await?;
    ensure!(!lin.browser.text("body").await?.contains("写错了"), "who was removed is there");
    picture(&lin.browser, "people-of-customer", &[PHONE]).await?;

    // Where it stands; a class he may not lower himself, and one he may raise.
    lin.at(&format!("customers/{shared_one}/stage")).await?;
    pill(&lin.browser, "customer-stage", "忠诚").await?;
    pill(&lin.browser, "customer-class", "B").await?;
    lin.browser.write("stage-reason", "续签了三年").await?;
    picture(&lin.browser, "stage", &[PHONE]).await?;
    lin.save("stage-save").await?;
    lin.says("续签了三年").await?;
    lin.browser.part("class-waits").await?;
    lin.at(&format!("customers/{lower}/stage")).await?;
    pill(&lin.browser, "customer-class", "A").await?;
    lin.save("stage-save").await?;
    lin.browser.part("class-waits").await?;

    // Two of his customers turn out to be one.
    lin.at(&format!("customers/{twin}/merge")).await?;
    lin.browser.press("merge-into").await?;
    lin.browser.find(&format!("[data-testid=pick-row][data-customer='{lower}']")).await?.click().await?;
    lin.browser.part("merge-likeness").await?;
    picture(&lin.browser, "merge", &[PHONE]).await?;
    lin.save("merge-submit").await?;
    lin.browser.part("merged-also").await?;

    // Chen, meanwhile: the same customer, other words and the same ones.
    chen.at(&format!("customers/{shared_one}/edit")).await?;
    chen.tag("爱喝茶").await?;
    chen.browser.write("customer-industry", "三级甲等医院").await?;
    chen.browser.write("customer-note", "从北门进").await?;
    chen.save("customer-save").await?;
    chen.people(shared_one).await?;
    chen.browser.press("person-row").await?;
    chen.browser.write("contact-email", "shebei@example.com").await?;
    chen.save("person-save").await?;
    picture(&chen.browser, "chen", &[PHONE]).await?;

    // The lines are back.
    let counted = &["counted", "refused"];
    lin.exchange().await?;
    outbox_is(&lin.browser, 10, counted).await?;
    picture(&lin.browser, "outbox-refused", &[PHONE]).await?;
    let why = lin.browser.text(".refused-card").await?;
    ensure!(
        why.contains("调低请找上级") && why.contains("等级") && !why.contains("class"),
        "why was it refused: {why}"
    );
    chen.exchange().await?;
    outbox_is(&chen.browser, 2, counted).await?;
    lin.exchange().await?;

    // All of it is there, once, on both phones as on the server.
    let known = stage.profile(shared_one).await?;
    let tags: BTreeSet<&str> = known.tags.iter().map(String::as_str).collect();
    ensure!(tags == BTreeSet::from(["三甲", "重点", "爱喝茶"]), "{tags:?}");
    ensure!((known.source, known.via) == (Some(Source::Exhibition), Some(partner)), "{known:?}");
    ensure!(known.industry.as_deref() == Some("三级甲等医院"), "{known:?}");
    ensure!(
        known.custom == [("beds", "1200"), ("grade", "three")].map(|(id, is)| (id.to_owned(), is.to_owned())).into(),
        "{known:?}"
    );
    ensure!(known.stage() == Some(Lifecycle::Loyal), "{known:?}");
    let boss = known.people.values().find(|person| person.name == "蒋院长").context("somebody new")?;
    ensure!((boss.title.as_deref(), boss.phone.as_deref()) == (Some("党委书记"), Some("13800001111")), "{boss:?}");
    ensure!(known.people.values().all(|person| person.name != "写错了"), "{known:?}");
    ensure!(known.people.values().any(|person| person.email.as_deref() == Some("shebei@example.com")), "{known:?}");
    let note = known.note.clone().context("a note")?;
    ensure!(["院办在三楼", "从北门进"].contains(&&*note), "{note}");
    for phone in [&lin, &chen] {
        phone.at(&format!("customers/{shared_one}")).await?;
        for words in ["三甲", "重点", "爱喝茶", "三级甲等医院", "1200", "忠诚", &note] {
            phone.says(words).await?;
        }
        phone.people(shared_one).await?;
        phone.says("党委书记").await?;
    }
    // Who only helps is not reminded of what is the owner's: Lin was there days ago.
    ensure!(chen.browser.count("[data-testid=customer-reminder]").await? == 0, "reminded of somebody else's customer");
    picture(&chen.browser, "chen-has-all", &[PHONE]).await?;

    // What the server decided: raised, not lowered, merged; and what was merged is undone as easily.
    ensure!(stage.holding(shared_one).await?.class == Class::A, "lowered by its owner");
    ensure!(stage.holding(lower).await?.class == Class::A, "not raised");
    ensure!(stage.holding(twin).await?.merged_into == Some(lower), "not merged");
    lin.at(&format!("customers/{lower}")).await?;
    lin.browser.part("merged-also").await?;
    lin.browser.holds("nothing to wait", "!document.querySelector('[data-testid=class-waits]')").await?;
    lin.line.cut();
    lin.browser.press("merge-undo").await?;
    lin.browser.holds("two customers", "!document.querySelector('[data-testid=merged-also]')").await?;
    lin.at(&format!("customers/{twin}")).await?;
    lin.browser.part("page-customer").await?;
    ensure!(lin.browser.count("[data-testid=merged-into]").await? == 0, "still another name");
    lin.exchange().await?;
    outbox_is(&lin.browser, 11, counted).await?;
    ensure!(stage.holding(twin).await?.merged_into.is_none(), "still merged");
    Ok(())
}
