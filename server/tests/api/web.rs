use std::fs;

use server::Config;
use server::config::PasswordCost;
use tempfile::TempDir;

#[tokio::test]
async fn the_bundle_is_served_packed_and_kept_as_long_as_its_names_say() {
    let (data, bundle) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let app = bundle.path().join("app-0123456789abcdef");
    fs::create_dir(&app).unwrap();
    fs::write(bundle.path().join("index.html"), "start page").unwrap();
    fs::write(bundle.path().join("sw.js"), "worker").unwrap();
    fs::write(app.join("mobile_bg.wasm"), "plain").unwrap();
    fs::write(app.join("mobile_bg.wasm.br"), "packed").unwrap();
    let mut config = Config::new(data.path().to_owned(), ([127, 0, 0, 1], 0).into());
    config.password_cost = PasswordCost::CHEAP;
    config.bundle = Some(bundle.path().to_owned());
    let running = server::start(config).await.unwrap();
    let http = reqwest::Client::new();
    let get = async |path: &str| {
        http.get(format!("{}{path}", running.url())).header("accept-encoding", "br").send().await.unwrap()
    };
    let wasm = get("/app-0123456789abcdef/mobile_bg.wasm").await;
    assert_eq!(wasm.headers()["content-type"], "application/wasm");
    assert_eq!(wasm.headers()["content-encoding"], "br");
    assert!(wasm.headers()["cache-control"].to_str().unwrap().contains("immutable"));
    assert_eq!(wasm.text().await.unwrap(), "packed");
    for page in ["/", "/index.html", "/customers/1", "/today"] {
        let answer = get(page).await;
        assert_eq!((answer.status().as_u16(), &answer.headers()["cache-control"]), (200, &"no-cache".parse().unwrap()));
        assert_eq!(answer.text().await.unwrap(), "start page", "{page}");
    }
    assert_eq!(get("/sw.js").await.headers()["cache-control"], "no-cache");
    assert_eq!(get("/app-0123456789abcdef/gone.js").await.status(), 404);
    assert_eq!(get("/api/v1/health").await.status(), 200);
    running.stop().await.unwrap();
}
