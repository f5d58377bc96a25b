//! The one writer. Group commit: the jobs that wait at the same time share one fsync, each inside a savepoint of its
//! own, and none is answered before the commit.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use tokio::sync::{mpsc, oneshot, watch};

use super::db::{Savepoint, Transaction};
use super::{Database, StoreError};

/// Most jobs in one commit: a bound on how long the first of them waits.
const GROUP: usize = 256;
/// Jobs that may wait; beyond it a request waits for its place.
const QUEUE: usize = 1024;

type Job = Box<dyn FnOnce(&Transaction) -> Ran + Send>;
/// Told how the commit ended.
type Answer = Box<dyn FnOnce(Result<(), &str>) + Send>;

struct Ran {
    /// Whether what it did is kept.
    keep: bool,
    answer: Answer,
}

#[derive(Debug)]
pub(super) struct Writer {
    jobs: Mutex<Option<mpsc::Sender<Job>>>,
    commits: watch::Receiver<u64>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Writer {
    pub(super) fn start(database: Arc<dyn Database>) -> Result<Self, StoreError> {
        let connection = database.writer()?;
        let (jobs, queue) = mpsc::channel(QUEUE);
        let (committed, commits) = watch::channel(0);
        database.listen(&committed)?;
        let thread = std::thread::Builder::new()
            .name("writer".into())
            .spawn(move || work(&*database, connection, queue, &committed))
            .map_err(|why| StoreError::Commit(why.to_string()))?;
        Ok(Self { jobs: Mutex::new(Some(jobs)), commits, thread: Mutex::new(Some(thread)) })
    }

    pub(super) fn commits(&self) -> watch::Receiver<u64> {
        self.commits.clone()
    }

    pub(super) async fn run<T, E, F>(&self, job: F) -> Result<T, E>
    where
        F: FnOnce(&Transaction) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (job, answer) = package(job);
        self.sender()?.send(job).await.map_err(|_| StoreError::Stopped)?;
        answer.await.unwrap_or_else(|_| Err(StoreError::Stopped.into()))
    }

    pub(super) fn run_blocking<T, E, F>(&self, job: F) -> Result<T, E>
    where
        F: FnOnce(&Transaction) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (job, answer) = package(job);
        self.sender()?.blocking_send(job).map_err(|_| StoreError::Stopped)?;
        answer.blocking_recv().unwrap_or_else(|_| Err(StoreError::Stopped.into()))
    }

    fn sender(&self) -> Result<mpsc::Sender<Job>, StoreError> {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner).clone().ok_or(StoreError::Stopped)
    }
}

impl Drop for Writer {
    /// Whoever opens the file next must find the last commit done and the lock free.
    fn drop(&mut self) {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take() {
            // A job may hold the last handle of the store; a thread can not wait for itself.
            if thread.thread().id() != std::thread::current().id() && thread.join().is_err() {
                tracing::error!("the writer ended in a panic");
            }
        }
    }
}

fn package<T, E, F>(job: F) -> (Job, oneshot::Receiver<Result<T, E>>)
where
    F: FnOnce(&Transaction) -> Result<T, E> + Send + 'static,
    T: Send + 'static,
    E: From<StoreError> + Send + 'static,
{
    let (send, answer) = oneshot::channel();
    let job = move |transaction: &Transaction| {
        // The connection is put right by the savepoint, whatever the job left behind.
        let result =
            catch_unwind(AssertUnwindSafe(|| job(transaction))).unwrap_or_else(|_| Err(StoreError::Panicked.into()));
        let keep = result.is_ok();
        let answer = move |commit: Result<(), &str>| {
            let result = match (result, commit) {
                (Ok(_), Err(why)) => Err(StoreError::Commit(why.to_owned()).into()),
                (result, _) => result,
            };
            // Whoever asked may have gone: what is committed stays.
            drop(send.send(result));
        };
        Ran { keep, answer: Box::new(answer) }
    };
    (Box::new(job), answer)
}

fn work(
    database: &dyn Database,
    mut connection: Transaction,
    mut queue: mpsc::Receiver<Job>,
    committed: &watch::Sender<u64>,
) {
    let mut group = Vec::with_capacity(GROUP);
    while let Some(first) = queue.blocking_recv() {
        group.push(first);
        while group.len() < GROUP
            && let Ok(next) = queue.try_recv()
        {
            group.push(next);
        }
        let mut answers = Vec::with_capacity(group.len());
        let result = usable(database, &mut connection).and_then(|()| commit(&connection, &mut group, &mut answers));
        match result {
            Ok(()) => {
                committed.send_modify(|count| *count += 1);
                answers.into_iter().for_each(|answer| answer(Ok(())));
            }
            Err(why) => {
                tracing::error!(%why, jobs = answers.len() + group.len(), "a commit failed: nothing of it is kept");
                // Jobs that were not begun are dropped, which tells whoever waits for them.
                group.clear();
                let why = why.to_string();
                answers.into_iter().for_each(|answer| answer(Err(&why)));
            }
        }
    }
}

/// Opens the connection again where it was lost.
fn usable(database: &dyn Database, connection: &mut Transaction) -> Result<(), StoreError> {
    if !connection.engine().alive() {
        *connection = database.writer()?;
    }
    Ok(())
}

fn commit(transaction: &Transaction, jobs: &mut Vec<Job>, answers: &mut Vec<Answer>) -> Result<(), StoreError> {
    let engine = transaction.engine();
    engine.begin_write()?;
    let kept = group(transaction, jobs, answers).and_then(|()| engine.commit());
    if kept.is_err()
        && let Err(why) = engine.rollback()
    {
        tracing::warn!(%why, "a transaction could not be rolled back");
    }
    kept
}

fn group(transaction: &Transaction, jobs: &mut Vec<Job>, answers: &mut Vec<Answer>) -> Result<(), StoreError> {
    let engine = transaction.engine();
    for job in jobs.drain(..) {
        engine.savepoint(Savepoint::Begin)?;
        let ran = job(transaction);
        answers.push(ran.answer);
        if !ran.keep {
            // Fails where SQLite itself gave the whole transaction up, as on a full disk: then all of it is lost.
            engine.savepoint(Savepoint::Undo)?;
        }
        engine.savepoint(Savepoint::Release)?;
    }
    Ok(())
}
