//! Entering and changing customers: the profile, sites, people, where it stands, and that two are one.

mod fields;
mod merge;
mod new;
mod person;
mod profile;
mod same;
mod site;
mod stage;

use shared::doc::customer::{Customer, Edit};
use shared::id::{CustomerId, RecordId};

use crate::record::What;
use crate::state::State;
use crate::view::{Answer, Ask, CustomerPage, Failure};

pub use fields::source_name;
pub use merge::MergeCustomer;
pub use new::NewCustomer;
pub use person::EditPerson;
pub use profile::EditCustomer;
pub use site::EditSite;
pub use stage::CustomerStage;

/// Records what leads from one to the other; nothing where nothing changed.
async fn change(
    state: State,
    record: RecordId,
    customer: CustomerId,
    old: &Customer,
    new: &Customer,
) -> Result<(), Failure> {
    let edit = Edit::between(old, new);
    if edit.is_empty() {
        return Ok(());
    }
    state.record(record, What::Customer { customer, new: false, edit: Box::new(edit) }, Vec::new()).await
}

/// The page of the store as a form needs it.
fn page_of(answer: Answer) -> Option<CustomerPage> {
    match answer {
        Answer::Customer(page) => Some(*page),
        _ => None,
    }
}

fn ask_page(id: CustomerId) -> impl Fn(crate::view::Now) -> Ask + 'static {
    move |now| Ask::Customer { id, now }
}

/// Whose document a part of the page stands in: the customer's own, or that of one of its other names.
fn belongs(page: &CustomerPage, has: impl Fn(&Customer) -> bool) -> (CustomerId, Customer) {
    let other = page.more.also.iter().find(|(_, other)| has(other));
    other.map_or_else(|| (page.row.id, own(page)), |(id, other)| (*id, other.clone()))
}

/// The customer without what its other names bring.
fn own(page: &CustomerPage) -> Customer {
    let mut own = page.profile.clone();
    for other in page.more.also.values() {
        own.sites.retain(|id, _| !other.sites.contains_key(id));
        own.people.retain(|id, _| !other.people.contains_key(id));
    }
    own
}
