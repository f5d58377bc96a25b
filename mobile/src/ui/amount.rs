//! Amounts: right-aligned, tabular, a minus in red.

use dioxus::prelude::*;

use crate::i18n::format;

/// An amount, with its currency where it stands alone.
#[component]
pub fn Amount(value: String, #[props(default)] currency: String, #[props(default)] class: &'static str) -> Element {
    let text = if currency.is_empty() { format::grouped(&value) } else { format::money(&value, &currency) };
    let sign = (format::sign(&value) == "neg").then_some("neg");
    rsx! {
        b { class: "num {class}", "data-sign": sign, "{text}" }
    }
}

/// A cell of a table: the amount, or a dash where there is none.
#[component]
pub fn AmountCell(value: Option<String>, #[props(default)] bold: bool) -> Element {
    let weight = if bold { "font-weight:600" } else { "" };
    match value {
        Some(value) => rsx! {
            td { class: "r", style: weight, "data-sign": (format::sign(&value) == "neg").then_some("neg"), {format::grouped(&value)} }
        },
        None => rsx! { td { class: "r muted", "—" } },
    }
}
