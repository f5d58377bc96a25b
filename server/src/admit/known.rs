use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeSet, HashMap};

use automerge::{Change, ChangeHash};
use shared::id::CompanyId;
use shared::period::Instant;
use shared::sync::admit::Known;

use crate::store::{StoreError, Transaction, log};

/// What the log knows of one document, and what this push has added. Changes build on heads or on those just before them;
/// only what builds on something older, or was sent before, has all of the document's hashes read.
pub(super) struct InLog<'a> {
    tx: &'a Transaction,
    company: &'a CompanyId,
    doc: &'a str,
    /// As they stood before this push.
    stored: BTreeSet<ChangeHash>,
    /// As they stand with what this push has added.
    now: BTreeSet<ChangeHash>,
    new: HashMap<ChangeHash, u64>,
    actors: RefCell<HashMap<Vec<u8>, u64>>,
    all: OnceCell<HashMap<ChangeHash, (u64, Instant)>>,
}

impl<'a> InLog<'a> {
    pub(super) fn new(tx: &'a Transaction, company: &'a CompanyId, doc: &'a str) -> Result<Self, StoreError> {
        let stored: BTreeSet<ChangeHash> = log::heads(tx, company, doc)?.into_iter().collect();
        let (new, actors, all) = (HashMap::new(), RefCell::default(), OnceCell::new());
        Ok(Self { tx, company, doc, now: stored.clone(), stored, new, actors, all })
    }

    /// The heads before this push.
    pub(super) const fn before(&self) -> &BTreeSet<ChangeHash> {
        &self.stored
    }

    /// The number a change was given in this push.
    pub(super) fn taken(&self, hash: &ChangeHash) -> Option<u64> {
        self.new.get(hash).copied()
    }

    /// The heads with what this push has added.
    pub(super) const fn heads_now(&self) -> &BTreeSet<ChangeHash> {
        &self.now
    }

    pub(super) fn stored(&mut self, change: &Change, seq: u64) {
        for dep in change.deps() {
            self.now.remove(dep);
        }
        self.now.insert(change.hash());
        self.new.insert(change.hash(), seq);
        self.actors.get_mut().insert(change.actor_id().to_bytes().to_vec(), change.seq());
    }

    fn number(&self, hash: &ChangeHash) -> Result<Option<u64>, StoreError> {
        let all = match self.all.get() {
            Some(all) => all,
            None => {
                let read = log::index(self.tx, self.company, self.doc, u64::MAX)?;
                self.all.get_or_init(|| read)
            }
        };
        Ok(all.get(hash).map(|(seq, _)| *seq))
    }
}

impl Known for InLog<'_> {
    type Error = StoreError;

    fn held(&self, hash: &ChangeHash) -> Result<Option<u64>, StoreError> {
        match self.new.get(hash) {
            Some(seq) => Ok(Some(*seq)),
            None => self.number(hash),
        }
    }

    fn has(&self, hash: &ChangeHash) -> Result<bool, StoreError> {
        Ok(self.stored.contains(hash) || self.held(hash)?.is_some())
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
        Ok(self.stored.iter().copied().collect())
    }
}
