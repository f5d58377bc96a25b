//! What stands in the server's records, and what follows from it as requirements.md and domain.md say it: worked out again
//! and plainly, so that a page's figures are held against something that has not made them.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use server::store::{StoreError, company, holding, work};
use shared::doc::company::Company;
use shared::doc::ledger::Holding;
use shared::fact::{Fact, FactBody};
use shared::id::CustomerId;
use shared::period::{BusinessDay, Instant, Zone};
use tests::Stage;
use tests::company::now_ms;

/// The company's day.
pub fn today() -> BusinessDay {
    let zone = Zone::new("Asia/Shanghai").expect("a zone of the list");
    zone.day_of(Instant::from_millis(now_ms()))
}

/// When, on which day, agreed for when.
type Met = (Instant, BusinessDay, Option<BusinessDay>);

pub struct Records {
    pub today: BusinessDay,
    pub held: BTreeMap<CustomerId, Holding>,
    pub names: BTreeMap<CustomerId, String>,
    settled: Company,
    facts: Vec<Fact>,
    /// Contacts with each customer by anyone.
    met: BTreeMap<CustomerId, BTreeSet<Met>>,
}

impl Records {
    pub async fn of(stage: &Stage) -> Result<Self> {
        let app = stage.server.app.clone();
        let id = app.company.clone();
        let today = today();
        let read = app.store.read::<_, StoreError, _>(move |conn| {
            let facts = work::recorded(conn, &id, (today.plus_days(-400), today))?;
            Ok((company::settings(conn, &id)?, holding::all(conn, &id)?, holding::names(conn, &id)?, facts))
        });
        let (settled, held, names, facts) = read.await?;
        let mut met: BTreeMap<CustomerId, BTreeSet<_>> = BTreeMap::new();
        for Fact { day, body, .. } in &facts {
            let (customer, at, next) = match body {
                FactBody::Visit { customer, check_in, check_out: Some(_), next, .. } => (customer, check_in, next),
                FactBody::Contact { customer, at, next, .. } => (customer, at, next),
                _ => continue,
            };
            met.entry(*customer).or_default().insert((*at, *day, *next));
        }
        let names = names.into_iter().map(|(id, _, name)| (id, name)).collect();
        Ok(Self { today, held: held.into_iter().collect(), names, settled, facts, met })
    }

    /// Somebody's customers.
    pub fn own<'a>(&'a self, owner: &'a str) -> impl Iterator<Item = (CustomerId, &'a Holding)> {
        self.held.iter().filter(move |(_, held)| held.owner.as_str() == owner).map(|(id, held)| (*id, held))
    }

    /// The day of the last contact, and what was agreed then.
    pub fn last(&self, id: CustomerId) -> Option<(BusinessDay, Option<BusinessDay>)> {
        self.met.get(&id)?.last().map(|(_, day, next)| (*day, *next))
    }

    fn days(&self, id: CustomerId) -> BTreeSet<BusinessDay> {
        self.met.get(&id).into_iter().flatten().map(|(_, day, _)| *day).collect()
    }

    /// Days a customer of that class may be without contact.
    pub fn limit(&self, held: &Holding) -> i64 {
        self.settled.contact_gap.get(&held.class).copied().map_or(30, i64::from)
    }

    /// Of each kind, with whom (FUP-2, FUP-3).
    pub fn reminders(&self, owner: &str) -> BTreeMap<&'static str, BTreeSet<CustomerId>> {
        let mut found: BTreeMap<_, BTreeSet<_>> =
            ["overdue", "gap", "due", "unhandled"].into_iter().map(|kind| (kind, BTreeSet::new())).collect();
        for (id, held) in self.own(owner) {
            let mut add = |kind| found.entry(kind).or_default().insert(id);
            let last = self.last(id);
            if let Some(next) = last.and_then(|(_, next)| next) {
                let mut ahead = (1..=next.days_since(self.today)).map(|days| self.today.plus_days(days));
                if next < self.today {
                    add("overdue");
                } else if !ahead.any(|day| self.settled.calendar.is_working(day)) {
                    add("due");
                }
            }
            if self.limit(held) < self.today.days_since(last.map_or(held.since, |(day, _)| day)) {
                add("gap");
            }
            let untouched = last.is_none_or(|(day, _)| day < held.since);
            if untouched && self.today.days_since(held.since) >= i64::from(self.settled.unhandled_days) {
                add("unhandled");
            }
        }
        found
    }

    /// Days of this month until today on which a gap was broken (D-29): k limits and a day after a contact, or after ownership
    /// began, for as long as nobody was there.
    pub fn breaches(&self, owner: &str) -> i64 {
        let mut count = 0;
        for (id, held) in self.own(owner) {
            let days = self.days(id);
            let begun = self.today.month().first_day().max(held.since);
            let mut from = days.iter().rfind(|day| **day < begun).copied().unwrap_or(held.since);
            for day in (0..=self.today.days_since(begun)).map(|days| begun.plus_days(days)) {
                let gap = day.days_since(from);
                count += i64::from(gap > 1 && (gap - 1) % self.limit(held) == 0);
                if days.contains(&day) {
                    from = day;
                }
            }
        }
        count
    }

    /// By class: how many were contacted on as many days of this month as their class asks for, of how many (D-23).
    pub fn coverage(&self, owner: &str) -> BTreeMap<&'static str, (usize, usize)> {
        let (first, last) = (self.today.month().first_day(), self.today.month().last_day());
        let mut found: BTreeMap<_, (usize, usize)> = BTreeMap::new();
        for (id, held) in self.own(owner) {
            let wanted = ((last.days_since(first.max(held.since)) + 1) / self.limit(held)).max(1);
            let days = self.days(id).into_iter().filter(|day| (first..=last).contains(day)).count();
            let count = found.entry(held.class.as_str()).or_default();
            count.1 += 1;
            count.0 += usize::from(i64::try_from(days).unwrap_or(0) >= wanted);
        }
        found
    }

    /// Planned stops of this month until today, visits, stops that were visited, and of these in order (D-26).
    pub fn kept(&self, who: &str) -> [usize; 4] {
        let first = self.today.month().first_day();
        let of = |fact: &&Fact| fact.employee.as_ref().is_some_and(|one| one.as_str() == who) && fact.day >= first;
        let mut plans: BTreeMap<BusinessDay, Vec<(Instant, &Vec<CustomerId>)>> = BTreeMap::new();
        let mut visits: BTreeMap<BusinessDay, Vec<(Instant, CustomerId, bool)>> = BTreeMap::new();
        for fact in self.facts.iter().filter(of) {
            match &fact.body {
                FactBody::Plan { stops, at } => plans.entry(fact.day).or_default().push((*at, stops)),
                FactBody::Visit { customer, check_in, check_out, .. } => {
                    visits.entry(fact.day).or_default().push((*check_in, *customer, check_out.is_some()));
                }
                _ => {}
            }
        }
        visits.values_mut().for_each(|day| day.sort());
        let [mut planned, actual, mut matched, mut in_order] =
            [0, visits.values().flatten().filter(|(.., out)| *out).count(), 0, 0];
        for (day, mut made) in plans {
            made.sort();
            let of_day = visits.get(&day).map(Vec::as_slice).unwrap_or_default();
            let before = |began: Instant| made.iter().rev().find(|(at, _)| *at < began).or(made.first());
            let Some((_, stops)) = of_day.first().map_or(made.last(), |(began, ..)| before(*began)) else { continue };
            planned += stops.len();
            let mut taken = vec![None; of_day.len()];
            for (place, stop) in stops.iter().enumerate() {
                let free = (0..of_day.len()).find(|at| of_day[*at].2 && of_day[*at].1 == *stop && taken[*at].is_none());
                if let Some(at) = free {
                    taken[at] = Some(place);
                }
            }
            let places: Vec<usize> = taken.into_iter().flatten().collect();
            matched += places.len();
            in_order += longest_run(&places);
        }
        [planned, actual, matched, in_order]
    }
}

/// Of all choices of numbers that leave their order, the longest in which they grow.
fn longest_run(all: &[usize]) -> usize {
    let choices = 0..1_usize << all.len();
    let grows = |choice: &usize| {
        let chosen: Vec<usize> = (0..all.len()).filter(|at| choice >> at & 1 == 1).map(|at| all[at]).collect();
        chosen.is_sorted_by(|a, b| a < b).then_some(chosen.len())
    };
    choices.filter_map(|choice| grows(&choice)).max().unwrap_or(0)
}
