//! The dock of the day: the visit under way, or the next one with one big button.

use dioxus::prelude::*;
use shared::place::Verdict;

use crate::i18n::format;
use crate::platform::position::Wish;
use crate::route::Route;
use crate::state::use_state;
use crate::t;
use crate::ui::chip::{ClassMark, remind, remind_words};
use crate::ui::icon::{Glyph, Icon};
use crate::view::CustomerRow;

#[component]
pub fn Next(next: Option<CustomerRow>, open_visit: bool, visits_today: u32, stop: Option<(usize, usize)>) -> Element {
    if open_visit {
        return rsx! {
            section { class: "dock round", "aria-label": t!("visit-title"),
                Link { to: Route::Visit {}, class: "btn primary action", "data-testid": "open-visit",
                    Icon { glyph: Glyph::Timer, class: "i-24" }
                    {t!("visit-continue")}
                }
            }
        };
    }
    let Some(next) = next else {
        return rsx! {
            section { class: "dock round", "aria-label": t!("next-title"),
                Link { to: Route::Customers {}, class: "btn primary action", "data-testid": "choose-customer",
                    Icon { glyph: Glyph::Visit, class: "i-24" }
                    {t!("next-choose")}
                }
            }
        };
    };
    rsx! {
        section { class: "dock round", "aria-label": t!("next-title"),
            div { class: "next",
                span { class: "sm soft row nb",
                    if let Some((number, all)) = stop { {t!("next-stop", n = number as i64, all = all as i64)} } else { {t!("next-title")} }
                    span { class: "muted num", {t!("next-visits", n = visits_today)} }
                }
                Near {}
                p { class: "who",
                    Link { to: Route::Customer { id: next.id }, class: "cut", "{next.name}" }
                    ClassMark { class: next.class }
                }
                p { class: "sm wide row",
                    Where { row: next.clone() }
                }
            }
            Link { to: Route::CheckIn { id: next.id }, class: "btn primary action", "data-testid": "today-checkin",
                Icon { glyph: Glyph::Visit, class: "i-24" }
                {t!("check-in")}
            }
        }
    }
}

/// How far, and whether one stands in the fence already.
#[component]
fn Where(row: CustomerRow) -> Element {
    let fix = *use_state().fix.read();
    let address = row.site.as_ref().and_then(|site| site.address.clone()).unwrap_or_default();
    match (row.distance, &row.site) {
        (Some(distance), Some(site)) => {
            let accuracy = fix.and_then(|fix| fix.accuracy);
            let verdict = accuracy
                .map_or(Verdict::Uncertain, |accuracy| Verdict::decide(distance, accuracy, f64::from(site.radius)));
            rsx! {
                if verdict == Verdict::Inside {
                    span { class: "chip", "data-verdict": "inside", Icon { glyph: Glyph::Inside } {t!("verdict-inside")} }
                }
                b { class: "num", {format::distance(distance)} }
                span { class: "soft cut", "{address}" }
            }
        }
        _ => rsx! {
            if let Some(reminder) = &row.reminder {
                span { class: "chip", "data-remind": remind(reminder), Icon { glyph: Glyph::from(reminder) } {remind_words(reminder, row.class)} }
            }
            span { class: "soft cut", "{address}" }
        },
    }
}

/// Asks for the position, so that the nearest customer comes first. Nothing of it is recorded.
#[component]
fn Near() -> Element {
    let state = use_state();
    let mut busy = use_signal(|| false);
    let near = move |_| async move {
        busy.set(true);
        if state.locate(Wish::QUICK).await.is_err() {
            state.toast(t!("no-fix-short"));
        }
        busy.set(false);
    };
    rsx! {
        button { class: "icon-btn boxed tall", r#type: "button", "aria-label": t!("near-me"), title: t!("near-me"), disabled: busy(), onclick: near, "data-testid": "near-me",
            Icon { glyph: Glyph::Locate, class: if busy() { "spin" } else { "" } }
        }
    }
}
