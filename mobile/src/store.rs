//! The one door to SQLite on the phone. Writers take `&Transaction`, readers `&Connection`; SQL stands only here.

mod actor;
mod attest;
mod book;
mod chunks;
mod clock;
mod column;
mod compact;
mod draft;
mod error;
mod export;
mod forgotten;
mod location;
mod mending;
mod notice;
mod open;
mod outbox;
mod pages;
mod photos;
mod queue;
mod record;
mod salvage;
mod search;
mod settings;
mod take;

#[cfg(test)]
mod tests;

pub use actor::StoreActor;
pub use error::StoreError;
pub use photos::{KEPT, Waiting};

use std::collections::BTreeSet;
use std::io::Write;

use rusqlite::Connection;
use shared::id::{DeviceId, DocId, RecordId};
use shared::period::Instant;
use shared::sync::client::{self, Pending};
use shared::sync::{SyncResponse, to_cbor};

use crate::record::Command;
use crate::view::{Answer, Ask, Session, Status, SyncState};
use book::Book;

/// The phone's store: one database, what is loaded of it, and no socket. Whoever drives it carries requests and answers.
#[derive(Debug)]
pub struct Store {
    db: Connection,
    book: Book,
    /// Something is under way; where it stays so, a panic ended it.
    busy: bool,
    /// Forgotten visits were closed and wait to be sent.
    closed: bool,
}

/// A request that was made and waits for its answer.
#[derive(Debug)]
pub struct Exchange {
    request: shared::sync::SyncRequest,
    sent: Vec<Pending>,
    left: bool,
    /// Documents of which something that waits can not be sent as it stands.
    damaged: BTreeSet<DocId>,
    /// When it went out and when its answer came, by the device's clock; where it is known, the clocks are compared.
    pub times: Option<(Instant, Instant)>,
}

/// Bodies longer than this are sent compressed, in bytes: below, the headers would cost more than is won.
const COMPRESS_FROM: usize = 1024;

impl Exchange {
    /// The body, and whether it is gzip.
    pub fn body(&self) -> Result<(Vec<u8>, bool), StoreError> {
        let plain = to_cbor(&self.request).map_err(|why| StoreError::value("request", why))?;
        if plain.len() < COMPRESS_FROM {
            return Ok((plain, false));
        }
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        let packed = encoder.write_all(&plain).and_then(|()| encoder.finish());
        Ok((packed.map_err(|why| StoreError::value("request", why))?, true))
    }

    /// Reads an answer to it.
    pub fn read(&self, answer: &[u8]) -> Result<SyncResponse, StoreError> {
        SyncResponse::read(answer, &self.request).map_err(|why| StoreError::value("answer", why))
    }

    /// How many changes travel in it.
    #[must_use]
    pub fn changes(&self) -> usize {
        self.sent.len()
    }
}

impl Store {
    /// Opens or makes the store at a path. Where its file is damaged, what can be read goes into a new one beside it, and
    /// that is the store from then on.
    pub fn open(path: &str) -> Result<Self, StoreError> {
        let newest = location::newest(path);
        let db = match open::open(&newest) {
            Err(why) if why.is_corrupt() => {
                tracing::error!(%why, path = newest, "the store is damaged: what can be read goes into a new one");
                let next = location::next(path, &newest);
                let unsent = salvage::salvage(&newest, &next)?;
                location::keep_beside(&next, &unsent);
                open::open(&next)?
            }
            opened => {
                let mut db = opened?;
                if let Some(damaged) = location::before(path, &newest)
                    && settings::salvaged(&db)?.is_none()
                {
                    // It ended in the middle of that; nothing else was written there.
                    salvage::salvage(&damaged, &newest)?;
                    db = open::open(&newest)?;
                }
                db
            }
        };
        let mut store = Self { db, book: Book::default(), busy: false, closed: false };
        if let Some(file) = location::instance(&newest) {
            let tx = store.db.transaction()?;
            settings::in_file(&tx, &file)?;
            tx.commit()?;
        }
        store.take_actor()?;
        Ok(store)
    }

    /// Checks what [`Store::open`] left for later, in a store with many photos. Where it fails, opening the store again
    /// salvages it.
    pub fn check_rest(&mut self) -> Result<(), StoreError> {
        if !open::is_large(&self.db)? {
            return Ok(());
        }
        let sound = open::sound(&self.db);
        if sound.as_ref().is_err_and(StoreError::is_corrupt) {
            let tx = self.db.transaction()?;
            settings::set_suspect(&tx)?;
            tx.commit()?;
        }
        sound
    }

    fn take_actor(&mut self) -> Result<(), StoreError> {
        if let Some(device) = settings::device(&self.db)? {
            self.book.set_actor(settings::actor(&self.db, device)?.to_bytes());
        }
        Ok(())
    }

    pub fn session(&self) -> Result<Option<Session>, StoreError> {
        settings::session(&self.db)
    }

    fn signed_in(&self) -> Result<Session, StoreError> {
        self.session()?.ok_or(StoreError::SignedOut)
    }

    /// The device the store at a path was last bound to; no store is made where there is none.
    fn device_at(path: &str) -> Option<DeviceId> {
        let path = location::newest(path);
        let db = Connection::open_with_flags(path, rusqlite::OpenFlags::SQLITE_OPEN_READ_WRITE).ok()?;
        settings::device(&db).ok()?
    }

    /// The device this store was last bound to.
    pub fn device(&self) -> Result<Option<DeviceId>, StoreError> {
        settings::device(&self.db)
    }

    pub fn sign_in(&mut self, session: &Session) -> Result<(), StoreError> {
        let tx = self.db.transaction()?;
        settings::sign_in(&tx, session)?;
        tx.commit()?;
        self.take_actor()
    }

    pub fn sign_out(&mut self) -> Result<(), StoreError> {
        let tx = self.db.transaction()?;
        settings::sign_out(&tx)?;
        Ok(tx.commit()?)
    }

    /// Of the device's own database: the path of the store of who is signed in.
    fn active(&self) -> Result<Option<String>, StoreError> {
        settings::active(&self.db)
    }

    fn set_active(&mut self, path: Option<&str>) -> Result<(), StoreError> {
        let tx = self.db.transaction()?;
        settings::set_active(&tx, path)?;
        Ok(tx.commit()?)
    }

    pub fn status(&mut self, sync: SyncState, durable: bool) -> Result<Status, StoreError> {
        let mut session = self.session()?;
        if let Some(session) = &mut session {
            // Where it is damaged, the status is told without it.
            let known = self.book.company(&self.db).ok().flatten();
            session.company = known.map(|company| (*company).clone()).or(session.company.take());
        }
        Ok(Status { session, sync, durable, notice: notice::standing(&self.db)? })
    }

    /// Makes a record durable (SYN-2); made before, it stays as it is.
    pub fn record(&mut self, command: &Command) -> Result<(), StoreError> {
        let session = self.signed_in()?;
        let own = if let crate::record::What::CheckOut(out) = &command.what { Some(out.visit) } else { None };
        self.close_forgotten(command.at, own)?;
        let told = self.with_skew(command)?;
        let command = told.as_ref().unwrap_or(command);
        self.with_room(|store| record::record(&mut store.db, &mut store.book, &session, command))
    }

    /// Does something; a document that turns out to be damaged is set aside, and it is done without it. One bad document
    /// holds up no other (SYN-3).
    fn mending<T>(&mut self, mut act: impl FnMut(&mut Self) -> Result<T, StoreError>) -> Result<T, StoreError> {
        // No more often than there can be damaged documents: what is set aside is empty, and that can be read.
        if self.busy {
            // A panic ended what was under way: what is in memory may be ahead of the disk.
            self.book.clear();
            self.take_actor()?;
        }
        let mut left = None;
        loop {
            self.busy = true;
            let done = act(self);
            self.busy = false;
            match done {
                Err(StoreError::Damaged { doc, number, why }) if left != Some(0) => {
                    let count = left.map_or_else(|| chunks::docs(&self.db, "").map(|docs| docs.len()), Ok)?;
                    tracing::error!(%doc, number, why, "a damaged document is set aside and fetched anew");
                    left = Some(count.saturating_sub(1));
                    self.set_aside(&doc)?;
                }
                done => return done,
            }
        }
    }

    fn set_aside(&mut self, doc: &DocId) -> Result<(), StoreError> {
        let tx = self.db.transaction()?;
        notice::document_damaged(&tx, doc)?;
        let dropped = take::drop_damaged(&tx, &mut self.book, doc).and_then(|()| Ok(tx.commit()?));
        self.book.clear();
        self.take_actor()?;
        dropped
    }

    /// Answers a page; `running`: an exchange is under way.
    #[allow(clippy::needless_pass_by_value, reason = "a question is asked once")]
    pub fn ask(&mut self, ask: Ask, running: bool) -> Result<Answer, StoreError> {
        // Before, not within: what is mended inside of something else would take that for a panic and forget everything.
        if let Ask::Record(command) = &ask {
            self.record(command)?;
            return Ok(Answer::Recorded { id: command.id });
        }
        if let Ask::KeepDraft { visit, draft, pictures } = &ask {
            self.keep_draft(*visit, draft, pictures)?;
            return Ok(Answer::Done);
        }
        if let Some(at) = forgotten::asked_at(&ask) {
            self.close_forgotten(at, None)?;
        }
        self.mending(|store| store.answer(&ask, running))
    }

    fn answer(&mut self, ask: &Ask, running: bool) -> Result<Answer, StoreError> {
        let employee = self.signed_in()?.employee;
        let (db, book) = (&self.db, &mut self.book);
        Ok(match ask {
            Ask::Today(now) => Answer::Today(Box::new(pages::today(db, book, &employee, now)?)),
            Ask::Customers { wanted, now } => {
                Answer::Customers(Box::new(pages::customers(db, book, &employee, wanted, now)?))
            }
            Ask::CustomerMap { wanted, now } => {
                Answer::CustomerMap(pages::customer_map(db, book, &employee, wanted, now)?)
            }
            Ask::Same { entered, now } => Answer::Same(pages::same(db, book, &employee, entered, now)?),
            Ask::Customer { id, now } => match pages::customer(db, book, &employee, *id, now)? {
                Some(page) => Answer::Customer(Box::new(page)),
                None => Answer::Failed(failure("unknown-customer", &id.to_string())),
            },
            Ask::Visit { id, now } => match pages::visit(db, book, &employee, *id, now)? {
                Some(page) => Answer::Visit(Box::new(page)),
                None => Answer::Failed(failure("unknown-visit", &id.to_string())),
            },
            Ask::Flags { fix, now } => Answer::Flags(pages::flags_of_fix(db, book, &employee, *fix, now)?),
            Ask::OpenVisit(now) => Answer::OpenVisit(pages::open_visit(db, book, &employee, now)?),
            Ask::Draft { visit } => draft::begun(db, *visit)?,
            Ask::Performance { period, now } => {
                Answer::Performance(Box::new(pages::performance(db, book, &employee, *period, now)?))
            }
            Ask::Reminders(now) => Answer::Reminders(pages::reminders(db, book, &employee, now)?),
            Ask::Standing { customer, now } => {
                Answer::Standing(Box::new(pages::standing(db, book, &employee, *customer, now)?))
            }
            Ask::Plan { day, now } => Answer::Plan(Box::new(pages::plan(db, book, &employee, *day, now)?)),
            Ask::Work { from, to } => Answer::Work(Box::new(pages::work(db, book, &employee, (*from, *to))?)),
            Ask::Outbox => Answer::Outbox(pages::outbox(db, book, &employee, running)?),
            Ask::Photo { hash } => match photos::bytes(db, hash)? {
                Some(bytes) => Answer::Photo(bytes),
                None => Answer::Failed(failure("unknown-photo", hash)),
            },
            Ask::Export => Answer::Export(export::export(db)?),
            Ask::Told => {
                let tx = self.db.transaction()?;
                settings::set_notice(&tx, None)?;
                tx.commit()?;
                Answer::Done
            }
            Ask::Record(_)
            | Ask::KeepDraft { .. }
            | Ask::Status
            | Ask::SignIn(_)
            | Ask::SignOut
            | Ask::Sync
            | Ask::Visible { .. } => Answer::Failed(failure("store", "not for the store")),
        })
    }

    /// What to send next.
    pub fn exchange(&self) -> Result<Exchange, StoreError> {
        let session = self.signed_in()?;
        // A piece holds some 500 records; one more tells whether any are left.
        let (mut sent, damaged) = chunks::pending(&self.db, 4096, settings::recovering(&self.db)?)?;
        let wanted = mending::wanted(&self.db)?;
        let (request, count) = client::request(session.device, settings::cursor(&self.db)?, &sent, wanted);
        let left = count < sent.len();
        sent.truncate(count);
        Ok(Exchange { request, sent, left, damaged, times: None })
    }

    /// Takes in the answer, all of it or nothing; `true`: exchange again at once.
    pub fn settle(&mut self, exchange: Exchange, answer: &[u8]) -> Result<bool, StoreError> {
        let response = exchange.read(answer)?;
        let Exchange { request, sent, left, damaged, times } = exchange;
        if let Some((asked, answered)) = times {
            self.compare_clocks(asked, answered, response.server_time)?;
        }
        let asked = take::Asked { request: &request, cursor: response.cursor.clone(), more: response.more };
        let outcome = client::outcome(&request, &sent, response, left);
        let again = self.with_room(|store| {
            let taken = take::take(&mut store.db, &mut store.book, outcome.effects.clone(), &asked);
            // A new actor may have been minted, or undone again: the one in memory is the one on disk.
            store.take_actor()?;
            taken.map(|queued| outcome.again || queued || !damaged.is_empty())
        })?;
        for doc in &damaged {
            self.set_aside(doc)?;
        }
        Ok(again)
    }

    /// Records not yet held by the server, and refused ones.
    pub fn counts(&mut self) -> Result<(u32, u32), StoreError> {
        let (waiting, door) = outbox::counts(&self.db)?;
        let Some(session) = self.session()? else { return Ok((waiting, door)) };
        let desk = self.book.refusals(&self.db, &session.employee)?;
        let own = desk
            .keys()
            .filter(|key| key.parse::<RecordId>().is_ok_and(|id| outbox::exists(&self.db, id).unwrap_or(false)));
        Ok((waiting, door + u32::try_from(own.count()).unwrap_or(0)))
    }

    /// Records the server holds but has not counted yet.
    pub fn uncounted(&self) -> Result<u32, StoreError> {
        outbox::uncounted(&self.db, settings::cursor(&self.db)?.base)
    }

    /// Heads of every document here, for tests and diagnosis.
    pub fn heads(&mut self) -> Result<std::collections::BTreeMap<String, Vec<String>>, StoreError> {
        self.mending(|store| {
            let mut found = std::collections::BTreeMap::new();
            for doc in chunks::docs(&store.db, "")? {
                let heads = store.book.doc_mut(&store.db, &doc)?.heads();
                found.insert(doc.to_string(), heads.iter().map(ToString::to_string).collect());
            }
            Ok(found)
        })
    }

    /// Bytes of all documents saved in columnar form, for figures.
    pub fn saved_sizes(&mut self) -> Result<usize, StoreError> {
        let mut sum = 0;
        for doc in chunks::docs(&self.db, "")? {
            sum += self.book.doc_mut(&self.db, &doc)?.save().len();
        }
        Ok(sum)
    }
}

fn failure(code: &str, value: &str) -> crate::view::Failure {
    crate::view::Failure { code: code.to_owned(), message: value.to_owned(), hint: None }
}
