//! Phones that record and push while what serves them is killed.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context, Result, bail};
use futures_util::future::join_all;
use server::store::{Store, StoreError, company, log};
use tokio::sync::Notify;

use crate::company::{PASSWORD, now_ms};
use crate::phone::Phone;

/// Attempts that may find nobody who serves, one after the other.
const PATIENCE: usize = 20_000;

/// A few people with their phones.
#[derive(Debug)]
pub struct Crowd {
    pub phones: Vec<Phone>,
}

/// When the kill falls: after so many receipts, whoever got them.
#[derive(Debug, Default)]
pub struct Moment {
    given: AtomicUsize,
    after: usize,
    come: Notify,
}

impl Moment {
    #[must_use]
    pub fn after(receipts: usize) -> Self {
        Self { after: receipts, ..Self::default() }
    }

    pub async fn comes(&self) {
        self.come.notified().await;
    }

    fn given(&self, receipts: usize) {
        if self.given.fetch_add(receipts, Ordering::Relaxed) + receipts > self.after {
            self.come.notify_one();
        }
    }
}

impl Crowd {
    /// Four phones of three people.
    pub async fn of(server: &str) -> Result<Self> {
        let mut phones = Vec::new();
        for login in ["lin.xd", "lin.xd", "zhou.min", "xu.zq"] {
            let mut phone = Phone::sign_in(server, login, PASSWORD, now_ms() - 20 * 3_600_000).await?;
            phone.sync().await?;
            phones.push(phone);
        }
        Ok(Self { phones })
    }

    /// Everyone records and pushes until nobody serves any more.
    pub async fn until_nobody_serves(&mut self, moment: &Moment) -> Result<()> {
        let streams = join_all(self.phones.iter_mut().map(|phone| stream(phone, moment))).await;
        streams.into_iter().collect()
    }

    /// Everyone records and pushes so many times, and goes to the other server where one does not answer.
    pub async fn through(&mut self, servers: [&str; 2], times: usize, moment: &Moment) -> Result<()> {
        let phones = self.phones.iter_mut().enumerate();
        let streams = join_all(phones.map(|(at, phone)| either(phone, servers, at % 2, times, moment))).await;
        // Whoever waits for the moment must not wait for ever.
        moment.come.notify_one();
        streams.into_iter().collect()
    }

    /// All receipts given, each change once.
    #[must_use]
    pub fn receipts(&self) -> BTreeSet<&Vec<u8>> {
        self.phones.iter().flat_map(|phone| &phone.receipts).collect()
    }

    /// How many changes with a receipt are not in the log of that database.
    pub fn lost(&self, store: &Store) -> Result<usize> {
        let held = held(store)?;
        Ok(self.receipts().into_iter().filter(|hash| !held.contains(*hash)).count())
    }
}

/// Hashes of every change in the log.
pub fn held(store: &Store) -> Result<BTreeSet<Vec<u8>>> {
    let read = |conn: &server::store::Connection| -> Result<_, StoreError> {
        let mut held = BTreeSet::new();
        for id in company::all(conn)? {
            let last = company::numbers(conn, &id)?.last;
            for doc in log::docs_changed(conn, &id, 0, last)? {
                held.extend(log::index(conn, &id, &doc.to_string(), last)?.into_keys().map(|hash| hash.0.to_vec()));
            }
        }
        Ok(held)
    };
    // The first attempts may meet a connection that was lost.
    let found = (0..20).find_map(|_| store.read_blocking(read).ok());
    found.context("the database answers")
}

/// One more record; `true`: it was sent and answered.
async fn once(phone: &mut Phone, moment: &Moment) -> Result<bool> {
    let before = phone.receipts.len();
    let went = phone.exchange().await.is_ok();
    moment.given(phone.receipts.len() - before);
    Ok(went)
}

fn record(phone: &mut Phone) -> Result<()> {
    let (customer, _) = *phone.customers()?.first().context("a customer")?;
    phone.clock += 60_000;
    phone.contact(customer, "电话确认")?;
    Ok(())
}

async fn stream(phone: &mut Phone, moment: &Moment) -> Result<()> {
    loop {
        record(phone)?;
        if !once(phone, moment).await? {
            return Ok(());
        }
    }
}

async fn either(phone: &mut Phone, servers: [&str; 2], first: usize, times: usize, moment: &Moment) -> Result<()> {
    let mut at = first;
    phone.go_to(servers[at])?;
    for _ in 0..times {
        record(phone)?;
        let mut attempts = 0;
        while !once(phone, moment).await? {
            attempts += 1;
            if attempts > PATIENCE {
                bail!("neither server answers");
            }
            at = 1 - at;
            phone.go_to(servers[at])?;
            tokio::task::yield_now().await;
        }
    }
    Ok(())
}
