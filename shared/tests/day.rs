//! A rep's day as facts: plans against visits, gaps of contact, as server and phone count them.

use shared::books::{Books, Class, Id};
use shared::doc::ledger::{Holding, Ledger, Terms};
use shared::engine::Constants;
use shared::fact::{Fact, FactBody, Known, Method};
use shared::facts::Facts;
use shared::id::{CustomerId, FactId};
use shared::metric::{self, Kept, Scope, coverage, kept};
use shared::num::Exact;
use shared::period::{BusinessDay, Instant, Month};
use shared::place::Verdict;
use shared::reminder::{Gap, Standing};

const MONTH: &str = "2026-03";

fn day(n: u32) -> BusinessDay {
    format!("{MONTH}-{n:02}").parse().unwrap()
}

fn at(on: BusinessDay, minutes: i64) -> Instant {
    format!("{on}T08:00:00+08:00").parse::<Instant>().unwrap().plus_millis(minutes * 60_000)
}

fn customer(n: u8) -> CustomerId {
    format!("0190163d-8694-739b-aea5-966c26f8ad{n:02}").parse().unwrap()
}

/// His part of the books without facts.
fn skeleton() -> Books {
    let text = serde_json::json!({
        "format": "fieldtally-books/1",
        "company": {"id": "c", "zone": "Asia/Shanghai", "currency": "CNY", "minor": 2, "calendar": {"weekend": [6, 7]}},
        "periods": [MONTH],
        "people": [{"id": "lin.xd", "join": "2024-03-01", "pool_weight": "1",
            "posts": [{"from": "2024-03-01", "department": "a", "template": "rep"}],
            "wages": [{"from": "2024-03-01", "amount": "6500"}]}],
        "targets": [{"subject": "lin.xd", "metric": "plan_compliance", "period": MONTH, "value": "1"}],
        "plan": {"id": "sales", "version": 1, "name": "a", "grades": [{"id": "A", "from": "0"}],
            "templates": [{"id": "rep", "name": "a", "cycle": "month", "dimensions": [
                {"id": "d", "name": "a", "weight": "100", "indicators": [
                    {"id": "i", "name": "a", "weight": "100", "kind": "linear", "metric": "plan_compliance", "full": "100",
                        "floor": "0", "cap": "1"}]}]}]},
    });
    serde_json::from_value(text).unwrap()
}

fn holding(since: &str) -> Holding {
    Holding {
        class: Class::A,
        owner: "lin.xd".parse().unwrap(),
        since: since.parse().unwrap(),
        collaborators: Vec::new(),
        merged_into: None,
    }
}

/// Facts of his own with ids in order.
#[derive(Default)]
struct Days(Vec<Fact>);

impl Days {
    fn add(&mut self, on: BusinessDay, body: FactBody) {
        let id = FactId::new(format!("f{:04}", self.0.len())).unwrap();
        self.0.push(Fact { id, employee: Some("lin.xd".parse().unwrap()), day: on, body });
    }

    fn plan(&mut self, on: BusinessDay, minutes: i64, stops: &[u8]) {
        let stops = stops.iter().map(|n| customer(*n)).collect();
        self.add(on, FactBody::Plan { stops, at: at(on, minutes) });
    }

    fn visits(&mut self, on: BusinessDay, to: &[u8]) {
        for (n, one) in to.iter().enumerate() {
            let check_in = at(on, 60 + n as i64 * 60);
            let check_out = Some(check_in.plus_millis(30 * 60_000));
            let (verdict, result, next) = (Verdict::Inside, true, None);
            self.add(on, FactBody::Visit { customer: customer(*one), check_in, check_out, verdict, result, next });
        }
    }

    fn contact(&mut self, on: BusinessDay, to: u8) {
        let method = Some(Method::Phone);
        self.add(on, FactBody::Contact { customer: customer(to), at: at(on, 0), next: None, method });
    }
}

fn ledger(since: &str) -> Ledger {
    let terms = Terms {
        employee: "lin.xd".into(),
        books: skeleton(),
        constants: Constants::default(),
        balance: Default::default(),
    };
    let holdings = (1..=9).map(|n| (customer(n), holding(since))).collect();
    Ledger { terms: Some(terms), holdings, ..Ledger::default() }
}

/// As the server does it: all facts into the frame of the month, then the plans.
fn of_server(facts: &[Fact], since: &str) -> Books {
    let mut books = skeleton();
    books.customers = (1..=9).map(|n| shared::doc::ledger::customer(customer(n), &holding(since))).collect();
    let known: Vec<Known> = facts.iter().map(|fact| Known { known_on: fact.day, fact: fact.clone() }).collect();
    known.iter().for_each(|known| books.take_fact(known));
    books.take_plans(&known);
    books
}

fn month() -> Month {
    MONTH.parse().unwrap()
}

/// As the phone does it.
fn of_phone(facts: &[Fact], since: &str, today: BusinessDay) -> Books {
    ledger(since).pack(facts, month(), Some(today)).unwrap().unwrap().books
}

fn on<T>(books: &Books, today: BusinessDay, ask: impl FnOnce(&Scope<'_>) -> T) -> T {
    let facts = Facts::of(books, None).unwrap();
    let employee = facts.people.find("lin.xd").unwrap();
    let (span, today) = (month().into(), Some(today));
    ask(&Scope { facts: &facts, employee, span, parameter: None, today, evidence: false })
}

fn value(scope: &Scope<'_>, name: &str) -> Option<Exact> {
    (metric::named(name).unwrap().metric.measure)(scope).unwrap().value
}

/// Plan 18, actual 20, matched 15, in order 9 (domain.md).
fn worked() -> Vec<Fact> {
    let mut days = Days::default();
    // Three days of six stops: five of each are visited, three of them in order, and two others or none beside.
    for (n, extra) in [(2, 2), (3, 2), (4, 1)] {
        days.plan(day(n), 0, &[9, 8, 7, 6, 5, 4]);
        days.plan(day(n), 30, &[1, 2, 3, 4, 5, 6]);
        days.visits(day(n), &[3, 2, 1, 4, 5]);
        days.visits(day(n), &[7, 8][..extra]);
        // Made up when it was known whom he met.
        days.plan(day(n), 600, &[3, 2, 1, 4, 5]);
    }
    days.0
}

#[test]
fn the_plan_rates_come_out_through_facts_on_server_and_phone() {
    let today = day(31);
    for books in [of_server(&worked(), "2026-01-01"), of_phone(&worked(), "2026-01-01", today)] {
        assert_eq!(books.planned_visits.len(), 18);
        let counted = on(&books, today, kept);
        assert_eq!(counted, Kept { planned: 18, actual: 20, matched: 15, in_order: 9 });
        for (name, some, all) in [("plan_compliance", 15, 18), ("call_compliance", 15, 20), ("route_order", 9, 15)] {
            let wanted = Exact::whole(some).div(&Exact::whole(all), "all").unwrap();
            assert_eq!(on(&books, today, |scope| value(scope, name)), Some(wanted), "{name}");
        }
    }
}

#[test]
fn a_plan_reaches_the_score_of_the_open_month() {
    let pack = ledger("2026-01-01").pack(&worked(), month(), Some(day(31))).unwrap().unwrap();
    let explained = pack.evaluate().unwrap().explained.unwrap();
    let told = serde_json::to_string(&shared::engine::Told::from(&explained)).unwrap();
    assert!(told.contains("plan_compliance"), "{told}");
}

/// Limit 7: gap 7 none, 8 one, 14 one, 15 two (D-29); and what the phone shows at the customer.
#[test]
fn breaches_of_a_gap_are_the_same_on_server_phone_and_page() {
    for (days, count) in [(7, 0), (8, 1), (14, 1), (15, 2), (22, 3)] {
        let mut facts = Days::default();
        facts.contact(day(2), 1);
        // The others are in contact all the time.
        for n in 2..=9 {
            for on in (1..=31).step_by(7) {
                facts.contact(day(on), n);
            }
        }
        let today = day(2).plus_days(days);
        let wanted = Some(Exact::whole(count));
        let name = "contact_gap_breaches";
        assert_eq!(on(&of_server(&facts.0, "2026-03-01"), today, |scope| value(scope, name)), wanted, "{days}: server");
        let phone = of_phone(&facts.0, "2026-03-01", today);
        assert_eq!(on(&phone, today, |scope| value(scope, name)), wanted, "{days}: phone");
        let standing = Standing { last: Some(day(2)), limit: Some(7), ..Standing::default() };
        let gap = Gap::of(&standing).unwrap();
        assert_eq!(gap.breaches(today), count, "{days}: page");
        assert!(gap.next(today) > today && gap.day_of(count) <= today);
    }
}

#[test]
fn anyones_contact_ends_a_gap_on_the_phone_too() {
    let mut ledger = ledger("2026-03-01");
    let other = shared::books::Contact {
        id: Id::new("x"),
        employee: Id::new("·"),
        customer: customer(1).to_string().into(),
        at: at(day(8), 0),
        next: None,
        known_on: day(8),
    };
    let today = day(14);
    let breaches = |ledger: &Ledger| {
        let books = ledger.pack(&[], month(), Some(today)).unwrap().unwrap().books;
        on(&books, today, |scope| value(scope, "contact_gap_breaches"))
    };
    let alone = breaches(&ledger);
    ledger.contacts.push(other);
    let met = breaches(&ledger);
    assert_eq!((alone, met), (Some(Exact::whole(9)), Some(Exact::whole(8))));
}

#[test]
fn coverage_says_who_is_missing() {
    let mut facts = Days::default();
    // Up to the 16th a class A customer is to be met on two days.
    for n in 1..=7 {
        facts.contact(day(3), n);
        facts.contact(day(10), n);
    }
    facts.contact(day(3), 8);
    let found = on(&of_phone(&facts.0, "2026-01-01", day(16)), day(16), coverage);
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].class, found[0].covered, found[0].all), (Class::A, 7, 9));
    let missing: Vec<Id> = [8, 9].map(|n| Id::from(customer(n).to_string())).into();
    assert_eq!(found[0].missing, missing);
}
