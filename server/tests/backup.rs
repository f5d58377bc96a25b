//! A backup taken while phones write is one moment; what is restored is all of it; what is damaged is found by its name.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rand::{Rng, SeedableRng};
use server::backup::{self, Backup, Target};
use server::blob::{Files, Place};
use server::close::{self, Step};
use server::config::{Clock, Config, PasswordCost};
use server::docs::DocsError;
use server::store::{FILE, View, company, facts, people};
use server::verify::{self, Checked};
use server::{App, compact, demo, project};
use shared::doc::desk::{self, Refusal, RefusalCode};
use shared::id::{DocId, EmployeeId};
use shared::period::Instant;
use shared::policy::{Role, Subject};
use tempfile::TempDir;

const NOW: &str = "2026-11-19T07:42:00Z";

fn now() -> Instant {
    NOW.parse().unwrap()
}

fn open(data: &Path) -> App {
    at(data, now())
}

fn at(data: &Path, now: Instant) -> App {
    let mut config = Config::new(data.to_owned(), ([127, 0, 0, 1], 0).into());
    config.password_cost = PasswordCost::CHEAP;
    config.demo = true;
    config.new_keys = true;
    config.clock = Clock::new(move || now);
    tokio::task::block_in_place(|| App::open(config)).unwrap()
}

fn subject(login: &str, role: Role) -> Subject {
    Subject { employee: EmployeeId::new(login).unwrap(), roles: [role].into() }
}

/// A small company with a closed month, a photo, and documents that were packed.
async fn company(data: &Path) -> App {
    let app = open(data);
    demo::small(&app, now()).await.unwrap();
    for step in Step::ALL {
        let who = if step == Step::Approve { subject("zhao.gd", Role::Gm) } else { subject("sun.hui", Role::Hr) };
        close::take(&app, "2026-10".parse().unwrap(), step, &who, now()).await.unwrap();
    }
    project::all(&app).await.unwrap();
    let photo = b"a picture".to_vec();
    let hash = blake3::hash(&photo).to_hex().to_string();
    let lin = EmployeeId::new("lin.xd").unwrap();
    server::blob::keep(&app, &hash, "image/jpeg", &lin, photo.into()).await.unwrap();
    drop(app);
    // Half a year later its documents have come to rest.
    let packed = compact::all(&at(data, "2027-06-01T00:00:00Z".parse().unwrap())).await.unwrap();
    assert!(packed > 0);
    open(data)
}

async fn check(data: &Path) -> Vec<Checked> {
    let view = View::open(data).unwrap();
    verify::all(&view, &Files::open(&Place::Disk, data).unwrap()).await.unwrap()
}

fn wrong(checks: &[Checked]) -> Vec<String> {
    checks.iter().filter(|check| !check.is_sound()).map(ToString::to_string).collect()
}

async fn back_up(data: &Path, to: &Path) -> backup::Written {
    let files = Files::open(&Place::Disk, data).unwrap();
    backup::write(&View::open(data).unwrap(), &files, to, now()).await.unwrap()
}

async fn bring_back(from: &Path, data: &Path) -> anyhow::Result<backup::Restored> {
    let files = Files::open(&Place::Disk, data).unwrap();
    backup::restore(Backup::open(from)?, Target::Folder(data.to_owned()), &files, now()).await
}

fn dump(data: &Path) -> (Vec<String>, company::Numbers, usize) {
    View::open(data)
        .unwrap()
        .read(|conn| -> Result<_, server::store::StoreError> {
            let id = company::all(conn)?.remove(0);
            let sessions = people::devices(conn, &id, None)?.len();
            Ok((facts::dump(conn, &id)?, company::numbers(conn, &id)?, sessions))
        })
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_restored_is_what_was_there() {
    let (data, to, new) = (TempDir::new().unwrap(), TempDir::new().unwrap(), TempDir::new().unwrap());
    let app = company(data.path()).await;
    let before = dump(data.path());
    assert!(!before.0.is_empty());
    assert_eq!(wrong(&check(data.path()).await), Vec::<String>::new());
    let written = back_up(data.path(), to.path()).await;
    assert_eq!((written.photos, written.copied), (1, 1));
    let again = back_up(data.path(), to.path()).await;
    assert_eq!((again.photos, again.copied), (1, 0), "a photo is copied once");
    assert_ne!(written.folder, again.folder);

    let restored = bring_back(&written.folder, new.path()).await.unwrap();
    assert_eq!((restored.photos, restored.missing.len()), (1, 0));
    let after = dump(new.path());
    assert_eq!((&after.0, after.2), (&before.0, before.2));
    assert!(after.1.epoch > before.1.epoch);
    assert_eq!(company::Numbers { epoch: before.1.epoch, ..after.1 }, before.1);
    assert_eq!(wrong(&check(new.path()).await), Vec::<String>::new());
    let twice = bring_back(&written.folder, new.path()).await.unwrap_err().to_string();
    assert!(twice.contains("is there already"), "{twice}");
    drop(app);
    // It goes on.
    let app = open(new.path());
    project::rebuild(&app).await.unwrap();
    assert_eq!(dump(new.path()).0, before.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_under_load_is_one_moment() {
    let (data, to) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let app = company(data.path()).await;
    let stop = Arc::new(AtomicBool::new(false));
    let mut writers = Vec::new();
    for n in 0..3 {
        let (app, stop) = (app.clone(), Arc::clone(&stop));
        writers.push(tokio::spawn(async move {
            let mut count = 0;
            while !stop.load(Ordering::Relaxed) {
                let (company, docs) = (app.company.clone(), app.docs.clone());
                let refusal = Refusal::new(RefusalCode::Unreadable, "a field", &"x".repeat(count % 500));
                let desk: DocId = format!("desk/lin.xd/202{n}-01").parse().unwrap();
                app.store
                    .write(move |tx| -> Result<(), DocsError> {
                        docs.write(tx, &company, &desk, now(), |doc| {
                            desk::refuse(doc, &format!("entry-{count}"), &refusal).map(drop)
                        })?;
                        Ok(())
                    })
                    .await
                    .unwrap();
                count += 1;
            }
            count
        }));
    }
    let mut lasts = Vec::new();
    for _ in 0..4 {
        let written = back_up(data.path(), to.path()).await;
        let new = TempDir::new().unwrap();
        bring_back(&written.folder, new.path()).await.unwrap();
        assert_eq!(wrong(&check(new.path()).await), Vec::<String>::new());
        lasts.push(dump(new.path()).1.last);
        // Also of the database itself, while it is written.
        assert_eq!(wrong(&check(data.path()).await), Vec::<String>::new());
    }
    stop.store(true, Ordering::Relaxed);
    for writer in writers {
        assert!(writer.await.unwrap() > 0);
    }
    assert!(lasts.is_sorted() && lasts[0] < lasts[3], "it was written all the while: {lasts:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_torn_backup_is_refused_by_name() {
    let (data, to, new) = (TempDir::new().unwrap(), TempDir::new().unwrap(), TempDir::new().unwrap());
    drop(company(data.path()).await);
    let written = back_up(data.path(), to.path()).await;
    let refused = async |name: &str| {
        let why = format!("{:#}", bring_back(to.path(), new.path()).await.map(drop).unwrap_err());
        assert!(why.contains(name), "{name}: {why}");
        assert!(!new.path().join(FILE).exists(), "nothing of it is taken");
    };
    let mut files = vec![written.folder.join("manifest.json")];
    files.extend(
        written
            .manifest
            .tables
            .iter()
            .filter(|table| table.rows > 0)
            .map(|table| written.folder.join(format!("{}.rows", table.name))),
    );
    for path in files {
        let whole = std::fs::read(&path).unwrap();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let folder = written.folder.to_string_lossy().into_owned();
        std::fs::write(&path, &whole[..whole.len() - 1]).unwrap();
        refused(&name).await;
        let mut flipped = whole.clone();
        flipped[whole.len() / 2] ^= 1;
        std::fs::write(&path, flipped).unwrap();
        refused(&name).await;
        std::fs::remove_file(&path).unwrap();
        refused(if name == "manifest.json" { &folder } else { &name }).await;
        std::fs::write(&path, whole).unwrap();
    }
    // One that was never finished is no backup, and the older one is still the newest.
    std::fs::create_dir(to.path().join(".partial-x")).unwrap();
    bring_back(to.path(), new.path()).await.unwrap();
}

/// A value of a row that a check must miss: where, which, and what names it.
const PLACES: [(&str, &str, &str); 13] = [
    ("chunk", "bytes", "log"),
    ("chunk", "hashes", ""),
    ("chunk", "blake3", ""),
    ("chunk", "actor", ""),
    ("snapshot", "bytes", "snapshots"),
    ("snapshot", "blake3", "snapshots"),
    ("head", "hash", "documents"),
    ("statement", "sealed", "closes"),
    ("statement", "hash", "closes"),
    ("statement", "total", "closes"),
    ("audit", "detail", "audit"),
    ("fact", "body", "projections"),
    ("evidence", "body", "projections"),
];

#[tokio::test(flavor = "multi_thread")]
async fn a_flipped_byte_is_found() {
    let data = TempDir::new().unwrap();
    drop(company(data.path()).await);
    let connection = rusqlite::Connection::open(data.path().join(FILE)).unwrap();
    let mut random = rand::rngs::StdRng::seed_from_u64(7);
    for (table, column, named) in PLACES {
        let only = match table {
            "fact" => "AND doc IS NOT NULL",
            _ => "",
        };
        let rows: Vec<i64> = (1..=connection
            .query_row(&format!("SELECT COUNT(*) FROM {table} WHERE length({column}) > 0 {only}"), [], |row| row.get(0))
            .unwrap())
            .collect();
        assert!(!rows.is_empty(), "{table} has rows");
        let row = random.random_range(0..rows.len());
        let all = |sql: &str| -> Vec<rusqlite::types::Value> {
            let mut asked = connection.prepare(sql).unwrap();
            let count = asked.column_count();
            let mut rows = asked.query([]).unwrap();
            let row = rows.next().unwrap().unwrap();
            (0..count).map(|at| row.get(at).unwrap()).collect()
        };
        let names: Vec<String> = connection
            .prepare("SELECT name FROM pragma_table_info(?1) WHERE pk > 0 ORDER BY pk")
            .unwrap()
            .query_map([table], |row| row.get(0))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        let order = names.join(", ");
        let of = format!("FROM {table} WHERE length({column}) > 0 {only} ORDER BY {order} LIMIT 1 OFFSET {row}");
        let value = all(&format!("SELECT {column} {of}")).remove(0);
        let key: String = connection
            .query_row(
                "SELECT group_concat(name || ' IS ?' || pk, ' AND ') FROM pragma_table_info(?1) WHERE pk > 0",
                [table],
                |row| row.get(0),
            )
            .unwrap();
        let mut key_values = all(&format!("SELECT {order} {of}"));
        let flipped = match value.clone() {
            rusqlite::types::Value::Blob(mut bytes) => {
                let at = random.random_range(0..bytes.len());
                bytes[at] ^= 1 << random.random_range(0..8);
                rusqlite::types::Value::Blob(bytes)
            }
            rusqlite::types::Value::Text(text) => {
                let mut bytes = text.into_bytes();
                // Of a text that stays one.
                let digits: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at].is_ascii_alphanumeric()).collect();
                let at = digits[random.random_range(0..digits.len())];
                bytes[at] ^= 1;
                rusqlite::types::Value::Text(String::from_utf8(bytes).unwrap())
            }
            other => panic!("{other:?}"),
        };
        let mut put = |value: rusqlite::types::Value| {
            key_values.push(value);
            let sql = format!("UPDATE {table} SET {column} = ?{} WHERE {key}", key_values.len());
            assert_eq!(connection.execute(&sql, rusqlite::params_from_iter(&key_values)).unwrap(), 1);
            key_values.pop();
            // A key's own column was changed with it.
            if let Some(at) = names.iter().position(|name| name == column) {
                key_values[at] = flipped.clone();
            }
        };
        put(flipped.clone());
        let found = check(data.path()).await;
        assert!(
            found.iter().any(|check| (named.is_empty() || check.name == named) && !check.is_sound()),
            "{table}.{column}: {:?}",
            wrong(&found)
        );
        put(value);
    }
    drop(connection);
    assert_eq!(wrong(&check(data.path()).await), Vec::<String>::new());
    // A photo on disk.
    let photo = walk(&data.path().join("photos")).pop().unwrap();
    std::fs::write(&photo, b"A picture").unwrap();
    assert!(wrong(&check(data.path()).await)[0].contains("photos"));
}

fn walk(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] }).collect()
}
