//! The customers of one of the people, each to be handed over.

use dioxus::prelude::*;
use shared::id::EmployeeId;
use shared::rest::HeldCustomer;

use crate::api::Api;
use crate::hooks::use_server;
use crate::route::Route;
use crate::t;
use crate::ui::chip::ClassMark;
use crate::ui::face::words;
use crate::ui::icon::{Glyph, Icon};

#[component]
pub fn Customers(employee: EmployeeId) -> Element {
    let customers = use_server(move |api: Api| {
        let employee = employee.clone();
        async move { api.customers_of(&employee).await }
    });
    // Who may see the people need not lead this one: then there is nothing to hand over.
    let refused = matches!(&*customers.read(), Some(Err(failure)) if failure.code == "not_found");
    if refused {
        return rsx! {};
    }
    rsx! {
        section { class: "card", "data-testid": "person-customers",
            match &*customers.read() {
                None => rsx! { div { class: "card-h", h2 { {t!("nav-customers")} } } p { class: "sm muted", style: "padding:0 16px 16px", {t!("loading")} } },
                Some(Err(failure)) => rsx! { div { class: "card-h", h2 { {t!("nav-customers")} } } p { class: "sm muted", style: "padding:0 16px 16px", {words(failure)} } },
                Some(Ok(customers)) => rsx! {
                    div { class: "card-h", h2 { {t!("customers-count", n = customers.len() as i64)} } }
                    ul { class: "list",
                        for one in customers.clone() {
                            Held { key: "{one.customer}", one }
                        }
                    }
                },
            }
        }
    }
}

#[component]
fn Held(one: HeldCustomer) -> Element {
    let with = one.collaborators.len() as i64;
    rsx! {
        li { class: "item",
            div { class: "grow",
                p { class: "t1 row", ClassMark { class: Some(one.class) } span { class: "cut", "{one.name}" } }
                p { class: "t2 cut", {t!("handing-since", day = one.since.to_string())} if with > 0 { " · " {t!("handing-with", n = with)} } }
            }
            Link { to: Route::Handing { id: one.customer }, class: "btn quiet", "data-testid": "hand-over", {t!("handing")} Icon { glyph: Glyph::Forward, class: "i-16" } }
        }
    }
}
