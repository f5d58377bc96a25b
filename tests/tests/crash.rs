//! The server is killed under a stream of pushes, again and again. A receipt that was given is kept.

#![expect(clippy::print_stdout, reason = "says how much was tried")]

use rusqlite::{Connection, OpenFlags};
use server::store::Store;
use tests::company::{config, found};
use tests::crowd::{Crowd, Moment};
use tests::process::{Process, free_port};

const ROUNDS: usize = 40;

fn is_sound(data: &std::path::Path) {
    let path = data.join(server::store::FILE);
    let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let sound: String = db.pragma_query_value(None, "quick_check", |row| row.get(0)).unwrap();
    assert_eq!(sound, "ok");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_receipt_outlives_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    found(config(folder.path())).await.unwrap();
    let port = free_port().unwrap();
    let mut server = Process::start(folder.path(), port).unwrap();
    let mut crowd = Crowd::of(&server.url).await.unwrap();
    for round in 0..ROUNDS {
        // The kill falls after another number of receipts each time: before the first, in the middle, late.
        let moment = Moment::after((round * 7) % 41);
        let kill = async {
            moment.comes().await;
            server.kill().unwrap();
        };
        let (streams, ()) = tokio::join!(crowd.until_nobody_serves(&moment), kill);
        streams.unwrap();
        server = Process::start(folder.path(), port).unwrap();
        is_sound(folder.path());
        let lost = crowd.lost(&Store::open(folder.path()).unwrap()).unwrap();
        assert_eq!(lost, 0, "round {round}: receipts given and lost");
    }
    let given = crowd.receipts().len();
    println!("{ROUNDS} kills of the server on SQLite, {given} receipts, none lost");
    assert!(given > ROUNDS, "{given} receipts are too few to have tried anything");
    // After all that everything recorded is counted.
    for phone in &mut crowd.phones {
        phone.settle().await.unwrap();
    }
    server.kill().unwrap();
}
