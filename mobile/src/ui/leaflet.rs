//! The map of the desk: Leaflet, loaded when it is first needed, from the server that serves these pages.

use dioxus::document;
use dioxus::prelude::*;
use serde::Serialize;
use shared::doc::company::Tiles;
use shared::place::{Datum, Place, Verdict};

use crate::state::use_state;
use crate::t;

/// Our own part in the page: makes the map, draws marks, tells which one was pressed.
pub(in crate::ui) const GLUE: &str = include_str!("../../assets/map.js");

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
    /// Where the mark and its fence lie on pictures of this datum: maps of mainland China are shifted, and what is drawn
    /// on them has to go along (VIS-7).
    #[must_use]
    pub fn on(&self, datum: Datum) -> Self {
        let moved = |lat, lon| Place::new(lat, lon).map_or([lat, lon], |place| datum.from_wgs(place).lat_lon());
        let [lat, lon] = moved(self.lat, self.lon);
        let fence = self.fence.map(|(lat, lon, radius)| {
            let [lat, lon] = moved(lat, lon);
            (lat, lon, radius)
        });
        Self { lat, lon, fence, ..self.clone() }
    }

    #[must_use]
    pub const fn shape(verdict: Verdict) -> &'static str {
        verdict.as_str()
    }
}

/// The map with its marks. Useful without tiles too: then a grid of coordinates and a scale lie under the marks.
#[component]
pub fn MapView(marks: ReadSignal<Vec<MapMark>>, tiles: Option<Tiles>, selected: Signal<Option<String>>) -> Element {
    let state = use_state();
    let mut ready = use_signal(|| false);
    let mut failed = use_signal(|| false);
    let datum = tiles.as_ref().map_or(Datum::Wgs84, |tiles| tiles.datum);
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
            let drawn: Vec<MapMark> = marks.read().iter().map(|mark| mark.on(datum)).collect();
            let marks = serde_json::to_string(&drawn).unwrap_or_else(|_| "[]".to_owned());
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_go_along_with_shifted_maps() {
        // D-41: People's Square of Shanghai lies 481.2 m off on a map in GCJ-02, and the Bund of Hong Kong nowhere else.
        for (lat, lon, metres) in [(31.2304, 121.4737, 481.2), (22.2855, 114.1577, 0.0)] {
            let mark = MapMark {
                id: "1".into(),
                lat,
                lon,
                verdict: "inside",
                accuracy: Some(18.0),
                fence: Some((lat, lon, 300)),
                title: String::new(),
            };
            let drawn = mark.on(Datum::Gcj02);
            let place = |lat, lon| Place::new(lat, lon).unwrap();
            let off = place(lat, lon).distance(place(drawn.lat, drawn.lon));
            assert!((off - metres).abs() < 0.1, "{off}");
            assert_eq!(drawn.fence, Some((drawn.lat, drawn.lon, 300)), "the fence goes along");
            assert_eq!(mark.on(Datum::Wgs84), mark);
            // A pin that is dragged there comes back to where it was.
            let back = Datum::Gcj02.to_wgs(place(drawn.lat, drawn.lon));
            assert!(back.distance(place(lat, lon)) < 0.01);
        }
    }
}
