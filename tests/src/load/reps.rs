//! Reps that are played on threads of their own, as many as the machine has cores: each thread has its share of the phones
//! and goes through what they do in the order of virtual time, with a bounded number of exchanges in flight. A phone's store
//! stays on the thread that opened it.

use std::future::Future;
use std::sync::mpsc;
use std::time::Duration;

use anyhow::{Context, Result};
use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use shared::id::{CustomerId, RecordId};
use shared::place::Place;
use tokio::runtime::{Builder, Runtime};

use crate::Phone;
use crate::company::PASSWORD;

/// Somebody with a phone, at the customer or not.
#[derive(Debug)]
pub struct Rep {
    pub phone: Phone,
    pub customer: CustomerId,
    pub place: Place,
    pub open: Option<RecordId>,
    /// How long each exchange took, from request to answer.
    pub times: Vec<Duration>,
}

/// Where and as whom somebody signs in.
#[derive(Debug, Clone)]
pub struct Login {
    pub url: String,
    pub number: usize,
}

impl Rep {
    /// Signs in on a new phone and gets everything. The phone's store is in memory.
    pub async fn sign_in(login: &Login, clock: i64) -> Result<Self> {
        let mut phone = Phone::in_memory(&login.url, &format!("rep{:04}", login.number), PASSWORD, clock).await?;
        let mut times = Vec::new();
        sync(&mut phone, &mut times).await?;
        let (customer, place) = *phone.customers()?.first().context("a customer")?;
        Ok(Self { phone, customer, place, open: None, times })
    }

    /// Checks in, or out where he is checked in, and sends that.
    pub async fn act(&mut self, clock: i64) -> Result<()> {
        self.phone.clock = clock;
        match self.open.take() {
            None => self.open = Some(self.phone.check_in(self.customer, self.place, 86.0)?),
            Some(visit) => {
                self.phone.check_out(visit, "已确认需求，等待报价")?;
            }
        }
        self.sync().await
    }

    pub async fn sync(&mut self) -> Result<()> {
        sync(&mut self.phone, &mut self.times).await
    }
}

async fn sync(phone: &mut Phone, times: &mut Vec<Duration>) -> Result<()> {
    loop {
        let (again, time) = phone.exchange_timed().await?;
        times.push(time);
        if !again {
            return Ok(());
        }
    }
}

/// The reps of one thread; a place is empty while its rep is under way.
#[derive(Debug)]
pub struct Group {
    pub logins: Vec<Login>,
    pub reps: Vec<Option<Rep>>,
    runtime: Runtime,
}

impl Group {
    fn of(logins: Vec<Login>, runtime: Runtime) -> Self {
        Self { reps: logins.iter().map(|_| None).collect(), logins, runtime }
    }

    /// Everyone signs in.
    pub fn sign_in(&mut self, clock: i64, at_once: usize) -> Result<()> {
        let Self { logins, reps, runtime } = self;
        runtime.block_on(async {
            let sign_in = |login: &Login| {
                let login = login.clone();
                async move { Rep::sign_in(&login, clock).await }
            };
            let mut under_way = futures_util::stream::iter(logins.iter().map(sign_in)).buffered(at_once);
            for place in reps.iter_mut() {
                *place = Some(under_way.next().await.context("as many as sign in")??);
            }
            Ok(())
        })
    }

    /// What happens, in that order: to whom and when. Nobody has two exchanges under way.
    pub fn play<F>(
        &mut self,
        events: &[(i64, usize)],
        at_once: usize,
        step: impl Fn(usize, Rep, i64) -> F,
    ) -> Result<()>
    where
        F: Future<Output = Result<(usize, Rep)>>,
    {
        let Self { reps, runtime, .. } = self;
        runtime.block_on(async {
            let mut under_way = FuturesUnordered::new();
            for (time, who) in events {
                while under_way.len() >= at_once || reps.get(*who).is_some_and(Option::is_none) {
                    let (back, rep) = under_way.next().await.context("somebody who is under way")??;
                    put_back(reps, back, rep);
                }
                let rep = reps.get_mut(*who).and_then(Option::take).context("a rep of this thread")?;
                under_way.push(step(*who, rep, *time));
            }
            while let Some(done) = under_way.next().await {
                let (back, rep) = done?;
                put_back(reps, back, rep);
            }
            Ok(())
        })
    }

    pub fn all(&mut self) -> impl Iterator<Item = &mut Rep> {
        self.reps.iter_mut().flatten()
    }

    /// How long each exchange took since this was asked last.
    pub fn take_times(&mut self) -> Vec<Duration> {
        self.all().flat_map(|rep| std::mem::take(&mut rep.times)).collect()
    }
}

fn put_back(reps: &mut [Option<Rep>], at: usize, rep: Rep) {
    if let Some(place) = reps.get_mut(at) {
        *place = Some(rep);
    }
}

type Job = Box<dyn FnOnce(&mut Group) + Send>;

/// The threads of all groups; they end with this.
#[derive(Debug)]
pub struct Crew(Vec<mpsc::Sender<Job>>);

impl Crew {
    /// Reps divided among so many threads.
    pub fn of(logins: &[Login], threads: usize) -> Result<Self> {
        let mut crew = Vec::new();
        for share in logins.chunks(logins.len().div_ceil(threads.max(1)).max(1)) {
            let runtime = Builder::new_current_thread().enable_all().build()?;
            let (thread, jobs) = mpsc::channel::<Job>();
            let logins = share.to_vec();
            std::thread::spawn(move || {
                let mut group = Group::of(logins, runtime);
                jobs.into_iter().for_each(|job| job(&mut group));
            });
            crew.push(thread);
        }
        Ok(Self(crew))
    }

    /// The same on every group at once; waits until all have done it.
    pub fn all<T: Send + 'static>(
        &self,
        work: impl Fn(&mut Group) -> Result<T> + Clone + Send + 'static,
    ) -> Result<Vec<T>> {
        let begin = |thread: &mpsc::Sender<Job>| {
            let ((done, wait), work) = (mpsc::channel(), work.clone());
            let job: Job = Box::new(move |group| drop(done.send(work(group))));
            thread.send(job).ok().context("a thread of phones has ended")?;
            Ok(wait)
        };
        let begun = self.0.iter().map(begin).collect::<Result<Vec<_>>>()?;
        begun.into_iter().map(|wait| wait.recv().context("a thread of phones has ended")?).collect()
    }
}
