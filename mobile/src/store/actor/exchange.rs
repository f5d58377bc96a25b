//! Exchanges: one at a time, each followed by the next reason or by a timer.

use std::panic::AssertUnwindSafe;
use std::pin::pin;
use std::rc::Rc;

use futures_util::FutureExt;
use futures_util::future::{Either, select};
use shared::period::Instant;

use super::StoreActor;
use crate::host;
use crate::store::StoreError;
use crate::sync::{Local, Transport, TransportError, chance};
use crate::view::{Event, Failure};

impl StoreActor {
    /// Starts an exchange, or has the one under way followed by another.
    pub(super) fn sync_soon(&self) {
        if self.0.running.get() {
            self.0.wanted.set(true);
            return;
        }
        let Some(transport) = self.0.transport.borrow().clone() else { return };
        self.0.running.set(true);
        let actor = self.clone();
        host::spawn(async move {
            // A panic ends its task alone, and must not leave behind that an exchange is under way.
            if AssertUnwindSafe(actor.sync(transport)).catch_unwind().await.is_err() {
                actor.panicked();
            }
        });
    }

    fn panicked(&self) {
        self.0.running.set(false);
        self.tell_sync(|state| {
            state.running = false;
            state.photo = None;
            state.problem = Some(Failure { code: "store-crashed".into(), message: String::new(), hint: None });
        });
        let wait = self.0.backoff.borrow_mut().after_failure(chance());
        self.sync_in(wait);
    }

    async fn sync(&self, transport: Rc<dyn Transport>) {
        self.tell_sync(|state| state.running = true);
        let result = loop {
            self.0.wanted.set(false);
            match self.exchange(&transport).await {
                Ok(true) => {}
                Ok(false) if self.0.wanted.get() => {}
                Ok(false) => match self.photos(&transport).await {
                    // A record made while photos travel waits for no timer.
                    Ok(()) if self.0.wanted.get() => {}
                    ended => break ended,
                },
                Err(why) => break Err(why),
            }
        };
        self.0.running.set(false);
        self.0.state.borrow_mut().photo = None;
        if !self.stands(&transport) {
            // What came of it is nobody's; who is here now begins anew.
            self.tell_sync(|state| state.running = false);
            self.sync_soon();
            return;
        }
        self.count();
        let uncounted = self.store(|store| store.uncounted()).unwrap_or(0);
        let wait = match &result {
            Ok(()) => self.0.backoff.borrow_mut().after_success(uncounted > 0, self.0.line.stands()),
            Err(_) => self.0.backoff.borrow_mut().after_failure(chance()),
        };
        self.tell_sync(|state| {
            state.running = false;
            state.offline = matches!(result, Err(SyncError::Transport(TransportError::Unreachable(_))));
            state.problem = match &result {
                Ok(()) | Err(SyncError::Transport(TransportError::Unreachable(_))) => None,
                Err(SyncError::Transport(why)) => Some(why.failure()),
                Err(SyncError::Store(why)) => Some(why.failure()),
            };
            if result.is_ok() {
                state.last = Some(Instant::from_millis(host::now_ms()));
            }
        });
        self.emit(&Event::Changed);
        if let Err(SyncError::Transport(TransportError::SessionEnded)) = result {
            self.close_line();
            self.emit(&Event::SignedOut);
            return;
        }
        if result.is_ok() {
            self.listen(&transport);
        }
        self.sync_in(wait);
    }

    /// Whether whose transport this is has neither signed out nor given way to somebody else: after a wait, the open store
    /// may be another person's, and nothing of this one's may get into it.
    pub(super) fn stands(&self, transport: &Rc<dyn Transport>) -> bool {
        self.0.transport.borrow().as_ref().is_some_and(|now| Rc::ptr_eq(now, transport))
    }

    /// One request and its answer; `true`: there is more.
    async fn exchange(&self, transport: &Rc<dyn Transport>) -> Result<bool, SyncError> {
        let mut exchange = self.store(|store| store.exchange())?;
        let asked = Instant::from_millis(host::now_ms());
        let answer = within(ANSWER_MS, transport.exchange(exchange.body()?)).await?;
        if !self.stands(transport) {
            return Err(StoreError::SignedOut.into());
        }
        exchange.times = Some((asked, Instant::from_millis(host::now_ms())));
        let again = self.store(|store| store.settle(exchange, &answer))?;
        self.changed();
        Ok(again)
    }

    /// Exchanges after a while, where somebody looks.
    pub(super) fn sync_in(&self, wait_ms: u32) {
        let number = self.stop_timer();
        if !self.is_seen() {
            self.close_line();
            return;
        }
        let actor = self.clone();
        host::spawn(async move {
            host::sleep(wait_ms).await;
            if actor.0.timer.get() == number {
                actor.sync_soon();
            }
        });
    }

    /// Whatever timer runs means nothing any more.
    pub(super) fn stop_timer(&self) -> u64 {
        let number = self.0.timer.get() + 1;
        self.0.timer.set(number);
        number
    }
}

/// Longest time an exchange may take: what travels is bounded, and comes in it on the slowest line that is of any use.
const ANSWER_MS: u32 = 10 * 60_000;

/// What has no answer in this time gets none any more: a line may die without a word, and one exchange is under way at most.
pub(super) async fn within<T>(ms: u32, work: Local<'_, T>) -> Result<T, TransportError> {
    match select(work, pin!(host::sleep(ms))).await {
        Either::Left((answer, _)) => answer,
        Either::Right(_) => Err(TransportError::Unreachable(format!("no answer in {} s", ms / 1000))),
    }
}

pub(super) enum SyncError {
    Store(StoreError),
    Transport(TransportError),
}

impl From<StoreError> for SyncError {
    fn from(why: StoreError) -> Self {
        Self::Store(why)
    }
}

impl From<TransportError> for SyncError {
    fn from(why: TransportError) -> Self {
        Self::Transport(why)
    }
}
