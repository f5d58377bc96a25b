//! A new customer: the name first, duplicates at once, the rest if one likes. Saved offline; one can check in there at once.

use dioxus::prelude::*;
use shared::doc::company::Choice;
use shared::doc::customer::{Customer, Edit, Lifecycle, LifecycleEvent, Person, Site};
use shared::doc::journal::ClassChange;
use shared::doc::ledger::Class;
use shared::id::{CustomerId, RecordId, SiteId};
use uuid::Uuid;

use super::fields::{Custom, Origin, Profile, Tags, use_profile};
use super::same::Sames;
use crate::hooks::{use_act, use_record_id};
use crate::i18n::format;
use crate::pages::rep::customer::stage_name;
use crate::platform::clock;
use crate::platform::position::Wish;
use crate::record::What;
use crate::route::Route;
use crate::state::{State, use_state};
use crate::t;
use crate::ui::face::Trouble;
use crate::ui::field::{Pills, TextArea, TextField, filled};
use crate::ui::icon::{Glyph, Icon};
use crate::ui::top::Top;

/// Somebody who is entered with the customer, and where.
#[derive(Clone, Copy, PartialEq)]
struct More {
    person: Signal<String>,
    title: Signal<String>,
    mobile: Signal<String>,
    address: Signal<String>,
    fix: Signal<Option<shared::place::Fix>>,
    class: Signal<Option<String>>,
    stage: Signal<Option<String>>,
}

#[component]
pub fn NewCustomer() -> Element {
    let state = use_state();
    let go = use_navigator();
    let record = use_record_id();
    let asked = use_record_id();
    let id = use_hook(|| CustomerId::from_uuid(Uuid::now_v7()));
    let act = use_act();
    let form = use_profile(&Customer::default());
    let more = More {
        person: use_signal(String::new),
        title: use_signal(String::new),
        mobile: use_signal(String::new),
        address: use_signal(String::new),
        fix: use_signal(|| None),
        class: use_signal(|| None),
        stage: use_signal(|| Some(Lifecycle::Prospect.as_str().to_owned())),
    };
    let mut pressed = use_signal(|| false);
    let named = filled(form.name).is_some();
    let submit = move |_| {
        pressed.set(true);
        if filled(form.name).is_none() {
            return;
        }
        let edit = Edit::between(&Customer::default(), &entered(state, form, more));
        let class = class_of(&more.class.peek());
        let save = async move {
            state.record(record, What::Customer { customer: id, new: true, edit: Box::new(edit) }, Vec::new()).await?;
            match class {
                // What the server begins with needs no request.
                None | Some(Class::C) => Ok(()),
                Some(class) => {
                    let change = ClassChange { customer: id, class, reason: None };
                    state.record(asked, What::SetClass(change), Vec::new()).await
                }
            }
        };
        act.run(save, move |state, ()| {
            state.toast(t!("saved-here"));
            go.replace(Route::Customer { id });
        });
    };
    let place = more.fix.read().as_ref().map(|fix| fix.place);
    rsx! {
        main { class: "phone", "data-testid": "page-new-customer",
            Top { title: t!("customer-new"), back: Route::Customers {} }
            div { class: "body",
                section { class: "card pad stack",
                    TextField { label: t!("customer-name"), value: form.name, testid: "customer-name", placeholder: t!("customer-name-hint"), autocomplete: "off", error: (pressed() && !named).then(|| t!("customer-name-wrong")) }
                    TextField { label: t!("customer-phone"), value: form.phone, testid: "customer-phone", kind: "tel", inputmode: "tel", autocomplete: "off" }
                }
                Sames { name: form.name, phone: form.phone, place }
                Where { more }
                section { class: "card pad stack",
                    h2 { class: "b", {t!("person-new")} }
                    TextField { label: t!("person-name"), value: more.person, testid: "new-person-name", autocomplete: "off" }
                    TextField { label: t!("person-post"), value: more.title, testid: "new-person-title", placeholder: t!("person-post-hint"), autocomplete: "off" }
                    TextField { label: t!("customer-phone"), value: more.mobile, testid: "new-person-phone", kind: "tel", inputmode: "tel", autocomplete: "off" }
                }
                section { class: "card pad stack",
                    ClassPills { chosen: more.class }
                    StagePills { chosen: more.stage }
                    Origin { form }
                    Tags { tags: form.tags }
                    Custom { custom: form.custom }
                    TextArea { label: t!("note"), value: form.note, testid: "customer-note" }
                }
                Trouble { failure: act.failure.read().clone() }
            }
            div { class: "dock",
                button { class: "btn primary action", r#type: "button", "data-testid": "customer-save", disabled: *act.busy.read(), onclick: submit,
                    Icon { glyph: Glyph::Check, class: "i-24" }
                    {t!("save")}
                }
            }
        }
    }
}

fn entered(state: State, form: Profile, more: More) -> Customer {
    let mut customer = Customer::default();
    form.fill(&mut customer);
    let (fix, address) = (*more.fix.peek(), filled(more.address));
    if fix.is_some() || address.is_some() {
        let radius = state.company().map_or(shared::place::DEFAULT_RADIUS, |company| company.fence_radius);
        let site = Site { name: None, address, place: fix.map(|fix| fix.place), given: None, radius };
        customer.sites.insert(SiteId::from_uuid(Uuid::now_v7()), site);
    }
    if let Some(name) = filled(more.person) {
        let person = Person { name, title: filled(more.title), phone: filled(more.mobile), wechat: None, email: None };
        customer.people.insert(Uuid::now_v7().to_string(), person);
    }
    let stage = Lifecycle::ALL.into_iter().find(|stage| Some(stage.as_str()) == more.stage.peek().as_deref());
    if let (Some(to), Some(session)) = (stage, state.session()) {
        let event =
            LifecycleEvent { to, at: clock::now(), offset: clock::offset(), by: session.employee, reason: None };
        customer.lifecycle.insert(RecordId::from_uuid(Uuid::now_v7()), event);
    }
    customer
}

/// The place, by standing there.
#[component]
fn Where(more: More) -> Element {
    let state = use_state();
    let mut fix = more.fix;
    let mut busy = use_signal(|| false);
    let here = move |_| async move {
        busy.set(true);
        match state.locate(Wish::PRECISE).await {
            Ok(found) => fix.set(Some(found)),
            Err(_) => state.toast(t!("no-fix-short")),
        }
        busy.set(false);
    };
    let said = fix.read().as_ref().map(|fix| match fix.accuracy {
        Some(metres) => t!("site-here-within", accuracy = format::distance(metres)),
        None => t!("site-here-found"),
    });
    rsx! {
        section { class: "card pad stack",
            TextField { label: t!("site-address"), value: more.address, testid: "new-site-address", autocomplete: "off" }
            if let Some(said) = said {
                div { class: "row",
                    span { class: "lead", "data-verdict": "inside", Icon { glyph: Glyph::Site } }
                    span { class: "grow", role: "status", "data-testid": "site-found", "{said}" }
                    button { class: "btn quiet", r#type: "button", onclick: move |_| fix.set(None), {t!("cancel")} }
                }
            } else {
                button { class: "btn soft", r#type: "button", "data-testid": "site-here", disabled: busy(), onclick: here,
                    Icon { glyph: Glyph::Locate, class: if busy() { "i spin" } else { "" } }
                    if busy() { {t!("locating")} } else { {t!("site-here")} }
                }
            }
            p { class: "xs muted", {t!("site-later")} }
        }
    }
}

/// The class that was chosen.
#[must_use]
pub fn class_of(chosen: &Option<String>) -> Option<Class> {
    Class::ALL.into_iter().find(|class| Some(class.as_str()) == chosen.as_deref())
}

/// A class; what is chosen is asked of the server.
#[component]
pub fn ClassPills(chosen: Signal<Option<String>>) -> Element {
    let choices =
        Class::ALL.map(|class| Choice { id: class.as_str().to_owned(), name: t!("class-of", class = class.as_str()) });
    rsx! { Pills { label: t!("filter-class"), choices: choices.to_vec(), chosen, testid: "customer-class" } }
}

/// Where a customer stands.
#[component]
pub fn StagePills(chosen: Signal<Option<String>>) -> Element {
    let choices = Lifecycle::ALL.map(|stage| Choice { id: stage.as_str().to_owned(), name: stage_name(stage) });
    rsx! { Pills { label: t!("customer-stage"), choices: choices.to_vec(), chosen, testid: "customer-stage" } }
}
