//! Nodes and their database are killed, and the power fails under the embedded one. What was acknowledged is kept.

#![expect(clippy::print_stdout, reason = "says how much was tried")]

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use server::standard;
use server::store::{Store, StoreError, company, log};
use shared::doc::Doc;
use shared::id::{Actor, CompanyId, DocId};
use shared::period::Instant;
use tempfile::TempDir;
use tests::company::{config, found};
use tests::crowd::{Crowd, Moment};
use tests::postgres::Postgres;
use tests::process::{Process, free_port};
use tests::sim::dice::Dice;
use tests::sim::host::copy;

/// A company on PostgreSQL and the folders of two nodes of it.
struct Nodes {
    url: String,
    folders: [TempDir; 2],
    ports: [u16; 2],
}

impl Nodes {
    async fn found(database: &Postgres) -> Self {
        let (url, folders) = (database.database().unwrap(), [TempDir::new().unwrap(), TempDir::new().unwrap()]);
        let mut first = config(folders[0].path());
        first.database = Some(url.clone());
        found(first).await.unwrap();
        // Nodes of one database believe each other's attestations.
        copy(&folders[0].path().join("keys"), &folders[1].path().join("keys")).unwrap();
        Self { url, folders, ports: [free_port().unwrap(), free_port().unwrap()] }
    }

    fn start(&self, node: usize) -> Process {
        Process::start_on(self.folders[node].path(), self.ports[node], Some(&self.url)).unwrap()
    }

    fn lost(&self, crowd: &Crowd) -> usize {
        let (url, lost) = (self.url.clone(), |store: Store| crowd.lost(&store).unwrap());
        tokio::task::block_in_place(|| lost(Store::connect(&url).unwrap()))
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_receipt_outlives_a_kill_of_the_only_node() {
    const ROUNDS: usize = 25;
    let database = Postgres::start(true).unwrap();
    let nodes = Nodes::found(&database).await;
    let mut server = nodes.start(0);
    let mut crowd = Crowd::of(&server.url).await.unwrap();
    for round in 0..ROUNDS {
        let moment = Moment::after((round * 7) % 23);
        let kill = async {
            moment.comes().await;
            server.kill().unwrap();
        };
        let (streams, ()) = tokio::join!(crowd.until_nobody_serves(&moment), kill);
        streams.unwrap();
        assert_eq!(nodes.lost(&crowd), 0, "round {round}: receipts given and lost");
        server = nodes.start(0);
    }
    println!("{ROUNDS} kills of the server on PostgreSQL, {} receipts, none lost", crowd.receipts().len());
    for phone in &mut crowd.phones {
        phone.settle().await.unwrap();
    }
    server.kill().unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn phones_go_to_the_other_node_when_theirs_is_killed() {
    const ROUNDS: usize = 25;
    const EACH: usize = 5;
    let database = Postgres::start(true).unwrap();
    let nodes = Nodes::found(&database).await;
    let mut servers = [Some(nodes.start(0)), Some(nodes.start(1))];
    let urls = nodes.ports.map(|port| format!("http://127.0.0.1:{port}"));
    let mut crowd = Crowd::of(&urls[0]).await.unwrap();
    for round in 0..ROUNDS {
        let moment = Moment::after((round * 3) % 17);
        let killed = round % 2;
        let victim = servers[killed].take().unwrap();
        let kill = async {
            moment.comes().await;
            victim.kill().unwrap();
        };
        let (through, ()) = tokio::join!(crowd.through([&urls[0], &urls[1]], EACH, &moment), kill);
        through.unwrap();
        assert_eq!(nodes.lost(&crowd), 0, "round {round}: receipts given and lost");
        servers[killed] = Some(nodes.start(killed));
    }
    println!("{ROUNDS} kills of one node of two, {} receipts, none lost", crowd.receipts().len());
    for (at, phone) in crowd.phones.iter_mut().enumerate() {
        phone.go_to(&urls[at % 2]).unwrap();
        phone.settle().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_receipt_outlives_a_kill_of_the_database() {
    const ROUNDS: usize = 15;
    const EACH: usize = 6;
    let mut database = Postgres::start(true).unwrap();
    let nodes = Nodes::found(&database).await;
    let server = nodes.start(0);
    let mut crowd = Crowd::of(&server.url).await.unwrap();
    for round in 0..ROUNDS {
        let moment = Moment::after((round * 5) % 19);
        let crash = async {
            moment.comes().await;
            tokio::task::block_in_place(|| database.crash().unwrap());
        };
        let (through, ()) = tokio::join!(crowd.through([&server.url, &server.url], EACH, &moment), crash);
        through.unwrap();
        assert_eq!(nodes.lost(&crowd), 0, "round {round}: receipts given and lost");
    }
    println!("{ROUNDS} kills of PostgreSQL, {} receipts, none lost", crowd.receipts().len());
    for phone in &mut crowd.phones {
        phone.settle().await.unwrap();
    }
}

/// A writer of its own that commits one change after the other and says how many were acknowledged.
struct Writing {
    acknowledged: Arc<AtomicU64>,
    stop: Arc<AtomicBool>,
    thread: Option<std::thread::JoinHandle<()>>,
}

fn id() -> CompanyId {
    CompanyId::new("company").unwrap()
}

fn journal() -> DocId {
    "journal/lin.xd/2026-11".parse().unwrap()
}

impl Writing {
    fn begin(folder: &Path, seed: u64) -> Self {
        let store = Store::open(folder).unwrap();
        let settings = standard::company(id(), "甲").unwrap();
        store.write_blocking(move |tx| company::create(tx, &settings, 7)).unwrap();
        let (acknowledged, stop) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicBool::new(false)));
        let (count, told) = (acknowledged.clone(), stop.clone());
        let thread = std::thread::spawn(move || {
            let mut dice = Dice::new(seed);
            let device = "0190163d-8694-739b-aea5-966c26f8ad91".parse().unwrap();
            let mut doc = Doc::new(journal(), &Actor { device, incarnation: 1 }.to_bytes());
            while !told.load(Ordering::Relaxed) {
                let length = 200 + dice.below(30_000);
                doc.put(&format!("entry:{}", dice.number()), &dice.letters(length)).unwrap();
                let change = doc.commit(Instant::from_millis(1_000)).unwrap();
                let seq = store.write_blocking(move |tx| -> Result<u64, StoreError> {
                    let (company, doc, received) = (id(), journal(), Instant::from_millis(5_000));
                    let seq = company::next_seq(tx, &company)?;
                    let entry = log::Entry { company: &company, doc: &doc, seq, device: Some(device), received };
                    log::append(tx, entry, &[&change])?;
                    Ok(seq)
                });
                count.store(seq.unwrap(), Ordering::Release);
            }
        });
        Self { acknowledged, stop, thread: Some(thread) }
    }

    fn acknowledged(&self) -> u64 {
        self.acknowledged.load(Ordering::Acquire)
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            thread.join().ok();
        }
    }
}

fn wal(folder: &Path) -> PathBuf {
    folder.join(format!("{}-wal", server::store::FILE))
}

/// What tells one life of the log from the next: it begins anew once all of it is in the database.
fn life(log: &Path) -> Vec<u8> {
    use std::io::Read;
    let mut header = vec![0; 32];
    let read = std::fs::File::open(log).and_then(|mut file| file.read_exact(&mut header));
    if read.is_ok() { header } else { Vec::new() }
}

/// Copies database and log from under the writer, as they could stand on the disk at one moment. The database goes first:
/// whatever of it is older than the log's end stands in the log, as long as the log did not begin anew meanwhile.
fn image(from: &Path, to: &Path) -> bool {
    std::fs::create_dir_all(to).unwrap();
    let before = life(&wal(from));
    std::fs::copy(from.join(server::store::FILE), to.join(server::store::FILE)).unwrap();
    std::fs::copy(wal(from), wal(to)).unwrap();
    !before.is_empty() && before == life(&wal(to)) && before == life(&wal(from))
}

/// Where each commit of this life of the log ends, in bytes.
fn commits(log: &[u8]) -> Vec<usize> {
    let number = |at: usize| log.get(at..at + 4).map(|bytes| u32::from_be_bytes(bytes.try_into().unwrap()));
    let Some(page) = number(8) else { return Vec::new() };
    let frame = 24 + usize::try_from(page).unwrap();
    let salt = log[16..24].to_vec();
    let (mut ends, mut at) = (Vec::new(), 32);
    while at + frame <= log.len() && log[at + 8..at + 16] == salt[..] {
        if number(at + 4) != Some(0) {
            ends.push(at + frame);
        }
        at += frame;
    }
    ends
}

/// How many commits an image holds after recovery; all of them are read and checked.
fn recovered(folder: &Path) -> u64 {
    let store = Store::open(folder).unwrap();
    store
        .read_blocking(|conn| -> Result<_, StoreError> {
            let last = company::numbers(conn, &id())?.last;
            let changes = log::changes(conn, &id(), &journal(), 0, last)?;
            assert!((1..=last).eq(changes.iter().map(|stored| stored.seq)), "a gap below {last}");
            Ok(last)
        })
        .unwrap()
}

/// A power cut leaves the log up to what was synced, and of the rest any part, with any of its sectors missing.
#[test]
fn every_acknowledged_commit_outlives_a_power_cut() {
    const LIVES: u64 = 5;
    const ROUNDS: u64 = 22;
    let (mut acknowledged_in_all, mut cut_inside, mut dropped) = (0, 0, 0);
    for of in 0..LIVES {
        let folder = TempDir::new().unwrap();
        let writing = Writing::begin(folder.path(), of);
        let mut dice = Dice::new(of + 100);
        for round in 0..ROUNDS {
            let next = writing.acknowledged() + 1 + dice.number() % 8;
            while writing.acknowledged() < next {
                std::thread::yield_now();
            }
            let target = TempDir::new().unwrap();
            let whole = target.path().join("whole");
            let acknowledged = loop {
                let acknowledged = writing.acknowledged();
                if image(folder.path(), &whole) {
                    break acknowledged;
                }
            };
            let cut = target.path().join("cut");
            copy(&whole, &cut).unwrap();
            let found = recovered(&whole);
            assert!(found >= acknowledged, "{of}/{round}: {found} of {acknowledged} acknowledged");

            // What came after the last acknowledged commit need not have reached the disk.
            let mut bytes = std::fs::read(wal(&cut)).unwrap();
            let ends = commits(&bytes);
            let later = usize::try_from(found - acknowledged).unwrap();
            let synced = ends.len().checked_sub(later + 1).map_or(32, |at| ends[at]);
            let end = synced + dice.below(bytes.len() - synced + 1);
            bytes.truncate(end);
            for sector in bytes[synced..].chunks_mut(512) {
                if dice.chance(30) {
                    sector.fill(0);
                }
            }
            std::fs::write(wal(&cut), bytes).unwrap();
            let left = recovered(&cut);
            assert!((acknowledged..=found).contains(&left), "{of}/{round}: {left} of {acknowledged} acknowledged");
            acknowledged_in_all += acknowledged;
            cut_inside += u64::from(end > synced);
            dropped += found - left;
        }
    }
    let rounds = LIVES * ROUNDS;
    println!(
        "{rounds} power cuts, {cut_inside} inside what was not synced: {acknowledged_in_all} commits acknowledged before, \
         none lost; {dropped} that nobody was told of dropped"
    );
}
