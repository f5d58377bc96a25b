//! Targets with their bars, and where the calendar is.

use std::collections::BTreeSet;

use dioxus::prelude::*;
use shared::engine::Told;

use crate::i18n::format;
use crate::t;
use crate::ui::progress::Bar;
use crate::ui::tree::{Grounds, metric_name, metric_value};
use crate::view::{Indicator, indicators};

#[component]
pub fn Targets(told: Told, grounds: Grounds, pace: Option<f64>) -> Element {
    let mut seen = BTreeSet::new();
    let rows = told.score.as_ref().map(indicators).unwrap_or_default();
    let indicators: Vec<Indicator> = rows.into_iter().filter(|row| seen.insert(row.metric.clone())).collect();
    if indicators.is_empty() {
        return rsx! {};
    }
    rsx! {
        section { class: "card", "data-testid": "targets",
            div { class: "card-h",
                h2 { {t!("targets")} }
                if let Some(pace) = pace {
                    span { class: "sm muted num", {t!("pace", percent = format!("{pace:.0}"))} }
                }
            }
            ul { class: "targets",
                for indicator in indicators {
                    Target { key: "{indicator.metric}", indicator, grounds: grounds.clone(), pace }
                }
            }
        }
    }
}

#[component]
fn Target(indicator: Indicator, grounds: Grounds, pace: Option<f64>) -> Element {
    let number = |text: &Option<String>| {
        text.as_deref().map_or_else(|| "—".to_owned(), |text| metric_value(&indicator.metric, text))
    };
    let name = metric_name(&indicator.metric, Some(&grounds.under));
    let attained = indicator.attainment.as_deref().map_or_else(|| t!("not-applicable"), format::percent);
    rsx! {
        li { "data-metric": "{indicator.metric}",
            div { class: "h",
                "{name}"
                span { class: "v num", title: indicator.actual.clone(), {number(&indicator.actual)} " / " {number(&indicator.target)} }
                b { class: "num", title: indicator.attainment.clone(), "{attained}" }
            }
            Bar { percent: indicator.attainment.as_deref().map_or(0.0, format::share), pace, label: "{name} {attained}" }
        }
    }
}
