use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use shared::books::Id;
use shared::period::BusinessDay;
use shared::place::Verdict;

/// What a fact id in a trail is, for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// `visit`, `contact`, `collection` …: the fact's kind.
    pub kind: String,
    pub day: BusinessDay,
    /// His name.
    pub customer: Option<String>,
    pub amount: Option<String>,
    pub verdict: Option<Verdict>,
    pub minutes: Option<i64>,
}

/// Evidence by id. A contract and a payment may bear the same id: each system numbers its own.
pub type Found = BTreeMap<String, Vec<Evidence>>;

/// The records of books for people, with their customers' names.
#[must_use]
pub fn evidence(facts: &[shared::books::Evidence], names: &BTreeMap<Id, String>) -> Found {
    let mut found = Found::new();
    for fact in facts {
        found.entry(fact.id.to_string()).or_default().push(Evidence {
            kind: fact.kind.clone(),
            day: fact.day,
            customer: fact.customer.as_ref().and_then(|id| names.get(id).cloned()),
            amount: fact.amount.clone(),
            verdict: fact.verdict,
            minutes: fact.minutes,
        });
    }
    found
}
