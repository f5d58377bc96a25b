//! What the cases together must be about.

use std::collections::BTreeSet;

use serde_json::Value;
use shared::metric::METRICS;

use super::Case;

/// Settled points of domain.md.
const POINTS: u32 = 41;
const SCORING: [&str; 7] = ["linear", "steps", "deduct", "bonus", "rated", "veto", "formula"];
const BONUSES: [&str; 9] =
    ["volume", "price", "collection", "bad_debt", "performance", "pool", "base", "appraisal", "excess"];
const PARAGRAPHS: [&str; 7] = ["Numbers", "Time", "Position", "Metrics", "Defaults", "Scoring", "Pay"];

/// What no case is about.
pub fn missing(cases: &[(String, Case)]) -> Vec<String> {
    let sources: Vec<&str> = cases.iter().flat_map(|(_, case)| case.source.split(',')).map(str::trim).collect();
    let points = (1..=POINTS).map(|n| format!("D-{n}")).filter(|point| !sources.contains(&point.as_str()));
    let paragraphs = PARAGRAPHS.iter().map(|paragraph| format!("domain.md {paragraph}"));
    let paragraphs = paragraphs.filter(|wanted| !sources.iter().any(|source| source.starts_with(wanted.as_str())));
    let (mut scoring, mut bonuses, mut metrics) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for (_, case) in cases {
        kinds(&case.books["plan"]["templates"], &mut scoring);
        kinds(&case.books["plan"]["bonuses"], &mut bonuses);
        let people = case.expect["metrics"].as_object().into_iter().flat_map(|months| months.values());
        let values =
            people.filter_map(Value::as_object).flat_map(|people| people.values()).filter_map(Value::as_object);
        metrics.extend(values.flat_map(|values| values.keys()).map(|name| name.split(':').next().unwrap_or(name)));
    }
    let not_in = |all: &[&str], found: &BTreeSet<&str>, what: &str| -> Vec<String> {
        all.iter().filter(|one| !found.contains(**one)).map(|one| format!("{what} {one}")).collect()
    };
    let ids: Vec<&str> = METRICS.iter().map(|metric| metric.id).collect();
    points
        .chain(paragraphs)
        .chain(not_in(&SCORING, &scoring, "scoring"))
        .chain(not_in(&BONUSES, &bonuses, "bonus"))
        .chain(not_in(&ids, &metrics, "metric"))
        .collect()
}

/// Every `kind` in a value.
fn kinds<'a>(value: &'a Value, found: &mut BTreeSet<&'a str>) {
    match value {
        Value::Array(list) => list.iter().for_each(|one| kinds(one, found)),
        Value::Object(fields) => {
            found.extend(fields.get("kind").and_then(Value::as_str));
            fields.values().for_each(|one| kinds(one, found));
        }
        _ => {}
    }
}
