//! What stands behind an id in a trail, in a line: its kind, its day, its customer, its amount.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Books, Id};
use crate::period::BusinessDay;
use crate::place::Verdict;

/// A record of the books, for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// `visit`, `contact`, `collection` …: the text is the fluent key `fact-…`.
    pub kind: String,
    pub id: Id,
    pub day: BusinessDay,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<Id>,
    /// In the contract's or the company's currency; negative where it is given back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Verdict>,
    /// From check-in to check-out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes: Option<i64>,
}

impl Evidence {
    fn new(kind: &str, id: &Id, day: BusinessDay) -> Self {
        let (kind, id) = (kind.to_owned(), id.clone());
        Self { kind, id, day, customer: None, amount: None, verdict: None, minutes: None }
    }

    fn of(mut self, customer: Option<&Id>) -> Self {
        self.customer = customer.cloned();
        self
    }

    fn amount(mut self, amount: impl ToString) -> Self {
        self.amount = Some(amount.to_string());
        self
    }
}

impl Books {
    /// Every record a trail over these books can name.
    #[must_use]
    pub fn evidence(&self) -> Vec<Evidence> {
        let buyers: BTreeMap<&Id, &Id> = self.contracts.iter().map(|one| (&one.id, &one.customer)).collect();
        let paid_on: BTreeMap<&Id, &Id> = self.collections.iter().map(|one| (&one.id, &one.contract)).collect();
        let buyer = |contract: &Id| buyers.get(contract).copied();
        let zone = self.company.zone;
        let mut found: Vec<Evidence> = Vec::new();
        found.extend(self.visits.iter().map(|one| Evidence {
            verdict: one.verdict,
            minutes: one.check_out.map(|left| left.since(one.check_in) / 60_000),
            ..Evidence::new("visit", &one.id, zone.day_of(one.check_in)).of(Some(&one.customer))
        }));
        found.extend(
            self.contacts
                .iter()
                .map(|one| Evidence::new("contact", &one.id, zone.day_of(one.at)).of(Some(&one.customer))),
        );
        found.extend(
            self.contracts
                .iter()
                .map(|one| Evidence::new("contract", &one.id, one.signed).of(Some(&one.customer)).amount(one.amount)),
        );
        found.extend(
            self.collections.iter().map(|one| {
                Evidence::new("collection", &one.id, one.received).of(buyer(&one.contract)).amount(one.amount)
            }),
        );
        found.extend(self.refunds.iter().map(|one| {
            let customer = paid_on.get(&one.collection).and_then(|contract| buyer(contract));
            Evidence::new("refund", &one.id, one.date).of(customer).amount(-one.amount)
        }));
        found.extend(
            self.bad_debts
                .iter()
                .map(|one| Evidence::new("bad_debt", &one.id, one.date).of(buyer(&one.contract)).amount(-one.amount)),
        );
        found.extend(self.expenses.iter().map(|one| Evidence::new("expense", &one.id, one.date).amount(one.amount)));
        found.extend(self.surveys.iter().map(|one| Evidence::new("survey", &one.id, one.date)));
        found.extend(self.outcomes.iter().map(|one| Evidence::new("outcome", &one.id, one.date)));
        found.extend(self.ratings.iter().map(|one| Evidence::new("rating", &one.id, one.period.last_day())));
        found.extend(self.events.iter().map(|one| Evidence::new("event", &one.id, one.date)));
        found.extend(self.penalties.iter().map(|one| Evidence::new("penalty", &one.id, one.date).amount(-one.amount)));
        found.extend(self.specials.iter().map(|one| Evidence::new("special", &one.id, one.date).amount(one.amount)));
        found
    }
}
