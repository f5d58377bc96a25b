//! The seal: the server's hash against the one computed here from the same inputs.

use dioxus::prelude::*;

use crate::t;
use crate::ui::icon::{Glyph, Icon};
use crate::view::Seal;

#[component]
pub fn SealLine(seal: Seal) -> Element {
    let mut open = use_signal(|| false);
    let (verdict, glyph, words) = if seal.agrees {
        ("inside", Glyph::Shield, t!("seal-agrees"))
    } else {
        ("outside", Glyph::Warning, t!("seal-differs"))
    };
    rsx! {
        section { class: "card pad stack", "data-testid": "statement-seal", "data-agrees": if seal.agrees { "true" } else { "false" },
            button { class: "row", r#type: "button", style: "border:0;background:none;min-height:44px;text-align:start;padding:0", "aria-expanded": if open() { "true" } else { "false" }, onclick: move |_| open.toggle(),
                span { class: "lead", "data-verdict": verdict, Icon { glyph } }
                span { class: "grow sm", "{words}" }
                span { class: "hash muted", {crate::i18n::format::hash(&seal.server_hash)} }
            }
            if !seal.agrees {
                p { class: "note", role: "alert", "data-verdict": "outside", Icon { glyph: Glyph::Warning } span { {t!("seal-differs-text")} } }
            }
            dl { class: "kv", hidden: !open() && seal.agrees,
                dt { {t!("seal-server")} }
                dd { class: "hash", "data-testid": "seal-server", "{seal.server_hash}" }
                dt { {t!("seal-own")} }
                dd { class: "hash", "data-testid": "seal-own", "{seal.own_hash}" }
            }
        }
    }
}
