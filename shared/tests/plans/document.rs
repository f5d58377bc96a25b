//! The examples of the document are plans and parts of plans that are read as they say.

use shared::books::plan::Known;
use shared::plans::parse_toml;

const README: &str = include_str!("../../plans/README.md");

/// Blocks of TOML, each with the line it begins on.
fn examples() -> Vec<(usize, String)> {
    let mut found: Vec<(usize, String)> = Vec::new();
    let mut inside = false;
    for (number, line) in README.lines().enumerate() {
        match (inside, line) {
            (false, "```toml") => {
                inside = true;
                found.push((number + 2, String::new()));
            }
            (true, "```") => inside = false,
            (true, line) => {
                let (_, block) = found.last_mut().unwrap();
                block.push_str(line);
                block.push('\n');
            }
            (false, _) => {}
        }
    }
    found
}

/// A template for the bonuses and rates of the examples, which are for representatives.
const REP: &str = r#"
[[templates]]
id = "rep"
cycle = "month"

[[templates.dimensions]]
id = "all"
weight = 100
indicators = [{ id = "visits", weight = 100, kind = "linear", metric = "visits", full = 100, floor = 0, cap = 1 }]
"#;

const DEDUCTIONS: &str = r"
[deductions]
limit = 0.2
minimum_wage = 0
carry = true
gap_penalty = 0
";

/// An example with what it needs around it to be a plan.
fn completed(part: &str) -> String {
    let table: toml::Table = part.parse().unwrap_or_else(|why| panic!("{why}\n{part}"));
    let missing = |key: &str| !table.contains_key(key);
    let head = [("commission", "commission = []\n"), ("bonuses", "bonuses = []\n")]
        .map(|(key, empty)| if missing(key) { empty } else { "" });
    let rep = if missing("templates") { REP } else { "" };
    let deductions = if missing("deductions") { DEDUCTIONS } else { "" };
    format!("{}{part}{rep}{deductions}", head.concat())
}

#[test]
fn the_documents_examples_are_read_as_they_say() {
    let examples = examples();
    assert!(examples.len() >= 9, "{}", examples.len());
    for (line, example) in examples {
        let text = completed(&example);
        let read = parse_toml(&text, &Known::default());
        let read = read.unwrap_or_else(|faults| panic!("README.md, line {line}: {faults:#?}\n{text}"));
        assert_eq!(read.warnings, [], "README.md, line {line}");
    }
}

#[test]
fn every_field_of_the_format_is_documented() {
    let mut fields = std::collections::BTreeSet::new();
    for ready in shared::plans::READY {
        collect(&serde_json::to_value(ready.read().unwrap()).unwrap(), &mut fields);
    }
    fields.extend(["cap_carry", "floor", "cap", "department", "forced", "formula", "metrics"].map(str::to_owned));
    fields.retain(|field| !README.contains(&format!("`{field}`")));
    assert!(fields.is_empty(), "{fields:?}");
}

/// Names of fields; what stands under `products`, `raters` and `names` are the company's own words.
fn collect(value: &serde_json::Value, fields: &mut std::collections::BTreeSet<String>) {
    match value {
        serde_json::Value::Object(map) => {
            for (key, value) in map {
                fields.insert(key.clone());
                match key.as_str() {
                    "raters" | "names" => {}
                    "products" => value.as_object().into_iter().flatten().for_each(|(_, tiers)| collect(tiers, fields)),
                    _ => collect(value, fields),
                }
            }
        }
        serde_json::Value::Array(items) => items.iter().for_each(|item| collect(item, fields)),
        _ => {}
    }
}
