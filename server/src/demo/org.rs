//! The cast as a company: who is there at a given size, and under whom.

use shared::policy::Role;

use super::cast::{City, DEPARTMENTS, LEADER, Member, OFFICE};
use super::dice::Dice;

/// How much of the company is made.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    pub departments: usize,
    pub reps: usize,
    pub customers: usize,
    /// Months that are closed.
    pub closed: u32,
    /// Months after those that are over and still open: what a test can close.
    pub open: u32,
}

impl Size {
    /// Of `fieldtally demo` (ux.md).
    pub const FULL: Self = Self { departments: usize::MAX, reps: usize::MAX, customers: 600, closed: 3, open: 0 };
    /// For tests: one department, two reps, twelve customers; last month is over and still open.
    pub const SMALL: Self = Self { departments: 1, reps: 2, customers: 12, closed: 0, open: 1 };
}

/// A rep with where he works.
#[derive(Debug, Clone, Copy)]
pub struct Rep {
    pub login: &'static str,
    pub city: &'static City,
    /// The colleague who joins in on a contract now and then.
    pub partner: &'static str,
}

/// Everyone, superiors first.
#[must_use]
pub fn members(size: Size) -> Vec<Member> {
    let mut members = OFFICE.to_vec();
    for department in DEPARTMENTS.iter().take(size.departments) {
        let (login, name) = department.manager;
        members.push(Member {
            login,
            name,
            role: Role::Manager,
            title: "销售经理",
            department: department.name,
            superior: Some(LEADER),
            wage: 12_000,
        });
        members.extend(department.reps.iter().take(size.reps).map(|(login, name)| Member {
            login,
            name,
            role: Role::Rep,
            title: "外勤销售",
            department: department.name,
            superior: Some(department.manager.0),
            wage: 5_500 + 500 * Dice::of(&["wage", login]).between(0, 5),
        }));
    }
    members
}

/// The reps.
#[must_use]
pub fn reps(size: Size) -> Vec<Rep> {
    let mut reps = Vec::new();
    for department in DEPARTMENTS.iter().take(size.departments) {
        let here: Vec<&'static str> = department.reps.iter().take(size.reps).map(|(login, _)| *login).collect();
        let partners = here.iter().cycle().skip(1);
        reps.extend(here.iter().zip(partners).map(|(login, partner)| Rep { login, city: department.city, partner }));
    }
    reps
}
