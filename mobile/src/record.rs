//! Commands: what a person does on the phone. Each becomes one entry in a document and one durable transaction.

use serde::{Deserialize, Serialize};
use shared::doc::customer::{Edit, ProfileField};
use shared::doc::journal::{CheckIn, CheckOut, ClassChange, Contact, DayPlan, Expense, Merge, Photo, Snooze};
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
    /// As in [`shared::doc::journal::Entry`]; the store knows it and fills it in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub skew: Option<i64>,
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
    Amend {
        of: RecordId,
        field: String,
        is: String,
        reason: String,
    },
    Plan(DayPlan),
    Snooze(Snooze),
    SetClass(ClassChange),
    Merge(Merge),
    EditCustomer {
        customer: CustomerId,
        field: ProfileField,
        text: String,
    },
    /// Into the customer's own document; `new`: it begins with this.
    Customer {
        customer: CustomerId,
        new: bool,
        edit: Box<Edit>,
    },
}

impl What {
    /// Whether it becomes an entry of the journal; else it changes a customer's document.
    #[must_use]
    pub const fn in_journal(&self) -> bool {
        !matches!(self, Self::EditCustomer { .. } | Self::Customer { .. })
    }

    /// The photos it names.
    pub fn photos(&self) -> impl Iterator<Item = &Photo> {
        let named: Vec<&Photo> = match self {
            Self::CheckIn(check_in) => check_in.photos.iter().collect(),
            Self::CheckOut(check_out) => check_out.all_photos().collect(),
            Self::Expense(expense) => expense.photos.iter().collect(),
            Self::Contact(_)
            | Self::Amend { .. }
            | Self::Plan(_)
            | Self::Snooze(_)
            | Self::SetClass(_)
            | Self::Merge(_)
            | Self::EditCustomer { .. }
            | Self::Customer { .. } => Vec::new(),
        };
        named.into_iter()
    }
}

/// A picture taken on this device, scaled down already.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhotoBytes {
    /// BLAKE3, hex; checked against the bytes.
    pub hash: String,
    pub mime: String,
    /// BLAKE3 of the untouched file it was made of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub original: Option<String>,
    #[serde(with = "crate::json::bytes")]
    pub bytes: Vec<u8>,
}
