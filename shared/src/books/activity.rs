use serde::{Deserialize, Serialize};

use super::{Id, Rate, instant_text};
use crate::num::Decimal;
use crate::period::{BusinessDay, Instant, Span};
use crate::place::Verdict;

/// 業務機會
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opportunity {
    pub id: Id,
    pub owner: Id,
    /// Expected amount.
    pub expected: Decimal,
    /// 提成比例, by `from`, ascending; empty: none preset.
    #[serde(default)]
    pub rates: Vec<Rate>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stages: Vec<StageEntry>,
}

/// The opportunity reached a stage (OPP-2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageEntry {
    #[serde(with = "instant_text")]
    pub at: Instant,
    pub order: i64,
    pub known_on: BusinessDay,
}

/// 拜訪: a stay at a customer's site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    pub id: Id,
    pub employee: Id,
    pub customer: Id,
    #[serde(with = "instant_text")]
    pub check_in: Instant,
    #[serde(default, with = "instant_text::option")]
    pub check_out: Option<Instant>,
    /// Degrees on WGS-84; `None`: no fix.
    #[serde(default)]
    pub lat: Option<Decimal>,
    #[serde(default)]
    pub lon: Option<Decimal>,
    /// Metres (68 % radius); `None`: not known.
    #[serde(default)]
    pub accuracy: Option<Decimal>,
    /// The verdict given at the check-in, by the fence as it was then. Where it stands it counts, and no position is
    /// asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Verdict>,
    #[serde(default)]
    pub result: String,
    /// Next contact date 下次聯繫日期.
    #[serde(default)]
    pub next: Option<BusinessDay>,
    pub known_on: BusinessDay,
}

/// 溝通記錄 that is no visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    pub id: Id,
    pub employee: Id,
    pub customer: Id,
    #[serde(with = "instant_text")]
    pub at: Instant,
    #[serde(default)]
    pub next: Option<BusinessDay>,
    pub known_on: BusinessDay,
}

/// A stop of a day plan (VIS-4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedVisit {
    pub employee: Id,
    pub date: BusinessDay,
    pub customer: Id,
    pub order: i64,
}

/// A customer's answer, 1 to 5.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Survey {
    pub id: Id,
    pub employee: Id,
    pub date: BusinessDay,
    pub answer: Decimal,
    pub known_on: BusinessDay,
}

/// State of a claim or a trip request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExpenseState {
    Draft,
    Submitted,
    Approved,
    Rejected,
    Paid,
}

/// 費用申請單
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expense {
    pub id: Id,
    pub employee: Id,
    #[serde(default)]
    pub opportunity: Option<Id>,
    pub category: String,
    pub date: BusinessDay,
    pub amount: Decimal,
    pub state: ExpenseState,
    pub known_on: BusinessDay,
}

/// 出差申請單
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trip {
    pub id: Id,
    pub opportunity: Id,
    pub date: BusinessDay,
    /// Win probability at application, percent.
    pub probability: Decimal,
    /// Expected amount at application.
    pub amount: Decimal,
    pub state: ExpenseState,
    pub known_on: BusinessDay,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Won {
    Won,
    Lost,
}

/// An opportunity was closed; `employee` owned it then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    pub id: Id,
    pub opportunity: Id,
    pub employee: Id,
    pub date: BusinessDay,
    pub result: Won,
    pub known_on: BusinessDay,
}

/// 評分 of one rater, 0 to 100 (D-9).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rating {
    pub id: Id,
    pub employee: Id,
    pub period: Span,
    pub indicator: Id,
    /// superior, leader, hr, peers, committee …
    pub kind: String,
    pub rater: String,
    pub score: Decimal,
    pub known_on: BusinessDay,
}

/// Something that deducts, adds or vetoes: a complaint, a praise, an accident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    pub id: Id,
    pub employee: Id,
    pub date: BusinessDay,
    pub kind: String,
    pub known_on: BusinessDay,
}
