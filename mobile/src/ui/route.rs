//! A route drawn: the stops with their numbers and the way between them, to scale on a plain ground. Needs no map and no
//! network.

mod map;

use dioxus::prelude::*;
use shared::place::Place;

pub use map::RouteMap;

use crate::i18n::format;
use crate::t;

const WIDTH: f64 = 390.0;
const HEIGHT: f64 = 240.0;
/// Free on all sides: numbers reach over their places.
const EDGE: f64 = 28.0;
/// Metres: a single stop is not drawn larger than so.
const LEAST: f64 = 400.0;
const METRES_PER_DEGREE: f64 = 111_195.0;

/// Where things lie in the picture.
#[derive(Debug, Clone, PartialEq)]
struct Drawn {
    /// Pixels per metre.
    scale: f64,
    start: Option<(f64, f64)>,
    stops: Vec<(f64, f64)>,
}

/// Fits all of it in; over a city the Earth is flat.
fn drawn(start: Option<Place>, stops: &[Place]) -> Drawn {
    let all: Vec<Place> = start.into_iter().chain(stops.iter().copied()).collect();
    let Some(first) = all.first() else { return Drawn { scale: 1.0, start: None, stops: Vec::new() } };
    let along = first.lat().to_radians().cos();
    let flat: Vec<(f64, f64)> = all
        .iter()
        .map(|place| {
            let mut east = place.lon() - first.lon();
            if east.abs() > 180.0 {
                east -= 360.0_f64.copysign(east);
            }
            (east * METRES_PER_DEGREE * along, (place.lat() - first.lat()) * METRES_PER_DEGREE)
        })
        .collect();
    let bound = |value: fn(&(f64, f64)) -> f64| {
        flat.iter()
            .map(value)
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), one| (low.min(one), high.max(one)))
    };
    let ((west, east), (south, north)) = (bound(|one| one.0), bound(|one| one.1));
    let fit = |size: f64, low: f64, high: f64| (size - 2.0 * EDGE) / (high - low).max(LEAST);
    let scale = fit(WIDTH, west, east).min(fit(HEIGHT, south, north));
    let middle = (f64::midpoint(west, east), f64::midpoint(south, north));
    let mut points =
        flat.iter().map(|(x, y)| (WIDTH / 2.0 + (x - middle.0) * scale, HEIGHT / 2.0 - (y - middle.1) * scale));
    let start = start.and_then(|_| points.next());
    Drawn { scale, start, stops: points.collect() }
}

#[component]
pub fn RouteView(start: Option<Place>, stops: Vec<Place>) -> Element {
    let drawn = drawn(start, &stops);
    let line: Vec<(f64, f64)> = drawn.start.into_iter().chain(drawn.stops.iter().copied()).collect();
    let path = line.iter().enumerate().fold(String::new(), |mut path, (at, (x, y))| {
        path.push_str(&format!("{}{x:.1} {y:.1}", if at == 0 { "M" } else { "L" }));
        path
    });
    let bar = round_length(90.0 / drawn.scale);
    rsx! {
        svg { class: "route", view_box: "0 0 {WIDTH} {HEIGHT}", role: "img", "aria-label": t!("route-label", n = stops.len() as i64), "data-testid": "route",
            path { class: "way", d: "{path}" }
            if let Some((x, y)) = drawn.start {
                circle { class: "me", cx: "{x:.1}", cy: "{y:.1}", r: "7" }
            }
            for (at, (x, y)) in drawn.stops.iter().enumerate() {
                g { key: "{at}", class: "no",
                    circle { cx: "{x:.1}", cy: "{y:.1}", r: "11" }
                    text { x: "{x:.1}", y: "{y + 4.5:.1}", text_anchor: "middle", "{at + 1}" }
                }
            }
            path { class: "scale", d: "M14 {HEIGHT - 16.0}v5h{bar * drawn.scale:.1}v-5" }
            text { class: "far", x: "20", y: "{HEIGHT - 18.0}", {format::distance(bar)} }
        }
    }
}

/// The longest round length that fits in so many metres: 1, 2 or 5 times a power of ten.
fn round_length(metres: f64) -> f64 {
    let power = 10_f64.powf(metres.max(1.0).log10().floor());
    [5.0, 2.0, 1.0].into_iter().map(|n| n * power).find(|length| *length <= metres).unwrap_or(power)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_lies_in_the_picture_and_to_scale() {
        let place = |lat, lon| Place::new(lat, lon).unwrap();
        for (start, stops) in [
            (None, vec![place(30.2741, 120.1551)]),
            (Some(place(30.2741, 120.1551)), vec![place(30.30, 120.20), place(30.25, 120.05), place(30.28, 120.16)]),
            (Some(place(30.2741, 120.1551)), vec![place(30.2741, 120.1551)]),
        ] {
            let drawn = drawn(start, &stops);
            assert_eq!((drawn.stops.len(), drawn.start.is_some()), (stops.len(), start.is_some()));
            for (x, y) in drawn.start.iter().chain(&drawn.stops) {
                assert!((0.0..=WIDTH).contains(x) && (0.0..=HEIGHT).contains(y), "{x} {y}");
            }
            if let (Some(from), Some((sx, sy)), Some((x, y))) = (start, drawn.start, drawn.stops.first()) {
                let real = from.distance(stops[0]);
                let shown = (x - sx).hypot(y - sy) / drawn.scale;
                assert!((shown - real).abs() <= real * 0.01 + 0.01, "{shown} {real}");
            }
        }
        assert!(drawn(None, &[]).stops.is_empty());
    }
}
