//! Sales targets: handed down, split, put together, reached (TGT-1, D-4, D-12, D-27).

use proptest::prelude::*;
use serde_json::{Value, json};
use shared::books::{Books, Id, Person, Target, read};
use shared::facts::Facts;
use shared::num::{Decimal, Exact, decimal};
use shared::period::{Month, Span};
use shared::target::{TargetError, Tree, attained, attainment, faults, from_months, hand_down, spread};

fn dec(text: &str) -> Decimal {
    decimal(text).unwrap()
}

fn span(label: &str) -> Span {
    label.parse().unwrap()
}

fn target(subject: &str, metric: &str, period: &str, value: &str) -> Target {
    Target::new(subject.into(), metric.into(), span(period), dec(value))
}

fn person(id: &str, join: &str, leave: Option<&str>, posts: &[(&str, &str)]) -> Value {
    let posts: Vec<Value> = posts
        .iter()
        .map(|(from, department)| json!({"from": from, "department": department, "template": "T1"}))
        .collect();
    json!({"id": id, "join": join, "leave": leave, "posts": posts, "wages": [{"from": join, "amount": "5000"}],
        "draw": null, "pool_weight": "1"})
}

/// North: An, and Bo until he goes south on February 1; Cy is in the south and leaves on January 31.
fn people() -> Vec<Value> {
    vec![
        person("An", "2025-01-01", None, &[("2025-01-01", "north")]),
        person("Bo", "2025-01-01", None, &[("2025-01-01", "north"), ("2026-02-01", "south")]),
        person("Cy", "2025-01-01", Some("2026-01-31"), &[("2025-01-01", "south")]),
    ]
}

fn contract(id: &str, employee: &str, signed: &str, amount: &str) -> Value {
    json!({"id": id, "customer": "K1", "opportunity": null, "signed": signed, "amount": amount, "lines": [],
        "instalments": [], "splits": [{"employee": employee, "percent": "100"}], "known_on": signed})
}

fn plan() -> Value {
    json!({"templates": [{"id": "T1", "cycle": "month", "dimensions": [{"id": "d", "weight": "100", "indicators": [
                {"id": "i", "weight": "100", "kind": "linear", "metric": "visits", "full": "100", "floor": "0", "cap": "1"}]}]}],
            "forced": null, "floating": null, "commission": [], "bonuses": [],
            "deductions": {"limit": "0.2", "minimum_wage": "0", "carry": true, "gap_penalty": "0"}})
}

fn books(targets: &[Value]) -> Books {
    let contracts = [
        contract("C1", "An", "2026-01-10", "100"),
        contract("C2", "Bo", "2026-01-20", "50"),
        contract("C3", "Bo", "2026-02-10", "30"),
        contract("C4", "Cy", "2026-01-30", "20"),
    ];
    let document = json!({
        "format": "fieldtally-books/1",
        "company": {"id": "firm", "zone": "Asia/Taipei", "currency": "TWD", "minor": 0,
            "calendar": {"weekend": [6, 7], "holidays": [], "make_up": []}},
        "settings": {"collection_rate": "with_prepaid"},
        "periods": [], "closes": {}, "people": people(), "products": [],
        "customers": [{"id": "K1", "class": "A", "owner": "An", "since": "2025-01-01"}],
        "opportunities": [], "contracts": contracts, "collections": [], "refunds": [], "bad_debts": [], "visits": [],
        "contacts": [], "planned_visits": [], "surveys": [], "expenses": [], "trips": [], "outcomes": [], "ratings": [],
        "events": [], "penalties": [], "targets": targets, "points": [],
        "plan": plan(),
    });
    read(&document).unwrap_or_else(|faults| panic!("{faults:#?}"))
}

#[test]
fn a_smart_target_goes_round_and_names_somebody_known() {
    let smart = json!({"subject": "north", "metric": "contract_amount", "period": "2026-H1", "value": "900", "owner": "An",
        "deadline": "2026-06-15", "achievable": "兩家新醫院已立項", "relevance": "進入華東"});
    let read_back = &books(std::slice::from_ref(&smart)).targets[0];
    assert_eq!(read_back.owner, Some("An".into()));
    assert_eq!(serde_json::to_value(read_back).unwrap(), smart);
    let plain = json!({"subject": "An", "metric": "visits", "period": "2026-01", "value": "30"});
    assert_eq!(serde_json::to_value(&books(std::slice::from_ref(&plain)).targets[0]).unwrap(), plain);

    let mut nobody = serde_json::to_value(books(&[smart])).unwrap();
    nobody["targets"][0]["owner"] = json!("Zed");
    nobody["targets"][0]["deadline"] = json!("soon");
    let told: Vec<String> = read(&nobody).unwrap_err().iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        ["/targets/0/owner: there is no employee \"Zed\"", "/targets/0/deadline: \"soon\" is not a day (YYYY-MM-DD)",]
    );
}

fn tree(period: Span) -> Tree {
    let people: Vec<Person> = people().into_iter().map(|person| serde_json::from_value(person).unwrap()).collect();
    Tree::of(&"firm".into(), &people, period)
}

#[test]
fn targets_below_add_up_to_those_above_or_it_is_told_with_both_sums() {
    let amount = |subject, value| target(subject, "contract_amount", "2026-01", value);
    let told = |targets: &[Target]| faults(targets, tree).iter().map(ToString::to_string).collect::<Vec<_>>();
    let good = [
        amount("firm", "300"),
        amount("north", "200"),
        amount("south", "100"),
        amount("An", "120"),
        amount("Bo", "80"),
        amount("Cy", "100"),
    ];
    assert_eq!(told(&good), Vec::<String>::new());

    // Not a cent of tolerance, and whoever has none is named.
    let mut off = good.to_vec();
    off[4].value = dec("79.99");
    off.remove(5);
    off[2].value = dec("99");
    assert_eq!(
        told(&off),
        [
            "contract_amount of firm in 2026-01 is 300, but below it north 200 + south 99 = 299",
            "contract_amount of north in 2026-01 is 200, but below it An 120 + Bo 79.99 = 199.99",
        ]
    );
    let mut one_has_none = good.to_vec();
    one_has_none.remove(4);
    assert_eq!(
        told(&one_has_none),
        ["contract_amount of north in 2026-01 is 200, but below it An 120 + Bo (none) = 120"]
    );

    // A department without people counts for the company's.
    let mut empty = good.to_vec();
    empty[0].value = dec("450");
    empty.push(amount("overseas", "150"));
    assert_eq!(told(&empty), Vec::<String>::new());

    // In the quarter Bo is the south's (D-10), and Cy still its own.
    let quarter = |subject, value| target(subject, "contract_amount", "2026-Q1", value);
    assert_eq!(
        told(&[quarter("south", "10"), quarter("An", "1"), quarter("Bo", "4"), quarter("Cy", "6")]),
        Vec::<String>::new()
    );
    assert_eq!(
        told(&[quarter("north", "5"), quarter("Bo", "5")]),
        Vec::<String>::new(),
        "nothing of north's is handed down"
    );

    // Rates of people sum to nothing.
    let rate = |subject, value| target(subject, "win_rate", "2026-01", value);
    assert_eq!(told(&[rate("north", "0.5"), rate("An", "0.9"), rate("Bo", "0.9")]), Vec::<String>::new());
}

#[test]
fn a_team_between_department_and_people_is_a_level_like_any_other() {
    let ids = |ids: &[&str]| ids.iter().map(|id| Id::new(id)).collect();
    let tree = |_| Tree {
        top: Some("firm".into()),
        below: [
            ("firm".into(), ids(&["north"])),
            ("north".into(), ids(&["team"])),
            ("team".into(), ids(&["An", "Bo"])),
        ]
        .into(),
    };
    let count = |subject, value| target(subject, "contract_count", "2026", value);
    let targets = [count("firm", "9"), count("north", "9"), count("team", "8"), count("An", "5"), count("Bo", "3")];
    let told: Vec<String> = faults(&targets, tree).iter().map(ToString::to_string).collect();
    assert_eq!(told, ["contract_count of north in 2026 is 9, but below it team 8 = 8"]);
}

#[test]
fn a_quarter_is_the_sum_of_its_months_only_where_that_is_asked_for() {
    let months =
        |metric| [("2026-01", "10"), ("2026-02", "20.5"), ("2026-03", "30")].map(|(m, v)| target("An", metric, m, v));
    let an: Id = "An".into();
    let amount: Id = "contract_amount".into();
    let sum = from_months(&months("contract_amount"), &an, &amount, span("2026-Q1"));
    assert_eq!(sum, Ok(target("An", "contract_amount", "2026-Q1", "60.5")));
    for (targets, metric, want) in [
        (months("collection_rate").to_vec(), "collection_rate", TargetError::DoesNotAddUp("collection_rate".into())),
        (months("daily_customers").to_vec(), "daily_customers", TargetError::DoesNotAddUp("daily_customers".into())),
        (months("visit").to_vec(), "visit", TargetError::NoMetric("visit".into())),
        (
            months("contract_amount")[..2].to_vec(),
            "contract_amount",
            TargetError::NoMonth { subject: an.clone(), metric: amount.clone(), month: "2026-03".parse().unwrap() },
        ),
        (
            [months("contract_amount").to_vec(), months("contract_amount").to_vec()].concat(),
            "contract_amount",
            TargetError::TwoForMonth { subject: an.clone(), metric: amount.clone(), month: "2026-01".parse().unwrap() },
        ),
    ] {
        assert_eq!(from_months(&targets, &an, &metric.into(), span("2026-Q1")), Err(want));
    }
}

fn weights(weights: &[(&str, &str)]) -> Vec<(Month, Decimal)> {
    weights.iter().map(|(month, weight)| (month.parse().unwrap(), dec(weight))).collect()
}

#[test]
fn a_quarter_is_spread_over_its_months_by_the_weights_somebody_gave() {
    let even = [("2026-01", "1"), ("2026-02", "1"), ("2026-03", "1")];
    type Case<'a> = (&'a str, &'a str, u32, &'a [(&'a str, &'a str)], [&'a str; 3]);
    let cases: &[Case<'_>] = &[
        ("contract_amount", "100.00", 2, &even, ["33.34", "33.33", "33.33"]),
        ("contract_amount", "100", 0, &even, ["34", "33", "33"]),
        ("contract_count", "5", 2, &even, ["2", "2", "1"]),
        ("contract_count", "5", 2, &[("2026-01", "0"), ("2026-02", "1"), ("2026-03", "3")], ["0", "1", "4"]),
        ("product_quantity:P1", "10", 2, &even, ["4", "3", "3"]),
        ("product_quantity:P1", "1.0", 2, &even, ["1", "0", "0"]),
        ("product_quantity:P1", "1.1", 2, &even, ["0.4", "0.4", "0.3"]),
        ("collected_amount", "0", 2, &even, ["0", "0", "0"]),
    ];
    for (metric, value, minor, by, want) in cases {
        let whole = target("An", metric, "2026-Q1", value);
        let parts = spread(&whole, &weights(by), *minor).unwrap();
        let got: Vec<Decimal> = parts.iter().map(|part| part.value).collect();
        assert_eq!(got, want.map(dec), "{metric} {value}");
    }
    let whole = target("An", "contract_amount", "2026-Q1", "100");
    let refused = |whole: &Target, by: &[(&str, &str)]| spread(whole, &weights(by), 2).unwrap_err();
    let months = TargetError::Months(span("2026-Q1"));
    assert_eq!(refused(&whole, &even[..2]), months);
    assert_eq!(refused(&whole, &[even[0], even[1], even[1]]), months);
    assert_eq!(refused(&whole, &[even[0], even[1], ("2026-04", "1")]), months);
    assert_eq!(refused(&whole, &even.map(|(month, _)| (month, "0"))), TargetError::NoWeight);
    let negative = TargetError::Negative("2026-02".into(), dec("-1"));
    assert_eq!(refused(&whole, &[even[0], ("2026-02", "-1"), even[2]]), negative);
    let rate = target("An", "win_rate", "2026-Q1", "0.5");
    assert_eq!(refused(&rate, &even), TargetError::DoesNotAddUp("win_rate".into()));
    let half = target("An", "visits", "2026-Q1", "10.5");
    assert_eq!(refused(&half, &even), TargetError::NotWhole { metric: "visits".into(), value: dec("10.5") });
    let fine = target("An", "contract_amount", "2026-Q1", "10.005");
    assert!(matches!(refused(&fine, &even), TargetError::Num(_)));
}

#[test]
fn what_is_handed_down_keeps_its_reasons_and_adds_up() {
    let whole = Target {
        owner: Some("Bo".into()),
        deadline: Some("2026-01-20".parse().unwrap()),
        achievable: "去年 180".into(),
        ..target("north", "contract_amount", "2026-01", "200.00")
    };
    let by = [("An".into(), dec("2")), ("Bo".into(), dec("1"))];
    let parts = hand_down(&whole, &by, 2).unwrap();
    assert_eq!(parts.iter().map(|part| part.value).collect::<Vec<_>>(), [dec("133.33"), dec("66.67")]);
    assert!(
        parts
            .iter()
            .all(|part| part.owner.is_none() && part.deadline == whole.deadline && part.achievable == "去年 180")
    );
    let all: Vec<Target> = parts.into_iter().chain([whole.clone()]).collect();
    assert_eq!(faults(&all, tree), []);
    let twice = [("An".into(), dec("2")), ("An".into(), dec("1"))];
    assert_eq!(hand_down(&whole, &twice, 2), Err(TargetError::TwoWeights("An".into())));
}

#[test]
fn attainment_is_exact_and_not_applicable_without_a_target_above_zero() {
    for (actual, target, want) in [
        ("100", Some("300"), Some("1/3")),
        ("0", Some("300"), Some("0")),
        ("-30", Some("300"), Some("-1/10")),
        ("100", Some("0"), None),
        ("100", Some("-5"), None),
        ("100", None, None),
    ] {
        let got = attainment(&Exact::from(dec(actual)), target.map(dec)).unwrap();
        let want = want.map(|want| {
            let (over, under) = want.split_once('/').unwrap_or((want, "1"));
            Exact::from(dec(over)).div(&Exact::from(dec(under)), "a test").unwrap()
        });
        assert_eq!(got, want, "{actual} of {target:?}");
    }
}

#[test]
fn departments_and_the_company_reach_what_their_people_reach() {
    let targets: Vec<Value> = [("firm", "2026-01", "340"), ("north", "2026-01", "200"), ("south", "2026-01", "40"),
        ("south", "2026-Q1", "200"), ("An", "2026-01", "80"), ("empty", "2026-01", "10")]
    .map(|(subject, period, value)| json!({"subject": subject, "metric": "contract_amount", "period": period, "value": value}))
    .into();
    let facts = Facts::of(&books(&targets), None).unwrap();
    let amount: Id = "contract_amount".into();
    for (subject, period, actual, reached) in [
        ("An", "2026-01", "100", Some("1.25")),
        ("north", "2026-01", "150", Some("0.75")),
        ("south", "2026-01", "20", Some("0.5")),
        ("firm", "2026-01", "170", Some("0.5")),
        // In the quarter Bo's 80 are the south's (D-10), with Cy's 20.
        ("south", "2026-Q1", "100", Some("0.5")),
        ("north", "2026-Q1", "100", None),
        ("firm", "2026-Q1", "200", None),
        // Cy has left.
        ("south", "2026-02", "30", None),
        ("empty", "2026-01", "0", Some("0")),
    ] {
        let got = attained(&facts, &subject.into(), &amount, span(period), None).unwrap();
        assert_eq!(got.actual, Some(Exact::from(dec(actual))), "{subject} {period}");
        assert_eq!(got.attainment, reached.map(|reached| Exact::from(dec(reached))), "{subject} {period}");
    }
    let rate = attained(&facts, &"north".into(), &"win_rate".into(), span("2026-01"), None);
    assert_eq!(rate, Err(TargetError::DoesNotAddUp("win_rate".into())));
    let own = attained(&facts, &"An".into(), &"win_rate".into(), span("2026-01"), None).unwrap();
    assert_eq!((own.actual, own.attainment), (None, None), "nothing closed: not applicable");
    let nothing = attained(&facts, &"An".into(), &"charm".into(), span("2026-01"), None);
    assert_eq!(nothing, Err(TargetError::NoMetric("charm".into())));
}

proptest! {
    #[test]
    fn spreading_and_summing_the_months_gives_the_whole(
        cents in -1_000_000_000_000_i64..1_000_000_000_000,
        weights in prop::collection::vec(0_u32..1000, 12),
        cycle in 0_usize..4,
    ) {
        let period = [span("2026-05"), span("2026-Q3"), span("2026-H2"), span("2026")][cycle];
        let mut by: Vec<(Month, Decimal)> =
            period.months().zip(&weights).map(|(month, weight)| (month, Decimal::from(*weight))).collect();
        if by.iter().all(|(_, weight)| weight.is_zero()) {
            by[0].1 = Decimal::ONE;
        }
        let whole = Target { period, ..target("An", "collected_amount", "2026", &Decimal::new(cents, 2).to_string()) };
        let parts = spread(&whole, &by, 2).unwrap();
        let sum = from_months(&parts, &whole.subject, &whole.metric, period).unwrap();
        prop_assert_eq!(sum.value, whole.value);
        for (part, (_, weight)) in parts.iter().zip(&by) {
            prop_assert!(!weight.is_zero() || part.value.is_zero());
        }
    }

    #[test]
    fn whatever_is_handed_down_adds_up(
        value in 0_u32..100_000,
        weights in prop::collection::vec(0_u32..50, 1..9),
        count in any::<bool>(),
    ) {
        let metric = if count { "contract_count" } else { "contract_amount" };
        let mut by: Vec<(Id, Decimal)> =
            weights.iter().enumerate().map(|(n, weight)| (format!("E{n}").into(), Decimal::from(*weight))).collect();
        by[0].1 += Decimal::ONE;
        let whole = target("firm", metric, "2026", &value.to_string());
        let mut all = hand_down(&whole, &by, 2).unwrap();
        all.push(whole);
        let tree = |_| Tree { top: Some("firm".into()), below: [("firm".into(), by.iter().map(|(id, _)| id.clone()).collect())].into() };
        prop_assert_eq!(faults(&all, tree), vec![]);
        all[0].value += Decimal::ONE;
        prop_assert_eq!(faults(&all, tree).len(), 1);
    }
}
