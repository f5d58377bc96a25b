//! The door: whether a pushed change may be stored. Needs no document in memory, only what is known of its changes.
//!
//! In two steps, so that a server does the costly one before its turn to write: [`open`] reads the bytes, [`decide`]
//! judges what was read.

use automerge::{Change, ChangeHash};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

use super::wire::RefusedAtDoor;
use crate::doc::{ChunkError, only_adds, verified_change};
use crate::id::{Actor, DeviceId, DocId};
use crate::policy::{self, Relation, Subject};

/// Why a change was refused at the door.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefusalCode {
    /// Not a change, or not the change it says it is.
    Malformed,
    TooLarge,
    /// Written by another device's actor.
    ForeignActor,
    /// Not a document this person may write.
    NotAllowed,
    /// It needs changes the server does not have: send those between its heads and this.
    MissingDependency,
    /// This actor wrote another change with the same number: take a new actor and record again.
    Forked,
    /// An earlier change of the same push was refused, and this one stands on it.
    AfterRefused,
    /// A change to a journal that is no new entry: what was recorded stays.
    Rewrites,
    /// Taken in, but it can not be applied to the document (or stands on one that can not): it counts nowhere.
    Quarantined,
    /// Written by another device, and no attested head covers it.
    Unattested,
}

/// What the server knows of one document's changes.
pub trait Known {
    type Error;
    /// Whether this change is held, and under which number.
    fn held(&self, hash: &ChangeHash) -> Result<Option<u64>, Self::Error>;
    /// Whether this change is held: cheaper where the number need not be known.
    fn has(&self, hash: &ChangeHash) -> Result<bool, Self::Error> {
        Ok(self.held(hash)?.is_some())
    }
    /// The last sequence number held of an actor; 0 where there is none.
    fn last_seq(&self, actor: &[u8]) -> Result<u64, Self::Error>;
    fn heads(&self) -> Result<Vec<ChangeHash>, Self::Error>;
}

/// Who pushes, from which device.
#[derive(Debug, Clone, Copy)]
pub struct Visitor<'a> {
    pub subject: &'a Subject,
    pub device: DeviceId,
    pub relation: Relation,
}

/// What the door says to one change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Admission {
    /// Store it. The caller gives it a number.
    Store,
    /// Held already, under this number.
    Known(u64),
    Refused(RefusedAtDoor),
}

/// Reads the bytes of one change: bounded, and with the hash it claims.
pub fn open(bytes: &[u8]) -> Result<Change, RefusedAtDoor> {
    verified_change(bytes).map_err(|why| {
        let code = match why {
            ChunkError::TooLarge { .. } | ChunkError::TooMany { .. } => RefusalCode::TooLarge,
            ChunkError::Malformed(_) | ChunkError::Checksum | ChunkError::Decode(_) => RefusalCode::Malformed,
        };
        refusal(code, why.to_string())
    })
}

/// Decides about one change to `doc`.
pub fn decide<K: Known>(visitor: Visitor<'_>, doc: &DocId, change: &Change, known: &K) -> Result<Admission, K::Error> {
    judge(visitor, doc, change, known, false)
}

/// The same for a change that heads cover which the server itself attested (SYN-7, see [`super::attest`]): it was here
/// before, so it comes back whoever wrote it and whoever brings it. It still has to fit what is here.
pub fn decide_attested<K: Known>(
    visitor: Visitor<'_>,
    doc: &DocId,
    change: &Change,
    known: &K,
) -> Result<Admission, K::Error> {
    judge(visitor, doc, change, known, true)
}

fn judge<K: Known>(
    visitor: Visitor<'_>,
    doc: &DocId,
    change: &Change,
    known: &K,
    covered: bool,
) -> Result<Admission, K::Error> {
    let refuse = |code, message: String| Ok(Admission::Refused(refusal(code, message)));
    if !covered && !policy::may_write(visitor.subject, doc, visitor.relation) {
        return refuse(RefusalCode::NotAllowed, format!("{} may not write {doc}", visitor.subject.employee));
    }
    let (actor, seq, hash) = (change.actor_id().to_bytes(), change.seq(), change.hash());
    let own = Actor::from_bytes(actor).is_some_and(|actor| actor.device == visitor.device);
    let last = known.last_seq(actor)?;
    // A change is held only if its number is: the usual new one costs no search.
    if seq <= last
        && let Some(held) = known.held(&hash)?
    {
        return Ok(Admission::Known(held));
    }
    if !own && !covered {
        let message = format!("the change was written by actor {}, not by this device", change.actor_id());
        return refuse(RefusalCode::ForeignActor, message);
    }
    if seq <= last {
        let actor = change.actor_id();
        let message = format!("actor {actor} wrote another change {seq} to {doc} before; its last is {last}");
        return refuse(RefusalCode::Forked, message);
    }
    // What is covered passed here once; what a first version let in must come back too.
    if !covered
        && matches!(doc, DocId::Journal(..))
        && let Err(why) = only_adds(change)
    {
        return refuse(RefusalCode::Rewrites, format!("{doc} only grows: {why}"));
    }
    let mut missing = 0;
    for dep in change.deps() {
        missing += usize::from(!known.has(dep)?);
    }
    if missing > 0 || seq != last + 1 {
        let message = format!("{missing} changes that {hash} builds on are not here; its actor's last here is {last}");
        let heads = known.heads()?.iter().map(|head| ByteBuf::from(head.0)).collect();
        return Ok(Admission::Refused(RefusedAtDoor { heads, ..refusal(RefusalCode::MissingDependency, message) }));
    }
    Ok(Admission::Store)
}

/// What is said to a change that stands on a refused one of the same push.
#[must_use]
pub fn after_refused(doc: &DocId) -> RefusedAtDoor {
    refusal(RefusalCode::AfterRefused, format!("a change to {doc} before this one was refused"))
}

fn refusal(code: RefusalCode, message: String) -> RefusedAtDoor {
    RefusedAtDoor { code, message, heads: Vec::new() }
}

#[cfg(test)]
mod tests;
