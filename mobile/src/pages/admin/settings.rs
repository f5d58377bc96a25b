//! 設置: what the company's people choose from, its limits, the fields of a customer, and where maps come from.

mod choices;
mod fields;
mod maps;

use std::collections::BTreeMap;

use dioxus::prelude::*;
use shared::doc::company::Settings as Set;
use shared::doc::ledger::Class;

use crate::api::Api;
use crate::hooks::{use_act, use_server};
use crate::state::use_state;
use crate::t;
use crate::ui::face::{Trouble, show};
use crate::ui::field::TextField;
use crate::ui::icon::{Glyph, Icon};

use choices::Choices;
use fields::Fields;
use maps::Maps;

#[component]
pub fn Settings() -> Element {
    let settings = use_server(|api: Api| async move { api.company().await });
    rsx! {
        main { class: "desk", "data-testid": "page-settings",
            header { class: "toolbar", h1 { {t!("nav-settings")} } span { class: "muted", {t!("settings-claim")} } }
            div { class: "pg", style: "overflow:auto",
                {show(settings, |set: &Set| rsx! { Form { set: set.clone() } })}
            }
        }
    }
}

/// Numbers are texts while they are written; what is none is refused with its field by the server.
fn number(text: Signal<String>) -> u32 {
    text.read().trim().parse().unwrap_or(0)
}

fn days(text: Signal<String>) -> u16 {
    u16::try_from(number(text)).unwrap_or(u16::MAX)
}

#[component]
fn Form(set: Set) -> Element {
    let state = use_state();
    let act = use_act();
    let radius = use_signal(|| set.fence_radius.to_string());
    let unhandled = use_signal(|| set.unhandled_days.to_string());
    let gap = |class: Class| set.contact_gap.get(&class).map(ToString::to_string).unwrap_or_default();
    let gaps = [use_signal(|| gap(Class::A)), use_signal(|| gap(Class::B)), use_signal(|| gap(Class::C))];
    let purposes = use_signal(|| set.visit_purposes.clone());
    let reasons = use_signal(|| set.outside_reasons.clone());
    let categories = use_signal(|| set.expense_categories.clone());
    let own = use_signal(|| set.customer_fields.clone());
    let tiles = use_signal(|| set.tiles.clone());
    let wanted = move || Set {
        fence_radius: number(radius),
        contact_gap: Class::ALL
            .into_iter()
            .zip(gaps)
            .map(|(class, days_text)| (class, days(days_text)))
            .collect::<BTreeMap<_, _>>(),
        unhandled_days: days(unhandled),
        visit_purposes: purposes(),
        outside_reasons: reasons(),
        expense_categories: categories(),
        customer_fields: own(),
        tiles: tiles(),
    };
    let wrong = wanted().check().err();
    // As it was typed: a number that is none has become another by now.
    let typed = |field: &str| match field.split_once('.') {
        Some(("contact_gap", class)) => {
            Class::ALL.into_iter().zip(gaps).find(|(one, _)| one.as_str() == class).map(|(_, text)| text())
        }
        None if field == "fence_radius" => Some(radius()),
        None if field == "unhandled_days" => Some(unhandled()),
        _ => None,
    };
    let is = |field: &str| wrong.as_ref().is_some_and(|wrong| wrong.field == field);
    let days_wrong = |field: &str| is(field).then(|| t!("settings-days"));
    let radius_wrong = is("fence_radius").then(|| t!("settings-radius-hint"));
    let gap_wrong = |class: Class| days_wrong(&format!("contact_gap.{}", class.as_str()));
    let save = move |_| {
        let (api, asked) = (state.api(), wanted());
        act.run(async move { api.set_company(&asked).await }, move |state, _| state.toast(t!("settings-saved")));
    };
    rsx! {
        div { class: "form-col cols",
            section { class: "card pad stack",
                h2 { style: "font-size:var(--t-md)", {t!("settings-visits")} }
                TextField { label: t!("settings-radius"), value: radius, testid: "settings-radius", inputmode: "numeric", hint: t!("settings-radius-hint"), error: radius_wrong }
                Choices { title: t!("settings-purposes"), list: purposes, testid: "settings-purposes" }
                Choices { title: t!("settings-reasons"), list: reasons, testid: "settings-reasons" }
            }
            section { class: "card pad stack",
                h2 { style: "font-size:var(--t-md)", {t!("settings-contact")} }
                div { class: "gaps",
                    for (class, value) in Class::ALL.into_iter().zip(gaps) {
                        TextField { key: "{class.as_str()}", label: t!("settings-gap", class = class.as_str()), value, testid: match class { Class::A => "settings-gap-A", Class::B => "settings-gap-B", Class::C => "settings-gap-C" }, inputmode: "numeric", error: gap_wrong(class) }
                    }
                }
                TextField { label: t!("settings-unhandled"), value: unhandled, testid: "settings-unhandled", inputmode: "numeric", hint: t!("settings-unhandled-hint"), error: days_wrong("unhandled_days") }
            }
            section { class: "card pad stack",
                h2 { style: "font-size:var(--t-md)", {t!("settings-fields")} }
                Fields { list: own }
            }
            section { class: "card pad stack",
                h2 { style: "font-size:var(--t-md)", {t!("settings-expenses")} }
                Choices { title: t!("settings-categories"), list: categories, testid: "settings-categories" }
            }
            section { class: "card pad stack",
                h2 { style: "font-size:var(--t-md)", {t!("settings-maps")} }
                Maps { tiles }
            }
            section { class: "card pad stack whole save-bar",
                if let Some(wrong) = &wrong {
                    p { class: "note", "data-verdict": "uncertain", "data-testid": "settings-wrong", "data-field": "{wrong.field}",
                        Icon { glyph: Glyph::Warning }
                        span { {words(&wrong.field, typed(&wrong.field).unwrap_or_else(|| wrong.value.clone()))} }
                    }
                }
                Trouble { failure: act.failure.read().clone() }
                button { class: "btn primary", r#type: "button", "data-testid": "settings-save", disabled: wrong.is_some() || *act.busy.read(), onclick: save,
                    Icon { glyph: Glyph::Check, class: "i-16" }
                    if *act.busy.read() { {t!("working")} } else { {t!("settings-save")} }
                }
            }
        }
    }
}

/// What is wrong, with what stands there.
fn words(field: &str, value: String) -> String {
    if value.trim().is_empty() {
        return t!("settings-wrong-empty", field = field_name(field));
    }
    t!("settings-wrong", field = field_name(field), value = value)
}

/// The setting that a field of the answer belongs to, in words.
fn field_name(field: &str) -> String {
    match field.split('.').next().unwrap_or_default() {
        "fence_radius" => t!("settings-radius"),
        "contact_gap" => t!("settings-gap", class = field.rsplit('.').next().unwrap_or_default().to_owned()),
        "unhandled_days" => t!("settings-unhandled"),
        "visit_purposes" => t!("settings-purposes"),
        "outside_reasons" => t!("settings-reasons"),
        "expense_categories" => t!("settings-categories"),
        "customer_fields" => t!("settings-fields"),
        _ => t!("settings-maps"),
    }
}
