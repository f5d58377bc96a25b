//! 表單: what the company asks on a visit, in versions (VIS-5).

mod condition;
mod edit;
mod editor;
mod field;
mod options;
mod text;

use std::collections::BTreeMap;

use dioxus::prelude::*;
use shared::doc::form::Form;

use crate::api::Api;
use crate::hooks::use_server;
use crate::route::Route;
use crate::state::use_state;
use crate::t;
use crate::ui::face::{Face, show};
use crate::ui::icon::{Glyph, Icon};

pub use editor::{FormEditor, FormNew};

/// All versions of each form, the newest last, by the form's id.
fn by_id(forms: &[Form]) -> BTreeMap<String, Vec<Form>> {
    let mut found: BTreeMap<String, Vec<Form>> = BTreeMap::new();
    for form in forms {
        found.entry(form.id.clone()).or_default().push(form.clone());
    }
    found.values_mut().for_each(|versions| versions.sort_by_key(|form| form.version));
    found
}

#[component]
pub fn Forms() -> Element {
    let forms = use_server(|api: Api| async move { api.forms().await });
    rsx! {
        main { class: "desk", "data-testid": "page-forms",
            header { class: "toolbar",
                h1 { {t!("forms")} }
                span { class: "grow" }
                Link { to: Route::FormNew {}, class: "btn primary", "data-testid": "form-new", Icon { glyph: Glyph::Plus, class: "i-16" } {t!("form-new")} }
            }
            div { class: "pg",
                {show(forms, |forms: &Vec<Form>| {
                    let all = by_id(forms);
                    if all.is_empty() {
                        return rsx! { section { class: "card", Face { glyph: Glyph::Document, title: t!("forms-none"), text: t!("forms-none-text") } } };
                    }
                    let rows: Vec<Form> = all.into_values().filter_map(|mut versions| versions.pop()).collect();
                    rsx! { Table { rows } }
                })}
            }
        }
    }
}

#[component]
fn Table(rows: Vec<Form>) -> Element {
    let purposes = use_state().choices().visit_purposes;
    let names = |form: &Form| -> String {
        let name = |id: &String| purposes.iter().find(|one| one.id == *id).map_or(id, |one| &one.name).clone();
        if form.purposes.is_empty() {
            return t!("form-purposes-all");
        }
        form.purposes.iter().map(name).collect::<Vec<_>>().join(" · ")
    };
    rsx! {
        section { class: "card col",
            div { class: "scroll",
                table { class: "tbl",
                    thead {
                        tr {
                            th { scope: "col", {t!("form-name")} }
                            th { scope: "col", {t!("form-id")} }
                            th { scope: "col", {t!("form-purposes")} }
                            th { scope: "col", class: "r", {t!("form-fields")} }
                            th { scope: "col", class: "r", {t!("form-versions")} }
                            th { scope: "col", {t!("person-state")} }
                        }
                    }
                    tbody {
                        for form in rows {
                            tr { key: "{form.id}", "data-testid": "form-line", "data-form": "{form.id}",
                                td { Link { to: Route::FormEditor { form: form.id.clone() }, class: "cell", Icon { glyph: Glyph::Document, class: "i-16" } "{form.name}" } }
                                td { class: "mono soft", "{form.id}" }
                                td { class: "text", {names(&form)} }
                                td { class: "r", {form.fields.len().to_string()} }
                                td { class: "r", "{form.version}" }
                                td { State { retired: form.retired } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Whether a form is asked for.
#[component]
fn State(retired: bool) -> Element {
    rsx! {
        if retired {
            span { class: "chip line", "data-testid": "form-state", {t!("form-retired")} }
        } else {
            span { class: "chip", "data-verdict": "inside", "data-testid": "form-state", Icon { glyph: Glyph::Inside } {t!("form-offered")} }
        }
    }
}
