//! The one writer. Group commit: the jobs that wait at the same time share one fsync, each inside a savepoint of its
//! own, and none is answered before the commit.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, PoisonError};
use std::thread::JoinHandle;

use rusqlite::{Connection, Transaction, TransactionBehavior};
use tokio::sync::{mpsc, oneshot, watch};

use super::StoreError;

/// Most jobs in one commit: a bound on how long the first of them waits.
const GROUP: usize = 256;
/// Jobs that may wait; beyond it a request waits for its place.
const QUEUE: usize = 1024;

type Job = Box<dyn FnOnce(&Transaction<'_>) -> Ran + Send>;
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
    pub(super) fn start(connection: Connection) -> Result<Self, StoreError> {
        let (jobs, queue) = mpsc::channel(QUEUE);
        let (committed, commits) = watch::channel(0);
        let thread = std::thread::Builder::new()
            .name("writer".into())
            .spawn(move || work(connection, queue, &committed))
            .map_err(|why| StoreError::Commit(why.to_string()))?;
        Ok(Self { jobs: Mutex::new(Some(jobs)), commits, thread: Mutex::new(Some(thread)) })
    }

    pub(super) fn commits(&self) -> watch::Receiver<u64> {
        self.commits.clone()
    }

    pub(super) async fn run<T, E, F>(&self, job: F) -> Result<T, E>
    where
        F: FnOnce(&Transaction<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (job, answer) = package(job);
        self.sender()?.send(job).await.map_err(|_| StoreError::Stopped)?;
        answer.await.unwrap_or_else(|_| Err(StoreError::Stopped.into()))
    }

    pub(super) fn run_blocking<T, E, F>(&self, job: F) -> Result<T, E>
    where
        F: FnOnce(&Transaction<'_>) -> Result<T, E> + Send + 'static,
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
    F: FnOnce(&Transaction<'_>) -> Result<T, E> + Send + 'static,
    T: Send + 'static,
    E: From<StoreError> + Send + 'static,
{
    let (send, answer) = oneshot::channel();
    let job = move |transaction: &Transaction<'_>| {
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

fn work(mut connection: Connection, mut queue: mpsc::Receiver<Job>, committed: &watch::Sender<u64>) {
    let mut group = Vec::with_capacity(GROUP);
    while let Some(first) = queue.blocking_recv() {
        group.push(first);
        while group.len() < GROUP
            && let Ok(next) = queue.try_recv()
        {
            group.push(next);
        }
        let mut answers = Vec::with_capacity(group.len());
        let result = commit(&mut connection, group.drain(..), &mut answers);
        match result {
            Ok(()) => {
                committed.send_modify(|count| *count += 1);
                answers.into_iter().for_each(|answer| answer(Ok(())));
            }
            Err(why) => {
                tracing::error!(%why, jobs = answers.len(), "a commit failed: nothing of it is kept");
                let why = why.to_string();
                answers.into_iter().for_each(|answer| answer(Err(&why)));
            }
        }
    }
}

fn commit(
    connection: &mut Connection,
    jobs: impl Iterator<Item = Job>,
    answers: &mut Vec<Answer>,
) -> Result<(), rusqlite::Error> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for job in jobs {
        transaction.prepare_cached("SAVEPOINT job")?.execute([])?;
        let ran = job(&transaction);
        answers.push(ran.answer);
        if !ran.keep {
            // Fails where SQLite itself gave the whole transaction up, as on a full disk: then all of it is lost.
            transaction.prepare_cached("ROLLBACK TO job")?.execute([])?;
        }
        transaction.prepare_cached("RELEASE job")?.execute([])?;
    }
    transaction.commit()
}
