//! Samples of people and of who holds which customer.

use shared::doc::ledger::Class;
use shared::policy::Role;
use shared::rest::{HeldCustomer, HoldingPage, PersonName, PersonRow};

use super::desk::PEOPLE;
use super::samples::{NAMES, at, customer, day, employee};

pub fn people() -> Vec<PersonRow> {
    let row = |id: &str, name: &str, role: Role| PersonRow {
        employee: employee(id),
        name: name.into(),
        roles: vec![role],
        department: "杭州一部".into(),
        title: "销售代表".into(),
        superior: Some(employee("gu.wt")),
        superior_name: Some("顾文涛".into()),
        leave: None,
        disabled: false,
        devices: 2,
        seen: Some(at(-300)),
        customers: 2,
    };
    let mut rows: Vec<PersonRow> = PEOPLE.iter().map(|(id, name)| row(id, name, Role::Rep)).collect();
    rows[2].disabled = true;
    rows[5].leave = Some(day("2026-10-31"));
    rows.push(row("gu.wt", "顾文涛", Role::Manager));
    rows.push(row("he.jm", "何嘉敏", Role::Manager));
    rows.push(row("root.ad", "管理员", Role::Admin));
    rows
}

pub fn customers() -> Vec<HeldCustomer> {
    let held = |n: u8, with: &[&str]| HeldCustomer {
        customer: customer(91 + n),
        name: NAMES[usize::from(n)].into(),
        class: Class::A,
        since: day("2025-01-01"),
        collaborators: with.iter().map(|id| employee(id)).collect(),
    };
    vec![held(0, &["chen.yh"]), held(1, &[])]
}

/// The first customer is the rep's; on the second he only works with its owner.
pub fn holding(path: &str) -> Option<HoldingPage> {
    let id = path.strip_prefix("customers/")?.strip_suffix("/holding")?.parse().ok()?;
    let named = |n: usize| PersonName {
        employee: employee(PEOPLE[n].0),
        name: PEOPLE[n].1.into(),
        department: "杭州一部".into(),
    };
    let own = id == customer(91);
    Some(HoldingPage {
        customer: id,
        name: NAMES[usize::from(!own)].into(),
        owner: named(if own { 0 } else { 1 }),
        since: day("2025-01-01"),
        collaborators: vec![named(if own { 1 } else { 0 })],
        heirs: if own { vec![named(1), named(3)] } else { Vec::new() },
        may_set: own,
        helpers: if own { vec![named(3), named(4)] } else { Vec::new() },
    })
}
