//! Two customers are one: this one becomes another name of the one that is chosen. Undone as easily.

use dioxus::prelude::*;
use shared::customer::{Traits, compare};
use shared::doc::journal::Merge;
use shared::id::CustomerId;

use super::same::why;
use super::{ask_page, page_of};
use crate::hooks::{use_act, use_ask, use_record_id};
use crate::record::What;
use crate::route::Route;
use crate::state::use_state;
use crate::t;
use crate::ui::face::{Trouble, show_page};
use crate::ui::field::{TextField, filled};
use crate::ui::icon::{Glyph, Icon};
use crate::ui::pick_customer::{CustomerField, Picked};
use crate::ui::top::Top;
use crate::view::CustomerPage;

#[component]
pub fn MergeCustomer(id: CustomerId) -> Element {
    let page = use_ask(ask_page(id), page_of);
    rsx! {
        main { class: "phone", "data-testid": "page-merge",
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
    let into = use_signal(|| None::<Picked>);
    let reason = use_signal(String::new);
    let likeness = use_likeness(&page, into);
    let submit = move |_| {
        let Some(target) = into.peek().clone() else { return };
        let merge = Merge { customer: id, into: Some(target.id), reason: filled(reason) };
        act.run(state.record(record, What::Merge(merge), Vec::new()), move |state, ()| {
            state.toast(t!("saved-here"));
            go.replace(Route::Customer { id: target.id });
        });
    };
    rsx! {
        Top { title: t!("merge"), back: Route::Customer { id } }
        div { class: "body",
            section { class: "card pad stack",
                div { p { class: "sm muted", {t!("merge-this")} } p { class: "b", "{page.row.name}" } }
                CustomerField { label: t!("merge-into"), value: into, testid: "merge-into", none: t!("choose"), without: vec![id] }
                if let Some(words) = likeness() {
                    p { class: "note", "data-testid": "merge-likeness", Icon { glyph: Glyph::Search } span { "{words}" } }
                }
                TextField { label: t!("reason"), value: reason, testid: "merge-reason", placeholder: t!("merge-reason-hint") }
            }
            p { class: "note", Icon { glyph: Glyph::Merge } span { {t!("merge-text")} } }
            Trouble { failure: act.failure.read().clone() }
        }
        div { class: "dock",
            button { class: "btn primary action", r#type: "button", "data-testid": "merge-submit", disabled: into.read().is_none() || *act.busy.read(), onclick: submit,
                Icon { glyph: Glyph::Merge, class: "i-24" }
                {t!("merge")}
            }
        }
    }
}

/// What speaks for the two being one, or that nothing does.
fn use_likeness(page: &CustomerPage, into: Signal<Option<Picked>>) -> Memo<Option<String>> {
    let state = use_state();
    let traits = use_hook(|| Traits::of_customer(&page.profile));
    let other = use_resource(move || {
        let picked = into.read().clone();
        async move {
            let answer = state.ask(crate::view::Ask::Customer { id: picked?.id, now: state.now() }).await;
            page_of(answer.ok()?).map(|page| Traits::of_customer(&page.profile))
        }
    });
    use_memo(move || {
        let other = other.read();
        let other = other.as_ref()?.as_ref()?;
        Some(compare(&traits, other).map_or_else(|| t!("merge-unlike"), |likeness| why(&likeness)))
    })
}
