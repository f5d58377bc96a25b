use super::{CustomerNo, EmployeeNo, OpportunityNo};
use crate::books::{Amendment, BadDebt, Collection, Contract, Refund};
use crate::num::{Currency, Decimal};
use crate::period::BusinessDay;

/// Credited share of a contract.
#[derive(Debug, Clone)]
pub struct Share {
    pub employee: EmployeeNo,
    pub percent: Decimal,
}

/// A collection with what was taken back of it.
#[derive(Debug, Clone)]
pub struct Receipt {
    pub collection: Collection,
    /// By (date, id).
    pub refunds: Vec<Refund>,
}

impl Receipt {
    /// What is left of it at the end of a day; a refund counts as never received (D-20).
    #[must_use]
    pub fn kept(&self, day: BusinessDay) -> Decimal {
        let back: Decimal = self.refunds.iter().filter(|refund| refund.date <= day).map(|refund| refund.amount).sum();
        self.collection.amount - back
    }
}

/// A contract with the money on it.
#[derive(Debug, Clone)]
pub struct Deal {
    pub contract: Contract,
    pub customer: Option<CustomerNo>,
    pub opportunity: Option<OpportunityNo>,
    /// By employee id.
    pub shares: Vec<Share>,
    /// The contract's currency, where it is not the pay currency.
    pub foreign: Option<Currency>,
    /// By date.
    pub amendments: Vec<Amendment>,
    /// By (received, id).
    pub receipts: Vec<Receipt>,
    /// By (date, id).
    pub bad_debts: Vec<BadDebt>,
}

impl Deal {
    /// Percent credited to somebody, of all splits that name him; `None` where none does.
    #[must_use]
    pub fn percent(&self, employee: EmployeeNo) -> Option<Decimal> {
        let his = self.shares.iter().filter(|share| share.employee == employee).map(|share| share.percent);
        his.reduce(|sum, more| sum.saturating_add(more))
    }

    /// The contract's total in force on a day, in its own currency (D-18).
    #[must_use]
    pub fn total_on(&self, day: BusinessDay) -> Decimal {
        let last = self.amendments.iter().rev().find(|amendment| amendment.date <= day);
        last.map_or(self.contract.amount, |amendment| amendment.amount)
    }

    /// Received minus refunded up to a day, in its own currency.
    #[must_use]
    pub fn collected_by(&self, day: BusinessDay) -> Decimal {
        self.receipts.iter().filter(|receipt| receipt.collection.received <= day).map(|receipt| receipt.kept(day)).sum()
    }

    /// The day money is earned on: received before signing, it is earned on the signing day (D-15).
    #[must_use]
    pub fn earned_on(&self, received: BusinessDay) -> BusinessDay {
        received.max(self.contract.signed)
    }
}
