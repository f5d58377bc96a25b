//! Choosing a customer among thousands: a field that shows who is chosen, and a sheet with search where one is found.

use dioxus::prelude::*;
use shared::id::CustomerId;

use super::chip::ClassMark;
use super::face::{Face, show};
use super::icon::{Glyph, Icon};
use crate::hooks::use_ask;
use crate::i18n::format;
use crate::t;
use crate::view::{Answer, Ask, CustomerList, CustomerRow, Wanted};

/// Who was picked.
#[derive(Debug, Clone, PartialEq)]
pub struct Picked {
    pub id: CustomerId,
    pub name: String,
}

impl From<&CustomerRow> for Picked {
    fn from(row: &CustomerRow) -> Self {
        Self { id: row.id, name: row.name.clone() }
    }
}

/// A field of a form that names a customer, or none.
#[component]
pub fn CustomerField(
    label: String,
    value: Signal<Option<Picked>>,
    testid: &'static str,
    #[props(default)] none: String,
    #[props(default)] partners: bool,
    #[props(default)] without: Vec<CustomerId>,
) -> Element {
    let mut open = use_signal(|| false);
    let shown = value.read().as_ref().map(|picked| picked.name.clone());
    let said = shown.clone().unwrap_or_else(|| none.clone());
    rsx! {
        div { class: "field",
            span { class: "name", "{label}" }
            div { class: "row", style: "gap:4px",
                button { class: "input grow", r#type: "button", "data-testid": testid, "aria-haspopup": "dialog", "aria-label": "{label}: {said}", onclick: move |_| open.set(true),
                    span { class: if shown.is_some() { "grow cut" } else { "grow cut muted" }, style: "text-align:start", "{said}" }
                    Icon { glyph: Glyph::Search, class: "i-16" }
                }
                if shown.is_some() {
                    button { class: "icon-btn", r#type: "button", "aria-label": t!("pick-none"), "data-testid": "{testid}-none", onclick: move |_| value.set(None), Icon { glyph: Glyph::Cross } }
                }
            }
            if open() {
                PickCustomer {
                    title: label.clone(),
                    partners,
                    without,
                    onpick: move |row: CustomerRow| { value.set(Some(Picked::from(&row))); open.set(false); },
                    onclose: move |()| open.set(false),
                }
            }
        }
    }
}

/// The sheet: search, and those that are found, the nearest first.
#[component]
pub fn PickCustomer(
    title: String,
    /// Partners only.
    #[props(default)]
    partners: bool,
    /// Not offered.
    #[props(default)]
    without: Vec<CustomerId>,
    onpick: Callback<CustomerRow>,
    onclose: Callback<()>,
) -> Element {
    let mut text = use_signal(String::new);
    let list = use_ask(
        move |now| Ask::Customers {
            wanted: Box::new(Wanted { text: text.read().clone(), partner: partners, ..Wanted::default() }),
            now,
        },
        |answer| match answer {
            Answer::Customers(list) => Some(*list),
            _ => None,
        },
    );
    rsx! {
        div { class: "veil low", onclick: move |_| onclose.call(()),
            div {
                class: "picker",
                role: "dialog",
                "aria-modal": "true",
                "aria-label": "{title}",
                "data-testid": "pick-customer",
                onclick: move |event| event.stop_propagation(),
                onkeydown: move |event| {
                    if event.key() == Key::Escape {
                        onclose.call(());
                    }
                },
                div { class: "row",
                    h2 { class: "grow cut", "{title}" }
                    button { class: "icon-btn", r#type: "button", "aria-label": t!("close"), "data-testid": "pick-close", onclick: move |_| onclose.call(()), Icon { glyph: Glyph::Cross } }
                }
                div { class: "search",
                    Icon { glyph: Glyph::Search }
                    input {
                        class: "input",
                        r#type: "search",
                        autofocus: true,
                        "aria-label": t!("customers-search"),
                        placeholder: t!("customers-search"),
                        "data-testid": "pick-search",
                        value: "{text}",
                        oninput: move |event| text.set(event.value()),
                    }
                }
                div { class: "found",
                    {show(list, |list: &CustomerList| rsx! { Found { rows: list.rows.iter().filter(|row| !without.contains(&row.id)).cloned().collect::<Vec<_>>(), onpick } })}
                }
            }
        }
    }
}

#[component]
fn Found(rows: Vec<CustomerRow>, onpick: Callback<CustomerRow>) -> Element {
    if rows.is_empty() {
        return rsx! { Face { glyph: Glyph::Search, title: t!("customers-not-found"), text: t!("pick-not-found-text") } };
    }
    rsx! {
        ul { class: "list",
            for row in rows {
                Pick { key: "{row.id}", row, onpick }
            }
        }
    }
}

#[component]
fn Pick(row: CustomerRow, onpick: Callback<CustomerRow>) -> Element {
    let picked = row.clone();
    rsx! {
        li {
            button { class: "item", r#type: "button", "data-testid": "pick-row", "data-customer": "{row.id}", onclick: move |_| onpick.call(picked.clone()),
                div { class: "grow",
                    p { class: "t1 row", span { class: "cut", "{row.name}" } ClassMark { class: row.class } }
                    p { class: "t2 cut", {row.site.as_ref().and_then(|site| site.address.clone()).or_else(|| row.phone.clone()).unwrap_or_default()} }
                }
                if let Some(metres) = row.distance {
                    span { class: "sm num soft", {format::distance(metres)} }
                }
            }
        }
    }
}
