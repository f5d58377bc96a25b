//! What does not go into its document at once: changes that come back after a restore, and forks.

use std::collections::{BTreeMap, BTreeSet};

use automerge::{Change, ChangeHash};
use shared::id::{Actor, DocId};
use shared::policy::{self, Relation};
use shared::sync::admit::{self, Admission, RefusalCode, Visitor};
use shared::sync::{Attested, RefusedAtDoor, Verdict, attest};

use super::{Opened, Pusher, Taking};
use crate::store::aside::{self, Why};
use crate::store::{StoreError, Transaction, company};

/// Takes back what attested heads cover, of this push and of what earlier ones left aside. `true`: the server vouched for
/// those heads, so that the rest of them may be on its way.
pub(super) fn bring_back(
    taking: &mut Taking<'_>,
    visitor: Visitor<'_>,
    push: &Opened,
    said: &Attested,
) -> Result<bool, StoreError> {
    let company = &taking.pusher.company;
    let Some(heads) = attest::attested(&taking.pusher.key, company, taking.doc, said) else { return Ok(false) };
    let waiting = aside::waiting(taking.tx, company, taking.doc)?;
    let kept: BTreeSet<ChangeHash> = waiting.iter().map(Change::hash).collect();
    let mut given = waiting;
    given.extend(push.changes.iter().filter_map(|read| read.change.as_ref().ok().cloned()));
    let covered = attest::covered(&heads, &given);
    for change in in_order(given.into_iter().filter(|change| covered.contains(&change.hash()))) {
        let hash = change.hash();
        if admit::decide_attested(visitor, taking.doc, &change, &taking.known)? == Admission::Store {
            taking.take(change);
            if kept.contains(&hash) {
                aside::drop_one(taking.tx, company, taking.doc, &hash)?;
            }
        }
    }
    Ok(true)
}

/// What an administrator vouches for: a change that is kept aside and those it builds on. How many were taken in; an error
/// of the door where one does not fit.
pub fn take_in(
    tx: &Transaction,
    pusher: &Pusher,
    doc: &DocId,
    head: ChangeHash,
) -> Result<Result<usize, RefusedAtDoor>, StoreError> {
    let waiting = aside::waiting(tx, &pusher.company, doc)?;
    let covered = attest::covered(&[head], &waiting);
    let (name, mut last) = (doc.to_string(), company::numbers(tx, &pusher.company)?.last);
    let before = last;
    let relation = Relation::default();
    let visitor = Visitor { subject: &pusher.subject, device: pusher.device, relation };
    let mut taking = Taking::new(tx, pusher, doc, &name, &mut last)?;
    for change in in_order(waiting.into_iter().filter(|change| covered.contains(&change.hash()))) {
        let hash = change.hash();
        match admit::decide_attested(visitor, doc, &change, &taking.known)? {
            Admission::Store => {
                taking.take(change);
            }
            Admission::Known(_) => {}
            Admission::Refused(refusal) => return Ok(Err(refusal)),
        }
        aside::drop_one(tx, &pusher.company, doc, &hash)?;
    }
    let taken = taking.taken.len();
    taking.store()?;
    if last > before {
        company::take_seqs(tx, &pusher.company, last - before)?;
    }
    Ok(Ok(taken))
}

/// Each after those it builds on.
fn in_order(changes: impl Iterator<Item = Change>) -> Vec<Change> {
    let mut left: BTreeMap<ChangeHash, Change> = changes.map(|change| (change.hash(), change)).collect();
    let mut ordered: Vec<Change> = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let ready: Vec<ChangeHash> = left
            .values()
            .filter(|change| !change.deps().iter().any(|dep| left.contains_key(dep)))
            .map(Change::hash)
            .collect();
        if ready.is_empty() {
            // No change can be its own ancestor: its hash covers theirs.
            break;
        }
        ordered.extend(ready.iter().filter_map(|hash| left.remove(hash)));
    }
    // By the actor's own numbers, runs of one actor stay together in the log.
    ordered
}

/// What becomes of a change that is refused as it is: kept beside its document where somebody may yet vouch for it.
pub(super) fn keep(
    taking: &Taking<'_>,
    visitor: Visitor<'_>,
    change: &Change,
    refusal: RefusedAtDoor,
    vouched: bool,
) -> Result<Verdict, StoreError> {
    let why = match refusal.code {
        RefusalCode::Forked => Why::Forked,
        // Only of what one may read can one bring back anything that others wrote.
        RefusalCode::ForeignActor | RefusalCode::NotAllowed
            if !own(visitor, change) && policy::may_read(visitor.subject, taking.doc, visitor.relation) =>
        {
            Why::Unattested
        }
        RefusalCode::MissingDependency if builds_on_aside(taking, change)? => {
            if !vouched {
                let message = format!("it builds on changes of others that {} waits to be vouched for", taking.doc);
                return Ok(Verdict::Refused(RefusedAtDoor { code: RefusalCode::Unattested, message, ..refusal }));
            }
            Why::Unattested
        }
        _ => return Ok(Verdict::Refused(refusal)),
    };
    let pusher = taking.pusher;
    let kept = aside::put(taking.tx, &pusher.company, taking.doc, why, (pusher.device, pusher.received), change)?;
    Ok(match why {
        // The phone records again what it wrote; the fork stays here for who wants to look at it.
        Why::Forked => Verdict::Refused(refusal),
        Why::Unattested if kept => Verdict::Aside,
        Why::Unattested => {
            let message = format!("this device has brought {} MiB that nobody vouches for", aside::MOST >> 20);
            Verdict::Refused(RefusedAtDoor { code: RefusalCode::Unattested, message, ..refusal })
        }
    })
}

fn own(visitor: Visitor<'_>, change: &Change) -> bool {
    Actor::from_bytes(change.actor_id().to_bytes()).is_some_and(|actor| actor.device == visitor.device)
}

fn builds_on_aside(taking: &Taking<'_>, change: &Change) -> Result<bool, StoreError> {
    for dep in change.deps() {
        if aside::has(taking.tx, &taking.pusher.company, taking.doc, dep)? {
            return Ok(true);
        }
    }
    Ok(false)
}
