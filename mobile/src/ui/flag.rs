//! What about a check-in a person should look at, as chips. They inform; nothing follows from them.

use std::collections::BTreeSet;

use dioxus::prelude::*;
use shared::place::Flag;

use super::icon::{Glyph, Icon};
use crate::i18n;

#[component]
pub fn FlagChips(flags: BTreeSet<Flag>) -> Element {
    rsx! {
        for flag in Flag::ALL.into_iter().filter(|flag| flags.contains(flag)) {
            span { key: "{flag:?}", class: "chip", "data-verdict": tone(flag), "data-testid": "flag", "data-flag": flag.as_str(), title: why(flag),
                Icon { glyph: Glyph::Warning }
                {flag_name(flag)}
            }
        }
    }
}

/// The same in sentences, for who is to understand them.
#[component]
pub fn FlagNotes(flags: BTreeSet<Flag>) -> Element {
    rsx! {
        for flag in Flag::ALL.into_iter().filter(|flag| flags.contains(flag)) {
            p { key: "{flag:?}", class: "sm flag-note", "data-verdict": tone(flag), "data-testid": "flag", "data-flag": flag.as_str(),
                Icon { glyph: Glyph::Warning, class: "i-16" }
                span { {why(flag)} }
            }
        }
    }
}

#[must_use]
pub fn flag_name(flag: Flag) -> String {
    i18n::known(&format!("flag-{}", flag.as_str())).unwrap_or_default()
}

fn why(flag: Flag) -> String {
    i18n::known(&format!("flag-{}-text", flag.as_str())).unwrap_or_default()
}

const fn tone(flag: Flag) -> &'static str {
    match flag {
        Flag::Mock | Flag::Impossible => "outside",
        Flag::Repeated | Flag::Clock | Flag::Stale | Flag::Coarse => "uncertain",
    }
}
