//! A text of the form being changed.

use std::cell::Cell;
use std::rc::Rc;

use dioxus::prelude::*;
use shared::num::decimal;

use crate::t;

/// Kept as it is typed, told as it changes: what is half typed, such as `0.`, says nothing yet and must not be taken away.
#[component]
pub(super) fn Text(
    label: String,
    value: String,
    onset: Callback<String>,
    #[props(default)] testid: &'static str,
    #[props(default)] numeric: bool,
    /// Not only a number, but a whole one from 0 to this.
    #[props(default)]
    whole: Option<u32>,
    /// Which field it is of: with another one in its place, what was typed is gone.
    #[props(default)]
    of: String,
    #[props(default)] hint: String,
) -> Element {
    let mut typed = use_signal(|| value.clone());
    let mut told = use_signal(|| (of.clone(), value.clone()));
    let own = use_hook(|| Rc::new(Cell::new(false)));
    let typing = own.take();
    // Another field stands here now, or the value was changed elsewhere.
    let stands = (of, value.clone());
    if *told.peek() != stands {
        told.set(stands);
        if !typing {
            typed.set(value.clone());
        }
    }
    let wrong = wrong(typed.read().trim(), numeric, whole);
    rsx! {
        label { class: "field",
            span { class: "name", "{label}" }
            input { class: "input", r#type: "text", "data-testid": testid, inputmode: numeric.then_some("decimal"), autocomplete: "off", "aria-invalid": wrong.is_some().then_some("true"), value: "{typed}",
                oninput: move |event| {
                    own.set(true);
                    typed.set(event.value());
                    onset.call(event.value());
                },
            }
            if let Some(wrong) = &wrong {
                p { class: "msg", role: "alert", "{wrong}" }
            }
            if !hint.is_empty() {
                p { class: "hint", "{hint}" }
            }
        }
    }
}

/// What is wrong with a number as typed; nothing is no number yet.
fn wrong(typed: &str, numeric: bool, whole: Option<u32>) -> Option<String> {
    match whole {
        _ if typed.is_empty() => None,
        Some(most) => {
            (!typed.parse::<u32>().is_ok_and(|n| n <= most)).then(|| t!("answer-whole", most = i64::from(most)))
        }
        None => (numeric && decimal(typed).is_err()).then(|| t!("answer-number")),
    }
}
