//! The door of the books format: what it lets in, what it refuses and where.

#[path = "books/hostile.rs"]
mod hostile;
#[path = "books/plan.rs"]
mod plan;
#[path = "books/wrong.rs"]
mod wrong;

use std::sync::LazyLock;

use serde_json::{Value, json};
use shared::books::{Books, Fault, read, read_text};

const CASES: [u32; 6] = [7, 42, 77, 203, 500_007, 500_023];

fn text(case: u32) -> String {
    let path = format!("{}/../tests/cases/public/books-{case}.json", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path).unwrap()
}

static DOCUMENTS: LazyLock<Vec<Value>> =
    LazyLock::new(|| CASES.iter().map(|case| serde_json::from_str(&text(*case)).unwrap()).collect());

fn document(case: u32) -> Value {
    DOCUMENTS[CASES.iter().position(|known| *known == case).unwrap()].clone()
}

/// Puts a value where the pointer says; `None` takes away what stands there. A number past a list's end adds to it.
fn put(document: &mut Value, pointer: &str, value: Option<Value>) {
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    let key = &key.replace("~1", "/").replace("~0", "~");
    match (document.pointer_mut(parent).unwrap(), value) {
        (Value::Object(map), Some(value)) => drop(map.insert(key.clone(), value)),
        (Value::Object(map), None) => drop(map.remove(key.as_str()).unwrap()),
        (Value::Array(list), Some(value)) => match list.get_mut(key.parse::<usize>().unwrap()) {
            Some(place) => *place = value,
            None => list.push(value),
        },
        (Value::Array(list), None) => drop(list.remove(key.parse().unwrap())),
        (other, _) => panic!("{pointer} in {other}"),
    }
}

fn faults(document: &Value) -> Vec<Fault> {
    read(document).err().unwrap_or_default()
}

/// Every fault as `pointer: message`.
fn told(document: &Value) -> Vec<String> {
    faults(document).iter().map(Fault::to_string).collect()
}

#[test]
fn the_public_companies_come_in_without_a_fault_and_go_round() {
    for case in CASES {
        let books = read_text(&text(case)).unwrap_or_else(|faults| panic!("{case}: {faults:#?}"));
        let again = read(&serde_json::to_value(&books).unwrap()).unwrap_or_else(|faults| panic!("{case}: {faults:#?}"));
        assert_eq!(books, again, "{case}");
        let direct: Books = serde_json::from_value(serde_json::to_value(&books).unwrap()).unwrap();
        assert_eq!(books, direct, "{case}");
    }
}

#[test]
fn what_the_product_has_beyond_is_read_and_goes_round() {
    let mut document = document(500_023);
    for (pointer, value) in [
        ("/settings/leavers_earn", json!(false)),
        ("/settings/negative_carry", json!(true)),
        ("/settings/intervals", json!({"A": 5, "B": 10, "C": 20})),
        ("/settings/effective_minutes", json!(15)),
        ("/settings/requirement", json!("0.5")),
        ("/plan/id", json!("sales")),
        ("/plan/version", json!(3)),
        ("/plan/name", json!("銷售")),
        ("/plan/grades", json!([{"id": "good", "from": "60"}, {"id": "bad", "from": "0"}])),
        ("/plan/forced", json!([["good", "70"], ["bad", "30"]])),
        ("/plan/metrics", json!([{"id": "per_visit", "name": "每訪金額", "formula": "contract_amount / visits"}])),
        ("/plan/commission/0/templates", json!(["T1"])),
        ("/plan/templates/0/name", json!("外勤")),
        (
            "/plan/templates/0/dimensions/0/indicators/0",
            json!({"id": "f", "weight": "100", "kind": "formula", "formula": "min(visits, 100)"}),
        ),
        ("/targets/0/metric", json!("per_visit")),
    ] {
        put(&mut document, pointer, Some(value));
    }
    let only = json!([document["plan"]["templates"][0]["dimensions"][0]["indicators"][0]]);
    put(&mut document, "/plan/templates/0/dimensions/0/indicators", Some(only));
    document["ratings"] = json!([]);
    let books = read(&document).unwrap_or_else(|faults| panic!("{faults:#?}"));
    assert_eq!((books.settings.intervals.b, books.plan.version, books.plan.metrics.len()), (10, 3, 1));
    assert_eq!(read(&serde_json::to_value(&books).unwrap()).unwrap(), books);
}

#[test]
fn histories_come_out_ascending_whatever_the_file_says() {
    let mut document = document(203);
    let posts = document["people"][1]["posts"].as_array_mut().unwrap();
    assert!(posts.len() > 1);
    posts.reverse();
    document["opportunities"][0]["rates"].as_array_mut().unwrap().reverse();
    document["plan"]["commission"].as_array_mut().unwrap().reverse();
    assert_eq!(read(&document).unwrap(), read(&self::document(203)).unwrap());
}

#[test]
fn what_may_be_missing_or_null_may_and_the_rest_may_not() {
    let mut document = document(500_023);
    for (pointer, value) in [
        ("/customers/0/site", None),
        ("/customers/1/site", Some(Value::Null)),
        ("/visits/0/lat", Some(Value::Null)),
        ("/visits/0/lon", Some(Value::Null)),
        ("/visits/1/accuracy", Some(Value::Null)),
        ("/plan/commission_limits", None),
        ("/specials", None),
        ("/people/0/unknown", Some(json!({"kept": [1.5]}))),
    ] {
        put(&mut document, pointer, value);
    }
    assert_eq!(told(&document), Vec::<String>::new());
    for list in [
        "company",
        "settings",
        "periods",
        "closes",
        "people",
        "products",
        "customers",
        "opportunities",
        "contracts",
        "collections",
        "refunds",
        "bad_debts",
        "visits",
        "contacts",
        "planned_visits",
        "surveys",
        "expenses",
        "trips",
        "outcomes",
        "ratings",
        "events",
        "penalties",
        "targets",
        "points",
        "plan",
        "format",
    ] {
        let mut document = document.clone();
        put(&mut document, &format!("/{list}"), None);
        assert!(told(&document).contains(&format!("/{list}: is missing")), "{list}");
    }
}

#[test]
fn an_amount_has_the_decimals_of_its_contract() {
    // The company pays in yen: no decimals; a contract in euro has two, one without a currency none.
    let document = document(500_007);
    let contracts = document["contracts"].as_array().unwrap();
    let foreign = contracts.iter().position(|contract| contract["currency"].is_string()).unwrap();
    let own = contracts.iter().position(|contract| contract["currency"].is_null()).unwrap();
    for (at, amount, sound) in [(foreign, "10.25", true), (foreign, "10.255", false), (own, "10.25", false)] {
        let mut document = document.clone();
        put(&mut document, &format!("/contracts/{at}/amount"), Some(json!(amount)));
        assert_eq!(told(&document).is_empty(), sound, "{amount}");
    }
}

#[test]
fn a_target_may_be_for_a_department_nobody_is_in_or_for_the_company_but_only_once() {
    let mut document = document(7);
    let target = |subject: &str| json!({"subject": subject, "metric": "visits", "period": "2027-11", "value": "9"});
    for subject in ["company-7", "D77"] {
        document["targets"].as_array_mut().unwrap().push(target(subject));
    }
    assert_eq!(told(&document), Vec::<String>::new());
    let at = document["targets"].as_array().unwrap().len();
    document["targets"].as_array_mut().unwrap().push(target("D77"));
    assert_eq!(told(&document), [format!("/targets/{at}: \"visits\" of \"D77\" in 2027-11 has a target already")]);
}

#[test]
fn a_broken_record_does_not_make_its_references_faults() {
    let mut document = document(7);
    put(&mut document, "/people/0/join", Some(json!("soon")));
    put(&mut document, "/contracts/0/signed", None);
    assert_eq!(
        told(&document),
        ["/people/0/join: \"soon\" is not a day (YYYY-MM-DD)", "/contracts/0/signed: is missing"]
    );
    document["people"] = json!("nobody");
    assert_eq!(told(&document)[0], "/people: a list is needed, here stands a text");
    assert_eq!(told(&document).len(), 2);
}

#[test]
fn text_that_is_no_json_is_one_fault_with_line_and_column() {
    let faults = read_text("{\"format\":\n  \"fieldtally-books/1\",,}").unwrap_err();
    assert_eq!(faults.len(), 1);
    assert_eq!(faults[0].to_string(), "line 2, column 24: this is no JSON: key must be a string");
    let deep = "[".repeat(100_000);
    assert!(read_text(&deep).unwrap_err()[0].message.contains("recursion limit exceeded"));
    assert_eq!(read_text("[]").unwrap_err()[0].to_string(), "an object is needed, here stands a list");
}
