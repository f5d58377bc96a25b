//! What if: the same company's books twice, with other facts or another plan, and what differs line by line (PAY-8).

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::{Options, written};
use crate::books::{Books, Id};
use crate::engine::{Adjusted, EngineError, Node, PersonResult, Results, Workers, all_known, compare};
use crate::facts::Facts;
use crate::num::{Currency, Decimal};
use crate::period::Month;

/// The format's name and version.
pub const FORMAT: &str = "fieldtally-difference/1";

/// Two books that can not be compared, or one that can not be evaluated.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WhatIfError {
    #[error("/company/currency: {was} with {was_minor} decimals on one side, {is} with {is_minor} on the other")]
    Currency { was: Currency, was_minor: u32, is: Currency, is_minor: u32 },
    #[error(transparent)]
    Engine(#[from] EngineError),
}

/// Each line that `is` gives and `was` does not, or the other way round, had everything been known from the start.
pub fn what_if(was: &Books, is: &Books, options: Options, workers: &impl Workers) -> Result<Value, WhatIfError> {
    let minor = is.company.minor;
    if (was.company.currency, was.company.minor) != (is.company.currency, minor) {
        let (was, is) = (&was.company, &is.company);
        let (was_minor, is_minor) = (was.minor, is.minor);
        return Err(WhatIfError::Currency { was: was.currency, was_minor, is: is.currency, is_minor });
    }
    let (was, is) = (known(was, workers)?, known(is, workers)?);
    let months: BTreeSet<&Month> = was.keys().chain(is.keys()).collect();
    let (mut periods, mut stopped) = (Map::new(), Map::new());
    let nobody = Results::new();
    for month in months {
        let (was, is) = (was.get(month).unwrap_or(&nobody), is.get(month).unwrap_or(&nobody));
        let lines: Result<Vec<Value>, EngineError> =
            compare(*month, was, is).iter().map(|one| line(one, was, is, options)).collect();
        periods.insert(month.to_string(), lines?.into());
        let reasons = stops(was, is);
        if !reasons.is_empty() {
            stopped.insert(month.to_string(), reasons.into());
        }
    }
    let mut value = json!({ "format": FORMAT, "periods": periods, "totals": totals(&was, &is, minor) });
    if let (false, Some(fields)) = (stopped.is_empty(), value.as_object_mut()) {
        fields.insert("stopped".into(), stopped.into());
    }
    Ok(value)
}

fn known(books: &Books, workers: &impl Workers) -> Result<BTreeMap<Month, Results>, EngineError> {
    let facts = Facts::of(books, None)?;
    Ok(all_known(books, &facts, workers).into_iter().collect())
}

fn line(one: &Adjusted, was: &Results, is: &Results, options: Options) -> Result<Value, EngineError> {
    let adjustment = &one.adjustment;
    let mut value = json!({
        "employee": adjustment.employee,
        "key": adjustment.key,
        "was": adjustment.was,
        "is": adjustment.is,
        "difference": adjustment.difference,
    });
    if let (true, Some(fields)) = (options.trail, value.as_object_mut()) {
        let side = |results: &Results| written(node(results, &adjustment.employee, &adjustment.key).map(Node::explain));
        fields.insert("trail".into(), json!({ "was": side(was)?, "is": side(is)? }));
    }
    Ok(value)
}

/// The explanation of somebody's line.
fn node<'r>(results: &'r Results, employee: &Id, key: &str) -> Option<&'r Node> {
    let explained = results.get(employee)?.explained.as_ref()?;
    let mut lines = explained.statement.lines.iter().zip(&explained.trail);
    lines.find(|(line, _)| line.paid && line.key == key).map(|(_, node)| node)
}

/// Whose statement can be computed on one side only, or not for the same reason.
fn stops(was: &Results, is: &Results) -> Map<String, Value> {
    let reason = |results: &Results, employee: &Id| -> Option<String> {
        results.get(employee)?.explained.as_ref()?.statement.stopped.clone()
    };
    let people: BTreeSet<&Id> = was.keys().chain(is.keys()).collect();
    let mut stops = Map::new();
    for employee in people {
        let (was, is) = (reason(was, employee), reason(is, employee));
        if was != is {
            stops.insert(employee.to_string(), json!({ "was": was, "is": is }));
        }
    }
    stops
}

fn totals(was: &BTreeMap<Month, Results>, is: &BTreeMap<Month, Results>, minor: u32) -> Value {
    let total = |result: &PersonResult| result.explained.as_ref().map_or(Decimal::ZERO, |one| one.statement.total);
    let mut sums: BTreeMap<&Id, (Decimal, Decimal)> = BTreeMap::new();
    for (id, result) in was.values().flatten() {
        sums.entry(id).or_default().0 += total(result);
    }
    for (id, result) in is.values().flatten() {
        sums.entry(id).or_default().1 += total(result);
    }
    let money = |mut amount: Decimal| {
        amount.rescale(minor);
        amount
    };
    let of =
        |(was, is): (Decimal, Decimal)| json!({ "was": money(was), "is": money(is), "difference": money(is - was) });
    let sums: Map<String, Value> = sums.into_iter().map(|(id, sum)| (id.to_string(), of(sum))).collect();
    sums.into()
}
