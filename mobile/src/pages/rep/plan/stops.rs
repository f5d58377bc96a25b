//! The stops of a plan: dragged by their numbers, or moved by buttons.

use dioxus::prelude::*;
use shared::id::CustomerId;
use shared::place::Place;

use super::place;
use crate::i18n::format;
use crate::pages::rep::remind::kind_name;
use crate::route::Route;
use crate::t;
use crate::ui::chip::{ClassMark, remind, remind_words};
use crate::ui::icon::{Glyph, Icon};
use crate::view::CustomerRow;

/// Height of a row, as in the style sheet, in pixels.
const ROW: f64 = 68.0;

/// A stop under a finger: which, where the finger came down, and how far it moved.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Drag {
    from: usize,
    began: f64,
    moved: f64,
}

impl Drag {
    /// Where it would come to lie.
    fn to(&self, len: usize) -> usize {
        let rows = (self.moved / ROW).round();
        let last = len.saturating_sub(1);
        // Rows are few: no number here is near what a float or an integer can not hold.
        let to = (self.from as f64 + rows).clamp(0.0, last as f64);
        to as usize
    }
}

/// Moves one of a list elsewhere.
fn shift<T>(list: &mut Vec<T>, from: usize, to: usize) {
    if from < list.len() && to < list.len() {
        let one = list.remove(from);
        list.insert(to, one);
    }
}

/// Metres to each stop from the one before it, or from where he is.
fn legs(start: Option<Place>, stops: &[CustomerRow]) -> Vec<Option<f64>> {
    let mut before = start;
    let leg = |row: &CustomerRow| {
        let here = place(row)?;
        let leg = before.map(|before| before.distance(here));
        before = Some(here);
        leg
    };
    stops.iter().map(leg).collect()
}

#[component]
pub fn Stops(stops: Signal<Vec<CustomerRow>>, done: Vec<CustomerId>, start: Option<Place>, fixed: bool) -> Element {
    let mut drag = use_signal(|| None::<Drag>);
    let mut stops = stops;
    let len = stops.read().len();
    let legs = legs(start, &stops.read());
    let mut drop = move || {
        // Not written where nothing is held: every movement of a mouse would draw the list again.
        let held = *drag.peek();
        if let Some(held) = held {
            drag.set(None);
            let to = held.to(stops.peek().len());
            if to != held.from {
                shift(&mut stops.write(), held.from, to);
            }
        }
    };
    let to = drag().map(|held| held.to(len));
    rsx! {
        ol {
            class: "list stops",
            "data-testid": "plan-stops",
            onpointermove: move |event| {
                let held = *drag.peek();
                if let Some(held) = held {
                    drag.set(Some(Drag { moved: event.client_coordinates().y - held.began, ..held }));
                }
            },
            onpointerup: move |_| drop(),
            onpointerleave: move |_| drop(),
            onpointercancel: move |_| drag.set(None),
            for (at, row) in stops.read().iter().cloned().enumerate() {
                Row {
                    key: "{row.id}",
                    at,
                    len,
                    done: done.contains(&row.id),
                    leg: legs.get(at).copied().flatten(),
                    moved: drag().filter(|held| held.from == at).map(|held| held.moved),
                    target: to == Some(at) && drag().is_some_and(|held| held.from != at),
                    fixed,
                    row,
                    ongrip: move |began| drag.set(Some(Drag { from: at, began, moved: 0.0 })),
                    onmove: move |to| shift(&mut stops.write(), at, to),
                    ondrop: move |()| {
                        let mut all = stops.write();
                        if at < all.len() {
                            all.remove(at);
                        }
                    },
                }
            }
        }
    }
}

#[component]
fn Row(
    row: CustomerRow,
    at: usize,
    len: usize,
    done: bool,
    leg: Option<f64>,
    moved: Option<f64>,
    target: bool,
    fixed: bool,
    ongrip: Callback<f64>,
    onmove: Callback<usize>,
    ondrop: Callback<()>,
) -> Element {
    let name = row.name.clone();
    let about = match (leg, &row.reminder) {
        (Some(leg), _) => format::distance(leg),
        (None, Some(reminder)) => remind_words(reminder, row.class),
        (None, None) => row.site.as_ref().map_or_else(|| t!("plan-no-place"), |_| t!("plan-first")),
    };
    rsx! {
        li { "data-testid": "plan-stop", "data-customer": "{row.id}", "data-target": target.then_some("true"), "data-held": moved.is_some().then_some("true"),
            style: moved.map(|moved| format!("transform:translateY({moved:.0}px)")),
            div { class: "stop",
                if fixed || done {
                    span { class: "grip", "data-verdict": done.then_some("inside"), if done { Icon { glyph: Glyph::Check } } else { b { class: "num", "{at + 1}" } } }
                } else {
                    span { class: "grip", "aria-hidden": "true", "data-testid": "plan-grip", onpointerdown: move |event| { event.prevent_default(); ongrip.call(event.client_coordinates().y); },
                        Icon { glyph: Glyph::Grip, class: "i-16" }
                        b { class: "num", "{at + 1}" }
                    }
                }
                Link { to: Route::Customer { id: row.id }, class: "grow",
                    p { class: "t1 row", span { class: "cut", "{row.name}" } ClassMark { class: row.class } }
                    p { class: "t2 row", span { class: "cut", "{about}" }
                        if let (Some(_), Some(reminder)) = (leg, &row.reminder) {
                            span { class: "chip", "data-remind": remind(reminder), title: remind_words(reminder, row.class), Icon { glyph: Glyph::from(reminder) } {kind_name(reminder.kind())} }
                        }
                    }
                }
                if !fixed {
                    button { class: "icon-btn", r#type: "button", "data-testid": "plan-up", "aria-label": t!("plan-up", who = name.clone()), disabled: at == 0, onclick: move |_| onmove.call(at.saturating_sub(1)), Icon { glyph: Glyph::Up } }
                    button { class: "icon-btn", r#type: "button", "data-testid": "plan-down", "aria-label": t!("plan-down", who = name.clone()), disabled: at + 1 >= len, onclick: move |_| onmove.call(at + 1), Icon { glyph: Glyph::Down } }
                    button { class: "icon-btn", r#type: "button", "data-testid": "plan-remove", "aria-label": t!("plan-remove", who = name.clone()), onclick: move |_| ondrop.call(()), Icon { glyph: Glyph::Cross } }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stop_is_dropped_on_the_row_it_is_nearest_to() {
        let held = |from, moved| Drag { from, began: 300.0, moved };
        for (from, moved, to) in
            [(0, 10.0, 0), (0, 35.0, 1), (0, 140.0, 2), (0, 9_000.0, 3), (2, -70.0, 1), (2, -9_000.0, 0), (3, 9.0, 3)]
        {
            assert_eq!(held(from, moved).to(4), to, "{from} {moved}");
        }
        assert_eq!(held(0, 50.0).to(0), 0);
        let mut list = vec!["a", "b", "c", "d"];
        shift(&mut list, 0, 2);
        assert_eq!(list, ["b", "c", "a", "d"]);
        shift(&mut list, 3, 0);
        assert_eq!(list, ["d", "b", "c", "a"]);
        shift(&mut list, 4, 0);
        assert_eq!(list, ["d", "b", "c", "a"]);
    }
}
