//! Putting a reminder off: a day, three, seven, or until a date.

use dioxus::prelude::*;
use shared::doc::journal::Snooze;
use shared::id::CustomerId;
use shared::reminder::Kind;

use super::kind_name;
use crate::hooks::{use_act, use_record_id};
use crate::i18n::format;
use crate::record::What;
use crate::state::{today, use_state};
use crate::t;
use crate::ui::face::Trouble;
use crate::ui::field::DateField;
use crate::ui::icon::{Glyph, Icon};

/// Days that have a button of their own.
const DAYS: [i64; 3] = [1, 3, 7];

#[component]
pub fn PutOff(customer: CustomerId, kind: Kind, name: String) -> Element {
    let mut open = use_signal(|| false);
    rsx! {
        button { class: "icon-btn", r#type: "button", "data-testid": "snooze", "aria-label": t!("snooze-who", who = name.clone(), kind = kind_name(kind)), "aria-haspopup": "dialog", onclick: move |_| open.set(true),
            Icon { glyph: Glyph::Snooze }
        }
        if open() {
            Choose { customer, kind, name: name.clone(), onclose: move |()| open.set(false) }
        }
    }
}

/// For how long, and that it counts nothing.
#[component]
pub fn Choose(customer: CustomerId, kind: Kind, name: String, onclose: Callback<()>) -> Element {
    let state = use_state();
    let id = use_record_id();
    let act = use_act();
    let mut date = use_signal(String::new);
    let now = today(state);
    let put_off = move |_| {
        let Ok(until) = date.peek().parse() else { return };
        let what = What::Snooze(Snooze { customer, reminder: kind, until, reason: None });
        act.run(state.record(id, what, Vec::new()), move |state, ()| {
            state.toast(t!("snooze-done", day = format::day_week(until)));
            onclose.call(());
        });
    };
    let ahead = date.read().parse().is_ok_and(|until: shared::period::BusinessDay| until > now);
    rsx! {
        div { class: "veil", onclick: move |_| onclose.call(()),
            div {
                class: "dialog",
                role: "dialog",
                "aria-modal": "true",
                "aria-label": t!("snooze-ask"),
                "data-testid": "snooze-dialog",
                onclick: move |event| event.stop_propagation(),
                onkeydown: move |event| {
                    if event.key() == Key::Escape {
                        onclose.call(());
                    }
                },
                h2 { {t!("snooze-ask")} }
                p { class: "soft", {t!("snooze-text", who = name, kind = kind_name(kind))} }
                div { class: "days",
                    for days in DAYS {
                        button { key: "{days}", class: "btn", r#type: "button", autofocus: days == 1, "data-testid": "snooze-{days}", "aria-pressed": if *date.read() == now.plus_days(days).to_string() { "true" } else { "false" }, onclick: move |_| date.set(now.plus_days(days).to_string()),
                            if days == 1 { {t!("day-tomorrow")} } else { {t!("day-ahead", n = days)} }
                        }
                    }
                }
                DateField { label: t!("snooze-date"), value: date, today: now, testid: "snooze-date" }
                Trouble { failure: act.failure.read().clone() }
                div { class: "acts",
                    button { class: "btn", r#type: "button", "data-testid": "snooze-cancel", onclick: move |_| onclose.call(()), {t!("cancel")} }
                    button { class: "btn primary", r#type: "button", "data-testid": "snooze-submit", disabled: !ahead || *act.busy.read(), onclick: put_off, {t!("snooze-do")} }
                }
            }
        }
    }
}
