//! Imports and periods over HTTP: roles, sizes, refusals with what to do.

use std::net::SocketAddr;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{Method, Request, StatusCode, header};
use server::App;
use server::config::{Clock, Config, PasswordCost};
use server::demo;
use server::import::MOST_BYTES;
use server::project;
use server::router::router;
use shared::period::Instant;
use tower::ServiceExt;

const NOW: &str = "2026-11-19T07:42:00Z";

struct Bench {
    app: App,
    router: Router,
    runtime: tokio::runtime::Runtime,
    _dir: tempfile::TempDir,
}

impl Bench {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut config = Config::new(dir.path().to_owned(), ([127, 0, 0, 1], 0).into());
        config.password_cost = PasswordCost::CHEAP;
        config.demo = true;
        let now: Instant = NOW.parse().unwrap();
        config.clock = Clock::new(move || now);
        let app = App::open(config).unwrap();
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(demo::small(&app, now)).unwrap();
        Self { router: router(app.clone()), app, runtime, _dir: dir }
    }

    fn call(&self, method: Method, path: &str, token: Option<&str>, body: Vec<u8>) -> (StatusCode, serde_json::Value) {
        let mut request = Request::builder().method(method).uri(format!("/api/v1/{path}"));
        if let Some(token) = token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        if path == "session" {
            request = request.header(header::CONTENT_TYPE, "application/json");
        }
        let mut request = request.body(Body::from(body)).unwrap();
        request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 4000))));
        self.runtime.block_on(async {
            let response = self.router.clone().oneshot(request).await.unwrap();
            let status = response.status();
            let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
            (status, serde_json::from_slice(&bytes).unwrap_or_default())
        })
    }

    fn sign_in(&self, login: &str) -> String {
        let asked = serde_json::json!({
            "login": login, "password": demo::PASSWORD, "device_name": "test", "bearer": true,
        });
        let (status, signed) = self.call(Method::POST, "session", None, asked.to_string().into_bytes());
        assert_eq!(status, StatusCode::OK, "{signed}");
        signed["token"].as_str().unwrap().to_owned()
    }
}

#[test]
fn the_demo_lists_who_can_sign_in() {
    let bench = Bench::new();
    let (status, logins) = bench.call(Method::GET, "demo", None, Vec::new());
    assert_eq!(status, StatusCode::OK);
    let first = &logins[0];
    assert_eq!((first["login"].as_str(), first["name"].as_str()), (Some("lin.xd"), Some("林晓东")));
    bench.sign_in("lin.xd");
}

#[test]
fn finance_imports_and_a_rep_may_not() {
    let bench = Bench::new();
    let path = "import/collections?map.external_id=No&map.received=Day&map.amount=Sum&map.contract=Contract\
        &date-format=%25d.%25m.%25Y";
    let (status, contracts) = {
        let token = bench.sign_in("wu.fang");
        let csv = "external_id,signed,amount,customer,employee\nX1,2026-11-02,5000,KH-00001,林晓东\n";
        bench.call(Method::POST, "import/contracts", Some(&token), csv.into())
    };
    assert_eq!((status, contracts["created"].as_u64()), (StatusCode::OK, Some(1)), "{contracts}");
    let csv = "No,Day,Sum,Contract\nY1,05.11.2026,1200.50,X1\n";
    let (status, refused) = bench.call(Method::POST, path, Some(&bench.sign_in("lin.xd")), csv.into());
    assert_eq!((status, refused["code"].as_str()), (StatusCode::FORBIDDEN, Some("not_allowed")));
    let token = bench.sign_in("wu.fang");
    let (status, report) = bench.call(Method::POST, path, Some(&token), csv.into());
    assert_eq!((status, report["imported"].as_bool()), (StatusCode::OK, Some(true)), "{report}");
    let (_, again) = bench.call(Method::POST, path, Some(&token), csv.into());
    assert_eq!(again["unchanged"].as_u64(), Some(1));
    let (status, unknown) = bench.call(Method::POST, "import/collections?map.when=Day", Some(&token), csv.into());
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert!(unknown["message"].as_str().unwrap().contains("\"when\""), "{unknown}");
    let large = vec![b'x'; MOST_BYTES + 1];
    let (status, refused) = bench.call(Method::POST, "import/collections", Some(&token), large);
    assert_eq!((status, refused["code"].as_str()), (StatusCode::PAYLOAD_TOO_LARGE, Some("too_large")));
    assert!(refused["hint"].as_str().unwrap().contains("fieldtally import"));
}

#[test]
fn a_period_is_closed_from_the_page() {
    let bench = Bench::new();
    bench.runtime.block_on(project::all(&bench.app)).unwrap();
    let (hr, gm, rep) = (bench.sign_in("sun.hui"), bench.sign_in("zhao.gd"), bench.sign_in("lin.xd"));
    let post = |token: &str, path: &str| bench.call(Method::POST, path, Some(token), Vec::new());
    let (status, _) = bench.call(Method::GET, "periods", Some(&rep), Vec::new());
    assert_eq!(status, StatusCode::FORBIDDEN);
    let (_, rows) = bench.call(Method::GET, "periods", Some(&hr), Vec::new());
    assert_eq!(rows[0]["next"]["blocked"].as_str(), Some("blocked-month-not-over"));
    assert_eq!((rows[1]["period"].as_str(), rows[1]["next"]["blocked"].as_str()), (Some("2026-10"), None));

    let (status, refused) = post(&hr, "periods/2026-11/freeze");
    assert_eq!((status, refused["code"].as_str()), (StatusCode::CONFLICT, Some("blocked-month-not-over")));
    let (_, row) = post(&hr, "periods/2026-10/freeze");
    assert_eq!((row["state"].as_str(), row["people"].as_u64()), (Some("frozen"), Some(2)));
    let (_, row) = post(&hr, "periods/2026-10/score");
    assert_eq!(row["state"].as_str(), Some("scored"), "{row}");
    assert_eq!(row["next"]["blocked"].as_str(), Some("blocked-not-your-role"));
    let (_, row) = post(&gm, "periods/2026-10/approve");
    assert_eq!(row["next"]["blocked"].as_str(), Some("blocked-not-your-role"));
    let (_, row) = post(&hr, "periods/2026-10/close");
    assert_eq!((row["state"].as_str(), row["seal"].as_str().map(str::len)), (Some("closed"), Some(64)), "{row}");
    assert_eq!(row["steps"].as_array().unwrap().len(), 4);

    let (_, rows) = bench.call(Method::GET, "periods/2026-10/statements", Some(&hr), Vec::new());
    assert_eq!(rows.as_array().unwrap().len(), 2);
    let (_, page) = bench.call(Method::GET, "periods/2026-10/statements/lin.xd", Some(&hr), Vec::new());
    assert_eq!(page["row"]["total"], page["told"]["statement"]["total"]);
    assert_eq!(page["row"]["hash"].as_str().map(str::len), Some(64));
    let (status, _) = bench.call(Method::GET, "periods/2026-10/statements/nobody", Some(&hr), Vec::new());
    assert_eq!(status, StatusCode::NOT_FOUND);
    let (status, _) = post(&hr, "periods/2026-13/freeze");
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
}
