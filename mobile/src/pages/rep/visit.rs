//! The visit under way: how long, what came of it, what is next, 签退.

use dioxus::prelude::*;
use shared::doc::form::{AnswerFault, Answers, check};
use shared::doc::journal::CheckOut;

use crate::hooks::{Begun, use_act, use_ask, use_begun, use_clock, use_keeping, use_record_id};
use crate::i18n::format;
use crate::platform::photo;
use crate::platform::position::Wish;
use crate::record::{PhotoBytes, What};
use crate::route::Route;
use crate::state::{today, use_state};
use crate::t;
use crate::ui::ask::{FormFields, Left, show_field, use_filling};
use crate::ui::chip::{ClassMark, VerdictChip, verdict_name};
use crate::ui::face::{Face, Trouble, show};
use crate::ui::field::{DateField, TextArea, TextField, filled};
use crate::ui::icon::{Glyph, Icon};
use crate::ui::photo::PhotoPicker;
use crate::ui::time::When;
use crate::ui::top::Top;
use crate::view::{Answer, Ask, Draft, OpenVisit};

use super::follow_up::ahead;

#[component]
pub fn Visit() -> Element {
    let visit = use_ask(Ask::OpenVisit, |answer| match answer {
        Answer::OpenVisit(visit) => Some(visit.map(|visit| *visit)),
        _ => None,
    });
    rsx! {
        main { class: "phone", "data-testid": "page-visit",
            {show(visit, |visit: &Option<OpenVisit>| match visit {
                Some(visit) => rsx! { Form { key: "{visit.id}", visit: visit.clone() } },
                None => rsx! { NoVisit {} },
            })}
        }
    }
}

#[component]
fn NoVisit() -> Element {
    rsx! {
        Top { title: t!("visit-title"), back: Route::Today {} }
        div { class: "body",
            section { class: "card", "data-testid": "no-visit",
                Face { glyph: Glyph::Visit, title: t!("visit-none"), text: t!("visit-none-text"),
                    Link { to: Route::Customers {}, class: "btn primary", {t!("next-choose")} }
                }
            }
        }
    }
}

/// What is written into a photo under the time: who, and where the check-in was.
fn stamp(visit: &OpenVisit) -> Vec<String> {
    let place = [Some(verdict_name(visit.verdict)), visit.distance.map(format::distance)];
    let words: Vec<String> = place.into_iter().flatten().collect();
    vec![visit.customer.name.clone(), format!("{} {}", t!("check-in"), words.join(" "))]
}

/// Begins where it was left, whatever ended the app.
#[component]
fn Form(visit: OpenVisit) -> Element {
    let begun = use_begun(visit.id);
    show(begun, |begun: &Begun| rsx! { Entry { visit: visit.clone(), begun: begun.clone() } })
}

#[component]
fn Entry(visit: OpenVisit, begun: Begun) -> Element {
    let state = use_state();
    let go = use_navigator();
    let id = use_record_id();
    let act = use_act();
    let now = use_clock(1000);
    let mut result = use_signal(|| begun.draft.result.clone());
    let mut next_step = use_signal(|| begun.draft.next_step.clone());
    let mut next_date = use_signal(|| begun.draft.next_date.clone());
    let photos = use_signal(|| -> Vec<PhotoBytes> {
        begun.draft.photos.iter().filter_map(|hash| begun.pictures.get(hash).cloned()).collect()
    });
    let visit_id = visit.id;
    let customer = visit.customer.id;
    let filling = use_filling(begun.draft.answers.clone(), begun.pictures.clone());
    let entered = move || Draft {
        result: result(),
        next_step: next_step(),
        next_date: next_date(),
        answers: filling.answers.read().clone(),
        photos: photos.read().iter().map(|photo| photo.hash.clone()).collect(),
    };
    let taken = move |hash: &str| {
        let own = photos.peek().iter().find(|photo| photo.hash == hash).cloned();
        own.or_else(|| filling.pictures.peek().get(hash).cloned())
    };
    let kept = use_keeping(visit.id, &begun, entered, taken);
    let mut faults = use_signal(Vec::<AnswerFault>::new);
    let form = visit.form.clone();
    let submit = move |_| {
        let answers = filling.answers.peek().clone();
        let found = form.as_ref().map(|form| check(&form.fields, &answers)).unwrap_or_default();
        if let Some(first) = found.first() {
            show_field(&first.path);
            faults.set(found);
            return;
        }
        faults.set(Vec::new());
        let filled_in = form.as_ref().and_then(|form| form.filled(&answers));
        let own = photos.peek().clone();
        let named = own.iter().map(photo::name).collect::<Vec<_>>();
        let mut pictures = own;
        if let Some(filled_in) = &filled_in {
            pictures.extend(filling.named(&filled_in.photos()));
        }
        let work = async move {
            // A check-out does not wait long for a position: the stay's evidence is the check-in's.
            let fix = state.locate(Wish::QUICK).await.ok();
            let what = What::CheckOut(CheckOut {
                visit: visit_id,
                fix,
                result: filled(result),
                next_step: filled(next_step),
                next_date: next_date.peek().parse().ok(),
                photos: named,
                form: filled_in,
                forgotten: false,
            });
            state.record(id, what, pictures).await
        };
        act.run(work, move |state, ()| {
            for field in [&mut result, &mut next_step, &mut next_date] {
                field.set(String::new());
            }
            let mut answers = filling.answers;
            answers.set(Answers::new());
            state.toast(t!("saved-check-out"));
            go.replace(Route::Customer { id: customer });
        });
    };
    let stamp = stamp(&visit);
    rsx! {
        Top { title: t!("visit-title"), back: Route::Today {} }
        div { class: "body",
            section { class: "card hero",
                p { class: "row b", span { class: "cut", "{visit.customer.name}" } ClassMark { class: visit.customer.class } }
                p { class: "timer", role: "timer", "data-testid": "visit-timer", {format::stopwatch(visit.since, now())} }
                p { class: "sm muted row", {t!("visit-since")} When { at: visit.since, offset: visit.offset } VerdictChip { verdict: visit.verdict, distance: visit.distance } }
            }
            section { class: "card pad stack",
                TextArea { label: t!("visit-result"), value: result, testid: "visit-result", placeholder: t!("visit-result-hint") }
                TextField { label: t!("next-step"), value: next_step, testid: "visit-next-step", placeholder: t!("next-step-hint") }
                DateField { label: t!("next-date"), value: next_date, today: today(state), ahead: ahead(), testid: "visit-next-date" }
                PhotoPicker { photos, testid: "visit-photo", stamp: stamp.clone() }
            }
            if let Some(form) = &visit.form {
                section { class: "card pad stack",
                    h2 { class: "row sm b", Icon { glyph: Glyph::Document } "{form.name}" }
                    FormFields { form: form.clone(), filling, faults: faults.read().clone(), stamp }
                }
            }
            Left { faults: faults.read().clone() }
            if result.read().trim().is_empty() {
                p { class: "xs muted", {t!("visit-result-counts")} }
            }
            div { class: "wrap",
                Link { to: Route::expense_of(Some(customer)), class: "pill", "data-testid": "visit-expense", Icon { glyph: Glyph::Expense, class: "i-16" } {t!("expense-new")} }
                Link { to: Route::Customer { id: customer }, class: "pill", Icon { glyph: Glyph::Customers, class: "i-16" } {t!("customer-open")} }
            }
            if *kept.draft.read() != Draft::default() && *kept.draft.read() == entered() {
                p { class: "xs muted", "data-testid": "draft-kept", {t!("draft-kept")} }
            }
            Trouble { failure: kept.failure.read().clone() }
            Trouble { failure: act.failure.read().clone() }
        }
        div { class: "dock",
            button { class: "btn primary action", r#type: "button", "data-testid": "checkout-submit", disabled: *act.busy.read(), onclick: submit,
                Icon { glyph: Glyph::Leave, class: "i-24" }
                if *act.busy.read() { {t!("check-out-busy")} } else { {t!("check-out")} }
            }
        }
    }
}
