//! What the server sends of documents.

use std::collections::BTreeSet;

use automerge::{Change, ChangeHash};
use shared::doc::{Doc, verified_change_within};
use shared::id::DocId;
use shared::sync::{Attested, Delta};

use super::{Taking, rerecord};
use crate::store::chunks::Which;
use crate::store::mending::Why;
use crate::store::{StoreError, attest, chunks, mending, outbox, settings};

/// Largest change or snapshot taken from the server.
const LARGEST: usize = 16 * 1024 * 1024;
/// Why a change is kept aside.
const NOT_THERE: &str = "not in the document as the server has it";

impl Taking<'_, '_> {
    /// One document that can not be taken in holds up no other, nor the receipts that came with it: it stays as it stands
    /// here, and is asked for whole.
    pub(super) fn apply_or_set_aside(&mut self, delta: Delta) -> Result<(), StoreError> {
        let doc = delta.doc.clone();
        self.tx.execute_batch("SAVEPOINT delta")?;
        match self.apply(delta) {
            Err(why @ (StoreError::Doc(_) | StoreError::Value { .. } | StoreError::Damaged { .. })) => {
                tracing::error!(%doc, %why, "what the server sent of this document is set aside");
                self.tx.execute_batch("ROLLBACK TO delta; RELEASE delta")?;
                self.book.drop_doc(&doc);
                // It did come, if not as it should have: it is asked for again.
                self.came.insert(doc.clone());
                match why {
                    StoreError::Damaged { .. } => self.set_aside(&doc),
                    _ => mending::ask_for(self.tx, &doc, Why::Fork),
                }
            }
            taken => {
                taken?;
                Ok(self.tx.execute_batch("RELEASE delta")?)
            }
        }
    }

    fn apply(&mut self, delta: Delta) -> Result<(), StoreError> {
        let Delta { doc, snapshot, changes, attested } = delta;
        if snapshot.as_ref().is_some_and(|snapshot| snapshot.len() > LARGEST) {
            return Err(StoreError::value("snapshot", "too large"));
        }
        let mut read = Vec::with_capacity(changes.len());
        for bytes in &changes {
            read.push(verified_change_within(bytes, LARGEST).map_err(|why| StoreError::value("change", why))?);
        }
        let snapshot = snapshot.map(serde_bytes::ByteBuf::into_vec);
        let whole = self.asked.request.fetch.contains(&doc)
            && !self.came.contains(&doc)
            && self.whole(&doc, snapshot.as_deref(), &read)?;
        if !whole {
            if let Some(snapshot) = &snapshot {
                self.merge(&doc, snapshot)?;
            }
            for change in &read {
                chunks::add_change(self.tx, &doc, &change.hash().0, change.raw_bytes(), false)?;
            }
            self.book.doc_mut(self.tx, &doc)?.apply(read)?;
        }
        self.book.changed(self.tx, &doc)?;
        if let Some(attested) = attested {
            self.attested(&doc, &attested)?;
        }
        if doc.kind() == shared::id::DocKind::Desk {
            self.quarantined(&doc)?;
        }
        Ok(())
    }

    /// A snapshot joins what is here: a change that is not in it is one the server lacks, or has not shown yet, and stays.
    fn merge(&mut self, doc: &DocId, snapshot: &[u8]) -> Result<(), StoreError> {
        // Loaded once before it replaces anything: a snapshot that does not load must not cost what stands.
        let mut sent = Doc::load(doc.clone(), &[0; 20], Some(snapshot), Vec::new())?;
        if !chunks::has(self.tx, doc)? {
            chunks::put_snapshot(self.tx, doc, snapshot, &BTreeSet::new())?;
            self.book.drop_doc(doc);
            self.book.hold(sent);
            return Ok(());
        }
        let within = hashes(&sent.changes_since(&[]));
        let here = self.book.doc_mut(self.tx, doc)?.changes_since(&[]);
        let more: Vec<Change> = here.into_iter().filter(|change| !within.contains(&change.hash())).collect();
        chunks::put_snapshot(self.tx, doc, snapshot, &within)?;
        for change in more {
            chunks::add_change(self.tx, doc, &change.hash().0, change.raw_bytes(), false)?;
        }
        self.book.drop_doc(doc);
        Ok(())
    }

    /// The document as the server has it takes the place of what stands here; commands the server does not hold are
    /// recorded again on it. `false`: these are changes on top of something, no whole document.
    fn whole(&mut self, doc: &DocId, snapshot: Option<&[u8]>, changes: &[Change]) -> Result<bool, StoreError> {
        let mut sent = match Doc::load(doc.clone(), &[0; 20], snapshot, changes.to_vec()) {
            Err(_) if snapshot.is_none() => return Ok(false),
            loaded => loaded?,
        };
        let within = hashes(&sent.changes_since(&[]));
        for id in outbox::waiting_in(self.tx, doc, &within)? {
            outbox::stands(self.tx, id)?;
        }
        self.keep_aside(doc, &within)?;
        chunks::drop_pending(self.tx, doc, Which::All, NOT_THERE)?;
        let mut keep = BTreeSet::new();
        for (hash, seq) in outbox::carried(self.tx, doc)? {
            if within.contains(&hash) {
                continue;
            }
            // A number the server has not counted yet: the change is on its way into the document.
            if seq > self.asked.cursor.base {
                keep.insert(hash);
            } else {
                outbox::unheld(self.tx, doc, &hash.0)?;
            }
        }
        for (hash, _) in chunks::rows(self.tx, doc)? {
            let kept = <[u8; 32]>::try_from(hash.as_slice()).is_ok_and(|hash| keep.contains(&ChangeHash(hash)));
            if !kept {
                chunks::remove(self.tx, doc, &hash)?;
            }
        }
        chunks::put_snapshot(self.tx, doc, &sent.save(), &BTreeSet::new())?;
        self.book.drop_doc(doc);
        if self.book.doc_mut(self.tx, doc).is_err() {
            // What is on its way builds on what the server does not have: it comes again by itself, or is recorded again.
            for hash in keep {
                chunks::remove(self.tx, doc, &hash.0)?;
            }
            self.book.drop_doc(doc);
        }
        mending::came(self.tx, doc)?;
        self.came.insert(doc.clone());
        rerecord(self.tx, self.book, doc, true)?;
        self.queued |= chunks::waits(self.tx, doc)?;
        mending::calm(self.tx, doc)?;
        Ok(true)
    }

    /// What stands here, is not in the document as the server has it, and no record can make again, is kept aside.
    fn keep_aside(&mut self, doc: &DocId, within: &BTreeSet<ChangeHash>) -> Result<(), StoreError> {
        if !chunks::has(self.tx, doc)? {
            return Ok(());
        }
        let Ok(here) = self.book.doc_mut(self.tx, doc) else { return Ok(()) };
        for change in here.changes_since(&[]).iter().filter(|change| !within.contains(&change.hash())) {
            chunks::put_aside(self.tx, doc, &change.hash().0, change.raw_bytes(), NOT_THERE)?;
        }
        Ok(())
    }

    /// Keeps what the server vouches for. In a recovery it also says what the server has left of the document.
    fn attested(&mut self, doc: &DocId, attested: &Attested) -> Result<(), StoreError> {
        let heads = attest::heads(attested);
        let here = self.book.doc_mut(self.tx, doc)?;
        let mut sorted = heads.clone();
        sorted.sort_unstable();
        if here.heads() != sorted {
            let all = hashes(&here.changes_since(&[]));
            if heads.is_empty() {
                return Ok(());
            }
            if !heads.iter().all(|head| all.contains(head)) {
                // All of others has come, so what is missing was made here: it was lost with a copy, or given up before the
                // server took it.
                if !self.asked.request.fetch.contains(doc) {
                    mending::ask_for(self.tx, doc, Why::Fork)?;
                    self.queued = true;
                }
                return Ok(());
            }
        }
        let epoch = self.asked.cursor.epoch;
        if settings::recovering(self.tx)? == Some(epoch) {
            self.requeue(doc, &heads)?;
        }
        attest::put(self.tx, doc, epoch, attested)?;
        let kept = attest::of(self.tx, doc)?;
        let aside = chunks::aside_of(self.tx, doc)?;
        if kept.len() > 1 || !aside.is_empty() {
            let here = self.book.doc_mut(self.tx, doc)?;
            let (all, beyond) = (hashes(&here.changes_since(&[])), hashes(&here.changes_since(&heads)));
            // Somebody else brought what covers it, or an administrator let it in.
            for hash in aside.iter().filter(|hash| all.contains(hash) && !beyond.contains(hash)) {
                chunks::no_longer_aside(self.tx, doc, hash)?;
            }
            for old in kept.iter().skip(1) {
                if !old.heads.iter().any(|head| beyond.contains(head)) {
                    attest::drop(self.tx, old.number)?;
                }
            }
        }
        Ok(())
    }
}

fn hashes(changes: &[Change]) -> BTreeSet<ChangeHash> {
    changes.iter().map(Change::hash).collect()
}
