//! The devices of somebody: where he is signed in, and ending that from here.

use dioxus::prelude::*;
use shared::id::{DeviceId, EmployeeId};
use shared::rest::Device;

use crate::api::Api;
use crate::hooks::{use_act, use_server};
use crate::state::use_state;
use crate::t;
use crate::ui::dialog::Confirm;
use crate::ui::face::{Trouble, words};
use crate::ui::icon::{Glyph, Icon};
use crate::ui::time::Ago;

#[component]
pub fn Devices(of: EmployeeId, here: Option<DeviceId>, title: String) -> Element {
    let state = use_state();
    let mut devices = use_server(|api: Api| async move { api.devices().await });
    let act = use_act();
    let mut asks = use_signal(|| None::<Device>);
    let revoke = use_callback(move |()| {
        let Some(device) = asks.write().take() else { return };
        let api = state.api();
        act.run(async move { api.revoke(device.id).await }, move |state, ()| {
            state.toast(t!("device-revoked"));
            devices.restart();
        });
    });
    rsx! {
        section { class: "card", "data-testid": "devices",
            div { class: "card-h", h2 { "{title}" } }
            match &*devices.read() {
                None => rsx! { p { class: "sm muted", style: "padding:0 16px 16px", {t!("loading")} } },
                // Offline this card is of no use, and nothing is wrong.
                Some(Err(failure)) => rsx! { p { class: "sm muted", style: "padding:0 16px 16px", {words(failure)} } },
                Some(Ok(devices)) => rsx! {
                    ul { class: "list icons",
                        for device in devices.iter().filter(|device| !device.revoked && device.employee == of).cloned() {
                            li { key: "{device.id}", class: "item",
                                span { class: "lead", Icon { glyph: Glyph::Device } }
                                div { class: "grow",
                                    p { class: "t1 cut", "{device.name}" }
                                    p { class: "t2 cut", if Some(device.id) == here { {t!("device-this")} } else { {t!("device-seen")} " " Ago { at: device.seen } } }
                                }
                                if Some(device.id) != here {
                                    button { class: "btn quiet", r#type: "button", "data-testid": "device-revoke", "data-device": "{device.name}", onclick: move |_| asks.set(Some(device.clone())), {t!("device-revoke")} }
                                }
                            }
                        }
                    }
                },
            }
            Trouble { failure: act.failure.read().clone() }
        }
        if let Some(device) = asks() {
            Confirm { title: t!("device-revoke-ask", name = device.name.clone()), text: t!("device-revoke-text"), act: t!("device-revoke"), onyes: revoke, onno: move |()| asks.set(None) }
        }
    }
}
