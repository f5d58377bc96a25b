//! Whose money it is: contracts, collections and refunds by credited share (D-13).

use std::collections::BTreeMap;

use crate::fact::{Fact, FactBody};
use crate::id::{CollectionId, ContractId, EmployeeId};
use crate::num::{Decimal, NumError, largest_remainder};
use crate::period::BusinessDay;

/// One person's part of a whole that is split by percent; zero where he has no share.
pub fn part(
    whole: Decimal,
    minor: u32,
    shares: &BTreeMap<EmployeeId, Decimal>,
    employee: &EmployeeId,
) -> Result<Decimal, NumError> {
    if !shares.contains_key(employee) {
        return Ok(Decimal::ZERO);
    }
    let weights: Vec<_> = shares.iter().map(|(id, percent)| (id.as_str(), *percent)).collect();
    let parts = largest_remainder(whole, minor, &weights)?;
    let own = weights.iter().position(|(id, _)| *id == employee.as_str());
    Ok(own.and_then(|at| parts.get(at).copied()).unwrap_or_default())
}

/// A contract as money looks at it.
#[derive(Debug, Clone, Copy)]
pub struct Signed<'a> {
    pub day: BusinessDay,
    pub shares: &'a BTreeMap<EmployeeId, Decimal>,
}

/// Contracts and collections by id, to find whose a payment is.
#[derive(Debug)]
pub struct Book<'a> {
    contracts: BTreeMap<&'a ContractId, Signed<'a>>,
    collections: BTreeMap<&'a CollectionId, (&'a Fact, &'a ContractId)>,
}

impl<'a> Book<'a> {
    #[must_use]
    pub fn new(facts: &'a [Fact]) -> Self {
        let (mut contracts, mut collections) = (BTreeMap::new(), BTreeMap::new());
        for fact in facts {
            match &fact.body {
                FactBody::Contract { contract, shares, .. } => {
                    contracts.insert(contract, Signed { day: fact.day, shares });
                }
                FactBody::Collection { collection, contract, .. } => {
                    collections.insert(collection, (fact, contract));
                }
                _ => {}
            }
        }
        Self { contracts, collections }
    }

    #[must_use]
    pub fn contract(&self, id: &ContractId) -> Option<Signed<'a>> {
        self.contracts.get(id).copied()
    }

    /// The fact of a collection.
    #[must_use]
    pub fn collection(&self, id: &CollectionId) -> Option<&'a Fact> {
        self.collections.get(id).map(|(fact, _)| *fact)
    }

    /// The contract a payment belongs to.
    #[must_use]
    pub fn contract_of(&self, fact: &'a Fact) -> Option<Signed<'a>> {
        match &fact.body {
            FactBody::Collection { contract, .. } => self.contract(contract),
            FactBody::Refund { collection, .. } => {
                let (_, contract) = self.collections.get(collection)?;
                self.contract(contract)
            }
            _ => None,
        }
    }

    /// The person's part of a collection (positive) or refund (negative); `None` for other facts and unknown contracts.
    pub fn part(&self, fact: &'a Fact, minor: u32, employee: &EmployeeId) -> Result<Option<Decimal>, NumError> {
        let (whole, refund) = match &fact.body {
            FactBody::Collection { money, .. } => (money.amount(), false),
            FactBody::Refund { money, .. } => (money.amount(), true),
            _ => return Ok(None),
        };
        let Some(signed) = self.contract_of(fact) else { return Ok(None) };
        let part = part(whole, minor, signed.shares, employee)?;
        Ok(Some(if refund { -part } else { part }))
    }
}
