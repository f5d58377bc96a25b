//! The thin engine on the worked numbers of domain.md.

use std::collections::BTreeMap;

use shared::old::engine::{Group, Pack, PersonTerms, Terms, Wage, What, evaluate, pack_for};
use shared::fact::{Fact, FactBody};
use shared::id::{CollectionId, ContractId, CustomerId, EmployeeId, FactId, RefundId};
use shared::num::{Currency, Decimal, Money, decimal};
use shared::period::{BusinessDay, Calendar, Zone};
use shared::place::Verdict;
use shared::old::plan::{
    CommissionVersion, Dimension, Floating, Grade, Indicator, Mode, Plan, Scoring, Template, Tier, check,
};

fn dec(text: &str) -> Decimal {
    decimal(text).unwrap()
}

fn day(text: &str) -> BusinessDay {
    text.parse().unwrap()
}

fn lin() -> EmployeeId {
    EmployeeId::new("lin.xd").unwrap()
}

fn customer(number: u128) -> CustomerId {
    CustomerId::from_uuid(uuid::Uuid::from_u128(number))
}

fn indicator(id: &str, metric: &str, weight: &str) -> Indicator {
    let scoring = Scoring::Linear { metric: metric.into(), full: dec("100"), floor: dec("0"), cap: dec("1") };
    Indicator { id: id.into(), name: id.into(), weight: dec(weight), scoring }
}

fn plan(mode: Mode) -> Plan {
    let tier = |from: &str, to: Option<&str>, rate: &str| Tier { from: dec(from), to: to.map(dec), rate: dec(rate) };
    Plan {
        id: "field-sales".into(),
        version: 1,
        templates: vec![Template {
            id: "rep".into(),
            name: "外勤".into(),
            dimensions: vec![
                Dimension {
                    id: "result".into(),
                    name: "业绩".into(),
                    weight: dec("60"),
                    indicators: vec![
                        indicator("contract", "contract_amount", "50"),
                        indicator("collected", "collected_amount", "50"),
                    ],
                },
                Dimension {
                    id: "activity".into(),
                    name: "过程".into(),
                    weight: dec("40"),
                    indicators: vec![indicator("visits", "effective_visits", "100")],
                },
            ],
        }],
        grades: [("S", "95"), ("A", "85"), ("B", "70"), ("C", "60"), ("D", "0")]
            .map(|(id, from)| Grade { id: id.into(), from: dec(from) })
            .into(),
        commission: vec![CommissionVersion {
            id: "2026".into(),
            from: day("2026-01-01"),
            mode,
            tiers: vec![
                tier("0", Some("300000"), "0.03"),
                tier("300000", Some("500000"), "0.05"),
                tier("500000", None, "0.07"),
            ],
        }],
        floating: Some(Floating { cap: dec("1") }),
    }
}

fn terms(mode: Mode) -> Terms {
    Terms {
        zone: Zone::new("Asia/Shanghai").unwrap(),
        currency: Currency::CNY,
        calendar: Calendar::default(),
        plan: plan(mode),
        person: PersonTerms {
            id: lin(),
            name: "林晓东".into(),
            template: "rep".into(),
            join: day("2024-01-01"),
            leave: None,
            wages: vec![Wage { from: day("2024-01-01"), amount: dec("2000") }],
        },
    }
}

fn contract(id: &str, signed: &str, amount: &str, shares: &[(&str, &str)]) -> Fact {
    let contract = ContractId::new(id).unwrap();
    Fact {
        id: FactId::of_contract(&contract),
        employee: None,
        day: day(signed),
        body: FactBody::Contract {
            contract,
            customer: customer(1),
            money: Money::parse(amount, Currency::CNY).unwrap(),
            shares: shares.iter().map(|(who, percent)| (EmployeeId::new(*who).unwrap(), dec(percent))).collect(),
        },
    }
}

fn collection(id: &str, of: &str, received: &str, amount: &str) -> Fact {
    let collection = CollectionId::new(id).unwrap();
    Fact {
        id: FactId::of_collection(&collection),
        employee: None,
        day: day(received),
        body: FactBody::Collection {
            collection,
            contract: ContractId::new(of).unwrap(),
            money: Money::parse(amount, Currency::CNY).unwrap(),
        },
    }
}

fn refund(id: &str, of: &str, on: &str, amount: &str) -> Fact {
    let refund = RefundId::new(id).unwrap();
    Fact {
        id: FactId::of_refund(&refund),
        employee: None,
        day: day(on),
        body: FactBody::Refund {
            refund,
            collection: CollectionId::new(of).unwrap(),
            money: Money::parse(amount, Currency::CNY).unwrap(),
        },
    }
}

/// A visit from 10:00 local time.
fn visit(number: u128, on: &str, minutes: i64, verdict: Verdict, result: bool) -> Fact {
    let began = Zone::new("Asia/Shanghai").unwrap().start_of(day(on)).plus_millis(10 * 3_600_000);
    Fact {
        id: FactId::new(uuid::Uuid::from_u128(number).to_string()).unwrap(),
        employee: Some(lin()),
        day: day(on),
        body: FactBody::Visit {
            customer: customer(number),
            check_in: began,
            check_out: (minutes > 0).then(|| began.plus_millis(minutes * 60_000)),
            verdict,
            result,
            next: None,
        },
    }
}

fn pack(mode: Mode, facts: &[Fact]) -> Pack {
    pack_for(terms(mode), "2026-03".parse().unwrap(), BTreeMap::new(), facts)
}

fn lines(pack: &Pack) -> Vec<(String, String)> {
    let explained = evaluate(pack).unwrap();
    explained.statement.lines.iter().map(|line| (line.key.clone(), line.amount.to_string())).collect()
}

fn commission(pack: &Pack) -> Decimal {
    let explained = evaluate(pack).unwrap();
    explained.statement.lines.iter().filter(|line| line.section == "commission").map(|line| line.amount).sum()
}

const WHOLE: &[(&str, &str)] = &[("lin.xd", "100")];

#[test]
fn the_plan_of_the_tests_is_sound() {
    assert_eq!(check(&plan(Mode::Marginal)), []);
}

#[test]
fn tiers_pay_26_000_marginally_and_42_000_retroactively() {
    // domain.md, Tiers.
    let facts = [contract("C1", "2026-01-10", "600000", WHOLE), collection("P1", "C1", "2026-03-05", "600000")];
    assert_eq!(commission(&pack(Mode::Marginal, &facts)), dec("26000.00"));
    assert_eq!(commission(&pack(Mode::Retroactive, &facts)), dec("42000.00"));
}

#[test]
fn the_edge_of_a_tier_belongs_to_the_next() {
    for (amount, marginal, retroactive) in
        [("299999.99", "9000.00", "9000.00"), ("300000", "9000.00", "15000.00"), ("300000.01", "9000.00", "15000.00")]
    {
        let facts = [contract("C1", "2026-01-10", "600000", WHOLE), collection("P1", "C1", "2026-03-05", amount)];
        assert_eq!(commission(&pack(Mode::Marginal, &facts)), dec(marginal), "{amount}");
        assert_eq!(commission(&pack(Mode::Retroactive, &facts)), dec(retroactive), "{amount}");
    }
}

#[test]
fn a_refund_of_a_later_month_takes_back_what_the_money_earned() {
    // D-14: the blended rate from its place on the ladder; P2 stands from 200,000 to 400,000: half at 3 %, half at 5 %.
    let facts = [
        contract("C1", "2026-01-10", "600000", WHOLE),
        collection("P1", "C1", "2026-02-03", "200000"),
        collection("P2", "C1", "2026-02-20", "200000"),
        refund("R1", "P2", "2026-03-09", "100000"),
    ];
    let pack = pack(Mode::Marginal, &facts);
    let found = lines(&pack);
    assert!(found.contains(&("clawback R1 plan".into(), "-4000.00".into())), "{found:?}");
    let explained = evaluate(&pack).unwrap();
    let node = explained.trail.iter().find(|node| node.what == What::Clawback).unwrap();
    assert_eq!(node.evidence().len(), 2);
}

#[test]
fn money_before_signing_is_earned_on_the_signing_day_and_rates_are_those_of_the_signing() {
    let mut terms = terms(Mode::Marginal);
    let mut newer = terms.plan.commission[0].clone();
    newer.id = "2026-03".into();
    newer.from = day("2026-03-01");
    for tier in &mut newer.tiers {
        tier.rate = dec("0.10");
    }
    terms.plan.commission.push(newer);
    let facts = [
        contract("OLD", "2026-02-28", "1000", WHOLE),
        collection("P1", "OLD", "2026-03-05", "1000"),
        contract("NEW", "2026-03-10", "1000", WHOLE),
        collection("P2", "NEW", "2026-02-25", "1000"),
    ];
    let pack = pack_for(terms, "2026-03".parse().unwrap(), BTreeMap::new(), &facts);
    let found = lines(&pack);
    assert!(found.contains(&("commission plan 2026 tier 1".into(), "30.00".into())), "{found:?}");
    assert!(found.contains(&("commission plan 2026-03 tier 1".into(), "100.00".into())), "{found:?}");
}

#[test]
fn a_split_pays_each_his_part() {
    let shares = &[("lin.xd", "33"), ("zhou.min", "67")];
    let facts = [contract("C1", "2026-01-10", "1000", shares), collection("P1", "C1", "2026-03-05", "100.01")];
    // 33.0033 and 67.0067: the cents by largest remainder (D-4).
    let pack = pack(Mode::Marginal, &facts);
    let explained = evaluate(&pack).unwrap();
    let collected = &explained.statement.score;
    assert!(collected.is_none(), "no targets, no score");
    assert_eq!(commission(&pack), dec("0.99"));
}

#[test]
fn wages_float_by_the_gap_to_the_mean() {
    // domain.md: base 2,000, avg 80: score 88 → +200.00; 72 → −200.00; 80 → 0.
    for (visits, floats) in [(88, "200.00"), (72, "-200.00"), (80, "0.00")] {
        let facts: Vec<_> = (0..visits).map(|n| visit(n, "2026-03-10", 30, Verdict::Inside, true)).collect();
        let mut pack = pack(Mode::Marginal, &facts);
        pack.targets = BTreeMap::from([("effective_visits".to_owned(), dec("100"))]);
        pack.group = Some(Group { count: 2, sum: dec("160") });
        let explained = evaluate(&pack).unwrap();
        assert_eq!(
            explained.statement.score.as_ref().unwrap().total,
            Decimal::from(visits),
            "contract targets are missing"
        );
        let found = lines(&pack);
        assert_eq!(found[0], ("base".into(), "2000.00".into()));
        assert_eq!(found[1], ("floating".into(), floats.into()));
        pack.group = Some(Group { count: 1, sum: dec("80") });
        assert_eq!(lines(&pack).len(), 1, "a group of one: no adjustment");
    }
}

#[test]
fn an_effective_visit_is_inside_or_uncertain_ten_minutes_and_with_a_result() {
    let facts = [
        visit(1, "2026-03-02", 10, Verdict::Inside, true),
        visit(2, "2026-03-02", 10, Verdict::Uncertain, true),
        visit(3, "2026-03-02", 9, Verdict::Inside, true),
        visit(4, "2026-03-02", 10, Verdict::Outside, true),
        visit(5, "2026-03-02", 10, Verdict::Inside, false),
        visit(6, "2026-03-02", 0, Verdict::Inside, true),
        visit(7, "2026-02-28", 10, Verdict::Inside, true),
    ];
    let pack = pack(Mode::Marginal, &facts);
    let measure = |id: &str| (shared::old::metric::find(id).unwrap().measure)(&pack.scope()).unwrap();
    assert_eq!(measure("effective_visits").value.unwrap().to_string(), "2");
    assert_eq!(measure("visits").value.unwrap().to_string(), "5");
    assert_eq!(measure("effective_visits").facts.len(), 2);
}

#[test]
fn daily_customers_counts_pairs_of_customer_and_working_day() {
    // D-21. March 2026 has 22 working days; the 7th is a Saturday.
    let mut again = visit(9, "2026-03-02", 30, Verdict::Inside, true);
    if let FactBody::Visit { customer: whose, .. } = &mut again.body {
        *whose = customer(1);
    }
    let facts = [
        visit(1, "2026-03-02", 30, Verdict::Inside, true),
        again,
        visit(2, "2026-03-02", 30, Verdict::Inside, true),
        visit(3, "2026-03-07", 30, Verdict::Inside, true),
    ];
    let mut pack = pack(Mode::Marginal, &facts);
    let value = |pack: &Pack| (shared::old::metric::find("daily_customers").unwrap().measure)(&pack.scope()).unwrap().value;
    assert_eq!(value(&pack).unwrap().to_string(), "0.090909090909");
    pack.today = Some(day("2026-03-05"));
    assert_eq!(value(&pack).unwrap().to_string(), "0.5", "while open, the days so far");
    pack.terms.person.leave = Some(day("2026-02-27"));
    assert_eq!(value(&pack), None, "not employed on any day: not applicable");
}

#[test]
fn base_wage_is_paid_for_employed_working_days_at_each_days_wage() {
    let mut pack = pack(Mode::Marginal, &[]);
    pack.terms.person.join = day("2026-03-17");
    assert_eq!(lines(&pack)[0].1, "1000.00", "11 of 22 working days");
    pack.terms.person.wages.push(Wage { from: day("2026-03-31"), amount: dec("4200") });
    // 10 days at 2,000 and one at 4,200, of 22: 1,100.
    assert_eq!(lines(&pack)[0].1, "1100.00");
    pack.terms.person.leave = Some(day("2026-03-16"));
    assert_eq!(lines(&pack)[0].1, "0.00");
}

#[test]
fn one_altered_input_gives_another_hash() {
    let facts = [
        contract("C1", "2026-01-10", "600000", WHOLE),
        collection("P1", "C1", "2026-03-05", "600000"),
        visit(1, "2026-03-02", 30, Verdict::Inside, true),
    ];
    let sealed = pack(Mode::Marginal, &facts);
    let hash = evaluate(&sealed).unwrap().hash;
    assert_eq!(evaluate(&sealed.clone()).unwrap().hash, hash);
    let mut altered = sealed.clone();
    for fact in &mut altered.facts {
        if let FactBody::Visit { check_in, .. } = &mut fact.body {
            // A second earlier: no line changes, the inputs do.
            *check_in = check_in.plus_millis(-1000);
        }
    }
    assert_eq!(lines(&altered), lines(&sealed));
    assert_ne!(evaluate(&altered).unwrap().hash, hash);
    let text = serde_json::to_vec(&sealed).unwrap();
    let read: Pack = serde_json::from_slice(&text).unwrap();
    assert_eq!(evaluate(&read).unwrap().hash, hash, "a pack that travelled gives the same");
}

#[test]
fn the_order_in_which_facts_arrive_does_not_matter() {
    let mut facts = vec![
        contract("C1", "2026-01-10", "600000", WHOLE),
        collection("P1", "C1", "2026-03-05", "250000"),
        collection("P2", "C1", "2026-03-05", "250000"),
        visit(1, "2026-03-02", 30, Verdict::Inside, true),
    ];
    let hash = evaluate(&pack(Mode::Marginal, &facts)).unwrap().hash;
    facts.reverse();
    assert_eq!(evaluate(&pack(Mode::Marginal, &facts)).unwrap().hash, hash);
}

#[test]
fn everything_wrong_with_a_plan_is_said_at_once_with_its_place() {
    let mut bad = plan(Mode::Marginal);
    bad.templates[0].dimensions[0].weight = dec("61");
    bad.templates[0].dimensions[1].indicators[0].scoring =
        Scoring::Linear { metric: "visit".into(), full: dec("0"), floor: dec("2"), cap: dec("1") };
    bad.commission[0].tiers[1].from = dec("310000");
    bad.commission[0].tiers[2].to = Some(dec("900000"));
    let places: Vec<_> = check(&bad).into_iter().map(|fault| fault.place).collect();
    assert_eq!(
        places,
        [
            "/templates/0/dimensions",
            "/templates/0/dimensions/1/indicators/0/metric",
            "/templates/0/dimensions/1/indicators/0/full",
            "/templates/0/dimensions/1/indicators/0/floor",
            "/commission/0/tiers/1",
            "/commission/0/tiers",
        ]
    );
}

#[test]
fn what_is_not_paid_for_a_reason_says_so_in_a_note() {
    // D-15: no plan in force on the signing day; a group of one does not float.
    let facts = [contract("OLD", "2025-12-31", "1000", WHOLE), collection("P1", "OLD", "2026-03-05", "1000")];
    let mut pack = pack(Mode::Marginal, &facts);
    pack.targets = BTreeMap::from([("collected_amount".to_owned(), dec("1000"))]);
    pack.group = Some(Group { count: 1, sum: dec("100") });
    let statement = evaluate(&pack).unwrap().statement;
    assert_eq!(statement.lines.len(), 1);
    assert!(statement.notes.contains(&"no_plan P1".to_owned()), "{:?}", statement.notes);
    assert!(statement.notes.contains(&"no_group floating".to_owned()), "{:?}", statement.notes);
}
