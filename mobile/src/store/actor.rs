//! The store as an actor: questions in, answers out, and an exchange with the server whenever there is a reason. Nothing a
//! rep does waits for the network.

mod exchange;
mod line;
mod photos;
mod rest;
#[cfg(test)]
mod tests;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use super::{Store, StoreError, location};
use crate::host::{self, Actor, Events};
use crate::json;
use crate::sync::{Backoff, HttpTransport, Transport};
use crate::view::{Answer, Ask, Event, Failure, Session, SignIn, Status, SyncState};
use line::Line;
use photos::Sending;

/// The actor behind [`host::Host`].
#[derive(Clone)]
pub struct StoreActor(Rc<Inner>);

struct Inner {
    path: String,
    /// Says who is signed in, and nothing else.
    device: RefCell<Store>,
    /// Of who is signed in.
    store: RefCell<Option<Store>>,
    transport: RefCell<Option<Rc<dyn Transport>>>,
    events: Events,
    state: RefCell<SyncState>,
    /// An exchange is under way; another was asked for meanwhile.
    running: Cell<bool>,
    wanted: Cell<bool>,
    /// Counts timers: only the newest one still means something.
    timer: Cell<u64>,
    backoff: RefCell<Backoff>,
    line: Line,
    sending: Sending,
    /// Counts stores that were opened.
    opened: Cell<u64>,
    /// Pages that said they are seen, and when; and whether any has spoken: until then somebody looks.
    seen_by: RefCell<BTreeMap<String, i64>>,
    told_seen: Cell<bool>,
    durable: bool,
}

/// How long a page counts as seen after it said so: it says so every minute, and one that crashed says nothing.
const SEEN_MS: i64 = 150_000;

impl std::fmt::Debug for StoreActor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("StoreActor")
    }
}

impl Actor for StoreActor {
    async fn open(store: String, events: Events) -> Result<Self, String> {
        let path = location::device(&store).await?;
        let device = Store::open(&path).map_err(|why| why.to_string())?;
        let store = match device.active().map_err(|why| why.to_string())? {
            Some(person) => Some(Store::open(&person).map_err(|why| why.to_string())?),
            None => None,
        };
        let session = match &store {
            Some(store) => store.session().map_err(|why| why.to_string())?,
            None => None,
        };
        let actor = Self(Rc::new(Inner {
            path,
            device: RefCell::new(device),
            store: RefCell::new(store),
            transport: RefCell::new(session.as_ref().map(transport)),
            events,
            state: RefCell::new(SyncState::default()),
            running: Cell::new(false),
            wanted: Cell::new(false),
            timer: Cell::new(0),
            backoff: RefCell::new(Backoff::default()),
            line: Line::default(),
            sending: Sending::default(),
            opened: Cell::new(0),
            seen_by: RefCell::default(),
            told_seen: Cell::new(false),
            durable: true,
        }));
        actor.count();
        actor.check_rest_soon();
        if session.is_some() {
            actor.sync_soon();
        }
        Ok(actor)
    }

    async fn handle(&self, request: Vec<u8>) -> Vec<u8> {
        let answer = match json::read::<Ask>(&request) {
            Ok(ask) => self.answer(ask).await,
            Err(why) => Answer::Failed(Failure { code: "store".into(), message: why.to_string(), hint: None }),
        };
        // An answer is our own data: it can always be written, but for a bug, and an empty reply says so to the page.
        json::write(&answer).unwrap_or_default()
    }
}

fn transport(session: &Session) -> Rc<dyn Transport> {
    Rc::new(HttpTransport::new(&session.server, session.token.clone()))
}

impl StoreActor {
    async fn answer(&self, ask: Ask) -> Answer {
        match ask {
            Ask::SignIn(sign_in) => self.sign_in(sign_in).await,
            Ask::SignOut => self.sign_out().await,
            Ask::Sync => {
                self.look_alive();
                Answer::Done
            }
            Ask::Visible { page, seen } => {
                self.visible(page, seen);
                Answer::Done
            }
            Ask::Status => self.status(),
            Ask::Record(command) => {
                let recorded = self.store(|store| store.record(&command));
                match recorded {
                    Ok(()) => {
                        self.changed();
                        self.sync_soon();
                        Answer::Recorded { id: command.id }
                    }
                    Err(why) => Answer::Failed(why.failure()),
                }
            }
            other => {
                let answer = self.store(|store| store.ask(other, self.0.running.get()));
                if self.store(|store| Ok(store.take_closed())).unwrap_or(false) {
                    self.changed();
                    self.sync_soon();
                }
                answer.unwrap_or_else(|why| Answer::Failed(why.failure()))
            }
        }
    }

    fn status(&self) -> Answer {
        let sync = self.0.state.borrow().clone();
        let status = match &mut *self.0.store.borrow_mut() {
            Some(store) => store.status(sync, self.0.durable),
            None => Ok(Status { session: None, sync, durable: self.0.durable, notice: None }),
        };
        status.map_or_else(|why| Answer::Failed(why.failure()), |status| Answer::Status(Box::new(status)))
    }

    /// Does something with the store of who is signed in.
    fn store<T>(&self, act: impl FnOnce(&mut Store) -> Result<T, StoreError>) -> Result<T, StoreError> {
        self.0.store.borrow_mut().as_mut().map_or(Err(StoreError::SignedOut), act)
    }

    async fn sign_in(&self, asked: SignIn) -> Answer {
        let server = if asked.server.is_empty() { crate::sync::own_origin() } else { asked.server.clone() };
        // Which device this person's store was bound to is known only once we know who it is; the login is the id.
        let known = asked.login.trim().parse().ok().map(|employee| location::person(&self.0.path, &server, &employee));
        let device = known.and_then(|path| Store::device_at(&path));
        let transport = HttpTransport::new(&server, None);
        let signed = match transport.sign_in(&asked, device).await {
            Ok(signed) => signed,
            Err(why) => return Answer::Failed(why.failure()),
        };
        let session = Session::new(signed, server);
        if let Err(why) = self.become_person(&session) {
            return Answer::Failed(why.failure());
        }
        *self.0.transport.borrow_mut() = Some(self::transport(&session));
        self.0.sending.forget();
        self.close_line();
        self.changed();
        self.look_alive();
        self.status()
    }

    /// There is a reason to try at once, whatever failed before.
    fn look_alive(&self) {
        self.0.backoff.borrow_mut().reset();
        self.0.line.reset();
        self.0.sending.reset();
        self.sync_soon();
    }

    /// A page came into sight or went out of it. While none is seen, nothing is asked for on its own: no timer, no line.
    fn visible(&self, page: String, seen: bool) {
        let before = self.is_seen();
        self.0.told_seen.set(true);
        if seen {
            self.0.seen_by.borrow_mut().insert(page, host::now_ms());
        } else {
            self.0.seen_by.borrow_mut().remove(&page);
        }
        match (before, self.is_seen()) {
            (false, true) => self.look_alive(),
            (true, false) => {
                self.stop_timer();
                self.close_line();
            }
            _ => {}
        }
    }

    fn is_seen(&self) -> bool {
        let since = host::now_ms() - SEEN_MS;
        self.0.seen_by.borrow_mut().retain(|_, told| *told >= since);
        !self.0.told_seen.get() || !self.0.seen_by.borrow().is_empty()
    }

    fn become_person(&self, session: &Session) -> Result<(), StoreError> {
        let path = location::person(&self.0.path, &session.server, &session.employee);
        let mut store = Store::open(&path)?;
        store.sign_in(session)?;
        self.0.device.borrow_mut().set_active(Some(&path))?;
        *self.0.store.borrow_mut() = Some(store);
        self.check_rest_soon();
        Ok(())
    }

    async fn sign_out(&self) -> Answer {
        self.close_line();
        let transport = self.0.transport.borrow_mut().take();
        let left = self.store(Store::sign_out).and_then(|()| self.0.device.borrow_mut().set_active(None));
        if let Err(why) = left {
            return Answer::Failed(why.failure());
        }
        *self.0.store.borrow_mut() = None;
        self.0.sending.forget();
        *self.0.state.borrow_mut() = SyncState::default();
        self.changed();
        // The server hears of it when it can be reached; the store is locked either way.
        if let Some(transport) = transport {
            let _ = transport.sign_out().await;
        }
        Answer::Done
    }

    fn changed(&self) {
        self.count();
        self.emit(&Event::Changed);
    }

    fn count(&self) {
        if let Ok((waiting, refused)) = self.store(Store::counts) {
            let mut state = self.0.state.borrow_mut();
            state.waiting = waiting;
            state.refused = refused;
        }
    }

    fn emit(&self, event: &Event) {
        if let Ok(bytes) = json::write(event) {
            self.0.events.emit(bytes);
        }
    }

    fn tell_sync(&self, change: impl FnOnce(&mut SyncState)) {
        change(&mut self.0.state.borrow_mut());
        let state = self.0.state.borrow().clone();
        self.emit(&Event::Sync(state));
    }
}
