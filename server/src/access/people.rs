//! People as who leads or administers them sees them; another superior; nobody may come in any more.

use std::collections::{BTreeMap, BTreeSet};

use shared::id::{CompanyId, EmployeeId};
use shared::period::{BusinessDay, Instant};
use shared::policy::{self, Act, Role, Subject};
use shared::rest::{HeldCustomer, NewPost, PeriodState, PersonRow};

use super::{AccessError, org_changed, standing, stands, today};
use crate::docs::Docs;
use crate::store::audit::{self, Deed};
use crate::store::org::{self, Post};
use crate::store::payroll::{self, Payroll};
use crate::store::{Connection, StoreError, Transaction, holding, people, period};

/// Letters of a title or a department.
const LONGEST: usize = 80;

/// The people somebody sees: everyone, or those he leads today.
pub fn rows(conn: &Connection, company: &CompanyId, who: &Subject, at: Instant) -> Result<Vec<PersonRow>, StoreError> {
    let today = today(conn, company, at)?;
    let payroll = payroll::load(conn, company)?;
    let seen = seen(&payroll, who, today);
    let mut devices: BTreeMap<EmployeeId, (u32, Option<Instant>)> = BTreeMap::new();
    for device in people::devices(conn, company, None)? {
        let (count, last) = devices.entry(device.employee).or_default();
        *count += u32::from(!device.revoked);
        *last = (*last).max(Some(device.seen));
    }
    let mut customers: BTreeMap<EmployeeId, u32> = BTreeMap::new();
    for (_, held) in holding::all(conn, company)?.into_iter().filter(|(_, held)| held.merged_into.is_none()) {
        *customers.entry(held.owner).or_default() += 1;
    }
    let rows = payroll.iter().filter(|(id, _)| seen.contains(*id)).map(|(id, person)| {
        let post = person.post_on(today);
        let superior = post.and_then(|post| post.superior.clone());
        let text = |of: fn(&Post) -> &String| post.map(of).cloned().unwrap_or_default();
        let (devices, seen) = devices.get(id).copied().unwrap_or_default();
        PersonRow {
            employee: id.clone(),
            name: person.employee.name.clone(),
            roles: person.employee.roles.iter().copied().collect(),
            department: text(|post| &post.department),
            title: text(|post| &post.title),
            superior_name: superior.as_ref().and_then(|id| payroll.get(id)).map(|one| one.employee.name.clone()),
            superior,
            leave: person.employee.leave,
            disabled: person.employee.disabled,
            devices,
            seen,
            customers: customers.get(id).copied().unwrap_or_default(),
        }
    });
    Ok(rows.collect())
}

/// The customers somebody owns; to who does not see him he is not there.
pub fn customers(
    conn: &Connection,
    company: &CompanyId,
    who: &Subject,
    employee: &EmployeeId,
) -> Result<Vec<HeldCustomer>, AccessError> {
    let sees = policy::may(who, Act::ManagePeople) || org::leads(conn, company, &who.employee, employee, org::LATEST)?;
    if !sees || people::get(conn, company, employee)?.is_none() {
        return Err(unknown(employee));
    }
    let mut found = Vec::new();
    for (customer, held) in holding::held_by(conn, company, employee)? {
        if held.owner == *employee {
            let name = holding::name(conn, company, customer)?.unwrap_or_default();
            let (class, since, collaborators) = (held.class, held.since, held.collaborators);
            found.push(HeldCustomer { customer, name, class, since, collaborators });
        }
    }
    found.sort_by(|a, b| (&a.name, a.customer).cmp(&(&b.name, b.customer)));
    Ok(found)
}

/// Moves somebody under another superior from a day on. Who reads the journals of a month follows that month's org, who
/// reads the customers the org of today.
pub fn move_to(
    tx: &Transaction,
    docs: &Docs,
    company: &CompanyId,
    who: &Subject,
    employee: &EmployeeId,
    new: &NewPost,
    at: Instant,
) -> Result<(), AccessError> {
    let today = today(tx, company, at)?;
    let person = people::get(tx, company, employee)?.ok_or_else(|| unknown(employee))?;
    if let Some(last) = person.leave.filter(|last| *last < today) {
        return Err(AccessError::invalid("employee", employee, format!("left on {last}")));
    }
    let superior = &new.superior;
    standing(tx, company, "superior", superior, today)?;
    if superior == employee {
        return Err(AccessError::invalid("superior", superior, "would lead himself"));
    }
    if org::leads(tx, company, employee, superior, org::LATEST)? {
        return Err(AccessError::invalid("superior", superior, format!("stands under {employee}")));
    }
    let stood = org::post(tx, company, employee, org::LATEST)?;
    from_day(tx, company, new.from_day, person.join, stood.as_ref(), today)?;
    let text = |field, said: &Option<String>, of: fn(&Post) -> &String| match said {
        Some(text) => clean(field, text),
        None => Ok(stood.as_ref().map(of).cloned().unwrap_or_default()),
    };
    let post = Post {
        employee: employee.clone(),
        from: new.from_day,
        title: text("title", &new.title, |post| &post.title)?,
        department: text("department", &new.department, |post| &post.department)?,
        superior: Some(superior.clone()),
        template: stood.as_ref().and_then(|post| post.template.clone()),
    };
    if stood.as_ref().is_some_and(|stood| Post { from: stood.from, ..post.clone() } == *stood) {
        return Ok(());
    }
    org::put_post(tx, company, &post)?;
    org_changed(tx, docs, company, at)?;
    let before = stood.and_then(|post| post.superior).map_or_else(|| "nobody".to_owned(), |id| id.to_string());
    let detail = format!(
        "{employee} from {before} to {superior} from {} on; {:?}, {:?}",
        new.from_day, post.department, post.title
    );
    audit::append(tx, company, &Deed { at, who: who.employee.as_str(), what: "move person", detail: &detail })?;
    Ok(())
}

/// A post begins today at the latest, and changes no month that is frozen.
fn from_day(
    tx: &Transaction,
    company: &CompanyId,
    from: BusinessDay,
    join: BusinessDay,
    stood: Option<&Post>,
    today: BusinessDay,
) -> Result<(), AccessError> {
    let wrong = |why: String| Err(AccessError::invalid("from_day", from, why));
    if from > today {
        return wrong(format!("is after today, {today}: what people may read changes at once"));
    }
    if from < join {
        return wrong(format!("is before the first day of employment, {join}"));
    }
    if let Some(later) = stood.filter(|stood| stood.from > from) {
        return wrong(format!("is before {}, when the present post began", later.from));
    }
    let month = from.month();
    if period::period(tx, company, month)?.state != PeriodState::Open {
        return wrong(format!("lies in {month}, which is frozen or closed"));
    }
    Ok(())
}

fn clean(field: &'static str, text: &str) -> Result<String, AccessError> {
    let text = text.trim();
    let short: String = text.chars().take(LONGEST).collect();
    if text.is_empty() {
        return Err(AccessError::invalid(field, "", "is blank: leave it out to keep what stands"));
    }
    if text.chars().any(char::is_control) || short != text {
        return Err(AccessError::invalid(field, short, format!("is not one line of at most {LONGEST} letters")));
    }
    Ok(short)
}

/// Shuts somebody out, or lets him in again. Sessions that ended stay ended.
pub fn set_disabled(
    tx: &Transaction,
    company: &CompanyId,
    who: &Subject,
    employee: &EmployeeId,
    disabled: bool,
    at: Instant,
) -> Result<(), AccessError> {
    if disabled && who.employee == *employee {
        return Err(AccessError::Oneself);
    }
    let mut person = people::get(tx, company, employee)?.ok_or_else(|| unknown(employee))?;
    if person.disabled == disabled {
        return Ok(());
    }
    if disabled {
        disable(tx, company, &mut person, at)?;
    } else {
        person.disabled = false;
        people::put(tx, company, &person)?;
    }
    let what = if disabled { "disable person" } else { "enable person" };
    let deed = Deed { at, who: who.employee.as_str(), what, detail: employee.as_str() };
    Ok(audit::append(tx, company, &deed)?)
}

/// Shuts somebody out: nothing more is taken from him or given to him, from the next request on.
pub fn disable(
    tx: &Transaction,
    company: &CompanyId,
    person: &mut people::Person,
    at: Instant,
) -> Result<(), AccessError> {
    let today = today(tx, company, at)?;
    let administers =
        |one: &people::Person| one.roles.contains(&Role::Admin) && one.password_hash.is_some() && stands(one, today);
    let others = people::all(tx, company)?;
    if administers(person) && !others.iter().any(|one| one.employee != person.employee && administers(one)) {
        return Err(AccessError::LastAdministrator(person.employee.clone()));
    }
    person.disabled = true;
    people::put(tx, company, person)?;
    people::end_sessions(tx, company, &person.employee)?;
    Ok(())
}

/// Whom somebody sees among the people.
fn seen(payroll: &Payroll, who: &Subject, today: BusinessDay) -> BTreeSet<EmployeeId> {
    if policy::may(who, Act::ManagePeople) || policy::may(who, Act::SeeCompany) {
        payroll.keys().cloned().collect()
    } else {
        payroll::led_by(payroll, &who.employee, today)
    }
}

fn unknown(employee: &EmployeeId) -> AccessError {
    AccessError::Unknown(format!("person {employee}"))
}
