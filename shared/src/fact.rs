//! Facts: flat, dated, ordered. The engine's only input; made from documents, or imported.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::id::{CollectionId, ContractId, CustomerId, EmployeeId, FactId, RecordId, RefundId};
use crate::num::{Decimal, Money};
use crate::period::{BusinessDay, Instant};
use crate::place::Verdict;

/// One thing that happened and may count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    pub id: FactId,
    /// Whose it is; `None` where shares say it (a contract and what hangs on it).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub employee: Option<EmployeeId>,
    /// The local business day it belongs to (D-22 for visits).
    pub day: BusinessDay,
    #[serde(flatten)]
    pub body: FactBody,
}

/// A fact with the day the server held it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    #[serde(flatten)]
    pub fact: Fact,
    /// Local day of the receipt.
    pub known_on: BusinessDay,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FactBody {
    Visit {
        customer: CustomerId,
        check_in: Instant,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        check_out: Option<Instant>,
        verdict: Verdict,
        /// Whether a result was written.
        result: bool,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        next: Option<BusinessDay>,
    },
    Contact {
        customer: CustomerId,
        at: Instant,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        next: Option<BusinessDay>,
        /// `None`: recorded before facts said it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        method: Option<Method>,
    },
    /// 拜訪計劃: `day` is the day planned, `at` when it was planned (VIS-4).
    Plan { stops: Vec<CustomerId>, at: Instant },
    Expense {
        category: String,
        money: Money,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        customer: Option<CustomerId>,
    },
    /// `day` is the day of signing.
    Contract {
        contract: ContractId,
        customer: CustomerId,
        money: Money,
        /// Percent by employee; sums to 100.
        shares: BTreeMap<EmployeeId, Decimal>,
    },
    /// 回款: `day` is the day the money was received.
    Collection { collection: CollectionId, contract: ContractId, money: Money },
    /// 退款: names the collection it takes back.
    Refund { refund: RefundId, collection: CollectionId, money: Money },
}

/// 方式類別: how a contact was made (FUP-1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    Visit,
    Phone,
    Email,
    Wechat,
    Meeting,
    Other,
}

impl FactId {
    /// The fact of a record.
    #[must_use]
    pub fn of_record(id: RecordId) -> Self {
        Self::known(id.to_string())
    }

    #[must_use]
    pub fn of_contract(id: &ContractId) -> Self {
        Self::known(format!("contract {id}"))
    }

    #[must_use]
    pub fn of_collection(id: &CollectionId) -> Self {
        Self::known(format!("collection {id}"))
    }

    #[must_use]
    pub fn of_refund(id: &RefundId) -> Self {
        Self::known(format!("refund {id}"))
    }
}

impl FactBody {
    /// The customer it is about, where it is about one.
    #[must_use]
    pub const fn customer(&self) -> Option<CustomerId> {
        match self {
            Self::Visit { customer, .. } | Self::Contact { customer, .. } | Self::Contract { customer, .. } => {
                Some(*customer)
            }
            Self::Expense { customer, .. } => *customer,
            Self::Plan { .. } | Self::Collection { .. } | Self::Refund { .. } => None,
        }
    }

    /// The name of the kind, as serialised.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Visit { .. } => "visit",
            Self::Contact { .. } => "contact",
            Self::Plan { .. } => "plan",
            Self::Expense { .. } => "expense",
            Self::Contract { .. } => "contract",
            Self::Collection { .. } => "collection",
            Self::Refund { .. } => "refund",
        }
    }
}
