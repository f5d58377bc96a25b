//! One record of the outbox.

use dioxus::prelude::*;
use shared::doc::desk::Refusal;

use crate::i18n::{self, format};
use crate::pages::rep::visit_record::field_name;
use crate::route::Route;
use crate::t;
use crate::ui::chip::sync_name;
use crate::ui::face::words;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::photo::PhotoRefused;
use crate::ui::time::When;
use crate::view::OutboxItem;

/// What it is and of whom.
fn title(item: &OutboxItem) -> String {
    let kind = i18n::known(&format!("kind-{}", item.kind.replace('_', "-"))).unwrap_or_else(|| item.kind.clone());
    match &item.customer {
        Some(customer) => format!("{kind} · {customer}"),
        None => kind,
    }
}

fn glyph(item: &OutboxItem) -> Glyph {
    match item.kind.as_str() {
        "check_in" | "check_out" => Glyph::Visit,
        "contact" => Glyph::Contact,
        "expense" => Glyph::Expense,
        _ => Glyph::Note,
    }
}

/// A record on its way, or arrived.
#[component]
pub fn Item(item: OutboxItem) -> Element {
    let about = match item.state {
        crate::view::RecordState::Local => t!("outbox-local"),
        crate::view::RecordState::Sent => t!("outbox-sent"),
        crate::view::RecordState::Held => t!("outbox-held"),
        crate::view::RecordState::Counted => t!("outbox-counted"),
        crate::view::RecordState::Refused => String::new(),
    };
    rsx! {
        li { class: "item full", "data-testid": "outbox-item", "data-sync": item.state.as_str(), "data-kind": "{item.kind}", "data-record": "{item.id}",
            span { class: "lead", Icon { glyph: glyph(&item) } }
            div { class: "grow",
                p { class: "t1 row", span { class: "lines-2", {title(&item)} } if let Some(amount) = &item.amount { b { class: "num", {format::money_text(amount)} } } }
                p { class: "t2 cut", "{about}" }
            }
            div { class: "st",
                span { Icon { glyph: Glyph::from(item.state), class: "i-16" } {sync_name(item.state)} }
                When { at: item.at, offset: item.offset }
            }
            PhotoRefused { failure: item.photo.clone() }
        }
    }
}

/// Where the trouble is and what stood there, as the form calls it: an id says nothing to whoever reads it.
fn trouble(refusal: &Refusal, offset: i16) -> (Option<String>, Option<String>) {
    let filled = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let value = match refusal.field.as_str() {
        "customer" | "visit" | "into" => None,
        "at" => filled(&refusal.value).map(|at| at.parse().map_or(at, |at| format::exact_time(at, offset))),
        "amount" => filled(&refusal.value).map(|amount| format::grouped(&amount)),
        _ => filled(&refusal.value),
    };
    (filled(&refusal.field).map(|field| field_name(&field)), value)
}

/// A record that was refused: why, what it was about, what to do. Nothing of it is lost.
#[component]
pub fn RefusedItem(item: OutboxItem) -> Element {
    let (reason, (field, value)) = match (&item.refusal, &item.door) {
        (Some(refusal), _) => {
            (i18n::known(refusal.code.key()).unwrap_or_else(|| t!("refusal-other")), trouble(refusal, item.offset))
        }
        (None, Some(door)) => (words(door), (None, None)),
        (None, None) => (t!("refusal-other"), (None, None)),
    };
    let remedy = match item.kind.as_str() {
        "expense" => Some((Route::expense_of(None), t!("again-expense"))),
        "check_in" | "check_out" | "contact" => Some((Route::Customers {}, t!("again-customer"))),
        _ => None,
    };
    rsx! {
        section { class: "card refused-card", "aria-label": t!("outbox-refused"),
            ul { class: "list icons",
                li { class: "item", "data-testid": "outbox-item", "data-sync": "refused", "data-kind": "{item.kind}", "data-record": "{item.id}",
                    span { class: "lead", Icon { glyph: Glyph::Refused } }
                    div { class: "grow",
                        p { class: "t1 row", span { class: "lines-2", {title(&item)} } if let Some(amount) = &item.amount { b { class: "num", {format::money_text(amount)} } } }
                        p { class: "t2 cut", When { at: item.at, offset: item.offset } }
                    }
                    span { class: "chip", {t!("record-refused")} }
                }
            }
            div { style: "padding:0 16px 16px", class: "stack",
                p { class: "note", "data-sync": "refused", "data-testid": "refusal-reason",
                    Icon { glyph: Glyph::Warning }
                    span { b { "{reason}" } br {} {t!("outbox-refused-kept")} }
                }
                PhotoRefused { failure: item.photo.clone() }
                if field.is_some() || value.is_some() {
                    dl { class: "kv",
                        if let Some(field) = field { dt { {t!("refusal-field")} } dd { "{field}" } }
                        if let Some(value) = value { dt { {t!("refusal-value")} } dd { class: "num", "{value}" } }
                    }
                }
                if let Some((to, name)) = remedy {
                    Link { to, class: "btn", "data-testid": "refused-again", Icon { glyph: Glyph::Note } "{name}" }
                }
            }
        }
    }
}
