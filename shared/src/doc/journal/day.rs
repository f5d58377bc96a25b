//! What a rep decides about his own days: where he will go, and what he puts off.

use serde::{Deserialize, Serialize};

use crate::id::CustomerId;
use crate::period::BusinessDay;
use crate::reminder::Kind;

/// 拜訪計劃: the stops of a day in their order (VIS-4). A later plan of the same day takes the place of an earlier one; which
/// of them counts is for the books to say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayPlan {
    pub day: BusinessDay,
    pub stops: Vec<CustomerId>,
}

/// A reminder put off until a day: out of sight until then, never out of what counts (FUP-2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snooze {
    pub customer: CustomerId,
    pub reminder: Kind,
    pub until: BusinessDay,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}
