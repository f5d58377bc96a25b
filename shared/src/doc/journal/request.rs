//! What a person asks of the server about a customer; it checks whether he may, carries it out, or says why not.

use serde::{Deserialize, Serialize};

use crate::id::CustomerId;

use super::super::ledger::Class;

/// Another class for a customer. An owner may raise it himself, so that more contacts are due; whoever leads him also
/// lowers it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClassChange {
    pub customer: CustomerId,
    pub class: Class,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Two customers are one: `customer` becomes another name of `into`. Nothing is deleted, and what is recorded with either
/// counts for `into`. `None` undoes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Merge {
    pub customer: CustomerId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub into: Option<CustomerId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}
