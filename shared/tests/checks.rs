//! What the books show besides pay: fences, travel, trips, entertainment, expenses, datums.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use shared::books::{Books, Id, read};
use shared::canonical;
use shared::checks::{Checks, Share, checks, is_entertained_in_vain, share_of, trips};
use shared::num::{Decimal, Exact};
use shared::period::BusinessDay;
use shared::place::Verdict;

const CASES: [u32; 6] = [7, 42, 77, 203, 500_007, 500_023];

fn case(kind: &str, number: u32) -> Value {
    let path = format!("{}/../tests/cases/public/{kind}-{number}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn dec(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn day(text: &str) -> BusinessDay {
    text.parse().unwrap()
}

fn ids(of: &[Id]) -> Vec<&str> {
    of.iter().map(Id::as_str).collect()
}

/// A company with nothing but these facts, one customer with a site and two opportunities.
fn company(facts: Value) -> Books {
    let mut books = case("books", 7);
    let lists =
        ["contracts", "collections", "refunds", "bad_debts", "contacts", "planned_visits", "surveys", "expenses"];
    let more = ["trips", "outcomes", "ratings", "events", "penalties", "targets", "points", "visits"];
    for list in lists.into_iter().chain(more) {
        books[list] = json!([]);
    }
    let person = books["people"][0]["id"].clone();
    let second = books["people"][1]["id"].clone();
    books["customers"] = json!([{"id": "C1", "class": "A", "owner": person, "since": "2027-01-01",
        "site": {"lat": "30.2741", "lon": "120.1551", "radius": "300"}}]);
    books["opportunities"] = json!([
        {"id": "O1", "owner": person, "expected": "100000", "rates": []},
        {"id": "O2", "owner": person, "expected": "0", "rates": []},
    ]);
    for (list, rows) in facts.as_object().unwrap() {
        books[list] = rows.clone();
        for row in books[list].as_array_mut().unwrap() {
            match row["employee"].as_str() {
                Some("second") => row["employee"] = second.clone(),
                Some(_) => row["employee"] = person.clone(),
                None => {}
            }
        }
    }
    read(&books).unwrap_or_else(|faults| panic!("{faults:#?}"))
}

fn visit(id: &str, check_in: &str, lat: &str) -> Value {
    json!({"id": id, "employee": "first", "customer": "C1", "check_in": check_in, "check_out": null, "lat": lat,
        "lon": "120.1551", "accuracy": "10", "result": "", "next": null, "known_on": "2027-11-02"})
}

#[test]
fn every_public_company_comes_out_as_calculated_independently() {
    for number in CASES {
        let ours = checks(&read(&case("books", number)).unwrap());
        let expected = &case("statements", number)["checks"];
        let printed = serde_json::to_value(&ours).unwrap();
        // Whether serde_json keeps the order of insertion is a feature that another crate of the workspace switches on.
        let names =
            |value: &Value| value.as_object().unwrap().keys().cloned().collect::<std::collections::BTreeSet<_>>();
        assert_eq!(names(&printed), names(expected));
        for name in names(expected).iter().filter(|name| *name != "points") {
            assert_eq!(printed[name], expected[name], "{number} {name}");
        }
        let theirs: Checks = serde_json::from_value(expected.clone()).unwrap();
        assert_eq!(ours.points.len(), theirs.points.len());
        for (our, their) in ours.points.iter().zip(&theirs.points) {
            assert_eq!((&our.id, our.mainland), (&their.id, their.mainland), "{number}");
            let pairs = [
                (our.gcj, their.gcj),
                (our.bd, their.bd),
                (our.from_gcj, their.from_gcj),
                (our.from_bd, their.from_bd),
            ];
            for (ours, theirs) in pairs {
                assert!((ours[0] - theirs[0]).abs() < 1e-7 && (ours[1] - theirs[1]).abs() < 1e-7, "{our:?} {their:?}");
            }
        }
    }
}

#[test]
fn the_order_of_the_facts_does_not_matter() {
    for number in CASES {
        let books = read(&case("books", number)).unwrap();
        let mut turned = books.clone();
        turned.visits.reverse();
        turned.trips.reverse();
        turned.expenses.reverse();
        turned.outcomes.reverse();
        turned.opportunities.reverse();
        turned.customers.reverse();
        assert_eq!(canonical::to_bytes(&checks(&turned)).unwrap(), canonical::to_bytes(&checks(&books)).unwrap());
    }
}

#[test]
fn without_fix_accuracy_or_site_a_visit_is_uncertain() {
    let mut blind = visit("no fix", "2027-11-01T01:00:00Z", "30.2741");
    blind["lat"] = Value::Null;
    blind["lon"] = Value::Null;
    let mut vague = visit("no accuracy", "2027-11-01T02:00:00Z", "30.2741");
    vague["accuracy"] = Value::Null;
    let there = visit("there", "2027-11-01T03:00:00Z", "30.2741");
    let far = visit("far", "2027-11-01T04:00:00Z", "30.2800");
    let mut wide = visit("wide", "2027-11-01T05:00:00Z", "30.2741");
    wide["accuracy"] = json!("300.01");
    let visits = json!({ "visits": [blind, vague, there, far, wide] });

    let told = |books: &Books| -> BTreeMap<String, Verdict> {
        checks(books).verdicts.into_iter().map(|(id, verdict)| (id.to_string(), verdict)).collect()
    };
    let mut books = company(visits);
    let verdicts = told(&books);
    assert_eq!(verdicts["no fix"], Verdict::Uncertain);
    assert_eq!(verdicts["no accuracy"], Verdict::Uncertain);
    assert_eq!(verdicts["there"], Verdict::Inside);
    assert_eq!(verdicts["far"], Verdict::Outside);
    assert_eq!(verdicts["wide"], Verdict::Uncertain);
    books.customers[0].site = None;
    assert!(told(&books).values().all(|verdict| *verdict == Verdict::Uncertain));
}

/// 0.01° of latitude are 1,111.95 m: 26.69 s at 150 km/h.
#[test]
fn travel_is_between_check_ins_that_follow_each_other() {
    let mut blind = visit("V3", "2027-11-01T01:00:20Z", "30.2741");
    blind["lat"] = Value::Null;
    blind["lon"] = Value::Null;
    let mut other = visit("V0", "2027-11-01T01:00:01Z", "30.9000");
    other["employee"] = json!("second");
    let books = company(json!({ "visits": [
        visit("V4", "2027-11-01T01:00:26Z", "30.2841"), // 26 s: too fast
        visit("V1", "2027-11-01T01:00:00Z", "30.2741"),
        blind,                                          // passed over
        other,                                          // somebody else
        visit("V5", "2027-11-01T01:00:53Z", "30.2741"), // 27 s: a fast car
        visit("V7", "2027-11-01T02:00:00Z", "30.2741"), // one instant, two places: the later id
        visit("V6", "2027-11-01T02:00:00Z", "30.2841"),
        visit("V8", "2027-11-01T02:00:01Z", "30.2785"), // 489 m in a second: no jump far enough
        visit("V9", "2027-11-01T02:00:02Z", "30.2830"), // 500.4 m
    ] }));
    assert_eq!(ids(&checks(&books).impossible_travel), ["V4", "V7", "V9"]);
}

#[test]
fn trips_allowed_by_probability_and_amount() {
    for (probability, small, large) in
        [("0", 1, 1), ("29.99", 1, 1), ("30", 2, 4), ("69.99", 2, 4), ("70", 4, 8), ("100", 4, 8)]
    {
        for (amount, allowed) in [("0", small), ("99999.99", small), ("100000", large), ("5000000", large)] {
            assert_eq!(trips::allowed(dec(probability), dec(amount)), allowed, "{probability} % {amount}");
        }
    }
}

#[test]
fn a_trip_is_judged_by_its_own_application_and_all_before_it() {
    let trip = |id: &str, date: &str, probability: &str, state: &str| {
        json!({"id": id, "opportunity": "O1", "date": date, "probability": probability, "amount": "5000",
            "state": state, "known_on": date})
    };
    let mut elsewhere = trip("T0", "2027-11-03", "10", "approved");
    elsewhere["opportunity"] = json!("O2");
    let books = company(json!({ "trips": [
        trip("T2", "2027-11-02", "10", "approved"),  // the third of the day, by id: 3 > 1
        trip("T1", "2027-11-02", "30", "submitted"), // the second: 2 of 2
        trip("T9", "2027-11-01", "10", "draft"),     // the first: 1 of 1; a draft counts, it is not rejected
        trip("T3", "2027-11-04", "10", "rejected"),  // never made
        trip("T4", "2027-11-05", "70", "paid"),      // 4 of 4
        trip("T5", "2027-11-06", "100", "paid"),     // 5 of 4
        elsewhere,
    ] }));
    assert_eq!(ids(&checks(&books).trips_over_limit), ["T2", "T5"]);
}

#[test]
fn three_claims_within_90_days_and_no_win_by_the_last() {
    for (claims, wins, flagged) in [
        (vec!["2027-01-01", "2027-02-01", "2027-03-31"], vec![], true), // 89 days
        (vec!["2027-01-01", "2027-02-01", "2027-04-01"], vec![], false), // 90 days
        (vec!["2027-01-01", "2027-01-01", "2027-01-01"], vec![], true),
        (vec!["2027-01-01", "2027-01-01"], vec![], false),
        (vec!["2027-01-01", "2027-02-01", "2027-03-31"], vec!["2027-03-31"], false),
        (vec!["2027-01-01", "2027-02-01", "2027-03-31"], vec!["2027-04-01"], true),
        (vec!["2027-01-01", "2027-02-01", "2027-03-31"], vec!["2026-06-01"], false),
        // The three may stand anywhere, in any order of entry.
        (vec!["2027-09-02", "2027-01-01", "2027-09-01", "2027-09-03"], vec![], true),
        // A win after the three comes too late, whatever was claimed since.
        (vec!["2027-01-01", "2027-01-02", "2027-01-03", "2027-09-01"], vec!["2027-05-01"], true),
    ] {
        let days = |of: &[&str]| of.iter().map(|text| day(text)).collect::<Vec<_>>();
        assert_eq!(is_entertained_in_vain(&days(&claims), &days(&wins)), flagged, "{claims:?} {wins:?}");
    }
}

#[test]
fn the_share_is_strict_at_5_and_10_percent() {
    for (spent, expected, share) in [
        ("0", "100000", Some(Share::Ok)),
        ("5000", "100000", Some(Share::Ok)),
        ("5000.01", "100000", Some(Share::Warn)),
        ("10000", "100000", Some(Share::Warn)),
        ("10000.01", "100000", Some(Share::Stop)),
        ("0.07", "1.4", Some(Share::Ok)), // exactly 5 %, which no binary float says
        ("1", "0", None),
        ("0", "0", None),
    ] {
        assert_eq!(share_of(&Exact::from(dec(spent)), dec(expected)), share, "{spent} of {expected}");
    }
}

#[test]
fn what_counts_as_a_claim() {
    let claim = |id: &str, category: &str, amount: &str, state: &str| {
        json!({"id": id, "employee": "first", "opportunity": "O1", "category": category, "date": "2027-11-10",
            "amount": amount, "state": state, "known_on": "2027-11-10"})
    };
    let told = |expenses: Vec<Value>| {
        let checks = checks(&company(json!({ "expenses": expenses })));
        assert_eq!(checks.expense_share["O2"], None);
        (checks.entertainment["O1"], checks.expense_share["O1"])
    };
    assert_eq!(told(vec![]), (false, Some(Share::Ok)));
    // Every category counts for the share; only entertainment for the flag.
    let mut claims = vec![
        claim("X1", "entertainment", "3000", "submitted"),
        claim("X2", "entertainment", "3000", "approved"),
        claim("X3", "travel", "4000", "paid"),
    ];
    assert_eq!(told(claims.clone()), (false, Some(Share::Warn)));
    // A draft is no claim yet, a rejected one none any more.
    claims.push(claim("X4", "entertainment", "90000", "draft"));
    claims.push(claim("X5", "entertainment", "90000", "rejected"));
    assert_eq!(told(claims.clone()), (false, Some(Share::Warn)));
    claims.push(claim("X6", "entertainment", "0.01", "paid"));
    assert_eq!(told(claims.clone()), (true, Some(Share::Stop)));
    // What belongs to no opportunity belongs to none.
    let mut loose = claim("X7", "entertainment", "90000", "paid");
    loose["opportunity"] = Value::Null;
    assert_eq!(told(vec![loose]), (false, Some(Share::Ok)));
}
