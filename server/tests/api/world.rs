//! A small company on a real server on a loopback port, with a clock the test moves.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use reqwest::{RequestBuilder, Response, StatusCode};
use server::auth::hash_password;
use server::config::{Clock, PasswordCost};
use server::store::org::{self, Post};
use server::store::people::{self, Person};
use server::store::{StoreError, grant, holding};
use server::{Config, Running};
use shared::doc::customer::{self, Customer};
use shared::doc::ledger::{Class, Holding};
use shared::id::{CustomerId, DeviceId, DocId, EmployeeId};
use shared::period::Instant;
use shared::policy::Role;
use shared::rest::{SignIn, SignedIn};
use shared::sync::ErrorBody;
use tempfile::TempDir;

pub const PASSWORD: &str = "correct horse";
/// Held by lin.xd.
pub const CUSTOMER: &str = "0190163d-8694-739b-aea5-966c26f8ad91";

pub struct World {
    pub running: Running,
    pub http: reqwest::Client,
    now: Arc<AtomicI64>,
    dir: TempDir,
}

pub fn employee(id: &str) -> EmployeeId {
    EmployeeId::new(id).unwrap()
}

pub fn customer() -> CustomerId {
    CUSTOMER.parse().unwrap()
}

impl World {
    pub async fn new() -> Self {
        let at: Instant = "2026-11-26T02:00:00Z".parse().unwrap();
        let (now, dir) = (Arc::new(AtomicI64::new(at.millis())), TempDir::new().unwrap());
        let running = start(&dir, &now, |_| {}).await;
        let world = Self { running, http: reqwest::Client::new(), now, dir };
        world.populate().await;
        world
    }

    /// Starts it anew with another configuration.
    pub async fn with(self, tune: impl FnOnce(&mut Config)) -> Self {
        self.running.stop().await.unwrap();
        let running = start(&self.dir, &self.now, tune).await;
        Self { running, ..self }
    }

    /// Stops the server and starts it on the same data.
    pub async fn restart(self) -> Self {
        self.with(|_| {}).await
    }

    pub fn now(&self) -> Instant {
        Instant::from_millis(self.now.load(Ordering::Relaxed))
    }

    pub fn pass(&self, millis: i64) {
        self.now.fetch_add(millis, Ordering::Relaxed);
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.running.url())
    }

    pub fn api(&self, path: &str) -> String {
        self.url(&format!("/api/v1/{path}"))
    }

    pub fn ask(&self, login: &str, password: &str) -> RequestBuilder {
        let body = SignIn {
            login: login.into(),
            password: password.into(),
            device_name: "a phone".into(),
            device: None,
            bearer: true,
        };
        self.http.post(self.api("session")).json(&body)
    }

    pub async fn sign_in(&self, login: &str) -> SignedIn {
        let answer = self.ask(login, PASSWORD).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        answer.json().await.unwrap()
    }

    /// Signs in on a device that was bound before.
    pub async fn sign_in_on(&self, login: &str, device: DeviceId) -> SignedIn {
        let body = SignIn {
            login: login.into(),
            password: PASSWORD.into(),
            device_name: "a phone".into(),
            device: Some(device),
            bearer: true,
        };
        self.http.post(self.api("session")).json(&body).send().await.unwrap().json().await.unwrap()
    }

    async fn populate(&self) {
        let app = self.running.app.clone();
        let (company, docs, now) = (app.company.clone(), app.docs.clone(), self.now());
        let hash = hash_password(PASSWORD, PasswordCost::CHEAP).unwrap();
        app.store
            .write(move |tx| -> Result<(), server::docs::DocsError> {
                for (id, role, superior) in [
                    ("lin.xd", Role::Rep, Some("wang.lei")),
                    ("zhou.min", Role::Rep, Some("chen.hua")),
                    ("wang.lei", Role::Manager, Some("zhao.gm")),
                    ("chen.hua", Role::Manager, Some("zhao.gm")),
                    ("zhao.gm", Role::Gm, None),
                    ("root.ad", Role::Admin, None),
                ] {
                    let person = Person {
                        employee: employee(id),
                        name: format!("Name of {id}"),
                        password_hash: Some(hash.clone()),
                        roles: [role].into(),
                        join: "2020-01-01".parse().unwrap(),
                        leave: None,
                        disabled: false,
                    };
                    people::put(tx, &company, &person)?;
                    let post = Post {
                        employee: employee(id),
                        from: "2020-01-01".parse().unwrap(),
                        title: "a post".into(),
                        department: "a team".into(),
                        superior: superior.map(employee),
                        template: None,
                    };
                    org::put_post(tx, &company, &post)?;
                }
                let held = Holding {
                    class: Class::A,
                    owner: employee("lin.xd"),
                    since: "2026-01-01".parse().unwrap(),
                    collaborators: Vec::new(),
                    merged_into: None,
                };
                holding::put(tx, &company, customer(), None, "", &held)?;
                let profile = Customer { name: "甲公司".into(), ..Customer::default() };
                docs.write(tx, &company, &DocId::Customer(customer()), now, |doc| {
                    customer::write(doc, &profile).map(drop)
                })?;
                Ok(())
            })
            .await
            .unwrap();
    }

    /// Changes who holds the customer.
    pub async fn give_customer(&self, owner: &str) {
        let (company, owner) = (self.running.app.company.clone(), employee(owner));
        let job = move |tx: &server::store::Transaction| -> Result<(), StoreError> {
            let since = "2026-11-26".parse().unwrap();
            let held = Holding { class: Class::A, owner, since, collaborators: Vec::new(), merged_into: None };
            holding::put(tx, &company, customer(), None, "", &held)?;
            grant::refresh_customer(tx, &company, customer())
        };
        self.running.app.store.write(job).await.unwrap();
    }

    /// Everything the projector made, as text.
    pub async fn facts(&self) -> Vec<String> {
        let company = self.running.app.company.clone();
        self.running.app.store.read(move |conn| server::store::facts::dump(conn, &company)).await.unwrap()
    }

    /// Waits until everything that is stored is in the facts.
    pub async fn settled(&self) {
        let app = &self.running.app;
        let company = app.company.clone();
        let numbers = app.store.read(move |conn| server::store::company::numbers(conn, &company)).await.unwrap();
        app.progress.reached(numbers.last).await.unwrap();
    }
}

async fn start(dir: &TempDir, now: &Arc<AtomicI64>, tune: impl FnOnce(&mut Config)) -> Running {
    let clock = Arc::clone(now);
    let mut config = Config::new(dir.path().to_owned(), ([127, 0, 0, 1], 0).into());
    config.password_cost = PasswordCost::CHEAP;
    config.clock = Clock::new(move || Instant::from_millis(clock.load(Ordering::Relaxed)));
    tune(&mut config);
    server::start(config).await.unwrap()
}

/// Asserts a refusal's status and code.
pub async fn refused(answer: Response, status: u16, code: &str) -> ErrorBody {
    let got = answer.status().as_u16();
    let body: ErrorBody = answer.json().await.unwrap();
    assert_eq!((got, body.code.as_str()), (status, code), "{}", body.message);
    body
}
