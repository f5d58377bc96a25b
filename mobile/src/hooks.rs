//! How pages get their data: asked of the store again when it changes, asked of the server when shown.

mod keep;
mod server;

use std::cell::RefCell;
use std::rc::Rc;

use dioxus::prelude::*;
use shared::id::RecordId;
use shared::period::Instant;
use shared::place::Fix;

pub use keep::{Begun, Kept, use_begun, use_keeping};
pub use server::{Call, use_live, use_server};

use crate::platform::clock;
use crate::platform::position::{Following, NoFix, Wish, keep_last};
use crate::state::{State, use_state};
use crate::view::{Answer, Ask, Failure, Now};

/// Data on its way: `None` before the first answer; while it is asked for again, the last answer stands.
pub type Asked<T> = Resource<Result<T, Failure>>;

/// Asks the store, and again whenever something in it changed. `ask` gets the moment and the place.
pub fn use_ask<T: 'static>(ask: impl Fn(Now) -> Ask + 'static, read: fn(Answer) -> Option<T>) -> Asked<T> {
    let state = use_state();
    use_resource(move || {
        // Read here, not in the future: these are what the question depends on.
        let _ = state.changes.read();
        let question = ask(state.now());
        async move {
            let answer = state.ask(question).await?;
            read(answer).ok_or_else(something_else)
        }
    })
}

/// The store answered another question than was asked: a bug.
fn something_else() -> Failure {
    Failure { code: "store-answer".to_owned(), message: "the store answered something else".to_owned(), hint: None }
}

/// The time, every so many milliseconds.
pub fn use_clock(every_ms: u32) -> ReadSignal<Instant> {
    let mut now = use_signal(clock::now);
    use_future(move || async move {
        loop {
            crate::host::sleep(every_ms).await;
            now.set(clock::now());
        }
    });
    now.into()
}

/// The id of what a form records: one for as long as the form stands.
pub fn use_record_id() -> RecordId {
    use_hook(|| RecordId::from_uuid(uuid::Uuid::now_v7()))
}

/// Where looking for the position stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Locating {
    Searching,
    Found(Fix),
    Failed(NoFix),
}

impl Locating {
    #[must_use]
    pub const fn fix(&self) -> Option<&Fix> {
        match self {
            Self::Found(fix) => Some(fix),
            Self::Searching | Self::Failed(_) => None,
        }
    }
}

/// Looks for the position once at the start, and again when told.
pub fn use_position(wish: Wish) -> (ReadSignal<Locating>, Callback<()>) {
    let state = use_state();
    let mut locating = use_signal(|| Locating::Searching);
    let look = move || async move {
        locating.set(Locating::Searching);
        locating.set(match state.locate(wish).await {
            Ok(fix) => Locating::Found(fix),
            Err(why) => Locating::Failed(why),
        });
    };
    use_future(look);
    let again = use_callback(move |()| {
        spawn(look());
    });
    (locating.into(), again)
}

/// A fix this much older than a new one is let go even for a less accurate one, in milliseconds.
const FRESH_MS: i64 = 20_000;

/// Looks for the position like [`use_position`], and follows it while the component stands: a more accurate fix takes the
/// place of the one before. Nothing follows it after that.
pub fn use_following(wish: Wish) -> (ReadSignal<Locating>, Callback<()>) {
    let state = use_state();
    let mut locating = use_signal(|| Locating::Searching);
    let following = use_hook(|| Rc::new(RefCell::new(Following::default())));
    let better = use_callback(move |fix: Fix| {
        let known = locating.peek().fix().copied();
        let worse = |known: &Fix| {
            let metres = |fix: &Fix| fix.accuracy.unwrap_or(f64::MAX);
            metres(&fix) > metres(known) && fix.at.since(known.at) < FRESH_MS
        };
        if !known.as_ref().is_some_and(worse) {
            // Kept, but not told to the pages: what they show does not hang on a few metres.
            keep_last(&fix);
            locating.set(Locating::Found(fix));
        }
    });
    let look = {
        let following = following.clone();
        move || {
            let following = following.clone();
            async move {
                following.take();
                locating.set(Locating::Searching);
                match state.locate(wish).await {
                    Ok(fix) => {
                        locating.set(Locating::Found(fix));
                        following.replace(state.follow(move |fix| better.call(fix)));
                    }
                    Err(why) => locating.set(Locating::Failed(why)),
                }
            }
        }
    };
    let first = look.clone();
    use_future(first);
    use_drop(move || drop(following.take()));
    let again = use_callback(move |()| {
        spawn(look());
    });
    (locating.into(), again)
}

/// An act that takes a moment: whether it runs, and what went wrong last.
#[derive(Clone, Copy)]
pub struct Act {
    pub busy: Signal<bool>,
    pub failure: Signal<Option<Failure>>,
}

impl std::fmt::Debug for Act {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Act")
    }
}

/// Something a button does: pressed again while it runs, nothing happens.
pub fn use_act() -> Act {
    Act { busy: use_signal(|| false), failure: use_signal(|| None) }
}

impl Act {
    /// Runs it; `then` follows where it went well.
    pub fn run<T: 'static>(
        mut self,
        work: impl Future<Output = Result<T, Failure>> + 'static,
        then: impl FnOnce(State, T) + 'static,
    ) {
        if *self.busy.peek() {
            return;
        }
        self.busy.set(true);
        self.failure.set(None);
        let state: State = consume_context();
        spawn(async move {
            let result = work.await;
            self.busy.set(false);
            match result {
                Ok(value) => then(state, value),
                Err(failure) => self.failure.set(Some(failure)),
            }
        });
    }
}
