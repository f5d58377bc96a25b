//! Fields of a form.

use dioxus::prelude::*;
use shared::doc::company::Choice;

use super::icon::{Glyph, Icon};
use crate::t;

/// A line of text. `kind` is the type of the input.
#[component]
pub fn TextField(
    label: String,
    value: Signal<String>,
    #[props(default = "text")] kind: &'static str,
    #[props(default)] testid: &'static str,
    #[props(default)] placeholder: String,
    #[props(default)] autocomplete: &'static str,
    #[props(default)] inputmode: &'static str,
    #[props(default)] error: Option<String>,
    #[props(default)] hint: String,
) -> Element {
    rsx! {
        label { class: "field",
            span { class: "name", "{label}" }
            input {
                class: "input",
                r#type: kind,
                "data-testid": testid,
                placeholder,
                autocomplete: (!autocomplete.is_empty()).then_some(autocomplete),
                inputmode: (!inputmode.is_empty()).then_some(inputmode),
                "aria-invalid": error.is_some().then_some("true"),
                value: "{value}",
                oninput: move |event| value.set(event.value()),
            }
            if let Some(error) = &error {
                p { class: "msg", role: "alert", "{error}" }
            } else if !hint.is_empty() {
                p { class: "hint", "{hint}" }
            }
        }
    }
}

/// Several lines of text.
#[component]
pub fn TextArea(
    label: String,
    value: Signal<String>,
    #[props(default)] testid: &'static str,
    #[props(default)] placeholder: String,
    #[props(default)] error: Option<String>,
) -> Element {
    rsx! {
        label { class: "field",
            span { class: "name", "{label}" }
            textarea {
                class: "input",
                "data-testid": testid,
                placeholder,
                rows: "3",
                "aria-invalid": error.is_some().then_some("true"),
                value: "{value}",
                oninput: move |event| value.set(event.value()),
            }
            if let Some(error) = &error {
                p { class: "msg", role: "alert", "{error}" }
            }
        }
    }
}

/// One of several, as pills; pressed again, none where none is allowed.
#[component]
pub fn Pills(
    label: String,
    choices: Vec<Choice>,
    chosen: Signal<Option<String>>,
    #[props(default)] testid: &'static str,
    #[props(default = true)] may_be_none: bool,
    #[props(default)] error: Option<String>,
) -> Element {
    rsx! {
        fieldset { class: "field", "data-testid": testid,
            legend { class: "name", "{label}" }
            div { class: "wrap", role: "radiogroup", "aria-label": "{label}",
                for choice in choices {
                    Pill { choice, chosen, may_be_none }
                }
            }
            if let Some(error) = &error {
                p { class: "msg", role: "alert", "{error}" }
            }
        }
    }
}

#[component]
fn Pill(choice: Choice, chosen: Signal<Option<String>>, may_be_none: bool) -> Element {
    let on = chosen.read().as_deref() == Some(choice.id.as_str());
    let id = choice.id.clone();
    rsx! {
        button {
            class: "pill",
            r#type: "button",
            role: "radio",
            "aria-checked": if on { "true" } else { "false" },
            "data-choice": "{choice.id}",
            onclick: move |_| chosen.set((!(on && may_be_none)).then(|| id.clone())),
            if on {
                Icon { glyph: Glyph::Check, class: "i-16" }
            }
            "{choice.name}"
        }
    }
}

/// A date, with the days one usually means beside it.
#[component]
pub fn DateField(
    label: String,
    value: Signal<String>,
    today: shared::period::BusinessDay,
    #[props(default)] testid: &'static str,
    /// Days from today that have a pill of their own.
    #[props(default)]
    ahead: Vec<i64>,
    #[props(default)] error: Option<String>,
) -> Element {
    rsx! {
        div { class: "field",
            label {
                span { class: "name", "{label}" }
                input {
                    class: "input",
                    r#type: "date",
                    "data-testid": testid,
                    "aria-invalid": error.is_some().then_some("true"),
                    value: "{value}",
                    oninput: move |event| value.set(event.value()),
                }
            }
            if !ahead.is_empty() {
                div { class: "scroll-x",
                    for days in ahead {
                        DayPill { day: today.plus_days(days), days, value }
                    }
                }
            }
            if let Some(error) = &error {
                p { class: "msg", role: "alert", "{error}" }
            }
        }
    }
}

#[component]
fn DayPill(day: shared::period::BusinessDay, days: i64, value: Signal<String>) -> Element {
    let on = *value.read() == day.to_string();
    rsx! {
        button {
            class: "pill",
            r#type: "button",
            "aria-pressed": if on { "true" } else { "false" },
            title: crate::i18n::format::day_week(day),
            onclick: move |_| value.set(if on { String::new() } else { day.to_string() }),
            if days == 1 {
                {t!("day-tomorrow")}
            } else {
                {t!("day-ahead", n = days)}
            }
        }
    }
}

/// The text, where there is any.
#[must_use]
pub fn filled(value: Signal<String>) -> Option<String> {
    let text = value.read().trim().to_owned();
    (!text.is_empty()).then_some(text)
}
