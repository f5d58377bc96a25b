//! A newer version of the app: it waits until every tab is closed, or until the person starts it here.

use dioxus::prelude::*;

#[cfg(target_arch = "wasm32")]
use super::icon::{Glyph, Icon};
#[cfg(target_arch = "wasm32")]
use crate::t;

/// Offers a newer version that is ready.
#[cfg(target_arch = "wasm32")]
#[component]
pub fn Newer() -> Element {
    let newer = use_resource(crate::host::update::ready);
    if newer.read().is_none() {
        return rsx! {};
    }
    let apply = move |_| {
        if let Some(newer) = &*newer.peek() {
            newer.apply();
        }
    };
    rsx! {
        div { class: "note", role: "status", "data-testid": "update-ready",
            Icon { glyph: Glyph::Refresh }
            span { class: "grow", {t!("update-ready")} }
            button { class: "btn quiet", r#type: "button", style: "min-height:24px", onclick: apply, {t!("update-apply")} }
        }
    }
}

/// Natively the system's shop does that.
#[cfg(not(target_arch = "wasm32"))]
#[component]
pub fn Newer() -> Element {
    rsx! {}
}
