//! What one employee recorded in one month: entries keyed by uuid, only ever added (VIS-1..3, FUP-1, EXP-1).

mod day;
mod facts;
mod request;
mod stay;

use serde::{Deserialize, Serialize};

use super::desk::{Refusal, RefusalCode};
use super::form::Filled;
use super::{Doc, DocError};
use crate::id::{Actor, CustomerId, DeviceId, DocId, OpportunityId, RecordId, SiteId};
use crate::num::Money;
use crate::period::{BusinessDay, Instant};
use crate::place::{Fence, Fix, Metres, Verdict};

pub use crate::fact::Method;
pub use day::{DayPlan, Snooze};
pub use facts::{Received, facts, facts_of};
pub use request::{ClassChange, Merge};
pub use stay::{Stay, flags, stays};

/// One thing an employee recorded.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// When, by the device's clock.
    pub at: Instant,
    /// What the device's clock was off UTC, in minutes, so that the rep's own wall time can be shown (VIS-3).
    pub offset: i16,
    /// How far the device's clock was ahead of the server's at their last exchange, in milliseconds; only where that is
    /// more than [`SKEW`] (VIS-3).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub skew: Option<i64>,
    #[serde(flatten)]
    pub body: Body,
}

/// A clock off by more than this, in milliseconds, is flagged and corrected for sorting (domain.md, Time).
pub const SKEW: i64 = 10 * 60_000;

impl Entry {
    /// When it happened, as far as is known: the device's clock, corrected where it is known to be wrong (D-22). The raw
    /// value stays in `at`.
    #[must_use]
    pub fn when(&self) -> Instant {
        corrected(self.at, self.skew)
    }
}

/// A time of a device's clock, corrected where that is known to be wrong.
#[must_use]
pub fn corrected(at: Instant, skew: Option<i64>) -> Instant {
    skew.filter(|skew| skew.abs() > SKEW).map_or(at, |skew| at.plus_millis(-skew))
}

/// What was recorded. A new kind is one variant and the arms the compiler asks for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Body {
    CheckIn(CheckIn),
    CheckOut(CheckOut),
    Contact(Contact),
    Expense(Expense),
    Amendment(Amendment),
    Plan(DayPlan),
    Snooze(Snooze),
    Class(ClassChange),
    Merge(Merge),
}

/// 簽到: somebody came to a customer (VIS-1). Evidence: never edited.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CheckIn {
    pub customer: CustomerId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<SiteId>,
    /// The fence as the phone knew it, so that the verdict can be decided again by anyone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fence: Option<Fence>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fix: Option<Fix>,
    /// Why there is no fix, in the device's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no_fix: Option<String>,
    /// Asked where the verdict is not `inside`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opportunity: Option<OpportunityId>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<Photo>,
}

impl CheckIn {
    /// The verdict on the evidence; what a phone claims is not asked.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        Verdict::of(self.fix.as_ref(), self.fence.as_ref())
    }

    /// From the site, where both positions are known.
    #[must_use]
    pub fn distance(&self) -> Option<Metres> {
        Some(self.fix?.place.distance(self.fence?.place))
    }
}

/// 簽退: the stay ended (VIS-2).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CheckOut {
    pub visit: RecordId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fix: Option<Fix>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<String>,
    /// 下步工作
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_step: Option<String>,
    /// 下次聯繫日期
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_date: Option<BusinessDay>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<Photo>,
    /// The company's visit form, filled in (VIS-5).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<Filled>,
    /// Forgotten and closed by the phone at the end of the day: `at` is not when the rep left (VIS-2).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub forgotten: bool,
}

impl CheckOut {
    /// Its own pictures and those of the form.
    pub fn all_photos(&self) -> impl Iterator<Item = &Photo> {
        self.photos.iter().chain(self.form.iter().flat_map(Filled::photos))
    }
}

/// 溝通記錄: any interaction that is no visit (FUP-1).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Contact {
    pub customer: CustomerId,
    pub method: Method,
    pub content: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_step: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_date: Option<BusinessDay>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opportunity: Option<OpportunityId>,
}

/// 費用申請單: a claim (EXP-1). Its state after `submitted` is the server's record, in the desk document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Expense {
    /// Id of a category of the company.
    pub category: String,
    #[serde(flatten)]
    pub money: Money,
    pub date: BusinessDay,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<CustomerId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opportunity: Option<OpportunityId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visit: Option<RecordId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<Photo>,
}

/// A change to what was recorded; the original stays and both are shown (VIS-3).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Amendment {
    pub of: RecordId,
    /// Name of the field, as in this module.
    pub field: String,
    pub is: String,
    pub reason: String,
}

/// A picture by its content; the bytes travel apart (VIS-6).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Photo {
    /// BLAKE3 of the bytes, hex.
    pub hash: String,
    /// Length in bytes.
    pub size: u32,
    /// Media type, such as `image/jpeg`.
    pub mime: String,
    /// BLAKE3 of the file as the camera gave it, before it was scaled down and time and place were written into it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub original: Option<String>,
}

/// An entry as read back, with its author.
#[derive(Debug, Clone)]
pub struct Recorded {
    pub id: RecordId,
    pub entry: Entry,
    /// From the change's actor, which no device can forge.
    pub device: Option<DeviceId>,
    pub change: Option<automerge::ChangeHash>,
}

/// An entry that can not be read as what it says it is. The others go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    pub key: String,
    pub why: String,
    pub change: Option<automerge::ChangeHash>,
}

impl Unreadable {
    /// What its author is told.
    #[must_use]
    pub fn refusal(&self) -> Refusal {
        Refusal::new(RefusalCode::Unreadable, "", &self.why)
    }
}

impl Recorded {
    /// The record this entry is about: a visit for its check-out, the amended record for an amendment, else itself. What
    /// a record comes to depends on the entries about it alone.
    #[must_use]
    pub const fn about(&self) -> RecordId {
        match &self.entry.body {
            Body::CheckOut(check_out) => check_out.visit,
            Body::Amendment(amendment) => amendment.of,
            Body::CheckIn(_)
            | Body::Contact(_)
            | Body::Expense(_)
            | Body::Plan(_)
            | Body::Snooze(_)
            | Body::Class(_)
            | Body::Merge(_) => self.id,
        }
    }

    /// The pictures it names.
    #[must_use]
    pub fn photos(&self) -> Vec<&Photo> {
        match &self.entry.body {
            Body::CheckIn(check_in) => check_in.photos.iter().collect(),
            Body::CheckOut(check_out) => check_out.all_photos().collect(),
            Body::Expense(expense) => expense.photos.iter().collect(),
            Body::Contact(_)
            | Body::Amendment(_)
            | Body::Plan(_)
            | Body::Snooze(_)
            | Body::Class(_)
            | Body::Merge(_) => Vec::new(),
        }
    }
}

/// Adds an entry.
pub fn record(doc: &mut Doc, id: RecordId, entry: &Entry) -> Result<(), DocError> {
    if !matches!(doc.id(), DocId::Journal(..)) {
        return Err(DocError::Value { doc: doc.id().clone(), key: id.to_string(), why: "no journal".into() });
    }
    doc.put(&id.to_string(), entry)
}

/// Everything in a journal, in order of the records' ids, and what could not be read.
#[must_use]
pub fn entries(doc: &Doc) -> (Vec<Recorded>, Vec<Unreadable>) {
    let (mut read, mut bad) = (Vec::new(), Vec::new());
    for raw in doc.entries("") {
        let parsed = raw.key.parse::<RecordId>().map_err(|why| why.to_string()).and_then(|id| {
            let entry = serde_json::from_value(raw.value).map_err(|why| why.to_string())?;
            Ok((id, entry))
        });
        match parsed {
            Ok((id, entry)) => {
                read.push(Recorded {
                    id,
                    entry,
                    device: raw.author.map(|actor: Actor| actor.device),
                    change: raw.change,
                });
            }
            Err(why) => bad.push(Unreadable { key: raw.key, why, change: raw.change }),
        }
    }
    (read, bad)
}
