//! Pokes: whoever is online hears that there is something new, and exchanges. A poke carries nothing; losing one costs a
//! while of waiting, nothing else.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use shared::id::EmployeeId;
use tokio::sync::watch;

use crate::app::App;
use crate::store::feed::{self, Stretch};
use crate::store::{StoreError, company};

/// How soon another process's commits are seen where nobody tells of them.
const LOOK: Duration = Duration::from_secs(1);

/// Those who listen.
#[derive(Debug, Default)]
pub struct Pokes(Mutex<HashMap<EmployeeId, watch::Sender<u64>>>);

impl Pokes {
    /// Listens for somebody: the number up to which readers see everything, each time something is new for him.
    pub fn listen(&self, employee: &EmployeeId) -> watch::Receiver<u64> {
        self.lock().entry(employee.clone()).or_insert_with(|| watch::Sender::new(0)).subscribe()
    }

    /// Has the lines of somebody look whether they still may be: one that may not ends at once.
    pub fn look(&self, employee: &EmployeeId) {
        if let Some(sender) = self.lock().get(employee) {
            sender.send_modify(|_| ());
        }
    }

    fn anyone(&self) -> bool {
        let mut listeners = self.lock();
        listeners.retain(|_, sender| sender.receiver_count() > 0);
        !listeners.is_empty()
    }

    fn tell(&self, employee: &EmployeeId, seq: u64) {
        if let Some(sender) = self.lock().get(employee) {
            sender.send_replace(seq);
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<EmployeeId, watch::Sender<u64>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Looks at every commit, of this node and of others, until told to stop.
pub async fn run(app: App, mut stop: watch::Receiver<bool>) {
    let mut commits = app.store.commits();
    let mut told = 0;
    loop {
        commits.mark_unchanged();
        match once(&app, told).await {
            Ok(seq) => told = seq,
            Err(why) => tracing::warn!(%why, "nobody could be told what is new; it is tried again"),
        }
        tokio::select! {
            _ = stop.wait_for(|stop| *stop) => return,
            changed = commits.changed() => if changed.is_err() { return },
            () = tokio::time::sleep(LOOK) => {}
        }
    }
}

/// Tells those for whom anything after a number is new; the number up to which everyone is told.
async fn once(app: &App, told: u64) -> Result<u64, StoreError> {
    let company = app.company.clone();
    let listened = app.pokes.anyone();
    let (seq, readers) = app
        .store
        .read(move |conn| -> Result<_, StoreError> {
            let upto = company::numbers(conn, &company)?.projected;
            let new = told > 0 && listened && upto > told;
            let readers = if new { feed::readers(conn, &company, Stretch { after: told, upto })? } else { Vec::new() };
            Ok((upto, readers))
        })
        .await?;
    // Another node may be the one that projects.
    app.progress.set(seq);
    readers.iter().for_each(|reader| app.pokes.tell(reader, seq));
    Ok(seq)
}
