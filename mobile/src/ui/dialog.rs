//! A question before an act that cannot be taken back.

use dioxus::prelude::*;

use crate::t;

/// Asks once. The act's own words stand on its button.
#[component]
pub fn Confirm(title: String, text: String, act: String, onyes: Callback<()>, onno: Callback<()>) -> Element {
    rsx! {
        div { class: "veil", onclick: move |_| onno.call(()),
            div {
                class: "dialog",
                role: "alertdialog",
                "aria-modal": "true",
                "aria-label": "{title}",
                onclick: move |event| event.stop_propagation(),
                onkeydown: move |event| {
                    if event.key() == Key::Escape {
                        onno.call(());
                    }
                },
                h2 { "{title}" }
                p { class: "soft", "{text}" }
                div { class: "acts",
                    button { class: "btn", r#type: "button", "data-testid": "confirm-no", onclick: move |_| onno.call(()), {t!("cancel")} }
                    button { class: "btn primary", r#type: "button", "data-testid": "confirm-yes", autofocus: true, onclick: move |_| onyes.call(()), "{act}" }
                }
            }
        }
    }
}
