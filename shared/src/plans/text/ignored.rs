//! Unknown fields are ignored by the format, so that an older program reads a newer plan. In a file somebody has just
//! written, one is more often a misspelt optional field: it is told.

use serde_json::{Map, Value};

use crate::books::{Fault, Plan};

/// Fields of the file that are not in the plan that was read from it.
pub(super) fn fields(file: &Value, plan: &Plan) -> Vec<Fault> {
    let mut found = Vec::new();
    // A plan is always written: it has no key that is no text.
    if let Ok(read) = serde_json::to_value(plan) {
        compare(file, &read, "", &mut found);
    }
    found
}

fn compare(file: &Value, read: &Value, at: &str, found: &mut Vec<Fault>) {
    match (file, read) {
        (Value::Object(file), Value::Object(read)) => members(file, read, at, found),
        (Value::Array(file), Value::Array(read)) => {
            for ((number, item), read) in in_order(file).into_iter().zip(read) {
                compare(item, read, &format!("{at}/{number}"), found);
            }
        }
        _ => {}
    }
}

fn members(file: &Map<String, Value>, read: &Map<String, Value>, at: &str, found: &mut Vec<Fault>) {
    for (key, value) in file {
        let pointer = format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"));
        match read.get(key) {
            Some(read) => compare(value, read, &pointer, found),
            // What is empty is not written again.
            None if is_empty(value) => {}
            None => found.push(Fault { pointer, message: "no such field is known here: it is ignored".to_owned() }),
        }
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Items with their number in the file, in the order they are read in: versions come out by `from`, all else as it stands.
fn in_order(items: &[Value]) -> Vec<(usize, &Value)> {
    let mut order: Vec<(usize, &Value)> = items.iter().enumerate().collect();
    if items.iter().all(|item| item.get("tiers").is_some()) {
        order.sort_by_key(|(_, item)| item.get("from").and_then(Value::as_str));
    }
    order
}
