//! A small company on a real server with a loopback port.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use anyhow::{Result, ensure};
use server::auth::hash_password;
use server::config::{Clock, Config, PasswordCost};
use server::docs::DocsError;
use server::import::mapping::Mapping;
use server::import::{Kind, Order, import};
use server::store::people;
use server::{App, Running};
use shared::id::EmployeeId;
use shared::period::Instant;
use shared::rest::ImportReport;
use tempfile::TempDir;

/// Everyone's password in test companies.
pub const PASSWORD: &str = "行绩-test-2026";

/// A served company and the folder it lives in.
#[derive(Debug)]
pub struct Served {
    pub running: Running,
    pub data: PathBuf,
    _folder: Option<TempDir>,
}

const PEOPLE: &str = "\
login,name,superior,department,title,roles
zhao.gm,赵国栋,,总部,总经理,gm
wang.lei,王磊,zhao.gm,杭州一部,主管,manager
lin.xd,林晓东,wang.lei,杭州一部,外勤,rep
zhou.min,周敏,wang.lei,杭州一部,外勤,rep
xu.zq,许志强,wang.lei,杭州一部,外勤,rep
sun.hr,孙丽,zhao.gm,总部,人事,hr
li.cw,李梅,zhao.gm,总部,财务,finance
chen.admin,陈立,zhao.gm,总部,管理员,admin
";

/// Customers: external id, owner, collaborators, where.
const CUSTOMERS: &str = "\
external_id,name,owner,collaborators,class,lat,lon
K1,浙北仁和医院,lin.xd,zhou.min,A,30.2741,120.1551
K2,滨江启明眼科,lin.xd,,B,30.2084,120.2120
K3,钱江康复中心,lin.xd,,A,30.2460,120.2100
K4,余杭安泰体检中心,zhou.min,,A,30.4190,120.3000
K5,萧山博爱医院,zhou.min,,B,30.1830,120.2640
K6,西溪口腔门诊部,xu.zq,,C,30.2690,120.0620
";

/// What a test changes of the configuration.
pub fn config(data: &Path) -> Config {
    let mut config = Config::new(data.to_owned(), ([127, 0, 0, 1], 0).into());
    config.password_cost = PasswordCost::CHEAP;
    config
}

/// Starts a server with the small company in a folder of its own.
pub async fn serve() -> Result<Served> {
    let folder = TempDir::new()?;
    let config = config(folder.path());
    found(config.clone()).await?;
    let running = server::start(config).await?;
    Ok(Served { running, data: folder.path().to_owned(), _folder: Some(folder) })
}

/// Makes the small company in an empty data folder.
pub async fn found(config: Config) -> Result<()> {
    tokio::task::spawn_blocking(move || {
        let app = App::open(config)?;
        take(&app, Kind::People, PEOPLE, &["joined=2024-01-01"])?;
        take(&app, Kind::Customers, CUSTOMERS, &[])?;
        passwords(&app)
    })
    .await?
}

/// Makes a company of many reps, `rep0000` and on, each with one customer.
pub async fn found_many(config: Config, reps: usize) -> Result<()> {
    use std::fmt::Write as _;
    tokio::task::spawn_blocking(move || {
        let app = App::open(config)?;
        let (mut people, mut customers) = ("login,name\n".to_owned(), "external_id,name,owner,lat,lon\n".to_owned());
        for number in 0..reps {
            writeln!(people, "rep{number:04},外勤{number:04}")?;
            writeln!(customers, "K{number},客户{number},rep{number:04},30.2741,120.1551")?;
        }
        take(&app, Kind::People, &people, &["joined=2024-01-01"])?;
        take(&app, Kind::Customers, &customers, &[])?;
        passwords(&app)
    })
    .await?
}

/// Imports a CSV text; fails where a line is refused.
pub fn take(app: &App, kind: Kind, text: &str, set: &[&str]) -> Result<ImportReport> {
    let mut mapping = Mapping::default();
    for pair in set {
        mapping.set(kind.fields(), pair).map_err(|why| anyhow::anyhow!("{why}"))?;
    }
    let order = Order { kind, bytes: text.as_bytes().to_vec(), mapping, who: "test".into(), at: app.clock.now() };
    let (docs, company) = (app.docs.clone(), app.company.clone());
    let report = app.store.write_blocking::<_, DocsError, _>(move |tx| import(tx, &docs, &company, &order))?;
    ensure!(report.imported, "refused: {report:?}");
    Ok(report)
}

/// Gives everyone the same password.
pub fn passwords(app: &App) -> Result<()> {
    static HASH: OnceLock<String> = OnceLock::new();
    let hash = match HASH.get() {
        Some(hash) => hash.clone(),
        None => {
            let made = hash_password(PASSWORD, PasswordCost::CHEAP)?;
            HASH.get_or_init(|| made).clone()
        }
    };
    let company = app.company.clone();
    app.store.write_blocking::<_, anyhow::Error, _>(move |tx| {
        for mut person in people::all(tx, &company)? {
            person.password_hash = Some(hash.clone());
            people::put(tx, &company, &person)?;
        }
        Ok(())
    })
}

/// A clock that stands still.
#[must_use]
pub fn still(at: Instant) -> Clock {
    Clock::new(move || at)
}

/// This machine's time, in milliseconds: phones of a test start from it.
#[must_use]
pub fn now_ms() -> i64 {
    Clock::default().now().millis()
}

/// The people who record things.
#[must_use]
pub fn reps() -> BTreeSet<EmployeeId> {
    ["lin.xd", "zhou.min", "xu.zq"].into_iter().filter_map(|name| name.parse().ok()).collect()
}
