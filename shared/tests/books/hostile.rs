//! Documents that were hurt.

use proptest::prelude::*;
use serde_json::{Value, json};
use shared::books::plan::{Known, check};
use shared::books::{Plan, read, read_plan};

use super::{DOCUMENTS, document, put, told};

#[test]
fn past_a_thousand_faults_are_counted() {
    let mut document = document(7);
    document["events"] = Value::Array(vec![json!(1); 2500]);
    let told = told(&document);
    assert_eq!(told.len(), 1001);
    assert_eq!(told[1000], "1500 more faults are not listed");
}

/// Every place of a document.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                let at = format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"));
                found.push(at.clone());
                places(value, &at, found);
            }
        }
        Value::Array(list) => {
            for (number, value) in list.iter().enumerate() {
                let at = format!("{at}/{number}");
                found.push(at.clone());
                places(value, &at, found);
            }
        }
        _ => {}
    }
}

#[derive(Debug, Clone)]
enum Harm {
    Drop,
    Put(Value),
    /// What stands at another place.
    Swap(prop::sample::Index),
    /// A second time at the end of its list.
    Repeat,
}

fn harm() -> impl Strategy<Value = Harm> {
    let hostile = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        Just(json!([])),
        Just(json!({})),
        Just(json!([[[1]], {"a/b~c": 0}])),
        Just(json!("-79228162514264337593543950335")),
        Just(json!("79228162514264337593543950335")),
        Just(json!("0.0000000000000000000000000001")),
        Just(json!("0001-01-01")),
        Just(json!("9999-12-31")),
        Just(json!("9999-12")),
        Just(json!("9999-12-31T23:59:59Z")),
        Just(json!("2026-12-31T23:59:60Z")),
        "[-0-9.]{1,12}".prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
    ];
    prop_oneof![
        Just(Harm::Drop),
        hostile.prop_map(Harm::Put),
        any::<prop::sample::Index>().prop_map(Harm::Swap),
        Just(Harm::Repeat),
    ]
}

fn hurt(document: &mut Value, place: &prop::sample::Index, harm: Harm) {
    let mut all = Vec::new();
    places(document, "", &mut all);
    if all.is_empty() {
        return;
    }
    let place = place.get(&all);
    match harm {
        Harm::Drop => put(document, place, None),
        Harm::Put(value) => put(document, place, Some(value)),
        Harm::Swap(other) => {
            let other = document.pointer(other.get::<String>(&all)).unwrap().clone();
            put(document, place, Some(other));
        }
        Harm::Repeat => {
            let value = document.pointer(place).unwrap().clone();
            let parent = place.rsplit_once('/').unwrap().0;
            if let Some(Value::Array(list)) = document.pointer_mut(parent) {
                list.push(value);
            }
        }
    }
}

/// It stands there, or it is missing from what stands there.
fn points_somewhere(document: &Value, pointer: &str) -> bool {
    document.pointer(pointer).is_some()
        || pointer.rsplit_once('/').is_some_and(|(parent, _)| document.pointer(parent).is_some())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn harmed_books_never_panic_and_every_fault_names_a_place(
        case in 0usize..6,
        harms in prop::collection::vec((any::<prop::sample::Index>(), harm()), 1..8),
    ) {
        let mut document = DOCUMENTS[case].clone();
        for (place, harm) in harms {
            hurt(&mut document, &place, harm);
        }
        match read(&document) {
            Ok(books) => {
                let again = read(&serde_json::to_value(&books).unwrap());
                prop_assert_eq!(again, Ok(books));
            }
            Err(faults) => {
                prop_assert!(!faults.is_empty());
                for fault in faults {
                    prop_assert!(points_somewhere(&document, &fault.pointer), "{}", fault);
                }
            }
        }
    }

    #[test]
    fn what_a_typed_plan_is_refused_for_the_door_refuses_too(
        case in 0usize..6,
        harms in prop::collection::vec((any::<prop::sample::Index>(), harm()), 1..5),
    ) {
        let mut plan = DOCUMENTS[case]["plan"].clone();
        for (place, harm) in harms {
            hurt(&mut plan, &place, harm);
        }
        if let Ok(typed) = serde_json::from_value::<Plan>(plan.clone()) {
            let known = Known::default();
            let raw = read_plan(&plan, &known).err().unwrap_or_default();
            // A number with too many digits is not read, so nothing is said of what it would mean.
            prop_assume!(!raw.iter().any(|fault| fault.message.contains("digits before the point")));
            // Nor of what one that is written as nobody writes it (`.0`) would mean beside its neighbours.
            let unread = raw.iter().filter(|fault| fault.message.contains("is not a decimal in quotes"));
            let lists: Vec<&str> = unread.filter_map(|fault| fault.pointer.rsplitn(3, '/').nth(2)).collect();
            for fault in check("", &typed, &known).faults {
                prop_assert!(
                    raw.iter().any(|known| known.pointer == fault.pointer)
                        || fault.message.contains("oldest first")
                        || lists.iter().any(|list| fault.pointer.starts_with(list)),
                    "{}: {:?}", fault, raw
                );
            }
        }
    }
}
