//! The public door: one company's books in, `fieldtally-statements/1` out. `fieldtally evaluate`, the server's closing and
//! the pages go through the same engine.

mod what_if;

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::books::{Books, Id};
use crate::engine::{Adjusted, Closed, EngineError, Explained, Node, Results, Workers, all_known, close_all};
use crate::facts::Facts;
use crate::metric::{self, Scope};
use crate::num::Decimal;
use crate::period::{Month, Span};

pub use what_if::{WhatIfError, what_if};

/// The format's name and version.
pub const FORMAT: &str = "fieldtally-statements/1";

/// What is printed beside the statements.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// Each line's explanation tree.
    pub trail: bool,
}

fn written(value: impl serde::Serialize) -> Result<Value, EngineError> {
    serde_json::to_value(value).map_err(|why| EngineError::Write(why.to_string()))
}

/// Evaluates a company: as closed month by month, and had everything been known from the start.
pub fn evaluate(books: &Books, options: Options, workers: &impl Workers) -> Result<Value, EngineError> {
    let (closed, _) = close_all(books, workers)?;
    let facts = Facts::of(books, None)?;
    let known = all_known(books, &facts, workers);
    let mut periods = Map::new();
    for (month, closed) in &closed {
        periods.insert(month.to_string(), period(closed, options)?);
    }
    let mut last = Map::new();
    for (month, results) in &known {
        last.insert(month.to_string(), statements(results, options)?);
    }
    let last_close = books.periods.iter().filter_map(|month| books.closes.get(month)).max();
    Ok(json!({
        "format": FORMAT,
        "periods": periods,
        "final": last,
        "metrics": metrics(books, &facts)?,
        "checks": written(crate::checks::checks(books))?,
        "totals": totals(books, &closed, &known)?,
        "all_known": books.last_known().as_ref() <= last_close,
    }))
}

/// BLAKE3 of each statement as closed: of its canonical JSON without the trail.
pub fn hashes(books: &Books, workers: &impl Workers) -> Result<Vec<(Month, Id, String)>, EngineError> {
    let (closed, _) = close_all(books, workers)?;
    let mut hashes = Vec::new();
    for (month, closed) in &closed {
        for (id, result) in &closed.results {
            if let Some(explained) = &result.explained {
                hashes.push((*month, id.clone(), explained.statement.hash()?));
            }
        }
    }
    Ok(hashes)
}

/// What stands beside the books' own fields at the top of the document and is one value, as a name or a seed, goes on
/// into what is made of them.
pub fn keep(document: &Value, output: &mut Value) {
    let (Some(document), Some(output)) = (document.as_object(), output.as_object_mut()) else { return };
    for (name, value) in document {
        let one = !value.is_object() && !value.is_array();
        if one && !BOOKS_FIELDS.contains(&name.as_str()) && !output.contains_key(name) {
            output.insert(name.clone(), value.clone());
        }
    }
}

/// Top-level fields of the books that are one value; the others are lists and objects.
const BOOKS_FIELDS: &[&str] = &["format"];

fn period(closed: &Closed, options: Options) -> Result<Value, EngineError> {
    let adjustments: Vec<Value> =
        closed.adjustments.iter().map(|one| adjustment(one, options)).collect::<Result<_, _>>()?;
    Ok(json!({ "statements": statements(&closed.results, options)?, "adjustments": adjustments }))
}

fn adjustment(one: &Adjusted, options: Options) -> Result<Value, EngineError> {
    let mut value = written(&one.adjustment)?;
    if let (true, Some(fields)) = (options.trail, value.as_object_mut()) {
        fields.insert("trail".into(), written(one.node.explain())?);
    }
    Ok(value)
}

fn statements(results: &Results, options: Options) -> Result<Value, EngineError> {
    let mut printed = Map::new();
    for (id, result) in results {
        if let Some(explained) = &result.explained {
            printed.insert(id.to_string(), statement(explained, options)?);
        }
    }
    Ok(printed.into())
}

fn statement(explained: &Explained, options: Options) -> Result<Value, EngineError> {
    let mut value = written(&explained.statement)?;
    let Some(fields) = value.as_object_mut() else { return Ok(value) };
    if options.trail {
        let trail: Vec<_> = explained.trail.iter().map(Node::explain).collect();
        if let Some(lines) = fields.get_mut("lines").and_then(Value::as_array_mut) {
            for (line, node) in lines.iter_mut().zip(trail) {
                if let Some(line) = line.as_object_mut() {
                    line.insert("trail".into(), written(node)?);
                }
            }
        }
        fields.insert("score_trail".into(), written(explained.score.as_deref().map(Node::explain))?);
    }
    Ok(value)
}

/// Every metric of everyone employed, by month, all known.
fn metrics(books: &Books, facts: &Facts) -> Result<Value, EngineError> {
    let names = metric::all_names(facts);
    let mut months = Map::new();
    for month in &books.periods {
        let mut people = Map::new();
        for (employee, of) in facts.people.by_id() {
            let span = Span::from(*month);
            if of.person.as_ref().and_then(|person| person.last_employed_day(span)).is_none() {
                continue;
            }
            people.insert(of.id.to_string(), measured(facts, employee, span, &names)?);
        }
        months.insert(month.to_string(), people.into());
    }
    Ok(months.into())
}

fn measured(
    facts: &Facts,
    employee: crate::facts::EmployeeNo,
    span: Span,
    names: &[String],
) -> Result<Value, EngineError> {
    let mut values = Map::new();
    for name in names {
        let Some(found) = metric::named(name) else { continue };
        let scope = Scope { facts, employee, span, parameter: found.parameter, today: None, evidence: false };
        let at = |source| EngineError::Num { place: format!("/metrics/{span}/{name}"), source };
        let value = (found.metric.measure)(&scope).map_err(at)?.value;
        values.insert(name.clone(), value.map(|value| value.print()).transpose().map_err(at)?.into());
    }
    Ok(values.into())
}

fn totals(books: &Books, closed: &[(Month, Closed)], known: &[(Month, Results)]) -> Result<Value, EngineError> {
    let mut sums: BTreeMap<&Id, (Decimal, Decimal)> =
        books.people.iter().map(|person| (&person.id, Default::default())).collect();
    let total = |explained: &Option<Explained>| explained.as_ref().map_or(Decimal::ZERO, |one| one.statement.total);
    for (_, closed) in closed {
        for (id, result) in &closed.results {
            sums.entry(id).or_default().0 += total(&result.explained);
        }
        for one in &closed.adjustments {
            if let Some(sum) = sums.get_mut(&one.adjustment.employee) {
                sum.0 += one.adjustment.difference;
            }
        }
    }
    for (_, results) in known {
        for (id, result) in results {
            sums.entry(id).or_default().1 += total(&result.explained);
        }
    }
    let mut printed = Map::new();
    for (id, (mut closed, mut last)) in sums {
        closed.rescale(books.company.minor);
        last.rescale(books.company.minor);
        printed.insert(id.to_string(), json!({ "closed": closed.to_string(), "final": last.to_string() }));
    }
    Ok(printed.into())
}
