//! The profile of a customer: what is changed here is all that is written.

use dioxus::prelude::*;
use shared::id::CustomerId;

use super::fields::{Custom, Origin, Tags, use_profile};
use super::same::Sames;
use super::{ask_page, change, page_of};
use crate::hooks::{use_act, use_ask, use_record_id};
use crate::route::Route;
use crate::state::use_state;
use crate::t;
use crate::ui::face::{Trouble, show_page};
use crate::ui::field::{TextArea, TextField, filled};
use crate::ui::icon::{Glyph, Icon};
use crate::ui::pick_customer::{CustomerField, Picked};
use crate::ui::top::Top;
use crate::view::CustomerPage;

#[component]
pub fn EditCustomer(id: CustomerId) -> Element {
    let page = use_ask(ask_page(id), page_of);
    rsx! {
        main { class: "phone", "data-testid": "page-edit-customer",
            {show_page(page, Route::Customer { id }, |page: &CustomerPage| rsx! { Form { key: "{page.row.id}", page: page.clone() } })}
        }
    }
}

#[component]
fn Form(page: CustomerPage) -> Element {
    let state = use_state();
    let go = use_navigator();
    let record = use_record_id();
    let act = use_act();
    let id = page.row.id;
    // As it stood when the form was opened: what others change meanwhile is not taken back by saving.
    let old = use_hook(|| page.profile.clone());
    let form = use_profile(&old);
    let mut partner = use_signal(|| old.partner);
    let via = use_signal(|| {
        let id = old.via?;
        Some(Picked { id, name: page.more.via.clone().unwrap_or_else(|| "—".to_owned()) })
    });
    let named = filled(form.name).is_some();
    let submit = move |_| {
        let mut new = old.clone();
        form.fill(&mut new);
        new.partner = partner();
        new.via = via.peek().as_ref().map(|picked| picked.id);
        let old = old.clone();
        act.run(async move { change(state, record, id, &old, &new).await }, move |state, ()| {
            state.toast(t!("saved-here"));
            go.replace(Route::Customer { id });
        });
    };
    rsx! {
        Top { title: t!("customer-edit"), back: Route::Customer { id } }
        div { class: "body",
            section { class: "card pad stack",
                TextField { label: t!("customer-name"), value: form.name, testid: "customer-name", error: (!named).then(|| t!("customer-name-wrong")) }
                TextField { label: t!("customer-phone"), value: form.phone, testid: "customer-phone", kind: "tel", inputmode: "tel" }
            }
            Sames { name: form.name, phone: form.phone, but: id }
            section { class: "card pad stack",
                Origin { form }
                label { class: "row check",
                    input { r#type: "checkbox", "data-testid": "customer-partner", checked: partner(), onchange: move |event| partner.set(event.checked()) }
                    span { class: "grow", {t!("customer-partner-is")} }
                }
                CustomerField { label: t!("customer-via"), value: via, testid: "customer-via", none: t!("customer-via-none"), partners: true, without: vec![id] }
                Tags { tags: form.tags }
                Custom { custom: form.custom }
                TextArea { label: t!("note"), value: form.note, testid: "customer-note" }
            }
            Trouble { failure: act.failure.read().clone() }
        }
        div { class: "dock",
            button { class: "btn primary action", r#type: "button", "data-testid": "customer-save", disabled: !named || *act.busy.read(), onclick: submit,
                Icon { glyph: Glyph::Check, class: "i-24" }
                {t!("save")}
            }
        }
    }
}
