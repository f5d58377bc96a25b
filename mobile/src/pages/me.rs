//! My page: who I am, my devices, language and look, what is stored about me, signing out.

mod calendar;
pub mod devices;
mod keep;
mod look;
mod notify;

use dioxus::prelude::*;

use crate::hooks::{Act, use_act};
use crate::pages::sign_in::role_names;
use crate::route::Route;
use crate::state::use_state;
use crate::t;
use crate::ui::dialog::Confirm;
use crate::ui::face::{Trouble, words};
use crate::ui::icon::{Glyph, Icon};
use crate::ui::top::Top;
use crate::view::Ask;

use calendar::Calendar;
use devices::Devices;
use keep::Keep;
use look::Look;
use notify::Notify;

#[cfg(test)]
pub use notify::NotifySwitch;
pub use notify::Remind;

#[component]
pub fn Me() -> Element {
    let state = use_state();
    let Some(session) = state.session() else { return rsx! {} };
    let company = session.company.as_ref().map(|company| company.name.clone()).unwrap_or_default();
    rsx! {
        main { class: "phone roomy", "data-testid": "page-me",
            Top { title: t!("nav-me") }
            div { class: "body",
                section { class: "card",
                    ul { class: "list icons",
                        li { class: "item",
                            span { class: "avatar", style: "width:44px;height:44px", {session.name.chars().take(1).collect::<String>()} }
                            div { class: "grow",
                                p { class: "t1 b cut", "data-testid": "me-name", "{session.name}" }
                                p { class: "t2 cut", {role_names(&session.roles)} }
                                p { class: "t2 cut", "{company}" }
                            }
                        }
                    }
                }
                Keep {}
                Look {}
                Notify {}
                Calendar {}
                Devices { of: session.employee, here: session.device, title: t!("devices") }
                section { class: "card pad stack",
                    h2 { class: "row", style: "font-size:var(--t-md)", Icon { glyph: Glyph::Shield } {t!("privacy")} }
                    p { class: "sm soft", {t!("privacy-position")} }
                    p { class: "sm soft", {t!("privacy-stored")} }
                    p { class: "sm soft", {t!("privacy-readers")} }
                    Link { to: Route::Privacy {}, class: "btn", "data-testid": "me-privacy", {t!("privacy-open")} }
                }
                Leave {}
                p { class: "xs muted", style: "text-align:center", "{t!(\"app-name\")} " {env!("CARGO_PKG_VERSION")} }
            }
        }
    }
}

/// Signing out of this device.
fn use_leave() -> (Act, Callback<()>) {
    let state = use_state();
    let go = use_navigator();
    let act = use_act();
    let leave = use_callback(move |()| {
        act.run(state.ask(Ask::SignOut), move |state, _| {
            crate::platform::position::forget_last();
            spawn(async move {
                state.refresh().await;
                go.replace(Route::Home {});
            });
        });
    });
    (act, leave)
}

/// The server ended the session: said on every page, since nothing goes up any more until the person signs in again.
#[component]
pub fn Ended() -> Element {
    let state = use_state();
    let (act, leave) = use_leave();
    let Some(problem) = state.sync().problem.filter(|problem| problem.code == "session-ended") else {
        return rsx! {};
    };
    rsx! {
        p { class: "note", role: "alert", "data-verdict": "outside", "data-testid": "session-ended",
            Icon { glyph: Glyph::Warning }
            span { class: "grow", {words(&problem)} }
            button { class: "btn quiet", r#type: "button", "data-testid": "sign-in-again", disabled: *act.busy.read(), onclick: move |_| leave.call(()), {t!("signin-again")} }
        }
    }
}

/// Signing out asks once, and says what stays on the device.
#[component]
fn Leave() -> Element {
    let state = use_state();
    let (act, leave) = use_leave();
    let mut asks = use_signal(|| false);
    let waiting = state.sync().waiting;
    let leave = use_callback(move |()| {
        asks.set(false);
        leave.call(());
    });
    rsx! {
        Trouble { failure: act.failure.read().clone() }
        button { class: "btn", r#type: "button", "data-testid": "sign-out", disabled: *act.busy.read(), onclick: move |_| asks.set(true),
            Icon { glyph: Glyph::Leave }
            {t!("sign-out")}
        }
        if asks() {
            Confirm {
                title: t!("sign-out-ask"),
                text: if waiting > 0 { t!("sign-out-waiting", n = waiting) } else { t!("sign-out-text") },
                act: t!("sign-out"),
                onyes: leave,
                onno: move |()| asks.set(false),
            }
        }
    }
}
