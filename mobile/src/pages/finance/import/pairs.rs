//! Customers of the file that may be one with another: each is decided before anything is imported.

use std::collections::BTreeMap;

use dioxus::prelude::*;
use shared::customer::{Likeness, NameLikeness};
use shared::rest::{Decided, Pair, Side};

use crate::i18n::format;
use crate::t;
use crate::ui::icon::{Glyph, Icon};

/// How a decision names the two.
fn key(pair: &Pair) -> String {
    format!("{}:{}", pair.line.key, pair.other.key)
}

fn name(decided: Decided) -> String {
    match decided {
        Decided::Same => t!("pairs-same"),
        Decided::Different => t!("pairs-different"),
    }
}

#[component]
pub fn Pairs(
    pairs: Vec<Pair>,
    decided: Signal<BTreeMap<String, Decided>>,
    busy: bool,
    onsubmit: Callback<()>,
) -> Element {
    let open = pairs.iter().filter(|pair| !decided.read().contains_key(&key(pair))).count();
    let keys: Vec<String> = pairs.iter().map(key).collect();
    let all = use_callback(move |one: Decided| {
        let every = keys.iter().map(|key| (key.clone(), one)).collect();
        decided.set(every);
    });
    rsx! {
        section { class: "card", "data-testid": "import-pairs",
            div { class: "card-h", span { class: "lead", "data-verdict": "uncertain", Icon { glyph: Glyph::Uncertain } } h2 { {t!("pairs", n = pairs.len() as i64)} } }
            p { class: "sm soft pairs-text", {t!("pairs-text")} }
            div { class: "wrap pairs-all", role: "group", "aria-label": t!("pairs-all"),
                for one in Decided::ALL {
                    button { key: "{one.as_str()}", class: "btn", r#type: "button", "data-testid": "pairs-all-{one.as_str()}", onclick: move |_| all.call(one),
                        if one == Decided::Same { {t!("pairs-all-same")} } else { {t!("pairs-all-different")} }
                    }
                }
            }
            ul { class: "pairs",
                for pair in pairs {
                    PairItem { key: "{key(&pair)}", pair, decided }
                }
            }
            div { class: "pairs-end",
                p { class: "sm muted", role: "status", "data-testid": "pairs-open", {t!("pairs-open", n = open as i64)} }
                button { class: "btn primary", r#type: "button", "data-testid": "pairs-submit", disabled: open > 0 || busy, onclick: move |_| onsubmit.call(()),
                    Icon { glyph: Glyph::Import, class: "i-16" }
                    if busy { {t!("working")} } else { {t!("import-submit")} }
                }
            }
        }
    }
}

#[component]
fn PairItem(pair: Pair, decided: Signal<BTreeMap<String, Decided>>) -> Element {
    let key = key(&pair);
    let stands = decided.read().get(&key).copied();
    let both = format!("{} · {}", pair.line.name, pair.other.name);
    rsx! {
        li { class: "twins", "data-testid": "pair", "data-key": "{key}",
            div { class: "twins-sides",
                One { title: t!("pairs-line", n = pair.line.key.clone()), side: pair.line.clone() }
                One {
                    title: if pair.other.key.parse::<u32>().is_ok() { t!("pairs-line", n = pair.other.key.clone()) } else { t!("pairs-known") },
                    side: pair.other.clone(),
                }
            }
            div { class: "twins-end",
                p { class: "sm muted grow", {why(&pair.why)} }
                div { class: "seg", role: "radiogroup", "aria-label": "{both}",
                    for one in Decided::ALL {
                        Choose { key: "{one.as_str()}", one, on: stands == Some(one), pair: key.clone(), decided }
                    }
                }
            }
        }
    }
}

#[component]
fn Choose(one: Decided, on: bool, pair: String, decided: Signal<BTreeMap<String, Decided>>) -> Element {
    rsx! {
        button { r#type: "button", role: "radio", "data-testid": "pair-{one.as_str()}", "aria-checked": if on { "true" } else { "false" },
            onclick: move |_| { decided.write().insert(pair.clone(), one); },
            {name(one)}
        }
    }
}

#[component]
fn One(title: String, side: Side) -> Element {
    rsx! {
        div {
            p { class: "xs muted", "{title}" if let Some(external) = &side.external { " · " span { class: "mono", "{external}" } } }
            p { class: "b", "{side.name}" }
            if let Some(address) = &side.address { p { class: "sm soft", "{address}" } }
            if let Some(phone) = &side.phone { p { class: "sm soft num", "{phone}" } }
        }
    }
}

fn why(why: &Likeness) -> String {
    let name = why.name.map(|name| match name {
        NameLikeness::Same => t!("pairs-name-same"),
        NameLikeness::Alike => t!("pairs-name-alike"),
    });
    let phone = why.phone.then(|| t!("pairs-phone"));
    let distance = why.distance.map(|metres| t!("pairs-distance", metres = format::distance(metres)));
    [name, phone, distance].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}
