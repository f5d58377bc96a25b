//! Every page with somebody who sees it, filled as it is in use: for the check of accessibility and for pictures.

use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::Value;
use server::demo;

use crate::Stage;
use crate::browser::{Browser, DESK, PHONE, Screen};
use crate::stage::REP;

/// A page to stop at.
#[derive(Debug, Clone, Copy)]
pub struct Stop {
    pub name: &'static str,
    /// `{customer}`, `{visit}` and `{month}` stand for a customer of the rep, a visit of his and the month before this one.
    pub path: &'static str,
    /// What is there once the page is drawn.
    pub shown: &'static str,
}

const fn stop(name: &'static str, path: &'static str, shown: &'static str) -> Stop {
    Stop { name, path, shown }
}

/// Somebody and the pages that are his.
#[derive(Debug, Clone, Copy)]
pub struct Walk {
    pub login: &'static str,
    pub screen: Screen,
    pub stops: &'static [Stop],
}

/// All walks: each page stands in one of them.
pub const WALKS: &[Walk] = &[
    Walk {
        login: REP,
        screen: PHONE,
        stops: &[
            stop("today", "/today", "[data-testid=month]"),
            stop("customers", "/customers", "[data-testid=customer-row]"),
            stop("customer", "/customers/{customer}", "[data-testid=timeline]"),
            stop("check-in", "/customers/{customer}/check-in", "[data-testid=verdict]:not([data-verdict=none])"),
            stop("customer-new", "/customers/new", "[data-testid=customer-save]"),
            stop("customer-map", "/customers/map", "[data-testid=customer-map][data-ready=true]"),
            stop("customer-edit", "/customers/{customer}/edit", "[data-testid=customer-save]"),
            stop("site-new", "/customers/{customer}/sites/new", "[data-testid=pin-map][data-ready=true]"),
            stop("person-new", "/customers/{customer}/people/new", "[data-testid=person-save]"),
            stop("stage", "/customers/{customer}/stage", "[data-testid=stage-save]"),
            stop("merge", "/customers/{customer}/merge", "[data-testid=merge-submit]"),
            stop("plan", "/plan", "[data-testid=plan-save], [data-testid=plan-add]"),
            stop("workload", "/workload", "[data-testid=workload-total]"),
            stop("visit-record", "/visits/{visit}", "[data-testid=visit-evidence]"),
            stop("amend", "/visits/{visit}/amend", "[data-testid=amend-submit]"),
            stop("privacy", "/privacy", "[data-testid=page-privacy]"),
            stop("follow-up", "/customers/{customer}/follow-up", "textarea"),
            stop("handing", "/customers/{customer}/holding", "main"),
            stop("expense", "/expense", "input"),
            stop("performance", "/performance", "[data-testid=statement]"),
            stop("outbox", "/outbox", "[data-testid=outbox-item], [data-testid=sync-now]:not([disabled])"),
            stop("me", "/me", "[data-testid=me-name]"),
        ],
    },
    Walk {
        login: "wang.lei",
        screen: DESK,
        stops: &[
            stop("activity", "/activity", "[data-testid=map][data-ready=true]"),
            stop("team-reminders", "/team/reminders", "[data-testid=page-team-reminders]"),
            stop("team-workload", "/team/workload", "[data-testid=workload-table]"),
            stop("people", "/people", "table"),
            stop("person", "/people/lin.xd/post", "main"),
        ],
    },
    Walk {
        login: "sun.hui",
        screen: DESK,
        stops: &[
            stop("periods", "/periods", "[data-testid=period-row]"),
            stop("statement", "/statements/lin.xd/{month}", "[data-testid=statement-lines]"),
        ],
    },
    Walk {
        login: "zheng.wei",
        screen: DESK,
        stops: &[
            stop("settings", "/settings", "[data-testid=settings-save]"),
            stop("forms", "/forms", "[data-testid=form-line]"),
            stop("form-new", "/form-new", "[data-testid=form-publish]"),
        ],
    },
    Walk { login: "zhou.li", screen: DESK, stops: &[stop("import", "/import", "main")] },
];

/// How a page shall look.
#[derive(Debug, Clone, Copy)]
pub struct Looks {
    pub language: &'static str,
    pub theme: &'static str,
    pub text: &'static str,
}

impl Looks {
    pub const USUAL: Self = Self { language: "zh-CN", theme: "light", text: "normal" };

    /// Each language in each theme, and the largest texts.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let mut all = Vec::new();
        for language in ["zh-CN", "zh-TW", "en"] {
            for theme in ["light", "dark"] {
                all.push(Self { language, theme, text: "normal" });
            }
        }
        all.push(Self { text: "largest", ..Self::USUAL });
        all
    }

    /// Chosen as a person does, on the page of himself.
    pub async fn choose(self, browser: &Browser, origin: &str) -> Result<()> {
        browser.goto(&format!("{origin}/me")).await?;
        for testid in
            [format!("language-{}", self.language), format!("theme-{}", self.theme), format!("text-{}", self.text)]
        {
            browser.press(&testid).await?;
            browser.find(&format!("[data-testid='{testid}'][aria-checked=true]")).await?;
        }
        // Said in the page too: by that a reader chooses its voice.
        browser.find(&format!("html[lang='{}']", self.language)).await?;
        Ok(())
    }
}

/// Somebody's walk under way.
#[derive(Debug)]
pub struct Walker {
    pub browser: Browser,
    screen: Screen,
    origin: String,
    customer: String,
    visit: String,
    month: String,
}

/// What a screen would have to be higher by to show the page, or the longest list on it, to the end.
const HIDDEN: &str = "return Math.max(0, ...Array.from(document.querySelectorAll('html, main, main *'))
    .filter((part) => part === document.documentElement || ['auto', 'scroll'].includes(getComputedStyle(part).overflowY))
    .map((part) => part.scrollHeight - part.clientHeight));";

/// Nobody looks at more in one picture.
const HIGHEST: u32 = 5000;

impl Walker {
    /// Signs in whom the walk is of; a rep stands 60 m from his customer.
    pub async fn start(stage: &Stage, walk: &Walk) -> Result<Self> {
        let origin = stage.server.url();
        let (customer, site) = stage.customer().await?;
        let today = shared::period::Zone::new("Asia/Shanghai")?.day_of(stage.server.app.clock.now());
        let browser = Browser::start(&stage.path(walk.login), walk.screen).await?;
        // A window of that size has bars of its own: what is seen of the page is smaller.
        browser.take_shape(walk.screen).await?;
        browser.stand_at(&origin, site.lat() + 0.0006, site.lon(), 18.0).await?;
        browser.goto(&origin).await?;
        browser.write("signin-login", walk.login).await?;
        browser.write("signin-password", demo::PASSWORD).await?;
        browser.press("signin-submit").await?;
        browser.find(".tabbar, .rail").await?;
        let visit = stage.visit(REP).await?.to_string();
        Ok(Self {
            browser,
            screen: walk.screen,
            origin,
            customer: customer.to_string(),
            visit,
            month: today.month().previous().to_string(),
        })
    }

    pub async fn looks(&self, looks: Looks) -> Result<()> {
        looks.choose(&self.browser, &self.origin).await
    }

    /// Goes to a page and waits until it is drawn.
    pub async fn go(&self, stop: &Stop) -> Result<()> {
        let path = stop
            .path
            .replace("{customer}", &self.customer)
            .replace("{visit}", &self.visit)
            .replace("{month}", &self.month);
        self.browser.goto(&format!("{}{path}", self.origin)).await?;
        self.browser.find(stop.shown).await.with_context(|| format!("the page {}", stop.name))?;
        self.browser.holds("nothing to be loading", "!document.querySelector('main .skel:not(.away)')").await
    }

    /// A picture of the page to its end, on a screen as high as that; `false` where the screen shows it all anyway.
    pub async fn whole(&self, to: &Path) -> Result<bool> {
        let hidden: f64 = self.browser.run(HIDDEN, Vec::new()).await?;
        if hidden < 1.0 {
            return Ok(false);
        }
        let height = (f64::from(self.screen.height) + hidden).ceil().min(f64::from(HIGHEST)) as u32;
        self.browser.take_shape(Screen { height, ..self.screen }).await?;
        self.browser.screenshot(to).await?;
        self.browser.take_shape(self.screen).await?;
        Ok(true)
    }

    /// What axe-core finds on the page as it stands.
    pub async fn findings(&self) -> Result<Vec<Finding>> {
        let axe = Path::new(env!("CARGO_MANIFEST_DIR")).join("../mobile/bundle/node_modules/axe-core/axe.min.js");
        let axe = std::fs::read_to_string(&axe).context("axe-core: `npm ci` in mobile/bundle, as the bundler does")?;
        let script = format!(
            "const done = arguments[arguments.length - 1];
             if (!window.axe) {{ {axe} }}
             axe.run(document, {{ resultTypes: ['violations'] }}).then(
                 (result) => done(result.violations.map((one) => ({{
                     rule: one.id, impact: one.impact ?? 'minor', help: one.help,
                     nodes: one.nodes.map((node) => `${{node.html.slice(0, 200)}} ${{node.failureSummary}}`),
                 }}))),
                 (why) => done(String(why)));"
        );
        let answer = self.browser.driver.execute_async(script, Vec::<Value>::new()).await?;
        let found = answer.json().clone();
        serde_json::from_value(found.clone()).with_context(|| format!("axe-core: {found}"))
    }
}

/// Something axe-core found.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Finding {
    pub rule: String,
    /// `minor`, `moderate`, `serious` or `critical`.
    pub impact: String,
    pub help: String,
    pub nodes: Vec<String>,
}

impl Finding {
    #[must_use]
    pub fn is_serious(&self) -> bool {
        matches!(&*self.impact, "serious" | "critical")
    }
}
