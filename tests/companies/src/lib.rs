//! Random companies: a seed gives the same [`Books`] natively and in wasm, today and next year.
//!
//! Small ones with everything in them: all ways of scoring, all bonuses, both commission modes, every window, limits,
//! currencies and missing rates, amendments, stages, joiners, leavers and transfers, refunds, gaps, several zones and minor
//! units, and facts that come late. What they hold always passes the door of the books.

mod activity;
mod money;
mod people;
mod plan;
mod random;
mod scoring;

use std::collections::BTreeMap;

use shared::books::{Books, CollectionRate, Company, Id, Point, Settings};
use shared::num::{Currency, Decimal};
use shared::period::{BusinessDay, Calendar, Month, Zone};

pub use random::Random;

/// How large a company is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    pub people: u32,
    pub customers: u32,
    pub contracts: u32,
    /// Visits and contacts of each person.
    pub visits: u32,
}

impl Size {
    /// A few hundred facts.
    pub const SMALL: Self = Self { people: 5, customers: 6, contracts: 8, visits: 16 };
}

/// The company of a seed.
#[must_use]
pub fn company(seed: u64) -> Books {
    sized(seed, Size::SMALL)
}

/// The company of a seed and a size: up to so many of each.
#[must_use]
pub fn sized(seed: u64, size: Size) -> Books {
    Maker::new(seed, size).books()
}

/// What is decided first and looked at by everything after.
struct Maker {
    random: Random,
    size: Size,
    company: Company,
    months: Vec<Month>,
    people: Vec<Id>,
    products: Vec<Id>,
    customers: Vec<Id>,
    opportunities: Vec<Id>,
    /// So many ids were given.
    given: u32,
}

fn code(code: &str) -> Currency {
    Currency::new(code).expect("a currency")
}

fn day(text: &str) -> BusinessDay {
    text.parse().expect("a day")
}

impl Maker {
    fn new(seed: u64, size: Size) -> Self {
        let mut random = Random::new(seed);
        let zones = ["Asia/Shanghai", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Pacific/Auckland", "UTC"];
        let zone = Zone::new(random.pick(&zones)).expect("a zone of the list");
        let (currency, minor) = random.pick(&[("CNY", 2), ("CNY", 2), ("JPY", 0), ("KWD", 3), ("EUR", 2)]);
        let start: Month =
            day(random.pick(&["2023-12-01", "2024-02-01", "2025-11-01", "2026-01-01", "2026-03-01"])).month();
        let count = if random.chance(4) { 13 } else { random.between(1, 5) };
        let months: Vec<Month> = (0..count).map(|n| start.plus(n)).collect();
        let calendar = Self::calendar(&mut random, start, count);
        let company =
            Company { id: Id::new(&format!("company-{seed}")), zone, currency: code(currency), minor, calendar };
        let (people, products, customers, opportunities) = Default::default();
        Self { random, size, company, months, people, products, customers, opportunities, given: 0 }
    }

    fn calendar(random: &mut Random, start: Month, months: u32) -> Calendar {
        let first = start.first_day();
        let days = i64::from(months) * 30;
        let some = |random: &mut Random, most: u32| {
            (0..random.below(most)).map(|_| first.plus_days(random.between(0, days))).collect()
        };
        let weekend = random.pick(&[vec![6, 7], vec![7], vec![5, 6], vec![]]);
        Calendar { weekend: weekend.into_iter().collect(), holidays: some(random, 6), make_up: some(random, 4) }
    }

    fn books(mut self) -> Books {
        self.name_all();
        let closes = self.closes();
        let settings = self.settings();
        let plan = self.plan();
        let mut books = Books {
            company: self.company.clone(),
            settings,
            periods: self.months.clone(),
            closes,
            people: self.make_people(&plan),
            products: self.make_products(),
            customers: self.make_customers(),
            merged: std::collections::BTreeMap::new(),
            opportunities: self.make_opportunities(),
            contracts: self.make_contracts(),
            collections: Vec::new(),
            refunds: Vec::new(),
            bad_debts: Vec::new(),
            visits: self.make_visits(),
            contacts: self.make_contacts(),
            planned_visits: self.make_planned(),
            surveys: self.make_surveys(),
            expenses: self.make_expenses(),
            trips: self.make_trips(),
            outcomes: self.make_outcomes(),
            ratings: self.make_ratings(&plan),
            events: self.make_events(),
            penalties: self.make_penalties(),
            specials: self.make_specials(),
            fx: self.make_fx(),
            targets: self.make_targets(&plan),
            points: self.make_points(),
            plan,
        };
        self.make_cash(&mut books);
        books
    }

    fn name_all(&mut self) {
        // Short and long, capitals and others: ids sort by bytes.
        let heads = ["e", "E", "王", "E1"];
        self.people = (0..self.random.between(2, self.size.people)).map(|_| self.id(heads)).collect();
        self.products = (0..self.random.between(1, 3)).map(|_| self.id(["P", "p", "P", "P"])).collect();
        self.customers = (0..self.random.between(2, self.size.customers)).map(|_| self.id(["K"; 4])).collect();
        self.opportunities = (0..self.random.between(1, 5)).map(|_| self.id(["O"; 4])).collect();
    }

    /// A new id.
    fn id(&mut self, heads: [&str; 4]) -> Id {
        self.given += 1;
        let head = self.random.pick(&heads);
        Id::new(&format!("{head}{}", self.given))
    }

    fn new_id(&mut self, head: &str) -> Id {
        // A number in front that mixes the order of ids with that of making.
        self.given += 1;
        Id::new(&format!("{head}{}-{}", self.random.below(10), self.given))
    }

    fn closes(&mut self) -> BTreeMap<Month, BusinessDay> {
        let months = self.months.clone();
        months.into_iter().map(|month| (month, month.next().first_day().plus_days(self.random.between(0, 9)))).collect()
    }

    fn settings(&mut self) -> Settings {
        let rates = [CollectionRate::InPeriod, CollectionRate::WithPrepaid, CollectionRate::Cumulative];
        Settings {
            collection_rate: self.random.pick(&rates),
            leavers_earn: !self.random.chance(20),
            negative_carry: self.random.chance(20),
            ..Settings::default()
        }
    }

    fn first(&self) -> BusinessDay {
        self.months.first().map_or(day("2026-01-01"), |month| month.first_day())
    }

    fn last(&self) -> BusinessDay {
        self.months.last().map_or(day("2026-01-31"), |month| month.last_day())
    }

    /// A day of the periods, or some days around them.
    fn a_day(&mut self) -> BusinessDay {
        let span = self.last().days_since(self.first());
        let first = self.first();
        first.plus_days(self.random.between(-5, span + 5))
    }

    /// When the server heard of something of a day: mostly at once, sometimes late.
    fn known(&mut self, of: BusinessDay) -> BusinessDay {
        let late = if self.random.chance(15) { self.random.between(5, 70) } else { self.random.between(0, 2) };
        of.plus_days(late)
    }

    fn somebody(&mut self) -> Id {
        let people = self.people.clone();
        self.random.pick(&people)
    }

    fn make_points(&mut self) -> Vec<Point> {
        (0..self.random.below(3))
            .map(|_| Point {
                id: self.new_id("pt"),
                lat: Decimal::new(self.random.between(18_000_000, 53_000_000), 6),
                lon: Decimal::new(self.random.between(73_000_000, 135_000_000), 6),
            })
            .collect()
    }
}
