//! The fence drawn: the site, its circle, my dot with its accuracy, to scale on a plain ground. Needs no map and no network.

use dioxus::prelude::*;
use shared::place::{Fence, Fix, Verdict};

use crate::i18n::format;
use crate::t;

const WIDTH: f64 = 390.0;
const HEIGHT: f64 = 280.0;
/// Free edges: above are the name of the fence and the buttons, below lies the sheet.
const EDGE: f64 = 26.0;
const ABOVE: f64 = 34.0;
const BELOW: f64 = 40.0;
/// Pixels: nothing is drawn smaller, however far away one is.
const LEAST: f64 = 7.0;

/// Metres east and north of the site, on its tangent plane: at these distances the Earth is flat.
fn offset(fence: &Fence, fix: &Fix) -> (f64, f64) {
    const METRES_PER_DEGREE: f64 = 111_195.0;
    let lat = fence.place.lat();
    let mut east = fix.place.lon() - fence.place.lon();
    if east.abs() > 180.0 {
        east -= 360.0_f64.copysign(east);
    }
    (east * METRES_PER_DEGREE * lat.to_radians().cos(), (fix.place.lat() - lat) * METRES_PER_DEGREE)
}

/// Where things lie in the picture.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Plan {
    /// Pixels per metre.
    scale: f64,
    site: (f64, f64),
    me: Option<(f64, f64)>,
}

/// Fits the fence, the dot and its accuracy into the picture.
fn plan(fence: &Fence, fix: Option<&Fix>) -> Plan {
    let radius = f64::from(fence.radius).max(1.0);
    let (mut west, mut east, mut south, mut north) = (-radius, radius, -radius, radius);
    let me = fix.map(|fix| {
        let (x, y) = offset(fence, fix);
        let around = fix.accuracy.unwrap_or(0.0).min(radius * 4.0);
        west = west.min(x - around);
        east = east.max(x + around);
        south = south.min(y - around);
        north = north.max(y + around);
        (x, y)
    });
    let scale = ((WIDTH - 2.0 * EDGE) / (east - west)).min((HEIGHT - ABOVE - BELOW - EDGE) / (north - south));
    let middle = (f64::midpoint(west, east), f64::midpoint(south, north));
    let at = |(x, y): (f64, f64)| {
        (WIDTH / 2.0 + (x - middle.0) * scale, ABOVE + (HEIGHT - ABOVE - BELOW) / 2.0 - (y - middle.1) * scale)
    };
    Plan { scale, site: at((0.0, 0.0)), me: me.map(at) }
}

/// The longest round length that fits in so many metres: 1, 2 or 5 times a power of ten.
fn round_length(metres: f64) -> f64 {
    let power = 10_f64.powf(metres.max(1.0).log10().floor());
    [5.0, 2.0, 1.0].into_iter().map(|n| n * power).find(|length| *length <= metres).unwrap_or(power)
}

/// The drawing. Without a fence only the dot; without a fix only the fence.
#[component]
pub fn FenceView(fence: Option<Fence>, fix: Option<Fix>, verdict: Option<Verdict>) -> Element {
    let Some(fence) = fence else {
        return rsx! { Ground { scale: 0.5, label: t!("fence-none") } };
    };
    let plan = plan(&fence, fix.as_ref());
    let state = verdict.map(Verdict::as_str);
    let radius = (f64::from(fence.radius) * plan.scale).max(LEAST);
    let (sx, sy) = plan.site;
    let label = match (&fix, verdict) {
        (Some(fix), Some(_)) => t!(
            "fence-label",
            distance = format::distance(fix.place.distance(fence.place)),
            radius = i64::from(fence.radius)
        ),
        _ => t!("fence-label-no-fix", radius = i64::from(fence.radius)),
    };
    // The name of the fence stands where the line to me does not run.
    let above = plan.me.is_some_and(|(_, my)| my < sy - 1.0);
    let plate_y = if above { sy + radius + 18.0 } else { (sy - radius - 8.0).max(30.0) };
    // Far off, the line between says how far.
    let far = match (plan.me, &fix) {
        (Some((mx, my)), Some(fix)) if (mx - sx).hypot(my - sy) > radius + 24.0 => {
            Some((f64::midpoint(sx, mx), f64::midpoint(sy, my), format::distance(fix.place.distance(fence.place))))
        }
        _ => None,
    };
    rsx! {
        Ground { scale: plan.scale, label,
            circle { "data-verdict": state, cx: "{sx:.1}", cy: "{sy:.1}", r: "{radius:.1}", fill: "var(--c, var(--text-2))", fill_opacity: ".10", stroke: "var(--c, var(--text-2))", stroke_width: "2", stroke_dasharray: "6 4" }
            if let (Some((mx, my)), Some(fix)) = (plan.me, fix) {
                path { "data-verdict": state, d: "M{sx:.1} {sy:.1}L{mx:.1} {my:.1}", stroke: "var(--c, var(--text-2))", stroke_width: "2", stroke_dasharray: "2 5", stroke_linecap: "round", fill: "none" }
                if let Some(accuracy) = fix.accuracy {
                    circle { cx: "{mx:.1}", cy: "{my:.1}", r: "{(accuracy * plan.scale).max(11.0):.1}", fill: "var(--accent-mark)", fill_opacity: ".18", stroke: "var(--accent-mark)" }
                }
                circle { cx: "{mx:.1}", cy: "{my:.1}", r: "8", fill: "var(--accent-mark)", stroke: "var(--surface)", stroke_width: "3" }
            }
            path { d: "M{sx:.1} {sy:.1}m0 6s9-8 9-14.5a9 9 0 0 0-18 0c0 6.5 9 14.5 9 14.5z", fill: "var(--text)" }
            circle { cx: "{sx:.1}", cy: "{sy - 8.5:.1}", r: "3.2", fill: "var(--surface)" }
            if let Some((x, y, words)) = far {
                rect { class: "plate", x: "{x - 34.0:.1}", y: "{y - 10.0:.1}", width: "68", height: "20", rx: "4" }
                text { x: "{x:.1}", y: "{y + 4.5:.1}", text_anchor: "middle", "{words}" }
            }
            rect { class: "plate", x: "{sx - 48.0:.1}", y: "{plate_y - 14.0:.1}", width: "96", height: "20", rx: "4" }
            text { x: "{sx:.1}", y: "{plate_y:.1}", text_anchor: "middle", {t!("fence-radius", n = i64::from(fence.radius))} }
        }
    }
}

/// The plain ground: a grid of a round length, and the scale.
#[component]
fn Ground(scale: f64, label: String, children: Element) -> Element {
    let metres = round_length(110.0 / scale);
    let step = metres * scale;
    let lines = (WIDTH.max(HEIGHT) / step).ceil().clamp(1.0, 40.0) as u32;
    let base = HEIGHT - BELOW - 4.0;
    rsx! {
        svg { view_box: "0 0 {WIDTH} {HEIGHT}", preserve_aspect_ratio: "xMidYMid slice", role: "img", "aria-label": "{label}",
            for n in 1..=lines {
                path { class: "grid", d: "M{f64::from(n) * step - step / 2.0:.1} 0V{HEIGHT}M0 {f64::from(n) * step - step / 2.0:.1}H{WIDTH}" }
            }
            {children}
            path { class: "scale", d: "M14 {base - 5.0}v5h{step:.1}v-5" }
            text { x: "{20.0:.1}", y: "{base - 6.0:.1}", {format::distance(metres)} }
        }
    }
}

#[cfg(test)]
mod tests {
    use shared::period::Instant;
    use shared::place::{FixSource, Place};

    use super::*;

    fn fix(lat: f64, lon: f64, accuracy: f64) -> Fix {
        let place = Place::new(lat, lon).unwrap();
        Fix { place, accuracy: Some(accuracy), source: FixSource::Device, at: Instant::from_millis(0), mock: false }
    }

    #[test]
    fn everything_lies_in_the_picture_and_to_scale() {
        let fence = Fence { place: Place::new(30.2741, 120.1551).unwrap(), radius: 300 };
        for (lat, lon, accuracy) in [(30.2745, 120.1560, 18.0), (30.2800, 120.1600, 25.0), (31.2304, 121.4737, 900.0)] {
            let here = fix(lat, lon, accuracy);
            let plan = plan(&fence, Some(&here));
            let (x, y) = plan.me.unwrap();
            assert!((0.0..=WIDTH).contains(&x) && (0.0..=HEIGHT - BELOW).contains(&y), "{lat} {lon}: {x} {y}");
            let drawn = (x - plan.site.0).hypot(y - plan.site.1) / plan.scale;
            let real = here.place.distance(fence.place);
            assert!((drawn - real).abs() / real < 0.02, "{drawn} {real}");
        }
    }

    #[test]
    fn the_scale_has_a_round_length() {
        for (fits, length) in [(220.0, 200.0), (99.0, 50.0), (1.0, 1.0), (7_300.0, 5_000.0)] {
            assert!((round_length(fits) - length).abs() < 1e-9, "{fits}");
        }
    }
}
