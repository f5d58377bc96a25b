//! 工作量統計 of a team: the same counting as on a phone, over what the server holds (FUP-5).

use std::collections::BTreeSet;

use shared::id::{CompanyId, EmployeeId};
use shared::period::BusinessDay;
use shared::policy::Role;
use shared::rest::{PersonWorkload, TeamWorkload};
use shared::workload::{Work, rows, tally, total};

use crate::store::{Connection, StoreError, org, people, work};

/// The work of these people from one day to another, both included.
pub fn team(
    conn: &Connection,
    company: &CompanyId,
    seen: &BTreeSet<EmployeeId>,
    (from, to): (BusinessDay, BusinessDay),
) -> Result<TeamWorkload, StoreError> {
    let places = work::places(conn, company, (from, to))?;
    let facts = work::recorded(conn, company, (from, to))?;
    let of_team = facts.iter().filter(|fact| fact.employee.as_ref().is_some_and(|employee| seen.contains(employee)));
    let done: Vec<Work> =
        of_team.filter_map(|fact| Work::of(fact, |record| places.get(record.as_str()).copied())).collect();
    let by_person = tally(&done, |one| one.employee.clone());
    let mut team = Vec::new();
    for person in people::all(conn, company)?.into_iter().filter(|person| seen.contains(&person.employee)) {
        let tally = by_person.get(&person.employee).copied();
        let gone = person.join > to || person.leave.is_some_and(|last| last < from);
        if tally.is_none() && (gone || !person.roles.contains(&Role::Rep)) {
            continue;
        }
        let department =
            org::post(conn, company, &person.employee, to)?.map_or_else(String::new, |post| post.department);
        let (employee, name, tally) = (person.employee, person.name, tally.unwrap_or_default());
        team.push(PersonWorkload { employee, name, department, tally });
    }
    Ok(TeamWorkload {
        from,
        to,
        people: team,
        total: total(&done),
        days: tally(&done, |one| one.day),
        methods: tally(&done, |one| one.method),
        rows: rows(&done),
    })
}
