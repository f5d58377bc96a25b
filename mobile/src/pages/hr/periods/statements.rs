//! The statements of a period in a table; who could not be computed says why, in place.

use dioxus::prelude::*;
use shared::num::Decimal;
use shared::period::Period;
use shared::rest::{PeriodState, StatementRow};

use crate::api::Api;
use crate::hooks::use_server;
use crate::i18n::format;
use crate::route::Route;
use crate::t;
use crate::ui::amount::AmountCell;
use crate::ui::face::{Face, show};
use crate::ui::icon::{Glyph, Icon};
use crate::ui::tree::stopped_words;

#[component]
pub fn Statements(period: Period, state: PeriodState, currency: String) -> Element {
    let rows = use_server(move |api: Api| async move { api.statements(period).await });
    let mut text = use_signal(String::new);
    rsx! {
        section { class: "card col", "data-testid": "statements",
            div { class: "card-h",
                h2 { style: "flex:none", {t!("statements")} }
                span { class: "muted sm grow", {if state < PeriodState::Scored { t!("statements-not-yet") } else { currency.clone() }} }
                div { class: "search", style: "width:180px",
                    Icon { glyph: Glyph::Search, class: "i-16" }
                    input { class: "input", r#type: "search", "aria-label": t!("people-search"), placeholder: t!("people-search"), value: "{text}", oninput: move |event| text.set(event.value()) }
                }
            }
            {show(rows, |rows: &Vec<StatementRow>| {
                let wanted = text.read().trim().to_lowercase();
                let shown: Vec<StatementRow> = rows.iter().filter(|row| row.name.to_lowercase().contains(&wanted) || row.department.to_lowercase().contains(&wanted)).cloned().collect();
                if shown.is_empty() {
                    return rsx! { Face { glyph: Glyph::Document, title: t!("statements-none"), text: if wanted.is_empty() { t!("statements-none-text") } else { String::new() } } };
                }
                rsx! { Table { rows: shown, period } }
            })}
        }
    }
}

fn sum(rows: &[StatementRow], of: fn(&StatementRow) -> &Option<String>) -> Option<String> {
    let amounts: Vec<Decimal> = rows.iter().filter_map(|row| of(row).as_ref()?.parse().ok()).collect();
    if amounts.is_empty() {
        return None;
    }
    amounts.into_iter().try_fold(Decimal::ZERO, Decimal::checked_add).map(|sum| sum.to_string())
}

#[component]
fn Table(rows: Vec<StatementRow>, period: Period) -> Element {
    let counted = rows.iter().filter(|row| row.total.is_some()).count() as i64;
    rsx! {
        div { class: "scroll",
            table { class: "tbl",
                thead {
                    tr {
                        th { {t!("name")} }
                        th { {t!("department")} }
                        th { class: "r", {t!("score")} }
                        th { {t!("grade-short")} }
                        th { class: "r", {t!("column-base")} }
                        th { class: "r", {t!("column-floating")} }
                        th { class: "r", {t!("column-bonus")} }
                        th { class: "r", {t!("column-commission")} }
                        th { class: "r", {t!("column-deduction")} }
                        th { class: "r", {t!("total")} }
                        th { class: "r", {t!("adjustments")} }
                        th { {t!("hash")} }
                    }
                }
                tbody {
                    for row in rows.clone() {
                        Row { key: "{row.employee}", row, period }
                    }
                }
                tfoot {
                    tr {
                        td { {t!("statements-total", n = counted)} } td {} td {} td {}
                        AmountCell { value: sum(&rows, |row| &row.base) }
                        AmountCell { value: sum(&rows, |row| &row.floating) }
                        AmountCell { value: sum(&rows, |row| &row.bonus) }
                        AmountCell { value: sum(&rows, |row| &row.commission) }
                        AmountCell { value: sum(&rows, |row| &row.deduction) }
                        AmountCell { value: sum(&rows, |row| &row.total) }
                        AmountCell { value: sum(&rows, |row| &row.adjusted) }
                        td {}
                    }
                }
            }
        }
    }
}

#[component]
fn Row(row: StatementRow, period: Period) -> Element {
    let to = Route::Statement { period, employee: row.employee.clone() };
    rsx! {
        tr { "data-testid": "statement-row", "data-employee": "{row.employee}",
            td { Link { to, class: "cell", span { class: "avatar", style: "width:24px;height:24px;font-size:var(--t-xs)", {row.name.chars().take(1).collect::<String>()} } "{row.name}" } }
            td { class: "soft", "{row.department}" }
            td { class: "r", {row.score.clone().unwrap_or_else(|| "—".to_owned())} }
            td { {row.grade.clone().unwrap_or_default()} }
            if let Some(stopped) = &row.stopped {
                td { colspan: "6", class: "text", style: "color:var(--outside)", {stopped_words(stopped)} }
                AmountCell { value: row.adjusted.clone() }
                td { span { class: "chip", "data-verdict": "outside", Icon { glyph: Glyph::Refused } {t!("stopped")} } }
            } else {
                AmountCell { value: row.base.clone() }
                AmountCell { value: row.floating.clone() }
                AmountCell { value: row.bonus.clone() }
                AmountCell { value: row.commission.clone() }
                AmountCell { value: row.deduction.clone() }
                AmountCell { value: row.total.clone(), bold: true }
                AmountCell { value: row.adjusted.clone() }
                td { class: "hash muted", title: row.hash.clone(), {row.hash.as_deref().map(format::hash).unwrap_or_default()} }
            }
        }
    }
}
