//! A month's pay of the samples: a plan, the facts, and what the engine makes of them.

use shared::old::engine::{Explained, Group, PersonTerms, Terms, Wage, evaluate, pack_for};
use shared::fact::{Fact, FactBody};
use shared::id::{CollectionId, ContractId, FactId};
use shared::num::{Currency, Decimal};
use shared::period::{Calendar, Period, Zone};
use shared::place::Verdict;
use shared::old::plan::{CommissionVersion, Dimension, Floating, Grade, Indicator, Mode, Plan, Scoring, Template, Tier};

use super::samples::{at, cny, customer, day, employee};

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn indicator(id: &str, name: &str, metric: &str, weight: &str) -> Indicator {
    let scoring =
        Scoring::Linear { metric: metric.into(), full: decimal("100"), floor: decimal("0"), cap: decimal("1.2") };
    Indicator { id: id.into(), name: name.into(), weight: decimal(weight), scoring }
}

fn terms() -> Terms {
    let dimension = |id: &str, name: &str, weight: &str, indicators| Dimension {
        id: id.into(),
        name: name.into(),
        weight: decimal(weight),
        indicators,
    };
    let tier = |from: &str, to: Option<&str>, rate: &str| Tier {
        from: decimal(from),
        to: to.map(decimal),
        rate: decimal(rate),
    };
    Terms {
        zone: Zone::new("Asia/Shanghai").unwrap(),
        currency: Currency::CNY,
        calendar: Calendar::default(),
        plan: Plan {
            id: "sales".into(),
            version: 4,
            templates: vec![Template {
                id: "rep".into(),
                name: "销售代表".into(),
                dimensions: vec![
                    dimension("result", "业绩", "50", vec![indicator("i1", "契约金额", "contract_amount", "100")]),
                    dimension("money", "回款", "30", vec![indicator("i2", "回款金额", "collected_amount", "100")]),
                    dimension(
                        "process",
                        "过程",
                        "20",
                        vec![
                            indicator("i3", "有效拜访", "effective_visits", "60"),
                            indicator("i4", "日联系客户数", "daily_customers", "40"),
                        ],
                    ),
                ],
            }],
            grades: vec![
                Grade { id: "A".into(), from: decimal("85") },
                Grade { id: "B".into(), from: decimal("70") },
                Grade { id: "C".into(), from: decimal("0") },
            ],
            commission: vec![CommissionVersion {
                id: "2026".into(),
                from: day("2026-01-01"),
                mode: Mode::Marginal,
                tiers: vec![
                    tier("0", Some("300000"), "0.03"),
                    tier("300000", Some("500000"), "0.05"),
                    tier("500000", None, "0.07"),
                ],
            }],
            floating: Some(Floating { cap: decimal("1") }),
        },
        person: PersonTerms {
            id: employee("lin.xd"),
            name: "林晓东".into(),
            template: "rep".into(),
            join: day("2024-03-01"),
            leave: None,
            wages: vec![Wage { from: day("2024-03-01"), amount: decimal("6500") }],
        },
    }
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

pub fn explained() -> Explained {
    let targets = [
        ("contract_amount", "400000"),
        ("collected_amount", "400000"),
        ("effective_visits", "16"),
        ("daily_customers", "1.2"),
    ];
    let targets = targets.map(|(metric, target)| (metric.to_owned(), decimal(target))).into();
    let period: Period = "2026-11".parse().unwrap();
    let mut pack = pack_for(terms(), period, targets, &facts());
    pack.group = Some(Group { count: 14, sum: decimal("1093.27") });
    pack.today = Some(day("2026-11-19"));
    evaluate(&pack).unwrap()
}
