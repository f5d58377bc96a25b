//! The verdict in words with the numbers it was decided on, then in colour and shape.

use std::collections::BTreeSet;

use dioxus::prelude::*;
use shared::place::{Fence, Fix, FixSource, Flag, Verdict};

use crate::hooks::Locating;
use crate::i18n::{self, format};
use crate::platform::clock;
use crate::platform::position::NoFix;
use crate::t;
use crate::ui::chip::verdict_name;
use crate::ui::flag::FlagNotes;
use crate::ui::icon::{Glyph, Icon};

#[component]
pub fn VerdictBox(
    looking: Locating,
    fix: Option<Fix>,
    fence: Option<Fence>,
    verdict: Option<Verdict>,
    flags: BTreeSet<Flag>,
) -> Element {
    let Some(verdict) = verdict else {
        return rsx! {
            div { class: "verdict", role: "status", "data-testid": "verdict", "data-verdict": "none",
                Icon { glyph: Glyph::Locate, class: "spin" }
                b { {t!("locating")} }
                p { {t!("locating-text")} }
            }
        };
    };
    let sentence = match (&fix, &fence) {
        (None, _) => match looking {
            Locating::Failed(why) => no_fix_words(why),
            Locating::Searching | Locating::Found(_) => String::new(),
        },
        (Some(_), None) => t!("verdict-no-site"),
        (Some(fix), Some(fence)) => {
            let distance = fix.place.distance(fence.place);
            let radius = f64::from(fence.radius);
            match fix.accuracy {
                None => t!("verdict-no-accuracy", distance = format::distance(distance)),
                Some(accuracy) => {
                    let far = format::distance(distance);
                    let precise = format::distance(accuracy);
                    match verdict {
                        Verdict::Inside => t!(
                            "verdict-inside-text",
                            distance = far,
                            accuracy = precise,
                            left = format::distance(radius - distance - accuracy)
                        ),
                        Verdict::Outside => t!(
                            "verdict-outside-text",
                            distance = far,
                            accuracy = precise,
                            over = format::distance(distance - accuracy - radius)
                        ),
                        Verdict::Uncertain => t!(
                            "verdict-uncertain-text",
                            distance = far,
                            accuracy = precise,
                            radius = format::distance(radius)
                        ),
                    }
                }
            }
        }
    };
    let title = match (&fix, verdict) {
        (None, _) => t!("no-fix"),
        (Some(_), Verdict::Inside) => t!("verdict-inside-title"),
        (Some(_), Verdict::Outside) => t!("verdict-outside-title"),
        (Some(_), Verdict::Uncertain) => verdict_name(verdict),
    };
    let last_known = fix.filter(|fix| fix.source == FixSource::LastKnown);
    rsx! {
        div { class: "verdict", role: "status", "data-testid": "verdict", "data-verdict": verdict.as_str(),
            Icon { glyph: Glyph::from(verdict) }
            b { "{title}" }
            p {
                "{sentence}"
                if verdict != Verdict::Inside {
                    // A full stop of Chinese brings its own space.
                    if !sentence.ends_with('。') {
                        " "
                    }
                    span { class: "nb", {t!("verdict-reason-goes-on")} }
                }
            }
            if let Some(fix) = last_known {
                p { "data-testid": "fix-last-known", {t!("fix-last-known-used", age = format::ago(fix.at, clock::now()))} }
            }
            FlagNotes { flags }
        }
    }
}

/// Why there is no position, and what helps.
#[must_use]
pub fn no_fix_words(why: NoFix) -> String {
    i18n::known(&format!("no-fix-{}", why.as_str())).unwrap_or_else(|| t!("no-fix"))
}
