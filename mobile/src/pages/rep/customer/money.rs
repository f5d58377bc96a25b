//! Contracts and money of a customer, as the phone knows them.

use dioxus::prelude::*;
use shared::fact::{Fact, FactBody};
use shared::num::Decimal;

use crate::i18n::{self, format};
use crate::t;
use crate::ui::face::Face;
use crate::ui::icon::{Glyph, Icon};

/// Money received less refunds; `None` where nothing was.
#[must_use]
pub fn collected(facts: &[Fact]) -> Option<String> {
    let mut sum = None::<Decimal>;
    for fact in facts {
        let part = match &fact.body {
            FactBody::Collection { money, .. } => money.amount(),
            FactBody::Refund { money, .. } => -money.amount(),
            _ => continue,
        };
        sum = sum.unwrap_or_default().checked_add(part);
    }
    sum.map(|sum| sum.to_string())
}

#[component]
pub fn Money(facts: Vec<Fact>) -> Element {
    if facts.is_empty() {
        return rsx! { div { class: "body", style: "padding-top:12px", section { class: "card", Face { glyph: Glyph::Money, title: t!("money-none"), text: t!("money-none-text") } } } };
    }
    rsx! {
        div { class: "body", style: "padding-top:12px",
            section { class: "card",
                ul { class: "list icons",
                    for fact in facts {
                        Row { key: "{fact.id}", fact }
                    }
                }
            }
        }
    }
}

#[component]
fn Row(fact: Fact) -> Element {
    let (about, money, refund) = match &fact.body {
        FactBody::Contract { contract, money, .. } => (contract.to_string(), *money, false),
        FactBody::Collection { contract, money, .. } => (contract.to_string(), *money, false),
        FactBody::Refund { collection, money, .. } => (collection.to_string(), *money, true),
        FactBody::Visit { .. } | FactBody::Contact { .. } | FactBody::Expense { .. } | FactBody::Plan { .. } => {
            return rsx! {};
        }
    };
    let glyph = if matches!(fact.body, FactBody::Contract { .. }) { Glyph::Document } else { Glyph::Money };
    let amount = format::of_money(money);
    let name = i18n::known(&format!("fact-{}", fact.body.kind())).unwrap_or_default();
    rsx! {
        li { class: "item",
            span { class: "lead", Icon { glyph } }
            div { class: "grow", p { class: "t1 cut", "{name}" } p { class: "t2 lines-2", {format::day(fact.day)} " · {about}" } }
            b { class: "num", "data-sign": refund.then_some("neg"), if refund { "−{amount}" } else { "{amount}" } }
        }
    }
}
