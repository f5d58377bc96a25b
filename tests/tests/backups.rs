//! A backup is of no engine: the way from the embedded database to a server, and back.

use std::path::Path;

use server::backup::{self, Backup, Target};
use server::blob::{Files, Place};
use server::config::{Clock, Config, PasswordCost};
use server::store::{StoreError, View, company, dump, facts};
use server::{App, demo, project, verify};
use shared::id::EmployeeId;
use shared::period::Instant;
use tempfile::TempDir;
use tests::postgres::Postgres;

fn now() -> Instant {
    "2026-11-19T07:42:00Z".parse().unwrap()
}

/// What stands, but for the epochs and the deeds of restoring.
fn said(view: &View) -> (Vec<String>, Vec<(String, u64)>) {
    view.read(|conn| -> Result<_, StoreError> {
        let id = company::all(conn)?.remove(0);
        let mut counts = Vec::new();
        for table in dump::tables(conn)?.into_iter().filter(|table| table.name != "audit") {
            let mut count = 0;
            dump::rows(conn, &table, |_| {
                count += 1;
                Ok(())
            })?;
            counts.push((table.name, count));
        }
        Ok((facts::dump(conn, &id)?, counts))
    })
    .unwrap()
}

async fn sound(view: &View, files: &Files) {
    let checks = verify::all(view, files).await.unwrap();
    let wrong: Vec<String> = checks.iter().filter(|check| !check.is_sound()).map(ToString::to_string).collect();
    assert_eq!(wrong, Vec::<String>::new());
}

fn disk(data: &Path) -> Files {
    Files::open(&Place::Disk, data).unwrap()
}

#[test]
fn a_company_moves_to_postgresql_and_back() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let server = Postgres::start(false).unwrap();
    let url = server.database().unwrap();
    let [old, beside, new, backups] = [(); 4].map(|()| TempDir::new().unwrap());
    let mut config = Config::new(old.path().to_owned(), ([127, 0, 0, 1], 0).into());
    config.password_cost = PasswordCost::CHEAP;
    config.demo = true;
    config.clock = Clock::new(now);
    let app = App::open(config).unwrap();
    runtime.block_on(async {
        demo::small(&app, now()).await.unwrap();
        project::all(&app).await.unwrap();
        let lin = EmployeeId::new("lin.xd").unwrap();
        let hash = blake3::hash(b"a picture").to_hex().to_string();
        server::blob::keep(&app, &hash, "image/jpeg", &lin, b"a picture".to_vec().into()).await.unwrap();
    });
    let move_to = |from: &View, files: &Files, target: Target, into: &Files| {
        runtime.block_on(async {
            let written = backup::write(from, files, backups.path(), now()).await.unwrap();
            let backup = Backup::open(&written.folder).unwrap();
            backup::restore(backup, target, into, now()).await.map(drop)
        })
    };
    let embedded = View::open(old.path()).unwrap();
    let before = said(&embedded);
    assert!(!before.0.is_empty());
    move_to(&embedded, &disk(old.path()), Target::Server(url.clone()), &disk(beside.path())).unwrap();
    let served = View::connect(&url).unwrap();
    assert_eq!(said(&served), before);
    runtime.block_on(sound(&served, &disk(beside.path())));
    let full = move_to(&embedded, &disk(old.path()), Target::Server(url), &disk(beside.path())).unwrap_err();
    assert!(full.to_string().contains("is not empty"), "{full}");
    move_to(&served, &disk(beside.path()), Target::Folder(new.path().to_owned()), &disk(new.path())).unwrap();
    let back = View::open(new.path()).unwrap();
    assert_eq!(said(&back), before);
    runtime.block_on(sound(&back, &disk(new.path())));
}
