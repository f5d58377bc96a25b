//! How the month's plans were kept, and whom of each class he has not been to yet.

use dioxus::prelude::*;
use shared::metric::Kept;

use crate::route::Route;
use crate::t;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::progress::Bar;
use crate::view::{Covered, MonthKept};

/// Whole percent of some of all, cut down; `None` of nothing.
fn percent(some: i64, all: i64) -> Option<i64> {
    (all > 0).then(|| some.saturating_mul(100) / all)
}

#[component]
pub fn Month(month: MonthKept) -> Element {
    let Kept { planned, actual, matched, in_order } = month.kept;
    let rates = [
        ("plan", t!("plan-compliance"), matched, planned),
        ("call", t!("plan-call-compliance"), matched, actual),
        ("order", t!("plan-route-order"), in_order, matched),
    ];
    rsx! {
        section { class: "card", "data-testid": "plan-month",
            div { class: "card-h", h2 { {t!("plan-month")} } }
            ul { class: "targets",
                for (id, name, some, all) in rates {
                    li { key: "{id}", "data-rate": id,
                        div { class: "h",
                            "{name}"
                            span { class: "v num", "{some} / {all}" }
                            b { class: "num", {percent(some, all).map_or_else(|| "—".to_owned(), |n| format!("{n}%"))} }
                        }
                        Bar { percent: percent(some, all).unwrap_or_default() as f64, label: "{name}" }
                    }
                }
            }
        }
        if !month.coverage.is_empty() {
            section { class: "card", "data-testid": "coverage",
                div { class: "card-h", h2 { {t!("coverage")} } span { class: "xs muted", {t!("coverage-text")} } }
                for one in month.coverage {
                    Class { key: "{one.class.as_str()}", one }
                }
            }
        }
    }
}

#[component]
fn Class(one: Covered) -> Element {
    let mut open = use_signal(|| false);
    let class = one.class.as_str();
    rsx! {
        button { class: "more left", r#type: "button", "data-testid": "coverage-{class}", "aria-expanded": if open() { "true" } else { "false" }, disabled: one.missing.is_empty(), onclick: move |_| open.toggle(),
            span { class: "class", "{class}" }
            b { class: "num", "{one.covered}/{one.all}" }
            span { class: "grow" }
            if one.missing.is_empty() {
                span { class: "chip", "data-verdict": "inside", Icon { glyph: Glyph::Check } {t!("coverage-full")} }
            } else {
                span { class: "muted", {t!("coverage-missing", n = one.missing.len() as i64)} }
                Icon { glyph: Glyph::Down, class: "i-16" }
            }
        }
        if open() {
            ul { class: "list",
                for (id, name) in one.missing.clone() {
                    li { key: "{id}", Link { to: Route::Customer { id }, class: "item", "data-testid": "coverage-customer", span { class: "t1 cut grow", "{name}" } Icon { glyph: Glyph::Forward, class: "i-16" } } }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_cut_down_and_of_nothing_there_is_none() {
        assert_eq!([percent(15, 18), percent(15, 20), percent(9, 15)], [Some(83), Some(75), Some(60)]);
        assert_eq!(percent(0, 0), None);
    }
}
