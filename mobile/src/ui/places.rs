//! Maps of the phone: all customers, and the pin of one site. Positions are WGS-84 up to this edge; where the company's
//! tiles are in another datum, what is drawn is shifted to it and what is dragged is shifted back (VIS-7).

use dioxus::document;
use dioxus::prelude::*;
use serde::Serialize;
use shared::doc::company::Tiles;
use shared::id::CustomerId;
use shared::place::{Datum, Fix, Place};
use shared::reminder::Kind;

use super::leaflet::GLUE;
use crate::state::use_state;
use crate::t;
use crate::view::CustomerMark;

/// Our own part in the page.
const PLACES: &str = include_str!("../../assets/places.js");

/// Where a map that knows no place begins: the middle of the mainland.
const NOWHERE: [f64; 3] = [34.5, 109.0, 4.0];

/// What a map is opened with.
#[derive(Serialize)]
struct Opening {
    element: &'static str,
    folder: String,
    tiles: Option<String>,
    attribution: String,
    nowhere: [f64; 3],
}

fn opening(element: &'static str, folder: String, tiles: Option<&Tiles>) -> Opening {
    Opening {
        element,
        folder,
        tiles: tiles.map(|tiles| tiles.url.clone()),
        attribution: tiles.map(|tiles| tiles.attribution.clone()).unwrap_or_default(),
        nowhere: NOWHERE,
    }
}

fn shown(place: Place, datum: Datum) -> [f64; 2] {
    datum.from_wgs(place).lat_lon()
}

fn call(function: &str, with: &impl Serialize) {
    let with = serde_json::to_string(with).unwrap_or_else(|_| "null".to_owned());
    document::eval(&format!("fieldtallyPlaces.{function}({with});"));
}

/// Has Leaflet fetched while there is a network, so that the map is here when there is none: the service worker keeps it.
pub fn use_kept_map() {
    let state = use_state();
    use_future(move || async move {
        if crate::platform::online() {
            let folder = state.api().file("/vendor/leaflet");
            let files = [format!("{folder}/leaflet.js"), format!("{folder}/leaflet.css")];
            let files = serde_json::to_string(&files).unwrap_or_default();
            // Without an answer nothing is lost: the map asks again when it is opened.
            document::eval(&format!("Promise.all({files}.map((file) => fetch(file))).catch(() => {{}});"));
        }
    });
}

/// How a map stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    Loading,
    Ready,
    Failed,
}

/// Opens a map of one kind and hears what it says.
fn use_map(kind: &'static str, element: &'static str, said: Callback<String>) -> ReadSignal<Standing> {
    let state = use_state();
    let mut standing = use_signal(|| Standing::Loading);
    use_future(move || {
        let folder = state.api().file("/vendor/leaflet");
        let tiles = state.company().and_then(|company| company.tiles);
        async move {
            let mut map = document::eval(&format!("{GLUE}\n{PLACES}\nreturn await fieldtallyPlaces.{kind}(dioxus);"));
            if map.send(opening(element, folder, tiles.as_ref())).is_err() {
                standing.set(Standing::Failed);
                return;
            }
            while let Ok(word) = map.recv::<String>().await {
                match word.as_str() {
                    "ready" => standing.set(Standing::Ready),
                    "failed" => standing.set(Standing::Failed),
                    _ => said.call(word),
                }
            }
        }
    });
    standing.into()
}

fn datum(state: crate::state::State) -> Datum {
    state.company().and_then(|company| company.tiles).map(|tiles| tiles.datum).unwrap_or_default()
}

#[derive(Serialize)]
struct Mark {
    id: CustomerId,
    at: [f64; 2],
    title: String,
    class: &'static str,
    due: &'static str,
}

const fn due(kind: Option<Kind>) -> &'static str {
    match kind {
        Some(Kind::Overdue) => "overdue",
        Some(Kind::Gap) => "gap",
        Some(Kind::Due) => "due",
        Some(Kind::Unhandled) => "unhandled",
        None => "none",
    }
}

/// All customers that have a place. What lies close together is one mark with a number, at every scale anew, so that five
/// thousand are as quick as fifty.
#[component]
pub fn CustomersMap(
    marks: ReadSignal<Vec<CustomerMark>>,
    me: ReadSignal<Option<Fix>>,
    onpick: Callback<CustomerId>,
) -> Element {
    let state = use_state();
    let picked = use_callback(move |word: String| {
        if let Ok(id) = word.parse() {
            onpick.call(id);
        }
    });
    let standing = use_map("customers", "customer-map", picked);
    use_effect(move || {
        if standing() == Standing::Ready {
            let datum = datum(state);
            let drawn: Vec<Mark> = marks
                .read()
                .iter()
                .map(|mark| Mark {
                    id: mark.id,
                    at: shown(mark.place, datum),
                    title: mark.name.clone(),
                    class: mark.class.map_or("", shared::doc::ledger::Class::as_str),
                    due: due(mark.due),
                })
                .collect();
            call("show", &drawn);
        }
    });
    use_effect(move || {
        if standing() == Standing::Ready {
            let datum = datum(state);
            call("me", &(*me.read()).map(|fix| (shown(fix.place, datum), fix.accuracy)));
        }
    });
    rsx! {
        div { id: "customer-map", class: "leaf", role: "application", "aria-label": t!("map"), "data-testid": "customer-map", "data-ready": if standing() == Standing::Ready { "true" } else { "false" } }
        if standing() == Standing::Failed {
            p { class: "over note", style: "left:16px;right:16px;bottom:16px", role: "alert", {t!("map-not-here")} }
        }
    }
}

/// The pin of a site in the middle of its fence. Dragged, or put where the map is pressed.
#[component]
pub fn PinMap(
    place: ReadSignal<Option<Place>>,
    radius: ReadSignal<u32>,
    start: Option<Place>,
    onmove: Callback<Place>,
) -> Element {
    let state = use_state();
    let moved = use_callback(move |word: String| {
        let at = serde_json::from_str::<[f64; 2]>(&word).ok().and_then(|[lat, lon]| Place::new(lat, lon).ok());
        if let Some(at) = at {
            onmove.call(datum(state).to_wgs(at));
        }
    });
    let standing = use_map("pin", "pin-map", moved);
    use_effect(move || {
        if standing() == Standing::Ready {
            let datum = datum(state);
            call("put", &(place().map(|place| shown(place, datum)), radius(), start.map(|place| shown(place, datum))));
        }
    });
    rsx! {
        div { id: "pin-map", class: "leaf", role: "application", "aria-label": t!("site-pin"), "data-testid": "pin-map", "data-ready": if standing() == Standing::Ready { "true" } else { "false" } }
        if standing() == Standing::Failed {
            p { class: "over note", style: "left:16px;right:16px;top:16px", role: "status", {t!("map-not-here-pin")} }
        } else {
            p { class: "over xs soft", style: "left:8px;top:8px;padding:4px 8px", {t!("site-pin")} }
        }
    }
}
