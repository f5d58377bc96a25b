//! Everyone with the whole history of posts and wages: what a freeze keeps and a ledger tells (ORG-1).

use std::collections::{BTreeMap, BTreeSet};

use super::db::{Connection, Flow, Transaction, params};
use shared::books::Wage;
use shared::id::{CompanyId, EmployeeId};
use shared::num::Decimal;
use shared::period::{BusinessDay, Period};

use super::org::Post;
use super::{StoreError, people};

/// A person with posts and wages, each by `from`, ascending.
#[derive(Debug, Clone)]
pub struct Person {
    pub employee: people::Person,
    pub posts: Vec<Post>,
    pub wages: Vec<Wage>,
}

impl Person {
    /// The post in force on a day.
    #[must_use]
    pub fn post_on(&self, day: BusinessDay) -> Option<&Post> {
        self.posts.iter().rev().find(|post| post.from <= day)
    }

    /// The last day of a period on which somebody is employed; `None` where he is not at all (D-10).
    #[must_use]
    pub fn last_employed_day(&self, period: Period) -> Option<BusinessDay> {
        let last = self.employee.leave.map_or(period.last_day(), |leave| leave.min(period.last_day()));
        (last >= period.first_day() && last >= self.employee.join).then_some(last)
    }
}

/// Everyone of a company.
pub type Payroll = BTreeMap<EmployeeId, Person>;

/// Sets the base wage from a day on; says whether it was another.
pub fn put_wage(tx: &Transaction, company: &CompanyId, employee: &EmployeeId, wage: &Wage) -> Result<bool, StoreError> {
    let changed = tx
        .prepare_cached(
            "INSERT INTO wage (company_id, employee, from_day, amount) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (company_id, employee, from_day) DO UPDATE SET amount = excluded.amount
               WHERE wage.amount != excluded.amount",
        )?
        .execute(params![company.as_str(), employee.as_str(), wage.from.to_string(), wage.amount.to_string()])?;
    Ok(changed > 0)
}

/// Everyone with posts and wages.
pub fn load(connection: &Connection, company: &CompanyId) -> Result<Payroll, StoreError> {
    let everyone = people::all(connection, company)?;
    let mut payroll: Payroll = everyone
        .into_iter()
        .map(|employee| (employee.employee.clone(), Person { employee, posts: Vec::new(), wages: Vec::new() }))
        .collect();
    load_posts(connection, company, &mut payroll)?;
    load_wages(connection, company, &mut payroll)?;
    Ok(payroll)
}

fn load_posts(connection: &Connection, company: &CompanyId, payroll: &mut Payroll) -> Result<(), StoreError> {
    let statement = connection.prepare_cached(
        "SELECT employee, from_day, title, department, superior, template FROM post
         WHERE company_id = ?1 ORDER BY employee, from_day",
    )?;
    statement.each([company.as_str()], |row| {
        let id = read_id(row.get(0)?)?;
        let Some(person) = payroll.get_mut(&id) else { return Ok(Flow::On) };
        person.posts.push(Post {
            from: read_day(&id, row.get(1)?)?,
            employee: id,
            title: row.get(2)?,
            department: row.get(3)?,
            superior: row.get::<_, Option<String>>(4)?.map(read_id).transpose()?,
            template: row.get(5)?,
        });
        Ok(Flow::On)
    })?;
    Ok(())
}

fn load_wages(connection: &Connection, company: &CompanyId, payroll: &mut Payroll) -> Result<(), StoreError> {
    let statement = connection.prepare_cached(
        "SELECT employee, from_day, amount FROM wage WHERE company_id = ?1 ORDER BY employee, from_day",
    )?;
    statement.each([company.as_str()], |row| {
        let id = read_id(row.get(0)?)?;
        let Some(person) = payroll.get_mut(&id) else { return Ok(Flow::On) };
        let amount: Decimal = shared::num::decimal(&row.get::<_, String>(2)?)
            .map_err(|why| StoreError::damaged(format!("a wage of {id}"), why))?;
        person.wages.push(Wage { from: read_day(&id, row.get(1)?)?, amount });
        Ok(Flow::On)
    })?;
    Ok(())
}

/// The people each leads on a day, directly or further down.
#[must_use]
pub fn led_by(payroll: &Payroll, leader: &EmployeeId, day: BusinessDay) -> BTreeSet<EmployeeId> {
    let mut led = BTreeSet::new();
    let mut above = vec![leader.clone()];
    while let Some(superior) = above.pop() {
        for (id, person) in payroll {
            let under = person.post_on(day).is_some_and(|post| post.superior.as_ref() == Some(&superior));
            // A ring of superiors ends where it began: nobody leads himself.
            if under && id != leader && led.insert(id.clone()) {
                above.push(id.clone());
            }
        }
    }
    led
}

fn read_id(id: String) -> Result<EmployeeId, StoreError> {
    EmployeeId::new(id).map_err(|why| StoreError::damaged("an employee's id", why))
}

fn read_day(id: &EmployeeId, day: String) -> Result<BusinessDay, StoreError> {
    day.parse().map_err(|why: shared::period::PeriodError| StoreError::damaged(format!("a day of {id}"), why))
}
