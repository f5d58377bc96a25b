//! What an answer of the server does to the store, in one transaction.

mod apply;
mod fork;
mod quarantine;

use std::collections::BTreeSet;

use rusqlite::{Connection, Transaction};
use shared::id::DocId;
use shared::sync::client::Effect;
use shared::sync::{Cursor, RefusedAtDoor, SyncRequest};

use super::book::Book;
use super::mending::Why;
use super::{StoreError, attest, chunks, compact, mending, notice, outbox, photos, queue, settings};

pub(super) use fork::{drop_damaged, rerecord};

/// What an answer is an answer to.
#[derive(Debug)]
pub(super) struct Asked<'a> {
    pub request: &'a SyncRequest,
    /// How far the device has read with this answer.
    pub cursor: Cursor,
    /// There is another page of it.
    pub more: bool,
}

/// One answer as it is taken in.
struct Taking<'a, 'tx> {
    tx: &'a Transaction<'tx>,
    book: &'a mut Book,
    asked: &'a Asked<'a>,
    /// Documents asked for whole that have come, or are gone.
    came: BTreeSet<DocId>,
    /// Documents of which more is held than before.
    grown: BTreeSet<DocId>,
    /// Something waits to be sent that did not before.
    queued: bool,
}

/// Takes in all effects, or none; `true`: something new waits to be sent.
pub(super) fn take(
    db: &mut Connection,
    book: &mut Book,
    effects: Vec<Effect>,
    asked: &Asked<'_>,
) -> Result<bool, StoreError> {
    let tx = db.transaction()?;
    let mut taking = Taking { tx: &tx, book, asked, came: BTreeSet::new(), grown: BTreeSet::new(), queued: false };
    let taken = taking.all(effects).map(|()| taking.queued).and_then(|queued| {
        tx.commit()?;
        Ok(queued)
    });
    if taken.is_err() {
        book.clear();
    }
    taken
}

impl Taking<'_, '_> {
    fn all(&mut self, effects: Vec<Effect>) -> Result<(), StoreError> {
        let (before, now) = (&self.asked.request.cursor, &self.asked.cursor);
        let known = before.epoch != 0 || attest::other_epoch(self.tx, now.epoch)?;
        if known && before.epoch != now.epoch {
            settings::set_recovering(self.tx, Some(now.epoch))?;
            // The former epoch's numbers mean nothing in this one; what it turns out to lack is queued below.
            outbox::forget_numbers(self.tx)?;
            photos::offer_again(self.tx)?;
        }
        for effect in effects {
            self.one(effect)?;
        }
        if !self.asked.more {
            for doc in self.asked.request.fetch.clone() {
                if !self.came.contains(&doc) {
                    self.did_not_come(&doc)?;
                }
            }
        }
        for doc in &self.grown {
            compact::compact(self.tx, doc)?;
        }
        // Documents come a few at a time.
        self.queued |= !self.came.is_empty() && !mending::wanted(self.tx)?.is_empty();
        if self.asked.cursor.part.is_none() && settings::recovering(self.tx)? == Some(self.asked.cursor.epoch) {
            self.recovered()?;
        }
        Ok(())
    }

    fn one(&mut self, effect: Effect) -> Result<(), StoreError> {
        match effect {
            Effect::Held { doc, change, seq } => {
                chunks::mark_held(self.tx, &doc, &change)?;
                outbox::held(self.tx, &doc, &change, seq)?;
                mending::calm(self.tx, &doc)?;
                self.grown.insert(doc);
                Ok(())
            }
            Effect::Aside { doc, change } => self.aside(&doc, &change),
            Effect::Refused { doc, change, refusal } | Effect::SendSince { doc, change, refusal } => {
                self.refused(&doc, &change, &refusal)
            }
            Effect::Apply(delta) => {
                self.grown.insert(delta.doc.clone());
                self.apply_or_set_aside(delta)
            }
            // An own journal is never closed to its author: asked for whole, it is only not there yet.
            Effect::Gone(doc) if self.asked.request.fetch.contains(&doc) && self.own_journal(&doc)? => Ok(()),
            Effect::Gone(doc) => self.gone(&doc),
            Effect::Advance(cursor) => settings::set_cursor(self.tx, &cursor),
        }
    }

    fn own_journal(&self, doc: &DocId) -> Result<bool, StoreError> {
        let session = settings::session(self.tx)?;
        Ok(matches!((doc, session), (DocId::Journal(employee, _), Some(session)) if *employee == session.employee))
    }

    /// No longer readable. What was not sent stays in the outbox, refused, and can be exported.
    fn gone(&mut self, doc: &DocId) -> Result<(), StoreError> {
        let refusal = RefusedAtDoor {
            code: shared::sync::admit::RefusalCode::NotAllowed,
            message: format!("{doc} is no longer readable for this person"),
            heads: Vec::new(),
        };
        outbox::refuse_unconfirmed(self.tx, doc, &refusal)?;
        chunks::forget(self.tx, doc)?;
        attest::forget(self.tx, doc)?;
        mending::forget(self.tx, doc)?;
        self.came.insert(doc.clone());
        self.book.drop_doc(doc);
        self.book.changed(self.tx, doc)
    }

    /// The server has nothing of a document it was asked for: everything here is queued, and its receipts decide.
    fn did_not_come(&mut self, doc: &DocId) -> Result<(), StoreError> {
        let why = mending::came(self.tx, doc)?;
        if chunks::has(self.tx, doc)? {
            if !chunks::aside_of(self.tx, doc)?.is_empty() {
                self.begin_anew(doc)?;
            } else if why != Some(Why::GaveUp) {
                self.requeue(doc, &[])?;
            }
        } else if why == Some(Why::Damage) {
            // It may be an older server, which knows no such question: then everything is read again, once.
            let cursor = Cursor { epoch: self.asked.cursor.epoch, ..Cursor::default() };
            settings::set_cursor(self.tx, &cursor)?;
            self.queued = true;
        }
        mending::calm(self.tx, doc)
    }

    /// What the server keeps beside the document is all it has of it: here too the document is what was recorded here.
    fn begin_anew(&mut self, doc: &DocId) -> Result<(), StoreError> {
        for (hash, _) in outbox::carried(self.tx, doc)? {
            outbox::unheld(self.tx, doc, &hash.0)?;
        }
        chunks::drop_pending(self.tx, doc, chunks::Which::All, "the server has nothing of what it builds on")?;
        chunks::forget(self.tx, doc)?;
        attest::forget(self.tx, doc)?;
        self.book.drop_doc(doc);
        rerecord(self.tx, self.book, doc, true)?;
        self.queued |= chunks::waits(self.tx, doc)?;
        self.book.changed(self.tx, doc)
    }

    /// The pull after a restore is through: what did not come in it, the server does not have.
    fn recovered(&mut self) -> Result<(), StoreError> {
        for doc in attest::unattested(self.tx, self.asked.cursor.epoch)? {
            self.requeue(&doc, &[])?;
        }
        self.queued = true;
        settings::set_recovering(self.tx, None)
    }

    fn requeue(&mut self, doc: &DocId, heads: &[automerge::ChangeHash]) -> Result<(), StoreError> {
        match queue::requeue(self.tx, self.book, doc, heads) {
            Err(StoreError::Damaged { .. }) => self.set_aside(doc),
            queued => {
                self.queued |= queued?;
                Ok(())
            }
        }
    }

    /// What stands here of a document can not be read: it is taken from the server anew.
    fn set_aside(&mut self, doc: &DocId) -> Result<(), StoreError> {
        notice::document_damaged(self.tx, doc)?;
        drop_damaged(self.tx, self.book, doc)
    }
}
