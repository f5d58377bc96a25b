//! Lines of a file of people with who leads whom.

use std::collections::{BTreeMap, BTreeSet};

use shared::id::EmployeeId;
use shared::num::Decimal;
use shared::period::BusinessDay;
use shared::policy::Role;

use super::check::{Findings, Once, day};
use super::directory::{Directory, login_of};
use super::mapping::{Field, Mapping};
use super::table::{Row, Table};

/// What a file of people can say.
pub const FIELDS: &[Field] = &[
    Field::required("name", "name"),
    Field::optional(
        "login",
        "a-z, 0-9, '.', '_', '-'; made from the name where it is blank: Moses Frase → moses.frase",
    ),
    Field::required("joined", "first day of employment"),
    Field::optional("superior", "login or name; who stands in no line of his own is added as a manager"),
    Field::optional("department", "name of the department"),
    Field::optional("title", "post"),
    Field::optional("template", "of the plan: what the person is scored on; blank: not scored"),
    Field::optional("wage", "base wage of a month"),
    Field::optional("roles", "rep, manager, leader, hr, finance, gm, admin, separated by ;; rep where it is blank"),
];

/// One person to add or to bring up to date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonRow {
    pub id: EmployeeId,
    pub name: String,
    pub roles: BTreeSet<Role>,
    pub joined: BusinessDay,
    pub superior: Option<EmployeeId>,
    pub department: Option<String>,
    pub title: Option<String>,
    pub template: Option<String>,
    pub wage: Option<Decimal>,
}

/// Reads all lines; a superior without a line of his own is added as a manager from the earliest day of his people.
#[must_use]
pub fn resolve(
    table: &Table,
    mapping: &Mapping,
    directory: &Directory,
    templates: &BTreeSet<String>,
) -> (Vec<PersonRow>, Findings) {
    let (mut findings, mut once) = (Findings::default(), Once::default());
    let mut people: Vec<PersonRow> = Vec::new();
    let mut superiors: Vec<(usize, &Row)> = Vec::new();
    for row in &table.rows {
        if let Some(person) = person(row, mapping, directory, templates, &mut findings, &mut once) {
            if row.text("superior").is_some() {
                superiors.push((people.len(), row));
            }
            people.push(person);
        }
    }
    let known: BTreeMap<String, EmployeeId> = people
        .iter()
        .flat_map(|person| [(person.name.clone(), person.id.clone()), (person.id.to_string(), person.id.clone())])
        .collect();
    let mut added: BTreeMap<EmployeeId, PersonRow> = BTreeMap::new();
    for (at, row) in superiors {
        let text = row.text("superior").unwrap_or_default();
        let found = known.get(text).cloned().or_else(|| directory.employee(text).ok()).or_else(|| login_of(text));
        let why = "is nobody of the company, and no login can be made from it: give the person a line with a login";
        let Some(id) = findings.take(row, "superior", found.ok_or_else(|| why.to_owned())) else { continue };
        let Some(person) = people.get_mut(at) else { continue };
        if id == person.id {
            findings.faults.push(row.fault("superior", "nobody leads himself"));
            continue;
        }
        person.superior = Some(id.clone());
        let joined = person.joined;
        let department = person.department.clone();
        if !directory.employees.contains_key(&id) && !known.values().any(|known| *known == id) {
            let manager = added.entry(id.clone()).or_insert_with(|| PersonRow {
                id,
                name: text.to_owned(),
                roles: [Role::Manager].into(),
                joined,
                superior: None,
                department,
                title: None,
                template: None,
                wage: None,
            });
            manager.joined = manager.joined.min(joined);
        }
    }
    people.splice(0..0, added.into_values());
    (people, findings)
}

fn person(
    row: &Row,
    mapping: &Mapping,
    directory: &Directory,
    templates: &BTreeSet<String>,
    findings: &mut Findings,
    once: &mut Once,
) -> Option<PersonRow> {
    let name = findings.text(row, "name")?;
    let id = match row.text("login") {
        Some(login) => findings.take(row, "login", EmployeeId::new(login).map_err(|why| why.to_string())),
        None => {
            let made = directory.employee(name).ok().or_else(|| login_of(name));
            findings.take(row, "login", made.ok_or_else(|| "no login can be made from this name: give one".to_owned()))
        }
    };
    let joined = findings.text(row, "joined").and_then(|text| findings.take(row, "joined", day(text, mapping)));
    let roles = row.text("roles").map_or_else(|| Ok([Role::Rep].into()), roles);
    let roles = findings.take(row, "roles", roles);
    let wage = row.text("wage").map(|text| {
        let wage = shared::num::Money::parse(text, directory.currency).map_err(|why| why.to_string());
        findings.take(row, "wage", wage.map(shared::num::Money::amount))
    });
    let template = row.text("template").map(str::to_owned);
    if let Some(unknown) = template.as_ref().filter(|template| !templates.contains(*template)) {
        findings.faults.push(row.fault("template", format!("there is no template {unknown:?} in the plan")));
        return None;
    }
    let (id, joined, roles) = (id?, joined?, roles?);
    let wage = match wage {
        None => None,
        Some(read) => Some(read?),
    };
    let text = |field| row.text(field).map(str::to_owned);
    once.first(findings, row, "login", id.as_str()).then(|| PersonRow {
        id,
        name: name.to_owned(),
        roles,
        joined,
        superior: None,
        department: text("department"),
        title: text("title"),
        template,
        wage,
    })
}

fn roles(text: &str) -> Result<BTreeSet<Role>, String> {
    text.split(';')
        .map(str::trim)
        .filter(|role| !role.is_empty())
        .map(|role| {
            serde_json::from_value(serde_json::Value::String(role.to_owned()))
                .map_err(|_| format!("{role:?} is no role"))
        })
        .collect()
}
