use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Kind;
use crate::id::CustomerId;
use crate::period::BusinessDay;

/// What somebody was told of on a day already, so that he is told of nothing twice.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Told {
    pub day: Option<BusinessDay>,
    pub of: Vec<(CustomerId, Kind)>,
}

/// What to say now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// The day's first: how many of each kind.
    Day(BTreeMap<Kind, u32>),
    /// Something became due while the app was open: these are new.
    New(Vec<(CustomerId, Kind)>),
}

/// Decides what to say, and what was said then. Once a day everything at once; after that only what was not there before.
/// Nothing is said of what was told the same day.
#[must_use]
pub fn notice(open: &[(CustomerId, Kind)], today: BusinessDay, told: &Told) -> Option<(Notice, Told)> {
    let mut all = open.to_vec();
    all.sort();
    all.dedup();
    if told.day != Some(today) {
        if all.is_empty() {
            return None;
        }
        let mut counts = BTreeMap::new();
        for (_, kind) in &all {
            *counts.entry(*kind).or_insert(0) += 1;
        }
        return Some((Notice::Day(counts), Told { day: Some(today), of: all }));
    }
    let new: Vec<_> = all.into_iter().filter(|one| !told.of.contains(one)).collect();
    if new.is_empty() {
        return None;
    }
    let mut of = told.of.clone();
    of.extend(new.iter().copied());
    Some((Notice::New(new), Told { day: Some(today), of }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn once_a_day_everything_and_then_only_what_is_new() {
        let customer = |n: u8| format!("0190163d-8694-739b-aea5-966c26f8ad{n:02}").parse::<CustomerId>().unwrap();
        let (first, next): (BusinessDay, BusinessDay) = ("2026-11-19".parse().unwrap(), "2026-11-20".parse().unwrap());
        let two = [(customer(1), Kind::Gap), (customer(2), Kind::Due)];
        let (said, told) = notice(&two, first, &Told::default()).unwrap();
        assert_eq!(said, Notice::Day([(Kind::Gap, 1), (Kind::Due, 1)].into()));
        assert_eq!(notice(&two, first, &told), None);
        // One is answered, another comes.
        let other = [(customer(2), Kind::Due), (customer(3), Kind::Due)];
        let (said, told) = notice(&other, first, &told).unwrap();
        assert_eq!(said, Notice::New(vec![(customer(3), Kind::Due)]));
        // What was answered and stands again the same day is not told again.
        assert_eq!(notice(&two, first, &told), None);
        assert!(matches!(notice(&two, next, &told), Some((Notice::Day(_), _))));
        assert_eq!(notice(&[], next, &told), None);
    }
}
