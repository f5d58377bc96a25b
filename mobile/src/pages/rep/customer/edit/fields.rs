//! The fields of a profile, as a new customer and an old one have them.

use std::collections::BTreeMap;

use dioxus::prelude::*;
use shared::doc::company::Choice;
use shared::doc::customer::{Customer, Source};

use crate::state::use_state;
use crate::t;
use crate::ui::field::{Pills, TextField, filled};
use crate::ui::icon::{Glyph, Icon};

const SOURCES: [Source; 7] = [
    Source::DirectSales,
    Source::Referral,
    Source::Exhibition,
    Source::SocialMedia,
    Source::Email,
    Source::CallCentre,
    Source::Partner,
];

/// The name of a channel.
#[must_use]
pub fn source_name(source: Source) -> String {
    match source {
        Source::SocialMedia => t!("source-social-media"),
        Source::Email => t!("source-email"),
        Source::DirectSales => t!("source-direct-sales"),
        Source::Referral => t!("source-referral"),
        Source::Exhibition => t!("source-exhibition"),
        Source::CallCentre => t!("source-call-centre"),
        Source::Partner => t!("source-partner"),
    }
}

/// What a form of a profile holds.
#[derive(Clone, Copy, PartialEq)]
pub struct Profile {
    pub name: Signal<String>,
    pub phone: Signal<String>,
    pub industry: Signal<String>,
    pub source: Signal<Option<String>>,
    pub note: Signal<String>,
    pub tags: Signal<Vec<String>>,
    pub custom: Signal<BTreeMap<String, String>>,
}

/// A form filled with what stands.
pub fn use_profile(from: &Customer) -> Profile {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let of = from.clone();
    let at = SOURCES.iter().position(|source| Some(*source) == of.source);
    let (name, phone, industry, note) = (of.name.clone(), text(&of.phone), text(&of.industry), text(&of.note));
    Profile {
        name: use_signal(|| name),
        phone: use_signal(|| phone),
        industry: use_signal(|| industry),
        source: use_signal(|| at.map(|at| at.to_string())),
        note: use_signal(|| note),
        tags: use_signal(|| of.tags),
        custom: use_signal(|| of.custom),
    }
}

impl Profile {
    /// Puts what was entered into a customer.
    pub fn fill(&self, customer: &mut Customer) {
        customer.name = filled(self.name).unwrap_or_default();
        customer.phone = filled(self.phone);
        customer.industry = filled(self.industry);
        customer.note = filled(self.note);
        let at = self.source.peek().as_ref().and_then(|at| at.parse::<usize>().ok());
        customer.source = at.and_then(|at| SOURCES.get(at)).copied();
        customer.tags.clone_from(&self.tags.peek());
        customer.custom = self
            .custom
            .peek()
            .iter()
            .filter(|(_, text)| !text.trim().is_empty())
            .map(|(id, text)| (id.clone(), text.trim().to_owned()))
            .collect();
    }
}

/// Channel and industry.
#[component]
pub fn Origin(form: Profile) -> Element {
    let choices = SOURCES
        .iter()
        .enumerate()
        .map(|(at, source)| Choice { id: at.to_string(), name: source_name(*source) })
        .collect::<Vec<_>>();
    rsx! {
        Pills { label: t!("customer-source"), choices, chosen: form.source, testid: "customer-source" }
        TextField { label: t!("customer-industry"), value: form.industry, testid: "customer-industry", placeholder: t!("customer-industry-hint") }
    }
}

/// Tags: those there are, each with a way to take it off, and one more.
#[component]
pub fn Tags(tags: Signal<Vec<String>>) -> Element {
    let mut typed = use_signal(String::new);
    let mut add = move || {
        let words: Vec<String> = typed
            .peek()
            .split([',', '，', '、', ' '])
            .map(str::trim)
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect();
        for word in words {
            if !tags.peek().contains(&word) {
                tags.write().push(word);
            }
        }
        typed.set(String::new());
    };
    rsx! {
        div { class: "field", "data-testid": "customer-tags",
            span { class: "name", {t!("customer-tags")} }
            div { class: "wrap",
                for tag in tags() {
                    TagPill { key: "{tag}", tag, tags }
                }
            }
            div { class: "row", style: "gap:4px;margin-top:4px",
                input { class: "input grow", r#type: "text", "aria-label": t!("tag-new"), placeholder: t!("tag-new"), "data-testid": "tag-new", value: "{typed}",
                    oninput: move |event| typed.set(event.value()),
                    onkeydown: move |event| if event.key() == Key::Enter { event.prevent_default(); add(); },
                    // Whoever leaves the field meant what stands in it.
                    onblur: move |_| add(),
                }
                button { class: "icon-btn boxed", r#type: "button", "aria-label": t!("tag-add"), "data-testid": "tag-add", onclick: move |_| add(), Icon { glyph: Glyph::Add } }
            }
        }
    }
}

#[component]
fn TagPill(tag: String, tags: Signal<Vec<String>>) -> Element {
    let this = tag.clone();
    rsx! {
        button { class: "pill", r#type: "button", "aria-label": t!("tag-drop", tag = tag.clone()), onclick: move |_| tags.write().retain(|other| *other != this),
            "{tag}"
            Icon { glyph: Glyph::Cross, class: "i-16" }
        }
    }
}

/// Fields that the company defined.
#[component]
pub fn Custom(custom: Signal<BTreeMap<String, String>>) -> Element {
    let fields = use_state().company().map(|company| company.customer_fields).unwrap_or_default();
    rsx! {
        for field in fields {
            Field { key: "{field.id}", id: field.id.clone(), name: field.name.clone(), options: field.options.clone(), custom }
        }
    }
}

#[component]
fn Field(id: String, name: String, options: Vec<Choice>, custom: Signal<BTreeMap<String, String>>) -> Element {
    let value = custom.read().get(&id).cloned().unwrap_or_default();
    if options.is_empty() {
        return rsx! {
            label { class: "field",
                span { class: "name", "{name}" }
                input { class: "input", r#type: "text", "data-testid": "custom-{id}", value: "{value}", oninput: move |event| { custom.write().insert(id.clone(), event.value()); } }
            }
        };
    }
    rsx! {
        fieldset { class: "field", "data-testid": "custom-{id}",
            legend { class: "name", "{name}" }
            div { class: "wrap", role: "radiogroup", "aria-label": "{name}",
                for option in options {
                    OptionPill { key: "{option.id}", field: id.clone(), option: option.clone(), on: option.id == value, custom }
                }
            }
        }
    }
}

#[component]
fn OptionPill(field: String, option: Choice, on: bool, custom: Signal<BTreeMap<String, String>>) -> Element {
    let id = option.id.clone();
    rsx! {
        button { class: "pill", r#type: "button", role: "radio", "aria-checked": if on { "true" } else { "false" }, "data-choice": "{option.id}",
            onclick: move |_| { custom.write().insert(field.clone(), if on { String::new() } else { id.clone() }); },
            if on { Icon { glyph: Glyph::Check, class: "i-16" } }
            "{option.name}"
        }
    }
}
