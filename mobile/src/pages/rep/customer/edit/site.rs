//! A site with its fence: set by standing there, by dragging the pin, or by typing where it is.

mod standing;

use dioxus::prelude::*;
use shared::doc::customer::{RADIUS, Site};
use shared::id::{CustomerId, SiteId};
use shared::place::{DEFAULT_RADIUS, Fix, Place};
use uuid::Uuid;

use super::{ask_page, belongs, change, page_of};
use crate::hooks::{use_act, use_ask, use_record_id};
use crate::i18n::format;
use crate::platform::position::Wish;
use crate::route::Route;
use crate::state::use_state;
use crate::t;
use crate::ui::dialog::Confirm;
use crate::ui::face::{Trouble, show_page};
use crate::ui::field::{TextField, filled};
use crate::ui::icon::{Glyph, Icon};
use crate::ui::places::PinMap;
use crate::ui::top::Top;
use crate::view::CustomerPage;

use standing::average;

/// Fixes that are taken while somebody stands at a door: one alone may be far off.
const FIXES: usize = 3;

/// `site` is the id of one there is, or anything else for one more.
#[component]
pub fn EditSite(id: CustomerId, site: String) -> Element {
    let page = use_ask(ask_page(id), page_of);
    rsx! {
        main { class: "phone", "data-testid": "page-edit-site",
            {show_page(page, Route::Customer { id }, |page: &CustomerPage| rsx! { Form { key: "{page.row.id}", page: page.clone(), site } })}
        }
    }
}

/// Degrees as they are typed; six decimals are a tenth of a metre.
fn degrees(value: f64) -> String {
    format!("{value:.6}")
}

#[component]
fn Form(page: CustomerPage, site: String) -> Element {
    let state = use_state();
    let go = use_navigator();
    let record = use_record_id();
    let act = use_act();
    let id = page.row.id;
    let known = site.parse::<SiteId>().ok();
    let (customer, old) = use_hook(|| belongs(&page, |other| known.is_some_and(|id| other.sites.contains_key(&id))));
    let before = known.and_then(|id| old.sites.get(&id)).cloned();
    let key = use_hook(|| known.filter(|_| before.is_some()).unwrap_or_else(|| SiteId::from_uuid(Uuid::now_v7())));
    let usual = state.company().map_or(DEFAULT_RADIUS, |company| company.fence_radius);
    let text = |of: fn(&Site) -> Option<String>| before.as_ref().and_then(of).unwrap_or_default();
    let name = use_signal(|| text(|site| site.name.clone()));
    let address = use_signal(|| text(|site| site.address.clone()));
    let mut lat = use_signal(|| text(|site| site.place.map(|place| degrees(place.lat()))));
    let mut lon = use_signal(|| text(|site| site.place.map(|place| degrees(place.lon()))));
    let radius = use_signal(|| before.as_ref().map_or(usual, |site| site.radius));
    let mut asking = use_signal(|| false);
    let place = use_memo(move || typed(&lat.read(), &lon.read()));
    let empty = lat.read().trim().is_empty() && lon.read().trim().is_empty();
    let wrong = place().is_none() && !empty;
    let put = Callback::new(move |place: Place| {
        lat.set(degrees(place.lat()));
        lon.set(degrees(place.lon()));
    });
    let save = {
        let (old, before) = (old.clone(), before.clone());
        move |stays: bool| {
            let mut new = old.clone();
            if stays {
                let stood = before.as_ref().and_then(|site| site.place);
                // Typed digits are coarser than what stands: only a place that was moved is another one.
                let same = stood
                    .zip(place())
                    .is_some_and(|(a, b)| degrees(a.lat()) == degrees(b.lat()) && degrees(a.lon()) == degrees(b.lon()));
                let given = if same { before.as_ref().and_then(|site| site.given) } else { None };
                let place = if same { stood } else { place() };
                new.sites
                    .insert(key, Site { name: filled(name), address: filled(address), place, given, radius: radius() });
            } else {
                new.sites.remove(&key);
            }
            let old = old.clone();
            act.run(async move { change(state, record, customer, &old, &new).await }, move |state, ()| {
                state.toast(t!("saved-here"));
                go.replace(Route::Customer { id });
            });
        }
    };
    let remove = save.clone();
    rsx! {
        Top { title: if before.is_some() { t!("site-edit") } else { t!("site-new") }, back: Route::Customer { id },
            span { class: "grow" }
            if before.is_some() {
                button { class: "icon-btn", r#type: "button", "aria-label": t!("site-remove"), title: t!("site-remove"), "data-testid": "site-remove", onclick: move |_| asking.set(true), Icon { glyph: Glyph::Remove } }
            }
        }
        div { class: "body",
            p { class: "b", "{page.row.name}" }
            section { class: "card",
                div { class: "map pin", PinMap { place, radius, start: page.row.site.as_ref().map(|site| site.place).or(state.fix.peek().as_ref().map(|fix| fix.place)), onmove: put } }
                div { class: "pad stack",
                    Standing { onplace: put }
                    Radius { radius }
                }
            }
            section { class: "card pad stack",
                TextField { label: t!("site-name"), value: name, testid: "site-name", placeholder: t!("site-name-hint"), autocomplete: "off" }
                TextField { label: t!("site-address"), value: address, testid: "site-address", autocomplete: "off" }
                div { class: "pair",
                    TextField { label: t!("site-lat"), value: lat, testid: "site-lat", inputmode: "decimal", placeholder: "30.274100", error: wrong.then(|| t!("site-place-wrong")) }
                    TextField { label: t!("site-lon"), value: lon, testid: "site-lon", inputmode: "decimal", placeholder: "120.155100" }
                }
                p { class: "xs muted", {t!("site-datum")} }
            }
            Trouble { failure: act.failure.read().clone() }
        }
        div { class: "dock",
            button { class: "btn primary action", r#type: "button", "data-testid": "site-save", disabled: wrong || *act.busy.read(), onclick: move |_| save(true),
                Icon { glyph: Glyph::Check, class: "i-24" }
                {t!("save")}
            }
        }
        if asking() {
            Confirm {
                title: t!("site-remove-ask"),
                text: t!("site-remove-text"),
                act: t!("site-remove"),
                onyes: move |()| { asking.set(false); remove(false); },
                onno: move |()| asking.set(false),
            }
        }
    }
}

fn typed(lat: &str, lon: &str) -> Option<Place> {
    let number = |text: &str| shared::customer::fold(text).trim().parse::<f64>().ok();
    Place::new(number(lat)?, number(lon)?).ok()
}

/// Takes the place by standing there: a few fixes, averaged, with what they are worth.
#[component]
fn Standing(onplace: Callback<Place>) -> Element {
    let state = use_state();
    let mut busy = use_signal(|| 0_usize);
    let mut found = use_signal(|| None::<(Fix, usize)>);
    let stand = move |_| async move {
        let mut fixes: Vec<Fix> = Vec::new();
        for at in 1..=FIXES {
            busy.set(at);
            // The first says whether there is a position at all.
            match state.locate(Wish::PRECISE).await {
                Ok(fix) => fixes.push(fix),
                Err(_) => break,
            }
            if let Some(fix) = average(&fixes) {
                found.set(Some((fix, fixes.len())));
                onplace.call(fix.place);
            }
        }
        busy.set(0);
        if fixes.is_empty() {
            state.toast(t!("no-fix-short"));
        }
    };
    rsx! {
        button { class: "btn soft", r#type: "button", "data-testid": "site-stand", disabled: busy() > 0, onclick: stand,
            Icon { glyph: Glyph::Locate, class: if busy() > 0 { "i spin" } else { "" } }
            if busy() > 0 { {t!("site-standing", n = busy() as i64, all = FIXES as i64)} } else { {t!("site-stand")} }
        }
        if let Some((fix, n)) = found() {
            p { class: "note", role: "status", "data-verdict": if fix.accuracy.is_some_and(|metres| metres <= 50.0) { "inside" } else { "uncertain" }, "data-testid": "site-accuracy",
                Icon { glyph: Glyph::Site }
                span {
                    match fix.accuracy {
                        Some(metres) => t!("site-stood", n = n as i64, accuracy = format::distance(metres)),
                        None => t!("site-here-found"),
                    }
                }
            }
        }
    }
}

#[component]
fn Radius(radius: Signal<u32>) -> Element {
    rsx! {
        label { class: "field",
            span { class: "name row", span { class: "grow", {t!("site-radius")} } output { class: "num b", "data-testid": "site-radius-is", {t!("distance-m", n = i64::from(radius()))} } }
            input {
                class: "slider",
                r#type: "range",
                min: "{RADIUS.start()}",
                max: "{RADIUS.end()}",
                step: "10",
                "data-testid": "site-radius",
                value: "{radius}",
                oninput: move |event| {
                    if let Ok(metres) = event.value().parse::<u32>() {
                        radius.set(metres.clamp(*RADIUS.start(), *RADIUS.end()));
                    }
                },
            }
        }
    }
}
