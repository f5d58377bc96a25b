//! Language, colours, size of the texts: kept on this device.

use dioxus::prelude::*;

use crate::i18n::{LANGUAGE, Language};
use crate::state::{TextSize, Theme, use_state};
use crate::t;

#[component]
pub fn Look() -> Element {
    let mut state = use_state();
    let theme = |theme: Theme| match theme {
        Theme::System => t!("theme-system"),
        Theme::Light => t!("theme-light"),
        Theme::Dark => t!("theme-dark"),
    };
    let size = |size: TextSize| match size {
        TextSize::Normal => t!("text-normal"),
        TextSize::Large => t!("text-large"),
        TextSize::Largest => t!("text-largest"),
    };
    rsx! {
        section { class: "card pad stack",
            Segments { name: t!("language"),
                for language in Language::ALL {
                    Segment { key: "{language}", testid: "language-{language}", lang: language.tag(), chosen: LANGUAGE() == language, name: language.name(),
                        onclick: move |()| {
                            language.remember();
                            *LANGUAGE.write() = language;
                        },
                    }
                }
            }
            Segments { name: t!("theme"),
                for one in Theme::ALL {
                    Segment { key: "{one:?}", testid: "theme-{one.as_str()}", chosen: *state.theme.read() == one, name: theme(one),
                        onclick: move |()| {
                            one.remember();
                            state.theme.set(one);
                        },
                    }
                }
            }
            Segments { name: t!("text-size"),
                for one in TextSize::ALL {
                    Segment { key: "{one:?}", testid: "text-{one.as_str()}", chosen: *state.text_size.read() == one, name: size(one),
                        onclick: move |()| {
                            one.remember();
                            state.text_size.set(one);
                        },
                    }
                }
            }
        }
    }
}

#[component]
fn Segments(name: String, children: Element) -> Element {
    rsx! {
        fieldset { class: "field",
            legend { class: "name", "{name}" }
            div { class: "seg", role: "radiogroup", "aria-label": "{name}", {children} }
        }
    }
}

#[component]
fn Segment(
    name: String,
    testid: String,
    chosen: bool,
    #[props(default)] lang: Option<&'static str>,
    onclick: EventHandler<()>,
) -> Element {
    rsx! {
        button { r#type: "button", role: "radio", lang, "data-testid": "{testid}", "aria-checked": if chosen { "true" } else { "false" }, onclick: move |_| onclick.call(()), "{name}" }
    }
}
