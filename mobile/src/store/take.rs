//! What an answer of the server does to the store, in one transaction.

use rusqlite::{Connection, Transaction};
use shared::doc::{Doc, verified_change_within};
use shared::id::DocId;
use shared::sync::client::Effect;
use shared::sync::{Delta, RefusedAtDoor};

use super::book::Book;
use super::{StoreError, chunks, outbox, record, settings};

/// Largest change or snapshot taken from the server.
const LARGEST: usize = 16 * 1024 * 1024;

/// Takes in all effects, or none.
pub(super) fn take(db: &mut Connection, book: &mut Book, effects: Vec<Effect>) -> Result<(), StoreError> {
    let tx = db.transaction()?;
    let taken = effects.into_iter().try_for_each(|effect| one(&tx, book, effect)).and_then(|()| Ok(tx.commit()?));
    if taken.is_err() {
        book.clear();
    }
    taken
}

fn one(tx: &Transaction<'_>, book: &mut Book, effect: Effect) -> Result<(), StoreError> {
    match effect {
        Effect::Held { doc, change, seq } => {
            chunks::mark_held(tx, &doc, &change)?;
            outbox::held(tx, &doc, &change, seq)
        }
        Effect::Aside { doc, change } => chunks::mark_held(tx, &doc, &change),
        Effect::Refused { doc, change, refusal } => fork(tx, book, &doc, &change, &refusal),
        Effect::SendSince { doc, heads } => send_since(tx, book, &doc, &heads),
        Effect::Apply(delta) => apply_or_set_aside(tx, book, delta),
        Effect::Gone(doc) => gone(tx, book, &doc),
        Effect::Advance(cursor) => settings::set_cursor(tx, &cursor),
    }
}

/// The door refused a change: what was written on it is dropped and recorded again by a new actor, but for the refused
/// record, which stands in the outbox with its reason.
fn fork(
    tx: &Transaction<'_>,
    book: &mut Book,
    doc: &DocId,
    change: &[u8],
    refusal: &RefusedAtDoor,
) -> Result<(), StoreError> {
    use shared::sync::admit::RefusalCode;
    // A fork is the store's fault, not the record's: it is recorded again like the others.
    if refusal.code != RefusalCode::Forked && refusal.code != RefusalCode::ForeignActor {
        outbox::refused(tx, doc, change, refusal)?;
    }
    chunks::drop_pending(tx, doc)?;
    book.set_actor(settings::mint_actor(tx)?.to_bytes());
    for command in outbox::unconfirmed(tx, doc)? {
        if let Some(hash) = record::write(tx, book, doc, &command)? {
            outbox::moved(tx, command.id, &hash)?;
        }
    }
    Ok(())
}

/// No longer readable. What was not sent stays in the outbox, refused, and can be exported.
fn gone(tx: &Transaction<'_>, book: &mut Book, doc: &DocId) -> Result<(), StoreError> {
    let refusal = RefusedAtDoor {
        code: shared::sync::admit::RefusalCode::NotAllowed,
        message: format!("{doc} is no longer readable for this person"),
        heads: Vec::new(),
    };
    outbox::refuse_unconfirmed(tx, doc, &refusal)?;
    chunks::forget(tx, doc)?;
    book.drop_doc(doc);
    book.changed(tx, doc)
}

fn send_since(tx: &Transaction<'_>, book: &mut Book, doc: &DocId, heads: &[Vec<u8>]) -> Result<(), StoreError> {
    let heads: Vec<_> = heads
        .iter()
        .filter_map(|head| Some(automerge::ChangeHash(<[u8; 32]>::try_from(head.as_slice()).ok()?)))
        .collect();
    let missing = book.doc_mut(tx, doc)?.changes_since(&heads);
    for change in missing {
        // A change that came inside a snapshot has no row of its own yet.
        chunks::add_change(tx, doc, &change.hash().0, change.raw_bytes(), true)?;
        chunks::mark_pending(tx, doc, &change.hash().0)?;
        outbox::unheld(tx, doc, &change.hash().0)?;
    }
    Ok(())
}

/// One document that can not be taken in holds up no other, nor the receipts that came with it: it stays as it stands here.
fn apply_or_set_aside(tx: &Transaction<'_>, book: &mut Book, delta: Delta) -> Result<(), StoreError> {
    let doc = delta.doc.clone();
    tx.execute_batch("SAVEPOINT delta")?;
    match apply(tx, book, delta) {
        Err(why @ (StoreError::Doc(_) | StoreError::Value { .. } | StoreError::Damaged { .. })) => {
            tracing::error!(%doc, %why, "what the server sent of this document is set aside");
            tx.execute_batch("ROLLBACK TO delta; RELEASE delta")?;
            book.drop_doc(&doc);
            Ok(())
        }
        taken => {
            taken?;
            Ok(tx.execute_batch("RELEASE delta")?)
        }
    }
}

fn apply(tx: &Transaction<'_>, book: &mut Book, delta: Delta) -> Result<(), StoreError> {
    let Delta { doc, snapshot, changes, attested: _ } = delta;
    if let Some(snapshot) = snapshot {
        if snapshot.len() > LARGEST {
            return Err(StoreError::value("snapshot", "too large"));
        }
        // Loaded once before it replaces anything: a snapshot that does not load must not cost what stands.
        Doc::load(doc.clone(), &[0; 20], Some(&snapshot), Vec::new())?;
        chunks::replace(tx, &doc, &snapshot)?;
        book.drop_doc(&doc);
    }
    let mut new = Vec::with_capacity(changes.len());
    for bytes in &changes {
        let change = verified_change_within(bytes, LARGEST).map_err(|why| StoreError::value("change", why))?;
        chunks::add_change(tx, &doc, &change.hash().0, change.raw_bytes(), false)?;
        new.push(change);
    }
    if !new.is_empty() {
        book.doc_mut(tx, &doc)?.apply(new)?;
    }
    book.changed(tx, &doc)
}
