use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::doc::company::Tiles;
use crate::doc::form::{Filled, Form};
use crate::id::{CustomerId, DeviceId, EmployeeId, RecordId};
use crate::period::{BusinessDay, Instant};
use crate::place::{Fence, Fix, Flag, Metres, Sighting, Verdict};

/// A day of the team on the map.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Activity {
    pub day: BusinessDay,
    /// Newest first.
    pub visits: Vec<TeamVisit>,
    pub people: Vec<TeamPerson>,
    /// `None`: the map is drawn without.
    pub tiles: Option<Tiles>,
    /// The versions of forms that these visits were filled in with.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub forms: Vec<Form>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamPerson {
    pub employee: EmployeeId,
    pub name: String,
    pub department: String,
    pub visits: u32,
}

/// A visit with its evidence (VIS-3).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TeamVisit {
    pub id: RecordId,
    pub employee: EmployeeId,
    pub name: String,
    pub customer: CustomerId,
    pub customer_name: String,
    /// By the device's clock, with its UTC offset in minutes.
    pub check_in: Instant,
    pub offset: i16,
    pub check_out: Option<Instant>,
    pub received: Instant,
    pub verdict: Verdict,
    pub distance: Option<Metres>,
    pub fix: Option<Fix>,
    pub no_fix: Option<String>,
    pub fence: Option<Fence>,
    pub reason: Option<String>,
    pub result: Option<String>,
    pub next_step: Option<String>,
    pub next_date: Option<BusinessDay>,
    pub device: Option<DeviceId>,
    pub photos: Vec<String>,
    /// Of the files the photos were made of, by the photo's hash.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub originals: BTreeMap<String, String>,
    /// How far the device's clock was ahead, in milliseconds, where that is more than a clock may be off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub skew: Option<i64>,
    /// The fix of the check-out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left: Option<Fix>,
    /// What a person should look at. Nothing follows from it by itself.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub flags: BTreeSet<Flag>,
    /// The check-out was forgotten: `check_out` is the end of the day.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub forgotten: bool,
    /// Id of a purpose of the company.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<Filled>,
    /// What was changed since, oldest first; the fields above stay as they were recorded.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub amendments: Vec<Amended>,
}

/// A change to what was recorded, with its reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amended {
    pub at: Instant,
    /// `result`, `next_step`, `next_date`, `purpose`, `reason`.
    pub field: String,
    pub is: String,
    pub why: String,
}

impl TeamVisit {
    /// When it began as far as is known: the device's clock, corrected where it is known to be wrong.
    #[must_use]
    pub fn when(&self) -> Instant {
        crate::doc::journal::corrected(self.check_in, self.skew)
    }

    /// When and where the person was by his device.
    #[must_use]
    pub const fn sighting(&self) -> Sighting {
        Sighting { at: self.check_in, skew: self.skew, fix: self.fix, left: self.left }
    }
}
