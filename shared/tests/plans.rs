//! Plans as files: the ready ones, and the door for a company's own (CFG-1, CFG-2, APP-1).

#[path = "plans/document.rs"]
mod document;
#[path = "plans/wrong.rs"]
mod wrong;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use shared::books::plan::{BonusKind, FormulaMetric, Known, Scoring, Template, check};
use shared::books::{Id, Plan, read, read_plan};
use shared::engine::{InTurn, close_all};
use shared::plans::{Published, READY, in_force, needs, parse_toml, to_toml, with_products};

fn ready(id: &str) -> Plan {
    let found = READY.iter().find(|ready| ready.id == id).unwrap();
    found.read().unwrap_or_else(|faults| panic!("{id}: {faults:#?}"))
}

fn template(plan: &Plan, id: &str) -> Template {
    plan.template(id).unwrap_or_else(|| panic!("{id} in {}", plan.id)).clone()
}

#[test]
fn every_ready_plan_is_sound_and_means_what_it_says() {
    for file in READY {
        let read = parse_toml(file.toml, &Known::default()).unwrap_or_else(|faults| panic!("{}: {faults:#?}", file.id));
        assert_eq!(read.warnings, [], "{}", file.id);
        let checked = check("", &read.plan, &Known::default());
        assert_eq!((checked.faults, checked.warnings), (vec![], vec![]), "{}", file.id);
        assert_eq!((read.plan.id.as_str(), read.plan.version), (file.id, 1));
    }
}

#[test]
fn toml_and_json_are_the_same_plan() {
    for file in READY {
        let plan = ready(file.id);
        let json = serde_json::to_value(&plan).unwrap();
        assert_eq!(read_plan(&json, &Known::default()).unwrap(), plan, "{}", file.id);
        assert_eq!(serde_json::from_value::<Plan>(json).unwrap(), plan, "{}", file.id);
        let written = to_toml(&plan).unwrap();
        let again = parse_toml(&written, &Known::default()).unwrap_or_else(|faults| panic!("{faults:#?}\n{written}"));
        assert_eq!((again.plan, again.warnings), (plan, vec![]), "{}", file.id);
    }
}

#[test]
fn every_part_of_a_ready_plan_has_its_name_in_every_language() {
    for file in READY {
        let plan = ready(file.id);
        for (id, _) in plan.parts() {
            for language in ["zh-CN", "zh-TW", "en"] {
                let name = plan.name_of(id, language);
                assert!(name.is_some_and(|name| !name.is_empty()), "{} {id} {language}", file.id);
                assert!(language != "en" || name.is_some_and(str::is_ascii), "{} {id}: {name:?}", file.id);
            }
        }
    }
    let staff = ready("staff");
    assert_eq!(staff.name_of("achievement", "zh-CN"), Some("绩"));
    assert_eq!(staff.name_of("achievement", "zh-TW"), Some("績"));
    assert_eq!(staff.name_of("nothing", "en"), None);
}

#[test]
fn a_trade_begins_with_one_file_for_representatives_staff_and_managers() {
    let (staff, manager) = (ready("staff"), ready("middle-manager"));
    for trade in ["medical-devices", "equipment", "trade", "services"] {
        let plan = ready(trade);
        assert_eq!(template(&plan, "staff"), template(&staff, "staff"), "{trade}");
        assert_eq!(template(&plan, "manager"), template(&manager, "manager"), "{trade}");
        let rep = template(&plan, "rep");
        assert_ne!(rep, template(&ready("field-sales"), "rep"), "{trade}");
        assert!(plan.commission.iter().all(|version| version.templates == ["rep".into()]), "{trade}");
    }
}

/// Kinds of raters with their weights, of every rated indicator of a template.
fn raters(template: &Template) -> BTreeSet<String> {
    let indicators = template.dimensions.iter().flat_map(|dimension| &dimension.indicators);
    let rated = indicators.filter_map(|one| match &one.scoring {
        Scoring::Rated { raters } => Some(raters),
        _ => None,
    });
    let weights = |raters: &BTreeMap<String, _>| {
        raters.iter().map(|(kind, weight)| format!("{kind} {weight}")).collect::<Vec<_>>().join(", ")
    };
    rated.map(weights).collect()
}

#[test]
fn staff_and_managers_are_rated_by_whom_the_field_says() {
    let plan = ready("trade");
    let once = |text: &str| BTreeSet::from([text.to_owned()]);
    assert_eq!(raters(&template(&plan, "staff")), once("hr 20, leader 30, self 0, superior 50"));
    assert_eq!(raters(&template(&plan, "rep")), once("hr 20, leader 30, self 0, superior 50"));
    assert_eq!(raters(&template(&plan, "manager")), once("hr 40, superior 60"));
    let manager = template(&plan, "manager");
    let items: Vec<&str> =
        manager.dimensions.iter().flat_map(|dimension| &dimension.indicators).map(|one| one.name.as_str()).collect();
    assert_eq!(items, ["领导能力", "部属培育", "士气", "目标达成", "责任感", "自我启发"]);
    let levels: Vec<String> = template(&plan, "staff").dimensions.iter().map(|one| one.name.clone()).collect();
    assert_eq!(levels, ["德", "能", "勤", "绩"]);
}

#[test]
fn a_company_puts_its_own_products_in_the_place_of_the_kinds() {
    let plan = ready("medical-devices");
    let ids = |ids: &[&str]| ids.iter().map(|id| Id::new(id)).collect::<BTreeSet<_>>();
    assert_eq!(needs(&plan).products, ids(&["consumable", "device"]));
    let own = BTreeMap::from([("device".into(), ids(&["CT-64", "US-7"])), ("consumable".into(), ids(&["GEL"]))]);
    let fitted = with_products(plan.clone(), &own);
    let known = Known { products: Some(ids(&["CT-64", "GEL", "US-7"])), departments: Some(BTreeSet::new()) };
    assert_eq!(check("", &fitted, &known), Default::default());
    let tiers = |plan: &Plan, product: &str| {
        plan.bonuses.iter().find_map(|bonus| match &bonus.kind {
            BonusKind::Volume { products } => products.get(product).cloned(),
            _ => None,
        })
    };
    assert_eq!(tiers(&fitted, "CT-64"), tiers(&plan, "device"));
    assert_eq!(tiers(&fitted, "US-7"), tiers(&plan, "device"));
    assert_eq!(tiers(&fitted, "GEL"), tiers(&plan, "consumable"));
    // A formula names products too.
    let mut by_formula = ready("field-sales");
    let formula = "product_quantity[\"GEL\"] * 2".to_owned();
    by_formula.metrics = vec![FormulaMetric { id: "gel".into(), name: "凝胶".into(), formula }];
    assert_eq!(needs(&by_formula).products, ids(&["GEL"]));
    // Who sells none of it has no volume bonus, and no name for one.
    let without = with_products(plan, &BTreeMap::new());
    assert!(without.bonuses.iter().all(|bonus| bonus.id.as_str() != "volume"));
    assert_eq!(check("", &without, &known), Default::default());
}

#[test]
fn a_month_is_evaluated_under_the_last_version_in_force_on_its_first_day() {
    let version = |from: &str, version: u32| Published {
        from: from.parse().unwrap(),
        plan: Plan { version, ..ready("field-sales") },
    };
    let versions =
        [version("2026-03-02", 3), version("2026-01-01", 1), version("2026-02-01", 4), version("2026-02-01", 2)];
    for (month, want) in [
        ("2025-12", None),
        ("2026-01", Some(1)),
        ("2026-02", Some(4)),
        // Published for the second of March: it begins with April.
        ("2026-03", Some(4)),
        ("2026-04", Some(3)),
    ] {
        let found = in_force(&versions, month.parse().unwrap()).map(|one| one.plan.version);
        assert_eq!(found, want, "{month}");
    }
}

/// A quarter of a company with one representative who sells and is paid, one of the staff and one manager.
fn books(plan: &Plan) -> Value {
    let has = |id: &str| plan.template(id).is_some();
    let posts: Vec<&str> = ["rep", "staff", "manager"].into_iter().filter(|id| has(id)).collect();
    let person = |template: &&str| {
        json!({"id": template, "join": "2025-01-01", "leave": null, "draw": null, "pool_weight": "1",
            "posts": [{"from": "2025-01-01", "department": "D1", "template": template}],
            "wages": [{"from": "2025-01-01", "amount": "8000"}]})
    };
    let months: Vec<String> = (1..=6).map(|month| format!("2026-{month:02}")).collect();
    let closes: BTreeMap<&str, &str> = months.iter().map(|month| (month.as_str(), "2026-12-31")).collect();
    let money = if has("rep") {
        json!([{"id": "C1", "customer": "K1", "opportunity": null, "signed": "2026-01-15", "amount": "700000",
            "lines": [], "instalments": [{"id": "I1", "due": "2026-01-31", "amount": "700000"}],
            "splits": [{"employee": "rep", "percent": "100"}], "known_on": "2026-01-15"}])
    } else {
        json!([])
    };
    let collections = if has("rep") {
        json!([{"id": "P1", "contract": "C1", "received": "2026-01-20", "amount": "700000", "instalment": "I1",
            "known_on": "2026-01-20"}])
    } else {
        json!([])
    };
    let owner = posts[0];
    json!({
        "format": "fieldtally-books/1",
        "company": {"id": "firm", "zone": "Asia/Shanghai", "currency": "CNY", "minor": 2,
            "calendar": {"weekend": [6, 7], "holidays": [], "make_up": []}},
        "settings": {"collection_rate": "with_prepaid"},
        "periods": months, "closes": closes,
        "people": posts.iter().map(person).collect::<Vec<_>>(),
        "products": [{"id": "device", "rates": []}, {"id": "consumable", "rates": []}, {"id": "main", "rates": []},
            {"id": "promoted", "rates": []}],
        "customers": [{"id": "K1", "class": "A", "owner": owner, "since": "2025-01-01"}],
        "opportunities": [], "contracts": money, "collections": collections, "refunds": [], "bad_debts": [],
        "visits": [], "contacts": [], "planned_visits": [], "surveys": [], "expenses": [], "trips": [],
        "outcomes": [], "ratings": [], "events": [], "penalties": [], "targets": [], "points": [],
        "plan": serde_json::to_value(plan).unwrap(),
    })
}

#[test]
fn every_ready_plan_pays_a_company() {
    let mut told = Vec::new();
    for file in READY {
        let plan = ready(file.id);
        let books = read(&books(&plan)).unwrap_or_else(|faults| panic!("{}: {faults:#?}", file.id));
        let (closed, _) = close_all(&books, &InTurn).unwrap();
        for (month, closed) in &closed {
            for (id, result) in &closed.results {
                let statement = &result.explained.as_ref().unwrap().statement;
                assert_eq!(statement.stopped, None, "{} {id} {month}", file.id);
                let commission = statement.lines.iter().filter(|line| line.key.starts_with("commission"));
                let sum: shared::num::Decimal = commission.map(|line| line.amount).sum();
                if !sum.is_zero() {
                    told.push(format!("{} {id} {month} {sum}", file.id));
                }
            }
        }
    }
    // On 700,000 collected in January.
    let want = [
        "field-sales rep 2026-01 33000.00",     // 9,000 + 10,000 + 14,000
        "medical-devices rep 2026-01 15000.00", // 600,000 × 2 % + 100,000 × 3 %
        "equipment rep 2026-01 7000.00",        // 1 %
        "trade rep 2026-01 4200.00",            // all at 0.6 %
        "services rep 2026-01 49000.00",        // 10,000 + 21,000 + 18,000
    ];
    assert_eq!(told, want);
}
