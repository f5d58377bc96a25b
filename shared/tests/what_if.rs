//! What if (PAY-8): the difference by line between two evaluations of the same company.

use serde_json::{Value, json};
use shared::books::{Books, read};
use shared::engine::InTurn;
use shared::evaluate::{Options, WhatIfError, what_if};

/// One rep with a contract of 400,000 and 250,000 of it received in March.
fn company() -> Value {
    serde_json::from_str(include_str!("what_if/company.json")).unwrap()
}

fn books(document: &Value) -> Books {
    read(document).unwrap_or_else(|faults| panic!("{faults:#?}"))
}

fn difference(was: &Value, is: &Value, trail: bool) -> Value {
    what_if(&books(was), &books(is), Options { trail }, &InTurn).unwrap()
}

fn collected(amount: &str, day: &str) -> Value {
    let mut document = company();
    document["collections"].as_array_mut().unwrap().push(json!({
        "id": "M2", "contract": "K1", "received": day, "amount": amount, "instalment": null, "known_on": day,
    }));
    document
}

#[test]
fn what_if_this_50000_is_collected() {
    assert_eq!(
        difference(&company(), &collected("50000", "2026-03-20"), false),
        json!({
            "format": "fieldtally-difference/1",
            "periods": {
                "2026-03": [{
                    "employee": "lin", "key": "commission plan 2026-01-01 tier 1",
                    "was": "7500.00", "is": "9000.00", "difference": "1500.00",
                }],
                "2026-04": [],
            },
            "totals": { "lin": { "was": "17500.00", "is": "19000.00", "difference": "1500.00" } },
        })
    );
}

#[test]
fn what_crosses_into_the_next_tier_is_a_line_of_its_own() {
    let found = difference(&company(), &collected("150000", "2026-03-20"), true);
    let lines = found["periods"]["2026-03"].as_array().unwrap();
    let told: Vec<(&str, &str, &str)> = lines
        .iter()
        .map(|line| (line["key"].as_str().unwrap(), line["was"].as_str().unwrap(), line["is"].as_str().unwrap()))
        .collect();
    assert_eq!(
        told,
        [
            ("commission plan 2026-01-01 tier 1", "7500.00", "9000.00"),
            ("commission plan 2026-01-01 tier 2", "0.00", "5000.00"),
        ]
    );
    // Both sides are explained, where there are two.
    assert_eq!(lines[0]["trail"]["was"]["formula"], "250000 × 0.03");
    assert_eq!(lines[0]["trail"]["is"]["formula"], "300000 × 0.03");
    assert_eq!(lines[1]["trail"]["was"], Value::Null);
    assert_eq!(lines[1]["trail"]["is"]["formula"], "100000 × 0.05");
    assert_eq!(lines[1]["trail"]["is"]["parts"][0]["facts"], json!(["M2"]));
}

#[test]
fn what_if_this_plan() {
    let mut plan = company();
    plan["plan"]["commission"][0]["mode"] = json!("retroactive");
    plan["plan"]["commission"][0]["tiers"][0]["rate"] = json!("0.025");
    plan["plan"]["bonuses"] = json!([
        { "id": "care", "kind": "base", "cycle": "month", "templates": ["rep"], "amount": "800", "bands": null },
    ]);
    let found = difference(&company(), &plan, false);
    assert_eq!(
        found["periods"]["2026-03"],
        json!([
            { "employee": "lin", "key": "bonus care", "was": "0.00", "is": "800.00", "difference": "800.00" },
            { "employee": "lin", "key": "commission plan 2026-01-01", "was": "0.00", "is": "6250.00", "difference": "6250.00" },
            { "employee": "lin", "key": "commission plan 2026-01-01 tier 1", "was": "7500.00", "is": "0.00", "difference": "-7500.00" },
        ])
    );
    assert_eq!(found["totals"]["lin"], json!({ "was": "17500.00", "is": "17850.00", "difference": "350.00" }));
}

#[test]
fn the_same_books_differ_in_nothing_and_there_and_back_is_the_opposite() {
    let more = collected("50000", "2026-04-20");
    let same = difference(&more, &more, true);
    assert_eq!(same["periods"], json!({ "2026-03": [], "2026-04": [] }));
    assert_eq!(same["totals"]["lin"]["difference"], "0.00");
    let (there, back) = (difference(&company(), &more, false), difference(&more, &company(), false));
    assert_eq!(there["periods"]["2026-04"][0]["difference"], "1500.00");
    assert_eq!(back["periods"]["2026-04"][0]["difference"], "-1500.00");
}

#[test]
fn a_month_or_a_person_of_one_side_only_is_all_difference() {
    let mut shorter = company();
    shorter["periods"] = json!(["2026-03"]);
    let found = difference(&shorter, &company(), false);
    assert_eq!(
        found["periods"]["2026-04"],
        json!([{ "employee": "lin", "key": "base", "was": "0.00", "is": "5000.00", "difference": "5000.00" }])
    );
    let mut two = company();
    let mut wang = two["people"][0].clone();
    wang["id"] = json!("wang");
    two["people"].as_array_mut().unwrap().push(wang);
    let found = difference(&two, &company(), false);
    assert_eq!(found["totals"]["wang"], json!({ "was": "10000.00", "is": "0.00", "difference": "-10000.00" }));
}

#[test]
fn a_statement_that_stops_is_told_with_its_reason() {
    let mut foreign = company();
    foreign["contracts"][0]["currency"] = json!("USD");
    let found = difference(&company(), &foreign, false);
    let reason = "no rate for USD on 2026-02-10";
    assert_eq!(found["stopped"]["2026-03"]["lin"], json!({ "was": null, "is": reason }));
    assert_eq!(found["totals"]["lin"], json!({ "was": "17500.00", "is": "0.00", "difference": "-17500.00" }));
}

#[test]
fn companies_paid_in_two_currencies_are_not_compared() {
    let mut other = company();
    other["company"]["currency"] = json!("EUR");
    let refused = what_if(&books(&company()), &books(&other), Options::default(), &InTurn).unwrap_err();
    assert!(matches!(refused, WhatIfError::Currency { .. }));
    assert_eq!(refused.to_string(), "/company/currency: CNY with 2 decimals on one side, EUR with 2 on the other");
}
