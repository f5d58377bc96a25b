//! Where the keyboard is: dialogs take the focus and give it back, a page that comes is begun at its heading, and its name
//! stands in the window's title.

use dioxus::document;
use dioxus::prelude::*;

const FOCUS: &str = include_str!("../../assets/focus.js");

/// Watches the pages for as long as the app stands.
pub fn use_focus() {
    use_effect(|| {
        document::eval(FOCUS);
    });
}
