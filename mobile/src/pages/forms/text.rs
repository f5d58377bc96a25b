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
    #[props(default)] hint: String,
) -> Element {
    let mut typed = use_signal(|| value.clone());
    let mut told = use_signal(|| value.clone());
    let own = use_hook(|| Rc::new(Cell::new(false)));
    let typing = own.take();
    // Another field stands here now, or the value was changed elsewhere.
    if *told.peek() != value {
        told.set(value.clone());
        if !typing {
            typed.set(value.clone());
        }
    }
    let wrong = numeric && !typed.read().trim().is_empty() && decimal(typed.read().trim()).is_err();
    rsx! {
        label { class: "field",
            span { class: "name", "{label}" }
            input { class: "input", r#type: "text", "data-testid": testid, inputmode: numeric.then_some("decimal"), autocomplete: "off", "aria-invalid": wrong.then_some("true"), value: "{typed}",
                oninput: move |event| {
                    own.set(true);
                    typed.set(event.value());
                    onset.call(event.value());
                },
            }
            if wrong {
                p { class: "msg", role: "alert", {t!("answer-number")} }
            }
            if !hint.is_empty() {
                p { class: "hint", "{hint}" }
            }
        }
    }
}
