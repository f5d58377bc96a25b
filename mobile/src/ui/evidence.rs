//! What an amount stands on: a visit, a payment, a contract, by its day and customer.

use dioxus::prelude::*;

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
        "collection" | "refund" | "bad_debt" | "penalty" | "special" => Glyph::Money,
        _ => Glyph::Document,
    };
    let kind =
        i18n::known(&format!("fact-{}", evidence.kind.replace('_', "-"))).unwrap_or_else(|| evidence.kind.clone());
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
