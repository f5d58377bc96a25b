//! 拜訪計劃: where to go on a day and in which order; and how the month's plans were kept.

mod days;
mod month;
mod pick;
mod stops;

use dioxus::prelude::*;
use shared::doc::journal::DayPlan;
use shared::period::BusinessDay;
use shared::place::{Place, route};

use crate::hooks::{use_act, use_ask, use_record_id};
use crate::i18n::format;
use crate::platform::position::Wish;
use crate::record::What;
use crate::route::Route;
use crate::state::{today, use_state};
use crate::t;
use crate::ui::face::{Face, Trouble, show};
use crate::ui::icon::{Glyph, Icon};
use crate::ui::route::RouteMap;
use crate::ui::top::Top;
use crate::view::{Answer, Ask, CustomerRow, PlanPage};

use days::Days;
use month::Month;
pub use pick::Pick;
use stops::Stops;

#[component]
pub fn Plan(day: String) -> Element {
    let state = use_state();
    let day = use_signal(|| day.parse::<BusinessDay>().unwrap_or_else(|_| today(state)));
    let page = use_ask(
        move |now| Ask::Plan { day: day(), now },
        |answer| match answer {
            Answer::Plan(page) => Some(*page),
            _ => None,
        },
    );
    rsx! {
        main { class: "phone", "data-testid": "page-plan",
            Top { title: t!("plan"), back: Route::Today {}, span { class: "muted sm nb", {format::day_week(day())} } }
            Days { day }
            {show(page, |page: &PlanPage| rsx! {
                // A list of one: another day is another plan, and what was not saved of this one is gone.
                for page in [page.clone()] {
                    Form { key: "{page.day}", page }
                }
            })}
        }
    }
}

/// Where a customer is gone to.
fn place(row: &CustomerRow) -> Option<Place> {
    row.site.as_ref().map(|site| site.place)
}

/// The stops in the order of the route; those without a position stay behind, as they stand.
fn in_order(start: Option<Place>, stops: &[CustomerRow]) -> Vec<CustomerRow> {
    let (placed, lost): (Vec<&CustomerRow>, Vec<&CustomerRow>) = stops.iter().partition(|row| row.site.is_some());
    let places: Vec<Place> = placed.iter().filter_map(|row| place(row)).collect();
    let order = route::order(start, &places);
    order.into_iter().filter_map(|at| placed.get(at).copied()).chain(lost).cloned().collect()
}

#[component]
fn Form(page: PlanPage) -> Element {
    let state = use_state();
    let go = use_navigator();
    let id = use_record_id();
    let act = use_act();
    let mut picking = use_signal(|| false);
    let saved: Vec<CustomerRow> = page.plan.stops.iter().map(|stop| stop.customer.clone()).collect();
    let mut stops = use_signal(|| saved.clone());
    let done: Vec<_> = page.plan.stops.iter().filter(|stop| stop.done).map(|stop| stop.customer.id).collect();
    let start = (*state.fix.read()).map(|fix| fix.place);
    let places: Vec<Place> = stops.read().iter().filter_map(place).collect();
    let length = route::length(start, &places, &(0..places.len()).collect::<Vec<_>>());
    let ids = |rows: &[CustomerRow]| rows.iter().map(|row| row.id).collect::<Vec<_>>();
    let changed = ids(&stops.read()) != ids(&saved);
    let day = page.day;
    let save = move |_| {
        let what = What::Plan(DayPlan { day, stops: stops.peek().iter().map(|row| row.id).collect() });
        act.run(state.record(id, what, Vec::new()), move |state, ()| {
            state.toast(t!("plan-saved"));
            go.replace(Route::Today {});
        });
    };
    let mut add = move |rows: Vec<CustomerRow>| {
        let mut all = stops.write();
        for row in rows {
            if all.iter().all(|stop| stop.id != row.id) {
                all.push(row);
            }
        }
    };
    let (suggested, last_week) = (page.suggested.clone(), page.last_week.clone());
    let sort = move |_| {
        let sorted = in_order(start, &stops.peek());
        stops.set(sorted);
    };
    let near = move |_| async move {
        if state.locate(Wish::QUICK).await.is_err() {
            state.toast(t!("no-fix-short"));
        }
    };
    let past = day < page.today;
    rsx! {
        div { class: "body",
            if page.plan.late {
                p { class: "note", "data-remind": "gap", "data-testid": "plan-late", Icon { glyph: Glyph::Gap } span { {t!("plan-late")} } }
            }
            if !past {
                div { class: "scroll-x", role: "group", "aria-label": t!("plan-fill"),
                    button { class: "pill", r#type: "button", "data-testid": "plan-suggest", disabled: page.suggested.is_empty(), onclick: move |_| add(suggested.clone()), Icon { glyph: Glyph::Due, class: "i-16" } {t!("plan-suggest")} }
                    if !page.last_week.is_empty() {
                        button { class: "pill", r#type: "button", "data-testid": "plan-last-week", onclick: move |_| add(last_week.clone()), Icon { glyph: Glyph::Copy, class: "i-16" } {t!("plan-last-week")} }
                    }
                    button { class: "pill", r#type: "button", "data-testid": "plan-sort", disabled: stops.read().len() < 2, onclick: sort, Icon { glyph: Glyph::Route, class: "i-16" } {t!("plan-sort")} }
                    button { class: "pill", r#type: "button", "data-testid": "plan-near", onclick: near, Icon { glyph: Glyph::Locate, class: "i-16" } {t!("plan-from-here")} }
                }
            }
            section { class: "card",
                div { class: "card-h",
                    h2 { {t!("plan-stops", n = stops.read().len() as i64)} }
                    if places.len() + usize::from(start.is_some()) > 1 {
                        span { class: "sm muted num", "data-testid": "plan-length", {t!("plan-length", far = format::distance(length))} }
                    }
                }
                if stops.read().is_empty() {
                    Face { glyph: Glyph::Route, title: if past { t!("plan-was-none") } else { t!("plan-empty") }, text: if past { String::new() } else { t!("plan-empty-text") } }
                } else {
                    Stops { stops, done, start, fixed: past }
                }
                if !past {
                    button { class: "more", r#type: "button", "data-testid": "plan-add", onclick: move |_| picking.set(true), Icon { glyph: Glyph::Plus, class: "i-16" } {t!("plan-add")} }
                }
            }
            if !places.is_empty() {
                section { class: "card", RouteMap { start, stops: places } }
            }
            if let Some(month) = page.month.clone() {
                Month { month }
            }
            Trouble { failure: act.failure.read().clone() }
        }
        if !past {
            div { class: "dock",
                button { class: "btn primary action", r#type: "button", "data-testid": "plan-save", disabled: !changed || *act.busy.read(), onclick: save,
                    Icon { glyph: Glyph::Check, class: "i-24" }
                    {t!("plan-save")}
                }
            }
        }
        if picking() {
            Pick { stops, onclose: move |()| picking.set(false) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::SiteRow;

    #[test]
    fn stops_without_a_position_come_last_as_they_stand() {
        let row = |n: u8, lat: Option<f64>| CustomerRow {
            id: format!("0190163d-8694-739b-aea5-966c26f8ad{n:02}").parse().unwrap(),
            name: format!("{n}"),
            class: None,
            phone: None,
            site: lat.map(|lat| SiteRow {
                id: "0190163d-8694-739b-aea5-966c26f8ad10".parse().unwrap(),
                address: None,
                place: Place::new(lat, 120.0).unwrap(),
                radius: 300,
            }),
            distance: None,
            reminder: None,
            last_contact: None,
            stage: None,
        };
        let stops = [row(1, None), row(2, Some(30.2)), row(3, Some(30.1)), row(4, None)];
        let sorted = in_order(Some(Place::new(30.0, 120.0).unwrap()), &stops);
        assert_eq!(sorted.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["3", "2", "1", "4"]);
    }
}
