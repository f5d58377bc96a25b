//! The open line on which the server says that there is news. It stands while somebody is signed in, looks at a page, and
//! the server has such a line; a timer does the rest.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use futures_util::StreamExt;
use futures_util::future::{AbortHandle, abortable};

use super::StoreActor;
use crate::host;
use crate::sync::{Backoff, Transport, chance};

/// A line that stood this long ended for a reason of its own: the next is tried at once.
const STEADY_MS: i64 = 60_000;

#[derive(Debug, Default)]
pub(super) struct Line {
    /// Ends the task that listens, and with it the line.
    end: RefCell<Option<AbortHandle>>,
    stands: Cell<bool>,
    backoff: RefCell<Backoff>,
    not_before: Cell<i64>,
}

impl Line {
    pub(super) fn stands(&self) -> bool {
        self.stands.get()
    }

    pub(super) fn reset(&self) {
        self.backoff.borrow_mut().reset();
        self.not_before.set(0);
    }
}

impl StoreActor {
    pub(super) fn close_line(&self) {
        self.0.line.stands.set(false);
        if let Some(end) = self.0.line.end.take() {
            end.abort();
        }
    }

    /// Opens the line, unless it stands or did not last just now.
    pub(super) fn listen(&self, transport: &Rc<dyn Transport>) {
        let line = &self.0.line;
        if line.end.borrow().is_some() || !self.is_seen() || host::now_ms() < line.not_before.get() {
            return;
        }
        let (actor, transport) = (self.clone(), transport.clone());
        let (listening, end) = abortable(async move { actor.hear(&transport).await });
        line.end.replace(Some(end));
        host::spawn(async move {
            // Cut from here it says nothing; whoever cut it knows.
            let _ = listening.await;
        });
    }

    async fn hear(&self, transport: &Rc<dyn Transport>) {
        let line = &self.0.line;
        let mut since = host::now_ms();
        match transport.pokes().await {
            Ok(mut pokes) => {
                since = host::now_ms();
                line.stands.set(true);
                while let Some(Ok(())) = pokes.next().await {
                    self.sync_soon();
                }
            }
            // An older server has no such line, or it can not be reached.
            Err(why) => tracing::info!(%why, "no line for news"),
        }
        let stood = line.stands.replace(false);
        line.end.replace(None);
        if host::now_ms() - since >= STEADY_MS {
            line.backoff.borrow_mut().reset();
        }
        let wait = line.backoff.borrow_mut().after_failure(chance());
        line.not_before.set(host::now_ms() + i64::from(wait));
        if stood {
            // The timer was set for a standing line.
            self.sync_in(wait);
        }
    }
}
