//! A customer that somebody brings: with the first change of its document it has an owner.

use automerge::Change;
use shared::doc::ledger::{Class, Holding};
use shared::id::{Actor, CustomerId, EmployeeId};

use super::Pusher;
use crate::store::audit::{self, Deed};
use crate::store::{StoreError, Transaction, company, holding, people};

/// Gives a customer that nobody holds to who made it: the author of its first change. After a restore somebody else may
/// bring that one back; where its author is not known any more, it is theirs who did.
pub(super) fn hold(
    tx: &Transaction,
    pusher: &Pusher,
    customer: CustomerId,
    taken: &[Change],
) -> Result<(), StoreError> {
    let company = &pusher.company;
    if holding::get(tx, company, customer)?.is_some() {
        return Ok(());
    }
    let Some(owner) = owner(tx, pusher, taken)? else {
        tracing::warn!(%customer, "nobody of the company is its author: it has no owner");
        return Ok(());
    };
    let since = company::settings(tx, company)?.zone.day_of(pusher.received);
    let held = Holding { class: Class::C, owner, since, collaborators: Vec::new(), merged_into: None };
    // Its name is the projector's, who reads its document.
    holding::put(tx, company, customer, None, "", &held)?;
    let detail = format!("customer {customer} of {}", held.owner);
    let who = pusher.subject.employee.as_str();
    audit::append(tx, company, &Deed { at: pusher.received, who, what: "new customer", detail: &detail })
}

fn owner(tx: &Transaction, pusher: &Pusher, taken: &[Change]) -> Result<Option<EmployeeId>, StoreError> {
    let author = taken.first().and_then(|change| Actor::from_bytes(change.actor_id().to_bytes()));
    let device = author.map(|author| author.device).filter(|device| *device != pusher.device);
    let author = match device {
        Some(device) => people::device(tx, &pusher.company, device)?.map(|device| device.employee),
        None => None,
    };
    let owner = author.unwrap_or_else(|| pusher.subject.employee.clone());
    Ok(people::get(tx, &pusher.company, &owner)?.map(|person| person.employee))
}
