//! The terms a person works under in a period: what ledgers tell the phone and what a freeze keeps.

use shared::doc::company::Company;
use shared::old::engine::{PersonTerms, Terms};
use shared::period::{BusinessDay, Period};
use shared::old::plan::Plan;

use crate::store::payroll::Person;

/// The last day of a period on which somebody is employed; `None` where he is not at all (D-10).
#[must_use]
pub fn last_employed_day(person: &Person, period: Period) -> Option<BusinessDay> {
    let last = person.employee.leave.map_or(period.last_day(), |leave| leave.min(period.last_day()));
    (last >= period.first_day() && last >= person.employee.join).then_some(last)
}

/// The terms of a period; `None` for who is not employed in it or whose post is not scored.
#[must_use]
pub fn terms_of(company: &Company, plan: &Plan, person: &Person, period: Period) -> Option<Terms> {
    let day = last_employed_day(person, period)?;
    let template = person.post_on(day)?.template.clone()?;
    Some(Terms {
        zone: company.zone,
        currency: company.currency,
        calendar: company.calendar.clone(),
        plan: plan.clone(),
        person: PersonTerms {
            id: person.employee.employee.clone(),
            name: person.employee.name.clone(),
            template,
            join: person.employee.join,
            leave: person.employee.leave,
            // A wage agreed for later is no input of this period.
            wages: person.wages.iter().filter(|wage| wage.from <= period.last_day()).cloned().collect(),
        },
    })
}
