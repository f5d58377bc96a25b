//! A company of any size with 200 facts a month for each person: what a field rep's month looks like.

use rust_decimal::Decimal;
use serde_json::json;
use shared::books::{
    Books, Class, Collection, Contact, Contract, Customer, Event, Expense, ExpenseState, Id, Outcome, Penalty, Person,
    Post, Refund, Site, Split, Survey, Target, Visit, Wage, Won,
};
use shared::facts::NewFact;
use shared::period::{BusinessDay, Instant, Month, Span};

/// The month everything happens in.
pub const MONTH: &str = "2026-03";
/// Facts of one person in it.
pub const FACTS: usize = 200;
const CUSTOMERS: usize = 20;

/// A fixed sequence of numbers for a seed.
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % n
    }

    fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }
}

pub fn person_id(person: usize) -> Id {
    format!("E{person:06}").into()
}

pub fn customer_id(person: usize, at: usize) -> Id {
    format!("C{person:06}-{at:02}").into()
}

fn day(n: u64) -> BusinessDay {
    month().first_day().plus_days(n as i64)
}

pub fn month() -> Month {
    MONTH.parse().expect("a month")
}

/// The company before anything happened.
pub fn books(people: usize) -> Books {
    let mut dice = Dice::new(7);
    let ids: Vec<String> = (0..people).map(|n| person_id(n).to_string()).collect();
    let decimal = |text: &str| text.parse::<Decimal>().expect("a decimal");
    let since: BusinessDay = "2024-01-01".parse().expect("a day");
    let persons: Vec<Person> = ids
        .iter()
        .map(|id| Person {
            id: id.as_str().into(),
            join: since,
            leave: None,
            posts: vec![Post { from: since, department: "D1".into(), template: "rep".into() }],
            wages: vec![Wage { from: since, amount: Decimal::from(4000 + dice.below(40) * 100) }],
            draw: Some(Decimal::from(3000)),
            pool_weight: Decimal::ONE,
        })
        .collect();
    let mut customers = Vec::with_capacity(people * CUSTOMERS);
    for (person, id) in ids.iter().enumerate() {
        for at in 0..CUSTOMERS {
            customers.push(Customer {
                id: customer_id(person, at),
                class: Class::ALL[at % 3],
                owner: id.as_str().into(),
                since: "2025-06-01".parse().expect("a day"),
                site: Some(Site { lat: decimal("31.23"), lon: decimal("121.47"), radius: decimal("300") }),
            });
        }
    }
    let period = Span::from(month());
    let mut targets = Vec::new();
    for id in &ids {
        for (metric, value) in [
            ("visits", "100"),
            ("effective_visits", "70"),
            ("daily_customers", "6"),
            ("contract_amount", "400000"),
            ("collected_amount", "300000"),
            ("coverage", "0.8"),
            ("on_time_contacts", "0.7"),
            ("satisfaction", "4"),
        ] {
            targets.push(Target::new(id.as_str().into(), metric.into(), period, decimal(value)));
        }
    }
    let linear = |id: &str, metric: &str, weight: &str| json!({"id": id, "kind": "linear", "metric": metric, "full": "100", "floor": "0", "cap": "1.2", "weight": weight});
    let bands = json!([{"from": "0", "to": "0.8", "coefficient": "0.5"}, {"from": "0.8", "to": "1", "coefficient": "0.9"},
        {"from": "1", "to": null, "coefficient": "1.2"}]);
    let mut books: Books = serde_json::from_value(json!({
        "format": "fieldtally-books/1",
        "company": {"id": "figures", "zone": "Asia/Shanghai", "currency": "CNY", "minor": 2,
            "calendar": {"weekend": [6, 7], "holidays": [], "make_up": []}},
        "periods": [MONTH], "closes": {MONTH: "2026-04-03"},
        "plan": {
            "templates": [{"id": "rep", "cycle": "month", "dimensions": [
                {"id": "result", "weight": "50", "indicators": [linear("i1", "contract_amount", "50"), linear("i2", "collected_amount", "50")]},
                {"id": "work", "weight": "40", "indicators": [linear("i3", "visits", "20"), linear("i4", "effective_visits", "20"),
                    linear("i5", "daily_customers", "20"), linear("i6", "coverage", "20"), linear("i7", "on_time_contacts", "20")]},
                {"id": "conduct", "weight": "10", "indicators": [linear("i8", "satisfaction", "50"),
                    {"id": "i9", "kind": "deduct", "event": "complaint", "full": "100", "per": "10", "floor": "0", "weight": "50"}]}]}],
            "forced": [["S", "10"], ["A", "20"], ["B", "40"], ["C", "20"], ["D", "10"]],
            "floating": {"cap": "1"},
            "commission": [{"from": "2024-01-01", "mode": "marginal", "window": "month", "tiers": [
                {"from": "0", "to": "300000", "rate": "0.03"}, {"from": "300000", "to": "500000", "rate": "0.05"},
                {"from": "500000", "to": null, "rate": "0.07"}]}],
            "bonuses": [
                {"id": "performance", "kind": "performance", "cycle": "month", "templates": ["rep"], "metric": "collected_amount", "base": "2000", "bands": bands},
                {"id": "price", "kind": "price", "cycle": "quarter", "templates": ["rep"], "share": "0.05"},
                {"id": "bad_debt", "kind": "bad_debt", "cycle": "quarter", "templates": ["rep"], "allowance": "1000", "share": "0.15"}],
            "deductions": {"limit": "0.2", "minimum_wage": "2000", "carry": true, "gap_penalty": "20"}
        }
    }))
    .expect("books");
    (books.people, books.customers, books.targets) = (persons, customers, targets);
    books
}

/// The month's facts of one person, in the order of their kinds.
pub fn facts(person: usize, people: usize) -> Vec<NewFact> {
    let mut dice = Dice::new(1_000_003 * (person as u64 + 1));
    let employee = person_id(person);
    let mut facts = Vec::with_capacity(FACTS);
    let base: Instant = "2026-03-01T00:00:00Z".parse().expect("an instant");
    let id = |kind: char, at: usize| -> Id { format!("{kind}{person:06}-{at:03}").into() };
    for at in 0..160 {
        // Working hours in Shanghai; some meetings are with a neighbour's customer.
        let when = dice.below(31);
        let minutes = when as i64 * 1440 + 30 + dice.below(600) as i64;
        let instant = base.plus_millis(minutes * 60_000 + dice.below(60_000) as i64);
        let owner = if dice.chance(10) { (person + 1) % people } else { person };
        let customer = customer_id(owner, dice.below(CUSTOMERS as u64) as usize);
        let next = dice.chance(40).then(|| day((when + dice.below(15)).min(45)));
        let known_on = day(when + 1);
        facts.push(if at < 110 {
            let out = dice.chance(95).then(|| instant.plus_millis((5 + dice.below(60) as i64) * 60_000));
            let far = Decimal::new(3_123_000 + dice.below(500) as i64, 5);
            NewFact::Visit(Visit {
                id: id('V', at),
                employee: employee.clone(),
                customer,
                check_in: instant,
                check_out: out,
                lat: Some(far),
                lon: Some(Decimal::new(12_147, 2)),
                accuracy: Some(Decimal::from(15)),
                verdict: None,
                result: if dice.chance(85) { "met".into() } else { String::new() },
                next,
                known_on,
            })
        } else {
            NewFact::Contact(Contact {
                id: id('N', at),
                employee: employee.clone(),
                customer,
                at: instant,
                next,
                known_on,
            })
        });
    }
    let mut contracts = Vec::new();
    for at in 0..5 {
        let signed = dice.below(25);
        let contract = id('K', at);
        let other = (person + 1) % people;
        let splits = if dice.chance(70) || people == 1 {
            vec![Split { employee: employee.clone(), percent: Decimal::from(100) }]
        } else {
            let (own, rest) = if dice.chance(50) { (60, 40) } else { (50, 50) };
            vec![
                Split { employee: employee.clone(), percent: Decimal::from(own) },
                Split { employee: person_id(other), percent: Decimal::from(rest) },
            ]
        };
        facts.push(NewFact::Contract(Contract {
            id: contract.clone(),
            customer: customer_id(person, at * 3),
            opportunity: None,
            signed: day(signed),
            amount: Decimal::new(1_000_001 + dice.below(20_000_000) as i64, 2),
            currency: None,
            lines: Vec::new(),
            instalments: Vec::new(),
            splits,
            amendments: Vec::new(),
            known_on: day(signed + 1),
        }));
        contracts.push((contract, signed));
    }
    for at in 0..10 {
        let (contract, signed) = contracts[at % contracts.len()].clone();
        let received = signed + dice.below(31 - signed);
        let collection = id('M', at);
        let amount = Decimal::new(500_001 + dice.below(8_000_000) as i64, 2);
        facts.push(NewFact::Collection(Collection {
            id: collection.clone(),
            contract,
            received: day(received),
            amount,
            instalment: None,
            known_on: day(received + 1),
        }));
        if at < 2 {
            let date = day(received + dice.below(31 - received));
            let amount = Decimal::new(10_001 + dice.below(100_000) as i64, 2);
            facts.push(NewFact::Refund(Refund { id: id('R', at), collection, date, amount, known_on: date }));
        }
    }
    for at in 0..10 {
        let date = day(dice.below(31));
        let state = if dice.chance(80) { ExpenseState::Approved } else { ExpenseState::Rejected };
        let amount = Decimal::new(5_001 + dice.below(90_000) as i64, 2);
        let category = "travel".to_owned();
        let employee = employee.clone();
        facts.push(NewFact::Expense(Expense {
            id: id('X', at),
            employee,
            opportunity: None,
            category,
            date,
            amount,
            state,
            known_on: date,
        }));
    }
    for at in 0..6 {
        let (date, employee) = (day(dice.below(31)), employee.clone());
        let answer = Decimal::from(1 + dice.below(5));
        facts.push(NewFact::Survey(Survey { id: id('S', at), employee, date, answer, known_on: date }));
    }
    for at in 0..3 {
        let (date, employee) = (day(dice.below(31)), employee.clone());
        let kind = if at == 0 { "complaint" } else { "praise" }.to_owned();
        facts.push(NewFact::Event(Event { id: id('Z', at), employee, date, kind, known_on: date }));
    }
    for at in 0..2 {
        let (date, employee) = (day(dice.below(31)), employee.clone());
        let amount = Decimal::from(50 + dice.below(300));
        facts.push(NewFact::Penalty(Penalty { id: id('Q', at), employee, date, amount, known_on: date }));
    }
    for at in 0..2 {
        let (date, employee) = (day(dice.below(31)), employee.clone());
        let result = if dice.chance(50) { Won::Won } else { Won::Lost };
        let opportunity = "none".into();
        facts.push(NewFact::Outcome(Outcome { id: id('W', at), opportunity, employee, date, result, known_on: date }));
    }
    debug_assert_eq!(facts.len(), FACTS);
    facts
}
