use std::cell::RefCell;
use std::collections::HashMap;

use automerge::{Change, ChangeHash};
use rusqlite::Transaction;
use shared::id::CompanyId;
use shared::sync::admit::Known;

use crate::store::{StoreError, log};

/// What the log knows of one document, and what this push has added: changes build on those just before them, which
/// need not be looked for in the database.
pub(super) struct InLog<'a> {
    tx: &'a Transaction<'a>,
    company: &'a CompanyId,
    doc: &'a str,
    new: HashMap<ChangeHash, u64>,
    actors: RefCell<HashMap<Vec<u8>, u64>>,
}

impl<'a> InLog<'a> {
    pub(super) fn new(tx: &'a Transaction<'a>, company: &'a CompanyId, doc: &'a str) -> Self {
        Self { tx, company, doc, new: HashMap::new(), actors: RefCell::default() }
    }

    pub(super) fn stored(&mut self, change: &Change, seq: u64) {
        self.new.insert(change.hash(), seq);
        self.actors.get_mut().insert(change.actor_id().to_bytes().to_vec(), change.seq());
    }
}

impl Known for InLog<'_> {
    type Error = StoreError;

    fn held(&self, hash: &ChangeHash) -> Result<Option<u64>, StoreError> {
        match self.new.get(hash) {
            Some(seq) => Ok(Some(*seq)),
            None => log::held(self.tx, self.company, self.doc, hash),
        }
    }

    fn last_seq(&self, actor: &[u8]) -> Result<u64, StoreError> {
        if let Some(seq) = self.actors.borrow().get(actor) {
            return Ok(*seq);
        }
        let seq = log::actor_seq(self.tx, self.company, self.doc, actor)?;
        self.actors.borrow_mut().insert(actor.to_vec(), seq);
        Ok(seq)
    }

    fn heads(&self) -> Result<Vec<ChangeHash>, StoreError> {
        // Of what is stored: what this push has added so far is known to the phone.
        log::heads(self.tx, self.company, self.doc)
    }
}
