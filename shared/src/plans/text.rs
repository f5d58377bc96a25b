//! TOML in and out. Numbers are taken from their digits as they stand, never through a binary fraction.

mod ignored;
mod lines;

use serde_json::{Map, Value};
use toml::de::{DeTable, DeValue};

use crate::books::plan::{Known, check};
use crate::books::{Fault, Plan, read_plan};

use lines::Lines;

/// A plan that may be used, and what in its file was probably not meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    pub plan: Plan,
    pub warnings: Vec<Fault>,
}

/// Reads a plan from TOML, or says everything that is wrong with it.
///
/// A fault has the JSON pointer of its place and begins with the line of the file; where something is missing, with the
/// line of what it is missing in. As long as the TOML itself is broken, only that is told, with line and column.
pub fn parse_toml(text: &str, known: &Known) -> Result<Read, Vec<Fault>> {
    let mut lines = Lines::of(text);
    let (table, mut errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        errors.sort_by_key(|error| error.span().map(|span| span.start));
        return Err(errors.iter().map(|error| lines.syntax(error)).collect());
    }
    let value = object(table.get_ref(), "", &mut lines);
    let plan = read_plan(&value, known).map_err(|faults| lines.place_all(faults))?;
    let mut warnings = check("", &plan, known).warnings;
    warnings.extend(ignored::fields(&value, &plan));
    Ok(Read { plan, warnings: lines.place_all(warnings) })
}

/// A plan as TOML that reads back as the same plan.
pub fn to_toml(plan: &Plan) -> Result<String, Fault> {
    let wrong = |why: toml::ser::Error| Fault { pointer: String::new(), message: why.to_string() };
    toml::to_string_pretty(plan).map_err(wrong)
}

fn object(table: &DeTable<'_>, at: &str, lines: &mut Lines<'_>) -> Value {
    let mut fields = Map::new();
    for (key, value) in table {
        let name = key.get_ref().as_ref();
        let pointer = format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"));
        lines.note(&pointer, key.span().start);
        fields.insert(name.to_owned(), json(value.get_ref(), &pointer, pointer == "/version", lines));
    }
    Value::Object(fields)
}

/// `whole`: an integer stays a number. Everything else that counts is a decimal in quotes in the books format.
fn json(value: &DeValue<'_>, at: &str, whole: bool, lines: &mut Lines<'_>) -> Value {
    match value {
        DeValue::Integer(digits) if whole => digits.as_str().parse::<i64>().map_or(Value::Null, Value::from),
        // Other radixes and exponents stay as written, and are refused as no decimal.
        DeValue::Integer(digits) => plain(&digits.to_string()),
        DeValue::Float(digits) => plain(digits.as_str()),
        DeValue::String(text) => Value::String(text.clone().into_owned()),
        DeValue::Boolean(yes) => Value::Bool(*yes),
        DeValue::Datetime(day) => Value::String(day.to_string()),
        DeValue::Array(items) => items
            .iter()
            .enumerate()
            .map(|(number, item)| {
                let pointer = format!("{at}/{number}");
                lines.note(&pointer, item.span().start);
                json(item.get_ref(), &pointer, false, lines)
            })
            .collect(),
        DeValue::Table(table) => object(table, at, lines),
    }
}

fn plain(digits: &str) -> Value {
    Value::String(digits.strip_prefix('+').unwrap_or(digits).to_owned())
}
