//! Every metric against the six public companies, whose figures an independent calculation made; then tables of the
//! edges, and what must hold of any company.

#[path = "metrics/company.rs"]
mod company;
#[path = "metrics/contacts.rs"]
mod contacts;
#[path = "metrics/contracts.rs"]
mod contracts;
#[path = "metrics/order.rs"]
mod order;
#[path = "metrics/visits.rs"]
mod visits;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::Deserialize;
use shared::books::Books;
use shared::facts::Facts;
use shared::metric::{self, Scope};
use shared::period::{Month, Span};

/// By month, employee and metric.
type Figures = BTreeMap<Month, BTreeMap<String, BTreeMap<String, Option<String>>>>;

#[derive(Deserialize)]
struct Statements {
    metrics: Figures,
}

fn read<T: serde::de::DeserializeOwned>(kind: &str, company: &str) -> T {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/cases/public");
    let path = folder.join(format!("{kind}-{company}.json"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The metrics section of a company.
fn figures(books: &Books) -> Figures {
    let facts = Facts::of(books, None).unwrap();
    let names = metric::all_names(&facts);
    let mut figures = Figures::new();
    for month in &books.periods {
        let span = Span::from(*month);
        for (employee, row) in facts.people.by_id() {
            let employed = row.person.as_ref().and_then(|person| person.last_employed_day(span));
            if employed.is_none() {
                continue;
            }
            let figure = |name: &String| {
                let named = metric::named(name).unwrap();
                let scope =
                    Scope { facts: &facts, employee, span, parameter: named.parameter, today: None, evidence: false };
                let value = (named.metric.measure)(&scope).unwrap().value;
                (name.clone(), value.map(|value| value.print().unwrap()))
            };
            let his = names.iter().map(figure).collect();
            figures.entry(*month).or_default().insert(row.id.to_string(), his);
        }
    }
    figures
}

fn check(company: &str) {
    let books: Books = read("books", company);
    let want: Statements = read("statements", company);
    let got = figures(&books);
    let mut wrong = Vec::new();
    let mut checked = 0;
    for (month, people) in &want.metrics {
        let ours = got.get(month).unwrap_or_else(|| panic!("{month} is missing"));
        assert_eq!(people.keys().collect::<Vec<_>>(), ours.keys().collect::<Vec<_>>(), "people of {month}");
        for (employee, metrics) in people {
            let names: BTreeSet<_> = metrics.keys().collect();
            assert_eq!(names, ours[employee].keys().collect(), "metrics of {employee} in {month}");
            for (name, value) in metrics {
                checked += 1;
                if ours[employee][name] != *value {
                    wrong.push(format!("{month} {employee} {name}: {:?}, not {value:?}", ours[employee][name]));
                }
            }
        }
    }
    assert_eq!(got.len(), want.metrics.len());
    assert!(checked > 80, "{checked} figures only");
    assert!(wrong.is_empty(), "{} of {checked} figures:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn company_7_with_prepaid_money_and_people_who_come_and_go() {
    check("7");
}

#[test]
fn company_42_over_new_year() {
    check("42");
}

#[test]
fn company_77_with_cumulative_collection_rates() {
    check("77");
}

#[test]
fn company_203_of_new_york_over_a_year() {
    check("203");
}

#[test]
fn company_500007_in_yen_with_a_missing_rate() {
    check("500007");
}

#[test]
fn company_500023_with_stages_and_three_currencies() {
    check("500023");
}
