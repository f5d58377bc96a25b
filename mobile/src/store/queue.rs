//! What the server lacks is queued again, in an order in which it can take it.

use std::collections::{BTreeMap, BTreeSet};

use automerge::{Change, ChangeHash};
use rusqlite::Transaction;
use shared::id::{Actor, DocId};

use super::book::Book;
use super::chunks::Class;
use super::{StoreError, attest, chunks, outbox, settings};

/// Queues everything that is no ancestor of those heads, behind all that waits already, and says whether there was any:
/// first what the server itself once vouched for, whoever wrote it, then what was made here, then what others wrote and
/// nothing vouches for, and last what was made here on top of that. Each part builds on the parts before it alone.
pub(super) fn requeue(
    tx: &Transaction<'_>,
    book: &mut Book,
    doc: &DocId,
    heads: &[ChangeHash],
) -> Result<bool, StoreError> {
    let held = book.doc_mut(tx, doc)?;
    let mut missing = held.changes_since(heads);
    // The server keeps these beside the document, and they are not sent again.
    let aside = chunks::aside_of(tx, doc)?;
    missing.retain(|change| !aside.contains(&change.hash()));
    if missing.is_empty() {
        return Ok(false);
    }
    let all: BTreeSet<ChangeHash> = held.changes_since(&[]).iter().map(Change::hash).collect();
    let mut covered: BTreeMap<ChangeHash, i64> = BTreeMap::new();
    let mut parts: Vec<Vec<&Change>> = Vec::new();
    for kept in attest::of(tx, doc)? {
        // A head that is not here says nothing about what its ancestors are.
        let known: Vec<_> = kept.heads.iter().copied().filter(|head| all.contains(head)).collect();
        if known.len() != kept.heads.len() || known.is_empty() {
            continue;
        }
        let beyond: BTreeSet<ChangeHash> = held.changes_since(&known).iter().map(Change::hash).collect();
        let new = |change: &&Change| !covered.contains_key(&change.hash()) && !beyond.contains(&change.hash());
        let part: Vec<&Change> = missing.iter().filter(new).collect();
        covered.extend(part.iter().map(|change| (change.hash(), kept.number)));
        parts.push(part);
    }
    let device = settings::device(tx)?;
    let own = |change: &Change| {
        device.is_some() && device == Actor::from_bytes(change.actor_id().to_bytes()).map(|actor| actor.device)
    };
    let (mut ours, mut foreign, mut late) = (Vec::new(), Vec::new(), Vec::new());
    let mut unattested = aside;
    for change in missing.iter().filter(|change| !covered.contains_key(&change.hash())) {
        let on_foreign = change.deps().iter().any(|dep| unattested.contains(dep));
        if !own(change) {
            foreign.push(change);
        } else if on_foreign {
            late.push(change);
        } else {
            ours.push(change);
            continue;
        }
        unattested.insert(change.hash());
    }
    // Of others' changes one may build on what was made here on top of another: those two keep their common order.
    let mixed = foreign.iter().any(|change| change.deps().iter().any(|dep| late.iter().any(|own| own.hash() == *dep)));
    if mixed {
        parts.extend([ours, missing.iter().filter(|change| unattested.contains(&change.hash())).collect()]);
    } else {
        parts.extend([ours, foreign, late]);
    }
    for change in parts.into_iter().flatten() {
        let class = match covered.get(&change.hash()) {
            Some(number) => Class::Attested(*number),
            None if own(change) => Class::Own,
            None => Class::Foreign,
        };
        chunks::queue_last(tx, doc, &change.hash().0, change.raw_bytes(), class)?;
        outbox::unheld(tx, doc, &change.hash().0)?;
    }
    Ok(true)
}
