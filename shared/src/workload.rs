//! 工作量統計: how much somebody did, by person, day and method (FUP-5). Pure, so that a phone counts its own as the server
//! counts the team's.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::fact::{Fact, FactBody, Method};
use crate::id::{CustomerId, EmployeeId, FactId};
use crate::period::{BusinessDay, Instant};
use crate::place::{Place, route};

/// A contact as work: a checked-out visit is one (D-21), one under way is not yet.
#[derive(Debug, Clone, PartialEq)]
pub struct Work {
    pub employee: EmployeeId,
    pub day: BusinessDay,
    pub at: Instant,
    pub customer: CustomerId,
    pub method: Method,
    /// Of the stay, for a visit.
    pub minutes: i64,
    /// Where a visit began, where that is known.
    pub place: Option<Place>,
}

impl Work {
    /// Of a fact that is one. `place` knows where a visit began.
    #[must_use]
    pub fn of(fact: &Fact, place: impl FnOnce(&FactId) -> Option<Place>) -> Option<Self> {
        let (customer, at, method, minutes, place) = match &fact.body {
            FactBody::Visit { customer, check_in, check_out: Some(out), .. } => {
                (*customer, *check_in, Method::Visit, out.since(*check_in) / 60_000, place(&fact.id))
            }
            FactBody::Contact { customer, at, method, .. } => {
                (*customer, *at, method.unwrap_or(Method::Other), 0, None)
            }
            _ => return None,
        };
        Some(Self { employee: fact.employee.clone()?, day: fact.day, at, customer, method, minutes, place })
    }
}

/// How much there was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Tally {
    pub contacts: u32,
    /// Of the contacts.
    pub visits: u32,
    /// Distinct ones.
    pub customers: u32,
    /// Of stays.
    pub minutes: i64,
    /// From one visit's position to the next of the same day, as the crow flies.
    pub metres: u64,
}

/// A person's work of one day by one method.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    pub employee: EmployeeId,
    pub day: BusinessDay,
    pub method: Method,
    pub tally: Tally,
}

/// Adds work up by whatever it is asked by. Customers are distinct within each part, so parts do not add up to the whole.
#[must_use]
pub fn tally<K: Ord>(work: &[Work], by: impl Fn(&Work) -> K) -> BTreeMap<K, Tally> {
    let mut found: BTreeMap<K, (Tally, BTreeSet<CustomerId>)> = BTreeMap::new();
    for (one, metres) in with_ways(work) {
        let (tally, customers) = found.entry(by(one)).or_default();
        tally.contacts = tally.contacts.saturating_add(1);
        if one.method == Method::Visit {
            tally.visits = tally.visits.saturating_add(1);
            tally.minutes = tally.minutes.saturating_add(one.minutes.max(0));
        }
        tally.metres = tally.metres.saturating_add(metres);
        customers.insert(one.customer);
    }
    let counted = |(mut tally, customers): (Tally, BTreeSet<CustomerId>)| {
        tally.customers = u32::try_from(customers.len()).unwrap_or(u32::MAX);
        tally
    };
    found.into_iter().map(|(key, one)| (key, counted(one))).collect()
}

/// By person, day and method.
#[must_use]
pub fn rows(work: &[Work]) -> Vec<Row> {
    let by = tally(work, |one| (one.employee.clone(), one.day, one.method));
    by.into_iter().map(|((employee, day, method), tally)| Row { employee, day, method, tally }).collect()
}

/// All of it.
#[must_use]
pub fn total(work: &[Work]) -> Tally {
    tally(work, |_| ()).into_values().next().unwrap_or_default()
}

/// Each with the metres from where the same person was before on that day.
fn with_ways(work: &[Work]) -> Vec<(&Work, u64)> {
    let mut ordered: Vec<&Work> = work.iter().collect();
    ordered.sort_by(|a, b| (&a.employee, a.day, a.at, a.customer).cmp(&(&b.employee, b.day, b.at, b.customer)));
    let mut before: Option<(&EmployeeId, BusinessDay, Place)> = None;
    let mut found = Vec::with_capacity(ordered.len());
    for one in ordered {
        let mut metres = 0;
        if let Some(place) = one.place {
            if let Some((employee, day, was)) = before
                && *employee == one.employee
                && day == one.day
            {
                metres = route::walked(&[was, place]);
            }
            before = Some((&one.employee, one.day, place));
        }
        found.push((one, metres));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn work(employee: &str, day: &str, minute: i64, customer: u8, method: Method, lat: Option<&str>) -> Work {
        Work {
            employee: employee.parse().unwrap(),
            day: day.parse().unwrap(),
            at: Instant::from_millis(minute * 60_000),
            customer: format!("0190163d-8694-739b-aea5-966c26f8ad{customer:02}").parse().unwrap(),
            method,
            minutes: if method == Method::Visit { 25 } else { 0 },
            place: lat.map(|lat| Place::from_decimals(lat.parse().unwrap(), "120".parse().unwrap()).unwrap()),
        }
    }

    /// A degree of latitude on the mean sphere is 111,195 m.
    fn sample() -> Vec<Work> {
        vec![
            work("lin", "2026-11-19", 0, 1, Method::Visit, Some("30")),
            work("lin", "2026-11-19", 90, 2, Method::Phone, None),
            work("lin", "2026-11-19", 60, 2, Method::Visit, Some("30.1")),
            work("lin", "2026-11-19", 120, 1, Method::Visit, Some("30")),
            work("lin", "2026-11-20", 0, 1, Method::Visit, Some("31")),
            work("wu", "2026-11-19", 30, 1, Method::Visit, Some("35")),
        ]
    }

    #[test]
    fn customers_are_distinct_and_ways_are_those_of_a_day() {
        let lin = |one: &Work| one.employee.as_str() == "lin";
        let own: Vec<Work> = sample().into_iter().filter(lin).collect();
        let all = total(&own);
        assert_eq!((all.contacts, all.visits, all.customers, all.minutes), (5, 4, 2, 100));
        assert!((22_238..=22_240).contains(&all.metres), "{}", all.metres);
        let by_day = tally(&own, |one| one.day);
        assert_eq!(by_day.values().map(|day| (day.contacts, day.customers)).collect::<Vec<_>>(), [(4, 2), (1, 1)]);
        assert_eq!(by_day.values().last().unwrap().metres, 0);
    }

    #[test]
    fn rows_are_by_person_day_and_method_and_do_not_depend_on_the_order() {
        let mut backward = sample();
        backward.reverse();
        let found = rows(&sample());
        assert_eq!(found, rows(&backward));
        let said: Vec<_> = found
            .iter()
            .map(|row| (row.employee.as_str(), row.day.to_string(), row.method, row.tally.contacts))
            .collect();
        assert_eq!(
            said,
            [
                ("lin", "2026-11-19".to_owned(), Method::Visit, 3),
                ("lin", "2026-11-19".to_owned(), Method::Phone, 1),
                ("lin", "2026-11-20".to_owned(), Method::Visit, 1),
                ("wu", "2026-11-19".to_owned(), Method::Visit, 1),
            ]
        );
        // What adds up, adds up to the whole.
        let sum: u64 = found.iter().map(|row| row.tally.metres).sum();
        assert_eq!(sum, total(&sample()).metres);
        assert_eq!(total(&[]), Tally::default());
    }
}
