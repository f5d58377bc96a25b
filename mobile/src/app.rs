//! The root: styles, state, pages.

use std::rc::Rc;

use dioxus::prelude::*;

use crate::host::Host;
use crate::i18n::LANGUAGE;
use crate::platform::position::Device;
use crate::route::Route;
use crate::state::{Client, State, today, use_state_provider};
use crate::store::StoreActor;
use crate::ui::style::CSS;
use crate::ui::toast::Toasts;

/// Starts the pages with the renderer this build has: the browser's, or a native window.
pub fn launch() {
    #[cfg(target_arch = "wasm32")]
    console_error_panic_hook::set_once();
    #[cfg(all(feature = "mobile", not(target_arch = "wasm32")))]
    LaunchBuilder::mobile().with_cfg(window()).launch(App);
    #[cfg(not(all(feature = "mobile", not(target_arch = "wasm32"))))]
    dioxus::launch(App);
}

/// On a desktop, a window of a phone's shape; on a phone this is the whole screen.
#[cfg(all(feature = "mobile", not(target_arch = "wasm32")))]
fn window() -> dioxus::mobile::Config {
    use dioxus::mobile::{Config, LogicalSize, WindowBuilder};
    let window = WindowBuilder::new().with_title("行绩").with_inner_size(LogicalSize::new(412.0, 892.0));
    Config::new().with_window(window).with_menu(None)
}

/// The store of this device: one, whoever is signed in; the actor keeps people apart.
const STORE: &str = "fieldtally";

/// The app on the device's own store and position.
#[component]
fn App() -> Element {
    use_state_provider(|| Client::new(Host::open::<StoreActor>(STORE)), || Rc::new(Device));
    rsx! {
        Pages {}
    }
}

/// An app that stays open over midnight asks again for what is due.
fn use_new_day(mut state: State) {
    use_future(move || async move {
        let mut day = today(state);
        loop {
            crate::host::sleep(60_000).await;
            if today(state) != day {
                day = today(state);
                *state.changes.write() += 1;
            }
        }
    });
}

/// Everything that is seen, in an app that has its state.
#[component]
pub fn Pages() -> Element {
    let state = crate::state::use_state();
    use_effect(move || LANGUAGE.read().apply());
    use_effect(move || state.theme.read().apply());
    use_effect(move || state.text_size.read().apply());
    use_new_day(state);
    crate::ui::focus::use_focus();
    use_future(move || crate::platform::seen::watch(state));
    rsx! {
        style { dangerous_inner_html: CSS }
        Router::<Route> {}
        Toasts {}
    }
}
