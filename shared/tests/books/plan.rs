//! A plan by itself.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use shared::books::plan::{Known, check};
use shared::books::{Fault, Id, Plan, read_plan};

use super::put;

fn plan() -> Value {
    json!({
        "templates": [
            {"id": "T1", "cycle": "month", "dimensions": [
                {"id": "work", "weight": "60", "indicators": [
                    {"id": "sales", "weight": "70", "kind": "linear", "metric": "contract_amount", "full": "100",
                        "floor": "0", "cap": "1.2"},
                    {"id": "money", "weight": "30", "kind": "steps", "metric": "collection_rate", "of": "value", "bands": [
                        {"from": "0", "to": "0.8", "score": "0"}, {"from": "0.8", "score": "100"}]},
                    {"id": "fraud", "weight": "0", "kind": "veto", "event": "fraud"}]},
                {"id": "conduct", "weight": "40", "indicators": [
                    {"id": "diligence", "weight": "50", "kind": "rated", "raters": {"superior": "60", "hr": "40"}},
                    {"id": "complaints", "weight": "50", "kind": "deduct", "event": "complaint", "full": "100", "per": "10",
                        "floor": "0"}]}]}],
        "forced": [["S", "20"], ["B", "80"]],
        "floating": {"cap": "1"},
        "commission": [{"from": "2026-01-01", "mode": "marginal", "window": "month", "tiers": [
            {"from": "0", "to": "1000", "rate": "0.03"}, {"from": "1000", "rate": "0.05"}]}],
        "commission_limits": {"cap": "9000", "hold": {"share": "0.3", "threshold": "0.8"}},
        "bonuses": [
            {"id": "v", "cycle": "month", "templates": ["T1"], "kind": "volume", "products": {
                "P1": [{"from": "0", "rate": "-2"}]}},
            {"id": "pool", "cycle": "quarter", "templates": [], "kind": "pool", "department": "D1", "amount": "1000",
                "metric": "collected_amount", "bands": [{"from": "0", "coefficient": "-1"}]}],
        "deductions": {"limit": "0.2", "minimum_wage": "2000", "carry": true, "gap_penalty": "0"}
    })
}

fn known() -> Known {
    let ids = |ids: &[&str]| Some(ids.iter().map(|id| Id::new(id)).collect::<BTreeSet<_>>());
    Known { products: ids(&["P1"]), departments: ids(&["D1"]) }
}

#[test]
fn a_plan_by_itself_is_checked_at_every_level() {
    let dimensions = "/templates/0/dimensions";
    let first = "/templates/0/dimensions/0/indicators";
    let second = "/templates/0/dimensions/1/indicators";
    let tiers = "/commission/0/tiers";
    let cases: Vec<(String, Value, String, &str)> = vec![
        (format!("{dimensions}/0/weight"), json!("59.99"), dimensions.into(), "the weights sum to 99.99, not to 100"),
        (format!("{first}/0/weight"), json!("71"), first.into(), "the weights sum to 101, not to 100"),
        (format!("{first}/2/weight"), json!("10"), format!("{first}/2/weight"), "a veto carries no weight"),
        (format!("{second}/0/raters/hr"), json!("30"), format!("{second}/0/raters"), "sum to 90"),
        (format!("{second}/0/id"), json!("sales"), format!("{second}/0/id"), "stands twice in the template"),
        (format!("{first}/0/metric"), json!("sales"), format!("{first}/0/metric"), "no metric"),
        (format!("{first}/0/full"), json!("0"), format!("{first}/0/full"), "not above 0"),
        (format!("{first}/0/floor"), json!("1.3"), format!("{first}/0/floor"), "above the cap"),
        (
            format!("{first}/1/bands/1/from"),
            json!("0.9"),
            format!("{first}/1/bands/1/from"),
            "the band before ends at 0.8",
        ),
        (
            format!("{first}/1/bands/0/from"),
            json!("0.1"),
            format!("{first}/1/bands/0/from"),
            "the first band begins at 0",
        ),
        (format!("{first}/1/bands/1/to"), json!("1"), format!("{first}/1/bands"), "must have no end"),
        (format!("{first}/1/bands"), json!([]), format!("{first}/1/bands"), "must have no end"),
        (format!("{second}/1/floor"), json!("101"), format!("{second}/1/floor"), "above the full score"),
        (format!("{second}/1/per"), json!("-1"), format!("{second}/1/per"), "below 0"),
        ("/forced/0/1".into(), json!("19"), "/forced".into(), "sum to 99"),
        ("/forced/1/0".into(), json!("Z"), "/forced/1/0".into(), "no grade \"Z\""),
        ("/forced/1/0".into(), json!("S"), "/forced/1/0".into(), "stands twice"),
        (
            "/grades".into(),
            json!([{"id": "S", "from": "90"}, {"id": "B", "from": "1"}]),
            "/grades".into(),
            "begin at 0",
        ),
        (
            "/grades".into(),
            json!([{"id": "S", "from": "0"}, {"id": "B", "from": "0"}]),
            "/grades/1/from".into(),
            "best first",
        ),
        (
            "/grades".into(),
            json!([{"id": "B", "from": "9"}, {"id": "S", "from": "0"}]),
            "/forced/1/0".into(),
            "worse grade",
        ),
        ("/floating/cap".into(), json!("-0.1"), "/floating/cap".into(), "below 0"),
        (format!("{tiers}/0/to"), json!("0"), format!("{tiers}/0/to"), "not after 0"),
        (format!("{tiers}/1/rate"), json!("-0.01"), format!("{tiers}/1/rate"), "below 0"),
        ("/commission/0/templates".into(), json!(["T5"]), "/commission/0/templates/0".into(), "no template"),
        ("/commission_limits/cap".into(), json!("-1"), "/commission_limits/cap".into(), "below 0"),
        ("/commission_limits/hold/share".into(), json!("1.1"), "/commission_limits/hold/share".into(), "within 0 to 1"),
        (
            "/bonuses/0/products".into(),
            json!({"P2": [{"from": "0", "rate": "1"}]}),
            "/bonuses/0/products/P2".into(),
            "no product",
        ),
        ("/bonuses/1/department".into(), json!("D2"), "/bonuses/1/department".into(), "no department"),
        ("/bonuses/1/metric".into(), json!("satisfaction"), "/bonuses/1/metric".into(), "does not add up"),
        ("/bonuses/1/amount".into(), json!("-1"), "/bonuses/1/amount".into(), "below 0"),
        ("/deductions/limit".into(), json!("1.01"), "/deductions/limit".into(), "within 0 to 1"),
        ("/metrics".into(), json!([{"id": "Ratio", "name": "", "formula": "1"}]), "/metrics/0/id".into(), "no name"),
        (
            "/metrics".into(),
            json!([{"id": "visits", "name": "", "formula": "1"}]),
            "/metrics/0/id".into(),
            "everybody's",
        ),
        (
            "/metrics".into(),
            json!([{"id": "ratio", "name": "", "formula": " "}]),
            "/metrics/0/formula".into(),
            "is empty",
        ),
    ];
    assert_eq!(read_plan(&plan(), &known()), serde_json::from_value(plan()).map_err(|_| Vec::new()));
    for (place, value, at, why) in cases {
        let mut changed = plan();
        put(&mut changed, &place, Some(value));
        let raw = read_plan(&changed, &known()).unwrap_err();
        let typed: Plan = serde_json::from_value(changed).unwrap();
        let checked = check("", &typed, &known());
        let found = raw.iter().any(|fault| fault.pointer == at && fault.message.contains(why));
        assert!(found && raw.len() <= 2, "{place}: {raw:#?}");
        assert_eq!(sorted(raw), sorted(checked.faults), "{place}: read and check agree");
    }
}

fn sorted(mut faults: Vec<Fault>) -> Vec<Fault> {
    faults.sort_by(|a, b| (&a.pointer, &a.message).cmp(&(&b.pointer, &b.message)));
    faults
}

#[test]
fn a_plan_may_do_what_is_odd_and_is_warned() {
    let mut odd = plan();
    put(&mut odd, "/templates/0/dimensions/0/indicators/0/metric", Some(json!("expense_ratio")));
    let odd: Plan = serde_json::from_value(odd).unwrap();
    let checked = check("/plan", &odd, &known());
    assert_eq!(checked.faults, []);
    assert_eq!(checked.warnings.len(), 1);
    assert_eq!(checked.warnings[0].pointer, "/plan/templates/0/dimensions/0/indicators/0/metric");
}

#[test]
fn a_plan_for_no_company_may_name_any_product_and_department() {
    let mut free = plan();
    put(&mut free, "/bonuses/1/department", Some(json!("D2")));
    put(&mut free, "/bonuses/0/products", Some(json!({"P2": [{"from": "0", "rate": "1"}]})));
    assert!(read_plan(&free, &Known::default()).is_ok());
    assert_eq!(read_plan(&free, &known()).unwrap_err().len(), 2);
}

#[test]
fn versions_of_one_day_are_for_different_people_and_grades_may_be_the_lists_own() {
    let mut split = plan();
    let version = split["commission"][0].clone();
    let mut second = split["templates"][0].clone();
    second["id"] = json!("T2");
    split["templates"].as_array_mut().unwrap().push(second);
    split["commission"] = json!([version, version]);
    assert!(read_plan(&split, &known()).is_err());
    put(&mut split, "/commission/0/templates", Some(json!(["T1"])));
    assert!(read_plan(&split, &known()).is_err());
    put(&mut split, "/commission/1/templates", Some(json!(["T2"])));
    put(&mut split, "/forced", Some(json!([["優", "30"], ["良", "70"]])));
    assert!(read_plan(&split, &known()).is_ok());
}
