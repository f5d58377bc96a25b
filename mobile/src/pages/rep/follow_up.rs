//! 记跟进: a contact that is no visit, with the next step and the next date.

use dioxus::prelude::*;
use shared::doc::company::Choice;
use shared::doc::journal::{Contact, Method};
use shared::id::CustomerId;
use shared::period::Instant;

use crate::hooks::{use_act, use_ask, use_record_id};
use crate::platform::clock;
use crate::record::What;
use crate::route::Route;
use crate::state::{today, use_state};
use crate::t;
use crate::ui::face::{Trouble, show_page};
use crate::ui::field::{DateField, Pills, TextArea, TextField, filled};
use crate::ui::icon::{Glyph, Icon};
use crate::ui::top::Top;
use crate::view::{Answer, Ask, CustomerPage};

/// Days ahead that have a pill of their own.
#[must_use]
pub fn ahead() -> Vec<i64> {
    vec![1, 3, 7, 14, 30]
}

const METHODS: [Method; 5] = [Method::Phone, Method::Wechat, Method::Email, Method::Meeting, Method::Other];

/// The name of a method.
#[must_use]
pub fn method_name(method: Method) -> String {
    match method {
        Method::Visit => t!("method-visit"),
        Method::Phone => t!("method-phone"),
        Method::Email => t!("method-email"),
        Method::Wechat => t!("method-wechat"),
        Method::Meeting => t!("method-meeting"),
        Method::Other => t!("method-other"),
    }
}

#[component]
pub fn FollowUp(id: CustomerId) -> Element {
    let page = use_ask(
        move |now| Ask::Customer { id, now },
        |answer| match answer {
            Answer::Customer(page) => Some(*page),
            _ => None,
        },
    );
    rsx! {
        main { class: "phone", "data-testid": "page-follow-up",
            {show_page(page, Route::Customers {}, |page: &CustomerPage| rsx! { Form { key: "{page.row.id}", page: page.clone() } })}
        }
    }
}

/// What one writes again and again, each with the way it usually happens: two touches, and it is recorded.
fn phrases() -> [(Method, &'static str, String); 5] {
    [
        (Method::Phone, "no-answer", t!("phrase-no-answer")),
        (Method::Phone, "call-back", t!("phrase-call-back")),
        (Method::Wechat, "sent", t!("phrase-sent")),
        (Method::Phone, "agreed", t!("phrase-agreed")),
        (Method::Phone, "no-need", t!("phrase-no-need")),
    ]
}

/// The position of a method among the choices, as a choice's id.
fn choice_of(method: Method) -> Option<String> {
    METHODS.iter().position(|one| *one == method).map(|at| at.to_string())
}

#[component]
fn Form(page: CustomerPage) -> Element {
    let state = use_state();
    let go = use_navigator();
    let id = use_record_id();
    let act = use_act();
    let mut method = use_signal(|| Some("0".to_owned()));
    let person = use_signal(|| None::<String>);
    let mut content = use_signal(String::new);
    let next_step = use_signal(String::new);
    let next_date = use_signal(String::new);
    let past = use_signal(|| None::<String>);
    let customer = page.row.id;
    let choices = METHODS
        .iter()
        .enumerate()
        .map(|(at, method)| Choice { id: at.to_string(), name: method_name(*method) })
        .collect::<Vec<_>>();
    let people = page
        .profile
        .people
        .iter()
        .map(|(id, person)| Choice { id: id.clone(), name: person.name.clone() })
        .collect::<Vec<_>>();
    let when = past.read().as_deref().map(|text| past_time(text, clock::now(), clock::offset()));
    let ready = filled(content).is_some() && when != Some(None);
    let submit = move |_| {
        let chosen =
            method.peek().as_ref().and_then(|at| at.parse::<usize>().ok()).and_then(|at| METHODS.get(at).copied());
        let what = What::Contact(Contact {
            customer,
            method: chosen.unwrap_or(Method::Other),
            content: filled(content).unwrap_or_default(),
            person: person.peek().clone(),
            next_step: filled(next_step),
            next_date: next_date.peek().parse().ok(),
            opportunity: None,
        });
        let at = when.flatten().unwrap_or_else(clock::now);
        act.run(state.record_at(id, at, what, Vec::new()), move |state, ()| {
            state.toast(t!("saved-here"));
            go.replace(Route::Customer { id: customer });
        });
    };
    rsx! {
        Top { title: t!("follow-up"), back: Route::Customer { id: customer } }
        div { class: "body",
            p { class: "b", "{page.row.name}" }
            div { class: "scroll-x", role: "group", "aria-label": t!("phrases"),
                for (usual, name, words, shown) in phrases().map(|(usual, name, words)| (usual, name, words.clone(), words)) {
                    button { key: "{name}", class: "pill", r#type: "button", "data-testid": "phrase-{name}", onclick: move |_| {
                        method.set(choice_of(usual));
                        content.set(words.clone());
                    }, "{shown}" }
                }
            }
            section { class: "card pad stack",
                Pills { label: t!("follow-up-method"), choices, chosen: method, may_be_none: false, testid: "followup-method" }
                TextArea { label: t!("follow-up-content"), value: content, testid: "followup-content", placeholder: t!("follow-up-content-hint") }
                if !people.is_empty() {
                    Pills { label: t!("follow-up-person"), choices: people, chosen: person, testid: "followup-person" }
                }
                TextField { label: t!("next-step"), value: next_step, testid: "followup-next-step", placeholder: t!("next-step-hint") }
                DateField { label: t!("next-date"), value: next_date, today: today(state), ahead: ahead(), testid: "followup-next-date" }
                Past { past, wrong: when == Some(None) }
            }
            Trouble { failure: act.failure.read().clone() }
        }
        div { class: "dock",
            button { class: "btn primary action", r#type: "button", "data-testid": "followup-submit", disabled: !ready || *act.busy.read(), onclick: submit,
                Icon { glyph: Glyph::Check, class: "i-24" }
                {t!("save")}
            }
        }
    }
}

/// When it was, where it was not now: said beside the record for good.
#[component]
fn Past(past: Signal<Option<String>>, wrong: bool) -> Element {
    let mut past = past;
    let open = past.read().is_some();
    rsx! {
        if open {
            label { class: "field",
                span { class: "name", {t!("follow-up-when")} }
                input { class: "input", r#type: "datetime-local", "data-testid": "followup-when", "aria-invalid": wrong.then_some("true"), value: past.read().clone().unwrap_or_default(), oninput: move |event| past.set(Some(event.value())) }
                if wrong { p { class: "msg", role: "alert", {t!("follow-up-when-wrong")} } } else { p { class: "hint", {t!("follow-up-when-hint")} } }
            }
            button { class: "btn quiet", r#type: "button", "data-testid": "followup-now", onclick: move |_| past.set(None), {t!("follow-up-now")} }
        } else {
            button { class: "btn quiet", r#type: "button", "data-testid": "followup-past", onclick: move |_| past.set(Some(wall_text(clock::now(), clock::offset()))), Icon { glyph: Glyph::Timer, class: "i-16" } {t!("follow-up-past")} }
        }
    }
}

/// Wall time as a field of a form writes it.
fn wall_text(at: Instant, offset: i16) -> String {
    let wall = at.plus_millis(i64::from(offset) * 60_000).utc();
    wall.map(|wall| wall.format("%Y-%m-%dT%H:%M").to_string()).unwrap_or_default()
}

/// What a person wrote as the time of something past; `None` where it is no time, lies ahead, or is of another month than
/// now: that month may be closed.
fn past_time(text: &str, now: Instant, offset: i16) -> Option<Instant> {
    let wall = chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").ok()?;
    let shift = i64::from(offset) * 60_000;
    let at = Instant::from_millis(wall.and_utc().timestamp_millis()).plus_millis(-shift);
    let month = |at: Instant| Some(at.plus_millis(shift).utc()?.format("%Y-%m").to_string());
    (at <= now && month(at) == month(now)).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_down_later_lies_in_this_month_and_not_ahead() {
        let now: Instant = "2026-11-19T10:26:00+08:00".parse().unwrap();
        for (text, at) in [
            ("2026-11-19T10:26", Some("2026-11-19T10:26:00+08:00")),
            ("2026-11-01T00:00", Some("2026-11-01T00:00:00+08:00")),
            ("2026-10-31T23:59", None),
            ("2026-11-19T10:27", None),
            ("", None),
            ("yesterday", None),
        ] {
            assert_eq!(past_time(text, now, 480), at.map(|at| at.parse().unwrap()), "{text}");
        }
        assert_eq!(wall_text(now, 480), "2026-11-19T10:26");
    }
}
