//! Who leads whom, on which day.

use std::collections::BTreeSet;

use super::db::{Connection, OptionalExtension, Transaction};
use shared::id::{CompanyId, EmployeeId};
use shared::period::{BusinessDay, Month};

use super::StoreError;

/// A day after every post has begun.
pub const LATEST: BusinessDay = BusinessDay::from_date(chrono::NaiveDate::MAX);
/// An org deeper than this goes in a circle.
const DEPTH: usize = 32;

/// 崗位: what somebody is from a day on (ORG-1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Post {
    pub employee: EmployeeId,
    pub from: BusinessDay,
    pub title: String,
    pub department: String,
    /// 直接上級
    pub superior: Option<EmployeeId>,
    /// Of the plan; `None`: not scored.
    pub template: Option<String>,
}

pub fn put_post(tx: &Transaction, company: &CompanyId, post: &Post) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO post (company_id, employee, from_day, title, department, superior, template)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (company_id, employee, from_day) DO UPDATE SET title = excluded.title, department = excluded.department,
           superior = excluded.superior, template = excluded.template",
    )?
    .execute((
        company.as_str(),
        post.employee.as_str(),
        post.from.to_string(),
        &post.title,
        &post.department,
        post.superior.as_ref().map(EmployeeId::as_str),
        post.template.as_deref(),
    ))?;
    Ok(())
}

/// The post in effect on a day.
pub fn post(
    conn: &Connection,
    company: &CompanyId,
    employee: &EmployeeId,
    on: BusinessDay,
) -> Result<Option<Post>, StoreError> {
    let row = conn
        .prepare_cached(
            "SELECT from_day, title, department, superior, template FROM post
             WHERE company_id = ?1 AND employee = ?2 AND from_day <= ?3 ORDER BY from_day DESC LIMIT 1",
        )?
        .query_row((company.as_str(), employee.as_str(), day(on)), |row| {
            Ok((row.get::<_, String>(0)?, row.get(1)?, row.get(2)?, row.get::<_, Option<String>>(3)?, row.get(4)?))
        })
        .optional()?;
    let Some((from, title, department, superior, template)) = row else { return Ok(None) };
    let superior =
        superior.map(|id| id.parse()).transpose().map_err(|why| StoreError::damaged("a post's superior", why))?;
    let from = from.parse().map_err(|why| StoreError::damaged("a post's first day", why))?;
    Ok(Some(Post { employee: employee.clone(), from, title, department, superior, template }))
}

/// Every department that any post is, or was, in.
pub fn departments(conn: &Connection, company: &CompanyId) -> Result<BTreeSet<String>, StoreError> {
    let found =
        conn.prepare_cached("SELECT DISTINCT department FROM post WHERE company_id = ?1 AND department != ''")?;
    let names = found.query_map([company.as_str()], |row| row.get::<_, String>(0))?;
    names.collect::<Result<_, _>>()
}

/// Everyone above somebody on a day, directly or further up.
pub fn leaders(
    conn: &Connection,
    company: &CompanyId,
    employee: &EmployeeId,
    on: BusinessDay,
) -> Result<BTreeSet<EmployeeId>, StoreError> {
    let mut above = BTreeSet::new();
    let mut at = employee.clone();
    for _ in 0..DEPTH {
        match superior(conn, company, &at, on)? {
            Some(next) if next != *employee && above.insert(next.clone()) => at = next,
            _ => break,
        }
    }
    Ok(above)
}

/// Whether one stands above the other on a day, directly or further up.
pub fn leads(
    conn: &Connection,
    company: &CompanyId,
    leader: &EmployeeId,
    employee: &EmployeeId,
    on: BusinessDay,
) -> Result<bool, StoreError> {
    Ok(leaders(conn, company, employee, on)?.contains(leader))
}

/// The people somebody leads in a month, directly or further down, by its last day's org.
pub fn led(
    conn: &Connection,
    company: &CompanyId,
    leader: &EmployeeId,
    month: Month,
) -> Result<BTreeSet<EmployeeId>, StoreError> {
    let mut led = BTreeSet::new();
    for employee in everyone(conn, company)? {
        if leads(conn, company, leader, &employee, month.last_day())? {
            led.insert(employee);
        }
    }
    Ok(led)
}

/// Everyone of the company, former people included.
pub fn everyone(conn: &Connection, company: &CompanyId) -> Result<BTreeSet<EmployeeId>, StoreError> {
    let found = conn.prepare_cached("SELECT employee FROM employee WHERE company_id = ?1")?;
    let ids = found.query_map([company.as_str()], |row| row.get::<_, String>(0))?;
    ids.map(|id| id?.parse().map_err(|why| StoreError::damaged("an employee's id", why))).collect()
}

fn superior(
    conn: &Connection,
    company: &CompanyId,
    employee: &EmployeeId,
    on: BusinessDay,
) -> Result<Option<EmployeeId>, StoreError> {
    let found: Option<Option<String>> = conn
        .prepare_cached(
            "SELECT superior FROM post WHERE company_id = ?1 AND employee = ?2 AND from_day <= ?3
             ORDER BY from_day DESC LIMIT 1",
        )?
        .query_row((company.as_str(), employee.as_str(), day(on)), |row| row.get(0))
        .optional()?;
    found.flatten().map(|id| id.parse()).transpose().map_err(|why| StoreError::damaged("a post's superior", why))
}

/// As text that sorts; `LATEST` would be written with a sign.
fn day(day: BusinessDay) -> String {
    if day == LATEST { "9999-12-31".into() } else { day.to_string() }
}
