//! Where a customer stands: a step of the lifecycle with its reason (CUS-2), and the class, which is asked of the server.

use dioxus::prelude::*;
use shared::doc::customer::{Customer, Lifecycle, LifecycleEvent};
use shared::doc::journal::ClassChange;
use shared::id::CustomerId;

use super::new::{ClassPills, StagePills, class_of};
use super::{ask_page, change, page_of};
use crate::hooks::{use_act, use_ask, use_record_id};
use crate::platform::clock;
use crate::record::What;
use crate::route::Route;
use crate::state::use_state;
use crate::t;
use crate::ui::face::{Trouble, show_page};
use crate::ui::field::{TextField, filled};
use crate::ui::icon::{Glyph, Icon};
use crate::ui::top::Top;
use crate::view::CustomerPage;

#[component]
pub fn CustomerStage(id: CustomerId) -> Element {
    let page = use_ask(ask_page(id), page_of);
    rsx! {
        main { class: "phone", "data-testid": "page-stage",
            {show_page(page, Route::Customer { id }, |page: &CustomerPage| rsx! { Form { key: "{page.row.id}", page: page.clone() } })}
        }
    }
}

#[component]
fn Form(page: CustomerPage) -> Element {
    let state = use_state();
    let go = use_navigator();
    let (step, asked) = (use_record_id(), use_record_id());
    let act = use_act();
    let id = page.row.id;
    let stands = page.profile.stage();
    let class = page.more.class.or(page.row.class);
    let chosen = use_signal(|| stands.map(|stage| stage.as_str().to_owned()));
    let wanted = use_signal(|| class.map(|class| class.as_str().to_owned()));
    let reason = use_signal(String::new);
    let stage = Lifecycle::ALL.into_iter().find(|stage| Some(stage.as_str()) == chosen.read().as_deref());
    let to = stage.filter(|stage| Some(*stage) != stands);
    let ask = class_of(&wanted.read()).filter(|to| Some(*to) != class);
    let submit = move |_| {
        let why = filled(reason);
        let Some(session) = state.session() else { return };
        let event = to.map(|to| LifecycleEvent {
            to,
            at: clock::now(),
            offset: clock::offset(),
            by: session.employee,
            reason: why.clone(),
        });
        let save = async move {
            if let Some(event) = event {
                let new = Customer { lifecycle: [(step, event)].into(), ..Customer::default() };
                change(state, step, id, &Customer::default(), &new).await?;
            }
            match ask {
                Some(class) => {
                    let change = ClassChange { customer: id, class, reason: why };
                    state.record(asked, What::SetClass(change), Vec::new()).await
                }
                None => Ok(()),
            }
        };
        act.run(save, move |state, ()| {
            state.toast(t!("saved-here"));
            go.replace(Route::Customer { id });
        });
    };
    rsx! {
        Top { title: t!("stage-title"), back: Route::Customer { id } }
        div { class: "body",
            p { class: "b", "{page.row.name}" }
            section { class: "card pad stack",
                StagePills { chosen }
                ClassPills { chosen: wanted }
                p { class: "xs muted", {t!("class-text")} }
                if let Some(waits) = page.more.class {
                    p { class: "note", "data-sync": "sent", Icon { glyph: Glyph::Timer } span { {t!("class-waits", class = waits.as_str())} } }
                }
                TextField { label: t!("reason"), value: reason, testid: "stage-reason", placeholder: t!("stage-reason-hint") }
            }
            Trouble { failure: act.failure.read().clone() }
        }
        div { class: "dock",
            button { class: "btn primary action", r#type: "button", "data-testid": "stage-save", disabled: (to.is_none() && ask.is_none()) || *act.busy.read(), onclick: submit,
                Icon { glyph: Glyph::Check, class: "i-24" }
                {t!("save")}
            }
        }
    }
}
