//! The calendar of next contacts for the telephone's own calendar: its address, and taking it back.

use dioxus::document;
use dioxus::prelude::*;
use shared::rest::CalendarFeed;

use crate::api::Api;
use crate::hooks::{use_act, use_server};
use crate::platform::clock;
use crate::state::use_state;
use crate::t;
use crate::ui::dialog::Confirm;
use crate::ui::face::{Trouble, words};
use crate::ui::icon::{Glyph, Icon};
use crate::ui::time::When;

const COPY: &str = "const text = await dioxus.recv(); await navigator.clipboard.writeText(text); return true;";

/// The address as the telephone's own calendar opens it: a touch, and it asks whether to subscribe. Behind TLS by `webcals`:
/// `webcal` may be read as plain HTTP, and the address is a secret.
fn subscription(address: &str) -> String {
    match address.split_once("://") {
        Some(("https", rest)) => format!("webcals://{rest}"),
        Some((_, rest)) => format!("webcal://{rest}"),
        None => address.to_owned(),
    }
}

#[component]
pub fn Calendar() -> Element {
    let state = use_state();
    let mut feed = use_server(|api: Api| async move { api.calendar().await });
    let mut address = use_signal(|| None::<String>);
    let mut asks = use_signal(|| false);
    let act = use_act();
    let make = move |_| {
        let api = state.api();
        let asked = api.clone();
        act.run(async move { asked.make_calendar().await }, move |_, made: CalendarFeed| {
            address.set(made.path.map(|path| api.file(&path)));
            feed.restart();
        });
    };
    let revoke = use_callback(move |()| {
        asks.set(false);
        let api = state.api();
        act.run(async move { api.revoke_calendar().await }, move |state, ()| {
            address.set(None);
            state.toast(t!("calendar-revoked"));
            feed.restart();
        });
    });
    let copy = move |_| async move {
        let Some(text) = address() else { return };
        let copying = document::eval(COPY);
        let copied = copying.send(text).is_ok() && copying.join::<bool>().await.is_ok();
        state.toast(if copied { t!("calendar-copied") } else { t!("calendar-not-copied") });
    };
    rsx! {
        section { class: "card pad stack", "data-testid": "calendar",
            h2 { class: "row", style: "font-size:var(--t-md)", Icon { glyph: Glyph::Calendar } {t!("calendar")} }
            p { class: "sm soft", {t!("calendar-text")} }
            match &*feed.read() {
                None => rsx! { p { class: "sm muted", {t!("loading")} } },
                // Offline this card is of no use, and nothing is wrong.
                Some(Err(failure)) => rsx! { p { class: "sm muted", {words(failure)} } },
                Some(Ok(feed)) => rsx! {
                    if let Some(address) = address() {
                        label { class: "field",
                            span { class: "name", {t!("calendar-address")} }
                            input { class: "input mono", r#type: "text", readonly: true, "data-testid": "calendar-address", value: "{address}" }
                        }
                        p { class: "note", "data-verdict": "uncertain", Icon { glyph: Glyph::Warning } span { {t!("calendar-warning")} } }
                    } else if let Some(made) = feed.made {
                        p { class: "sm", "data-testid": "calendar-made", {t!("calendar-made")} " " When { at: made, offset: clock::offset() } }
                    }
                    div { class: "wrap",
                        if address.read().is_some() {
                            button { class: "btn primary", r#type: "button", "data-testid": "calendar-copy", onclick: copy, Icon { glyph: Glyph::Copy } {t!("calendar-copy")} }
                            if let Some(address) = address() {
                                a { class: "btn", href: subscription(&address), "data-testid": "calendar-subscribe", {t!("calendar-subscribe")} }
                            }
                        } else {
                            button { class: "btn", r#type: "button", "data-testid": "calendar-make", disabled: *act.busy.read(), onclick: make,
                                if feed.made.is_some() { {t!("calendar-renew")} } else { {t!("calendar-make")} }
                            }
                        }
                        if feed.made.is_some() {
                            button { class: "btn quiet", r#type: "button", "data-testid": "calendar-revoke", disabled: *act.busy.read(), onclick: move |_| asks.set(true), {t!("calendar-revoke")} }
                        }
                    }
                },
            }
            Trouble { failure: act.failure.read().clone() }
        }
        if asks() {
            Confirm { title: t!("calendar-revoke-ask"), text: t!("calendar-revoke-text"), act: t!("calendar-revoke"), onyes: revoke, onno: move |()| asks.set(false) }
        }
    }
}
