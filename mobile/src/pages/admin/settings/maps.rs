//! Where maps come from (VIS-7).

use dioxus::prelude::*;
use shared::doc::company::Tiles;
use shared::place::Datum;

use crate::t;
use crate::ui::datum::DatumChoice;
use crate::ui::field::TextField;

#[component]
pub fn Maps(tiles: Signal<Option<Tiles>>) -> Element {
    let stands = tiles.peek().clone();
    let url = use_signal(|| stands.as_ref().map(|tiles| tiles.url.clone()).unwrap_or_default());
    let datum = use_signal(|| stands.as_ref().map_or(Datum::Wgs84, |tiles| tiles.datum));
    let attribution = use_signal(|| stands.as_ref().map(|tiles| tiles.attribution.clone()).unwrap_or_default());
    use_effect(move || {
        let address = url.read().trim().to_owned();
        let attribution = attribution.read().trim().to_owned();
        let made = (!address.is_empty()).then(|| Tiles { url: address, datum: datum(), attribution });
        if *tiles.peek() != made {
            tiles.set(made);
        }
    });
    rsx! {
        p { class: "sm soft", {t!("settings-maps-text")} }
        TextField { label: t!("settings-tiles"), value: url, testid: "settings-tiles", placeholder: "https://…/{{z}}/{{x}}/{{y}}.png", inputmode: "url" }
        DatumChoice { datum, testid: "settings-datum" }
        TextField { label: t!("settings-attribution"), value: attribution, testid: "settings-attribution" }
        if datum() == Datum::Bd09 {
            p { class: "note", "data-verdict": "uncertain", {t!("settings-bd09")} }
        }
    }
}
