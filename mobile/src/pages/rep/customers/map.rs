//! My customers on the map: by class and by what is due, my own dot, and the one that is pressed with its 签到.

use dioxus::prelude::*;
use shared::id::CustomerId;

use super::{WANTED, located};
use crate::hooks::use_ask;
use crate::i18n::format;
use crate::platform::position::Wish;
use crate::route::Route;
use crate::state::use_state;
use crate::t;
use crate::ui::chip::{ClassMark, remind, remind_words};
use crate::ui::face::Failed;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::places::CustomersMap;
use crate::ui::top::Top;
use crate::view::{Answer, Ask, CustomerMark, CustomerRow};

#[component]
pub fn CustomerMap() -> Element {
    let state = use_state();
    let found = use_ask(
        |now| Ask::CustomerMap { wanted: Box::new(WANTED.read().clone()), now },
        |answer| match answer {
            Answer::CustomerMap(marks) => Some(marks),
            _ => None,
        },
    );
    let marks: Memo<Vec<CustomerMark>> =
        use_memo(move || found.read().as_ref().and_then(|found| found.as_ref().ok().cloned()).unwrap_or_default());
    let failed = found.read().as_ref().and_then(|found| found.as_ref().err().cloned());
    let mut picked = use_signal(|| None::<CustomerId>);
    let filters = WANTED.read().filters() + usize::from(!WANTED.read().text.trim().is_empty());
    let here = move |_| async move {
        if state.fix.peek().is_some() {
            let _ = state.locate(Wish::QUICK).await;
        } else {
            located(state).await;
        }
    };
    rsx! {
        main { class: "phone", "data-testid": "page-customer-map",
            Top { title: t!("map"), back: Route::Customers {},
                span { class: "sm muted num", role: "status", "data-testid": "map-count", {t!("customers-count", n = marks.read().len() as i64)} }
                span { class: "grow" }
                if filters > 0 {
                    Link { to: Route::Customers {}, class: "pill", "data-testid": "map-filters", Icon { glyph: Glyph::Filter, class: "i-16" } {t!("filters-set", n = filters as i64)} }
                }
                button { class: "icon-btn", r#type: "button", "aria-label": t!("map-me"), title: t!("map-me"), "data-testid": "map-me", onclick: here, Icon { glyph: Glyph::Locate } }
            }
            div { class: "map whole",
                CustomersMap { marks, me: state.fix, onpick: move |id| picked.set(Some(id)) }
                Legend {}
            }
            if let Some(failure) = failed {
                div { class: "body", Failed { failure } }
            }
            if let Some(id) = picked() {
                Sheet { key: "{id}", id, onclose: move |()| picked.set(None) }
            }
        }
    }
}

#[component]
fn Legend() -> Element {
    rsx! {
        div { class: "over legend places",
            for (due, name) in [("overdue", t!("remind-overdue-short")), ("gap", t!("remind-gap-short")), ("due", t!("remind-due-short")), ("unhandled", t!("remind-unhandled-short")), ("none", t!("map-nothing-due"))] {
                span { key: "{due}", i { class: "key-due", "data-due": due } "{name}" }
            }
        }
    }
}

/// The one that was pressed.
#[component]
fn Sheet(id: CustomerId, onclose: Callback<()>) -> Element {
    let row = use_ask(
        move |now| Ask::Customer { id, now },
        |answer| match answer {
            Answer::Customer(page) => Some(page.row),
            _ => None,
        },
    );
    let row: Option<CustomerRow> = row.read().as_ref().and_then(|row| row.as_ref().ok().cloned());
    let Some(row) = row else { return rsx! {} };
    rsx! {
        div { class: "dock round", role: "region", "aria-label": "{row.name}", "data-testid": "map-sheet", "data-customer": "{row.id}",
            div { class: "row",
                div { class: "grow",
                    p { class: "t1 row b", span { class: "cut", "{row.name}" } ClassMark { class: row.class } }
                    p { class: "t2 cut",
                        if let Some(metres) = row.distance { {format::distance(metres)} " · " }
                        {row.site.as_ref().and_then(|site| site.address.clone()).unwrap_or_default()}
                    }
                }
                button { class: "icon-btn", r#type: "button", "aria-label": t!("close"), onclick: move |_| onclose.call(()), Icon { glyph: Glyph::Cross } }
            }
            if let Some(reminder) = &row.reminder {
                p { class: "note", "data-remind": remind(reminder), style: "margin-bottom:8px", Icon { glyph: Glyph::from(reminder) } span { {remind_words(reminder, row.class)} } }
            }
            div { class: "pair",
                Link { to: Route::Customer { id }, class: "btn action", "data-testid": "map-open", {t!("customer-open")} }
                Link { to: Route::CheckIn { id }, class: "btn primary action", "data-testid": "map-checkin", Icon { glyph: Glyph::Visit } {t!("check-in")} }
            }
        }
    }
}
