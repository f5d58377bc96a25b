//! A word said for a moment.

use dioxus::prelude::*;

use super::icon::{Glyph, Icon};
use crate::state::use_state;
use crate::t;

const STAYS_MS: u32 = 4_000;

/// Shows the last toast until it has been read.
#[component]
pub fn Toasts() -> Element {
    let mut state = use_state();
    use_resource(move || {
        let said = state.toast.read().clone();
        async move {
            if said.is_some() {
                crate::host::sleep(STAYS_MS).await;
                state.toast.set(None);
            }
        }
    });
    let said = state.toast.read().clone();
    rsx! {
        div { class: "toasts", role: "status", "aria-live": "polite",
            if let Some(said) = said {
                div { class: "toast", "data-testid": "toast",
                    span { class: "grow", "{said}" }
                    button { class: "icon-btn", r#type: "button", "aria-label": t!("close"), onclick: move |_| state.toast.set(None),
                        Icon { glyph: Glyph::Cross, class: "i-16" }
                    }
                }
            }
        }
    }
}
