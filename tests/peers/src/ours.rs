//! The product, and the floor with the very bytes the product's phones sent and got.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use automerge::{Automerge, Change};
use reqwest::Client;
use rusqlite::Connection;
use serde_json::Value;
use shared::sync::{Delta, SyncResponse, from_cbor, to_cbor};
use tests::Phone;
use tests::company::{PASSWORD, config, found_many, now_ms};
use tests::load::floor;
use tests::load::server::Served;
use tests::load::work::{
    Body, carry_at_once, floor_at_once, phone, push_all, push_floor, put_floor, ready_phones, record_visits,
};

use crate::driven::{Acknowledged, Driven, Line, Refs, WARM};

const DAY: i64 = 24 * 3_600_000;
/// Reps of the fan-in come first; every other piece of work has a rep of its own.
const FAN_IN: usize = 200;
const REPS: usize = FAN_IN + 40;

/// What went over the product's line, in the order of the work: the floor's work has the same order.
#[derive(Debug, Default)]
pub struct Recorded {
    sent: RefCell<VecDeque<Vec<Body>>>,
    pulled: RefCell<Vec<Vec<u8>>>,
}

impl Recorded {
    fn take(&self) -> Result<Vec<Body>> {
        self.sent.borrow_mut().pop_front().context("the product did not do this")
    }
}

/// The product's server and phones: sign-in, policy, admission and all.
#[derive(Debug)]
pub struct Product<'a> {
    recorded: &'a Recorded,
    next: Cell<usize>,
    fans: Cell<i64>,
    columnar: Cell<usize>,
}

impl<'a> Product<'a> {
    pub const fn new(recorded: &'a Recorded) -> Self {
        Self { recorded, next: Cell::new(FAN_IN), fans: Cell::new(0), columnar: Cell::new(0) }
    }

    fn rep(&self) -> usize {
        self.next.replace(self.next.get() + 1)
    }

    /// One record after the other; gives the time of each exchange.
    async fn each(&self, phone: &mut Phone, records: usize, mut before: impl FnMut(usize)) -> Result<Vec<Duration>> {
        let (customer, place) = *phone.customers()?.first().context("a customer")?;
        let (mut times, mut bodies, mut open) = (Vec::new(), Vec::new(), None);
        for at in 0..records {
            match open.take() {
                None => open = Some(phone.check_in(customer, place, 86.0)?),
                Some(visit) => {
                    phone.clock += 15 * 60_000;
                    phone.check_out(visit, "已确认需求，等待报价")?;
                    phone.clock += 5 * 60_000;
                }
            }
            let (body, changes) = phone.body()?;
            ensure!(changes == 1, "{changes} changes, not one");
            bodies.push(body);
            before(at);
            times.push(phone.exchange_timed().await?.1);
        }
        self.recorded.sent.borrow_mut().push_back(bodies);
        Ok(times)
    }
}

fn rep(refs: &Refs) -> Result<usize> {
    Ok(refs.first().context("a rep")?.parse()?)
}

/// Everything that a new phone of somebody is sent.
async fn pulled(url: &str, rep: usize) -> Result<Vec<Delta>> {
    let mut phone = Phone::sign_in(url, &format!("rep{rep:04}"), PASSWORD, now_ms()).await?;
    let mut deltas = Vec::new();
    loop {
        let exchange = phone.store.exchange()?;
        let answer = phone.send(exchange.body()?.0).await?;
        deltas.extend(from_cbor::<SyncResponse>(&answer)?.deltas);
        if !phone.store.settle(exchange, &answer)? {
            return Ok(deltas);
        }
    }
}

/// Documents as a client has them after a pull.
fn load<'a>(deltas: impl IntoIterator<Item = &'a Delta>) -> Result<BTreeMap<String, Automerge>> {
    let mut docs: BTreeMap<String, Automerge> = BTreeMap::new();
    for delta in deltas {
        let doc = match &delta.snapshot {
            Some(snapshot) => {
                let mut loaded = Automerge::load(snapshot)?;
                let doc = docs.entry(delta.doc.to_string()).or_default();
                // Nothing was there before, as a rule: then there is nothing to merge.
                if doc.get_heads().is_empty() {
                    std::mem::swap(doc, &mut loaded);
                } else {
                    doc.merge(&mut loaded)?;
                }
                doc
            }
            None => docs.entry(delta.doc.to_string()).or_default(),
        };
        let changes = delta.changes.iter().map(|bytes| Change::try_from(&bytes[..])).collect::<Result<Vec<_>, _>>()?;
        doc.apply_changes(changes)?;
    }
    Ok(docs)
}

impl Driven for Product<'_> {
    async fn serve(&self, data: &Path) -> Result<Served> {
        if !data.exists() {
            found_many(config(data), REPS).await?;
        }
        Served::start("serve", data)
    }

    async fn push(&self, line: &Line, records: &[Value], months: usize) -> Result<(Duration, Refs)> {
        let rep = self.rep();
        let days = if months > 1 { 30 * i64::try_from(months)? } else { 16 };
        let mut phone = phone(&line.url, rep, days * DAY).await?;
        for month in 0..i64::try_from(months)? {
            phone.clock = now_ms() - (days - 30 * month) * DAY;
            record_visits(&mut phone, records.len() / 2 / months)?;
        }
        line.begin();
        let pushed = push_all(&mut phone).await?;
        ensure!(pushed.changes == records.len(), "{} changes went, not {}", pushed.changes, records.len());
        self.recorded.sent.borrow_mut().push_back(pushed.bodies);
        if months > 1 {
            phone.settle().await?;
            self.columnar.set(phone.store.saved_sizes()?);
            let deltas = pulled(&line.url, rep).await?;
            *self.recorded.pulled.borrow_mut() = deltas.iter().map(to_cbor).collect::<Result<_, _>>()?;
        }
        Ok((pushed.time, vec![rep.to_string()]))
    }

    async fn single(&self, line: &Line, records: &[Value]) -> Result<Vec<Duration>> {
        let mut phone = phone(&line.url, self.rep(), 16 * DAY).await?;
        let begin = |at| {
            if at == WARM {
                line.begin();
            }
        };
        let mut times = self.each(&mut phone, records.len(), begin).await?;
        Ok(times.split_off(WARM.min(times.len())))
    }

    async fn pull(&self, line: &Line, refs: &Refs, count: usize) -> Result<Duration> {
        let mut phone = Phone::sign_in(&line.url, &format!("rep{:04}", rep(refs)?), PASSWORD, now_ms()).await?;
        line.begin();
        let begun = Instant::now();
        phone.sync().await?;
        let time = begun.elapsed();
        // Counted by the changes of the documents that came: two for each visit, the customer's and the rest beside them.
        let rows = self.recorded.pulled.borrow();
        let deltas = rows.iter().map(|row| from_cbor(row)).collect::<Result<Vec<Delta>, _>>()?;
        let mut docs = load(&deltas)?;
        docs.retain(|doc, _| doc.starts_with("journal/"));
        let changes: usize = docs.values().map(|doc| doc.get_changes(&[]).len()).sum();
        ensure!(changes >= count, "{changes} changes came, not {count}");
        let mut came = phone.store.heads()?;
        came.retain(|doc, _| doc.starts_with("journal/"));
        let heads = |doc: &Automerge| doc.get_heads().iter().map(ToString::to_string).collect::<Vec<_>>();
        let all: BTreeMap<_, _> = docs.iter().map(|(name, doc)| (name.clone(), heads(doc))).collect();
        ensure!(came == all, "the new phone has not everything");
        Ok(time)
    }

    async fn fan_in(&self, line: &Line, records: &[Value], clients: usize) -> Result<Duration> {
        self.fans.set(self.fans.get() + 1);
        let back = self.fans.get() * DAY + 12 * 3_600_000;
        let ready = ready_phones(&line.url, clients, records.len() / 2 / clients, back).await?;
        self.recorded.sent.borrow_mut().push_back(ready.iter().map(|(_, body)| body.clone()).collect());
        let (time, receipts) = carry_at_once(&ready).await?;
        ensure!(receipts == records.len(), "{receipts} receipts, not {}", records.len());
        Ok(time)
    }

    async fn lose(&self, server: &mut Served, records: &[Value]) -> Result<Acknowledged> {
        let rep = self.next.replace(FAN_IN + (self.next.get() + 1) % (REPS - FAN_IN));
        let mut phone = phone(&server.url, rep, 16 * DAY).await?;
        self.each(&mut phone, records.len(), |_| ()).await?;
        server.kill()?;
        ensure!(phone.receipts.len() == records.len(), "{} receipts", phone.receipts.len());
        Ok(Acknowledged { refs: vec![rep.to_string()], ids: phone.receipts.iter().map(|hash| hex(hash)).collect() })
    }

    async fn held(&self, server: &Served, _: &Path, refs: &Refs) -> Result<BTreeSet<String>> {
        let docs = load(&pulled(&server.url, rep(refs)?).await?)?;
        let changes = docs.values().flat_map(|doc| doc.get_changes(&[]));
        Ok(changes.map(|change| hex(&change.hash().0)).collect())
    }

    fn notes(&self) -> Vec<String> {
        vec![format!("the pulled documents saved in columnar form are {} bytes", self.columnar.get())]
    }
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The floor: the product's bytes in, one durable commit, an answer.
#[derive(Debug)]
pub struct Floor<'a> {
    recorded: &'a Recorded,
    transfer: RefCell<Vec<Duration>>,
}

impl<'a> Floor<'a> {
    pub const fn new(recorded: &'a Recorded) -> Self {
        Self { recorded, transfer: RefCell::new(Vec::new()) }
    }

    async fn warm(&self, url: &str) -> Result<Client> {
        let client = Client::new();
        client.get(format!("{url}/pull/none")).send().await?.bytes().await?;
        Ok(client)
    }
}

impl Driven for Floor<'_> {
    async fn serve(&self, data: &Path) -> Result<Served> {
        Served::start("floor", data)
    }

    async fn push(&self, line: &Line, _: &[Value], months: usize) -> Result<(Duration, Refs)> {
        let (client, bodies) = (self.warm(&line.url).await?, self.recorded.take()?);
        line.begin();
        let time = push_floor(&client, &line.url, &bodies).await?;
        if months > 1 {
            let rows = self.recorded.pulled.borrow().clone();
            ensure!(!rows.is_empty(), "the product's phone pulled nothing");
            for row in rows {
                client.post(format!("{}/keep/rep", line.url)).body(row).send().await?.error_for_status()?;
            }
        }
        Ok((time, vec!["rep".to_owned()]))
    }

    async fn single(&self, line: &Line, _: &[Value]) -> Result<Vec<Duration>> {
        let (client, bodies) = (self.warm(&line.url).await?, self.recorded.take()?);
        let mut times = Vec::new();
        for (at, body) in bodies.into_iter().enumerate() {
            if at == WARM {
                line.begin();
            }
            let begun = Instant::now();
            put_floor(&client, &line.url, body).await?;
            times.push(begun.elapsed());
        }
        Ok(times.split_off(WARM.min(times.len())))
    }

    /// Until the documents are loaded and kept durably, as the product's phone does both.
    async fn pull(&self, line: &Line, refs: &Refs, _: usize) -> Result<Duration> {
        let client = self.warm(&line.url).await?;
        let folder = tempfile::tempdir()?;
        let mut db = Connection::open(folder.path().join("phone.db"))?;
        db.pragma_update(None, "journal_mode", "WAL")?;
        db.pragma_update(None, "synchronous", "FULL")?;
        db.execute_batch("CREATE TABLE kept (bytes BLOB NOT NULL) STRICT")?;
        line.begin();
        let begun = Instant::now();
        let url = format!("{}/pull/{}", line.url, refs.first().context("who")?);
        let all = client.get(url).send().await?.error_for_status()?.bytes().await?;
        self.transfer.borrow_mut().push(begun.elapsed());
        let rows = floor::rows(&all)?;
        load(&rows.iter().map(|row| from_cbor(row)).collect::<Result<Vec<Delta>, _>>()?)?;
        let tx = db.transaction()?;
        for row in rows {
            tx.prepare_cached("INSERT INTO kept (bytes) VALUES (?1)")?.execute([row])?;
        }
        tx.commit()?;
        Ok(begun.elapsed())
    }

    async fn fan_in(&self, line: &Line, records: &[Value], _: usize) -> Result<Duration> {
        let (time, stored) = floor_at_once(&line.url, self.recorded.take()?).await?;
        ensure!(stored == records.len(), "{stored} records stored, not {}", records.len());
        Ok(time)
    }

    async fn lose(&self, server: &mut Served, records: &[Value]) -> Result<Acknowledged> {
        let client = Client::new();
        let mut ids = Vec::new();
        for body in self.recorded.take()? {
            put_floor(&client, &server.url, body.clone()).await?;
            let request: shared::sync::SyncRequest = from_cbor(&body.0)?;
            ids.extend(request.pushes.iter().flat_map(|push| &push.changes).map(|change| hex(change)));
        }
        server.kill()?;
        ensure!(ids.len() == records.len(), "{} records went", ids.len());
        Ok(Acknowledged { refs: Vec::new(), ids })
    }

    async fn held(&self, _: &Served, data: &Path, _: &Refs) -> Result<BTreeSet<String>> {
        Ok(floor::held(data)?.iter().map(|bytes| hex(bytes)).collect())
    }

    fn notes(&self) -> Vec<String> {
        let times = tests::load::Spread::new(self.transfer.borrow().clone());
        vec![format!("of a pull, the transfer alone is {} ms at p50", times.percentile(50).as_millis())]
    }
}
