use dioxus::document;
use dioxus::prelude::*;
use shared::doc::company::Tiles;
use shared::place::Place;

use super::RouteView;
use crate::state::use_state;
use crate::t;
use crate::ui::leaflet::GLUE;

/// Our own part in the page: makes the map and draws the route.
const ROUTE: &str = include_str!("../../../assets/route.js");

/// The route on the company's map; drawn plainly where there are no tiles, and until they can be had.
#[component]
pub fn RouteMap(start: Option<Place>, stops: Vec<Place>) -> Element {
    match use_state().company().and_then(|company| company.tiles) {
        Some(tiles) => rsx! { Tiled { start, stops, tiles } },
        None => rsx! { RouteView { start, stops } },
    }
}

/// Where a tile's picture has a place: tiles of another datum are not where the Earth is.
fn on_tiles(tiles: &Tiles, place: Place) -> [f64; 2] {
    tiles.datum.from_wgs(place).lat_lon()
}

#[component]
fn Tiled(start: Option<Place>, stops: ReadSignal<Vec<Place>>, tiles: Tiles) -> Element {
    let state = use_state();
    let mut ready = use_signal(|| false);
    let lasting = tiles.clone();
    use_future(move || {
        let vendor = state.api().file("/vendor/leaflet");
        let tiles = lasting.clone();
        async move {
            let mut map = document::eval(&format!("{GLUE}\n{ROUTE}\nreturn await fieldtallyRoute.open(dioxus);"));
            if map.send(("route-map", vendor, tiles.url, tiles.attribution)).is_err() {
                return;
            }
            while let Ok(word) = map.recv::<String>().await {
                ready.set(word == "ready");
            }
        }
    });
    let drawn = start.map(|start| on_tiles(&tiles, start));
    use_effect(use_reactive!(|(drawn, tiles)| {
        if ready() {
            let stops: Vec<[f64; 2]> = stops.read().iter().map(|stop| on_tiles(&tiles, *stop)).collect();
            let [start, stops] = [serde_json::to_string(&drawn), serde_json::to_string(&stops)];
            if let (Ok(start), Ok(stops)) = (start, stops) {
                document::eval(&format!("fieldtallyRoute.show({start}, {stops});"));
            }
        }
    }));
    rsx! {
        div { id: "route-map", class: "route-map", hidden: !ready(), role: "img", "aria-label": t!("route-label", n = stops.read().len() as i64), "data-testid": "route-map" }
        if !ready() {
            RouteView { start, stops: stops.read().clone() }
        }
    }
}
