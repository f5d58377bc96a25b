//! Refusals. Each ends in a bounded number of exchanges: a record is settled, or the server is asked for its document and
//! the commands are recorded again on it, and after a few rounds of that they stand refused with the reason.

use automerge::ChangeHash;
use rusqlite::Transaction;
use shared::id::{DocId, RecordId};
use shared::sync::RefusedAtDoor;
use shared::sync::admit::RefusalCode;

use super::Taking;
use crate::store::book::Book;
use crate::store::chunks::{Class, Which};
use crate::store::mending::{PATIENCE, Why};
use crate::store::{StoreError, chunks, mending, notice, outbox, record, settings};

impl Taking<'_, '_> {
    pub(super) fn refused(&mut self, doc: &DocId, change: &[u8], why: &RefusedAtDoor) -> Result<(), StoreError> {
        let own = match chunks::class(self.tx, doc, change)? {
            // Dealt with by an effect before this one.
            None => return Ok(()),
            Some(class) => class == Class::Own,
        };
        // These say where the server stands, not that the record is wrong.
        let wrong = !matches!(
            why.code,
            RefusalCode::MissingDependency
                | RefusalCode::Forked
                | RefusalCode::ForeignActor
                | RefusalCode::Unattested
                | RefusalCode::AfterRefused
                // Of what builds on a change that could not be applied: on the sound document it can be.
                | RefusalCode::Quarantined
        );
        let settled = own && wrong && outbox::refused(self.tx, doc, change, why)?;
        if !settled {
            let times = mending::refused(self.tx, doc)?;
            if times > PATIENCE {
                outbox::refuse_unconfirmed(self.tx, doc, why)?;
                chunks::drop_pending(self.tx, doc, Which::All, &why.message)?;
                self.book.drop_doc(doc);
                mending::calm(self.tx, doc)?;
                return mending::ask_for(self.tx, doc, Why::GaveUp);
            }
            if why.code == RefusalCode::MissingDependency && times <= 2 {
                return self.requeue(doc, &heads(why));
            }
        }
        // What the server vouched for waits on, unless it is that which was refused.
        let which = if own { Which::AllButAttested } else { Which::All };
        chunks::drop_pending(self.tx, doc, which, &why.message)?;
        self.book.drop_doc(doc);
        let clean = match rerecord(self.tx, self.book, doc, false) {
            Err(StoreError::Damaged { .. }) => return self.set_aside(doc),
            written => written?,
        };
        self.book.changed(self.tx, doc)?;
        // What came inside a snapshot can not be dropped from it.
        if !settled || !clean || self.stands(doc, change)? {
            mending::ask_for(self.tx, doc, Why::Fork)?;
        }
        Ok(())
    }

    /// The server keeps it beside the document. Of others that is all; a record of our own is recorded again on what the
    /// server has.
    pub(super) fn aside(&mut self, doc: &DocId, change: &[u8]) -> Result<(), StoreError> {
        chunks::keep_aside(self.tx, doc, change)?;
        chunks::mark_held(self.tx, doc, change)?;
        // An attested one waits there for the rest of what it was attested with: that is sent before the document is taken.
        mending::ask_for(self.tx, doc, Why::Fork)
    }

    fn stands(&mut self, doc: &DocId, change: &[u8]) -> Result<bool, StoreError> {
        let all = self.book.doc_mut(self.tx, doc)?.changes_since(&[]);
        Ok(all.iter().any(|held| held.hash().0 == change))
    }
}

fn heads(why: &RefusedAtDoor) -> Vec<ChangeHash> {
    why.heads.iter().filter_map(|head| Some(ChangeHash(<[u8; 32]>::try_from(head.as_slice()).ok()?))).collect()
}

/// Records the commands of a document again that the server does not hold, by a new actor: the numbers of the one before
/// may have been seen. `server`: the document stands as the server has it, so a record that is in it already is there.
///
/// `false`: some record stands in the document without the server's word for it.
pub(in crate::store) fn rerecord(
    tx: &Transaction<'_>,
    book: &mut Book,
    doc: &DocId,
    server: bool,
) -> Result<bool, StoreError> {
    let commands = outbox::unconfirmed(tx, doc)?;
    if commands.is_empty() {
        return Ok(true);
    }
    book.set_actor(settings::mint_actor(tx)?.to_bytes());
    let mut clean = true;
    for command in commands {
        let command = match command {
            Ok(command) => command,
            Err(id) => {
                give_up(tx, book, doc, id)?;
                continue;
            }
        };
        match record::write_again(tx, book, doc, &command)? {
            Some(hash) => outbox::moved(tx, command.id, &hash)?,
            None if server => outbox::stands(tx, command.id)?,
            None => clean = false,
        }
    }
    Ok(clean)
}

/// A record whose command can not be read and so not be made again: where no document has it, it is lost, and named.
fn give_up(tx: &Transaction<'_>, book: &mut Book, doc: &DocId, id: RecordId) -> Result<(), StoreError> {
    if book.doc_mut(tx, doc)?.value(&id.to_string()).is_some() {
        return Ok(());
    }
    let refusal = RefusedAtDoor {
        code: RefusalCode::Malformed,
        message: "this record is damaged on the device".to_owned(),
        heads: Vec::new(),
    };
    outbox::refuse(tx, id, &refusal)?;
    notice::record_lost(tx, id)
}

/// Drops what is here of a document that can not be read, and asks for it whole. Commands are recorded again at once, so
/// that the pages show them, and once more when it has come.
pub(in crate::store) fn drop_damaged(tx: &Transaction<'_>, book: &mut Book, doc: &DocId) -> Result<(), StoreError> {
    chunks::drop_pending(tx, doc, Which::All, "what it builds on is damaged here")?;
    chunks::forget(tx, doc)?;
    mending::ask_for(tx, doc, Why::Damage)?;
    book.drop_doc(doc);
    rerecord(tx, book, doc, false)?;
    book.changed(tx, doc)
}
