//! How far a target is, with the mark of where the calendar is.

use dioxus::prelude::*;

/// A bar of 0 to 100 percent; `pace` is how much of the period has passed.
#[component]
pub fn Bar(percent: f64, #[props(default)] pace: Option<f64>, label: String) -> Element {
    rsx! {
        div { class: "bar", role: "img", "aria-label": "{label}",
            i { style: "width:{percent.clamp(0.0, 100.0):.1}%" }
            if let Some(pace) = pace {
                b { style: "left:{pace.clamp(0.0, 100.0):.1}%" }
            }
        }
    }
}

/// The same as a ring, with a figure in it.
#[component]
pub fn Ring(percent: f64, #[props(default)] pace: Option<f64>, label: String, children: Element) -> Element {
    let done = percent.clamp(0.0, 100.0);
    rsx! {
        div { class: "ringbox", role: "img", "aria-label": "{label}",
            svg { class: "ring", width: "92", height: "92", view_box: "0 0 92 92",
                circle { class: "tr", cx: "46", cy: "46", r: "40", fill: "none", stroke_width: "8" }
                circle { class: "fg", cx: "46", cy: "46", r: "40", fill: "none", stroke_width: "8", path_length: "100", stroke_dasharray: "{done:.1} 100" }
                if let Some(pace) = pace {
                    circle { class: "pace", cx: "46", cy: "46", r: "40", fill: "none", stroke_width: "12", path_length: "100", stroke_dasharray: ".8 99.2", stroke_dashoffset: "-{pace.clamp(0.0, 99.2):.1}" }
                }
            }
            div { {children} }
        }
    }
}
