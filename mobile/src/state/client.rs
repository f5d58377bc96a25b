use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use futures_channel::mpsc;
use futures_util::StreamExt;

use crate::host::{Host, HostError};
use crate::json;
use crate::view::{Answer, Ask, Event, Failure};

/// Something that answers pages: the store's actor, or samples in a test.
pub trait Store {
    fn ask(&self, ask: Ask) -> Pin<Box<dyn Future<Output = Answer>>>;
    /// What it says from now on.
    fn events(&self) -> mpsc::UnboundedReceiver<Event>;
}

/// The pages' way to the store.
#[derive(Clone)]
pub struct Client(Rc<dyn Store>);

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Client")
    }
}

impl Client {
    #[must_use]
    pub fn new(store: impl Store + 'static) -> Self {
        Self(Rc::new(store))
    }

    pub fn ask(&self, ask: Ask) -> impl Future<Output = Answer> + use<> {
        self.0.ask(ask)
    }

    #[must_use]
    pub fn events(&self) -> mpsc::UnboundedReceiver<Event> {
        self.0.events()
    }
}

/// The actor behind its host: questions and answers travel as JSON.
impl Store for Host {
    fn ask(&self, ask: Ask) -> Pin<Box<dyn Future<Output = Answer>>> {
        let request = match json::write(&ask) {
            Ok(request) => request,
            Err(why) => return Box::pin(std::future::ready(Answer::Failed(failed("store-answer", &why)))),
        };
        // Handed over now: questions reach the store in the order in which they were asked.
        let asked = Self::ask(self, request);
        Box::pin(async move {
            match asked.await {
                Ok(bytes) => json::read(&bytes).unwrap_or_else(|why| Answer::Failed(failed("store-answer", &why))),
                Err(why @ HostError::Unavailable(_)) => Answer::Failed(failed("store-unavailable", &why)),
                Err(why @ HostError::Crashed(_)) => Answer::Failed(failed("store-crashed", &why)),
                Err(why @ HostError::Silent) => Answer::Failed(failed("store-silent", &why)),
                Err(why @ HostError::Closed) => Answer::Failed(failed("store-closed", &why)),
            }
        })
    }

    fn events(&self) -> mpsc::UnboundedReceiver<Event> {
        let (sender, receiver) = mpsc::unbounded();
        let mut bytes = Self::events(self);
        dioxus::prelude::spawn(async move {
            while let Some(said) = bytes.next().await {
                match json::read::<Event>(&said) {
                    Ok(event) => {
                        if sender.unbounded_send(event).is_err() {
                            break;
                        }
                    }
                    Err(why) => tracing::error!(%why, "the store said something unreadable"),
                }
            }
        });
        receiver
    }
}

fn failed(code: &str, why: &impl ToString) -> Failure {
    Failure { code: code.to_owned(), message: why.to_string(), hint: None }
}
