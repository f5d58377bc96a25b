//! Times as people say them, the exact one in the title.

use dioxus::prelude::*;
use shared::period::Instant;

use crate::i18n::format;
use crate::platform::clock;

/// A point in time at the offset of whoever recorded it.
#[component]
pub fn When(
    at: Instant,
    #[props(default = clock::offset())] offset: i16,
    #[props(default)] class: &'static str,
) -> Element {
    rsx! {
        time { class: "num {class}", datetime: "{at}", title: format::exact_time(at, offset), {format::when(at, offset, clock::now())} }
    }
}

/// The hour alone, where the day stands above.
#[component]
pub fn Clock(at: Instant, offset: i16) -> Element {
    rsx! {
        time { class: "num", datetime: "{at}", title: format::exact_time(at, offset), {format::clock(at, offset)} }
    }
}

/// How long ago.
#[component]
pub fn Ago(at: Instant) -> Element {
    rsx! {
        time { class: "num", datetime: "{at}", title: format::exact_time(at, clock::offset()), {format::ago(at, clock::now())} }
    }
}
