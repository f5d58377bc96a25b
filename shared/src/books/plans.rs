//! Which plan of a day counts.

use std::collections::BTreeMap;

use super::{Books, Id, PlannedVisit};
use crate::fact::{FactBody, Known};
use crate::id::{CustomerId, FactId};
use crate::period::{BusinessDay, Instant};

/// A plan as it was made: when, and under which id, then its stops.
type Made<'a> = (Instant, &'a FactId, &'a [CustomerId]);

/// Which of a day's plans counts, by when they were made, ascending, and when the day's first visit began: the last made
/// before it, else the first; without a visit the last. `None`: there is none.
#[must_use]
pub fn counting(made: &[Instant], began: Option<Instant>) -> Option<usize> {
    let before = began.map_or(made.len(), |began| made.partition_point(|at| *at < began));
    (!made.is_empty()).then(|| before.saturating_sub(1))
}

impl Books {
    /// Adds the stops of the day plans among the facts (VIS-4), after their visits. Of several plans of one day the last
    /// one made before the day's first check-in counts: nobody plans what he has done. Where all were made later, it is the
    /// first. The order of the facts does not matter.
    pub fn take_plans<'a>(&mut self, known: impl IntoIterator<Item = &'a Known>) {
        let mut plans: BTreeMap<(Id, BusinessDay), Vec<Made<'a>>> = BTreeMap::new();
        for Known { fact, .. } in known {
            if let (FactBody::Plan { stops, at }, Some(employee)) = (&fact.body, &fact.employee) {
                plans.entry((Id::new(employee.as_str()), fact.day)).or_default().push((*at, &fact.id, stops));
            }
        }
        if plans.is_empty() {
            return;
        }
        let mut began: BTreeMap<(&Id, BusinessDay), Instant> = BTreeMap::new();
        for visit in &self.visits {
            let first =
                began.entry((&visit.employee, self.company.zone.day_of(visit.check_in))).or_insert(visit.check_in);
            *first = visit.check_in.min(*first);
        }
        let mut planned = Vec::new();
        for ((employee, date), mut made) in plans {
            made.sort_unstable();
            let times: Vec<Instant> = made.iter().map(|(at, ..)| *at).collect();
            let counts = counting(&times, began.get(&(&employee, date)).copied());
            let Some((_, _, stops)) = counts.and_then(|at| made.get(at)) else { continue };
            planned.extend((1..).zip(*stops).map(|(order, customer)| PlannedVisit {
                employee: employee.clone(),
                date,
                customer: self.counted(*customer),
                order,
            }));
        }
        self.planned_visits.extend(planned);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::fact::Fact;
    use crate::place::Verdict;

    fn books() -> Books {
        let text = r#"{"format":"fieldtally-books/1","company":{"id":"c","zone":"Asia/Shanghai","currency":"CNY",
            "minor":2,"calendar":{"weekend":[6,7]}},"periods":[],"plan":{"templates":[]}}"#;
        serde_json::from_str(text).unwrap()
    }

    fn customer(n: u8) -> CustomerId {
        format!("0190163d-8694-739b-aea5-966c26f8ad{n:02}").parse().unwrap()
    }

    fn fact(id: &str, body: FactBody) -> Known {
        let day = "2026-11-19".parse().unwrap();
        let fact = Fact { id: FactId::new(id).unwrap(), employee: Some("lin.xd".parse().unwrap()), day, body };
        Known { fact, known_on: day }
    }

    /// Minutes from 2026-11-19 08:00 in China.
    fn at(minutes: i64) -> Instant {
        "2026-11-19T08:00:00+08:00".parse::<Instant>().unwrap().plus_millis(minutes * 60_000)
    }

    fn plan(id: &str, minutes: i64, stop: u8) -> Known {
        fact(id, FactBody::Plan { stops: vec![customer(stop), customer(90)], at: at(minutes) })
    }

    fn visit(minutes: i64) -> Known {
        let (check_in, verdict) = (at(minutes), Verdict::Inside);
        fact(
            "v",
            FactBody::Visit { customer: customer(90), check_in, check_out: None, verdict, result: false, next: None },
        )
    }

    fn first_stop(known: &[Known]) -> Option<String> {
        let mut books = books();
        known.iter().for_each(|known| books.take_fact(known));
        books.take_plans(known);
        assert!(books.planned_visits.is_empty() || books.planned_visits.len() == 2);
        books.planned_visits.first().map(|stop| stop.customer.to_string())
    }

    #[test]
    fn the_last_plan_before_the_first_check_in_counts_else_the_first_made() {
        for (what, known, wanted) in [
            ("none", vec![visit(60)], None),
            ("one", vec![plan("a", 0, 1)], Some(1)),
            ("changed before going out", vec![plan("a", 0, 1), plan("b", 30, 2), visit(60)], Some(2)),
            ("changed on the way", vec![plan("a", 0, 1), plan("b", 30, 2), plan("c", 90, 3), visit(60)], Some(2)),
            ("made up afterwards", vec![plan("b", 90, 2), plan("c", 120, 3), visit(60)], Some(2)),
            ("at the very check-in", vec![plan("a", 0, 1), plan("b", 60, 2), visit(60)], Some(1)),
            ("nobody went", vec![plan("a", 0, 1), plan("b", 600, 2)], Some(2)),
        ] {
            assert_eq!(first_stop(&known), wanted.map(|stop| customer(stop).to_string()), "{what}");
        }
    }

    #[test]
    fn a_stop_by_another_name_is_the_customer_that_counts() {
        let mut books = books();
        books.merged.insert(customer(1).to_string().into(), customer(2).to_string().into());
        books.take_plans(&[plan("a", 0, 1)]);
        assert_eq!(books.planned_visits[0].customer, Id::from(customer(2).to_string()));
    }

    #[test]
    fn a_plan_of_nobody_is_none() {
        let mut known = plan("a", 0, 1);
        known.fact.employee = None;
        assert_eq!(first_stop(&[known]), None);
    }

    proptest! {
        #[test]
        fn the_order_of_the_facts_does_not_matter(
            plans in prop::collection::vec((-120i64..120, 1u8..9), 0..6), out in prop::option::of(-60i64..60),
        ) {
            let made = plans.iter().enumerate().map(|(n, (minutes, stop))| plan(&format!("p{n}"), *minutes, *stop));
            let forward: Vec<Known> = made.chain(out.map(visit)).collect();
            let backward: Vec<Known> = forward.iter().rev().cloned().collect();
            prop_assert_eq!(first_stop(&forward), first_stop(&backward));
        }
    }
}
