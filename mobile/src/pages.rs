//! Pages: one file each, by who works with them.

mod admin;
mod finance;
mod forms;
mod handing;
mod hr;
mod manager;
mod me;
mod privacy;
mod rep;
mod sign_in;

use dioxus::prelude::*;

pub use admin::settings::Settings;
pub use finance::import::Import;
pub use forms::{FormEditor, FormNew, Forms};
pub use handing::Handing;
pub use hr::periods::Periods;
pub use hr::statement::Statement;
pub use manager::activity::Activity;
pub use manager::people::{People, Person};
pub use manager::reminders::TeamReminders;
pub use manager::workload::TeamWorkload;
pub use me::{Ended, Me, Remind};
pub use privacy::Privacy;
pub use rep::amend::Amend;
pub use rep::check_in::CheckIn;
pub use rep::customer::{Customer, CustomerStage, EditCustomer, EditPerson, EditSite, MergeCustomer, NewCustomer};
pub use rep::customers::{CustomerMap, Customers};
pub use rep::expense::Expense;
pub use rep::follow_up::FollowUp;
pub use rep::outbox::Outbox;
pub use rep::performance::Performance;
pub use rep::plan::Plan;
pub use rep::today::Today;
pub use rep::visit::Visit;
pub use rep::visit_record::VisitRecord;
pub use rep::workload::Workload;
pub use sign_in::SignIn;

use crate::route::Route;
use crate::state::use_state;
use crate::t;
use crate::ui::face::Face;
use crate::ui::frame::first;
use crate::ui::icon::Glyph;

/// Where the app opens: the page a person's role starts with.
#[component]
pub fn Home() -> Element {
    let state = use_state();
    let go = use_navigator();
    use_effect(move || {
        go.replace(first(state));
    });
    rsx! { main { class: "phone", "aria-busy": "true" } }
}

/// An address without a page.
#[component]
pub fn NotFound(path: Vec<String>) -> Element {
    let path = path.join("/");
    rsx! {
        main { class: "phone",
            div { class: "body", style: "justify-content:center",
                section { class: "card",
                    Face { glyph: Glyph::Search, title: t!("not-found"), text: "/{path}",
                        Link { to: Route::Home {}, class: "btn", {t!("nav-home")} }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
pub use privacy::keys as privacy_keys;

#[cfg(test)]
mod tests;
