use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use dioxus::core::spawn_forever;
use dioxus::prelude::*;
use shared::id::RecordId;

use super::{Asked, something_else};
use crate::record::PhotoBytes;
use crate::state::{State, use_state};
use crate::view::{Answer, Ask, Draft, Failure};

/// What was entered of a visit before, with its pictures by hash.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Begun {
    pub draft: Draft,
    pub pictures: BTreeMap<String, PhotoBytes>,
}

/// What was entered of this visit before. Asked once: what is typed since is newer than anything that is kept.
pub fn use_begun(visit: RecordId) -> Asked<Begun> {
    let state = use_state();
    use_resource(move || async move {
        match state.ask(Ask::Draft { visit }).await? {
            Answer::Draft { draft, pictures } => {
                let pictures = pictures.into_iter().map(|picture| (picture.hash.clone(), picture)).collect();
                Ok(Begun { draft: *draft, pictures })
            }
            _ => Err(something_else()),
        }
    })
}

/// What is on its way to the store, of one page.
#[derive(Debug, Default)]
struct Way {
    /// The newest that is not kept yet, with its pictures that the store has not.
    latest: RefCell<Option<(Draft, Vec<PhotoBytes>)>>,
    kept: RefCell<Draft>,
    pictures: RefCell<BTreeSet<String>>,
    writing: Cell<bool>,
}

/// What of a visit is durable, and why the rest is not.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Kept {
    pub draft: Signal<Draft>,
    pub failure: Signal<Option<Failure>>,
}

/// Keeps what is entered of a visit, at each change; one write at a time, and what comes meanwhile goes with the next.
/// `pictures` gives those that were taken.
pub fn use_keeping(
    visit: RecordId,
    begun: &Begun,
    entered: impl Fn() -> Draft + 'static,
    pictures: impl Fn(&str) -> Option<PhotoBytes> + 'static,
) -> Kept {
    let state = use_state();
    let told = Kept { draft: use_signal(|| begun.draft.clone()), failure: use_signal(|| None) };
    let way = use_hook(|| {
        Rc::new(Way {
            kept: RefCell::new(begun.draft.clone()),
            pictures: RefCell::new(begun.pictures.keys().cloned().collect()),
            ..Way::default()
        })
    });
    use_effect(move || {
        let draft = entered();
        if draft == *way.kept.borrow() && !way.writing.get() {
            return;
        }
        let new = {
            let held = way.pictures.borrow();
            draft.pictures().into_iter().filter(|hash| !held.contains(*hash)).filter_map(&pictures).collect()
        };
        way.latest.replace(Some((draft, new)));
        if way.writing.replace(true) {
            return;
        }
        let (way, mut failure) = (way.clone(), told.failure);
        // Whoever types and goes to another page at once loses nothing: it does not end with the page.
        spawn_forever(async move {
            let failed = write(state, visit, &way, told.draft).await.err();
            way.writing.set(false);
            // The page may be gone.
            if let Ok(mut failure) = failure.try_write() {
                *failure = failed;
            }
        });
    });
    told
}

async fn write(state: State, visit: RecordId, way: &Way, mut durable: Signal<Draft>) -> Result<(), Failure> {
    loop {
        let Some((draft, new)) = way.latest.take() else { return Ok(()) };
        let sent: BTreeSet<String> = new.iter().map(|picture| picture.hash.clone()).collect();
        state.ask(Ask::KeepDraft { visit, draft: Box::new(draft.clone()), pictures: new }).await?;
        // The store has of those that are named what it had before and what came now.
        {
            let (named, mut held) = (draft.pictures(), way.pictures.borrow_mut());
            held.extend(sent);
            held.retain(|hash| named.contains(hash.as_str()));
        }
        way.kept.replace(draft.clone());
        if let Ok(mut durable) = durable.try_write() {
            *durable = draft;
        }
    }
}
