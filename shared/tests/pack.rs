//! A sealed statement: the same from its pack wherever it is computed, another as soon as one input is.

use serde_json::{Value, json};
use shared::books::{Books, Slicer};
use shared::engine::{InTurn, MonthRun, Pack, Sealed};
use shared::facts::Facts;
use shared::period::Month;

fn month() -> Month {
    "2026-03".parse().unwrap()
}

fn visit(id: &str, who: &str, customer: &str, at: &str) -> Value {
    json!({"id": id, "employee": who, "customer": customer, "check_in": format!("2026-03-{at}T02:00:00Z"),
        "check_out": format!("2026-03-{at}T02:30:00Z"), "verdict": "inside", "result": "seen", "known_on": "2026-03-31"})
}

/// Two people of one template, each with a customer; the other was with Lin's customer too.
fn company() -> Books {
    let person = |id: &str| {
        json!({"id": id, "join": "2024-01-01", "pool_weight": "1",
            "posts": [{"from": "2024-01-01", "department": "D", "template": "rep"}],
            "wages": [{"from": "2024-01-01", "amount": "2000"}]})
    };
    let indicator = |id: &str, metric: &str, weight: &str| json!({"id": id, "weight": weight, "kind": "linear", "metric": metric, "full": "100", "floor": "0", "cap": "1"});
    let target = |who: &str, metric: &str, value: &str| json!({"subject": who, "metric": metric, "period": "2026-03", "value": value});
    let books = json!({
        "company": {"id": "c", "zone": "Asia/Shanghai", "currency": "CNY", "minor": 2, "calendar": {"weekend": [6, 7]}},
        "periods": ["2026-03"],
        "people": [person("lin.xd"), person("zhou.min")],
        "customers": [
            {"id": "A", "class": "A", "owner": "lin.xd", "since": "2025-01-01"},
            {"id": "B", "class": "A", "owner": "zhou.min", "since": "2025-01-01"},
        ],
        "contracts": [{"id": "C1", "customer": "A", "signed": "2026-01-10", "amount": "600000",
            "splits": [{"employee": "lin.xd", "percent": "60"}, {"employee": "zhou.min", "percent": "40"}],
            "known_on": "2026-01-10"}],
        "collections": [
            {"id": "P1", "contract": "C1", "received": "2026-03-05", "amount": "250000", "known_on": "2026-03-05"},
            {"id": "P2", "contract": "C1", "received": "2026-03-05", "amount": "350000", "known_on": "2026-03-05"},
        ],
        "refunds": [{"id": "R1", "collection": "P1", "date": "2026-03-20", "amount": "1000", "known_on": "2026-03-20"}],
        "visits": [
            visit("v1", "lin.xd", "A", "02"), visit("v2", "lin.xd", "A", "09"), visit("v3", "zhou.min", "A", "20"),
            visit("v4", "zhou.min", "B", "03"), visit("v5", "zhou.min", "B", "04"),
        ],
        "targets": [
            target("lin.xd", "collected_amount", "500000"), target("lin.xd", "effective_visits", "4"),
            target("zhou.min", "collected_amount", "200000"), target("zhou.min", "effective_visits", "4"),
        ],
        "plan": {
            "templates": [{"id": "rep", "cycle": "month", "dimensions": [{"id": "all", "weight": "100", "indicators": [
                indicator("money", "collected_amount", "60"), indicator("visits", "effective_visits", "40"),
            ]}]}],
            "floating": {"cap": "1"},
            "commission": [{"from": "2026-01-01", "mode": "marginal", "window": "month", "tiers": [
                {"from": "0", "to": "300000", "rate": "0.03"}, {"from": "300000", "rate": "0.05"},
            ]}],
            "deductions": {"limit": "0.2", "minimum_wage": "0", "carry": true, "gap_penalty": "10"},
        },
    });
    serde_json::from_value(books).unwrap()
}

fn sealed(books: &Books, employee: &str) -> Sealed {
    let facts = Facts::of(books, None).unwrap();
    let run = MonthRun { facts: &facts, month: month(), ratings: None, today: None };
    let result = run.evaluate(&Default::default(), &InTurn).remove(employee).unwrap();
    let pack = Pack::new(&Slicer::new(books, month()), &run, &employee.into(), result.constants, Default::default());
    Sealed::new(result.explained.map(|explained| explained.statement), Vec::new(), pack).unwrap()
}

#[test]
fn everybodys_pack_gives_the_statement_it_was_sealed_with() {
    for employee in ["lin.xd", "zhou.min"] {
        let sealed = sealed(&company(), employee);
        let text = serde_json::to_vec(&sealed).unwrap();
        let read: Sealed = serde_json::from_slice(&text).unwrap();
        let (result, hashes) = read.again().unwrap();
        assert_eq!(hashes, sealed.hashes, "{employee}");
        assert_eq!(result.explained.map(|explained| explained.statement), sealed.statement);
        let statement = sealed.statement.unwrap();
        assert_eq!(statement.hash().unwrap(), sealed.hashes.statement);
        assert!(statement.score.is_some() && statement.lines.len() > 3, "{statement:?}");
    }
}

#[test]
fn one_altered_input_gives_another_seal_also_where_no_line_changes() {
    let sealed = sealed(&company(), "lin.xd");
    let alter: [fn(&mut Sealed); 5] = [
        |one| one.pack.books.visits[0].check_in = one.pack.books.visits[0].check_in.plus_millis(-1000),
        |one| one.pack.books.contacts[0].at = one.pack.books.contacts[0].at.plus_millis(-1000),
        |one| one.pack.constants.group = None,
        |one| one.pack.balance.owed += shared::num::Decimal::ONE,
        |one| one.pack.books.plan.version += 1,
    ];
    for (at, alter) in alter.into_iter().enumerate() {
        let mut altered = sealed.clone();
        alter(&mut altered);
        assert_ne!(altered.again().unwrap().1.seal, sealed.hashes.seal, "{at}");
    }
    let mut earlier = sealed.clone();
    alter[0](&mut earlier);
    assert_eq!(earlier.again().unwrap().1.statement, sealed.hashes.statement, "a second earlier pays the same");
}

#[test]
fn a_pack_does_not_say_who_else_was_there() {
    let sealed = sealed(&company(), "lin.xd");
    let text = serde_json::to_string(&sealed.pack).unwrap();
    // His partner's name stands in the contract they share, nowhere else.
    assert_eq!(text.matches("zhou.min").count(), 1, "{text}");
    assert!(!text.contains("\"B\",\"class\""), "another's customer is none of his");
}

#[test]
fn the_order_in_which_facts_arrive_does_not_matter() {
    let mut books = company();
    let was = sealed(&books, "lin.xd").statement;
    books.visits.reverse();
    books.collections.reverse();
    books.customers.reverse();
    books.people.reverse();
    assert_eq!(sealed(&books, "lin.xd").statement, was);
}
