//! Two servers on one database: phones on either see each other's records, one projects, one close is made.

#![expect(clippy::print_stdout, reason = "says how much was tried")]

use std::time::Duration;

use server::close::{self, Blocked, CloseError, Step};
use server::config::Config;
use server::import::Kind;
use server::project::duty::PROJECT;
use server::store::{StoreError, company, lease, period};
use server::{App, Running};
use shared::doc::desk;
use shared::id::{DocId, EmployeeId};
use shared::period::{Instant, Period};
use shared::policy::{Role, Subject};
use shared::rest::PeriodState;
use tempfile::TempDir;
use tests::Phone;
use tests::company::{PASSWORD, config, found, now_ms, still, take as import};
use tests::postgres::Postgres;
use tests::process::{Process, free_port};
use tests::sim::host::copy;

/// Longest that anything here is waited for.
const PATIENCE: Duration = Duration::from_secs(30);

struct Company {
    url: String,
    folders: Vec<TempDir>,
    /// The nodes' time; `None`: this machine's.
    at: Option<Instant>,
    _database: Postgres,
}

impl Company {
    /// The small company, founded at a time.
    async fn found(begun: Option<Instant>) -> Self {
        let database = Postgres::start(false).unwrap();
        let mut company =
            Self { url: database.database().unwrap(), folders: Vec::new(), at: begun, _database: database };
        found(company.config()).await.unwrap();
        company
    }

    /// Of a node of its own. All have the same keys.
    fn config(&mut self) -> Config {
        let folder = TempDir::new().unwrap();
        if let Some(first) = self.folders.first() {
            copy(&first.path().join("keys"), &folder.path().join("keys")).unwrap();
        }
        let mut config = config(folder.path());
        config.database = Some(self.url.clone());
        if let Some(at) = self.at {
            config.clock = still(at);
        }
        self.folders.push(folder);
        config
    }

    async fn node(&mut self) -> Running {
        server::start(self.config()).await.unwrap()
    }
}

async fn phone(node: &str, login: &str) -> Phone {
    let mut phone = Phone::sign_in(node, login, PASSWORD, now_ms() - 3 * 3_600_000).await.unwrap();
    phone.sync().await.unwrap();
    phone
}

/// Who projects, and under which term.
async fn projector(app: &App) -> (String, u64) {
    let company = app.company.clone();
    app.store
        .read::<_, StoreError, _>(move |conn| {
            let term = lease::term(conn, &company, PROJECT)?;
            let holder = conn
                .prepare_cached("SELECT holder FROM lease WHERE company_id = ?1 AND duty = ?2")?
                .query_row((company.as_str(), PROJECT), |row| row.get::<_, String>(0))?;
            Ok((holder, term))
        })
        .await
        .unwrap()
}

async fn facts(app: &App) -> Vec<String> {
    let company = app.company.clone();
    app.store.read(move |conn| server::store::facts::dump(conn, &company)).await.unwrap()
}

/// Waits until a phone's records are counted, which takes a node that projects.
async fn counted(phone: &mut Phone) {
    let settled = async {
        while phone.store.counts().unwrap().0 > 0 || phone.store.uncounted().unwrap() > 0 {
            phone.sync().await.unwrap();
        }
    };
    tokio::time::timeout(PATIENCE, settled).await.expect("it is counted");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn phones_on_two_nodes_see_each_others_records_counted() {
    let mut company = Company::found(None).await;
    let (one, other) = (company.node().await, company.node().await);
    let mut lin = phone(&one.url(), "lin.xd").await;
    let mut tablet = phone(&other.url(), "lin.xd").await;
    let mut zhou = phone(&other.url(), "zhou.min").await;
    let mut wang = phone(&one.url(), "wang.lei").await;
    let (first, term) = projector(&one.app).await;
    assert_eq!(first, one.app.node, "the node that was there first projects");

    // Both nodes take records in at the same time, and readers come in between: no number may be passed over.
    let mut records = 0;
    for _ in 0..12 {
        for phone in [&mut lin, &mut tablet, &mut zhou] {
            let (customer, _) = phone.customers().unwrap()[0];
            phone.clock += 60_000;
            phone.contact(customer, "电话确认").unwrap();
            records += 1;
        }
        let (a, b, c, d) = tokio::join!(lin.exchange(), tablet.exchange(), zhou.exchange(), wang.exchange());
        for went in [a, b, c, d] {
            went.unwrap();
        }
    }
    for phone in [&mut lin, &mut tablet, &mut zhou] {
        counted(phone).await;
    }
    for phone in [&mut wang, &mut lin, &mut tablet, &mut zhou] {
        phone.sync().await.unwrap();
    }
    let all = wang.store.heads().unwrap();
    for phone in [&mut lin, &mut tablet, &mut zhou] {
        for (doc, heads) in phone.store.heads().unwrap() {
            if let Some(there) = all.get(&doc) {
                assert_eq!(&heads, there, "{doc}");
            }
        }
    }
    let facts = facts(&other.app).await;
    assert_eq!(facts.iter().filter(|line| line.contains(r#""contact""#)).count(), records, "{facts:?}");
    assert_eq!(projector(&other.app).await, (first, term), "one node projected all the while");
    one.stop().await.unwrap();
    other.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_node_projects_when_the_first_stops() {
    let mut company = Company::found(None).await;
    let (one, other) = (company.node().await, company.node().await);
    let mut lin = phone(&other.url(), "lin.xd").await;
    let (holder, term) = projector(&one.app).await;
    assert_eq!(holder, one.app.node);
    one.stop().await.unwrap();
    let (customer, _) = lin.customers().unwrap()[0];
    lin.contact(customer, "电话确认").unwrap();
    counted(&mut lin).await;
    assert_eq!(projector(&other.app).await, (other.app.node.clone(), term + 1));
    other.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_node_projects_when_the_first_is_killed() {
    let mut company = Company::found(None).await;
    let config = company.config();
    let killed = Process::start_on(&config.data, free_port().unwrap(), Some(&company.url)).unwrap();
    let other = company.node().await;
    let mut lin = phone(&other.url(), "lin.xd").await;
    let (holder, term) = projector(&other.app).await;
    assert_ne!(holder, other.app.node);
    killed.kill().unwrap();
    let (customer, _) = lin.customers().unwrap()[0];
    lin.contact(customer, "电话确认").unwrap();
    counted(&mut lin).await;
    assert_eq!(projector(&other.app).await, (other.app.node.clone(), term + 1));
    other.stop().await.unwrap();
}

/// What comes over an open line, up to the end of an event.
async fn next_event(line: &mut reqwest::Response) -> String {
    let mut text = String::new();
    let read = async {
        while !text.contains("\n\n") {
            let bytes = line.chunk().await.unwrap().expect("the line is open");
            text.push_str(std::str::from_utf8(&bytes).unwrap());
        }
    };
    tokio::time::timeout(PATIENCE, read).await.expect("an event");
    text
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_listens_at_one_node_hears_what_was_sent_to_the_other() {
    let mut company = Company::found(None).await;
    let (one, other) = (company.node().await, company.node().await);
    let mut lin = phone(&one.url(), "lin.xd").await;
    let wang = phone(&other.url(), "wang.lei").await;
    let asked = reqwest::Client::new().get(format!("{}/api/v1/pokes", other.url()));
    let asked = asked.bearer_auth(wang.token().unwrap());
    let mut line = asked.send().await.unwrap().error_for_status().unwrap();
    // The first comes at once: what happened before it listened.
    assert!(next_event(&mut line).await.contains("event: news"));
    for _ in 0..3 {
        let (customer, _) = lin.customers().unwrap()[0];
        lin.contact(customer, "电话确认").unwrap();
        lin.sync().await.unwrap();
        assert!(next_event(&mut line).await.contains("event: news"));
        // More than one may come for one push: the record, and what the projector made of it.
        counted(&mut lin).await;
    }
    drop(line);
    one.stop().await.unwrap();
    other.stop().await.unwrap();
}

fn who(login: &str, role: Role) -> Subject {
    Subject { employee: EmployeeId::new(login).unwrap(), roles: [role].into() }
}

/// Takes a step; waits where what had arrived is still being counted.
async fn take(app: &App, month: Period, step: Step, who: &Subject, at: Instant) -> Result<(), Blocked> {
    let taken = async {
        loop {
            match close::take(app, month, step, who, at).await {
                Ok(()) => return Ok(()),
                Err(CloseError::Blocked(Blocked::StillCounting)) => {}
                Err(CloseError::Blocked(blocked)) => return Err(blocked),
                Err(other) => panic!("{other}"),
            }
        }
    };
    tokio::time::timeout(PATIENCE, taken).await.expect("it ends")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_period_that_two_nodes_close_at_once_is_closed_once() {
    let (begun, now): (Instant, Instant) =
        ("2026-10-05T02:00:00Z".parse().unwrap(), "2026-11-19T07:42:00Z".parse().unwrap());
    let mut company = Company::found(Some(begun)).await;
    let config = company.config();
    tokio::task::spawn_blocking(move || {
        let app = App::open(config).unwrap();
        let scored = "login,name,template\nlin.xd,林晓东,field-rep\nzhou.min,周敏,field-rep\nxu.zq,许志强,field-rep\n";
        import(&app, Kind::People, scored, &["joined=2024-01-01"]).unwrap();
    })
    .await
    .unwrap();
    company.at = Some(now);
    let (one, other) = (company.node().await, company.node().await);
    let month: Period = "2026-10".parse().unwrap();
    let (hr, gm) = (who("sun.hr", Role::Hr), who("zhao.gm", Role::Gm));
    for step in [Step::Freeze, Step::Score, Step::Approve, Step::Close] {
        let who = if step == Step::Approve { &gm } else { &hr };
        let taken = tokio::join!(take(&one.app, month, step, who, now), take(&other.app, month, step, who, now));
        // The second finds it taken, which is no error.
        assert_eq!(taken, (Ok(()), Ok(())), "{step:?}");
    }
    let company_id = one.app.company.clone();
    let (record, steps, statements) = other
        .app
        .store
        .read::<_, StoreError, _>(move |conn| {
            Ok((
                period::period(conn, &company_id, month)?,
                period::steps(conn, &company_id, month)?,
                period::statements(conn, &company_id, month)?,
            ))
        })
        .await
        .unwrap();
    assert_eq!(record.state, PeriodState::Closed);
    assert_eq!(steps.len(), 4, "{steps:?}");
    assert_eq!(statements.len(), 3, "{statements:?}");
    for statement in &statements {
        let doc = DocId::Desk(statement.employee.clone(), month);
        let app = one.app.clone();
        let read = move |conn: &server::store::Connection| {
            app.docs.with(conn, &app.company, &doc, |loaded| desk::statements(&loaded.doc).len())
        };
        let on_desk = one.app.store.read::<_, server::docs::DocsError, _>(read).await.unwrap();
        assert_eq!(on_desk, 1, "{}", statement.employee);
    }
    println!("closed once: {} statements", statements.len());
    let id = one.app.company.clone();
    let numbers = one.app.store.read(move |conn| company::numbers(conn, &id)).await.unwrap();
    assert!(numbers.last > 0);
    one.stop().await.unwrap();
    other.stop().await.unwrap();
}
