//! One suite for both engines: what the server relies on must hold on SQLite and on PostgreSQL.

#[path = "stores/customers.rs"]
mod customers;

use std::sync::mpsc;
use std::time::Duration;

use server::standard;
use server::store::{self, Store, StoreError, company};
use shared::doc::Doc;
use shared::id::{Actor, CompanyId, DocId};
use shared::period::Instant;
use tempfile::TempDir;
use tests::certificates::Vouched;
use tests::postgres::Postgres;

/// A database that several nodes can open.
enum Engine {
    Sqlite(TempDir),
    Postgres(#[expect(dead_code, reason = "runs as long as this")] Postgres, String),
}

impl Engine {
    fn both() -> [Self; 2] {
        let server = Postgres::start(false).unwrap();
        let url = server.database().unwrap();
        [Self::Sqlite(TempDir::new().unwrap()), Self::Postgres(server, url)]
    }

    fn node(&self) -> Store {
        match self {
            Self::Sqlite(folder) => Store::open(folder.path()).unwrap(),
            Self::Postgres(_, url) => Store::connect(url).unwrap(),
        }
    }

    /// A node of a company that is founded.
    fn founded(&self) -> Store {
        let node = self.node();
        let settings = standard::company(id(), "甲").unwrap();
        node.write_blocking(move |tx| company::create(tx, &settings, 7)).unwrap();
        node
    }

    const fn name(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => "SQLite",
            Self::Postgres(..) => "PostgreSQL",
        }
    }
}

fn id() -> CompanyId {
    CompanyId::new("company").unwrap()
}

fn last(store: &Store) -> u64 {
    store.read_blocking(|conn| company::numbers(conn, &id())).unwrap().last
}

fn take_number(store: &Store) -> Result<u64, StoreError> {
    store.write_blocking(|tx| company::next_seq(tx, &id()))
}

#[test]
fn a_failing_or_panicking_job_undoes_only_itself() {
    for engine in Engine::both() {
        let node = engine.founded();
        let failed = node.write_blocking(|tx| -> Result<u64, StoreError> {
            company::next_seq(tx, &id())?;
            Err(StoreError::damaged("a job", "it fails"))
        });
        assert!(matches!(failed, Err(StoreError::Damaged { .. })), "{}", engine.name());
        // A statement that the engine itself refuses ends the job too, and nothing else.
        let twice = node.write_blocking(|tx| {
            company::next_seq(tx, &id())?;
            company::create(tx, &standard::company(id(), "乙").unwrap(), 8)
        });
        assert!(twice.is_err());
        let panicked = node.write_blocking(|tx| -> Result<u64, StoreError> {
            company::next_seq(tx, &id())?;
            panic!("a job panics")
        });
        assert!(matches!(panicked, Err(StoreError::Panicked)));
        assert_eq!((take_number(&node).unwrap(), last(&node)), (1, 1), "{}", engine.name());
    }
}

#[test]
fn what_was_written_is_there_for_another_node_and_after_a_restart() {
    for engine in Engine::both() {
        let one = engine.founded();
        let other = engine.node();
        assert_eq!(take_number(&one).unwrap(), 1);
        assert_eq!(last(&other), 1);
        assert_eq!(take_number(&other).unwrap(), 2);
        drop((one, other));
        assert_eq!(last(&engine.node()), 2, "{}", engine.name());
    }
}

/// The trap of sequence numbers: they become visible in the order of commits, and a reader that has seen 2 must never find 1
/// later.
#[test]
fn no_number_becomes_visible_before_a_smaller_one() {
    for engine in Engine::both() {
        let (slow, quick) = (engine.founded(), engine.node());
        let (taken, wait_taken) = mpsc::channel();
        let (go, wait_go) = mpsc::channel::<()>();
        let delayed = std::thread::spawn(move || {
            slow.write_blocking(move |tx| -> Result<u64, StoreError> {
                let seq = company::next_seq(tx, &id())?;
                taken.send(seq).map_err(|_| StoreError::Stopped)?;
                // Its commit is delayed until told.
                wait_go.recv().map_err(|_| StoreError::Stopped)?;
                Ok(seq)
            })
        });
        assert_eq!(wait_taken.recv().unwrap(), 1);
        let (done, wait_done) = mpsc::channel();
        let other = quick.clone();
        std::thread::spawn(move || done.send(take_number(&other)));
        // The second writer can not have finished: its number would be seen before the first one's.
        assert!(wait_done.recv_timeout(Duration::from_millis(300)).is_err(), "{}", engine.name());
        assert_eq!(last(&quick), 0);
        go.send(()).unwrap();
        assert_eq!(delayed.join().unwrap().unwrap(), 1);
        assert_eq!(wait_done.recv().unwrap().unwrap(), 2);
        assert_eq!(last(&quick), 2);
    }
}

#[test]
fn a_reader_sees_one_moment_and_can_not_write() {
    for engine in Engine::both() {
        let (node, writer) = (engine.founded(), engine.node());
        let (before, after) = node
            .read_blocking(|conn| -> Result<_, StoreError> {
                let before = company::numbers(conn, &id())?.last;
                take_number(&writer)?;
                Ok((before, company::numbers(conn, &id())?.last))
            })
            .unwrap();
        assert_eq!((before, after, last(&node)), (0, 0, 1), "{}", engine.name());
        let tried = node.read_blocking(|conn| conn.execute("UPDATE company SET last_seq = 9", ()));
        assert!(tried.is_err());
        assert_eq!(last(&node), 1);
    }
}

#[test]
fn commits_of_another_node_are_heard_of() {
    // SQLite in two processes has no such way; the projector looks again by its timer there.
    let [_, engine] = Engine::both();
    let (one, other) = (engine.founded(), engine.node());
    let mut heard = other.commits();
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        heard.mark_unchanged();
        one.write(|tx| company::next_seq(tx, &id())).await.unwrap();
        tokio::time::timeout(Duration::from_secs(20), heard.changed()).await.expect("it is told").unwrap();
    });
}

#[test]
fn documents_are_appended_and_read_the_same() {
    let mut read = Vec::new();
    for engine in Engine::both() {
        let node = engine.founded();
        let doc: DocId = "journal/lin.xd/2026-11".parse().unwrap();
        let device = "0190163d-8694-739b-aea5-966c26f8ad91".parse().unwrap();
        let mut phone = Doc::new(doc.clone(), &Actor { device, incarnation: 1 }.to_bytes());
        let changes: Vec<_> = (0..5)
            .map(|n| {
                phone.put(&format!("entry:{n}"), &"山".repeat(n * 40)).unwrap();
                phone.commit(Instant::from_millis(1_000)).unwrap()
            })
            .collect();
        let (id_of, kept) = (doc.clone(), changes.clone());
        node.write_blocking(move |tx| -> Result<(), StoreError> {
            let company = id();
            let received = Instant::from_millis(5_000);
            let entry = |seq| store::log::Entry { company: &company, doc: &id_of, seq, device: Some(device), received };
            company::take_seqs(tx, &company, 5)?;
            store::log::append(tx, entry(1), &kept[..2].iter().collect::<Vec<_>>())?;
            store::log::append(tx, entry(3), &kept[2..].iter().collect::<Vec<_>>())
        })
        .unwrap();
        let seen = node
            .read_blocking(|conn| -> Result<_, StoreError> {
                let hashes = |after, upto| -> Result<Vec<_>, StoreError> {
                    let changes = store::log::changes(conn, &id(), &doc, after, upto)?;
                    Ok(changes.into_iter().map(|stored| (stored.seq, stored.change.hash())).collect())
                };
                let stretch = |after, upto| store::feed::Stretch { after, upto };
                let (some, stopped) =
                    store::feed::bytes(conn, &id(), &doc, stretch(0, 5), None, |length| length < 200)?;
                Ok((
                    hashes(0, 5)?,
                    hashes(1, 4)?,
                    store::log::actor_seq(conn, &id(), &doc.to_string(), changes[0].actor_id().to_bytes())?,
                    store::feed::amount(conn, &id(), &doc, stretch(1, 4))?.changes,
                    store::feed::first_own(conn, &id(), &doc, device)?,
                    (some.len(), stopped),
                    store::log::stretch_end(conn, &id(), 0, 2)?,
                    store::log::stretch_end(conn, &id(), 0, 5)?,
                ))
            })
            .unwrap();
        let expected: Vec<_> = (1..).zip(changes.iter().map(automerge::Change::hash)).collect();
        assert_eq!(seen.0, expected, "{}", engine.name());
        assert_eq!(seen.1, expected[1..4]);
        assert_eq!((seen.2, seen.3, seen.4), (5, 3, Some(1)));
        assert_eq!((seen.6, seen.7), (Some(2), None), "a stretch ends where a row does");
        read.push(seen);
    }
    assert_eq!(read[0].5, read[1].5);
}

#[test]
fn a_node_finds_its_way_back_after_the_server_crashed() {
    let mut server = Postgres::start(true).unwrap();
    let url = server.database().unwrap();
    let node = Store::connect(&url).unwrap();
    let settings = standard::company(id(), "甲").unwrap();
    node.write_blocking(move |tx| company::create(tx, &settings, 7)).unwrap();
    for round in 1..=3 {
        assert_eq!(take_number(&node).unwrap(), round);
        assert_eq!(last(&node), round);
        server.crash().unwrap();
        // The first attempts may meet the lost connection; none may say that it was kept when it was not.
        let kept = (0..200).find_map(|_| node.read_blocking(|conn| company::numbers(conn, &id())).ok());
        assert_eq!(kept.unwrap().last, round, "what was answered is there");
        let again = (0..200).find_map(|_| node.write_blocking(|_| Ok::<_, StoreError>(())).ok());
        assert!(again.is_some(), "it writes again");
    }
}

#[test]
fn a_protected_line_reaches_only_the_server_somebody_vouches_for() {
    let vouched = Vouched::server(&["127.0.0.1"]).unwrap();
    let server = Postgres::start_protected(&vouched).unwrap();
    let url = server.database().unwrap();
    let folder = TempDir::new().unwrap();
    let roots = vouched.roots_in(folder.path()).unwrap();
    let node = Store::connect(&format!("{url}?sslmode=verify-full&sslrootcert={}", roots.display())).unwrap();
    let settings = standard::company(id(), "甲").unwrap();
    node.write_blocking(move |tx| company::create(tx, &settings, 7)).unwrap();
    assert_eq!(take_number(&node).unwrap(), 1);
    assert_eq!(last(&node), 1);

    let refused = |url: String| Store::connect(&url).map(drop).unwrap_err().to_string();
    let open = refused(url.clone());
    assert!(open.contains("no encryption"), "the server lets no open line in: {open}");
    let other = TempDir::new().unwrap();
    let others = Vouched::server(&["127.0.0.1"]).unwrap().roots_in(other.path()).unwrap();
    let unknown = refused(format!("{url}?sslmode=require&sslrootcert={}", others.display()));
    assert!(
        unknown.contains("invalid peer certificate"),
        "who vouches is asked for by every mode but disable: {unknown}"
    );
    let named = format!("{}?sslmode=require&sslrootcert={}", url.replace("127.0.0.1", "localhost"), roots.display());
    let named = refused(named);
    assert!(named.contains("certificate not valid for name"), "another name: {named}");
}
