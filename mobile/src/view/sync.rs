//! How the sync stands, as a whole and of each record.

use serde::{Deserialize, Serialize};
use shared::period::Instant;

use super::Failure;

/// How the sync stands (SYN-2).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SyncState {
    /// Records not yet held by the server.
    pub waiting: u32,
    pub refused: u32,
    /// The last exchange failed to reach the server.
    pub offline: bool,
    pub running: bool,
    /// When the last exchange succeeded.
    pub last: Option<Instant>,
    /// What the last exchange said, where it failed for another reason than the network.
    pub problem: Option<Failure>,
    /// The photo that is being sent.
    #[serde(default)]
    pub photo: Option<PhotoOnItsWay>,
}

/// How far a photo is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhotoOnItsWay {
    /// Bytes the server has.
    pub sent: u64,
    /// Of the whole photo.
    pub length: u64,
    /// Photos that wait, this one among them.
    pub waiting: u32,
}

/// Where a record is on its way (SYN-2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordState {
    /// Durable on this device.
    Local,
    /// On its way, no receipt yet.
    Sent,
    /// Durable on the server.
    Held,
    /// In the server's facts.
    Counted,
    Refused,
}

impl RecordState {
    /// The value of `data-sync`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Local => "local",
            Self::Sent => "sent",
            Self::Held => "held",
            Self::Counted => "counted",
            Self::Refused => "refused",
        }
    }
}
