//! The native window under Xvfb: what was recorded while there was no server is sent by the app that opens on that store.
//! Needs the program `mobile` built with the feature of the same name.
#![cfg(feature = "window")]

use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, ensure};
use futures_util::StreamExt;
use mobile::host::Host;
use mobile::json;
use mobile::record::{Command as Recorded, What};
use mobile::store::StoreActor;
use mobile::view::{Answer, Ask, SignIn};
use rusqlite::Connection;
use shared::doc::journal::{Contact, Method};
use shared::id::RecordId;
use shared::period::Instant;
use tests::Phone;
use tests::browser::until;
use tests::company::{PASSWORD, config, found, now_ms};
use tests::phone::record_id;
use tests::process::{Process, free_port};

struct Killed(Child);

impl Drop for Killed {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

async fn ask(host: &Host, ask: &Ask) -> Result<Answer> {
    Ok(json::read(&host.ask(json::write(ask)?).await?)?)
}

fn facts(data: &std::path::Path, record: RecordId) -> Option<i64> {
    let db = Connection::open(data.join(server::store::FILE)).ok()?;
    let sql = "SELECT count(*) FROM fact WHERE fact = ?1";
    db.query_row(sql, [record.to_string()], |row| row.get(0)).ok().filter(|count| *count > 0)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_window_sends_what_was_recorded_offline() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let (data, phone_data) = (folder.path().join("server"), folder.path().join("phone"));
    found(config(&data)).await?;
    let port = free_port()?;
    let server = Process::start(&data, port)?;
    let customer = {
        let mut phone = Phone::sign_in(&server.url, "lin.xd", PASSWORD, now_ms()).await?;
        phone.sync().await?;
        phone.customers()?.first().context("a customer")?.0
    };
    // Signed in through the app's own actor, on the folder the window will open.
    let host = host(&phone_data);
    let asked = SignIn {
        server: server.url.clone(),
        login: "lin.xd".into(),
        password: PASSWORD.into(),
        device_name: "window".into(),
        at: Instant::from_millis(now_ms()),
    };
    let signed = ask(&host, &Ask::SignIn(asked)).await?;
    ensure!(matches!(&signed, Answer::Status(status) if status.session.is_some()), "not signed in: {signed:?}");
    server.kill()?;
    let record = record_id(1);
    let contact = Contact {
        customer,
        method: Method::Phone,
        content: "电话确认".into(),
        person: None,
        next_step: None,
        next_date: None,
        opportunity: None,
    };
    let command = Recorded {
        id: record,
        at: Instant::from_millis(now_ms()),
        offset: 480,
        skew: None,
        what: What::Contact(contact),
        photos: Vec::new(),
    };
    let recorded = ask(&host, &Ask::Record(Box::new(command))).await?;
    ensure!(matches!(recorded, Answer::Recorded { .. }), "not recorded: {recorded:?}");
    // The thread has let the files go when its last listener hears no more.
    let mut events = host.events();
    drop(host);
    while events.next().await.is_some() {}

    let server = Process::start(&data, port)?;
    let program = tests::process::program()?.with_file_name("mobile");
    ensure!(program.is_file(), "not built: cargo build -p mobile --features mobile");
    let window = Command::new("xvfb-run")
        .args(["-a", "-s", "-screen 0 430x900x24"])
        .arg(program)
        .env("FIELDTALLY_DATA", &phone_data)
        .env("WEBKIT_DISABLE_COMPOSITING_MODE", "1")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .context("starting xvfb-run: is Debian's package `xvfb` installed?")?;
    let _window = Killed(window);
    until("the window to send the record and the server to count it", || facts(&data, record)).await?;
    server.kill()
}

/// The store the app would open with `FIELDTALLY_DATA` set to this folder.
fn host(folder: &std::path::Path) -> Host {
    Host::open::<StoreActor>(&folder.join("fieldtally").to_string_lossy())
}
