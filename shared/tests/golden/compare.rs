//! A case says of a statement what matters to it; what it says must be all there is of that: `lines` are all lines,
//! `notes` all notes. Whatever it does not name is not looked at.

use serde_json::{Map, Value, json};
use shared::books::read::Fault;

/// The door refuses the books at exactly these places: `{"faults": {pointer: part of the message}}`.
pub fn faults(expect: &Value, got: &[Fault], found: &mut Vec<String>) {
    let wanted = expect.get("faults").and_then(Value::as_object).cloned().unwrap_or_default();
    for fault in got {
        match wanted.get(&fault.pointer).and_then(Value::as_str) {
            None => found.push(format!("refused at {}: {}", fault.pointer, fault.message)),
            Some(part) if !fault.message.contains(part) => {
                found.push(format!("refused at {}: {}, not {part:?}", fault.pointer, fault.message));
            }
            Some(_) => {}
        }
    }
    for pointer in wanted.keys().filter(|pointer| got.iter().all(|fault| fault.pointer != **pointer)) {
        found.push(format!("not refused at {pointer}"));
    }
}

/// What the engine says, against all that the case says.
pub fn result(expect: &Value, got: &Value, found: &mut Vec<String>) {
    for (part, want) in expect.as_object().expect("what is expected") {
        match part.as_str() {
            "faults" => found.push("the books were accepted".to_owned()),
            "statements" | "final" => {
                for (month, people) in want.as_object().expect("months") {
                    let got = if part == "final" { &got["final"][month] } else { &got["periods"][month]["statements"] };
                    for (employee, want) in people.as_object().expect("people") {
                        statement(&format!("{part}/{month}/{employee}"), want, got.get(employee), found);
                    }
                }
            }
            "adjustments" => {
                for (month, want) in want.as_object().expect("months") {
                    let got = &got["periods"][month]["adjustments"];
                    equal(&format!("{part}/{month}"), want, got, found);
                }
            }
            "metrics" | "checks" | "totals" | "all_known" => within(part, want, &got[part], found),
            other => found.push(format!("a case can not expect {other:?}")),
        }
    }
}

fn statement(place: &str, want: &Value, got: Option<&Value>, found: &mut Vec<String>) {
    let got = got.unwrap_or(&Value::Null);
    let (Value::Object(want), Value::Object(got)) = (want, got) else {
        return equal(place, want, got, found);
    };
    for (key, want) in want {
        let got = got.get(key).cloned().unwrap_or(Value::Null);
        let place = format!("{place}/{key}");
        match key.as_str() {
            "lines" => equal(&place, want, &amounts(&got, |line| (&line["key"], &line["amount"])), found),
            "unpaid" => equal(&place, want, &unpaid(&got), found),
            "names" => {}
            "carried" | "held" => equal(&place, want, &amounts(&got, |pair| (&pair[0], &pair[1])), found),
            "score" => within(&place, want, &got, found),
            _ => equal(&place, want, &got, found),
        }
    }
    let names = want.get("names").and_then(Value::as_object);
    for (line, want) in names.into_iter().flatten() {
        let lines = got["lines"].as_array().into_iter().flatten();
        let got = lines.filter(|one| one["key"] == line.as_str()).map(|one| &one["names"]).next();
        equal(&format!("{place}/names/{line}"), want, got.unwrap_or(&Value::Null), found);
    }
}

fn unpaid(_: &Value) -> Value {
    Value::Null
}

/// A list of records as amounts by key.
fn amounts(list: &Value, pair: impl Fn(&Value) -> (&Value, &Value)) -> Value {
    let Some(list) = list.as_array() else { return list.clone() };
    let mut amounts = Map::new();
    for one in list {
        let (key, amount) = pair(one);
        let key = key.as_str().unwrap_or_default().to_owned();
        if amounts.insert(key.clone(), amount.clone()).is_some() {
            amounts.insert(format!("{key} (twice)"), amount.clone());
        }
    }
    amounts.into()
}

/// All that is wanted stands there; there may be more.
fn within(place: &str, want: &Value, got: &Value, found: &mut Vec<String>) {
    match (want, got) {
        (Value::Object(want), Value::Object(got)) => {
            for (key, want) in want {
                let missing = json!("(missing)");
                within(&format!("{place}/{key}"), want, got.get(key).unwrap_or(&missing), found);
            }
        }
        _ => equal(place, want, got, found),
    }
}

fn equal(place: &str, want: &Value, got: &Value, found: &mut Vec<String>) {
    match (want, got) {
        (Value::Object(want), Value::Object(got)) => {
            let missing = json!("(missing)");
            for (key, want) in want {
                equal(&format!("{place}/{key}"), want, got.get(key).unwrap_or(&missing), found);
            }
            for (key, got) in got.iter().filter(|(key, _)| !want.contains_key(*key)) {
                found.push(format!("{place}/{key}: nothing is wanted, there is {got}"));
            }
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() && a.iter().any(Value::is_object) => {
            for (at, (want, got)) in a.iter().zip(b).enumerate() {
                equal(&format!("{place}/{at}"), want, got, found);
            }
        }
        (Value::Number(a), Value::Number(b)) if (a.as_f64().unwrap() - b.as_f64().unwrap()).abs() < 1e-7 => {}
        _ if want == got => {}
        _ => found.push(format!("{place}: want {want}, got {got}")),
    }
}
