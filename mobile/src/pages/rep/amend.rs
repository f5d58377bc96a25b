//! Changing what was written about a visit: the original stays, and both are shown (VIS-3).

use dioxus::prelude::*;
use shared::id::RecordId;
use shared::place::Verdict;

use super::follow_up::ahead;
use super::visit_record::{field_name, use_visit};
use crate::hooks::use_act;
use crate::record::What;
use crate::route::Route;
use crate::state::{today, use_state};
use crate::t;
use crate::ui::face::{Trouble, show_page};
use crate::ui::field::{DateField, Pills, TextArea, TextField, filled};
use crate::ui::icon::{Glyph, Icon};
use crate::ui::top::Top;
use crate::view::{AMENDABLE, HappeningKind, VisitPage};

#[component]
pub fn Amend(id: RecordId) -> Element {
    let page = use_visit(id);
    rsx! {
        main { class: "phone", "data-testid": "page-amend",
            {show_page(page, Route::Customers {}, |page: &VisitPage| rsx! { Form { key: "{page.visit.id}", page: page.clone() } })}
        }
    }
}

/// What a field begins with: as it stands, or what was written before the visit was closed by itself.
fn begun(page: &VisitPage, field: &str) -> String {
    let draft = || page.draft.text(field).map(str::to_owned);
    page.visit.standing(field).or_else(draft).unwrap_or_default()
}

#[component]
fn Form(page: VisitPage) -> Element {
    let state = use_state();
    let go = use_navigator();
    let act = use_act();
    let visit = page.visit.clone();
    // One id for each field, for as long as the form stands: pressed twice, nothing is recorded twice.
    let ids = use_hook(|| AMENDABLE.map(|_| RecordId::from_uuid(uuid::Uuid::now_v7())));
    let start = |field: &str| begun(&page, field);
    let result = use_signal(|| start("result"));
    let next_step = use_signal(|| start("next_step"));
    let next_date = use_signal(|| start("next_date"));
    let reason = use_signal(|| start("reason"));
    let purpose = use_signal(|| Some(start("purpose")).filter(|id| !id.is_empty()));
    let why = use_signal(String::new);
    let asks_reason = matches!(&visit.what, HappeningKind::Visit { verdict, .. } if *verdict != Verdict::Inside);
    let values = move || {
        [
            filled(result).unwrap_or_default(),
            filled(next_step).unwrap_or_default(),
            next_date.read().clone(),
            purpose.read().clone().unwrap_or_default(),
            filled(reason).unwrap_or_default(),
        ]
    };
    let changed = {
        let visit = visit.clone();
        move || -> Vec<(RecordId, &'static str, String)> {
            let stands = |field: &str| visit.standing(field).unwrap_or_default();
            ids.into_iter()
                .zip(AMENDABLE)
                .zip(values())
                .filter(|((_, field), is)| stands(field) != *is)
                .map(|((id, field), is)| (id, field, is))
                .collect()
        }
    };
    let count = changed().len();
    let ready = count > 0 && filled(why).is_some();
    let (of, customer) = (visit.id, page.customer);
    let submit = move |_| {
        let (changes, why) = (changed(), filled(why).unwrap_or_default());
        let work = async move {
            for (id, field, is) in changes {
                let what = What::Amend { of, field: field.to_owned(), is, reason: why.clone() };
                state.record(id, what, Vec::new()).await?;
            }
            Ok(())
        };
        act.run(work, move |state, ()| {
            state.toast(t!("amend-saved"));
            go.replace(Route::VisitRecord { id: of });
        });
    };
    rsx! {
        Top { title: t!("amend-title"), back: Route::VisitRecord { id: of } }
        div { class: "body",
            p { class: "sm muted", {t!("amend-text", who = page.customer_name.clone())} }
            section { class: "card pad stack",
                TextArea { label: field_name("result"), value: result, testid: "amend-result" }
                TextField { label: field_name("next_step"), value: next_step, testid: "amend-next-step" }
                DateField { label: field_name("next_date"), value: next_date, today: today(state), ahead: ahead(), testid: "amend-next-date" }
                Pills { label: field_name("purpose"), choices: state.choices().visit_purposes, chosen: purpose, testid: "amend-purpose" }
                if asks_reason {
                    TextArea { label: field_name("reason"), value: reason, testid: "amend-reason" }
                }
            }
            section { class: "card pad",
                TextField { label: t!("amend-why"), value: why, testid: "amend-why", placeholder: t!("amend-why-hint") }
            }
            Trouble { failure: act.failure.read().clone() }
        }
        div { class: "dock",
            button { class: "btn primary action", r#type: "button", "data-testid": "amend-submit", "data-customer": "{customer}", disabled: !ready || *act.busy.read(), onclick: submit,
                Icon { glyph: Glyph::Check, class: "i-24" }
                if count == 0 { {t!("amend-nothing")} } else { {t!("amend-save", n = count as i64)} }
            }
        }
    }
}
