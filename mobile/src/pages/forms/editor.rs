//! Changing a form, with what a rep will see beside it.

use std::collections::BTreeMap;

use dioxus::prelude::*;
use shared::doc::form::{Answers, Form};
use shared::rest::NewForm;

use super::edit::Level;
use super::field::{Faults, Fields};
use super::text::Text;
use super::{State, by_id};
use crate::api::Api;
use crate::hooks::{use_act, use_server};
use crate::route::Route;
use crate::state::use_state;
use crate::t;
use crate::ui::ask::{FormFields, use_filling};
use crate::ui::dialog::Confirm;
use crate::ui::face::{Face, Trouble, show};
use crate::ui::icon::{Glyph, Icon};

/// A form that is not there yet.
#[component]
pub fn FormNew() -> Element {
    let empty = Form {
        id: String::new(),
        version: 0,
        name: String::new(),
        purposes: Vec::new(),
        fields: Vec::new(),
        retired: false,
    };
    rsx! {
        main { class: "desk", "data-testid": "page-form",
            Editor { form: empty, versions: Vec::new(), onchange: move |()| {} }
        }
    }
}

#[component]
pub fn FormEditor(form: String) -> Element {
    let mut forms = use_server(|api: Api| async move { api.forms().await });
    rsx! {
        main { class: "desk", "data-testid": "page-form",
            {show(forms, |all: &Vec<Form>| {
                let versions = by_id(all).remove(&form).unwrap_or_default();
                match versions.last().cloned() {
                    None => rsx! { div { class: "pg", section { class: "card", Face { glyph: Glyph::Document, title: t!("not-found") } } } },
                    Some(newest) => rsx! { Editor { key: "{newest.version}", form: newest, versions, onchange: move |()| forms.restart() } },
                }
            })}
        }
    }
}

#[component]
fn Editor(form: Form, versions: Vec<Form>, onchange: Callback<()>) -> Element {
    let state = use_state();
    let go = use_navigator();
    let act = use_act();
    let (new, newest) = (form.version == 0, form.clone());
    let draft = use_signal(move || Form { version: form.version + 1, ..form });
    let shown = use_signal(|| None::<u32>);
    let faults = draft.read().faults();
    let untouched = Form { version: newest.version, retired: newest.retired, ..draft.read().clone() } == newest;
    let next = draft.read().version;
    let publish = move |_| {
        let form = draft.peek().clone();
        let api = state.api();
        let new = NewForm { from: form.version - 1, name: form.name, purposes: form.purposes, fields: form.fields };
        let id = form.id;
        act.run(async move { api.publish_form(&id, &new).await }, move |state, form| {
            state.toast(t!("form-published", n = form.version));
            go.replace(Route::FormEditor { form: form.id });
            onchange.call(());
        });
    };
    let older = shown().and_then(|version| versions.iter().find(|form| form.version == version).cloned());
    let preview = older.unwrap_or_else(|| draft.read().clone());
    rsx! {
        header { class: "toolbar",
            Link { to: Route::Forms {}, class: "icon-btn", "aria-label": t!("back"), Icon { glyph: Glyph::Back } }
            h1 { class: "cut", if new { {t!("form-new")} } else { "{newest.name}" } }
            if !new {
                State { retired: newest.retired }
            }
            span { class: "grow" }
            if !new {
                Retire { form: newest.clone(), onchange }
            }
            button { class: "btn primary", r#type: "button", "data-testid": "form-publish", disabled: untouched || !faults.is_empty() || *act.busy.read(), onclick: publish, {t!("form-publish", n = next)} }
        }
        div { class: "pg",
            Trouble { failure: act.failure.read().clone() }
            div { class: "forms-split",
                section { class: "card", "aria-label": t!("form-fields"),
                    Head { draft, new }
                    // A form not begun yet is not a wrong one.
                    if !untouched {
                        div { style: "padding:0 16px", Faults { faults: faults.iter().filter(|fault| !fault.path.starts_with("fields.")).cloned().collect::<Vec<_>>(), path: String::new() } }
                    }
                    Fields { level: Level { form: draft, group: None }, faults: faults.clone() }
                }
                aside { class: "stack", "aria-label": t!("form-preview"),
                    p { class: "sm soft", {t!("form-publish-text")} }
                    if versions.len() > 1 {
                        Versions { versions: versions.clone(), shown }
                    }
                    section { class: "card pad stack", "data-testid": "form-preview",
                        h2 { class: "sm b row", Icon { glyph: Glyph::Device, class: "i-16" } {t!("form-preview")} " " span { class: "muted num", {t!("form-version", n = preview.version)} } }
                        Preview { key: "{preview.version}", form: preview }
                    }
                }
            }
        }
    }
}

#[component]
fn Head(draft: Signal<Form>, new: bool) -> Element {
    let mut draft = draft;
    let purposes = use_state().choices().visit_purposes;
    let form = draft.read().clone();
    rsx! {
        div { class: "field-edit", style: "border:0",
            div { class: "line",
                Text { label: t!("form-name"), value: form.name.clone(), testid: "form-name", onset: move |text: String| draft.write().name = text }
                if new {
                    Text { label: t!("form-id"), value: form.id.clone(), testid: "form-id", hint: t!("form-id-hint"), onset: move |text: String| draft.write().id = text }
                }
            }
            fieldset { class: "field",
                legend { class: "name", {t!("form-purposes")} " · " {t!("form-purposes-all")} }
                div { class: "wrap", "data-testid": "form-purposes",
                    for purpose in purposes {
                        button { key: "{purpose.id}", class: "pill", r#type: "button", role: "checkbox", "data-choice": "{purpose.id}",
                            "aria-checked": if form.purposes.contains(&purpose.id) { "true" } else { "false" },
                            onclick: {
                                let id = purpose.id.clone();
                                move |_| {
                                    let mut form = draft.write();
                                    if form.purposes.contains(&id) {
                                        form.purposes.retain(|one| *one != id);
                                    } else {
                                        form.purposes.push(id.clone());
                                    }
                                }
                            },
                            "{purpose.name}"
                        }
                    }
                }
            }
        }
    }
}

/// Earlier versions, to look at.
#[component]
fn Versions(versions: Vec<Form>, shown: Signal<Option<u32>>) -> Element {
    let mut shown = shown;
    rsx! {
        div { class: "wrap", role: "group", "aria-label": t!("form-versions"), "data-testid": "form-versions",
            for version in versions.iter().rev().map(|form| form.version) {
                button { key: "{version}", class: "pill", r#type: "button", "aria-pressed": if shown() == Some(version) { "true" } else { "false" },
                    onclick: move |_| shown.set(if shown() == Some(version) { None } else { Some(version) }),
                    {t!("form-version", n = version)}
                }
            }
        }
    }
}

/// The form as a rep fills it in; what is typed here goes nowhere.
#[component]
fn Preview(form: Form) -> Element {
    let filling = use_filling(Answers::new(), BTreeMap::new());
    rsx! {
        FormFields { form, filling, faults: Vec::new() }
    }
}

#[component]
fn Retire(form: Form, onchange: Callback<()>) -> Element {
    let state = use_state();
    let act = use_act();
    let mut asks = use_signal(|| false);
    let (id, retired) = (form.id.clone(), !form.retired);
    let set = use_callback(move |()| {
        asks.set(false);
        let (api, id) = (state.api(), id.clone());
        act.run(async move { api.retire_form(&id, retired).await }, move |_, _| onchange.call(()));
    });
    rsx! {
        Trouble { failure: act.failure.read().clone() }
        button { class: "btn", r#type: "button", "data-testid": "form-retire", disabled: *act.busy.read(), onclick: move |_| if retired { asks.set(true) } else { set.call(()) },
            if retired { {t!("form-retire")} } else { {t!("form-offer")} }
        }
        if asks() {
            Confirm { title: t!("form-retire-ask", name = form.name.clone()), text: t!("form-retire-text"), act: t!("form-retire"), onyes: set, onno: move |()| asks.set(false) }
        }
    }
}
