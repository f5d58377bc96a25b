//! The top of a phone page.

use dioxus::prelude::*;

use super::icon::{Glyph, Icon};
use crate::route::Route;
use crate::t;

/// Title, and where a page lies under another the way back.
#[component]
pub fn Top(title: String, #[props(default)] back: Option<Route>, children: Element) -> Element {
    rsx! {
        header { class: if back.is_some() { "top back" } else { "top" },
            if let Some(back) = &back {
                Link { to: back.clone(), class: "icon-btn", "aria-label": t!("back"), "data-testid": "back", Icon { glyph: Glyph::Back } }
            }
            h1 { class: "lines-2", "{title}" }
            {children}
        }
    }
}
