//! Every page drawn on samples, in every language, without a browser: each shows what it is for, and no text is missing.
//!
//! `FIELDTALLY_PREVIEW=folder cargo test -p mobile --lib pages` also writes them as files to look at.

mod customers;
mod day;
mod desk;
mod forms;
mod holders;
mod pairs;
mod pay;
pub(super) mod samples;

use std::rc::Rc;
use std::time::Duration;

use dioxus::history::{History, MemoryHistory};
use dioxus::prelude::*;

use crate::app::Pages;
use crate::i18n::{LANGUAGE, Language};
use crate::state::{Client, use_state_provider};

use samples::{Here, Phone, Who};

/// A page to draw.
#[derive(Clone)]
struct Scene {
    path: &'static str,
    who: Who,
    here: Here,
    language: Language,
    server: String,
}

#[component]
fn Sample() -> Element {
    let scene: Scene = use_context();
    use_hook(|| *LANGUAGE.write() = scene.language);
    let (who, here) = (scene.who, scene.here);
    use_state_provider(move || Client::new(Phone { who, server: scene.server }), move || Rc::new(here));
    rsx! { Pages {} }
}

/// Moments that a page may take to show what it is for.
const PATIENCE: u32 = 100;

/// Draws until nothing changes any more and all of this is shown; else as it stands at last, for the test to say what lacks.
async fn draw(scene: &Scene, shows: &[&str]) -> String {
    let mut dom = VirtualDom::new(Sample);
    dom.provide_root_context(scene.clone());
    dom.provide_root_context(Rc::new(MemoryHistory::with_initial_path(scene.path)) as Rc<dyn History>);
    dom.rebuild_in_place();
    let mut html = String::new();
    for _ in 0..PATIENCE {
        // Samples answer at once: a moment without work means that everything has been said, but on a busy machine.
        while tokio::time::timeout(Duration::from_millis(60), dom.wait_for_work()).await.is_ok() {
            dom.render_immediate(&mut dioxus::core::NoOpMutations);
        }
        html = dioxus_ssr::render(&dom);
        if shows.iter().all(|text| html.contains(text)) {
            break;
        }
    }
    html
}

fn keep(name: &str, language: Language, html: &str) {
    let Some(folder) = std::env::var_os("FIELDTALLY_PREVIEW") else { return };
    let page = format!(
        "<!doctype html><html lang=\"{language}\"><meta charset=utf-8><meta name=viewport content=\"width=device-width\"><script>document.documentElement.dataset.theme = new URLSearchParams(location.search).get('theme') || 'light'</script><body><div id=main>{html}</div></body></html>"
    );
    std::fs::create_dir_all(&folder).expect("a folder for the preview");
    std::fs::write(std::path::Path::new(&folder).join(format!("{name}-{language}.html")), page).expect("a preview");
}

/// (name of the preview, address, who, where, what zh-CN must show)
const SCENES: &[(&str, &str, Who, Here, &[&str])] = &[
    ("signin", "/", Who::Nobody, Here::Inside, &["登录", "账号"]),
    (
        "today",
        "/today",
        Who::Rep,
        Here::Inside,
        &["68%", "272,000", "到期", "签到", "3 条待上传", "未处理", "1/3 站", "第 2 站 / 共 3 站", "已推迟 1"],
    ),
    (
        "plan",
        "/plan",
        Who::Rep,
        Here::Inside,
        &["拜访计划", "先到期后就近", "3 站", "83%", "13/15", "照搬上周", "保存计划"],
    ),
    ("plan-empty", "/plan?day=2026-11-21", Who::Idle, Here::Inside, &["还没有站点", "添加客户"]),
    ("workload", "/workload", Who::Rep, Here::Inside, &["工作量", "本周", "23", "微信", "12.4 公里"]),
    ("team-reminders", "/team/reminders", Who::Manager, Here::Inside, &["待跟进", "未处理", "林晓东", "浙北仁和医院"]),
    (
        "team-workload",
        "/team/workload",
        Who::Manager,
        Here::Inside,
        &["工作量", "按方式", "导出 CSV", "陈语涵", "合计"],
    ),
    ("customers", "/customers", Who::Rep, Here::Inside, &["浙北仁和医院", "超间隔"]),
    (
        "customer",
        "/customers/0190163d-8694-739b-aea5-966c26f8ad91",
        Who::Rep,
        Here::Inside,
        &["围栏内 86 米", "已计入", "记跟进", "交接", "photo-let-go", "第 2 次超间隔", "提醒推迟到"],
    ),
    (
        "checkin",
        "/customers/0190163d-8694-739b-aea5-966c26f8ad91/check-in",
        Who::Idle,
        Here::Inside,
        &["在围栏内", "±18 米"],
    ),
    (
        "checkin-outside",
        "/customers/0190163d-8694-739b-aea5-966c26f8ad91/check-in",
        Who::Idle,
        Here::Outside,
        &["在围栏外", "至少超出", "附说明签到"],
    ),
    (
        "checkin-nofix",
        "/customers/0190163d-8694-739b-aea5-966c26f8ad91/check-in",
        Who::Idle,
        Here::Denied,
        &["没有定位权限", "附说明签到"],
    ),
    (
        "followup",
        "/customers/0190163d-8694-739b-aea5-966c26f8ad91/follow-up",
        Who::Rep,
        Here::Inside,
        &["沟通内容", "微信", "没人接", "不是现在发生的"],
    ),
    ("visit", "/visit", Who::Rep, Here::Inside, &["签退", "拜访结果", "门店巡检", "是否营业", "加一行", "陈列照片"]),
    (
        "checkin-doubtful",
        "/customers/0190163d-8694-739b-aea5-966c26f8ad91/check-in",
        Who::Doubted,
        Here::Inside,
        &["移动过快", "精度", "坐标"],
    ),
    (
        "visit-record",
        "/visits/0190163d-8694-739b-aea5-960000000001",
        Who::Rep,
        Here::Outside,
        &["门店巡检", "货架清点", "42", "客户改期", "最后一次的位置", "原图指纹", "更正"],
    ),
    (
        "amend",
        "/visits/0190163d-8694-739b-aea5-960000000001/amend",
        Who::Rep,
        Here::Inside,
        &["为什么更正", "李院长认可", "没有改动"],
    ),
    ("forms", "/forms", Who::Admin, Here::Inside, &["门店巡检", "设备回访", "已停用", "使用中"]),
    (
        "form-editor",
        "/forms/shop",
        Who::Admin,
        Here::Inside,
        &["发布第 5 版", "货架清点", "预览", "产品条码", "停用", "什么时候问"],
    ),
    ("form-new", "/form-new", Who::Admin, Here::Inside, &["新建表单", "添加字段"]),
    ("privacy", "/privacy", Who::Rep, Here::Inside, &["不会", "签到", "经理"]),
    ("expense", "/expense?customer=0190163d-8694-739b-aea5-966c26f8ad91", Who::Rep, Here::Inside, &["拍照", "招待"]),
    (
        "performance",
        "/performance",
        Who::Rep,
        Here::Inside,
        &["目标完成", "工资单", "暂估", "浮动工资", "契约金额", "68.0%", "调整"],
    ),
    (
        "outbox",
        "/outbox",
        Who::Rep,
        Here::Inside,
        &["被退回", "金额必须大于 0", "服务器已收", "照片 180 / 420 kB", "还有 1 张", "服务器没有接受"],
    ),
    ("me", "/me", Who::Rep, Here::Inside, &["林晓东", "退出登录", "繁體中文", "日历订阅", "换新地址"]),
    ("activity", "/activity", Who::Manager, Here::Inside, &["团队动态", "围栏外 640 米", "异常", "没有位置", "陈语涵"]),
    ("people", "/people", Who::Manager, Here::Inside, &["人员", "林晓东", "可登录", "已停用", "已离职", "顾文涛"]),
    (
        "person",
        "/people/lin.xd/post",
        Who::Admin,
        Here::Inside,
        &["登录的设备", "Firefox, Windows", "2 位客户", "浙北仁和医院", "1 人协作", "新的直接上级", "停用"],
    ),
    ("person-disabled", "/people/xu.zq/post", Who::Admin, Here::Inside, &["已停用", "恢复后"]),
    ("person-led", "/people/lin.xd/post", Who::Manager, Here::Inside, &["林晓东", "2 位客户", "交接"]),
    (
        "handing",
        "/customers/0190163d-8694-739b-aea5-966c26f8ad91/holding",
        Who::Rep,
        Here::Inside,
        &["浙北仁和医院", "负责人", "协作人", "陈语涵", "移除", "添加协作人", "交给谁", "周敏（杭州一部）"],
    ),
    (
        "handing-not",
        "/customers/0190163d-8694-739b-aea5-966c26f8ad92/holding",
        Who::Rep,
        Here::Inside,
        &["钱江康复中心", "没有您可以交接的人"],
    ),
    (
        "periods",
        "/periods",
        Who::Hr,
        Here::Inside,
        &["2026年10月", "批准", "这个月还没有过完", "22,387.33", "已密封 9c02…9c02"],
    ),
    (
        "statement",
        "/statements/lin.xd/2026-10",
        Who::Hr,
        Here::Inside,
        &["林晓东", "提成", "密封摘要", "浮动工资", "调整"],
    ),
    ("import", "/import", Who::Finance, Here::Inside, &["CSV"]),
    ("settings", "/settings", Who::Admin, Here::Inside, &["围栏的半径", "售后", "床位数", "高德", "保存"]),
    ("not-found", "/nowhere", Who::Rep, Here::Inside, &["没有这个页面"]),
];

#[tokio::test(flavor = "current_thread")]
async fn every_page_shows_what_it_is_for() {
    let server = desk::serve().await;
    for (name, path, who, here, shows) in SCENES.iter().chain(customers::SCENES) {
        for language in Language::ALL {
            let wanted = if language == Language::ZhCn { *shows } else { &[] };
            let html = draw(&Scene { path, who: *who, here: *here, language, server: server.clone() }, wanted).await;
            keep(name, language, &html);
            assert!(!html.contains('⟨'), "{name} in {language}: a text is missing: {html}");
            if language == Language::ZhCn {
                for text in *shows {
                    assert!(html.contains(text), "{name} does not show {text:?}: {html}");
                }
            }
        }
    }
}

/// What opens over a page, drawn alone.
#[component]
fn Dialog() -> Element {
    let (which, language): (&'static str, Language) = use_context();
    use_hook(|| *LANGUAGE.write() = language);
    use_state_provider(|| Client::new(Phone { who: Who::Rep, server: String::new() }), || Rc::new(Here::Inside));
    let stops = use_signal(|| vec![samples::row(0)]);
    rsx! {
        style { dangerous_inner_html: crate::ui::style::CSS }
        if which == "pick" {
            super::rep::plan::Pick { stops, onclose: |()| {} }
        } else if which == "notify" {
            super::me::NotifySwitch { on: true, denied: false, onturn: |_| {} }
        } else {
            super::rep::remind::Choose { customer: samples::customer(91), kind: shared::reminder::Kind::Gap, name: samples::NAMES[0].to_owned(), onclose: |()| {} }
        }
    }
}

#[tokio::test(flavor = "current_thread")]
async fn what_opens_over_a_page_shows_what_it_is_for() {
    for (which, shows) in [("pick", "完成，共 1 站"), ("snooze", "考核照常计算"), ("notify", "提醒通知")]
    {
        for language in Language::ALL {
            let mut dom = VirtualDom::new(Dialog);
            dom.provide_root_context((which, language));
            dom.rebuild_in_place();
            let mut html = dioxus_ssr::render(&dom);
            // The picker asks the store first.
            while which == "pick" && !html.contains("plan-pick\"") {
                dom.wait_for_work().await;
                dom.render_immediate(&mut dioxus::core::NoOpMutations);
                html = dioxus_ssr::render(&dom);
            }
            keep(which, language, &html);
            assert!(!html.contains('⟨'), "{which} in {language}: a text is missing: {html}");
            assert!(language != Language::ZhCn || html.contains(shows), "{which}: {html}");
        }
    }
}

#[tokio::test(flavor = "current_thread")]
async fn what_would_be_refused_is_not_offered() {
    let server = desk::serve().await;
    for (path, who, shown, hidden) in [
        ("/people/lin.xd/post", Who::Manager, "person-name", ["person-disable", "move-submit"]),
        ("/people/root.ad/post", Who::Admin, "move-submit", ["person-disable", "person-enable"]),
        (
            "/customers/0190163d-8694-739b-aea5-966c26f8ad92/holding",
            Who::Rep,
            "holding-owner",
            ["hand-over-submit", "collaborator-add"],
        ),
        ("/me", Who::Rep, "nav-me", ["nav-people", "person-disable"]),
    ] {
        let scene = Scene { path, who, here: Here::Inside, language: Language::ZhCn, server: server.clone() };
        let html = draw(&scene, &[shown]).await;
        assert!(html.contains(shown), "{path}: {html}");
        for testid in hidden {
            assert!(!html.contains(&format!("\"{testid}\"")), "{path} offers {testid}: {html}");
        }
    }
}
