//! Somebody who works at a customer's.

use dioxus::prelude::*;
use shared::doc::customer::Person;
use shared::id::CustomerId;
use uuid::Uuid;

use super::{ask_page, belongs, change, page_of};
use crate::hooks::{use_act, use_ask, use_record_id};
use crate::route::Route;
use crate::state::use_state;
use crate::t;
use crate::ui::dialog::Confirm;
use crate::ui::face::{Trouble, show_page};
use crate::ui::field::{TextField, filled};
use crate::ui::icon::{Glyph, Icon};
use crate::ui::top::Top;
use crate::view::CustomerPage;

/// `person` is the id of one there is, or anything else for one more.
#[component]
pub fn EditPerson(id: CustomerId, person: String) -> Element {
    let page = use_ask(ask_page(id), page_of);
    rsx! {
        main { class: "phone", "data-testid": "page-edit-person",
            {show_page(page, Route::Customer { id }, |page: &CustomerPage| rsx! { Form { key: "{page.row.id}", page: page.clone(), person } })}
        }
    }
}

#[component]
fn Form(page: CustomerPage, person: String) -> Element {
    let state = use_state();
    let go = use_navigator();
    let record = use_record_id();
    let act = use_act();
    let id = page.row.id;
    let (customer, old) = use_hook(|| belongs(&page, |customer| customer.people.contains_key(&person)));
    let before = old.people.get(&person).cloned();
    let key = use_hook(|| if before.is_some() { person.clone() } else { Uuid::now_v7().to_string() });
    let text = |of: fn(&Person) -> Option<String>| before.as_ref().and_then(of).unwrap_or_default();
    let name = use_signal(|| text(|person| Some(person.name.clone())));
    let title = use_signal(|| text(|person| person.title.clone()));
    let phone = use_signal(|| text(|person| person.phone.clone()));
    let wechat = use_signal(|| text(|person| person.wechat.clone()));
    let email = use_signal(|| text(|person| person.email.clone()));
    let mut asking = use_signal(|| false);
    let save = {
        let old = old.clone();
        let key = key.clone();
        move |stays: bool| {
            let mut new = old.clone();
            if stays {
                let person = Person {
                    name: filled(name).unwrap_or_default(),
                    title: filled(title),
                    phone: filled(phone),
                    wechat: filled(wechat),
                    email: filled(email),
                };
                new.people.insert(key.clone(), person);
            } else {
                new.people.remove(&key);
            }
            let old = old.clone();
            act.run(async move { change(state, record, customer, &old, &new).await }, move |state, ()| {
                state.toast(t!("saved-here"));
                go.replace(Route::Customer { id });
            });
        }
    };
    let remove = save.clone();
    let named = filled(name).is_some();
    let who = name();
    rsx! {
        Top { title: if before.is_some() { t!("person-edit") } else { t!("person-new") }, back: Route::Customer { id },
            span { class: "grow" }
            if before.is_some() {
                button { class: "icon-btn", r#type: "button", "aria-label": t!("person-remove"), title: t!("person-remove"), "data-testid": "person-remove", onclick: move |_| asking.set(true), Icon { glyph: Glyph::Remove } }
            }
        }
        div { class: "body",
            p { class: "b", "{page.row.name}" }
            section { class: "card pad stack",
                TextField { label: t!("person-name"), value: name, testid: "contact-name", autocomplete: "off" }
                TextField { label: t!("person-post"), value: title, testid: "contact-title", placeholder: t!("person-post-hint"), autocomplete: "off" }
                TextField { label: t!("customer-phone"), value: phone, testid: "contact-phone", kind: "tel", inputmode: "tel", autocomplete: "off" }
                TextField { label: t!("method-wechat"), value: wechat, testid: "contact-wechat", autocomplete: "off" }
                TextField { label: t!("method-email"), value: email, testid: "contact-email", kind: "email", inputmode: "email", autocomplete: "off" }
            }
            Trouble { failure: act.failure.read().clone() }
        }
        div { class: "dock",
            button { class: "btn primary action", r#type: "button", "data-testid": "person-save", disabled: !named || *act.busy.read(), onclick: move |_| save(true),
                Icon { glyph: Glyph::Check, class: "i-24" }
                {t!("save")}
            }
        }
        if asking() {
            Confirm {
                title: t!("person-remove-ask", who = who),
                text: t!("person-remove-text"),
                act: t!("person-remove"),
                onyes: move |()| { asking.set(false); remove(false); },
                onno: move |()| asking.set(false),
            }
        }
    }
}
