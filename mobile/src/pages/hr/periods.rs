//! 结算: every period with its steps, what blocks the next one, and its statements.

mod board;
mod statements;
mod steps;

use dioxus::prelude::*;
use shared::period::Period;
use shared::rest::PeriodRow;

use crate::api::Api;
use crate::hooks::use_server;
use crate::t;
use crate::ui::face::{Face, show};
use crate::ui::icon::{Glyph, Icon};

use board::Board;
pub use board::state_name;
use statements::Statements;
use steps::Steps;

#[component]
pub fn Periods() -> Element {
    let mut chosen = use_signal(|| None::<Period>);
    let mut periods = use_server(|api: Api| async move { api.periods().await });
    rsx! {
        main { class: "desk", "data-testid": "page-periods",
            header { class: "toolbar",
                h1 { {t!("periods")} }
                span { class: "grow" }
                button { class: "icon-btn", r#type: "button", "aria-label": t!("refresh"), onclick: move |_| periods.restart(), Icon { glyph: Glyph::Refresh } }
            }
            div { class: "pg",
                {show(periods, |rows: &Vec<PeriodRow>| {
                    if rows.is_empty() {
                        return rsx! { section { class: "card", Face { glyph: Glyph::Periods, title: t!("periods-none"), text: t!("periods-none-text") } } };
                    }
                    // Opens on what waits for somebody.
                    let first = rows.iter().find(|row| row.next.as_ref().is_some_and(|next| next.blocked.is_none())).or(rows.first()).map(|row| row.period);
                    let period = chosen().or(first);
                    let row = rows.iter().find(|row| Some(row.period) == period).cloned();
                    rsx! {
                        Board { rows: rows.clone(), chosen: period, onchoose: move |period| chosen.set(Some(period)) }
                        // A list of one: after a step everything below is asked for again.
                        for row in row {
                            div { class: "two-cols", key: "{row.period}/{row.state:?}",
                                Steps { row: row.clone(), onstep: move |()| periods.restart() }
                                Statements { period: row.period, state: row.state, currency: row.currency.clone() }
                            }
                        }
                    }
                })}
            }
        }
    }
}
