//! What it means that the browser promises nothing, and what to do about it: said calmly, until it was read once.

use dioxus::prelude::*;

use crate::platform::{keep, prefs};
use crate::t;
use crate::ui::icon::{Glyph, Icon};

/// Under which it is kept that this was read.
const TOLD: &str = "keep-told";

#[component]
pub fn Keep() -> Element {
    let promised = use_resource(keep::promised);
    let mut told = use_signal(|| prefs::get(TOLD).is_some());
    let asked = *promised.read();
    if told() || asked != Some(false) {
        return rsx! {};
    }
    rsx! {
        KeepNote {
            onread: move |()| {
                prefs::set(TOLD, "1");
                told.set(true);
            },
        }
    }
}

#[component]
fn KeepNote(onread: Callback<()>) -> Element {
    rsx! {
        section { class: "card pad stack", "data-testid": "keep-note",
            h2 { class: "row", style: "font-size:var(--t-md)", Icon { glyph: Glyph::Shield } {t!("keep-title")} }
            p { class: "sm soft", {t!("keep-text")} }
            p { class: "sm soft", {t!("keep-do")} }
            button { class: "btn", r#type: "button", "data-testid": "keep-told", onclick: move |_| onread.call(()), {t!("store-told")} }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::{LANGUAGE, Language};

    #[test]
    fn it_says_what_to_do_in_every_language() {
        #[component]
        fn Sample(language: Language) -> Element {
            use_hook(|| *LANGUAGE.write() = language);
            rsx! { KeepNote { onread: |()| {} } }
        }
        for (language, shows) in
            [(Language::ZhCn, "添加到主屏幕"), (Language::ZhTw, "加入主畫面"), (Language::En, "Add to Home Screen")]
        {
            let mut dom = VirtualDom::new_with_props(Sample, SampleProps { language });
            dom.rebuild_in_place();
            let html = dioxus_ssr::render(&dom);
            assert!(html.contains(shows) && !html.contains('⟨'), "{language}: {html}");
        }
    }
}
