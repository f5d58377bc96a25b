use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use dioxus::core::spawn_forever;
use dioxus::prelude::*;
use shared::id::RecordId;

use super::Asked;
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
            _ => Err(Failure {
                code: "store-answer".to_owned(),
                message: "the store answered something else".to_owned(),
                hint: None,
            }),
        }
    })
}

/// What is on its way to the store, of one page.
#[derive(Debug, Default)]
struct Desk {
    /// The newest that is not kept yet, with its pictures that the store has not.
    latest: RefCell<Option<(Draft, Vec<PhotoBytes>)>>,
    kept: RefCell<Draft>,
    pictures: RefCell<BTreeSet<String>>,
    writing: Cell<bool>,
}

/// Keeps what is entered of a visit, at each change; one write at a time, and what comes meanwhile goes with the next.
/// Gives what is durable. `pictures` gives those that were taken.
pub fn use_keeping(
    visit: RecordId,
    begun: &Begun,
    entered: impl Fn() -> Draft + 'static,
    pictures: impl Fn(&str) -> Option<PhotoBytes> + 'static,
) -> ReadSignal<Draft> {
    let state = use_state();
    let durable = use_signal(|| begun.draft.clone());
    let desk = use_hook(|| {
        Rc::new(Desk {
            kept: RefCell::new(begun.draft.clone()),
            pictures: RefCell::new(begun.pictures.keys().cloned().collect()),
            ..Desk::default()
        })
    });
    use_effect(move || {
        let draft = entered();
        if draft == *desk.kept.borrow() && !desk.writing.get() {
            return;
        }
        let new = {
            let held = desk.pictures.borrow();
            draft.pictures().into_iter().filter(|hash| !held.contains(*hash)).filter_map(&pictures).collect()
        };
        desk.latest.replace(Some((draft, new)));
        if desk.writing.replace(true) {
            return;
        }
        let desk = desk.clone();
        // Whoever types and goes to another page at once loses nothing: it does not end with the page.
        spawn_forever(async move {
            if let Err(why) = write(state, visit, &desk, durable).await {
                tracing::warn!(%why, "what was entered of the visit is not kept");
            }
            desk.writing.set(false);
        });
    });
    durable.into()
}

async fn write(state: State, visit: RecordId, desk: &Desk, mut durable: Signal<Draft>) -> Result<(), Failure> {
    loop {
        let Some((draft, pictures)) = desk.latest.take() else { return Ok(()) };
        state.ask(Ask::KeepDraft { visit, draft: Box::new(draft.clone()), pictures }).await?;
        // The store has those that are named, and no others.
        desk.pictures.replace(draft.pictures().into_iter().map(str::to_owned).collect());
        desk.kept.replace(draft.clone());
        // The page may be gone.
        if let Ok(mut durable) = durable.try_write() {
            *durable = draft;
        }
    }
}
