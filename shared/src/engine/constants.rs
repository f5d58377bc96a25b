use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::books::Id;
use crate::num::{Decimal, Exact};

/// The people scored alike: same template, same period, the person included.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Group {
    /// People with a score.
    pub count: u32,
    /// Sum of their rounded total scores; the mean is `sum ÷ count`, never stored rounded.
    pub sum: Decimal,
}

/// One person's part of a department's pool (D-36).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PoolPart {
    /// What is shared out: the pool times the department's coefficient, rounded.
    pub pool: Decimal,
    /// Σ of post weight × max(0, total score) over the members, printed.
    pub sum: String,
    pub part: Decimal,
}

/// What a person's statement takes from the others.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Constants {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<Group>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forced_grade: Option<Id>,
    /// By bonus.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub pools: BTreeMap<Id, PoolPart>,
    /// Why a pool of his could not be shared out: it stops the statement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped: Option<String>,
}

impl Group {
    /// The unrounded mean; `None` for nobody.
    #[must_use]
    pub fn mean(&self) -> Option<Exact> {
        Exact::from(self.sum).div(&Exact::whole(i64::from(self.count)), "the group").ok()
    }
}
