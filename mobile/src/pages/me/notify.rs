//! Reminders as notifications: a switch, and what says them.

use std::collections::BTreeMap;

use dioxus::prelude::*;
use shared::id::CustomerId;
use shared::reminder::{Kind, Notice, Told, notice};

use crate::hooks::use_ask;
use crate::pages::rep::remind::kind_name;
use crate::platform::notify::{Device, Notifications, Permission};
use crate::platform::prefs;
use crate::state::{State, today, use_state};
use crate::t;
use crate::ui::icon::{Glyph, Icon};
use crate::view::{Answer, Ask, ReminderRow};

/// Under which it is kept that the person wants them.
const WANTED: &str = "notify";

/// What the person was told of already: of each one, since several may use a device.
fn told_key(state: State) -> Option<String> {
    state.session().map(|session| format!("told.{}", session.employee))
}

#[component]
pub fn Notify() -> Element {
    let mut state = use_state();
    let mut permission = use_resource(|| Device.permission());
    let mut wanted = use_signal(|| prefs::get(WANTED).is_some());
    let Some(stands) = *permission.read() else { return rsx! {} };
    if stands == Permission::Missing {
        return rsx! {};
    }
    let on = wanted() && stands == Permission::Granted;
    let turn = move |_: MouseEvent| async move {
        if on {
            prefs::remove(WANTED);
            wanted.set(false);
            return;
        }
        if Device.ask().await == Permission::Granted {
            prefs::set(WANTED, "1");
            wanted.set(true);
            // Today's come at once: that shows that it works.
            *state.changes.write() += 1;
        }
        permission.restart();
    };
    rsx! {
        NotifySwitch { on, denied: stands == Permission::Denied, onturn: turn }
    }
}

#[component]
pub fn NotifySwitch(on: bool, denied: bool, onturn: EventHandler<MouseEvent>) -> Element {
    rsx! {
        section { class: "card pad stack", "data-testid": "notify",
            div { class: "row",
                h2 { class: "row grow", style: "font-size:var(--t-md)", Icon { glyph: Glyph::Bell } {t!("notify")} }
                button { class: "switch", r#type: "button", role: "switch", "aria-checked": if on { "true" } else { "false" }, "aria-label": t!("notify"), "data-testid": "notify-switch", disabled: denied, onclick: move |event| onturn.call(event), i {} }
            }
            p { class: "sm soft", if denied { {t!("notify-denied")} } else { {t!("notify-text")} } }
        }
    }
}

/// Says what is due: once a day when the app is first open, and what becomes due while it is.
#[component]
pub fn Remind() -> Element {
    let state = use_state();
    let open = use_ask(Ask::Reminders, |answer| match answer {
        Answer::Reminders(rows) => Some(rows),
        _ => None,
    });
    use_resource(move || {
        let rows = open.read().as_ref().and_then(|rows| rows.as_ref().ok().cloned());
        async move {
            let Some(rows) = rows.filter(|_| prefs::get(WANTED).is_some()) else { return };
            if Device.permission().await == Permission::Granted {
                say(state, &rows);
            }
        }
    });
    rsx! {}
}

fn say(state: State, rows: &[ReminderRow]) {
    let Some(key) = told_key(state) else { return };
    let told: Told = prefs::get(&key).and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
    let all: Vec<(CustomerId, Kind)> = rows.iter().map(|row| (row.customer, row.reminder.kind())).collect();
    let Some((said, told)) = notice(&all, today(state), &told) else { return };
    let names: BTreeMap<CustomerId, &str> = rows.iter().map(|row| (row.customer, row.name.as_str())).collect();
    let (title, text) = words(&said, &names);
    // Kept first: told twice is worse than not told once.
    if let Ok(told) = serde_json::to_string(&told) {
        prefs::set(&key, &told);
    }
    Device.show("reminders", &title, &text);
}

/// A notice in words: title and text.
fn words(said: &Notice, names: &BTreeMap<CustomerId, &str>) -> (String, String) {
    match said {
        Notice::Day(counts) => {
            let parts: Vec<String> =
                counts.iter().map(|(kind, n)| t!("notify-count", kind = kind_name(*kind), n = *n)).collect();
            (t!("notify-day"), parts.join(" · "))
        }
        Notice::New(new) => {
            let parts: Vec<String> = new
                .iter()
                .map(|(customer, kind)| {
                    let name = names.get(customer).copied().unwrap_or_default().to_owned();
                    t!("notify-one", name = name, kind = kind_name(*kind))
                })
                .collect();
            (t!("notify-new", n = i64::try_from(new.len()).unwrap_or(i64::MAX)), parts.join("\n"))
        }
    }
}
