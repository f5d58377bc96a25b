//! Takes pushes in. The bytes are read before the writer's turn; inside it, each exchange is one job that decides,
//! numbers and stores, so that two exchanges can not decide on the same state.

mod known;

use automerge::Change;
use serde_bytes::ByteBuf;
use shared::id::{CompanyId, DeviceId, DocId};
use shared::period::Instant;
use shared::policy::Subject;
use shared::sync::admit::{self, Admission, RefusalCode, Visitor};
use shared::sync::{Push, Receipt, RefusedAtDoor, Verdict};

use crate::auth::relation;
use crate::store::log::{self, Entry};
use crate::store::{StoreError, Transaction, company, grant};

use known::InLog;

/// A push whose bytes are read.
#[derive(Debug)]
pub struct Opened {
    pub doc: DocId,
    changes: Vec<Read>,
}

#[derive(Debug)]
struct Read {
    /// What the receipt calls it: the change's hash, or BLAKE3 of what was sent.
    name: ByteBuf,
    change: Result<Change, RefusedAtDoor>,
}

/// Reads the bytes of pushes: checks, inflates, decodes. Needs no database.
#[must_use]
pub fn open(pushes: Vec<Push>) -> Vec<Opened> {
    let read = |bytes: &ByteBuf| {
        let change = admit::open(bytes);
        let name = change.as_ref().map_or_else(|_| *blake3::hash(bytes).as_bytes(), |change| change.hash().0);
        Read { name: ByteBuf::from(name), change }
    };
    pushes.into_iter().map(|push| Opened { changes: push.changes.iter().map(read).collect(), doc: push.doc }).collect()
}

/// Who pushes, and when it came.
#[derive(Debug, Clone)]
pub struct Pusher {
    pub company: CompanyId,
    pub subject: Subject,
    pub device: DeviceId,
    pub received: Instant,
}

/// Decides about all changes and stores what is taken. A receipt for each, in their order.
pub fn admit(tx: &Transaction, pusher: &Pusher, pushes: &[Opened]) -> Result<Vec<Receipt>, StoreError> {
    let before = company::numbers(tx, &pusher.company)?.last;
    let mut last = before;
    let mut receipts = Vec::new();
    for push in pushes {
        one_doc(tx, pusher, push, &mut last, &mut receipts)?;
    }
    if last > before {
        company::take_seqs(tx, &pusher.company, last - before)?;
    }
    Ok(receipts)
}

fn one_doc(
    tx: &Transaction,
    pusher: &Pusher,
    push: &Opened,
    last: &mut u64,
    receipts: &mut Vec<Receipt>,
) -> Result<(), StoreError> {
    let Pusher { company, subject, device, received } = pusher;
    let name = push.doc.to_string();
    let relation = relation::relation(tx, company, &subject.employee, &push.doc)?;
    let visitor = Visitor { subject, device: *device, relation };
    let mut known = InLog::new(tx, company, &name)?;
    let mut heads = known.before().clone();
    let (before, mut refused, mut taken) = (*last, false, Vec::new());
    for Read { name: called, change } in &push.changes {
        let verdict = match change {
            Err(refusal) => Verdict::Refused(refusal.clone()),
            Ok(change) => match admit::decide(visitor, &push.doc, change, &known)? {
                Admission::Known(seq) => Verdict::Known { seq },
                Admission::Refused(refusal) if refused && refusal.code == RefusalCode::MissingDependency => {
                    Verdict::Refused(admit::after_refused(&push.doc))
                }
                Admission::Refused(refusal) => Verdict::Refused(refusal),
                Admission::Store => {
                    *last += 1;
                    taken.push(change);
                    for dep in change.deps() {
                        heads.remove(dep);
                    }
                    heads.insert(change.hash());
                    known.stored(change, *last);
                    Verdict::Accepted { seq: *last }
                }
            },
        };
        refused |= matches!(verdict, Verdict::Refused(_));
        receipts.push(Receipt { doc: push.doc.clone(), change: called.clone(), verdict });
    }
    if taken.is_empty() {
        return Ok(());
    }
    let mut seq = before + 1;
    for run in taken.chunk_by(|one, next| one.actor_id() == next.actor_id()) {
        let entry = Entry { company, doc: &push.doc, seq, device: Some(*device), received: *received };
        log::append(tx, entry, run)?;
        seq += u64::try_from(run.len()).unwrap_or(0);
    }
    let stood = known.before();
    log::move_heads(tx, company, &name, stood.difference(&heads).copied(), heads.difference(stood).copied())?;
    if stood.is_empty() {
        // From its first change on: what a device wrote before a grant, it has lost with an earlier one. A document that had
        // changes has its grants; later changes of the org or of a holding bring theirs.
        grant::ensure(tx, company, &push.doc, before + 1)?;
    }
    Ok(())
}
