//! A lock that lives as long as its connection.

use std::sync::{Mutex, PoisonError};

use postgres::Client;

use super::super::{Lock, StoreError};

/// Apart from the locks of writers, whose numbers have one part: "duty" as a number.
const KIND: i32 = 0x6475_7479;

/// In an option, so that it can be taken to where it may be dropped.
struct Held(Mutex<Option<Client>>);

impl std::fmt::Debug for Held {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Held")
    }
}

impl Lock for Held {
    fn stands(&self) -> bool {
        let mut client = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Asked, not remembered: a connection can be gone without either end having been told.
        client.as_mut().is_some_and(|client| client.simple_query("").is_ok())
    }
}

impl Drop for Held {
    /// A connection says good-bye in a way that no async task may wait for.
    fn drop(&mut self) {
        let client = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        std::thread::spawn(move || drop(client));
    }
}

pub(super) fn take(mut client: Client, duty: &str) -> Result<Option<Box<dyn Lock>>, StoreError> {
    let taken = client.query_one("SELECT pg_try_advisory_lock($1, hashtext($2))", &[&KIND, &duty])?;
    Ok(taken.try_get::<_, bool>(0)?.then(|| Box::new(Held(Mutex::new(Some(client)))) as Box<dyn Lock>))
}
