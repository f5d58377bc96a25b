//! Possible duplicates, shown while one types, offline too (CUS-4). They inform; nothing is stopped.

use dioxus::prelude::*;
use shared::customer::{Likeness, NameLikeness};
use shared::id::CustomerId;
use shared::place::Place;

use crate::hooks::use_ask;
use crate::i18n::format;
use crate::route::Route;
use crate::t;
use crate::ui::chip::ClassMark;
use crate::ui::icon::{Glyph, Icon};
use crate::view::{Answer, Ask, Entered, Same};

/// Letters of a name from which on it is looked for.
const FROM: usize = 2;

#[component]
pub fn Sames(
    name: Signal<String>,
    phone: Signal<String>,
    #[props(default)] place: Option<Place>,
    #[props(default)] but: Option<CustomerId>,
) -> Element {
    let mut at = use_signal(|| place);
    use_effect(use_reactive!(|place| at.set(place)));
    let found = use_ask(
        move |now| {
            let typed = name.read().trim().to_owned();
            let name = if typed.chars().count() >= FROM { typed } else { String::new() };
            let phone = Some(phone.read().clone());
            Ask::Same { entered: Box::new(Entered { name, phone, place: at(), but }), now }
        },
        |answer| match answer {
            Answer::Same(found) => Some(found),
            _ => None,
        },
    );
    let found = found.read().as_ref().and_then(|found| found.as_ref().ok().cloned()).unwrap_or_default();
    rsx! {
        div { "aria-live": "polite", "data-testid": "sames", "data-n": "{found.len()}",
            if !found.is_empty() {
                section { class: "card sames",
                    p { class: "note", "data-verdict": "uncertain", style: "border-radius:0", Icon { glyph: Glyph::Warning } span { {t!("same-title", n = found.len() as i64)} } }
                    ul { class: "list",
                        for same in found.clone() {
                            One { key: "{same.row.id}", same }
                        }
                    }
                }
            }
        }
    }
}

#[component]
fn One(same: Same) -> Element {
    let row = same.row;
    rsx! {
        li {
            Link { to: Route::Customer { id: row.id }, class: "item", "data-testid": "same", "data-customer": "{row.id}",
                div { class: "grow",
                    p { class: "t1 row", span { class: "cut", "{row.name}" } ClassMark { class: row.class } }
                    p { class: "t2 cut", {why(&same.why)} }
                }
                Icon { glyph: Glyph::Forward, class: "i-16" }
            }
        }
    }
}

/// Why two may be one, in words.
#[must_use]
pub fn why(likeness: &Likeness) -> String {
    let name = likeness.name.map(|name| match name {
        NameLikeness::Same => t!("same-name"),
        NameLikeness::Alike => t!("same-name-alike"),
    });
    let phone = likeness.phone.then(|| t!("same-phone"));
    let away = likeness.distance.map(|metres| t!("same-distance", distance = format::distance(metres)));
    [name, phone, away].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}
