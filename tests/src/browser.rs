//! A Chromium of our own, so that it can be killed without warning and started again on the same profile.

use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use thirtyfour::extensions::query::ElementQueryable;
use thirtyfour::{By, ChromiumLikeCapabilities, DesiredCapabilities, WebDriver, WebElement};

use crate::wait::look_until;

/// How long a page may take to show what is waited for.
pub const PATIENCE: Duration = Duration::from_secs(30);
const LOOK: Duration = Duration::from_millis(50);

/// The shape of a screen.
#[derive(Debug, Clone, Copy)]
pub struct Screen {
    pub width: u32,
    pub height: u32,
    pub phone: bool,
}

pub const PHONE: Screen = Screen { width: 390, height: 844, phone: true };
pub const DESK: Screen = Screen { width: 1440, height: 900, phone: false };

/// A running browser, its driver, and the page it shows.
#[derive(Debug)]
pub struct Browser {
    chromium: Child,
    chromedriver: Child,
    pub driver: WebDriver,
    profile: PathBuf,
}

impl Browser {
    /// Starts Chromium on a profile that may have a life behind it.
    pub async fn start(profile: &Path, screen: Screen) -> Result<Self> {
        std::fs::create_dir_all(profile)?;
        let announced = profile.join("DevToolsActivePort");
        let _ = std::fs::remove_file(&announced);
        let chromium = Command::new("chromium")
            .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"])
            .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
            .args(["--remote-debugging-port=0", "--lang=zh-CN", "--accept-lang=zh-CN", "--force-color-profile=srgb"])
            .arg(format!("--user-data-dir={}", profile.display()))
            .arg(format!("--window-size={},{}", screen.width, screen.height))
            .arg("about:blank")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .context("starting chromium: is Debian's package `chromium` installed?")?;
        let text =
            until("chromium to listen", || std::fs::read_to_string(&announced).ok().filter(|text| text.contains('\n')))
                .await?;
        let port = text.lines().next().context("a port")?.to_owned();
        let driver_port = free_port()?;
        let chromedriver = Command::new("chromedriver")
            .arg(format!("--port={driver_port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("starting chromedriver: is Debian's package `chromium-driver` installed?")?;
        until("chromedriver to listen", || std::net::TcpStream::connect(("127.0.0.1", driver_port)).ok()).await?;
        let mut wanted = DesiredCapabilities::chrome();
        wanted.set_debugger_address(&format!("127.0.0.1:{port}"))?;
        let driver = WebDriver::new(format!("http://127.0.0.1:{driver_port}"), wanted).await?;
        let browser = Self { chromium, chromedriver, driver, profile: profile.to_owned() };
        if screen.phone {
            browser.take_shape(screen).await?;
            browser.devtools("Emulation.setTouchEmulationEnabled", json!({"enabled": true})).await?;
        }
        Ok(browser)
    }

    /// Takes the shape of another screen.
    pub async fn take_shape(&self, screen: Screen) -> Result<()> {
        let Screen { width, height, phone } = screen;
        let scale = if phone { 2 } else { 1 };
        let shape = json!({"width": width, "height": height, "deviceScaleFactor": scale, "mobile": phone});
        self.devtools("Emulation.setDeviceMetricsOverride", shape).await.map(|_| ())
    }

    /// Sets where the device is.
    pub async fn stand_at(&self, origin: &str, lat: f64, lon: f64, accuracy: f64) -> Result<()> {
        self.devtools("Browser.grantPermissions", json!({"origin": origin, "permissions": ["geolocation"]})).await?;
        let here = json!({"latitude": lat, "longitude": lon, "accuracy": accuracy});
        self.devtools("Emulation.setGeolocationOverride", here).await?;
        Ok(())
    }

    /// Waits until a cookie is in the profile's file: Chromium writes it half a minute late, and a killed one would lose it.
    pub async fn keeps_cookie(&self, name: &str) -> Result<()> {
        let files = ["Default/Cookies", "Default/Network/Cookies"].map(|path| self.profile.join(path));
        let kept = |path: &PathBuf| -> Option<i64> {
            let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY;
            let db = rusqlite::Connection::open_with_flags(path, flags).ok()?;
            db.query_row("SELECT count(*) FROM cookies WHERE name = ?1", [name], |row| row.get(0))
                .ok()
                .filter(|rows| *rows > 0)
        };
        until_within(Duration::from_secs(90), &format!("the cookie {name} on disk"), || files.iter().find_map(kept))
            .await?;
        Ok(())
    }

    pub async fn devtools(&self, method: &str, with: Value) -> Result<Value> {
        self.driver.cdp().send_raw(method, with).await.with_context(|| format!("DevTools: {method}"))
    }

    /// Goes to an address. Where the app runs already it goes there as by a link: Chromium 156 loses the whole tab where a
    /// page is left whose worker is in the middle of an exchange.
    pub async fn goto(&self, url: &str) -> Result<()> {
        let script = "const to = new URL(arguments[0]);
            if (to.origin !== location.origin || !document.querySelector('.frame')) return false;
            if (to.pathname + to.search === location.pathname + location.search) return true;
            history.pushState(null, '', to);
            dispatchEvent(new PopStateEvent('popstate'));
            return true;";
        if self.run(script, vec![url.into()]).await? {
            return Ok(());
        }
        self.driver.goto(url).await.with_context(|| format!("going to {url}"))
    }

    /// Waits for an element.
    pub async fn find(&self, css: &str) -> Result<WebElement> {
        match self.driver.query(By::Css(css)).wait(PATIENCE, LOOK).first().await {
            Ok(found) => Ok(found),
            Err(why) => {
                let page = self.text("body").await.unwrap_or_default();
                bail!("nothing like {css} on the page: {why}\nthe page says:\n{page}")
            }
        }
    }

    /// The element with this `data-testid`.
    pub async fn part(&self, testid: &str) -> Result<WebElement> {
        self.find(&format!("[data-testid='{testid}']")).await
    }

    pub async fn press(&self, testid: &str) -> Result<()> {
        let part = self.part(testid).await?;
        part.scroll_into_view().await?;
        // A click through script: a docked bar may lie over the middle of a part that has just scrolled into view.
        self.driver.execute("arguments[0].click()", vec![part.to_json()?]).await?;
        Ok(())
    }

    pub async fn write(&self, testid: &str, text: &str) -> Result<()> {
        let part = self.part(testid).await?;
        part.scroll_into_view().await?;
        part.clear().await?;
        part.send_keys(text).await?;
        Ok(())
    }

    /// Sets a field that types badly: a date, a select.
    pub async fn set(&self, testid: &str, value: &str) -> Result<()> {
        let part = self.part(testid).await?;
        let script = "const [part, value] = arguments;
            const own = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(part), 'value');
            own.set.call(part, value);
            part.dispatchEvent(new Event('input', {bubbles: true}));
            part.dispatchEvent(new Event('change', {bubbles: true}));";
        self.driver.execute(script, vec![part.to_json()?, json!(value)]).await?;
        Ok(())
    }

    /// The text of an element as it is now.
    pub async fn text(&self, css: &str) -> Result<String> {
        Ok(self.driver.find(By::Css(css)).await?.text().await?)
    }

    /// How many elements there are now.
    pub async fn count(&self, css: &str) -> Result<usize> {
        Ok(self.driver.find_all(By::Css(css)).await?.len())
    }

    /// Waits until a script answers `true`.
    pub async fn holds(&self, what: &str, script: &str) -> Result<()> {
        let look = async || {
            let answer = self.driver.execute(format!("return Boolean({script})"), Vec::new()).await?;
            Ok((answer.json() == &Value::Bool(true)).then_some(()))
        };
        match look_until(PATIENCE, LOOK, look).await? {
            Some(()) => Ok(()),
            None => bail!("waited in vain for {what}; the page says:\n{}", self.text("body").await.unwrap_or_default()),
        }
    }

    pub async fn screenshot(&self, path: &Path) -> Result<()> {
        self.driver.screenshot(path).await?;
        Ok(())
    }

    /// Runs a script that answers at once.
    pub async fn run<T: DeserializeOwned>(&self, script: &str, with: Vec<Value>) -> Result<T> {
        let answer = self.driver.execute(script, with).await?;
        Ok(answer.convert()?)
    }

    /// The cookies of a site, for [`Browser::set_cookies`].
    pub async fn cookies(&self, url: &str) -> Result<Vec<Value>> {
        let answer = self.devtools("Network.getCookies", json!({"urls": [url]})).await?;
        Ok(answer.get("cookies").and_then(Value::as_array).context("cookies")?.clone())
    }

    /// Gives a killed browser its cookies again where there is no time to wait for [`Browser::keeps_cookie`].
    pub async fn set_cookies(&self, cookies: &[Value]) -> Result<()> {
        for cookie in cookies {
            let mut cookie = cookie.clone();
            let known = ["name", "value", "domain", "path", "secure", "httpOnly", "sameSite", "expires"];
            cookie.as_object_mut().context("a cookie")?.retain(|name, _| known.contains(&name.as_str()));
            self.devtools("Network.setCookie", cookie).await?;
        }
        Ok(())
    }

    /// Presses the outbox's export; gives what the browser saved, in an otherwise empty folder.
    pub async fn export(&self, to: &Path) -> Result<Value> {
        let _ = std::fs::remove_dir_all(to);
        let how = json!({"behavior": "allow", "downloadPath": to, "eventsEnabled": false});
        self.devtools("Browser.setDownloadBehavior", how).await?;
        self.press("outbox-export").await?;
        let saved = || {
            let mut files = std::fs::read_dir(to).ok()?.flatten().map(|entry| entry.path());
            let file = files.find(|path| path.extension().is_some_and(|ending| ending == "json"))?;
            // Until it is whole, it does not read.
            serde_json::from_str(&std::fs::read_to_string(file).ok()?).ok()
        };
        until("a file of what was not sent", saved).await
    }

    /// Memory of all its processes that is in use, in bytes; what they share counts once for each.
    pub fn resident(&self) -> Result<u64> {
        let group = self.chromium.id().to_string();
        let out = Command::new("ps").args(["-eo", "pgid=,rss="]).output().context("ps")?;
        let kib = |line: &str| {
            let (of, kib) = line.trim().split_once(' ')?;
            (of == group).then(|| kib.trim().parse::<u64>().ok()).flatten()
        };
        let kib: u64 = String::from_utf8_lossy(&out.stdout).lines().filter_map(kib).sum();
        Ok(kib * 1024)
    }

    /// SIGKILL to all of its processes at once, as a phone does to an app without asking.
    pub fn kill(mut self) -> PathBuf {
        self.end();
        self.profile.clone()
    }

    fn end(&mut self) {
        // Once: the number may be somebody else's later.
        if self.chromium.try_wait().is_ok_and(|ended| ended.is_some()) {
            return;
        }
        let group = format!("-{}", self.chromium.id());
        let _ = Command::new("kill").args(["-KILL", "--", &group]).stderr(Stdio::null()).status();
        for process in [&mut self.chromium, &mut self.chromedriver] {
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        self.end();
    }
}

fn free_port() -> Result<u16> {
    Ok(std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// Looks again and again until there is something.
pub async fn until<T>(what: &str, look: impl FnMut() -> Option<T>) -> Result<T> {
    until_within(PATIENCE, what, look).await
}

async fn until_within<T>(patience: Duration, what: &str, mut look: impl FnMut() -> Option<T>) -> Result<T> {
    look_until(patience, LOOK, async || Ok(look())).await?.with_context(|| format!("waited in vain for {what}"))
}
