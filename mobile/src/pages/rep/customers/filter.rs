//! All filters and the order, on a sheet.

use dioxus::prelude::*;
use shared::doc::customer::Lifecycle;
use shared::doc::ledger::Class;
use shared::reminder::Kind;

use super::{WANTED, located, want};
use crate::pages::rep::customer::stage_name;
use crate::state::use_state;
use crate::t;
use crate::ui::icon::{Glyph, Icon};
use crate::view::{Sort, Wanted, Whose};

#[component]
pub fn FilterSheet(tags: Vec<String>, total: u32, located: bool, onclose: Callback<()>) -> Element {
    rsx! {
        div { class: "veil low", onclick: move |_| onclose.call(()),
            div {
                class: "picker",
                role: "dialog",
                "aria-modal": "true",
                "aria-label": t!("filters"),
                "data-testid": "filter-sheet",
                onclick: move |event| event.stop_propagation(),
                onkeydown: move |event| {
                    if event.key() == Key::Escape {
                        onclose.call(());
                    }
                },
                div { class: "row",
                    h2 { class: "grow", {t!("filters")} }
                    button { class: "btn quiet", r#type: "button", "data-testid": "filters-clear", onclick: move |_| {
                        let text = WANTED.peek().text.clone();
                        *WANTED.write() = Wanted { text, ..Wanted::default() };
                    }, {t!("filters-clear")} }
                    button { class: "icon-btn", r#type: "button", "aria-label": t!("close"), onclick: move |_| onclose.call(()), Icon { glyph: Glyph::Cross } }
                }
                div { class: "found stack",
                    Orders {}
                    Choices { tags }
                }
                button { class: "btn primary action", r#type: "button", autofocus: true, "data-testid": "filters-show", onclick: move |_| onclose.call(()), {t!("filters-show", n = i64::from(total))} }
            }
        }
    }
}

const SORTS: [Sort; 5] = [Sort::Distance, Sort::Pressing, Sort::Name, Sort::Class, Sort::LastContact];

fn sort_name(sort: Sort) -> String {
    match sort {
        Sort::Distance => t!("sort-distance"),
        Sort::Pressing => t!("sort-pressing"),
        Sort::Name => t!("sort-name"),
        Sort::Class => t!("sort-class"),
        Sort::LastContact => t!("sort-last-contact"),
    }
}

#[component]
fn Orders() -> Element {
    let state = use_state();
    let now = WANTED.read().sort;
    rsx! {
        fieldset { class: "field", "data-testid": "sort",
            legend { class: "name", {t!("sort")} }
            div { class: "wrap", role: "radiogroup", "aria-label": t!("sort"),
                for sort in SORTS {
                    One { key: "{sort:?}", on: now == sort, radio: true, name: sort_name(sort), onpress: move |()| async move {
                        if sort != Sort::Distance || located(state).await {
                            want(|wanted| wanted.sort = sort);
                        }
                    } }
                }
            }
        }
    }
}

fn kind_name(kind: Kind) -> String {
    match kind {
        Kind::Overdue => t!("remind-overdue-short"),
        Kind::Gap => t!("remind-gap-short"),
        Kind::Due => t!("remind-due-short"),
        Kind::Unhandled => t!("remind-unhandled-short"),
    }
}

#[component]
fn Choices(tags: Vec<String>) -> Element {
    let state = use_state();
    let wanted = WANTED.read().clone();
    rsx! {
        Group { name: t!("remind-title"),
            for kind in [Kind::Overdue, Kind::Gap, Kind::Due, Kind::Unhandled] {
                One { key: "{kind:?}", on: wanted.due.contains(&kind), name: kind_name(kind), onpress: move |()| async move {
                    want(|wanted| if !wanted.due.remove(&kind) { wanted.due.insert(kind); });
                } }
            }
        }
        Group { name: t!("filter-distance"),
            for km in [1_u32, 3, 10, 30] {
                One { key: "{km}", on: wanted.within == Some(km * 1000), name: t!("distance-km", n = i64::from(km)), onpress: move |()| async move {
                    if located(state).await {
                        want(|wanted| wanted.within = (wanted.within != Some(km * 1000)).then_some(km * 1000));
                    }
                } }
            }
        }
        Group { name: t!("filter-class"),
            for class in [Class::A, Class::B, Class::C] {
                One { key: "{class.as_str()}", on: wanted.class == Some(class), name: t!("class-of", class = class.as_str()), onpress: move |()| async move {
                    want(|wanted| wanted.class = (wanted.class != Some(class)).then_some(class));
                } }
            }
        }
        Group { name: t!("customer-stage"),
            for stage in Lifecycle::ALL {
                One { key: "{stage.as_str()}", on: wanted.lifecycle == Some(stage), name: stage_name(stage), onpress: move |()| async move {
                    want(|wanted| wanted.lifecycle = (wanted.lifecycle != Some(stage)).then_some(stage));
                } }
            }
        }
        Group { name: t!("filter-whose"),
            for (whose, name) in [(Whose::Mine, t!("customer-owner-me")), (Whose::Shared, t!("filter-shared"))] {
                One { key: "{whose:?}", on: wanted.whose == Some(whose), name, onpress: move |()| async move {
                    want(|wanted| wanted.whose = (wanted.whose != Some(whose)).then_some(whose));
                } }
            }
            One { on: wanted.partner, name: t!("customer-partner"), onpress: move |()| async move { want(|wanted| wanted.partner = !wanted.partner) } }
        }
        if !tags.is_empty() {
            Group { name: t!("customer-tags"),
                for tag in tags {
                    Tag { key: "{tag}", tag }
                }
            }
        }
    }
}

#[component]
fn Tag(tag: String) -> Element {
    let on = WANTED.read().tag.as_ref() == Some(&tag);
    let name = tag.clone();
    rsx! {
        One { on, name, onpress: move |()| {
            let tag = tag.clone();
            async move { want(|wanted| wanted.tag = (wanted.tag.as_ref() != Some(&tag)).then_some(tag)) }
        } }
    }
}

#[component]
fn Group(name: String, children: Element) -> Element {
    rsx! {
        fieldset { class: "field",
            legend { class: "name", "{name}" }
            div { class: "wrap", {children} }
        }
    }
}

#[component]
fn One(on: bool, name: String, #[props(default)] radio: bool, onpress: Callback<()>) -> Element {
    let said = if on { "true" } else { "false" };
    rsx! {
        button {
            class: "pill",
            r#type: "button",
            role: radio.then_some("radio"),
            "aria-checked": radio.then_some(said),
            "aria-pressed": (!radio).then_some(said),
            onclick: move |_| onpress.call(()),
            if on { Icon { glyph: Glyph::Check, class: "i-16" } }
            "{name}"
        }
    }
}
