use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

use crate::id::{DeviceId, DocId};
use crate::period::Instant;

/// The version of everything in this file and of the bytes automerge writes into it.
pub const PROTOCOL: u16 = 1;

/// What a device sends.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SyncRequest {
    pub protocol: u16,
    pub device: DeviceId,
    pub cursor: Cursor,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pushes: Vec<Push>,
    /// Documents to be sent whole, whatever the cursor says: what the device has of them is damaged, or a fork.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fetch: Vec<DocId>,
}

/// Changes to one document, in an order in which they can be applied.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Push {
    pub doc: DocId,
    pub changes: Vec<ByteBuf>,
    /// What the server itself said of this document before it was restored (SYN-7): lets in the ancestors of those heads,
    /// whoever wrote them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attested: Option<Attested>,
}

impl Push {
    #[must_use]
    pub const fn new(doc: DocId, changes: Vec<ByteBuf>) -> Self {
        Self { doc, changes, attested: None }
    }
}

/// The heads a document had on the server, vouched for by it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attested {
    /// 32 bytes each, in order.
    pub heads: Vec<ByteBuf>,
    /// 16 bytes of keyed BLAKE3 over company, document and heads; the key is the server's and in no backup.
    pub mac: ByteBuf,
}

/// How far a device has read: opaque to it, kept and sent back.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Cursor {
    /// The server's epoch the numbers belong to.
    pub epoch: u64,
    /// Everything readable with a number up to this has arrived.
    pub base: u64,
    /// A pull in several pages is under way up to this number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<Part>,
}

/// Where a pull of several pages stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    pub target: u64,
    /// Documents come in order of their ids; this one is the last that was begun.
    pub doc: DocId,
    /// Of that document, changes with a number up to this have arrived.
    pub upto: u64,
}

/// What the server answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SyncResponse {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub receipts: Vec<Receipt>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub deltas: Vec<Delta>,
    /// Documents the device may no longer read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gone: Vec<DocId>,
    pub cursor: Cursor,
    /// Ask again at once: there is another page.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub more: bool,
    pub server_time: Instant,
}

/// What became of one pushed change. Sent after the commit is durable.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Receipt {
    pub doc: DocId,
    /// The change's hash, 32 bytes; where it could not be read, BLAKE3 of what was sent.
    pub change: ByteBuf,
    #[serde(flatten)]
    pub verdict: Verdict,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "verdict")]
pub enum Verdict {
    /// Held by the server under this number. Counted once the cursor's base has passed it.
    Accepted {
        seq: u64,
    },
    /// The server held it already.
    Known {
        seq: u64,
    },
    /// Kept, but not in the document: it waits for the attested head it is an ancestor of, or for an administrator. The
    /// device need not send it again.
    Aside,
    Refused(RefusedAtDoor),
}

/// A refusal at the door: nothing of the change is kept by the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedAtDoor {
    pub code: super::admit::RefusalCode,
    pub message: String,
    /// For `missing_dependency`: the heads the server has, 32 bytes each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub heads: Vec<ByteBuf>,
}

/// What is new in one document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Delta {
    pub doc: DocId,
    /// The whole document in columnar form, for a device that has none of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub snapshot: Option<ByteBuf>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<ByteBuf>,
    /// With the last piece of the document: its heads, once this is taken in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attested: Option<Attested>,
}

/// The body of every refusal over HTTP.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorBody {
    pub code: String,
    pub message: String,
    /// What to do about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

/// Bytes that are no message of this protocol.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WireError {
    #[error("not readable as CBOR: {0}")]
    Cbor(String),
    #[error("the receipts do not fit what was pushed: {0}")]
    Receipt(String),
    #[error("protocol version {0} is not spoken here, {PROTOCOL} is")]
    Protocol(u16),
}

pub fn to_cbor<T: Serialize>(value: &T) -> Result<Vec<u8>, WireError> {
    let mut out = Vec::new();
    ciborium::into_writer(value, &mut out).map_err(|why| WireError::Cbor(why.to_string()))?;
    Ok(out)
}

/// Reads a message, nested at most 32 deep.
pub fn from_cbor<T: serde::de::DeserializeOwned>(bytes: &[u8]) -> Result<T, WireError> {
    ciborium::de::from_reader_with_recursion_limit(bytes, 32).map_err(|why| WireError::Cbor(why.to_string()))
}

impl SyncRequest {
    /// Reads a request; another protocol version is told apart from garbage, whatever else that version says.
    pub fn read(bytes: &[u8]) -> Result<Self, WireError> {
        #[derive(Deserialize)]
        struct Version {
            protocol: u16,
        }
        // Once where all is well: a piece of a long push is a quarter of a mebibyte.
        let read = from_cbor::<Self>(bytes);
        let protocol = match &read {
            Ok(request) => request.protocol,
            Err(_) => from_cbor::<Version>(bytes).map_or(PROTOCOL, |version| version.protocol),
        };
        if protocol == PROTOCOL { read } else { Err(WireError::Protocol(protocol)) }
    }
}
