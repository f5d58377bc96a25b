use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::EngineError;
use crate::fact::{Fact, FactBody};
use crate::id::{CollectionId, ContractId, EmployeeId};
use crate::old::metric::Scope;
use crate::num::{Currency, Decimal};
use crate::period::{BusinessDay, Calendar, Period, Zone};
use crate::old::plan::Plan;

/// Everything a statement is computed from, and nothing else: change one thing in it and the hash changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pack {
    pub format: String,
    pub period: Period,
    pub terms: Terms,
    /// By metric.
    pub targets: BTreeMap<String, Decimal>,
    /// Ordered by (day, id).
    pub facts: Vec<Fact>,
    /// What is known of the people scored alike; `None` where nothing is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<Group>,
    /// The period is still open and this is today (D-21): the result is provisional.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub today: Option<BusinessDay>,
}

/// The terms a person works under in a period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    pub zone: Zone,
    pub currency: Currency,
    pub calendar: Calendar,
    pub plan: Plan,
    pub person: PersonTerms,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonTerms {
    pub id: EmployeeId,
    pub name: String,
    /// Of the plan (D-10: the post's on the last employed day of the period).
    pub template: String,
    pub join: BusinessDay,
    /// Last day of employment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leave: Option<BusinessDay>,
    /// By `from`, ascending.
    pub wages: Vec<Wage>,
}

/// 基礎工資 of a month, in force from a day on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wage {
    pub from: BusinessDay,
    #[serde(with = "rust_decimal::serde::str")]
    pub amount: Decimal,
}

/// Constants of the group: same template, same period, the person included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// People with a score.
    pub count: u32,
    /// Sum of their rounded total scores; the mean is `sum ÷ count`, never stored rounded.
    #[serde(with = "rust_decimal::serde::str")]
    pub sum: Decimal,
}

const FORMAT: &str = "fieldtally-pack/1";

/// Packs what counts of `facts` for one person and period.
#[must_use]
pub fn pack_for(terms: Terms, period: Period, targets: BTreeMap<String, Decimal>, facts: &[Fact]) -> Pack {
    let employee = &terms.person.id;
    let wanted = money_that_counts(facts, period, employee);
    let mut kept: Vec<Fact> = facts
        .iter()
        .filter(|fact| match &fact.body {
            FactBody::Visit { .. } | FactBody::Contact { .. } | FactBody::Expense { .. } => {
                period.contains(fact.day) && fact.employee.as_ref() == Some(employee)
            }
            FactBody::Contract { contract, shares, .. } => {
                shares.contains_key(employee) && (period.contains(fact.day) || wanted.contracts.contains(contract))
            }
            FactBody::Collection { collection, .. } => wanted.collections.contains(collection),
            FactBody::Refund { collection, .. } => period.contains(fact.day) && wanted.collections.contains(collection),
        })
        .cloned()
        .collect();
    kept.sort_by(|a, b| (a.day, &a.id).cmp(&(b.day, &b.id)));
    kept.dedup_by(|a, b| a.id == b.id);
    Pack { format: FORMAT.to_owned(), period, terms, targets, facts: kept, group: None, today: None }
}

struct Wanted<'a> {
    contracts: BTreeSet<&'a ContractId>,
    collections: BTreeSet<&'a CollectionId>,
}

/// Collections earned in the period, and those a refund of the period takes back with the ladder they stood on.
fn money_that_counts<'a>(facts: &'a [Fact], period: Period, employee: &EmployeeId) -> Wanted<'a> {
    let signed: BTreeMap<&ContractId, BusinessDay> = facts
        .iter()
        .filter_map(|fact| match &fact.body {
            FactBody::Contract { contract, shares, .. } if shares.contains_key(employee) => Some((contract, fact.day)),
            _ => None,
        })
        .collect();
    let earned: BTreeMap<&CollectionId, (Period, BusinessDay, &ContractId)> = facts
        .iter()
        .filter_map(|fact| match &fact.body {
            FactBody::Collection { collection, contract, .. } => {
                // Money received before signing is earned on the signing day (D-15).
                let day = fact.day.max(*signed.get(contract)?);
                Some((collection, (day.month(), fact.day, contract)))
            }
            _ => None,
        })
        .collect();
    let mut months: BTreeSet<Period> = [period].into();
    for fact in facts.iter().filter(|fact| period.contains(fact.day)) {
        if let FactBody::Refund { collection, .. } = &fact.body
            && let Some((month, ..)) = earned.get(collection)
        {
            months.insert(*month);
        }
    }
    let mut wanted = Wanted { contracts: BTreeSet::new(), collections: BTreeSet::new() };
    for (collection, (month, received, contract)) in earned {
        // Received in the period counts as collected in it, whenever it is earned.
        if months.contains(&month) || period.contains(received) {
            wanted.collections.insert(collection);
            wanted.contracts.insert(contract);
        }
    }
    wanted
}

impl Pack {
    /// What metrics are measured on.
    #[must_use]
    pub fn scope(&self) -> Scope<'_> {
        let Terms { zone, currency, calendar, person, .. } = &self.terms;
        Scope {
            employee: &person.id,
            period: self.period,
            calendar,
            zone: *zone,
            minor: currency.minor(),
            join: person.join,
            leave: person.leave,
            today: self.today,
            facts: &self.facts,
        }
    }

    pub(super) fn check_currency(&self) -> Result<(), EngineError> {
        for fact in &self.facts {
            let money = match &fact.body {
                FactBody::Contract { money, .. }
                | FactBody::Collection { money, .. }
                | FactBody::Refund { money, .. } => money,
                _ => continue,
            };
            if money.currency() != self.terms.currency {
                let pay = self.terms.currency.to_string();
                return Err(EngineError::ForeignCurrency { currency: money.currency().to_string(), pay });
            }
        }
        Ok(())
    }
}
