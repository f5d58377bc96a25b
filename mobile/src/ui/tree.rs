//! The explanation tree: an amount opens to its rule, the numbers put in, the rounding and the evidence (PAY-7).

mod words;

use std::collections::BTreeMap;
use std::rc::Rc;

use dioxus::prelude::*;
use shared::old::engine::{Explained, Node};

use super::evidence::EvidenceRow;
use super::icon::{Glyph, Icon};
use crate::i18n::format;
use crate::t;
use crate::view::Evidence;

pub use words::{metric_name, metric_value, node_name, value};

/// The facts behind a statement, by id; shared by every node of a tree.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Grounds(pub Rc<BTreeMap<String, Evidence>>);

/// More facts than this are shown when asked for.
const FEW: usize = 8;

/// The lines of a statement, each with its explanation.
#[component]
pub fn StatementTree(explained: ReadSignal<Explained>, grounds: Grounds) -> Element {
    let explained = explained.read();
    let nodes = explained.statement.lines.iter().zip(&explained.trail);
    rsx! {
        ul { class: "tree", "data-testid": "statement-lines",
            for (line, node) in nodes {
                TreeNode { key: "{line.key}", node: node.clone(), grounds: grounds.clone(), depth: 0, of: line.key.clone() }
            }
        }
    }
}

/// The score's explanation.
#[component]
pub fn ScoreTree(node: Node, grounds: Grounds) -> Element {
    rsx! {
        ul { class: "tree", "data-testid": "score-tree",
            TreeNode { node, grounds, depth: 0 }
        }
    }
}

/// One amount and, opened, how it came about.
#[component]
fn TreeNode(node: Node, grounds: Grounds, depth: u8, #[props(default)] of: String) -> Element {
    let mut open = use_signal(|| false);
    let mut all = use_signal(|| false);
    let shown = value(&node);
    let negative = node.value.as_deref().is_some_and(|value| format::sign(value) == "neg");
    let few = if all() { node.facts.len() } else { FEW };
    rsx! {
        li { style: "--d:{depth}",
            button {
                class: "n",
                r#type: "button",
                "data-testid": "tree-node",
                "data-of": "{of}",
                "aria-expanded": if open() { "true" } else { "false" },
                onclick: move |_| open.toggle(),
                span { class: "tw", Icon { glyph: Glyph::Forward, class: "i-16" } }
                span { class: "what", {node_name(&node, &grounds)} }
                span { class: "basis muted cut num", {node.formula.as_deref().map(format::formula).unwrap_or_default()} }
                b { class: "amt num", "data-sign": negative.then_some("neg"), "{shown}" }
            }
            if open() {
                div { class: "rule",
                    if let Some(formula) = &node.formula {
                        span { class: "num", style: "white-space:normal", {format::formula(formula)} }
                    }
                    for (name, input) in words::inputs(&node) {
                        span { "{name} " b { class: "num", "{input}" } }
                    }
                    if let Some(exact) = &node.exact {
                        span { class: "num", style: "white-space:normal", {t!("trail-exact", exact = format::grouped(exact), value = shown.clone())} }
                    }
                    if node.value.is_none() {
                        span { {t!("trail-not-applicable")} }
                    }
                    span { class: "xs muted", {t!("trail-rule", rule = node.rule.clone())} }
                }
                for fact in node.facts.iter().take(few) {
                    EvidenceRow { key: "{fact}", id: fact.to_string(), evidence: grounds.0.get(&fact.to_string()).cloned() }
                }
                if node.facts.len() > few {
                    button { class: "more", r#type: "button", onclick: move |_| all.set(true), {t!("trail-all-facts", n = node.facts.len() as i64)} }
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
