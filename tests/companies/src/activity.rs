//! What people did.

use shared::books::{
    Contact, Event, Expense, ExpenseState, Opportunity, Outcome, Penalty, PlannedVisit, Special, StageEntry, Survey,
    Trip, Visit, Won,
};
use shared::num::Decimal;
use shared::period::{BusinessDay, Instant};

use super::Maker;
use super::scoring::EVENTS;

const STATES: [ExpenseState; 5] =
    [ExpenseState::Draft, ExpenseState::Submitted, ExpenseState::Approved, ExpenseState::Rejected, ExpenseState::Paid];

impl Maker {
    /// Any second of a day, its edges more often than others.
    fn instant(&mut self, day: BusinessDay) -> Instant {
        let seconds = match self.random.below(20) {
            0 => 0,
            1 => 86_399,
            2 => 36_000,
            _ => self.random.between(28_800, 64_800),
        };
        self.company.zone.start_of(day).plus_millis(seconds * 1000)
    }

    fn next(&mut self, from: BusinessDay) -> Option<BusinessDay> {
        self.random.chance(40).then(|| from.plus_days(self.random.between(0, 20)))
    }

    fn a_customer(&mut self) -> shared::books::Id {
        let customers = self.customers.clone();
        self.random.pick(&customers)
    }

    fn an_opportunity(&mut self) -> shared::books::Id {
        let opportunities = self.opportunities.clone();
        self.random.pick(&opportunities)
    }

    pub(super) fn make_opportunities(&mut self) -> Vec<Opportunity> {
        self.opportunities
            .clone()
            .into_iter()
            .map(|id| Opportunity {
                id,
                owner: self.somebody(),
                expected: self.coins(0, 20_000_000),
                rates: self.rates(35),
                stages: {
                    let mut stages: Vec<StageEntry> = (0..self.random.below(4))
                        .map(|_| {
                            let day = self.a_day();
                            let order = self.random.pick(&[10, 30, 50, 70, 90]);
                            StageEntry { at: self.instant(day), order, known_on: self.known(day) }
                        })
                        .collect();
                    stages.sort_by_key(|one| (one.at, one.order, one.known_on));
                    stages
                },
            })
            .collect()
    }

    pub(super) fn make_visits(&mut self) -> Vec<Visit> {
        let count = u32::try_from(self.people.len()).unwrap_or(1) * self.size.visits;
        (0..self.random.between(count / 2, count))
            .map(|_| {
                let day = self.a_day();
                let check_in = self.instant(day);
                let minutes = self.random.pick(&[0, 9, 10, 30, 300]);
                let placed = self.random.chance(85);
                Visit {
                    id: self.new_id("V"),
                    employee: self.somebody(),
                    customer: self.a_customer(),
                    check_in,
                    check_out: self.random.chance(92).then(|| check_in.plus_millis(minutes * 60_000)),
                    lat: placed.then(|| Decimal::new(self.random.between(30_000_000, 31_000_000), 6)),
                    lon: placed.then(|| Decimal::new(self.random.between(120_000_000, 121_000_000), 6)),
                    verdict: None,
                    accuracy: self.random.chance(90).then(|| Decimal::from(self.random.pick(&[5, 60, 90_000]))),
                    result: self.random.pick(&["met", "谈了价格", "", " "]).into(),
                    next: self.next(day),
                    known_on: self.known(day),
                }
            })
            .collect()
    }

    pub(super) fn make_contacts(&mut self) -> Vec<Contact> {
        let count = u32::try_from(self.people.len()).unwrap_or(1) * self.size.visits / 2;
        (0..self.random.between(count / 2, count))
            .map(|_| {
                let day = self.a_day();
                Contact {
                    id: self.new_id("T"),
                    employee: self.somebody(),
                    customer: self.a_customer(),
                    at: self.instant(day),
                    next: self.next(day),
                    known_on: self.known(day),
                }
            })
            .collect()
    }

    pub(super) fn make_planned(&mut self) -> Vec<PlannedVisit> {
        (0..self.random.below(self.size.visits * 3))
            .map(|_| PlannedVisit {
                employee: self.somebody(),
                date: self.a_day(),
                customer: self.a_customer(),
                order: self.random.between(1, 6),
            })
            .collect()
    }

    pub(super) fn make_surveys(&mut self) -> Vec<Survey> {
        (0..self.random.below(self.size.visits))
            .map(|_| {
                let date = self.a_day();
                let answer = self.random.between(1, 5).into();
                Survey { id: self.new_id("S"), employee: self.somebody(), date, answer, known_on: self.known(date) }
            })
            .collect()
    }

    pub(super) fn make_expenses(&mut self) -> Vec<Expense> {
        (0..self.random.below(self.size.visits * 2))
            .map(|_| {
                let date = self.a_day();
                Expense {
                    id: self.new_id("X"),
                    employee: self.somebody(),
                    opportunity: self.random.chance(70).then(|| self.an_opportunity()),
                    category: self.random.pick(&["travel", "entertainment"]).into(),
                    date,
                    amount: self.coins(1, 300_000),
                    state: self.random.pick(&STATES),
                    known_on: self.known(date),
                }
            })
            .collect()
    }

    pub(super) fn make_trips(&mut self) -> Vec<Trip> {
        (0..self.random.below(self.size.visits))
            .map(|_| {
                let date = self.a_day();
                Trip {
                    id: self.new_id("Y"),
                    opportunity: self.an_opportunity(),
                    date,
                    probability: self.random.pick(&[0, 10, 30, 70, 100]).into(),
                    amount: self.random.pick(&[1_000, 99_999, 100_000]).into(),
                    state: self.random.pick(&STATES),
                    known_on: self.known(date),
                }
            })
            .collect()
    }

    pub(super) fn make_outcomes(&mut self) -> Vec<Outcome> {
        let mut outcomes = Vec::new();
        for opportunity in self.opportunities.clone() {
            if self.random.chance(60) {
                let date = self.a_day();
                outcomes.push(Outcome {
                    id: self.new_id("W"),
                    opportunity,
                    employee: self.somebody(),
                    date,
                    result: self.random.pick(&[Won::Won, Won::Lost]),
                    known_on: self.known(date),
                });
            }
        }
        outcomes
    }

    pub(super) fn make_events(&mut self) -> Vec<Event> {
        (0..self.random.below(8))
            .map(|_| {
                let date = self.a_day();
                let kind = self.random.pick(&EVENTS).into();
                Event { id: self.new_id("N"), employee: self.somebody(), date, kind, known_on: self.known(date) }
            })
            .collect()
    }

    pub(super) fn make_penalties(&mut self) -> Vec<Penalty> {
        (0..self.random.below(6))
            .map(|_| {
                let date = self.a_day();
                let (id, employee, amount) = (self.new_id("F"), self.somebody(), self.coins(1, 200_000));
                Penalty { id, employee, date, amount, known_on: self.known(date) }
            })
            .collect()
    }

    pub(super) fn make_specials(&mut self) -> Vec<Special> {
        (0..self.random.below(4))
            .map(|_| {
                let date = self.a_day();
                let (id, employee, amount) = (self.new_id("G"), self.somebody(), self.coins(1, 200_000));
                Special { id, employee, date, amount, confirmed: self.random.chance(70), known_on: self.known(date) }
            })
            .collect()
    }
}
