//! The faces of a list: empty, loading, failed, offline. What happened, what to do, one button.

use dioxus::prelude::*;

use super::icon::{Glyph, Icon};
use super::top::Top;
use crate::hooks::Asked;
use crate::i18n;
use crate::route::Route;
use crate::t;
use crate::view::Failure;

/// What happened and what to do.
#[component]
pub fn Face(glyph: Glyph, title: String, #[props(default)] text: String, children: Element) -> Element {
    let bad = (glyph == Glyph::Warning).then_some("outside");
    rsx! {
        div { class: "face", "data-verdict": bad,
            Icon { glyph }
            h2 { "{title}" }
            if !text.is_empty() {
                p { "{text}" }
            }
            {children}
        }
    }
}

/// A list that is on its way: only where nothing local can be shown.
#[component]
pub fn Loading(#[props(default = 3)] rows: usize) -> Element {
    rsx! {
        section { class: "card", "aria-busy": "true", "aria-label": t!("loading"),
            ul { class: "list icons",
                for row in 0..rows {
                    li { class: "item",
                        span { class: "skel box" }
                        div { class: "grow stack", style: "gap:8px",
                            span { class: "skel", style: "width:{60 - row * 7 % 30}%" }
                            span { class: "skel", style: "width:{38 + row * 11 % 30}%" }
                        }
                    }
                }
            }
        }
    }
}

/// Something failed; offline has a face of its own, since nothing is wrong then.
#[component]
pub fn Failed(failure: Failure, #[props(default)] again: Option<Callback<()>>) -> Element {
    let offline = failure.code == "unreachable";
    // Asked again, it would not be there either.
    let gone = failure.code == "unknown-customer";
    let (glyph, title) = match (offline, gone) {
        (true, _) => (Glyph::Offline, t!("offline-title")),
        (_, true) => (Glyph::Customers, t!("customer-gone")),
        _ => (Glyph::Warning, t!("failed-title")),
    };
    rsx! {
        section { class: "card", role: "alert", "data-testid": "failure", "data-code": "{failure.code}",
            Face { glyph, title, text: words(&failure),
                if gone {
                    Link { to: Route::Customers {}, class: "btn", Icon { glyph: Glyph::Customers, class: "i-16" } {t!("customers-all")} }
                } else if let Some(again) = again {
                    button { class: "btn", r#type: "button", onclick: move |_| again.call(()),
                        Icon { glyph: Glyph::Refresh, class: "i-16" }
                        {t!("again")}
                    }
                }
            }
        }
    }
}

/// A failure beside the button that caused it.
#[component]
pub fn Trouble(failure: Option<Failure>) -> Element {
    match failure {
        None => rsx! {},
        Some(failure) => rsx! {
            p { class: "note", role: "alert", "data-verdict": "outside", "data-testid": "trouble", "data-code": "{failure.code}",
                Icon { glyph: Glyph::Warning }
                span { {words(&failure)} }
            }
        },
    }
}

/// A failure in the person's language where its code has a text, else in the server's words.
#[must_use]
pub fn words(failure: &Failure) -> String {
    let key = format!("error-{}", failure.code.replace('_', "-"));
    i18n::known(&key).unwrap_or_else(|| match &failure.hint {
        Some(hint) => format!("{} {hint}", failure.message),
        None => failure.message.clone(),
    })
}

/// Shows what was asked for, or the face it has instead.
pub fn show<T: 'static>(asked: Asked<T>, body: impl FnOnce(&T) -> Element) -> Element {
    let mut asked = asked;
    match &*asked.read() {
        None => rsx! { Loading {} },
        Some(Err(failure)) => rsx! {
            Failed { failure: failure.clone(), again: Callback::new(move |()| asked.restart()) }
        },
        Some(Ok(value)) => body(value),
    }
}

/// The same for what brings the page's own top with it: a failure gets one too, with a way back.
pub fn show_page<T: 'static>(asked: Asked<T>, back: Route, body: impl FnOnce(&T) -> Element) -> Element {
    let failed = asked.read().as_ref().is_some_and(Result::is_err);
    if !failed {
        return show(asked, body);
    }
    rsx! {
        Top { title: t!("nav-customers"), back }
        div { class: "body", {show(asked, body)} }
    }
}
