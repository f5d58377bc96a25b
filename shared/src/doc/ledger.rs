//! What one employee's phone needs to compute pay and to know its customers, written by the server alone: terms, targets,
//! contracts and collections with the person's share, and who owns which customer.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Doc, DocError};
use crate::old::engine::Terms;
use crate::fact::Fact;
use crate::id::{CustomerId, EmployeeId};
use crate::num::Decimal;
use crate::period::BusinessDay;

/// A customer's class (CUS-1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Class {
    A,
    B,
    C,
}

impl Class {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
        }
    }
}

/// Who a customer belongs to, by the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holding {
    pub class: Class,
    pub owner: EmployeeId,
    /// Of the ownership.
    pub since: BusinessDay,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub collaborators: Vec<EmployeeId>,
}

/// A ledger as read.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    /// `None` until the server knows the person's post and wage.
    pub terms: Option<Terms>,
    /// By metric.
    pub targets: BTreeMap<String, Decimal>,
    pub facts: Vec<Fact>,
    pub holdings: BTreeMap<CustomerId, Holding>,
}

const TERMS: &str = "terms";
const TARGET: &str = "target:";
const FACT: &str = "fact:";
const HOLDING: &str = "holding:";

/// Makes the document say exactly this; says whether anything changed.
pub fn write(doc: &mut Doc, ledger: &Ledger) -> Result<bool, DocError> {
    let mut changed = false;
    if let Some(terms) = &ledger.terms {
        changed |= doc.reconcile(TERMS, terms)?;
    }
    changed |= replace(doc, TARGET, ledger.targets.iter().map(|(metric, value)| (metric.clone(), value)))?;
    changed |= replace(doc, FACT, ledger.facts.iter().map(|fact| (fact.id.to_string(), fact)))?;
    changed |= replace(doc, HOLDING, ledger.holdings.iter().map(|(id, holding)| (id.to_string(), holding)))?;
    Ok(changed)
}

fn replace<T: Serialize>(
    doc: &mut Doc,
    prefix: &str,
    wanted: impl Iterator<Item = (String, T)>,
) -> Result<bool, DocError> {
    let mut gone: std::collections::BTreeSet<String> = doc.entries(prefix).map(|entry| entry.key).collect();
    let mut changed = false;
    for (name, value) in wanted {
        let key = format!("{prefix}{name}");
        changed |= doc.reconcile(&key, &value)?;
        gone.remove(&key);
    }
    for key in &gone {
        doc.remove(key)?;
    }
    Ok(changed || !gone.is_empty())
}

/// Reads a ledger.
#[must_use]
pub fn read(doc: &Doc) -> Ledger {
    let mut facts: Vec<Fact> = doc.map(FACT).into_values().collect();
    facts.sort_by(|a: &Fact, b| (a.day, &a.id).cmp(&(b.day, &b.id)));
    Ledger {
        terms: doc.get(TERMS).ok().flatten(),
        targets: doc.map(TARGET),
        facts,
        holdings: doc.map(HOLDING).into_iter().filter_map(|(id, holding)| Some((id.parse().ok()?, holding))).collect(),
    }
}
