//! The native host: one thread with its own single-threaded runtime.

use std::future::Future;
use std::rc::Rc;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use futures_channel::{mpsc, oneshot};
use futures_util::StreamExt;
use tokio::task::{LocalSet, spawn_local};

use super::{Actor, Events, HostError, Listeners};

#[cfg(test)]
pub(crate) mod hand;

struct Ask {
    request: Vec<u8>,
    answer: oneshot::Sender<Result<Vec<u8>, HostError>>,
}

#[derive(Clone, Debug)]
pub(super) struct Handle {
    // Behind a lock because closing one handle closes all clones.
    asks: Arc<Mutex<Option<mpsc::UnboundedSender<Ask>>>>,
    listeners: Listeners,
}

impl Handle {
    pub(super) fn open<A: Actor>(store: &str) -> Self {
        let (sender, asks) = mpsc::unbounded();
        let listeners = Listeners::default();
        let told = listeners.clone();
        let named = store.to_owned();
        // Without its thread the receiver is dropped, and every request fails with `Crashed`: no further handling is due here.
        let started =
            std::thread::Builder::new().name(format!("store {store}")).spawn(move || run::<A>(named, asks, told));
        if let Err(error) = started {
            tracing::error!(%error, store, "the store's thread did not start");
        }
        Self { asks: Arc::new(Mutex::new(Some(sender))), listeners }
    }

    pub(super) fn ask(&self, request: Vec<u8>) -> impl Future<Output = Result<Vec<u8>, HostError>> + 'static + use<> {
        let (answer, answered) = oneshot::channel();
        let asked = match &*self.asks.lock().unwrap_or_else(PoisonError::into_inner) {
            Some(asks) => asks
                .unbounded_send(Ask { request, answer })
                .map_err(|_| HostError::Crashed("its thread has ended".to_owned())),
            None => Err(HostError::Closed),
        };
        async move {
            asked?;
            answered.await.unwrap_or_else(|_| Err(HostError::Crashed("it gave no answer".to_owned())))
        }
    }

    pub(super) fn events(&self) -> mpsc::UnboundedReceiver<Vec<u8>> {
        self.listeners.add()
    }

    pub(super) fn close(&self) {
        self.asks.lock().unwrap_or_else(PoisonError::into_inner).take();
    }
}

/// The thread: ends when the last handle is gone, and its tasks with it.
fn run<A: Actor>(store: String, mut asks: mpsc::UnboundedReceiver<Ask>, listeners: Listeners) {
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return tracing::error!(%error, "the store's runtime did not start"),
    };
    LocalSet::new().block_on(&runtime, async move {
        let events = Events::new(move |event| listeners.tell(&event));
        match A::open(store, events).await {
            Ok(actor) => {
                let actor = Rc::new(actor);
                while let Some(ask) = asks.next().await {
                    let actor = Rc::clone(&actor);
                    // A panic ends this task alone: its answer is dropped, which the asker sees as `Crashed`.
                    spawn_local(async move {
                        let answer = actor.handle(ask.request).await;
                        // The asker may have lost interest.
                        let _ = ask.answer.send(Ok(answer));
                    });
                }
            }
            Err(why) => {
                while let Some(ask) = asks.next().await {
                    let _ = ask.answer.send(Err(HostError::Unavailable(why.clone())));
                }
            }
        }
    });
}

/// Runs `task` beside the actor. Only from within the actor: elsewhere there is no runtime for it.
pub fn spawn(task: impl Future<Output = ()> + 'static) {
    spawn_local(task);
}

/// Waits, within the actor.
pub async fn sleep(milliseconds: u32) {
    #[cfg(test)]
    if let Some(due) = hand::sleep(milliseconds) {
        // Dropped with the clock: nobody waits any more.
        let _ = due.await;
        return;
    }
    tokio::time::sleep(Duration::from_millis(milliseconds.into())).await;
}

/// The device's clock in milliseconds since 1970; 0 for a clock set before that.
#[must_use]
pub fn now_ms() -> i64 {
    #[cfg(test)]
    if let Some(now) = hand::now() {
        return now;
    }
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |past| i64::try_from(past.as_millis()).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::super::Host;
    use super::*;

    struct Echo(Events);

    impl Actor for Echo {
        async fn open(store: String, events: Events) -> Result<Self, String> {
            match store.as_str() {
                "full" => Err("the disk is full".to_owned()),
                _ => Ok(Self(events)),
            }
        }

        async fn handle(&self, request: Vec<u8>) -> Vec<u8> {
            match request.as_slice() {
                b"panic" => panic!("asked to"),
                b"slow" => sleep(60_000).await,
                b"say" => self.0.emit(b"said".to_vec()),
                _ => {}
            }
            request
        }
    }

    #[tokio::test]
    async fn a_slow_request_does_not_hold_up_the_next() {
        let host = Host::open::<Echo>("a");
        let slow = host.ask(b"slow".to_vec());
        assert_eq!(host.ask(b"quick".to_vec()).await, Ok(b"quick".to_vec()));
        drop(slow);
    }

    #[tokio::test]
    async fn events_reach_every_listener() {
        let host = Host::open::<Echo>("a");
        let (mut one, mut two) = (host.events(), host.events());
        host.ask(b"say".to_vec()).await.unwrap();
        assert_eq!(one.next().await, Some(b"said".to_vec()));
        assert_eq!(two.next().await, Some(b"said".to_vec()));
    }

    #[tokio::test]
    async fn a_panic_fails_its_request_only() {
        let host = Host::open::<Echo>("a");
        assert!(matches!(host.ask(b"panic".to_vec()).await, Err(HostError::Crashed(_))));
        assert_eq!(host.ask(b"next".to_vec()).await, Ok(b"next".to_vec()));
    }

    #[tokio::test]
    async fn what_keeps_the_store_shut_is_said_to_every_asker() {
        let host = Host::open::<Echo>("full");
        for _ in 0..2 {
            assert_eq!(host.ask(Vec::new()).await, Err(HostError::Unavailable("the disk is full".to_owned())));
        }
    }

    #[tokio::test]
    async fn closing_one_handle_closes_its_clones() {
        let host = Host::open::<Echo>("a");
        let clone = host.clone();
        host.close();
        assert_eq!(clone.ask(Vec::new()).await, Err(HostError::Closed));
    }
}
