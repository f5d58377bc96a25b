//! Scores by dimension as a web: its shape shows at once where somebody is strong.

use dioxus::prelude::*;

use crate::t;

/// A dimension: name, weight as printed, score of 0 to 100 where there is one.
pub type Spoke = (String, String, Option<f64>);

const CENTRE: (f64, f64) = (160.0, 120.0);
const REACH: f64 = 80.0;

fn at(spoke: usize, of: usize, part: f64) -> (f64, f64) {
    let turn = std::f64::consts::TAU * spoke as f64 / of as f64 - std::f64::consts::FRAC_PI_2;
    (CENTRE.0 + turn.cos() * REACH * part, CENTRE.1 + turn.sin() * REACH * part)
}

fn polygon(of: usize, part: impl Fn(usize) -> f64) -> String {
    let points: Vec<String> = (0..of)
        .map(|spoke| {
            let (x, y) = at(spoke, of, part(spoke));
            format!("{x:.1},{y:.1}")
        })
        .collect();
    points.join(" ")
}

/// Drawn from three dimensions on: fewer make no area.
#[component]
pub fn Radar(spokes: Vec<Spoke>) -> Element {
    let of = spokes.len();
    if of < 3 {
        return rsx! {};
    }
    let own = polygon(of, |spoke| {
        spokes.get(spoke).and_then(|(_, _, score)| *score).map_or(0.0, |score| (score / 100.0).clamp(0.0, 1.0))
    });
    // A triangle reaches less far down than a hexagon: no empty band under it.
    let height = (0..of).map(|spoke| at(spoke, of, 1.16).1).fold(0.0, f64::max) + 26.0;
    rsx! {
        div { class: "radar",
            svg { view_box: "0 0 320 {height:.0}", width: "320", height: "{height:.0}", role: "img", "aria-label": t!("score-by-dimension"),
                for ring in [0.25, 0.5, 0.75, 1.0] {
                    polygon { points: polygon(of, |_| ring), fill: "none", stroke: "var(--line)" }
                }
                polygon { points: own, fill: "var(--accent-mark)", fill_opacity: ".14", stroke: "var(--accent-mark)", stroke_width: "2", stroke_linejoin: "round" }
                for (n, (name, weight, score)) in spokes.into_iter().enumerate() {
                    Label { n, of, name, weight, score }
                }
            }
        }
    }
}

#[component]
fn Label(n: usize, of: usize, name: String, weight: String, score: Option<f64>) -> Element {
    let (x, y) = at(n, of, 1.0);
    let (lx, ly) = at(n, of, 1.16);
    let anchor = if (lx - CENTRE.0).abs() < 12.0 {
        "middle"
    } else if lx > CENTRE.0 {
        "start"
    } else {
        "end"
    };
    let ly = if ly < CENTRE.1 - REACH { ly - 12.0 } else { ly };
    let score = score.map_or_else(|| t!("not-applicable"), |score| format!("{score:.1}"));
    rsx! {
        path { d: "M{CENTRE.0} {CENTRE.1}L{x:.1} {y:.1}", stroke: "var(--line)" }
        text { x: "{lx:.1}", y: "{ly:.1}", text_anchor: anchor, "{name} {weight}" }
        text { class: "v", x: "{lx:.1}", y: "{ly + 16.0:.1}", text_anchor: anchor, "{score}" }
    }
}
