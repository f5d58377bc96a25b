//! What the server took in and can not apply: its desk names the change, and whoever wrote it is told.

use std::collections::BTreeSet;

use shared::doc::desk::{self, Quarantined};
use shared::id::DocId;
use shared::sync::RefusedAtDoor;
use shared::sync::admit::RefusalCode;

use super::Taking;
use crate::store::mending::Why;
use crate::store::{StoreError, chunks, mending, outbox};

impl Taking<'_, '_> {
    /// Records in a quarantined change, or in one that builds on it and that the server took as well, stand refused with
    /// the reason. The document is taken anew, without them.
    pub(super) fn quarantined(&mut self, id: &DocId) -> Result<(), StoreError> {
        let named = desk::quarantined(self.book.doc_mut(self.tx, id)?);
        for (hash, Quarantined { doc, why }) in named {
            let Some(hash) = hash_of(&hash) else { continue };
            let refusal = RefusedAtDoor { code: RefusalCode::Quarantined, message: why, heads: Vec::new() };
            outbox::refused(self.tx, &doc, &hash, &refusal)?;
            if !chunks::has(self.tx, &doc)? {
                continue;
            }
            let all = match self.book.doc_mut(self.tx, &doc) {
                Err(StoreError::Damaged { .. }) => {
                    self.set_aside(&doc)?;
                    continue;
                }
                held => held?.changes_since(&[]),
            };
            let mut spoiled = BTreeSet::new();
            for change in &all {
                if change.hash().0 == hash || change.deps().iter().any(|dep| spoiled.contains(dep)) {
                    spoiled.insert(change.hash());
                }
            }
            // Taken anew before, it is no longer in the document.
            if spoiled.is_empty() {
                continue;
            }
            for change in &spoiled {
                // What was not taken yet is recorded again on the sound document.
                if chunks::class(self.tx, &doc, &change.0)?.is_none() {
                    outbox::refused(self.tx, &doc, &change.0, &refusal)?;
                }
            }
            mending::ask_for(self.tx, &doc, Why::Fork)?;
            self.queued = true;
        }
        Ok(())
    }
}

fn hash_of(hex: &str) -> Option<[u8; 32]> {
    let digits = hex.as_bytes().as_chunks::<2>();
    if !digits.1.is_empty() {
        return None;
    }
    let byte = |pair: &[u8; 2]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    digits.0.iter().map(byte).collect::<Option<Vec<u8>>>()?.try_into().ok()
}
