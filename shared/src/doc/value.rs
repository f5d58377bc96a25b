//! JSON values to automerge and back. Texts are scalars: nobody here types into the same text at once, and `Text` costs
//! a third more at rest.

use automerge::transaction::Transactable;
use automerge::{AutoCommit, AutomergeError, ObjId, ObjType, ReadDoc, ScalarValue, Value as AmValue};
use serde_json::{Map, Number, Value};

pub(super) fn put(doc: &mut AutoCommit, object: &ObjId, key: &str, value: &Value) -> Result<(), AutomergeError> {
    match value {
        Value::Object(fields) => {
            let inner = doc.put_object(object, key, ObjType::Map)?;
            fill_map(doc, &inner, fields)
        }
        Value::Array(items) => {
            let inner = doc.put_object(object, key, ObjType::List)?;
            fill_list(doc, &inner, items)
        }
        plain => doc.put(object, key, scalar(plain)),
    }
}

fn fill_map(doc: &mut AutoCommit, object: &ObjId, fields: &Map<String, Value>) -> Result<(), AutomergeError> {
    // Sorted by hand: a feature of serde_json, switched on by anyone, would change the order.
    let mut names: Vec<_> = fields.iter().collect();
    names.sort_by_key(|(name, _)| *name);
    for (name, value) in names {
        // Null is absence: it would cost an operation and say nothing more.
        if !value.is_null() {
            put(doc, object, name, value)?;
        }
    }
    Ok(())
}

fn fill_list(doc: &mut AutoCommit, object: &ObjId, items: &[Value]) -> Result<(), AutomergeError> {
    for (at, item) in items.iter().enumerate() {
        match item {
            Value::Object(fields) => {
                let inner = doc.insert_object(object, at, ObjType::Map)?;
                fill_map(doc, &inner, fields)?;
            }
            Value::Array(inner_items) => {
                let inner = doc.insert_object(object, at, ObjType::List)?;
                fill_list(doc, &inner, inner_items)?;
            }
            plain => doc.insert(object, at, scalar(plain))?,
        }
    }
    Ok(())
}

/// A value as it will stand: null is absence.
pub(super) fn without_nulls(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|_, field| !field.is_null());
            fields.values_mut().for_each(without_nulls);
        }
        Value::Array(items) => items.iter_mut().for_each(without_nulls),
        _ => {}
    }
}

fn scalar(value: &Value) -> ScalarValue {
    match value {
        Value::Bool(yes) => ScalarValue::Boolean(*yes),
        Value::Number(number) => match (number.as_i64(), number.as_u64(), number.as_f64()) {
            (Some(int), ..) => ScalarValue::Int(int),
            (None, Some(uint), _) => ScalarValue::Uint(uint),
            (None, None, float) => float.map_or(ScalarValue::Null, ScalarValue::F64),
        },
        Value::String(text) => ScalarValue::Str(text.as_str().into()),
        Value::Null | Value::Array(_) | Value::Object(_) => ScalarValue::Null,
    }
}

/// How deep a value may be nested: twice what this program writes. A stranger's thousands would exhaust the stack,
/// ours and that of everyone who reads the JSON after us.
pub(super) const MAX_DEPTH: usize = 24;

/// A value as JSON. What is nested too deep reads as null.
pub(super) fn read<D: ReadDoc>(doc: &D, value: &AmValue<'_>, id: &ObjId) -> Value {
    read_within(doc, value, id, MAX_DEPTH)
}

fn read_within<D: ReadDoc>(doc: &D, value: &AmValue<'_>, id: &ObjId, depth: usize) -> Value {
    let inner = |value: automerge::ValueRef<'_>, id: ObjId, depth| read_within(doc, &value.into(), &id, depth);
    match (value, depth.checked_sub(1)) {
        (AmValue::Object(_), None) => Value::Null,
        (AmValue::Object(ObjType::Map | ObjType::Table), Some(depth)) => Value::Object(
            doc.map_range(id, ..)
                .map(|item| (item.key.to_string(), inner(item.value.clone(), item.id(), depth)))
                .collect(),
        ),
        (AmValue::Object(ObjType::List), Some(depth)) => {
            Value::Array(doc.list_range(id, ..).map(|item| inner(item.value.clone(), item.id(), depth)).collect())
        }
        (AmValue::Object(ObjType::Text), _) => Value::String(doc.text(id).unwrap_or_default()),
        (AmValue::Scalar(scalar), _) => read_scalar(scalar),
    }
}

fn read_scalar(scalar: &ScalarValue) -> Value {
    match scalar {
        ScalarValue::Str(text) => Value::String(text.to_string()),
        ScalarValue::Int(int) | ScalarValue::Timestamp(int) => Value::Number((*int).into()),
        ScalarValue::Uint(uint) => Value::Number((*uint).into()),
        // JSON has no NaN. A text makes the field's reader refuse it and name the value.
        ScalarValue::F64(float) => {
            Number::from_f64(*float).map_or_else(|| Value::String(float.to_string()), Value::Number)
        }
        ScalarValue::Boolean(yes) => Value::Bool(*yes),
        ScalarValue::Counter(counter) => Value::Number(i64::from(counter).into()),
        ScalarValue::Bytes(_) | ScalarValue::Unknown { .. } | ScalarValue::Null => Value::Null,
    }
}
