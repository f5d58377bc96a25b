//! Golden cases: one small story each, with the numbers worked out by hand from domain.md (its `source`), read through
//! the public door and compared with what the engine says. A case writes only what matters; [`complete`] fills in the rest.

#[path = "golden/compare.rs"]
mod compare;
#[path = "golden/complete.rs"]
mod complete;
#[path = "golden/coverage.rs"]
mod coverage;

use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::Value;
use shared::books;
use shared::engine::InTurn;
use shared::evaluate::{Options, evaluate};

/// A file of `tests/cases/golden`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    title: String,
    /// Paragraphs of domain.md, D-numbers, requirement ids.
    source: String,
    /// The arithmetic.
    why: String,
    books: Value,
    expect: Value,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/cases/golden")
}

/// All cases by their path in the folder, in order.
fn cases() -> Vec<(String, Case)> {
    let (root, mut open, mut files) = (folder(), vec![folder()], Vec::new());
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).expect("the folder of the golden cases") {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                files.push(path);
            }
        }
    }
    files.sort();
    let read = |path: &PathBuf| {
        let name = path.strip_prefix(&root).unwrap().display().to_string();
        let case = serde_json::from_str(&std::fs::read_to_string(path).unwrap());
        let case = case.unwrap_or_else(|why| panic!("{name}: {why}"));
        (name, case)
    };
    files.iter().map(read).collect()
}

/// Where the engine says something else than the case.
fn differences(case: &Case) -> Vec<String> {
    let value = complete::books(&case.books);
    let mut found = Vec::new();
    match books::read(&value) {
        Err(faults) => compare::faults(&case.expect, &faults, &mut found),
        Ok(books) => {
            let got = evaluate(&books, Options::default(), &InTurn);
            match got {
                Ok(got) => compare::result(&case.expect, &got, &mut found),
                Err(why) => found.push(format!("the books can not be evaluated: {why}")),
            }
        }
    }
    found
}

#[test]
fn every_golden_case_comes_out_as_it_was_worked_out_by_hand() {
    let mut failed = Vec::new();
    for (name, case) in cases() {
        let found = differences(&case);
        if !found.is_empty() {
            let title = &case.title;
            failed.push(format!(
                "{name}: {title} ({})\n    {}\n    why: {}",
                case.source,
                found.join("\n    "),
                case.why
            ));
        }
    }
    assert!(failed.is_empty(), "{} cases differ\n{}", failed.len(), failed.join("\n"));
}

#[test]
fn the_cases_name_every_settled_point_metric_bonus_and_way_of_scoring() {
    let cases = cases();
    assert!(cases.len() >= 80, "{} cases", cases.len());
    let missing = coverage::missing(&cases);
    assert!(missing.is_empty(), "no case is about {}", missing.join(", "));
}
