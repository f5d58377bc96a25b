//! The explanation tree: an amount opens to its rule, the numbers put in, the rounding and the evidence (PAY-7). The words
//! are `shared`'s: the same as a printed statement's.

mod words;

use std::rc::Rc;

use dioxus::prelude::*;
use shared::engine::{Explanation, Section, Told, ToldAdjustment};
use shared::rest::Under;
use shared::trail_text::Words;

use super::evidence::EvidenceRow;
use super::icon::{Glyph, Icon};
use crate::i18n::format;
use crate::t;
use crate::view::Found;

pub use words::{flag_words, metric_name, metric_value, note_words, section_name, stopped_words};

/// What a tree stands on, shared by every node: the facts by id, and the plan.
#[derive(Debug, Clone, PartialEq)]
pub struct Grounds {
    pub facts: Rc<Found>,
    pub under: Rc<Under>,
}

impl Grounds {
    #[must_use]
    pub fn new(facts: Found, under: Under) -> Self {
        Self { facts: Rc::new(facts), under: Rc::new(under) }
    }
}

/// More facts than this are shown when asked for.
const FEW: usize = 8;

/// The lines of a statement by section, each with its explanation.
#[component]
pub fn StatementTree(told: ReadSignal<Told>, grounds: Grounds) -> Element {
    let told = told.read();
    // The last section begun, so that each has one heading.
    let mut begun: Option<Section> = None;
    let rows = told.statement.lines.iter().enumerate().map(|(at, line)| {
        // An accrual stands beside the bonus it belongs to.
        let section = if line.section == Section::Accrual { Section::Bonus } else { line.section };
        let heading = (begun.replace(section) != Some(section)).then_some(section);
        (heading, line.clone(), told.trail.get(at).cloned())
    });
    let rows: Vec<_> = rows.collect();
    rsx! {
        ul { class: "tree", "data-testid": "statement-lines",
            for (heading, line, node) in rows {
                if let Some(section) = heading {
                    li { key: "section {line.key}", class: "section", span { class: "xs muted", {section_name(section)} } }
                }
                match node {
                    Some(node) => rsx! {
                        TreeNode { key: "{line.key}", node: words::line(&line, &node, &grounds.under), grounds: grounds.clone(), depth: 0, of: line.key.clone(), unpaid: !line.paid }
                    },
                    // Sealed by another version: the amounts stand without their explanation.
                    None => rsx! {
                        li { key: "{line.key}", div { class: "n", span { class: "what", {words::label(&line.key, &grounds.under)} } b { class: "amt num", {format::grouped(&line.amount.to_string())} } } }
                    },
                }
            }
        }
    }
}

/// The score's explanation.
#[component]
pub fn ScoreTree(node: Explanation, grounds: Grounds) -> Element {
    let node = words::words(&node, &grounds.under);
    rsx! {
        ul { class: "tree", "data-testid": "score-tree",
            TreeNode { node, grounds, depth: 0 }
        }
    }
}

/// What a close paid for months closed before: what it was, what it is, and why.
#[component]
pub fn Adjustments(adjustments: Vec<ToldAdjustment>, grounds: Grounds) -> Element {
    rsx! {
        ul { class: "tree", "data-testid": "adjustments",
            for one in adjustments {
                TreeNode {
                    key: "{one.adjustment.period} {one.adjustment.key}",
                    node: words::adjusted(&one.trail, &grounds.under),
                    grounds: grounds.clone(),
                    depth: 0,
                    of: one.adjustment.key.clone(),
                }
            }
        }
    }
}

/// One amount and, opened, how it came about.
#[component]
fn TreeNode(
    node: Words,
    grounds: Grounds,
    depth: u8,
    #[props(default)] of: String,
    #[props(default)] unpaid: bool,
) -> Element {
    let mut open = use_signal(|| false);
    let mut all = use_signal(|| false);
    let shown = node.value.clone().unwrap_or_else(|| t!("not-applicable"));
    let few = if all() { node.facts.len() } else { FEW };
    rsx! {
        li { style: "--d:{depth}",
            button {
                class: "n",
                r#type: "button",
                "data-testid": "tree-node",
                "data-of": "{of}",
                "data-unpaid": unpaid.then_some("true"),
                "aria-expanded": if open() { "true" } else { "false" },
                onclick: move |_| open.toggle(),
                span { class: "tw", Icon { glyph: Glyph::Forward, class: "i-16" } }
                span { class: "what", "{node.label}" }
                span { class: "basis muted cut num", {node.formula.clone().unwrap_or_default()} }
                b { class: if unpaid { "amt num muted" } else { "amt num" }, "data-sign": node.negative.then_some("neg"), "{shown}" }
            }
            if open() {
                div { class: "rule",
                    if let Some(formula) = &node.formula {
                        span { class: "num", style: "white-space:normal", "{formula}" }
                    }
                    if let Some(exact) = &node.exact {
                        span { class: "num", style: "white-space:normal", {t!("tree-exact", exact = exact.clone(), value = shown.clone())} }
                    }
                    if let Some(why) = &node.why {
                        span { style: "white-space:normal", "{why}" }
                    }
                    span { class: "xs muted", {t!("tree-rule", rule = node.rule)} }
                }
                for fact in node.facts.iter().take(few) {
                    for (at, evidence) in words::evidence(&grounds.facts, &node, fact).into_iter().enumerate() {
                        EvidenceRow { key: "{fact} {at}", id: fact.to_string(), evidence }
                    }
                }
                if node.facts.len() > few {
                    button { class: "more", r#type: "button", onclick: move |_| all.set(true), {t!("tree-all-facts", n = node.facts.len() as i64)} }
                }
                if !node.parts.is_empty() {
                    ul {
                        for (at, part) in node.parts.iter().enumerate() {
                            TreeNode { key: "{at}", node: part.clone(), grounds: grounds.clone(), depth: depth + 1 }
                        }
                    }
                }
            }
        }
    }
}
