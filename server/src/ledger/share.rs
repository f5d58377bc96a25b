//! Facts by person, so that packing one person's does not go through everyone's.

use std::collections::BTreeMap;

use shared::fact::{Fact, FactBody};
use shared::id::{CollectionId, ContractId, EmployeeId};

/// Each person's facts: what he recorded, and the money of contracts he has a share in. Ordered as given.
#[must_use]
pub fn by_person(facts: &[Fact]) -> BTreeMap<EmployeeId, Vec<Fact>> {
    let mut sharers: BTreeMap<&ContractId, Vec<&EmployeeId>> = BTreeMap::new();
    let mut paid_on: BTreeMap<&CollectionId, &ContractId> = BTreeMap::new();
    for fact in facts {
        match &fact.body {
            FactBody::Contract { contract, shares, .. } => {
                sharers.insert(contract, shares.keys().collect());
            }
            FactBody::Collection { collection, contract, .. } => {
                paid_on.insert(collection, contract);
            }
            _ => {}
        }
    }
    let mut people: BTreeMap<EmployeeId, Vec<Fact>> = BTreeMap::new();
    for fact in facts {
        let contract = match &fact.body {
            FactBody::Contract { contract, .. } | FactBody::Collection { contract, .. } => Some(contract),
            FactBody::Refund { collection, .. } => paid_on.get(collection).copied(),
            FactBody::Visit { .. } | FactBody::Contact { .. } | FactBody::Expense { .. } => None,
        };
        let owners = contract.and_then(|contract| sharers.get(contract)).into_iter().flatten().copied();
        for person in owners.chain(&fact.employee) {
            people.entry(person.clone()).or_default().push(fact.clone());
        }
    }
    people
}
