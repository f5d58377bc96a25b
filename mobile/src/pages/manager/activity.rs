//! The team's day: where visits were, exceptions first, each with its evidence.

mod feed;
mod panel;

use std::collections::BTreeSet;

use dioxus::prelude::*;
use shared::id::EmployeeId;
use shared::period::BusinessDay;
use shared::place::Verdict;
use shared::rest::{Activity as Day, TeamVisit};

use crate::api::Api;
use crate::hooks::use_live;
use crate::i18n::format;
use crate::state::{today, use_state};
use crate::t;
use crate::ui::chip::verdict_name;
use crate::ui::face::Failed;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::leaflet::{MapMark, MapView};

use feed::{Feed, is_exception};
use panel::Panel;

/// Verdicts in the order in which they need a person.
const VERDICTS: [Verdict; 3] = [Verdict::Inside, Verdict::Uncertain, Verdict::Outside];

#[component]
pub fn Activity() -> Element {
    let state = use_state();
    let mut day = use_signal(|| today(state));
    let mut hidden = use_signal(BTreeSet::<Verdict>::new);
    let mut person = use_signal(|| None::<EmployeeId>);
    let mut exceptions = use_signal(|| false);
    let mut activity = use_live(move |api: Api| {
        let day = day();
        async move { api.activity(day).await }
    });
    let answer = activity.read();
    let found: Option<Day> = answer.as_ref().and_then(|answer| answer.as_ref().ok().cloned());
    let failure = answer.as_ref().and_then(|answer| answer.as_ref().err().cloned());
    drop(answer);
    // No zero for what is not known.
    let count = |verdict: Verdict| {
        let visits = &found.as_ref()?.visits;
        Some(visits.iter().filter(|visit| visit.verdict == verdict).count().to_string())
    };
    let shift = move |days: i64| {
        let moved = day.peek().plus_days(days);
        day.set(moved);
    };
    rsx! {
        main { class: "desk", "data-testid": "page-activity",
            header { class: "toolbar",
                h1 { {t!("activity")} }
                DayPicker { day, onshift: Callback::new(shift) }
                if let Some(found) = &found {
                    select { class: "input", style: "width:auto", "aria-label": t!("people-filter"), "data-testid": "activity-person", onchange: move |event| person.set(event.value().parse().ok()),
                        option { value: "", selected: person.read().is_none(), {t!("people-all", n = found.people.len() as i64)} }
                        for one in found.people.clone() {
                            option { key: "{one.employee}", value: "{one.employee}", selected: person.read().as_ref() == Some(&one.employee), {t!("people-one", name = one.name.clone(), department = one.department.clone(), n = one.visits)} }
                        }
                    }
                }
                span { class: "vr" }
                for verdict in VERDICTS {
                    button { key: "{verdict:?}", class: "pill", r#type: "button", "data-testid": "filter-{verdict.as_str()}", "aria-pressed": if hidden.read().contains(&verdict) { "false" } else { "true" },
                        onclick: move |_| {
                            let mut hidden = hidden.write();
                            if !hidden.remove(&verdict) {
                                hidden.insert(verdict);
                            }
                        },
                        i { class: "key", "data-verdict": verdict.as_str() }
                        {verdict_name(verdict)} " " span { class: "num", {count(verdict).unwrap_or_default()} }
                    }
                }
                button { class: "pill", r#type: "button", "data-testid": "filter-exceptions", "aria-pressed": if exceptions() { "true" } else { "false" }, onclick: move |_| exceptions.toggle(),
                    Icon { glyph: Glyph::Warning, class: "i-16" }
                    {t!("exceptions-only")} " " span { class: "num", {found.as_ref().map(|day| day.visits.iter().filter(|visit| is_exception(visit)).count().to_string()).unwrap_or_default()} }
                }
                span { class: "grow" }
                button { class: "icon-btn", r#type: "button", "aria-label": t!("refresh"), "data-testid": "activity-refresh", onclick: move |_| activity.restart(), Icon { glyph: Glyph::Refresh } }
            }
            if let Some(failure) = failure {
                div { class: "pg", Failed { failure, again: Callback::new(move |()| activity.restart()) } }
            } else {
                Team { day: found, hidden: hidden.read().clone(), person: person(), exceptions: exceptions() }
            }
        }
    }
}

#[component]
fn DayPicker(day: Signal<BusinessDay>, onshift: Callback<i64>) -> Element {
    rsx! {
        div { class: "row", style: "gap:4px",
            button { class: "icon-btn", r#type: "button", "aria-label": t!("day-before"), onclick: move |_| onshift.call(-1), Icon { glyph: Glyph::Back } }
            input { class: "input", r#type: "date", style: "width:auto", "aria-label": t!("day"), "data-testid": "activity-day", value: "{day}",
                onchange: move |event| {
                    if let Ok(picked) = event.value().parse() {
                        day.set(picked);
                    }
                },
            }
            button { class: "icon-btn", r#type: "button", "aria-label": t!("day-after"), onclick: move |_| onshift.call(1), Icon { glyph: Glyph::Forward } }
            span { class: "muted nb", {format::day_week(day())} }
        }
    }
}

/// Where a visit is drawn: where the person was, else where the customer is.
fn mark(visit: &TeamVisit) -> Option<MapMark> {
    let place = visit.fix.map(|fix| fix.place).or_else(|| visit.fence.map(|fence| fence.place))?;
    Some(MapMark {
        id: visit.id.to_string(),
        lat: place.lat(),
        lon: place.lon(),
        verdict: visit.verdict.as_str(),
        accuracy: visit.fix.and_then(|fix| fix.accuracy),
        fence: visit.fence.map(|fence| (fence.place.lat(), fence.place.lon(), fence.radius)),
        title: format!("{} · {} · {}", visit.name, visit.customer_name, format::clock(visit.check_in, visit.offset)),
    })
}

#[component]
fn Team(day: Option<Day>, hidden: BTreeSet<Verdict>, person: Option<EmployeeId>, exceptions: bool) -> Element {
    let selected = use_signal(|| None::<String>);
    let shown: Vec<TeamVisit> = day
        .iter()
        .flat_map(|day| &day.visits)
        .filter(|visit| {
            (!exceptions || is_exception(visit))
                && !hidden.contains(&visit.verdict)
                && person.as_ref().is_none_or(|person| visit.employee == *person)
        })
        .cloned()
        .collect();
    let marks: Vec<MapMark> = shown.iter().filter_map(mark).collect();
    let chosen = shown.iter().find(|visit| Some(visit.id.to_string()) == selected()).cloned();
    rsx! {
        div { class: "split",
            section { class: "map", "aria-label": t!("map"),
                if let Some(day) = &day {
                    MapView { key: "{day.tiles:?}", marks, tiles: day.tiles.clone(), selected }
                }
                div { class: "over legend", "aria-hidden": "true",
                    for verdict in VERDICTS {
                        span { key: "{verdict:?}", i { class: "key", "data-verdict": verdict.as_str() } {verdict_name(verdict)} }
                    }
                }
            }
            aside { class: "side", "aria-label": t!("activity-feed"),
                if let Some(visit) = chosen {
                    Panel { key: "{visit.id}", visit, forms: day.iter().flat_map(|day| day.forms.clone()).collect::<Vec<_>>(), selected }
                }
                Feed { visits: day.is_some().then_some(shown), selected }
            }
        }
    }
}
