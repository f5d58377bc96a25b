//! The customers of a rep: search, filters and order, as a list and on a map (CUS-5).

mod filter;
mod list;
mod map;

use dioxus::prelude::*;
use shared::doc::ledger::Class;
use shared::reminder::Kind;

use crate::hooks::use_ask;
use crate::platform::position::Wish;
use crate::route::Route;
use crate::state::{State, use_state};
use crate::t;
use crate::ui::chip::SyncPill;
use crate::ui::face::show;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::places::use_kept_map;
use crate::ui::top::Top;
use crate::view::{Answer, Ask, CustomerList, Wanted};

use filter::FilterSheet;
use list::List;
pub use map::CustomerMap;

/// Metres within which a customer is near.
const NEAR: u32 = 3_000;

/// What is looked for: kept while other pages are shown, so that whoever comes back goes on where he was.
static WANTED: GlobalSignal<Wanted> = Signal::global(Wanted::default);

#[component]
pub fn Customers() -> Element {
    let state = use_state();
    use_kept_map();
    let list = use_ask(
        |now| Ask::Customers { wanted: Box::new(WANTED.read().clone()), now },
        |answer| match answer {
            Answer::Customers(list) => Some(*list),
            _ => None,
        },
    );
    let mut sheet = use_signal(|| false);
    let tags = use_memo(move || {
        list.read().as_ref().and_then(|list| list.as_ref().ok()).map(|list| list.tags.clone()).unwrap_or_default()
    });
    let total = list.read().as_ref().and_then(|list| list.as_ref().ok()).map_or(0, |list| list.total);
    rsx! {
        main { class: "phone", "data-testid": "page-customers",
            Top { title: t!("nav-customers"), span { class: "grow" } SyncPill {}
                Link { to: Route::NewCustomer {}, class: "icon-btn", "aria-label": t!("customer-new"), title: t!("customer-new"), "data-testid": "customer-new", Icon { glyph: Glyph::Add } }
            }
            div { class: "body",
                Search {}
                Filters { onmore: move |()| sheet.set(true) }
                {show(list, |list: &CustomerList| rsx! { List { list: list.clone() } })}
            }
            if sheet() {
                FilterSheet { tags: tags(), total, located: state.fix.read().is_some(), onclose: move |()| sheet.set(false) }
            }
        }
    }
}

/// Changes what is looked for; a list that is looked for anew begins at its start.
fn want(change: impl FnOnce(&mut Wanted)) {
    let mut wanted = WANTED.write();
    change(&mut wanted);
    wanted.limit = Wanted::PAGE;
}

#[component]
fn Search() -> Element {
    rsx! {
        div { class: "row", style: "gap:8px",
            div { class: "search grow",
                Icon { glyph: Glyph::Search }
                input {
                    class: "input",
                    r#type: "search",
                    "aria-label": t!("customers-search"),
                    placeholder: t!("customers-search"),
                    "data-testid": "customers-search",
                    value: "{WANTED.read().text}",
                    oninput: move |event| want(|wanted| wanted.text = event.value()),
                }
            }
            Link { to: Route::CustomerMap {}, class: "icon-btn boxed", "aria-label": t!("map"), title: t!("map"), "data-testid": "customers-map", Icon { glyph: Glyph::Activity } }
        }
    }
}

/// Finds out where one is, where that was not asked before; `false` where it can not be told.
async fn located(state: State) -> bool {
    if state.fix.peek().is_none() && state.locate(Wish::QUICK).await.is_err() {
        state.toast(t!("no-fix-short"));
        return false;
    }
    true
}

/// The filters one needs every day, and the way to all of them.
#[component]
fn Filters(onmore: Callback<()>) -> Element {
    let state = use_state();
    let wanted = WANTED.read().clone();
    let pressed = |on: bool| if on { "true" } else { "false" };
    let due = [Kind::Overdue, Kind::Gap, Kind::Due];
    let all_due = due.iter().all(|kind| wanted.due.contains(kind));
    let near = move |_| async move {
        let on = WANTED.peek().within.is_none();
        if !on || located(state).await {
            want(|wanted| wanted.within = on.then_some(NEAR));
        }
    };
    rsx! {
        div { class: "scroll-x", role: "group", "aria-label": t!("filters"),
            button { class: "pill", r#type: "button", "data-testid": "filter-all", "aria-haspopup": "dialog", "aria-pressed": pressed(wanted.filters() > 0), onclick: move |_| onmore.call(()),
                Icon { glyph: Glyph::Filter, class: "i-16" }
                if wanted.filters() > 0 { {t!("filters-set", n = wanted.filters() as i64)} } else { {t!("filters")} }
            }
            button { class: "pill", r#type: "button", "data-testid": "filter-due", "aria-pressed": pressed(all_due), onclick: move |_| want(|wanted| wanted.due = if all_due { Default::default() } else { due.into() }), {t!("filter-due")} }
            button { class: "pill", r#type: "button", "data-testid": "filter-near", "aria-pressed": pressed(wanted.within.is_some()), onclick: near, {t!("filter-near")} }
            for class in [Class::A, Class::B, Class::C] {
                button {
                    key: "{class.as_str()}",
                    class: "pill",
                    r#type: "button",
                    "data-testid": "filter-class-{class.as_str()}",
                    "aria-pressed": pressed(wanted.class == Some(class)),
                    onclick: move |_| want(|wanted| wanted.class = (wanted.class != Some(class)).then_some(class)),
                    {t!("class-of", class = class.as_str())}
                }
            }
        }
    }
}
