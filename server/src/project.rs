//! From documents to facts, behind the receipts. Nothing a phone waits for.
//!
//! A round works in two steps: documents are loaded, merged and read outside the writer's turn; inside it, what they
//! came to is written, with the refusals, and what arrived meanwhile is done too where it is little. Readers see
//! numbers only up to where everything is done, so that a record and its refusal become visible together.

pub mod duty;
mod journal;
mod record;
mod request;
mod unfit;

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use shared::doc::customer::{self, Customer};
use shared::id::{CompanyId, CustomerId, DocId};
use shared::period::{Instant, Zone};
use tokio::sync::watch;

use crate::app::App;
use crate::docs::{self, Docs, DocsError, Loaded};
use crate::ledger;
use crate::store::feed::Stretch;
use crate::store::holding::Profile;
use crate::store::{Connection, StoreError, Transaction, company, facts, holding, lease, log};

use journal::Journal;

/// Changes in one round: a bound on how long pushes wait for the writer.
const ROUND: u64 = 512;
/// What arrives during a round and is done inside the writer's turn.
const REST: u64 = 128;
/// Commits nearer to each other than this are one burst: a phone that sends piece after piece keeps each receipt durably
/// before it sends the next, which takes it some 20 ms.
const CLOSE: Duration = Duration::from_millis(60);
/// Longest that a burst keeps the projector waiting.
const WHILE: Duration = Duration::from_millis(250);
/// After a failure; and how soon another process's commits are seen.
const PAUSE: Duration = Duration::from_secs(1);

/// How far the projector is: the number up to which readers see everything.
#[derive(Debug, Clone)]
pub struct Progress(watch::Sender<u64>);

impl Default for Progress {
    fn default() -> Self {
        Self(watch::Sender::new(0))
    }
}

impl Progress {
    /// Waits until everything up to this number is in the facts.
    pub async fn reached(&self, seq: u64) -> Result<(), StoreError> {
        let mut seen = self.0.subscribe();
        seen.wait_for(|at| *at >= seq).await.map(drop).map_err(|_| StoreError::Stopped)
    }

    pub(crate) fn set(&self, seq: u64) {
        self.0.send_if_modified(|at| {
            let moved = *at != seq;
            *at = seq;
            moved
        });
    }
}

/// Projects whatever is committed, until told to stop.
pub async fn run(app: App, mut stop: watch::Receiver<bool>) {
    let mut commits = app.store.commits();
    loop {
        commits.mark_unchanged();
        match round(&app).await {
            Ok(true) => continue,
            Ok(false) => {}
            Err(why) => tracing::error!(%why, "a round of the projector failed; it tries again"),
        }
        let pushed = tokio::select! {
            () = async { drop(stop.wait_for(|stop| *stop).await) } => return app.duty.give_up().await,
            changed = commits.changed() => if changed.is_err() { return } else { true },
            () = tokio::time::sleep(PAUSE) => false,
        };
        if pushed {
            lull(&mut commits).await;
        }
    }
}

/// Receipts come first: while pushes follow each other closely, the writer and the cores are theirs, for a while.
async fn lull(commits: &mut watch::Receiver<u64>) {
    let busy = async { while let Ok(Ok(())) = tokio::time::timeout(CLOSE, commits.changed()).await {} };
    // Either way it goes on: the pushes paused, or have had their while.
    tokio::time::timeout(WHILE, busy).await.ok();
}

/// Projects everything there is.
pub async fn all(app: &App) -> Result<(), DocsError> {
    while round(app).await? {}
    Ok(())
}

/// Drops everything made of documents and makes it again: nothing is lost by it.
pub async fn rebuild(app: &App) -> Result<(), DocsError> {
    let company = app.company.clone();
    app.store
        .write(move |tx| -> Result<(), StoreError> {
            facts::drop_all(tx, &company)?;
            company::set_applied(tx, &company, 0)
        })
        .await?;
    all(app).await
}

/// One round. `true`: there may be more to do.
async fn round(app: &App) -> Result<bool, DocsError> {
    let Some(term) = app.duty.term(app).await? else { return Ok(false) };
    let (company, docs) = (app.company.clone(), app.docs.clone());
    let prepared = match app.store.read(move |conn| prepare(conn, &docs, &company)).await? {
        Ahead::Nothing(seq) => {
            app.progress.set(seq);
            return Ok(false);
        }
        Ahead::Work(prepared) => prepared,
    };
    let (company, docs, now) = (app.company.clone(), app.docs.clone(), app.clock.now());
    let round = Round { company, docs, now, term };
    let projected = app.store.write(move |tx| round.write(tx, prepared)).await?;
    if let Some(seq) = projected {
        app.progress.set(seq);
    }
    Ok(projected.is_none())
}

enum Ahead {
    /// Everything up to this number is done.
    Nothing(u64),
    Work(Prepared),
}

/// What documents came to over a stretch of the log.
struct Prepared {
    stretch: Stretch,
    zone: Zone,
    outcomes: BTreeMap<DocId, Outcome>,
    /// Documents with changes that can not be applied.
    unfit: BTreeSet<DocId>,
}

/// What one document came to.
enum Outcome {
    Journal(Journal),
    /// With the number of its first change.
    Customer(CustomerId, Box<Customer>, u64),
    /// The server's own, or one that can not be loaded.
    Nothing,
}

fn prepare(conn: &Connection, docs: &Docs, company: &CompanyId) -> Result<Ahead, DocsError> {
    let numbers = company::numbers(conn, company)?;
    if numbers.last == numbers.projected && numbers.last == numbers.applied {
        return Ok(Ahead::Nothing(numbers.projected));
    }
    let upto = match log::stretch_end(conn, company, numbers.applied, ROUND)? {
        Some(end) => end,
        None => numbers.last,
    };
    let stretch = Stretch { after: numbers.applied, upto };
    let zone = company::settings(conn, company)?.zone;
    let (mut outcomes, mut unfit) = (BTreeMap::new(), BTreeSet::new());
    for id in log::docs_changed(conn, company, stretch.after, stretch.upto)? {
        let outcome = if projected(&id) {
            named(&id, || {
                docs.with(conn, company, &id, |loaded| {
                    if !loaded.unfit.is_empty() {
                        unfit.insert(id.clone());
                    }
                    outcome(loaded, zone, stretch)
                })
            })?
        } else {
            Outcome::Nothing
        };
        outcomes.insert(id, outcome);
    }
    Ok(Ahead::Work(Prepared { stretch, zone, outcomes, unfit }))
}

const fn projected(id: &DocId) -> bool {
    matches!(id, DocId::Journal(..) | DocId::Customer(_))
}

fn outcome(loaded: &Loaded, zone: Zone, stretch: Stretch) -> Outcome {
    match loaded.doc.id() {
        DocId::Journal(employee, month) => Outcome::Journal(Journal::read((employee, *month), loaded, zone, stretch)),
        DocId::Customer(customer) => {
            let first = loaded.log.values().map(|(seq, _)| *seq).min().unwrap_or_default();
            Outcome::Customer(*customer, Box::new(customer::read(&loaded.doc)), first)
        }
        DocId::Desk(..) | DocId::Ledger(..) | DocId::Company => Outcome::Nothing,
    }
}

/// A document that can not be loaded is named and passed over: the others go on. A panic is such a failure too: automerge
/// meets changes of strangers here, and one of them must not hold up a whole company for ever.
fn named(id: &DocId, read: impl FnOnce() -> Result<Outcome, DocsError>) -> Result<Outcome, DocsError> {
    // Whatever it left half done is a document in memory, which nobody gets to see.
    let Ok(outcome) = catch_unwind(AssertUnwindSafe(read)) else {
        tracing::error!(doc = %id, "a document ended its reading in a panic");
        return Ok(Outcome::Nothing);
    };
    match outcome {
        Err(DocsError::Doc(why)) => {
            tracing::error!(doc = %id, %why, "a document can not be loaded");
            Ok(Outcome::Nothing)
        }
        Err(DocsError::Store(StoreError::Damaged { what, why })) => {
            tracing::error!(doc = %id, what, why, "a document is damaged");
            Ok(Outcome::Nothing)
        }
        other => other,
    }
}

/// The writer's turn of a round.
struct Round {
    company: CompanyId,
    docs: Docs,
    now: Instant,
    /// Under which this node projects.
    term: u64,
}

impl Round {
    /// Writes what was prepared; the number readers may see up to, once nothing is left.
    fn write(&self, tx: &Transaction, mut prepared: Prepared) -> Result<Option<u64>, DocsError> {
        let numbers = company::numbers(tx, &self.company)?;
        let Stretch { after, upto } = prepared.stretch;
        if numbers.applied != after || lease::term(tx, &self.company, duty::PROJECT)? != self.term {
            // Another node did it, or does it now.
            return Ok(None);
        }
        let done = log::stretch_end(tx, &self.company, upto, REST)?.is_none();
        if done {
            let whole = Stretch { after, upto: numbers.last };
            for id in log::docs_changed(tx, &self.company, upto, numbers.last)?.into_iter().filter(projected) {
                let outcome = named(&id, || {
                    let loaded = self.docs.fork(tx, &self.company, &id)?;
                    if !loaded.unfit.is_empty() {
                        prepared.unfit.insert(id.clone());
                    }
                    Ok(outcome(&loaded, prepared.zone, whole))
                })?;
                prepared.outcomes.insert(id, outcome);
            }
        }
        let (mut requests, mut new) = (Vec::new(), BTreeSet::new());
        let ours = docs::server_device(&self.company);
        for (id, outcome) in prepared.outcomes {
            match outcome {
                Outcome::Journal(mut journal) => {
                    requests.append(&mut journal.requests);
                    journal.write(tx, self, &id)?;
                }
                Outcome::Customer(customer, read, first) => {
                    holding::set_profile(tx, &self.company, customer, &read.name, &Profile::of(&read))?;
                    // What is made anew was told when it came; what the server wrote, whoever had it written told.
                    let came = first > numbers.projected && log::device_of(tx, &self.company, first)? != ours;
                    new.extend(came.then_some(customer));
                }
                Outcome::Nothing => {}
            }
        }
        // What phones brought: its owner's other devices and who leads him learn whose it is.
        ledger::put_holdings(tx, &self.docs, &self.company, self.now, &new)?;
        request::carry_out(tx, self, requests, prepared.zone)?;
        for id in &prepared.unfit {
            unfit::leave_out(tx, self, id, prepared.zone)?;
        }
        if done {
            return Ok(Some(company::set_projected(tx, &self.company)?));
        }
        company::set_applied(tx, &self.company, upto)?;
        Ok(None)
    }
}
