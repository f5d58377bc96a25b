//! Every company of the public cases must come out equal, line by line: they were calculated independently.

use serde_json::Value;
use shared::books::Books;
use shared::engine::InTurn;
use shared::evaluate::{Options, evaluate};

const CASES: [u32; 6] = [7, 42, 77, 203, 500_007, 500_023];

fn load(kind: &str, number: u32) -> Value {
    let path = format!("{}/../tests/cases/public/{kind}-{number}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(&path).expect(&path)).expect(&path)
}

/// Where two values differ, each place with both.
fn differences(place: &str, want: &Value, got: &Value, found: &mut Vec<String>) {
    match (want, got) {
        (Value::Object(want), Value::Object(got)) => {
            for key in want.keys().chain(got.keys().filter(|key| !want.contains_key(*key))) {
                let null = Value::String("(missing)".into());
                let side = |side: &serde_json::Map<String, Value>| side.get(key).unwrap_or(&null).clone();
                differences(&format!("{place}/{key}"), &side(want), &side(got), found);
            }
        }
        (Value::Array(want), Value::Array(got)) if want.len() == got.len() => {
            for (at, (want, got)) in want.iter().zip(got).enumerate() {
                differences(&format!("{place}/{at}"), want, got, found);
            }
        }
        _ if want == got => {}
        (Value::Number(a), Value::Number(b)) if (a.as_f64().unwrap() - b.as_f64().unwrap()).abs() < 1e-7 => {}
        _ => found.push(format!("{place}\n    want {want}\n    got  {got}")),
    }
}

#[test]
fn every_public_company_comes_out_equal() {
    let mut found = Vec::new();
    for number in CASES {
        let books: Books = serde_json::from_value(load("books", number)).unwrap();
        let mut want = load("statements", number);
        want.as_object_mut().unwrap().remove("seed");
        let got = evaluate(&books, Options::default(), &InTurn).unwrap();
        differences(&number.to_string(), &want, &got, &mut found);
    }
    assert!(
        found.is_empty(),
        "{} differences\n{}",
        found.len(),
        found.iter().take(60).cloned().collect::<Vec<_>>().join("\n")
    );
}
