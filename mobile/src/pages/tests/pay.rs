//! A month's pay of the samples: a plan, the facts, and what the engine makes of them.

use serde_json::json;
use shared::books::Books;
use shared::doc::ledger::{Ledger, Terms};
use shared::engine::{Adjusted, Constants, Explained, Group, Pack, Told, ToldAdjustment, compare};
use shared::fact::{Fact, FactBody, Known};
use shared::id::{CollectionId, ContractId, FactId};
use shared::num::Decimal;
use shared::period::Month;
use shared::place::Verdict;

use super::samples::{at, cny, customer, day, employee};

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn month() -> Month {
    "2026-11".parse().unwrap()
}

fn indicator(id: &str, name: &str, metric: &str, weight: &str) -> serde_json::Value {
    json!({"id": id, "name": name, "weight": weight, "kind": "linear", "metric": metric, "full": "100", "floor": "0", "cap": "1.2"})
}

fn target(metric: &str, value: &str) -> serde_json::Value {
    json!({"subject": "lin.xd", "metric": metric, "period": "2026-11", "value": value})
}

/// His part of the books without facts.
fn skeleton() -> Books {
    let plan = json!({
        "id": "sales", "version": 4, "name": "销售",
        "templates": [{"id": "rep", "name": "销售代表", "cycle": "month", "dimensions": [
            {"id": "result", "name": "业绩", "weight": "50", "indicators": [indicator("i1", "契约金额", "contract_amount", "100")]},
            {"id": "money", "name": "回款", "weight": "30", "indicators": [indicator("i2", "回款金额", "collected_amount", "100")]},
            {"id": "process", "name": "过程", "weight": "20", "indicators": [
                indicator("i3", "有效拜访", "effective_visits", "60"),
                indicator("i4", "日联系客户数", "daily_customers", "40"),
            ]},
        ]}],
        "grades": [{"id": "A", "from": "85"}, {"id": "B", "from": "70"}, {"id": "C", "from": "0"}],
        "floating": {"cap": "1"},
        "commission": [{"from": "2026-01-01", "mode": "marginal", "window": "month", "tiers": [
            {"from": "0", "to": "300000", "rate": "0.03"},
            {"from": "300000", "to": "500000", "rate": "0.05"},
            {"from": "500000", "rate": "0.07"},
        ]}],
        "bonuses": [{"id": "quarter", "cycle": "quarter", "templates": ["rep"], "kind": "base", "amount": "600"}],
    });
    let books = json!({
        "format": "fieldtally-books/1",
        "company": {"id": "hengchuan", "zone": "Asia/Shanghai", "currency": "CNY", "minor": 2, "calendar": {"weekend": [6, 7]}},
        "periods": ["2026-11"],
        "people": [{"id": "lin.xd", "join": "2024-03-01", "pool_weight": "1",
            "posts": [{"from": "2024-03-01", "department": "杭州一部", "template": "rep"}],
            "wages": [{"from": "2024-03-01", "amount": "6500"}]}],
        "targets": [
            target("contract_amount", "400000"), target("collected_amount", "400000"),
            target("effective_visits", "16"), target("daily_customers", "1.2"),
        ],
        "plan": plan,
    });
    serde_json::from_value(books).unwrap()
}

pub fn facts() -> Vec<Fact> {
    let contract = |n: u8| ContractId::new(format!("HT-2609-04{n}")).unwrap();
    let mut facts: Vec<Fact> = (0..12)
        .map(|n: i64| Fact {
            id: FactId::of_record(format!("0190163d-8694-739b-aea5-96000000{n:04}").parse().unwrap()),
            employee: Some(employee("lin.xd")),
            day: day("2026-11-02").plus_days(n + n / 5 * 2),
            body: FactBody::Visit {
                customer: customer(91 + (n % 5) as u8),
                check_in: at((n - 17) * 1440),
                check_out: Some(at((n - 17) * 1440 + 12 + n * 3)),
                verdict: if n % 4 == 3 { Verdict::Uncertain } else { Verdict::Inside },
                result: true,
                next: None,
            },
        })
        .collect();
    for (n, (signed, amount)) in [("2026-11-05", "186000"), ("2026-11-12", "86000")].iter().enumerate() {
        let n = n as u8;
        facts.push(Fact {
            id: FactId::of_contract(&contract(n)),
            employee: None,
            day: day(signed),
            body: FactBody::Contract {
                contract: contract(n),
                customer: customer(91 + n),
                money: cny(amount),
                shares: [(employee("lin.xd"), decimal("100"))].into(),
            },
        });
    }
    for (n, (received, amount)) in
        [("2026-11-09", "186000"), ("2026-11-16", "92000"), ("2026-11-18", "102000.50")].iter().enumerate()
    {
        let collection = CollectionId::new(format!("SK-{n}")).unwrap();
        facts.push(Fact {
            id: FactId::of_collection(&collection),
            employee: None,
            day: day(received),
            body: FactBody::Collection { collection, contract: contract(n as u8 % 2), money: cny(amount) },
        });
    }
    facts.sort_by(|a, b| (a.day, &a.id).cmp(&(b.day, &b.id)));
    facts
}

/// The open month as a phone packs it.
pub fn pack() -> Pack {
    packed(facts())
}

fn packed(facts: Vec<Fact>) -> Pack {
    let (own, money): (Vec<Fact>, Vec<Fact>) = facts.into_iter().partition(|fact| fact.employee.is_some());
    let group = Some(Group { count: 14, sum: decimal("1093.27") });
    let terms = Terms {
        employee: "lin.xd".into(),
        books: skeleton(),
        constants: Constants { group, ..Constants::default() },
        balance: Default::default(),
    };
    let facts = money.into_iter().map(|fact| Known { known_on: fact.day, fact }).collect();
    let ledger = Ledger { terms: Some(terms), facts, ..Ledger::default() };
    ledger.pack(&own, month(), Some(day("2026-11-19"))).unwrap().unwrap()
}

fn explained() -> Explained {
    pack().evaluate().unwrap().explained.unwrap()
}

pub fn told() -> Told {
    Told::from(&explained())
}

/// What it would have been with the last payment late.
pub fn adjustments() -> Vec<ToldAdjustment> {
    let mut before = facts();
    before.pop();
    let results = |pack: Pack| [("lin.xd".into(), pack.evaluate().unwrap())].into();
    let found: Vec<Adjusted> = compare(month(), &results(packed(before)), &results(pack()));
    found.iter().map(ToldAdjustment::from).collect()
}
