//! The seal: the server's hash against the one computed here from the same inputs.

use dioxus::prelude::*;

use crate::t;
use crate::ui::icon::{Glyph, Icon};
use crate::view::Seal;

#[component]
pub fn SealLine(seal: Seal) -> Element {
    let (verdict, glyph, words) = if seal.agrees {
        ("inside", Glyph::Shield, t!("seal-agrees"))
    } else {
        ("outside", Glyph::Warning, t!("seal-differs"))
    };
    rsx! {
        section { class: "card pad stack", "data-testid": "statement-seal", "data-agrees": if seal.agrees { "true" } else { "false" },
            p { class: "row",
                span { class: "lead", "data-verdict": verdict, Icon { glyph } }
                b { class: "grow", "{words}" }
            }
            if !seal.agrees {
                p { class: "note", role: "alert", "data-verdict": "outside", Icon { glyph: Glyph::Warning } span { {t!("seal-differs-text")} } }
            }
            dl { class: "stack sm", style: "gap:4px",
                dt { class: "muted", {t!("seal-server")} }
                dd { class: "hash", "data-testid": "seal-server", "{seal.server_hash}" }
                dt { class: "muted", {t!("seal-own")} }
                dd { class: "hash", "data-testid": "seal-own", "{seal.own_hash}" }
            }
        }
    }
}
