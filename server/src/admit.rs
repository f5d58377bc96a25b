//! Takes pushes in. The bytes are read before the writer's turn; inside it, each exchange is one job that decides,
//! numbers and stores, so that two exchanges can not decide on the same state.

mod aside;
mod known;
mod new;
mod room;

use automerge::Change;
use rayon::prelude::*;
use serde_bytes::ByteBuf;
use shared::id::{Actor, CompanyId, DeviceId, DocId};
use shared::period::Instant;
use shared::policy::{Relation, Subject};
use shared::sync::admit::{self, Admission, RefusalCode, Visitor};
use shared::sync::{Attested, Push, Receipt, RefusedAtDoor, Verdict};

use crate::auth::relation;
use crate::store::company::Numbers;
use crate::store::log::{self, Entry};
use crate::store::{StoreError, Transaction, company, grant};

pub use aside::take_in;
use known::InLog;

/// From so many changes on, several threads read them: one takes three microseconds.
const MANY: usize = 128;

/// A push whose bytes are read.
#[derive(Debug)]
pub struct Opened {
    pub doc: DocId,
    changes: Vec<Read>,
    attested: Option<Attested>,
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
    let opened = |push: Push| {
        let changes = if push.changes.len() < MANY {
            push.changes.iter().map(read).collect()
        } else {
            push.changes.par_iter().map(read).collect()
        };
        Opened { changes, doc: push.doc, attested: push.attested }
    };
    pushes.into_iter().map(opened).collect()
}

/// Who pushes, and when it came.
#[derive(Debug, Clone)]
pub struct Pusher {
    pub company: CompanyId,
    pub subject: Subject,
    pub device: DeviceId,
    pub received: Instant,
    /// That attested heads before.
    pub key: [u8; 32],
}

/// Decides about all changes and stores what is taken. A receipt for each, in their order; and where the company's log
/// stood before.
pub fn admit(tx: &Transaction, pusher: &Pusher, pushes: &[Opened]) -> Result<(Vec<Receipt>, Numbers), StoreError> {
    let numbers = company::numbers(tx, &pusher.company)?;
    let before = numbers.last;
    let mut last = before;
    let mut receipts = Vec::new();
    for push in pushes {
        one_doc(tx, pusher, push, &mut last, &mut receipts)?;
    }
    if last > before {
        company::take_seqs(tx, &pusher.company, last - before)?;
    }
    Ok((receipts, numbers))
}

fn one_doc(
    tx: &Transaction,
    pusher: &Pusher,
    push: &Opened,
    last: &mut u64,
    receipts: &mut Vec<Receipt>,
) -> Result<(), StoreError> {
    let name = push.doc.to_string();
    let relation = relation::relation(tx, &pusher.company, &pusher.subject.employee, &push.doc)?;
    let mut visitor = Visitor { subject: &pusher.subject, device: pusher.device, relation };
    let mut taking = Taking::new(tx, pusher, &push.doc, &name, last)?;
    // After a restore: what the server once vouched for comes back first, with what was kept aside until now.
    let vouched = match &push.attested {
        Some(attested) => aside::bring_back(&mut taking, visitor, push, attested)?,
        None => false,
    };
    let mut refused = false;
    for Read { name: called, change } in &push.changes {
        let verdict = match change {
            Err(refusal) => Verdict::Refused(refusal.clone()),
            Ok(change) => match taking.brought(change) {
                Some(seq) => Verdict::Accepted { seq },
                None => match admit::decide(visitor, &push.doc, change, &taking.known)? {
                    Admission::Known(seq) => Verdict::Known { seq },
                    Admission::Store => match room::refused(&mut taking, push, change)? {
                        None => {
                            if visitor.relation.new {
                                // What comes after it in this push is of a customer that is his.
                                visitor.relation = Relation { holds: true, ..Relation::default() };
                            }
                            Verdict::Accepted { seq: taking.take(change.clone()) }
                        }
                        Some(verdict) => verdict,
                    },
                    Admission::Refused(refusal) => match aside::keep(&taking, visitor, change, refusal, vouched)? {
                        Verdict::Refused(refusal) if refused && refusal.code == RefusalCode::MissingDependency => {
                            Verdict::Refused(admit::after_refused(&push.doc))
                        }
                        verdict => verdict,
                    },
                },
            },
        };
        refused |= matches!(verdict, Verdict::Refused(_));
        receipts.push(Receipt { doc: push.doc.clone(), change: called.clone(), verdict });
    }
    taking.store()
}

/// Changes of one document while they are taken.
struct Taking<'a> {
    tx: &'a Transaction,
    pusher: &'a Pusher,
    doc: &'a DocId,
    known: InLog<'a>,
    /// With their numbers, from the first after `before`.
    taken: Vec<Change>,
    before: u64,
    last: &'a mut u64,
    /// What this device has put into the document, once it is asked.
    written: Option<u64>,
}

impl<'a> Taking<'a> {
    fn new(
        tx: &'a Transaction,
        pusher: &'a Pusher,
        doc: &'a DocId,
        name: &'a str,
        last: &'a mut u64,
    ) -> Result<Self, StoreError> {
        let known = InLog::new(tx, &pusher.company, name)?;
        Ok(Self { tx, pusher, doc, known, taken: Vec::new(), before: *last, last, written: None })
    }

    /// Gives a change its number.
    fn take(&mut self, change: Change) -> u64 {
        *self.last += 1;
        self.known.stored(&change, *self.last);
        self.taken.push(change);
        *self.last
    }

    /// The number a change was given in this push already.
    fn brought(&self, change: &Change) -> Option<u64> {
        self.known.taken(&change.hash())
    }

    /// Writes what was taken, moves the heads, and lets who may read a new document have it.
    fn store(self) -> Result<(), StoreError> {
        let Self { tx, pusher, doc, known, taken, before, .. } = self;
        let Pusher { company, received, device, .. } = pusher;
        if taken.is_empty() {
            return Ok(());
        }
        let mut seq = before + 1;
        for run in taken.chunk_by(|one, next| one.actor_id() == next.actor_id()) {
            // Whoever wrote what another device brings back may have it no more: it goes to all, as what the server wrote.
            let author = run.first().and_then(|change| Actor::from_bytes(change.actor_id().to_bytes()));
            let has_it = author.map(|actor| actor.device).filter(|author| author == device);
            let entry = Entry { company, doc, seq, device: has_it, received: *received };
            log::append(tx, entry, &run.iter().collect::<Vec<_>>())?;
            seq += u64::try_from(run.len()).unwrap_or(0);
        }
        let (stood, heads) = (known.before(), known.heads_now());
        let name = doc.to_string();
        log::move_heads(tx, company, &name, stood.difference(heads).copied(), heads.difference(stood).copied())?;
        if stood.is_empty() {
            if let DocId::Customer(customer) = doc {
                new::hold(tx, pusher, *customer, &taken)?;
            }
            // From its first change on: what a device wrote before a grant, it has lost with an earlier one. A document that
            // had changes has its grants; later changes of the org or of a holding bring theirs.
            grant::ensure(tx, company, doc, before + 1)?;
        }
        Ok(())
    }
}
