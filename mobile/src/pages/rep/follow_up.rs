//! 记跟进: a contact that is no visit, with the next step and the next date.

use dioxus::prelude::*;
use shared::doc::company::Choice;
use shared::doc::journal::{Contact, Method};
use shared::id::CustomerId;

use crate::hooks::{use_act, use_ask, use_record_id};
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

#[component]
fn Form(page: CustomerPage) -> Element {
    let state = use_state();
    let go = use_navigator();
    let id = use_record_id();
    let act = use_act();
    let method = use_signal(|| Some("0".to_owned()));
    let person = use_signal(|| None::<String>);
    let content = use_signal(String::new);
    let next_step = use_signal(String::new);
    let next_date = use_signal(String::new);
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
    let ready = filled(content).is_some();
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
        act.run(state.record(id, what, Vec::new()), move |state, ()| {
            state.toast(t!("saved-here"));
            go.replace(Route::Customer { id: customer });
        });
    };
    rsx! {
        Top { title: t!("follow-up"), back: Route::Customer { id: customer } }
        div { class: "body",
            p { class: "b", "{page.row.name}" }
            section { class: "card pad stack",
                Pills { label: t!("follow-up-method"), choices, chosen: method, may_be_none: false, testid: "followup-method" }
                TextArea { label: t!("follow-up-content"), value: content, testid: "followup-content", placeholder: t!("follow-up-content-hint") }
                if !people.is_empty() {
                    Pills { label: t!("follow-up-person"), choices: people, chosen: person, testid: "followup-person" }
                }
                TextField { label: t!("next-step"), value: next_step, testid: "followup-next-step", placeholder: t!("next-step-hint") }
                DateField { label: t!("next-date"), value: next_date, today: today(state), ahead: ahead(), testid: "followup-next-date" }
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
