use dioxus::prelude::*;
use shared::period::BusinessDay;

use crate::i18n::format;
use crate::state::{today, use_state};
use crate::t;

/// So many days from today on have a button of their own.
const AHEAD: i64 = 7;

/// Which day is planned: this week at a touch, any other by its date.
#[component]
pub fn Days(day: Signal<BusinessDay>) -> Element {
    let now = today(use_state());
    rsx! {
        div { class: "scroll-x days-row", role: "group", "aria-label": t!("day"),
            for ahead in 0..AHEAD {
                DayPill { key: "{ahead}", this: now.plus_days(ahead), ahead, day }
            }
            label { class: "pill date",
                span { class: "unseen", {t!("plan-other-day")} }
                input { r#type: "date", "aria-label": t!("plan-other-day"), "data-testid": "plan-day", value: "{day}",
                    onchange: move |event| {
                        if let Ok(picked) = event.value().parse() {
                            day.set(picked);
                        }
                    },
                }
            }
        }
    }
}

#[component]
fn DayPill(this: BusinessDay, ahead: i64, day: Signal<BusinessDay>) -> Element {
    rsx! {
        button { class: "pill", r#type: "button", "data-testid": "plan-day-{ahead}", "aria-pressed": if day() == this { "true" } else { "false" }, onclick: move |_| day.set(this),
            match ahead {
                0 => t!("plan-day-today"),
                1 => t!("day-tomorrow"),
                _ => format::day_week(this),
            }
        }
    }
}
