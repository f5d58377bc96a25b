use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::books::Id;
use crate::num::Decimal;
use crate::period::BusinessDay;

/// What is left of a penalty (D-38).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Carried {
    pub id: Id,
    pub date: BusinessDay,
    pub amount: Decimal,
}

/// What D-37 looks at, since January.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Year {
    /// Months evaluated.
    #[serde(default)]
    pub months: u32,
    /// Monthly performance-bonus coefficients.
    pub coefficients: Decimal,
    pub coefficient_count: u32,
    pub bonuses: Decimal,
    pub bonus_count: u32,
}

/// What a person takes into the next month.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Balance {
    /// Draw not yet earned (D-17).
    pub owed: Decimal,
    /// Bonuses computed and not yet paid, by bonus (D-34).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub accrued: BTreeMap<Id, Decimal>,
    /// By (date, id).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub carried: Vec<Carried>,
    /// Commission above the cap, to be paid in a later month (D-16).
    #[serde(default)]
    pub over_cap: Decimal,
    /// Commission that waits, by collection (D-16).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub held: BTreeMap<Id, Decimal>,
    #[serde(default)]
    pub year: Year,
    /// A negative total that was paid as 0 (D-38, setting).
    #[serde(default)]
    pub negative: Decimal,
}
