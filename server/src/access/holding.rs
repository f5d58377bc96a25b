//! 交接: a customer goes to another person, or somebody works on it with its owner.

use std::collections::BTreeSet;

use shared::doc::ledger::Holding;
use shared::id::{CompanyId, CustomerId, DocId, EmployeeId};
use shared::period::{BusinessDay, Instant};
use shared::policy::{self, Act, Hands, Role, Subject};
use shared::rest::{HoldingChange, HoldingPage, PersonName};

use super::{AccessError, hold, holders_changed, standing, stands, today};
use crate::auth::relation;
use crate::docs::Docs;
use crate::store::audit::{self, Deed};
use crate::store::payroll::{self, Payroll};
use crate::store::{Connection, StoreError, Transaction, holding, org};

/// More people than these on one customer are a mistake.
const MOST: usize = 50;

/// Who holds a customer, and what the asker may change of that.
pub fn page(
    conn: &Connection,
    company: &CompanyId,
    who: &Subject,
    customer: CustomerId,
    at: Instant,
) -> Result<HoldingPage, AccessError> {
    let held = visible(conn, company, who, customer)?;
    shown(conn, company, who, customer, &held, today(conn, company, at)?).map_err(Into::into)
}

/// Changes who holds a customer.
pub fn change(
    tx: &Transaction,
    docs: &Docs,
    company: &CompanyId,
    who: &Subject,
    customer: CustomerId,
    change: &HoldingChange,
    at: Instant,
) -> Result<HoldingPage, AccessError> {
    let held = visible(tx, company, who, customer)?;
    if *change == HoldingChange::default() {
        return Err(AccessError::invalid(
            "owner",
            "",
            "is left out, and so are the collaborators: nothing would change",
        ));
    }
    let today = today(tx, company, at)?;
    let hands = hands(tx, company, who, &held.owner)?;
    let mut wanted = held.clone();
    if let Some(owner) = change.owner.as_ref().filter(|owner| **owner != held.owner) {
        standing(tx, company, "owner", owner, today)?;
        let own = superior(tx, company, &held.owner)?;
        let peer = own.is_some() && superior(tx, company, owner)? == own;
        if !policy::may_hand_over(who, hands, peer) {
            let why = if hands.owns {
                format!("{owner} has another superior than you: ask yours to hand this customer over")
            } else {
                format!("{} may not hand over a customer of {}", who.employee, held.owner)
            };
            return Err(AccessError::not_allowed("owner", owner, why));
        }
        wanted.owner = owner.clone();
        wanted.since = today;
        wanted.collaborators.retain(|one| one != owner);
    }
    if let Some(asked) = &change.collaborators {
        wanted.collaborators = collaborators(tx, company, who, hands, &held, &wanted.owner, asked, today)?;
    }
    if wanted != held {
        let name = holding::name(tx, company, customer)?.unwrap_or_default();
        hold(tx, company, customer, None, &name, &wanted)?;
        if wanted.owner != held.owner {
            names_go_along(tx, company, customer, &held.owner, &wanted)?;
        }
        let mut concerned: BTreeSet<EmployeeId> = held.collaborators.iter().chain([&held.owner]).cloned().collect();
        for one in holding::holders(tx, company, customer)? {
            concerned.extend(one.collaborators.iter().chain([&one.owner]).cloned());
        }
        holders_changed(tx, docs, company, at, &concerned)?;
        let detail = format!("customer {customer}: {} to {}", said(&held), said(&wanted));
        audit::append(tx, company, &Deed { at, who: who.employee.as_str(), what: "change holding", detail: &detail })?;
    }
    Ok(shown(tx, company, who, customer, &wanted, today)?)
}

/// Other names of a customer, and what it is another name of, are handed over with it where they had the same owner: he
/// would go on reading all of them by what is left to him.
fn names_go_along(
    tx: &Transaction,
    company: &CompanyId,
    customer: CustomerId,
    former: &EmployeeId,
    wanted: &Holding,
) -> Result<(), StoreError> {
    for other in holding::group(tx, company, customer)?.into_iter().filter(|one| *one != customer) {
        let Some(mut held) = holding::get(tx, company, other)?.filter(|held| held.owner == *former) else { continue };
        held.owner = wanted.owner.clone();
        held.since = wanted.since;
        held.collaborators.retain(|one| *one != wanted.owner);
        hold(tx, company, other, None, "", &held)?;
    }
    Ok(())
}

/// The wanted collaborators, each once. Who is one already may stay, whatever became of him.
#[expect(clippy::too_many_arguments, reason = "what stands and what is asked for, each once")]
fn collaborators(
    tx: &Transaction,
    company: &CompanyId,
    who: &Subject,
    hands: Hands,
    held: &Holding,
    owner: &EmployeeId,
    asked: &[EmployeeId],
    today: BusinessDay,
) -> Result<Vec<EmployeeId>, AccessError> {
    if !policy::may_set_collaborators(who, hands) {
        let why = format!("{} may not choose who works on a customer of {}", who.employee, held.owner);
        return Err(AccessError::not_allowed("collaborators", names(asked), why));
    }
    if asked.len() > MOST {
        return Err(AccessError::invalid("collaborators", asked.len(), format!("are too many: at most {MOST}")));
    }
    let mut wanted: Vec<EmployeeId> = Vec::new();
    for one in asked {
        if one == owner {
            return Err(AccessError::invalid("collaborators", one, "is the owner"));
        }
        if !held.collaborators.contains(one) {
            standing(tx, company, "collaborators", one, today)?;
        }
        if !wanted.contains(one) {
            wanted.push(one.clone());
        }
    }
    Ok(wanted)
}

/// The holding, for who may know of it; to others it is not there.
fn visible(
    conn: &Connection,
    company: &CompanyId,
    who: &Subject,
    customer: CustomerId,
) -> Result<Holding, AccessError> {
    let unknown = || AccessError::Unknown(format!("customer {customer}"));
    let sees =
        policy::may(who, Act::ManagePeople) || relation::may_read(conn, company, who, &DocId::Customer(customer))?;
    holding::get(conn, company, customer)?.filter(|_| sees).ok_or_else(unknown)
}

/// By the org as it stands last, as a customer's readers.
pub(super) fn hands(
    conn: &Connection,
    company: &CompanyId,
    who: &Subject,
    owner: &EmployeeId,
) -> Result<Hands, StoreError> {
    let owns = who.employee == *owner;
    Ok(Hands { owns, leads: !owns && org::leads(conn, company, &who.employee, owner, org::LATEST)? })
}

fn superior(conn: &Connection, company: &CompanyId, of: &EmployeeId) -> Result<Option<EmployeeId>, StoreError> {
    Ok(org::post(conn, company, of, org::LATEST)?.and_then(|post| post.superior))
}

fn shown(
    conn: &Connection,
    company: &CompanyId,
    who: &Subject,
    customer: CustomerId,
    held: &Holding,
    today: BusinessDay,
) -> Result<HoldingPage, StoreError> {
    let payroll = payroll::load(conn, company)?;
    let hands = hands(conn, company, who, &held.owner)?;
    let above = |id: &EmployeeId| payroll.get(id)?.post_on(org::LATEST)?.superior.clone();
    let own = above(&held.owner);
    let may_set = policy::may_set_collaborators(who, hands);
    let (mut heirs, mut helpers) = (Vec::new(), Vec::new());
    for (id, person) in &payroll {
        if *id == held.owner || !stands(&person.employee, today) || !goes_out(&person.employee.roles) {
            continue;
        }
        if policy::may_hand_over(who, hands, own.is_some() && above(id) == own) {
            heirs.push(named(&payroll, id, today));
        }
        if may_set && !held.collaborators.contains(id) {
            helpers.push(named(&payroll, id, today));
        }
    }
    Ok(HoldingPage {
        customer,
        name: holding::name(conn, company, customer)?.unwrap_or_default(),
        owner: named(&payroll, &held.owner, today),
        since: held.since,
        collaborators: held.collaborators.iter().map(|id| named(&payroll, id, today)).collect(),
        heirs,
        may_set,
        helpers,
    })
}

/// Whether somebody is offered where a customer needs a person; others may still be named.
fn goes_out(roles: &BTreeSet<Role>) -> bool {
    [Role::Rep, Role::Manager, Role::Leader].iter().any(|role| roles.contains(role))
}

fn named(payroll: &Payroll, id: &EmployeeId, today: BusinessDay) -> PersonName {
    let person = payroll.get(id);
    let department = person.and_then(|person| person.post_on(today)).map(|post| post.department.clone());
    PersonName {
        employee: id.clone(),
        name: person.map_or_else(|| id.to_string(), |person| person.employee.name.clone()),
        department: department.unwrap_or_default(),
    }
}

fn said(held: &Holding) -> String {
    match held.collaborators.as_slice() {
        [] => held.owner.to_string(),
        with => format!("{} with {}", held.owner, names(with)),
    }
}

fn names(people: &[EmployeeId]) -> String {
    people.iter().map(EmployeeId::as_str).collect::<Vec<_>>().join(", ")
}
