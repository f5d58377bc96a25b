//! What is recorded about me, when, who sees it and for how long; and what is not. It says what the app does, and changes
//! with it.

use dioxus::prelude::*;

use crate::i18n;
use crate::route::Route;
use crate::t;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::top::Top;

/// (what, its parts): a text `privacy-{what}` as heading and `privacy-{what}-{part}` under it.
const PARTS: [(&str, Glyph, &[&str]); 6] = [
    ("when", Glyph::Locate, &["checkin", "open", "checkout", "site", "near"]),
    ("not", Glyph::Cross, &["between", "background", "others"]),
    ("what", Glyph::Document, &["fix", "clock", "photo", "device", "flags"]),
    ("who", Glyph::People, &["self", "leads", "company", "pay"]),
    ("long", Glyph::Timer, &["phone", "server", "lost"]),
    ("can", Glyph::Shield, &["refuse", "export", "amend"]),
];

#[component]
pub fn Privacy() -> Element {
    let text = |key: String| i18n::known(&key).unwrap_or_default();
    rsx! {
        main { class: "phone roomy", "data-testid": "page-privacy",
            Top { title: t!("privacy"), back: Route::Me {} }
            div { class: "body",
                p { class: "soft", {t!("privacy-first")} }
                for (what, glyph, parts) in PARTS {
                    section { key: "{what}", class: "card pad stack", "data-testid": "privacy-{what}",
                        h2 { class: "row sm b", Icon { glyph } {text(format!("privacy-{what}"))} }
                        ul { class: "points",
                            for part in parts {
                                li { key: "{part}", {text(format!("privacy-{what}-{part}"))} }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Every text this page asks for by a key made of parts.
#[cfg(test)]
pub fn keys() -> Vec<String> {
    PARTS
        .iter()
        .flat_map(|(what, _, parts)| {
            std::iter::once(format!("privacy-{what}"))
                .chain(parts.iter().map(move |part| format!("privacy-{what}-{part}")))
        })
        .collect()
}
