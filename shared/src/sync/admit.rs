//! The door: whether a pushed change may be stored. Needs no document in memory, only what is known of its changes.

use automerge::{Change, ChangeHash};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

use super::wire::RefusedAtDoor;
use crate::doc::{ChunkError, verified_change};
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
}

/// What the server knows of one document's changes.
pub trait Known {
    /// Whether this change is held, and under which number.
    fn held(&self, hash: &ChangeHash) -> Option<u64>;
    /// The last sequence number held of an actor; 0 where there is none.
    fn last_seq(&self, actor: &[u8]) -> u64;
    fn heads(&self) -> Vec<ChangeHash>;
}

/// Who pushes, from which device.
#[derive(Debug, Clone, Copy)]
pub struct Visitor<'a> {
    pub subject: &'a Subject,
    pub device: DeviceId,
    pub relation: Relation,
}

/// What the door says to one change.
#[derive(Debug)]
pub enum Admission {
    /// Store it. The caller gives it a number.
    Store(Box<Change>),
    /// Held already.
    Known { hash: ChangeHash, seq: u64 },
    Refused { hash: Option<ChangeHash>, refusal: RefusedAtDoor },
}

/// Decides about the bytes of one change to `doc`.
pub fn admit(visitor: Visitor<'_>, doc: &DocId, bytes: &[u8], known: &dyn Known) -> Admission {
    let change = match verified_change(bytes) {
        Ok(change) => change,
        Err(why) => {
            let code = match why {
                ChunkError::TooLarge(_) | ChunkError::TooManyOperations(_) => RefusalCode::TooLarge,
                ChunkError::Malformed(_) | ChunkError::Checksum | ChunkError::Decode(_) => RefusalCode::Malformed,
            };
            return Admission::Refused { hash: None, refusal: refusal(code, why.to_string()) };
        }
    };
    let hash = change.hash();
    let refuse = |code, message: String| Admission::Refused { hash: Some(hash), refusal: refusal(code, message) };
    if !policy::may_write(visitor.subject, doc, visitor.relation) {
        return refuse(RefusalCode::NotAllowed, format!("{} may not write {doc}", visitor.subject.employee));
    }
    if let Some(seq) = known.held(&hash) {
        return Admission::Known { hash, seq };
    }
    let own = Actor::from_bytes(change.actor_id().to_bytes()).is_some_and(|actor| actor.device == visitor.device);
    if !own {
        let message = format!("the change was written by actor {}, not by this device", change.actor_id());
        return refuse(RefusalCode::ForeignActor, message);
    }
    let last = known.last_seq(change.actor_id().to_bytes());
    if change.seq() <= last {
        let message = format!("this device wrote another change {} to {doc} before; its last is {last}", change.seq());
        return refuse(RefusalCode::Forked, message);
    }
    let missing = change.deps().iter().filter(|dep| known.held(dep).is_none()).count();
    if missing > 0 || change.seq() != last + 1 {
        let message = format!("{missing} changes that {hash} builds on are not here; the device's last here is {last}");
        let heads = known.heads().iter().map(|head| ByteBuf::from(head.0)).collect();
        let refusal = RefusedAtDoor { heads, ..refusal(RefusalCode::MissingDependency, message) };
        return Admission::Refused { hash: Some(hash), refusal };
    }
    Admission::Store(Box::new(change))
}

fn refusal(code: RefusalCode, message: String) -> RefusedAtDoor {
    RefusedAtDoor { code, message, heads: Vec::new() }
}
