//! 我的工作量: what I did this week or month, by day and by method, from what this phone holds.

use dioxus::prelude::*;
use shared::period::BusinessDay;
use shared::workload::Tally;

use crate::hooks::use_ask;
use crate::i18n::format;
use crate::pages::rep::follow_up::method_name;
use crate::route::Route;
use crate::state::{today, use_state};
use crate::t;
use crate::ui::face::{Face, show};
use crate::ui::icon::Glyph;
use crate::ui::progress::Bar;
use crate::ui::top::Top;
use crate::view::{Answer, Ask, MyWork};

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stretch {
    Week,
    Month,
}

impl Stretch {
    /// Its first and last day around a day; a week begins on Monday.
    #[must_use]
    pub fn around(self, day: BusinessDay) -> (BusinessDay, BusinessDay) {
        match self {
            Self::Week => {
                let monday = day.plus_days(1 - i64::from(day.weekday()));
                (monday, monday.plus_days(6))
            }
            Self::Month => (day.month().first_day(), day.month().last_day()),
        }
    }
}

#[component]
pub fn Workload() -> Element {
    let state = use_state();
    let mut stretch = use_signal(|| Stretch::Week);
    let mut day = use_signal(|| today(state));
    let work = use_ask(
        move |_| {
            let (from, to) = stretch().around(day());
            Ask::Work { from, to }
        },
        |answer| match answer {
            Answer::Work(work) => Some(*work),
            _ => None,
        },
    );
    let on = |is: bool| if is { "true" } else { "false" };
    let (from, to) = stretch().around(day());
    let mut shift = move |forward: bool| {
        let (from, to) = stretch().around(*day.peek());
        day.set(if forward { to.plus_days(1) } else { from.plus_days(-1) });
    };
    rsx! {
        main { class: "phone", "data-testid": "page-workload",
            Top { title: t!("workload"), back: Route::Today {} }
            div { class: "body",
                div { class: "seg", role: "tablist", "aria-label": t!("period"),
                    for (one, name) in [(Stretch::Week, t!("workload-week")), (Stretch::Month, t!("workload-month"))] {
                        button { key: "{one:?}", r#type: "button", role: "tab", "data-testid": "workload-{one:?}", "aria-selected": on(stretch() == one), onclick: move |_| stretch.set(one), "{name}" }
                    }
                }
                div { class: "row", style: "justify-content:space-between",
                    button { class: "icon-btn boxed", r#type: "button", "data-testid": "workload-before", "aria-label": t!("workload-before"), onclick: move |_| shift(false), crate::ui::icon::Icon { glyph: Glyph::Back } }
                    b { class: "num", "data-testid": "workload-span", {format::day(from)} " – " {format::day(to)} }
                    button { class: "icon-btn boxed", r#type: "button", "data-testid": "workload-after", "aria-label": t!("workload-after"), disabled: to >= today(state), onclick: move |_| shift(true), crate::ui::icon::Icon { glyph: Glyph::Forward } }
                }
                {show(work, |work: &MyWork| rsx! { Shown { work: work.clone() } })}
            }
        }
    }
}

#[component]
fn Shown(work: MyWork) -> Element {
    if work.total == Tally::default() {
        return rsx! { section { class: "card", Face { glyph: Glyph::Work, title: t!("workload-none"), text: t!("workload-none-text") } } };
    }
    let most = work.days.iter().map(|(_, tally)| tally.contacts).max().unwrap_or(1).max(1);
    let all = work.total.contacts.max(1);
    rsx! {
        section { class: "card", "data-testid": "workload-total",
            dl { class: "figures five",
                div { dt { {t!("workload-contacts")} } dd { class: "num", "data-testid": "workload-contacts", "{work.total.contacts}" } }
                div { dt { {t!("workload-visits")} } dd { class: "num", "{work.total.visits}" } }
                div { dt { {t!("workload-customers")} } dd { class: "num", "{work.total.customers}" } }
                div { dt { {t!("workload-hours")} } dd { class: "num", {format::minutes(work.total.minutes)} } }
                div { dt { {t!("workload-way")} } dd { class: "num", {format::distance(work.total.metres as f64)} } }
            }
        }
        section { class: "card",
            div { class: "card-h", h2 { {t!("workload-by-day")} } }
            ul { class: "bars",
                for (day, tally) in work.days.clone() {
                    li { key: "{day}",
                        span { class: "num sm soft nb", {format::day_week(day)} }
                        Bar { percent: f64::from(tally.contacts) * 100.0 / f64::from(most), label: t!("workload-day", day = format::day(day), n = tally.contacts) }
                        span { class: "num sm", "{tally.contacts}" }
                    }
                }
            }
        }
        section { class: "card",
            div { class: "card-h", h2 { {t!("workload-by-method")} } }
            ul { class: "bars",
                for (method, tally) in work.methods.clone() {
                    li { key: "{method:?}",
                        span { class: "sm soft nb", {method_name(method)} }
                        Bar { percent: f64::from(tally.contacts) * 100.0 / f64::from(all), label: method_name(method) }
                        span { class: "num sm", "{tally.contacts}" }
                    }
                }
            }
        }
        p { class: "xs muted", {t!("workload-how")} }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_begins_on_monday_and_a_month_on_its_first() {
        let day = |text: &str| text.parse::<BusinessDay>().unwrap();
        for (of, stretch, from, to) in [
            ("2026-11-19", Stretch::Week, "2026-11-16", "2026-11-22"),
            ("2026-11-22", Stretch::Week, "2026-11-16", "2026-11-22"),
            ("2026-11-16", Stretch::Week, "2026-11-16", "2026-11-22"),
            ("2026-02-28", Stretch::Month, "2026-02-01", "2026-02-28"),
        ] {
            assert_eq!(stretch.around(day(of)), (day(from), day(to)), "{of}");
        }
    }
}
