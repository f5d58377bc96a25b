//! What is wrong with a file is told all at once, each with its line.

use std::fmt::Write;

use shared::books::Fault;
use shared::books::plan::Known;
use shared::plans::parse_toml;

/// Ten mistakes, and two that are only warned of elsewhere.
const BROKEN: &str = r#"# Whoever wrote this had a long day.
id = "broken"
version = "two"

[[templates]]
id = "rep"
cycle = "fortnight"

[[templates.dimensions]]
id = "results"
weight = 60
indicators = [
  { id = "sales", weight = 70, kind = "linear", metric = "contract_amuont", full = 100, floor = 0, cap = 1.2 },
  { id = "money", weight = 20, kind = "steps", metric = "collection_rate", of = "value", bands = [
    { from = 0, to = 0.6, score = 0 },
    { from = 0.7, score = 100 },
  ] },
]

[[templates.dimensions]]
id = "conduct"
weight = 40
indicators = [
  { id = "attitude", kind = "rated", weight = 100, raters = { superior = 50, hr = 40 } },
  { id = "fraud", weight = 10, kind = "veto", event = "fraud" },
]

[[commission]]
from = 2026-02-30T08:00:00
mode = "marginal"
window = "month"
tiers = [{ from = 0, rate = 3e-2 }]

[[bonuses]]
id = "appraisal"
kind = "apraisal"
cycle = "month"
templates = ["rep"]

[deductions]
limit = 20
carry = true
gap_penalty = 0

[names.jp]
rep = "営業"
"#;

fn told(faults: &[Fault]) -> String {
    faults.iter().fold(String::new(), |mut all, fault| {
        writeln!(all, "{fault}").unwrap();
        all
    })
}

#[test]
fn every_mistake_of_a_file_is_told_with_its_line() {
    // A day that does not exist is no TOML at all, and is told before anything else.
    let faults = parse_toml(BROKEN, &Known::default()).unwrap_err();
    insta::assert_snapshot!("no_toml", told(&faults));
    let day = BROKEN.replace("2026-02-30T08:00:00", "2026-02-28T08:00:00");
    let faults = parse_toml(&day, &Known::default()).unwrap_err();
    insta::assert_snapshot!("broken", told(&faults));
}

#[test]
fn broken_toml_is_told_with_line_and_column() {
    let text = "id = \"x\"\nname = \"外勤\nversion = = 2\n";
    let faults = parse_toml(text, &Known::default()).unwrap_err();
    insta::assert_snapshot!("syntax", told(&faults));
    assert!(faults.iter().all(|fault| fault.message.starts_with("line ")), "{faults:#?}");
}

#[test]
fn what_was_probably_not_meant_is_warned_of() {
    let ready = include_str!("../../plans/field-sales.toml");
    let text = ready
        .replace("[deductions]", "[commision_limits]\ncap = 9000\n\n[deductions]")
        .replace("metric = \"collected_amount\"", "metric = \"expense_ratio\"")
        .replace("bad-debt = \"壞帳獎\"", "bad_debt = \"壞帳獎\"");
    let read = parse_toml(&text, &Known::default()).unwrap_or_else(|faults| panic!("{faults:#?}"));
    insta::assert_snapshot!("warned", told(&read.warnings));
}

#[test]
fn a_number_is_taken_by_its_digits() {
    let ready = include_str!("../../plans/field-sales.toml");
    let digits = "0.1000000000000000055511151231";
    let text = ready.replace("share = 0.1", &format!("share = {digits}"));
    let read = parse_toml(&text, &Known::default()).unwrap();
    assert!(serde_json::to_string(&read.plan).unwrap().contains(digits));
    for (wrong, why) in [("1e-1", "1e-1"), ("inf", "inf"), ("0x10", "0x10"), ("true", "true or false")] {
        let text = ready.replace("share = 0.1", &format!("share = {wrong}"));
        let faults = parse_toml(&text, &Known::default()).unwrap_err();
        assert_eq!(faults.len(), 1, "{wrong}: {faults:#?}");
        assert!(faults[0].message.contains(why), "{wrong}: {faults:#?}");
    }
}

#[test]
fn a_hostile_file_is_refused_and_nothing_more() {
    let deep = format!("x = {}", "[".repeat(100_000));
    let wide = format!("templates = [{}]", "{},".repeat(30_000));
    let names = format!("[{}]", "\"a\".".repeat(20_000));
    for text in [deep, wide, names, "\u{0}".repeat(1000), "id = 'x'\n".repeat(5000)] {
        let faults = parse_toml(&text, &Known::default()).unwrap_err();
        assert!(!faults.is_empty());
    }
}
