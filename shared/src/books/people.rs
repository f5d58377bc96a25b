use serde::{Deserialize, Serialize};

use super::Id;
use crate::num::Decimal;
use crate::period::{BusinessDay, Span};

/// 崗位: where somebody works and what he is scored on, from a day on (ORG-1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Post {
    pub from: BusinessDay,
    pub department: Id,
    /// Of the plan.
    pub template: Id,
}

/// 基礎工資 of a month, from a day on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wage {
    pub from: BusinessDay,
    pub amount: Decimal,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    pub id: Id,
    pub join: BusinessDay,
    /// Last day of employment.
    #[serde(default)]
    pub leave: Option<BusinessDay>,
    /// By `from`, ascending.
    pub posts: Vec<Post>,
    pub wages: Vec<Wage>,
    /// Recoverable draw of a month (D-17).
    #[serde(default)]
    pub draw: Option<Decimal>,
    /// Weight of the post in a department's pool (D-36).
    pub pool_weight: Decimal,
}

impl Person {
    #[must_use]
    pub fn employed_on(&self, day: BusinessDay) -> bool {
        self.join <= day && self.leave.is_none_or(|last| day <= last)
    }

    /// The post in force on a day.
    #[must_use]
    pub fn post_on(&self, day: BusinessDay) -> Option<&Post> {
        self.posts.iter().rev().find(|post| post.from <= day)
    }

    /// The monthly wage in force on a day.
    #[must_use]
    pub fn wage_on(&self, day: BusinessDay) -> Option<Decimal> {
        self.wages.iter().rev().find(|wage| wage.from <= day).map(|wage| wage.amount)
    }

    /// His last employed day in a period; `None` where he is not employed in it at all (D-10).
    #[must_use]
    pub fn last_employed_day(&self, span: Span) -> Option<BusinessDay> {
        let last = self.leave.map_or(span.last_day(), |leave| leave.min(span.last_day()));
        (last >= span.first_day() && last >= self.join).then_some(last)
    }
}

/// Customer class: how often he is to be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Class {
    A,
    B,
    C,
}

impl Class {
    pub const ALL: [Self; 3] = [Self::A, Self::B, Self::C];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
        }
    }
}

/// A site on WGS-84, in degrees, with its fence in metres.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Site {
    pub lat: Decimal,
    pub lon: Decimal,
    pub radius: Decimal,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Customer {
    pub id: Id,
    pub class: Class,
    pub owner: Id,
    /// Since when the owner owns him.
    pub since: BusinessDay,
    #[serde(default)]
    pub site: Option<Site>,
}

/// 銷售目標 of a person, a department or the company (TGT-1): specific and measurable by `metric` and `value`; the rest of
/// SMART is for people to read and changes no figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    pub subject: Id,
    /// `metric` or `metric:parameter`.
    pub metric: Id,
    pub period: Span,
    pub value: Decimal,
    /// Who answers for it; `None`: the subject, or whoever leads it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<Id>,
    /// `None`: the period's last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline: Option<BusinessDay>,
    /// Why it can be reached.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub achievable: String,
    /// What it is good for.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub relevance: String,
}

impl Target {
    /// A target by its figures alone.
    #[must_use]
    pub const fn new(subject: Id, metric: Id, period: Span, value: Decimal) -> Self {
        Self {
            subject,
            metric,
            period,
            value,
            owner: None,
            deadline: None,
            achievable: String::new(),
            relevance: String::new(),
        }
    }
}
