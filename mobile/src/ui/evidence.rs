//! What an amount stands on: a visit, a payment, a contract, by its day and customer.

use std::collections::BTreeMap;

use dioxus::prelude::*;
use shared::fact::{Fact, FactBody};
use shared::id::CustomerId;

use super::chip::verdict_name;
use super::icon::{Glyph, Icon};
use crate::i18n::{self, format};
use crate::view::Evidence;

/// One fact in a line.
#[component]
pub fn EvidenceRow(id: String, evidence: Option<Evidence>) -> Element {
    let Some(evidence) = evidence else {
        return rsx! {
            div { class: "evidence", "data-testid": "evidence", Icon { glyph: Glyph::Document } span { class: "mono xs cut", "{id}" } }
        };
    };
    let glyph = match evidence.kind.as_str() {
        "visit" => Glyph::Visit,
        "contact" => Glyph::Contact,
        "expense" => Glyph::Expense,
        "collection" | "refund" => Glyph::Money,
        _ => Glyph::Document,
    };
    let kind = i18n::known(&format!("fact-{}", evidence.kind)).unwrap_or_else(|| evidence.kind.clone());
    let mut words = vec![format::day(evidence.day)];
    words.extend(evidence.minutes.map(format::minutes));
    words.extend(evidence.verdict.map(verdict_name));
    rsx! {
        div { class: "evidence", "data-testid": "evidence", "data-kind": "{evidence.kind}", "data-verdict": evidence.verdict.map(|verdict| verdict.as_str()), title: "{id}",
            Icon { glyph }
            div { class: "grow",
                p { class: "cut", "{kind}", if let Some(customer) = &evidence.customer { " · {customer}" } }
                p { class: "xs muted cut", {words.join(" · ")} }
            }
            if let Some(amount) = &evidence.amount {
                span { class: "num", {format::grouped(amount)} }
            }
        }
    }
}

/// The evidence in facts the server sent with a statement.
#[must_use]
pub fn of_facts(
    facts: &BTreeMap<String, Fact>,
    customers: &BTreeMap<CustomerId, String>,
) -> BTreeMap<String, Evidence> {
    let customer_of = |contract: &shared::id::ContractId| {
        facts.values().find_map(|fact| match &fact.body {
            FactBody::Contract { contract: this, customer, .. } if this == contract => Some(*customer),
            _ => None,
        })
    };
    let contract_of = |collection: &shared::id::CollectionId| {
        facts.values().find_map(|fact| match &fact.body {
            FactBody::Collection { collection: this, contract, .. } if this == collection => Some(contract.clone()),
            _ => None,
        })
    };
    let of = |fact: &Fact| {
        let (customer, amount) = match &fact.body {
            FactBody::Visit { customer, .. } | FactBody::Contact { customer, .. } => (Some(*customer), None),
            FactBody::Expense { customer, money, .. } => (*customer, Some(money)),
            FactBody::Contract { customer, money, .. } => (Some(*customer), Some(money)),
            FactBody::Collection { contract, money, .. } => (customer_of(contract), Some(money)),
            FactBody::Refund { collection, money, .. } => {
                (contract_of(collection).as_ref().and_then(customer_of), Some(money))
            }
        };
        let (verdict, minutes) = match &fact.body {
            FactBody::Visit { check_in, check_out, verdict, .. } => {
                (Some(*verdict), check_out.map(|left| left.since(*check_in) / 60_000))
            }
            _ => (None, None),
        };
        Evidence {
            kind: fact.body.kind().to_owned(),
            day: fact.day,
            customer: customer.and_then(|id| customers.get(&id).cloned()),
            amount: amount.map(|money| money.amount().to_string()),
            verdict,
            minutes,
        }
    };
    facts.iter().map(|(id, fact)| (id.clone(), of(fact))).collect()
}
