use std::collections::BTreeMap;

use crate::fact::{Fact, FactBody};
use crate::id::CustomerId;
use crate::period::{BusinessDay, Instant};

/// A contact with a customer, by whomever: a checked-out visit is one (D-21).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Met {
    pub customer: CustomerId,
    pub at: Instant,
    pub day: BusinessDay,
    /// Agreed for the next time, with the step.
    pub next: Option<Agreed>,
}

impl Met {
    /// Of a fact that is a contact: a visit under way is none yet. Facts do not say the step; who knows it does.
    #[must_use]
    pub fn of(fact: &Fact, step: impl FnOnce(&Fact) -> Option<String>) -> Option<Self> {
        let (customer, at, next) = match &fact.body {
            FactBody::Visit { customer, check_in, check_out: Some(_), next, .. } => (*customer, *check_in, *next),
            FactBody::Contact { customer, at, next, .. } => (*customer, *at, *next),
            _ => return None,
        };
        let next = next.map(|day| Agreed { day, step: step(fact) });
        Some(Self { customer, at, day: fact.day, next })
    }
}

/// What was agreed for the next time.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Agreed {
    pub day: BusinessDay,
    pub step: Option<String>,
}

/// Where the contacts with one customer stand.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Contacts {
    pub last: Option<BusinessDay>,
    /// When the last one was.
    pub at: Option<Instant>,
    /// Agreed at the last contact: any later one answers what was agreed before (D-24), and a new agreement takes its place.
    pub agreed: Option<Agreed>,
}

/// Where the contacts stand, by customer; the order they come in does not matter.
#[must_use]
pub fn contacts(mut met: Vec<Met>) -> BTreeMap<CustomerId, Contacts> {
    // Two in one instant: what was agreed in either stands, the later day.
    met.sort_by(|a, b| (a.at, &a.next).cmp(&(b.at, &b.next)));
    let mut found: BTreeMap<CustomerId, Contacts> = BTreeMap::new();
    for one in met {
        let standing = found.entry(one.customer).or_default();
        standing.last = standing.last.max(Some(one.day));
        standing.at = Some(one.at);
        standing.agreed = one.next;
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn met(minute: i64, next: Option<i64>) -> Met {
        let day: BusinessDay = "2026-11-19".parse().unwrap();
        Met {
            customer: "0190163d-8694-739b-aea5-966c26f8ad91".parse().unwrap(),
            at: Instant::from_millis(minute * 60_000),
            day: day.plus_days(minute / 1440),
            next: next.map(|days| Agreed { day: day.plus_days(days), step: None }),
        }
    }

    #[test]
    fn a_later_contact_answers_what_was_agreed_and_a_new_agreement_takes_its_place() {
        for (all, agreed) in [
            (vec![met(0, Some(3))], Some(3)),
            (vec![met(0, Some(3)), met(10, None)], None),
            (vec![met(10, Some(5)), met(0, Some(3))], Some(5)),
        ] {
            let found = contacts(all.clone());
            let standing = found.values().next().unwrap();
            let wanted = agreed.map(|days| all[0].day.plus_days(days));
            assert_eq!(standing.agreed.as_ref().map(|agreed| agreed.day), wanted);
        }
    }

    proptest! {
        #[test]
        fn the_order_they_come_in_does_not_matter(all in prop::collection::vec((0i64..50, prop::option::of(0i64..9)), 0..12)) {
            let forward: Vec<Met> = all.iter().map(|(minute, next)| met(*minute, *next)).collect();
            let backward: Vec<Met> = forward.iter().rev().cloned().collect();
            prop_assert_eq!(contacts(forward), contacts(backward));
        }
    }
}
