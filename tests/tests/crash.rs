//! The server is killed under a stream of pushes, again and again. A receipt that was given is kept.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::future::join_all;
use rusqlite::{Connection, OpenFlags};
use tests::Phone;
use tests::company::{PASSWORD, config, found, now_ms};
use tests::process::{Process, free_port};
use tokio::sync::Notify;

const ROUNDS: usize = 30;

fn held(data: &std::path::Path) -> BTreeSet<Vec<u8>> {
    let path = data.join(server::store::FILE);
    let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let sound: String = db.pragma_query_value(None, "quick_check", |row| row.get(0)).unwrap();
    assert_eq!(sound, "ok");
    let mut rows = db.prepare("SELECT hashes FROM chunk").unwrap();
    let rows = rows.query_map([], |row| row.get::<_, Vec<u8>>(0)).unwrap();
    rows.flat_map(|hashes| hashes.unwrap().chunks(32).map(<[u8]>::to_vec).collect::<Vec<_>>()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_receipt_outlives_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    found(config(folder.path())).await.unwrap();
    let port = free_port().unwrap();
    let mut server = Process::start(folder.path(), port).unwrap();
    let mut phones = Vec::new();
    for login in ["lin.xd", "lin.xd", "zhou.min", "xu.zq"] {
        let mut phone = Phone::sign_in(&server.url, login, PASSWORD, now_ms() - 20 * 3_600_000).await.unwrap();
        phone.sync().await.unwrap();
        phones.push(phone);
    }
    let mut given_in_all = 0;
    for round in 0..ROUNDS {
        let (receipts, enough) = (AtomicUsize::new(0), Notify::new());
        // The kill falls after another number of receipts each time: before the first, in the middle, late.
        let after = (round * 7) % 41;
        let streams = join_all(phones.iter_mut().map(|phone| stream(phone, &receipts, after, &enough)));
        let kill = async {
            enough.notified().await;
            server.kill().unwrap();
        };
        tokio::join!(streams, kill);
        server = Process::start(folder.path(), port).unwrap();
        let held = held(folder.path());
        given_in_all = 0;
        for phone in &phones {
            given_in_all += phone.receipts.len();
            let lost = phone.receipts.iter().filter(|hash| !held.contains(*hash)).count();
            assert_eq!(lost, 0, "round {round}: receipts given and lost");
        }
    }
    // After all that everything recorded is counted.
    for phone in &mut phones {
        phone.settle().await.unwrap();
    }
    assert!(given_in_all > ROUNDS, "{given_in_all} receipts are too few to have tried anything");
    server.kill().unwrap();
}

/// Records and pushes until the server is gone.
async fn stream(phone: &mut Phone, receipts: &AtomicUsize, after: usize, enough: &Notify) {
    let (customer, _) = phone.customers().unwrap()[0];
    loop {
        phone.clock += 60_000;
        phone.contact(customer, "电话确认").unwrap();
        let before = phone.receipts.len();
        if phone.exchange().await.is_err() {
            return;
        }
        if receipts.fetch_add(phone.receipts.len() - before, Ordering::Relaxed) >= after {
            enough.notify_one();
        }
    }
}
