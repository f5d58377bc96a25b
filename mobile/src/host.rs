//! Where the store's actor lives, and how the rest of the client talks to it.
//!
//! SQLite in a browser is durable only inside a dedicated worker, so the store is an actor behind messages: in a worker on
//! the web ([`worker`]), on a thread natively. Both hosts carry bytes, so nothing above this module knows which one runs.
//!
//! - The actor is single-threaded and never shared: it may hold `Rc` and `RefCell`.
//! - Requests start in the order of the calls of [`Host::ask`]; each runs as its own task, so a slow one does not hold up others.
//! - A request may arrive twice (another tab took over, see [`broker`]): it must carry the uuid of what it records.

#[cfg(any(test, target_arch = "wasm32"))]
mod broker;
#[cfg(target_arch = "wasm32")]
mod page;
#[cfg(not(target_arch = "wasm32"))]
mod thread;
#[cfg(target_arch = "wasm32")]
mod wire;
#[cfg(target_arch = "wasm32")]
pub mod worker;

#[cfg(target_arch = "wasm32")]
use page::Handle;
#[cfg(target_arch = "wasm32")]
pub use page::{in_worker, update};
#[cfg(not(target_arch = "wasm32"))]
use thread::Handle;
#[cfg(test)]
pub(crate) use thread::hand;
#[cfg(not(target_arch = "wasm32"))]
pub use thread::{now_ms, sleep, spawn};
#[cfg(target_arch = "wasm32")]
pub use worker::{now_ms, sleep, spawn};

use std::fmt;
use std::future::Future;
use std::rc::Rc;
use std::sync::{Arc, Mutex, PoisonError};

use futures_channel::mpsc;

/// What a host runs: opened once, then asked.
pub trait Actor: Sized + 'static {
    /// Opens the actor for `store`. An error is final: every request is answered with [`HostError::Unavailable`].
    fn open(store: String, events: Events) -> impl Future<Output = Result<Self, String>>;

    /// Answers one request. Several run interleaved, at their await points only.
    fn handle(&self, request: Vec<u8>) -> impl Future<Output = Vec<u8>>;
}

/// Why a request has no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HostError {
    /// The store cannot be opened here: storage refused, no worker, or an error of [`Actor::open`].
    #[error("the store cannot be opened: {0}")]
    Unavailable(String),
    /// The actor died while this request was under way. It is started again; whether the request was carried out is unknown,
    /// and repeating it is harmless.
    #[error("the store stopped while working: {0}")]
    Crashed(String),
    /// Another tab has the store and does not answer: its browser froze it.
    #[error("another tab has the store and does not answer")]
    Silent,
    /// [`Host::close`] was called.
    #[error("the store is closed")]
    Closed,
}

/// The actor's way to say something without being asked.
#[derive(Clone)]
pub struct Events(Rc<dyn Fn(Vec<u8>)>);

impl Events {
    pub(crate) fn new(sink: impl Fn(Vec<u8>) + 'static) -> Self {
        Self(Rc::new(sink))
    }

    /// Sends one event to every [`Host::events`] of every tab. Without a listener it is dropped.
    pub fn emit(&self, event: Vec<u8>) {
        (self.0)(event);
    }
}

impl fmt::Debug for Events {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Events")
    }
}

/// A handle on the running actor. Clones reach the same one.
#[derive(Clone, Debug)]
pub struct Host(Handle);

impl Host {
    /// Starts the actor of `store`, or joins the one another tab of this origin already runs.
    ///
    /// Returns at once; requests wait until the actor is open. On the web `A` is not used: the worker's `main` names it.
    #[must_use]
    pub fn open<A: Actor>(store: &str) -> Self {
        Self(Handle::open::<A>(store))
    }

    /// Asks the actor. The request is handed over now, not at the first poll; dropping the future does not take it back.
    pub fn ask(&self, request: Vec<u8>) -> impl Future<Output = Result<Vec<u8>, HostError>> + 'static + use<> {
        self.0.ask(request)
    }

    /// What the actor says from now on.
    #[must_use]
    pub fn events(&self) -> mpsc::UnboundedReceiver<Vec<u8>> {
        self.0.events()
    }

    /// Stops the actor if this is where it runs, and lets another tab have it. Later requests fail with [`HostError::Closed`].
    pub fn close(&self) {
        self.0.close();
    }
}

/// Everyone who listens to the events of one host.
#[derive(Clone, Debug, Default)]
struct Listeners(Arc<Mutex<Vec<mpsc::UnboundedSender<Vec<u8>>>>>);

impl Listeners {
    fn add(&self) -> mpsc::UnboundedReceiver<Vec<u8>> {
        let (sender, receiver) = mpsc::unbounded();
        self.lock().push(sender);
        receiver
    }

    fn tell(&self, event: &[u8]) {
        self.lock().retain(|listener| listener.unbounded_send(event.to_vec()).is_ok());
    }

    // A panic while the list is held leaves it whole: pushing and retaining cannot stop half-way.
    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<mpsc::UnboundedSender<Vec<u8>>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
