//! Commands: what a person does on the phone. Each becomes one entry in a document and one durable transaction.

use serde::{Deserialize, Serialize};
use shared::doc::customer::ProfileField;
use shared::doc::journal::{CheckIn, CheckOut, Contact, Expense, Photo};
use shared::id::{CustomerId, RecordId};
use shared::period::Instant;

/// A command with the uuid of the record it makes: sent twice, it makes one record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Command {
    pub id: RecordId,
    /// By the device's clock when the person pressed.
    pub at: Instant,
    /// Minutes the device's clock is off UTC.
    pub offset: i16,
    pub what: What,
    /// Bytes of the photos that `what` names by hash.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<PhotoBytes>,
}

/// What was done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "with", rename_all = "snake_case")]
pub enum What {
    CheckIn(CheckIn),
    CheckOut(CheckOut),
    Contact(Contact),
    Expense(Expense),
    Amend { of: RecordId, field: String, is: String, reason: String },
    EditCustomer { customer: CustomerId, field: ProfileField, text: String },
}

impl What {
    /// The photos it names.
    pub fn photos(&self) -> impl Iterator<Item = &Photo> {
        let named: &[Photo] = match self {
            Self::CheckIn(check_in) => &check_in.photos,
            Self::CheckOut(check_out) => &check_out.photos,
            Self::Expense(expense) => &expense.photos,
            Self::Contact(_) | Self::Amend { .. } | Self::EditCustomer { .. } => &[],
        };
        named.iter()
    }
}

/// A picture taken on this device, scaled down already.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhotoBytes {
    /// BLAKE3, hex; checked against the bytes.
    pub hash: String,
    pub mime: String,
    #[serde(with = "serde_bytes")]
    pub bytes: Vec<u8>,
}
