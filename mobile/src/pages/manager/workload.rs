//! 工作量統計 of a team: by person, by day, by method; and as a file.

use dioxus::prelude::*;
use shared::period::BusinessDay;
use shared::rest::TeamWorkload as Found;
use shared::workload::Tally;

use crate::api::Api;
use crate::hooks::{use_act, use_server};
use crate::i18n::format;
use crate::pages::rep::follow_up::method_name;
use crate::pages::rep::workload::Stretch;
use crate::platform::export;
use crate::state::{today, use_state};
use crate::t;
use crate::ui::face::{Face, Trouble, show};
use crate::ui::icon::{Glyph, Icon};
use crate::view::Failure;

/// By what the table is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    Person,
    Day,
    Method,
}

#[component]
pub fn TeamWorkload() -> Element {
    let state = use_state();
    let mut stretch = use_signal(|| Stretch::Month.around(today(state)));
    let mut by = use_signal(|| By::Person);
    let act = use_act();
    let mut found = use_server(move |api: Api| {
        let (from, to) = stretch();
        async move { api.team_workload(from, to).await }
    });
    let on = |is: bool| if is { "true" } else { "false" };
    let save = move |_| {
        let Some(Ok(found)) = found.read().clone() else { return };
        act.run(
            async move {
                let name = format!("workload-{}-{}.csv", found.from, found.to);
                export::save(&name, "text/csv", &csv(&found)).await.map_err(|why| Failure {
                    code: "not-saved".to_owned(),
                    message: why,
                    hint: None,
                })
            },
            |state, ()| state.toast(t!("workload-exported")),
        );
    };
    let mut pick = move |from: Option<BusinessDay>, to: Option<BusinessDay>| {
        let (was_from, was_to) = *stretch.peek();
        let (from, to) = (from.unwrap_or(was_from), to.unwrap_or(was_to));
        stretch.set((from.min(to), from.max(to)));
    };
    let (from, to) = stretch();
    rsx! {
        main { class: "desk", "data-testid": "page-team-workload",
            header { class: "toolbar",
                h1 { {t!("workload")} }
                for (one, name) in [(Stretch::Week, t!("workload-week")), (Stretch::Month, t!("workload-month"))] {
                    button { key: "{one:?}", class: "pill", r#type: "button", "aria-pressed": on(stretch() == one.around(today(state))), "data-testid": "team-workload-{one:?}", onclick: move |_| stretch.set(one.around(today(state))), "{name}" }
                }
                input { class: "input", r#type: "date", style: "width:auto", "aria-label": t!("workload-from"), "data-testid": "workload-from", value: "{from}", onchange: move |event| pick(event.value().parse().ok(), None) }
                span { class: "muted", "–" }
                input { class: "input", r#type: "date", style: "width:auto", "aria-label": t!("workload-to"), "data-testid": "workload-to", value: "{to}", onchange: move |event| pick(None, event.value().parse().ok()) }
                span { class: "grow" }
                button { class: "btn", r#type: "button", "data-testid": "workload-csv", disabled: !matches!(&*found.read(), Some(Ok(_))) || *act.busy.read(), onclick: save, Icon { glyph: Glyph::Download, class: "i-16" } {t!("workload-csv")} }
                button { class: "icon-btn", r#type: "button", "aria-label": t!("refresh"), onclick: move |_| found.restart(), Icon { glyph: Glyph::Refresh } }
            }
            div { class: "pg",
                Trouble { failure: act.failure.read().clone() }
                {show(found, |found: &Found| {
                    if found.people.is_empty() {
                        return rsx! { section { class: "card", Face { glyph: Glyph::Work, title: t!("workload-none"), text: t!("people-nobody-text") } } };
                    }
                    rsx! {
                        div { class: "seg narrow", role: "tablist", "aria-label": t!("workload-by"),
                            for (one, name) in [(By::Person, t!("workload-by-person")), (By::Day, t!("workload-by-day")), (By::Method, t!("workload-by-method"))] {
                                button { key: "{one:?}", r#type: "button", role: "tab", "data-testid": "workload-by-{one:?}", "aria-selected": on(by() == one), onclick: move |_| by.set(one), "{name}" }
                            }
                        }
                        Table { rows: rows(found, by()), total: found.total, heading: match by() { By::Person => t!("name"), By::Day => t!("day"), By::Method => t!("follow-up-method") } }
                        p { class: "xs muted", {t!("workload-how")} }
                    }
                })}
            }
        }
    }
}

/// Name, what stands beside it, and the figures.
fn rows(found: &Found, by: By) -> Vec<(String, String, Tally)> {
    match by {
        By::Person => found.people.iter().map(|one| (one.name.clone(), one.department.clone(), one.tally)).collect(),
        By::Day => found.days.iter().map(|(day, tally)| (format::day_week(*day), String::new(), *tally)).collect(),
        By::Method => {
            found.methods.iter().map(|(method, tally)| (method_name(*method), String::new(), *tally)).collect()
        }
    }
}

#[component]
fn Table(rows: Vec<(String, String, Tally)>, total: Tally, heading: String) -> Element {
    rsx! {
        section { class: "card col",
            div { class: "scroll",
                table { class: "tbl", "data-testid": "workload-table",
                    thead {
                        tr {
                            th { "{heading}" }
                            th { class: "r", {t!("workload-contacts")} }
                            th { class: "r", {t!("workload-visits")} }
                            th { class: "r", {t!("workload-customers")} }
                            th { class: "r", {t!("workload-hours")} }
                            th { class: "r", {t!("workload-way")} }
                        }
                    }
                    tbody {
                        for (at, (name, beside, tally)) in rows.into_iter().enumerate() {
                            tr { key: "{at}", td { "{name} " span { class: "muted", "{beside}" } } Figures { tally } }
                        }
                    }
                    tfoot { tr { td { {t!("workload-total")} } Figures { tally: total } } }
                }
            }
        }
    }
}

#[component]
fn Figures(tally: Tally) -> Element {
    rsx! {
        td { class: "r", "{tally.contacts}" }
        td { class: "r", "{tally.visits}" }
        td { class: "r", "{tally.customers}" }
        td { class: "r", {format::minutes(tally.minutes)} }
        td { class: "r", {format::distance(tally.metres as f64)} }
    }
}

/// A field of a CSV file: quoted where it must be, and never a formula of whoever opens it.
fn field(text: &str) -> String {
    let text = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() };
    if text.contains(['"', ',', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

/// By person, day and method, with a heading; begins with the mark that spreadsheets want for UTF-8.
fn csv(found: &Found) -> String {
    let heads = [
        t!("signin-login"),
        t!("name"),
        t!("day"),
        t!("follow-up-method"),
        t!("workload-contacts"),
        t!("workload-visits"),
        t!("workload-customers"),
        t!("workload-minutes"),
        t!("workload-metres"),
    ];
    let mut out = format!("\u{feff}{}\r\n", heads.map(|head| field(&head)).join(","));
    for row in &found.rows {
        let person = found.people.iter().find(|one| one.employee == row.employee);
        let name = person.map_or_else(|| row.employee.to_string(), |one| one.name.clone());
        let Tally { contacts, visits, customers, minutes, metres } = row.tally;
        let day = row.day.to_string();
        let figures = format!("{contacts},{visits},{customers},{minutes},{metres}");
        out.push_str(&format!(
            "{},{},{day},{},{figures}\r\n",
            field(row.employee.as_str()),
            field(&name),
            field(&method_name(row.method))
        ));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_no_formula_and_keeps_its_commas() {
        for (text, wanted) in [
            ("林晓东", "林晓东"),
            ("a,b", "\"a,b\""),
            ("say \"hi\"", "\"say \"\"hi\"\"\""),
            ("=1+2", "'=1+2"),
            ("@x,y", "\"'@x,y\""),
        ] {
            assert_eq!(field(text), wanted);
        }
    }
}
