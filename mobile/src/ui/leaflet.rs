//! The map of the desk: Leaflet, loaded when it is first needed, from the server that serves these pages.

use dioxus::document;
use dioxus::prelude::*;
use serde::Serialize;
use shared::place::Verdict;

use crate::state::use_state;
use crate::t;

/// Our own part in the page: makes the map, draws marks, tells which one was pressed.
pub(super) const GLUE: &str = include_str!("../../assets/map.js");

/// A mark on the map.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MapMark {
    pub id: String,
    pub lat: f64,
    pub lon: f64,
    pub verdict: &'static str,
    /// Metres, of the position.
    pub accuracy: Option<f64>,
    /// The fence: its centre and radius in metres.
    pub fence: Option<(f64, f64, u32)>,
    pub title: String,
}

impl MapMark {
    #[must_use]
    pub const fn shape(verdict: Verdict) -> &'static str {
        verdict.as_str()
    }
}

/// The map with its marks. Useful without tiles too: then a grid of coordinates and a scale lie under the marks.
#[component]
pub fn MapView(marks: ReadSignal<Vec<MapMark>>, tiles: Option<String>, selected: Signal<Option<String>>) -> Element {
    let state = use_state();
    let mut ready = use_signal(|| false);
    let mut failed = use_signal(|| false);
    let lasting = tiles.clone();
    use_future(move || {
        let vendor = state.api().file("/vendor/leaflet");
        let tiles = lasting.clone();
        async move {
            let mut map = document::eval(&format!("{GLUE}\nreturn await fieldtallyMap.open(dioxus);"));
            let said = map.send(("team-map", vendor, tiles));
            if said.is_err() {
                failed.set(true);
                return;
            }
            // The first word says whether there is a map, every later one which mark was pressed.
            while let Ok(word) = map.recv::<String>().await {
                match word.as_str() {
                    "ready" => ready.set(true),
                    "failed" => failed.set(true),
                    id => selected.set(Some(id.to_owned())),
                }
            }
        }
    });
    use_effect(move || {
        if ready() {
            let marks = serde_json::to_string(&*marks.read()).unwrap_or_else(|_| "[]".to_owned());
            document::eval(&format!("fieldtallyMap.show({marks});"));
        }
    });
    use_effect(move || {
        if ready() {
            let chosen = serde_json::to_string(&*selected.read()).unwrap_or_else(|_| "null".to_owned());
            document::eval(&format!("fieldtallyMap.select({chosen});"));
        }
    });
    rsx! {
        div { id: "team-map", class: "leaf", "data-testid": "map", "data-ready": if ready() { "true" } else { "false" } }
        if failed() {
            p { class: "over note", style: "left:16px;bottom:16px", role: "alert", {t!("map-failed")} }
        }
    }
}
