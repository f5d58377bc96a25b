use serde::{Deserialize, Serialize};

use super::{Id, Rate};
use crate::num::{Currency, Decimal};
use crate::period::BusinessDay;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Product {
    pub id: Id,
    /// By `from`, ascending; empty: the plan's rate counts.
    #[serde(default)]
    pub rates: Vec<Rate>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContractLine {
    pub id: Id,
    pub product: Id,
    pub quantity: Decimal,
    pub price: Decimal,
    /// Without one the line earns no price bonus (D-36).
    #[serde(default)]
    pub guide_price: Option<Decimal>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instalment {
    pub id: Id,
    pub due: BusinessDay,
    pub amount: Decimal,
}

/// Credited share of a contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Split {
    pub employee: Id,
    pub percent: Decimal,
}

/// A later version of a contract: its new total from a day on (D-18).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amendment {
    pub date: BusinessDay,
    pub amount: Decimal,
    pub known_on: BusinessDay,
}

/// 契約
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contract {
    pub id: Id,
    pub customer: Id,
    #[serde(default)]
    pub opportunity: Option<Id>,
    pub signed: BusinessDay,
    pub amount: Decimal,
    /// `None`: the company's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<Currency>,
    #[serde(default)]
    pub lines: Vec<ContractLine>,
    #[serde(default)]
    pub instalments: Vec<Instalment>,
    /// Percent, sum 100.
    pub splits: Vec<Split>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub amendments: Vec<Amendment>,
    pub known_on: BusinessDay,
}

/// 回款
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Collection {
    pub id: Id,
    pub contract: Id,
    pub received: BusinessDay,
    pub amount: Decimal,
    #[serde(default)]
    pub instalment: Option<Id>,
    pub known_on: BusinessDay,
}

/// 退款 of a collection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refund {
    pub id: Id,
    pub collection: Id,
    pub date: BusinessDay,
    pub amount: Decimal,
    pub known_on: BusinessDay,
}

/// 壞帳
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BadDebt {
    pub id: Id,
    pub contract: Id,
    pub date: BusinessDay,
    pub amount: Decimal,
    pub known_on: BusinessDay,
}

/// 懲罰 to be deducted (PAY-6).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Penalty {
    pub id: Id,
    pub employee: Id,
    pub date: BusinessDay,
    pub amount: Decimal,
    pub known_on: BusinessDay,
}

/// 特殊貢獻獎: entered by the leader, counts once HR confirmed it (D-35).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Special {
    pub id: Id,
    pub employee: Id,
    pub date: BusinessDay,
    pub amount: Decimal,
    pub confirmed: bool,
    pub known_on: BusinessDay,
}

/// A dated rate: pay currency for one unit (D-40).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fx {
    pub from: BusinessDay,
    pub currency: Currency,
    pub rate: Decimal,
    pub known_on: BusinessDay,
}
