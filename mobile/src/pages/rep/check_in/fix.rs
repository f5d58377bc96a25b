//! The fix of a check-in: what it would have a person look at, the last known one where there is none, and what is written
//! into a photo.

use std::collections::BTreeSet;

use dioxus::prelude::*;
use shared::place::{Fence, Fix, FixSource, Flag, Verdict};

use crate::hooks::Locating;
use crate::i18n::format;
use crate::platform::{clock, position};
use crate::route::Route;
use crate::state::use_state;
use crate::t;
use crate::ui::chip::verdict_name;
use crate::ui::icon::{Glyph, Icon};
use crate::view::{Answer, Ask, Now};

/// What could be used where the device gives none.
pub(super) fn last_of(looking: &Locating) -> Option<Fix> {
    match looking {
        Locating::Failed(_) => position::last_known(clock::now()),
        Locating::Searching | Locating::Found(_) => None,
    }
}

/// The flags a check-in with this fix would have, as far as this phone can tell.
pub(super) fn use_flags(fix: Option<Fix>) -> BTreeSet<Flag> {
    let state = use_state();
    let flags = use_resource(use_reactive!(|fix| async move {
        let Some(fix) = fix else { return BTreeSet::new() };
        let now = Now { at: clock::now(), place: None };
        match state.ask(Ask::Flags { fix, now }).await {
            Ok(Answer::Flags(flags)) => flags,
            _ => BTreeSet::new(),
        }
    }));
    let flags = flags.read();
    flags.clone().unwrap_or_default()
}

/// Offers the last known position, with its age. Never taken without being asked for.
#[component]
pub(super) fn LastKnown(last: Fix, taken: Signal<bool>) -> Element {
    let mut taken = taken;
    let age = format::ago(last.at, clock::now());
    let accuracy = last.accuracy.map_or_else(|| "—".to_owned(), |metres| format!("±{}", format::distance(metres)));
    rsx! {
        button { class: "pill last-known", r#type: "button", "data-testid": "checkin-last-known", "aria-pressed": if taken() { "true" } else { "false" },
            onclick: move |_| taken.toggle(),
            Icon { glyph: if taken() { Glyph::Check } else { Glyph::Locate }, class: "i-16" }
            span { {t!("fix-last-known-use", age = age, accuracy = accuracy)} }
        }
    }
}

/// What happens to the position, where it is taken.
#[component]
pub(super) fn WhileOpen() -> Element {
    rsx! {
        p { class: "xs muted", {t!("position-while-open")} " " Link { to: Route::Privacy {}, class: "link", "data-testid": "checkin-privacy", {t!("privacy-open")} } }
    }
}

/// What is written into a photo under the time: who, where, and the verdict.
pub(super) fn stamp(customer: &str, fix: Option<&Fix>, fence: Option<&Fence>, verdict: Option<Verdict>) -> Vec<String> {
    let Some(fix) = fix else { return vec![customer.to_owned(), t!("exception-no-fix")] };
    let mut place = format!("{:.5}, {:.5}", fix.place.lat(), fix.place.lon());
    if let Some(accuracy) = fix.accuracy {
        place.push_str(&format!(" ±{}", format::distance(accuracy)));
    }
    if fix.source == FixSource::LastKnown {
        place.push_str(&format!(" · {}", t!("fix-last-known")));
    }
    let distance = fence.map(|fence| format::distance(fix.place.distance(fence.place)));
    let words: Vec<String> = [verdict.map(verdict_name), distance].into_iter().flatten().collect();
    vec![customer.to_owned(), place, words.join(" ")].into_iter().filter(|line| !line.is_empty()).collect()
}
