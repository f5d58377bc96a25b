//! In which datum a map or a file gives positions.

use dioxus::prelude::*;
use shared::place::Datum;

use crate::t;

fn name(datum: Datum) -> String {
    match datum {
        Datum::Wgs84 => t!("datum-wgs84"),
        Datum::Gcj02 => t!("datum-gcj02"),
        Datum::Bd09 => t!("datum-bd09"),
    }
}

#[component]
pub fn DatumChoice(datum: Signal<Datum>, testid: &'static str) -> Element {
    rsx! {
        label { class: "field",
            span { class: "name", {t!("datum")} }
            select { class: "input", "data-testid": testid,
                onchange: move |event| {
                    if let Some(chosen) = Datum::named(&event.value()) {
                        datum.set(chosen);
                    }
                },
                for one in Datum::ALL {
                    option { key: "{one.as_str()}", value: one.as_str(), selected: *datum.read() == one, {name(one)} }
                }
            }
        }
    }
}
