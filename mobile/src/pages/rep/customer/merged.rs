//! That this is another name of a customer, or has other names itself; and the way back.

use dioxus::prelude::*;
use shared::doc::journal::Merge;
use shared::id::CustomerId;

use crate::hooks::{use_act, use_record_id};
use crate::record::What;
use crate::route::Route;
use crate::state::use_state;
use crate::t;
use crate::ui::face::Trouble;
use crate::ui::icon::{Glyph, Icon};
use crate::view::More;

#[component]
pub fn Merged(id: CustomerId, more: More) -> Element {
    let waits = more.merging.then(|| t!("merge-waits"));
    if let Some((into, name)) = more.into.clone() {
        return rsx! {
            div { class: "merged",
                div { class: "note", "data-sync": "sent", "data-testid": "merged-into", Icon { glyph: Glyph::Merge }
                    span { class: "grow", {t!("merged-into", name = name)} " " {waits.unwrap_or_default()} " " Link { to: Route::Customer { id: into }, "data-testid": "merged-open", {t!("merged-open")} } }
                    Undo { id }
                }
            }
        };
    }
    if more.also.is_empty() {
        return rsx! {};
    }
    rsx! {
        div { class: "merged",
            for (other, customer) in more.also.clone() {
                div { key: "{other}", class: "note", "data-sync": "held", "data-testid": "merged-also", Icon { glyph: Glyph::Merge }
                    span { class: "grow", {t!("merged-also", name = customer.name)} " " {waits.clone().unwrap_or_default()} }
                    Undo { id: other }
                }
            }
        }
    }
}

#[component]
fn Undo(id: CustomerId) -> Element {
    let state = use_state();
    let record = use_record_id();
    let act = use_act();
    let undo = move |_| {
        let merge = Merge { customer: id, into: None, reason: None };
        act.run(state.record(record, What::Merge(merge), Vec::new()), |state, ()| state.toast(t!("saved-here")));
    };
    rsx! {
        button { class: "btn quiet", r#type: "button", "data-testid": "merge-undo", disabled: *act.busy.read(), onclick: undo, {t!("merge-undo")} }
        Trouble { failure: act.failure.read().clone() }
    }
}
