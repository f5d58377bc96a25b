use std::sync::mpsc;

use shared::doc::Doc;
use shared::id::{CompanyId, DocId, EmployeeId};
use shared::period::Instant;
use shared::rest::PeriodState;
use tempfile::TempDir;

use super::*;
use crate::docs::{Docs, DocsError};
use crate::standard;

fn company() -> CompanyId {
    CompanyId::new("company").unwrap()
}

fn store() -> (TempDir, Store) {
    let dir = TempDir::new().unwrap();
    let store = Store::open(dir.path()).unwrap();
    let settings = standard::company(company(), "甲").unwrap();
    store.write_blocking(move |tx| super::company::create(tx, &settings, 7)).unwrap();
    (dir, store)
}

fn last(store: &Store) -> u64 {
    store.read_blocking(|conn| super::company::numbers(conn, &company())).unwrap().last
}

#[test]
fn jobs_that_wait_share_a_commit_and_a_failing_one_undoes_only_itself() {
    let (_dir, store) = store();
    tokio::runtime::Runtime::new().unwrap().block_on(share_a_commit(store));
}

async fn share_a_commit(store: Store) {
    let before = *store.commits().borrow();
    // The writer is held in a first job until all the others wait.
    let (go, wait) = mpsc::channel::<()>();
    let held = store.clone();
    let held = tokio::spawn(async move {
        held.write(move |_| -> Result<(), StoreError> { wait.recv().map_err(|_| StoreError::Stopped) }).await
    });
    let jobs: Vec<_> = (0..30)
        .map(|n| {
            let store = store.clone();
            tokio::spawn(async move {
                store
                    .write(move |tx| -> Result<u64, StoreError> {
                        let seq = super::company::next_seq(tx, &company())?;
                        match n % 3 {
                            0 => Ok(seq),
                            1 => Err(StoreError::damaged("a job", "it fails")),
                            _ => panic!("a job panics"),
                        }
                    })
                    .await
            })
        })
        .collect();
    go.send(()).unwrap();
    held.await.unwrap().unwrap();
    let (mut kept, mut failed, mut panicked) = (Vec::new(), 0, 0);
    for job in jobs {
        match job.await.unwrap() {
            Ok(seq) => kept.push(seq),
            Err(StoreError::Damaged { .. }) => failed += 1,
            Err(StoreError::Panicked) => panicked += 1,
            Err(other) => panic!("{other}"),
        }
    }
    kept.sort_unstable();
    assert_eq!(kept, (1..=10).collect::<Vec<_>>());
    assert_eq!((failed, panicked), (10, 10));
    assert!(*store.commits().borrow() - before <= 31);
}

#[test]
fn the_log_is_moved_while_it_is_written() {
    let (dir, store) = store();
    let settings = standard::company(company(), &"x".repeat(200_000)).unwrap();
    for _ in 0..200 {
        let settings = settings.clone();
        store.write_blocking(move |tx| super::company::set_settings(tx, &settings)).unwrap();
    }
    // 200 commits of 400 kB each: without moving, 80 MB.
    let log = std::fs::metadata(dir.path().join(format!("{FILE}-wal"))).unwrap().len();
    assert!(log < 72 << 20, "{log}");
    drop(store);
    assert_eq!(last(&Store::open(dir.path()).unwrap()), 0);
}

#[test]
fn a_reader_can_not_write() {
    let (_dir, store) = store();
    let tried = store.read_blocking(|conn| -> Result<(), StoreError> {
        conn.execute("UPDATE company SET last_seq = 9", ())?;
        Ok(())
    });
    assert!(tried.is_err());
    assert_eq!(last(&store), 0);
}

#[test]
fn a_newer_database_is_refused_and_an_own_one_opens_again() {
    let (dir, store) = store();
    drop(store);
    drop(Store::open(dir.path()).unwrap());
    let connection = rusqlite::Connection::open(dir.path().join(FILE)).unwrap();
    connection.pragma_update(None, "user_version", 999).unwrap();
    drop(connection);
    let error = Store::open(dir.path()).unwrap_err();
    assert!(matches!(error, StoreError::Newer { found: 999, .. }), "{error}");
}

#[test]
fn what_the_first_version_left_is_upgraded() {
    let dir = TempDir::new().unwrap();
    let connection = rusqlite::Connection::open(dir.path().join(FILE)).unwrap();
    connection.execute_batch(include_str!("../../../migrations/server-sqlite/001_first.sql")).unwrap();
    connection.execute_batch(include_str!("../../../migrations/fixtures/server-sqlite/001_first.sql")).unwrap();
    drop(connection);
    let store = Store::open(dir.path()).unwrap();
    store
        .read_blocking::<_, StoreError, _>(|conn| {
            let month = |text: &str| text.parse::<shared::period::Month>().unwrap();
            let state = |text: &str| super::period::period(conn, &company(), month(text)).map(|record| record.state);
            assert_eq!(state("2026-08")?, PeriodState::Closed);
            assert_eq!(state("2026-09")?, PeriodState::Open, "frozen by another engine: to be frozen anew");
            let rows = crate::close::view::statements(conn, &company(), month("2026-08"))?;
            assert!(rows[0].former && rows[0].total.as_deref() == Some("6000.00"), "{rows:?}");
            let lin = EmployeeId::new("lin.xd").unwrap();
            let page = crate::close::view::page(conn, &company(), month("2026-08"), &lin)?.unwrap();
            assert!(page.told.is_none() && page.under.is_none());
            assert!(crate::close::view::statements(conn, &company(), month("2026-09"))?.is_empty());
            let frame = crate::books::frame(conn, &company(), month("2026-10"), 9)?.unwrap();
            assert_eq!(frame.plan.templates[0].cycle, shared::period::Cycle::Month);
            assert_eq!((frame.people.len(), frame.targets.len()), (1, 1));
            Ok(())
        })
        .unwrap();
}

#[test]
fn what_is_no_database_is_named() {
    let dir = TempDir::new().unwrap();
    std::fs::write(dir.path().join(FILE), "this is no database, and long enough to be looked at").unwrap();
    assert!(Store::open(dir.path()).is_err());
}

fn write(store: &Store, docs: &Docs, key: &'static str) {
    let docs = docs.clone();
    let id: DocId = "desk/lin.xd/2026-11".parse().unwrap();
    let job = move |tx: &Transaction| -> Result<Option<u64>, DocsError> {
        docs.write(tx, &company(), &id, Instant::from_millis(1_000), |doc: &mut Doc| doc.put(key, &1))
    };
    store.write_blocking(job).unwrap();
}

#[test]
fn a_changed_byte_of_a_change_or_a_snapshot_is_found() {
    let (dir, store) = store();
    let docs = Docs::default();
    write(&store, &docs, "one");
    write(&store, &docs, "two");
    let id: DocId = "desk/lin.xd/2026-11".parse().unwrap();
    let kept = store
        .read_blocking(|conn| {
            docs.with(conn, &company(), &id, |loaded| (loaded.upto, loaded.doc.save(), loaded.doc.heads()))
        })
        .unwrap();
    let snapshot = snapshot::Snapshot { upto: kept.0, bytes: kept.1 };
    let doc = id.clone();
    store.write_blocking(move |tx| snapshot::put(tx, &company(), &doc, &snapshot)).unwrap();
    let load = |store: &Store| {
        // A memory that has nothing yet: everything is read from the file.
        store.read_blocking(|conn| Docs::default().with(conn, &company(), &id, |loaded| loaded.doc.heads()))
    };
    assert_eq!(load(&store).unwrap(), kept.2);

    let damage = |sql: &str| {
        rusqlite::Connection::open(dir.path().join(FILE)).unwrap().execute(sql, []).unwrap();
    };
    damage("UPDATE snapshot SET bytes = zeroblob(length)");
    assert_eq!(load(&store).unwrap(), kept.2, "the log has everything");
    damage("UPDATE chunk SET bytes = x'', length = 0 WHERE first_seq = 2");
    let error = load(&store).unwrap_err();
    assert!(matches!(&error, DocsError::Store(StoreError::Damaged { .. })), "{error}");
    assert!(error.to_string().contains("change 2 of desk/lin.xd/2026-11"), "{error}");
}

#[test]
fn the_servers_own_document_says_only_what_was_kept() {
    let (_dir, store) = store();
    let docs = Docs::default();
    write(&store, &docs, "one");
    let id: DocId = "desk/lin.xd/2026-11".parse().unwrap();
    let (doc, memory) = (id.clone(), docs.clone());
    let undone = store.write_blocking(move |tx| -> Result<(), DocsError> {
        memory.write(tx, &company(), &doc, Instant::from_millis(2_000), |doc| doc.put("two", &2))?;
        Err(StoreError::Stopped.into())
    });
    assert!(undone.is_err());
    let keys = store
        .read_blocking(|conn| {
            docs.with(conn, &company(), &id, |loaded| loaded.doc.entries("").map(|e| e.key).collect::<Vec<_>>())
        })
        .unwrap();
    assert_eq!(keys, ["one"]);
    // And goes on under the same actor.
    write(&store, &docs, "three");
    assert_eq!(last(&store), 2);
}
