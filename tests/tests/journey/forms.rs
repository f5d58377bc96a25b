//! A company's visit form in versions: made in the editor, filled in without a network on a phone that is killed in the
//! middle, and readable with the labels it was asked with when the next version is out (VIS-5).

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use server::demo::Size;
use server::docs::DocsError;
use server::store::StoreError;
use shared::doc::form::{Answer, Filled, Form};
use shared::id::RecordId;
use tests::browser::{Browser, DESK, PHONE};
use tests::stage::REP;
use tests::{Proxy, Stage};

use super::{desk_of, outbox_is, phone_of_rep, photograph, picture, shown_customer};

/// A purpose for which the made-up company asks nothing yet.
const PURPOSE: &str = "collection";

/// A part of a field's editor.
fn part(path: &str, testid: &str) -> String {
    format!("[data-testid=field-edit][data-path='{path}'] [data-testid={testid}]")
}

/// A question on the phone.
fn asked(path: &str) -> String {
    format!("[data-testid=form-field][data-path='{path}']")
}

async fn write(browser: &Browser, css: &str, text: &str) -> Result<()> {
    let part = browser.find(css).await?;
    part.scroll_into_view().await?;
    part.clear().await?;
    part.send_keys(text).await?;
    Ok(())
}

/// Sets a select, or another field that types badly.
async fn set(browser: &Browser, css: &str, value: &str) -> Result<()> {
    browser.find(css).await?;
    let script = "const [css, value] = arguments;
        const part = document.querySelector(css);
        Object.getOwnPropertyDescriptor(Object.getPrototypeOf(part), 'value').set.call(part, value);
        part.dispatchEvent(new Event('input', {bubbles: true}));
        part.dispatchEvent(new Event('change', {bubbles: true}));
        return true;";
    browser.run::<bool>(script, vec![json!(css), json!(value)]).await.map(drop)
}

async fn press(browser: &Browser, css: &str) -> Result<()> {
    let part = browser.find(css).await?;
    browser.driver.execute("arguments[0].click()", vec![part.to_json()?]).await?;
    Ok(())
}

/// One more field: its id, its label, its kind.
async fn add(browser: &Browser, path: &str, (id, label, kind): (&str, &str, &str)) -> Result<()> {
    let group = path.rsplit_once(".fields.").and_then(|(group, _)| group.strip_prefix("fields."));
    let button = match group {
        Some(group) => format!("[data-testid=field-add][data-group='{group}']"),
        None => "[data-testid=field-add]:not([data-group])".to_owned(),
    };
    press(browser, &button).await?;
    write(browser, &part(path, "field-id"), id).await?;
    write(browser, &part(path, "field-label"), label).await?;
    set(browser, &part(path, "field-kind"), kind).await
}

async fn forms(stage: &Stage) -> Result<Vec<Form>> {
    let app = stage.server.app.clone();
    let (docs, company) = (app.docs.clone(), app.company.clone());
    let found = app.store.read::<_, DocsError, _>(move |conn| server::forms::all(conn, &docs, &company)).await?;
    Ok(found.into_iter().filter(|form| form.id == "shop").collect())
}

/// The first version, in the editor, by somebody who has never seen it.
async fn make(desk: &Browser, origin: &str) -> Result<()> {
    desk.goto(&format!("{origin}/forms")).await?;
    desk.part("form-line").await?;
    desk.press("form-new").await?;
    desk.write("form-name", "门店巡检").await?;
    desk.write("form-id", "shop").await?;
    press(desk, &format!("[data-testid=form-purposes] [data-choice={PURPOSE}]")).await?;
    add(desk, "fields.0", ("open", "是否营业", "choice")).await?;
    // Nobody is asked for ids of options; one who has them writes them.
    write(desk, &part("fields.0", "field-options"), "营业\n歇业").await?;
    press(desk, &part("fields.0", "field-required")).await?;
    add(desk, "fields.1", ("why", "歇业原因", "text")).await?;
    set(desk, &part("fields.1", "field-when"), "open").await?;
    set(desk, &part("fields.1", "field-test"), "is").await?;
    // A condition that wants nothing yet keeps the form from being published, and says where.
    desk.find("[data-testid=form-fault][data-path^='fields.1.visible_if']").await?;
    press(desk, &format!("{} button:nth-child(2)", part("fields.1", "field-wanted"))).await?;
    press(desk, &part("fields.1", "field-required")).await?;
    add(desk, "fields.2", ("share", "排面占比", "number")).await?;
    // Typed digit by digit, with a point on the way.
    write(desk, &part("fields.2", "field-min"), "0.5").await?;
    write(desk, &part("fields.2", "field-max"), "100").await?;
    write(desk, &part("fields.2", "field-decimals"), "1").await?;
    write(desk, &part("fields.2", "field-unit"), "%").await?;
    add(desk, "fields.3", ("fix", "整改日期", "date")).await?;
    add(desk, "fields.4", ("seen", "门头照片", "photo")).await?;
    set(desk, &part("fields.4", "field-when"), "open").await?;
    set(desk, &part("fields.4", "field-test"), "is").await?;
    press(desk, &format!("{} button:nth-child(1)", part("fields.4", "field-wanted"))).await?;
    add(desk, "fields.5", ("code", "门店编码", "scan")).await?;
    add(desk, "fields.6", ("shelf", "货架清点", "group")).await?;
    add(desk, "fields.6.fields.0", ("product", "产品", "text")).await?;
    press(desk, &part("fields.6.fields.0", "field-required")).await?;
    add(desk, "fields.6.fields.1", ("count", "数量", "number")).await?;
    desk.holds("nothing to be wrong with it", "!document.querySelector('[data-testid=form-fault]')").await?;
    // The preview beside it hides and shows as the phone will.
    let preview = |path: &str| format!("[data-testid=form-preview] {}", asked(path));
    ensure!(desk.count(&preview("why")).await? == 0, "歇业原因 is asked before anything was answered");
    press(desk, &format!("{} button:nth-of-type(2)", preview("open"))).await?;
    desk.find(&preview("why")).await?;
    // Longer than the screen: the wheel moves the fields, and what publishes and shows them stays in sight.
    for (delta, seen) in [(-9_000, "form-name"), (9_000, "field-add")] {
        let wheel = json!({"type": "mouseWheel", "x": 500, "y": 500, "deltaX": 0, "deltaY": delta});
        desk.devtools("Input.dispatchMouseEvent", wheel).await?;
        let last = "(id) => [...document.querySelectorAll(`[data-testid=${id}]`)].pop()?.getBoundingClientRect()";
        let inside = format!(
            "['{seen}', 'form-publish', 'form-preview'].every((id) => {{
                const box = ({last})(id); return box && box.top >= 0 && box.top < innerHeight - 20; }})"
        );
        desk.holds(&format!("{seen} to be in sight"), &inside).await?;
        picture(desk, &format!("form-editor-{seen}"), &[DESK]).await?;
    }
    desk.press("form-publish").await?;
    desk.find("[data-testid=form-publish][disabled]").await?;
    desk.find("[data-testid=form-retire]").await.map(drop)
}

/// The same form with a question renamed and one left out.
async fn make_again(desk: &Browser) -> Result<()> {
    write(desk, &part("fields.2", "field-label"), "我们的排面占比").await?;
    press(desk, &part("fields.5", "field-remove")).await?;
    desk.holds(
        "the group in the place of the code",
        "document.querySelector('[data-testid=field-edit][data-path=\"fields.5\"] [data-testid=field-id]')?.value === 'shelf'",
    )
    .await?;
    desk.press("form-publish").await?;
    desk.part("form-versions").await.map(drop)
}

/// Everything but the pictures, which are taken where they are wanted.
async fn fill(phone: &Browser) -> Result<()> {
    let field = |path: &str, part: &str| format!("{} {part}", asked(path));
    // What is asked follows from what was answered, both ways.
    press(phone, &field("open", "button:nth-of-type(2)")).await?;
    write(phone, &field("why", "textarea"), "装修").await?;
    press(phone, &field("open", "button:nth-of-type(1)")).await?;
    phone.holds("歇业原因 to be hidden", &format!("!document.querySelector(\"{}\")", asked("why"))).await?;
    write(phone, &field("share", "input"), "120").await?;
    set(phone, &field("fix", "input"), "2026-12-24").await?;
    write(phone, &field("code", "input"), "6901234567892").await?;
    for (row, (product, count)) in [("彩超探头", "12"), ("耦合剂", "30")].into_iter().enumerate() {
        phone.press("form-row-add").await?;
        write(phone, &field(&format!("shelf.{row}.product"), "textarea"), product).await?;
        write(phone, &field(&format!("shelf.{row}.count"), "input"), count).await?;
    }
    let total = "document.querySelector('[data-testid=form-total]')?.textContent.includes('42')";
    phone.holds("the sum of both rows", total).await
}

/// What the server holds of the rep's visit that was filled in.
async fn counted(stage: &Stage) -> Result<(RecordId, Filled)> {
    let company = stage.server.app.company.to_string();
    let found = stage.server.app.store.read::<_, StoreError, _>(move |conn| {
        conn.prepare_cached("SELECT body FROM evidence WHERE company_id = ?1 AND employee = ?2")?
            .query_map((company, REP), |row| row.get::<_, String>(0))?
            .collect::<Result<Vec<String>, StoreError>>()
    });
    for body in found.await? {
        let visit: shared::rest::TeamVisit = serde_json::from_str(&body)?;
        if let Some(form) = visit.form.filter(|form| form.form == "shop") {
            return Ok((visit.id, form));
        }
    }
    anyhow::bail!("no visit with the form")
}

async fn check_in(phone: &Browser, origin: &str, customer: impl std::fmt::Display) -> Result<()> {
    phone.goto(&format!("{origin}/customers/{customer}/check-in")).await?;
    phone.find("[data-testid=verdict][data-verdict=inside]").await?;
    press(phone, &format!("[data-testid=checkin-purpose] [data-choice={PURPOSE}]")).await?;
    phone.press("checkin-submit").await?;
    phone.part("visit-timer").await.map(drop)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_is_read_with_the_version_it_was_asked_with() -> Result<()> {
    let stage = Stage::set(Size::SMALL).await?;
    let (customer, site) = stage.customer().await?;
    let direct = stage.server.url();
    let line = Proxy::start(stage.server.addr).await?;
    let origin = line.url();

    let desk = desk_of(&stage, "zheng.wei").await?;
    make(&desk, &direct).await?;
    let published = forms(&stage).await?;
    let [first] = &published[..] else { anyhow::bail!("one version, not {published:?}") };
    ensure!(first.version == 1 && first.purposes == [PURPOSE] && first.fields.len() == 7, "{first:?}");
    let share: Value = serde_json::to_value(&first.fields[2])?;
    ensure!(share["min"] == "0.5" && share["max"] == "100" && share["decimals"] == 1, "{share}");

    let phone = phone_of_rep(&stage, &origin, Some((site.lat() + 0.0004, site.lon(), 12.0))).await?;
    let cookies = phone.cookies(&origin).await?;
    line.cut();
    check_in(&phone, &origin, customer).await?;
    phone.find("[data-testid=visit-form][data-form=shop][data-version='1']").await?;
    fill(&phone).await?;

    // A number beyond what may be is refused, the question named; the visit goes on.
    phone.press("checkout-submit").await?;
    phone.find("[data-testid=form-left][data-path=share]").await?;
    let said = phone.text(&format!("{} [data-testid=form-error]", asked("share"))).await?;
    ensure!(said.contains("排面占比") && said.contains("100"), "{said}");
    picture(&phone, "form-refused", &[PHONE]).await?;
    write(&phone, &format!("{} input", asked("share")), "35.5").await?;
    phone.write("visit-result", "排面已补齐").await?;

    photograph(&stage, &phone, "form-photo").await?;

    // Killed with all its processes, and started again without a network: what was typed is there, and the picture.
    make_again(&desk).await?;
    ensure!(forms(&stage).await?.len() == 2, "two versions");
    phone.part("draft-kept").await?;
    let profile = phone.kill();
    let phone = Browser::start(&profile, PHONE).await?;
    phone.stand_at(&origin, site.lat() + 0.0004, site.lon(), 12.0).await?;
    phone.set_cookies(&cookies).await?;
    phone.goto(&format!("{origin}/visit")).await?;
    phone.find("[data-testid=visit-form][data-version='1']").await?;
    let typed = "(() => { const all = [...document.querySelectorAll('[data-testid=page-visit] input, [data-testid=page-visit] textarea')].map((one) => one.value);
        return ['排面已补齐', '35.5', '2026-12-24', '6901234567892', '彩超探头', '12', '耦合剂', '30'].every((text) => all.includes(text)); })()";
    phone.holds("everything that was typed", typed).await?;
    phone.find(&format!("{} [data-testid=photo-taken]", asked("seen"))).await?;
    picture(&phone, "form-again", &[PHONE]).await?;

    // A look at the other answer: the picture stays.
    press(&phone, &format!("{} button:nth-of-type(2)", asked("open"))).await?;
    phone.holds("the picture to be hidden", &format!("!document.querySelector(\"{}\")", asked("seen"))).await?;
    press(&phone, &format!("{} button:nth-of-type(1)", asked("open"))).await?;
    phone.find(&format!("{} [data-testid=photo-taken]", asked("seen"))).await?;
    phone.press("checkout-submit").await?;
    phone.holds("the visit to be closed", "!document.querySelector('[data-testid=visit-timer]')").await?;
    phone.part("page-customer").await?;
    ensure!(shown_customer(&phone).await? == customer, "another customer's page");
    line.mend();
    phone.goto(&format!("{origin}/outbox")).await?;
    phone.press("sync-now").await?;
    outbox_is(&phone, 2, &["counted"]).await?;

    // Counted with version 1 and its answers; the hidden one is none.
    let (visit, filled) = counted(&stage).await?;
    ensure!(filled.version == 1, "{filled:?}");
    let answers = serde_json::to_value(&filled.answers)?;
    ensure!(answers["share"]["number"] == "35.5" && answers["code"]["text"] == "6901234567892", "{answers}");
    ensure!(answers["shelf"]["rows"].as_array().map(Vec::len) == Some(2) && answers.get("why").is_none(), "{answers}");
    ensure!(matches!(filled.answers.get("seen"), Some(Answer::Photos(photos)) if photos.len() == 1), "{answers}");

    // Read with the labels it was asked with: on the phone, and at the manager's.
    phone.goto(&format!("{origin}/customers/{customer}")).await?;
    phone.press("happening-open").await?;
    reads_as_asked(&phone).await?;
    picture(&phone, "form-read", &[PHONE]).await?;
    let manager = desk_of(&stage, "wang.lei").await?;
    manager.part("page-activity").await?;
    let own = "[data-testid=activity-visit][data-verdict=inside]";
    let there = format!("[...document.querySelectorAll('{own}')].some((one) => one.textContent.includes('林晓东'))");
    manager.holds("the visit in the feed", &there).await?;
    press(&manager, &format!("[data-testid=activity-visit][data-record='{visit}'] button")).await?;
    reads_as_asked(&manager).await?;
    // Seen, not only there.
    let seen = "document.querySelector('[data-testid=form-answers] img.shot')?.getBoundingClientRect().width > 50";
    manager.holds("the picture at the manager's", seen).await?;
    picture(&manager, "form-panel", &[DESK]).await?;
    manager.kill();

    // The next visit asks the next version; one that comes while it is open changes nothing of it.
    check_in(&phone, &origin, customer).await?;
    phone.find("[data-testid=visit-form][data-version='2']").await?;
    let said = phone.text("[data-testid=visit-form]").await?;
    ensure!(said.contains("我们的排面占比") && !said.contains("门店编码"), "{said}");
    press(&phone, &format!("{} button:nth-of-type(1)", asked("open"))).await?;
    press(&desk, &part("fields.4", "field-remove")).await?;
    desk.press("form-publish").await?;
    desk.find("[data-testid=form-versions] button:nth-of-type(3)").await?;
    phone.goto(&format!("{origin}/outbox")).await?;
    phone.press("sync-now").await?;
    phone.find("[data-testid=sync-now]:not([disabled])").await?;
    phone.goto(&format!("{origin}/visit")).await?;
    phone.find("[data-testid=visit-form][data-version='2']").await?;
    phone.find(&asked("seen")).await.map(drop).context("version 3 does not ask for the picture")
}

async fn reads_as_asked(browser: &Browser) -> Result<()> {
    browser.find("[data-testid=form-answers][data-form=shop][data-version='1']").await?;
    let said = browser.text("[data-testid=form-answers]").await?;
    for words in ["第 1 版", "是否营业", "营业", "排面占比", "35.5 %", "门店编码", "6901234567892", "彩超探头", "42"]
    {
        ensure!(said.contains(words), "no {words} in {said}");
    }
    ensure!(!said.contains("我们的排面占比") && !said.contains("歇业原因"), "{said}");
    Ok(())
}
