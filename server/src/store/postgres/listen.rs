//! Hears of what other nodes committed.

use std::sync::Weak;
use std::time::Duration;

use postgres::fallible_iterator::FallibleIterator;
use tokio::sync::watch;

use super::super::StoreError;
use super::tls::Line;
use super::{CHANNEL, Postgres};

/// How soon the end of the store is noticed, and how long after a lost connection the next is tried.
const PAUSE: Duration = Duration::from_millis(500);

/// Listens until the store is dropped.
pub(super) fn start(line: Line, store: Weak<()>, committed: watch::Sender<u64>) -> Result<(), StoreError> {
    std::thread::Builder::new()
        .name("listener".into())
        .spawn(move || {
            while store.strong_count() > 0 {
                if let Err(why) = listen(&line, &store, &committed) {
                    tracing::warn!(%why, "commits of other nodes are not heard of; it is tried again");
                    std::thread::sleep(PAUSE);
                }
            }
        })
        .map(drop)
        .map_err(|why| StoreError::Commit(why.to_string()))
}

fn listen(line: &Line, store: &Weak<()>, committed: &watch::Sender<u64>) -> Result<(), StoreError> {
    let mut client = Postgres::client(line)?;
    client.batch_execute(&format!("LISTEN {CHANNEL}"))?;
    // What was committed while nobody listened.
    committed.send_modify(|count| *count += 1);
    while store.strong_count() > 0 {
        if client.is_closed() {
            return Err(StoreError::Commit("the connection to the database was lost".into()));
        }
        let heard = client.notifications().timeout_iter(PAUSE).next()?.is_some();
        // Many at once are one.
        while client.notifications().iter().next()?.is_some() {}
        if heard {
            committed.send_modify(|count| *count += 1);
        }
    }
    Ok(())
}
