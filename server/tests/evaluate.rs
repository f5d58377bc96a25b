//! `fieldtally evaluate` as auditors and other systems call it.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

fn public(case: u32) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../tests/cases/public/books-{case}.json"))
}

fn document(case: u32) -> Value {
    serde_json::from_slice(&std::fs::read(public(case)).unwrap()).unwrap()
}

fn evaluate(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_fieldtally")).arg("evaluate").args(args).output().unwrap()
}

/// What it says when all is well.
fn said(args: &[&str]) -> String {
    let output = evaluate(args);
    assert_eq!(text(&output.stderr), "", "{args:?}");
    assert_eq!(output.status.code(), Some(0), "{args:?}");
    text(&output.stdout)
}

/// The exit code and what it says is wrong; nothing on standard output.
fn refused(args: &[&str]) -> (i32, Vec<String>) {
    let output = evaluate(args);
    assert_eq!(text(&output.stdout), "", "{args:?}");
    let lines = text(&output.stderr).lines().map(str::to_owned).collect();
    (output.status.code().unwrap(), lines)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn path(case: u32) -> String {
    public(case).to_str().unwrap().to_owned()
}

/// Books on the disk with something changed.
struct Changed(tempfile::NamedTempFile);

impl Changed {
    fn new(case: u32, change: impl FnOnce(&mut Value)) -> Self {
        let mut document = document(case);
        change(&mut document);
        Self::of(&document.to_string())
    }

    fn of(content: &str) -> Self {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(content.as_bytes()).unwrap();
        Self(file)
    }

    fn path(&self) -> &str {
        self.0.path().to_str().unwrap()
    }
}

#[test]
fn the_output_is_canonical_and_keeps_what_the_books_are_called() {
    // Without coordinates every number in it is a text.
    let books = Changed::new(7, |document| document["points"] = json!([]));
    let output = said(&[books.path()]);
    let value: Value = serde_json::from_str(&output).unwrap();
    assert_eq!(output.as_bytes(), shared::canonical::to_bytes(&value).unwrap());
    assert!(!output.contains('\n'));
    assert_eq!((&value["format"], &value["seed"]), (&json!("fieldtally-statements/1"), &json!(7)));
    let expected: Value =
        serde_json::from_slice(&std::fs::read(public(7).with_file_name("statements-7.json")).unwrap()).unwrap();
    assert_eq!(value["periods"], expected["periods"]);
    assert_eq!(value["totals"], expected["totals"]);
}

#[test]
fn pretty_says_the_same_and_so_does_standard_input_with_any_number_of_threads() {
    let canonical = said(&[&path(42)]);
    let pretty = said(&[&path(42), "--pretty"]);
    assert!(pretty.starts_with("{\n  \"all_known\"") && pretty.ends_with("}\n"));
    assert_eq!(serde_json::from_str::<Value>(&pretty).unwrap(), serde_json::from_str::<Value>(&canonical).unwrap());
    for jobs in ["1", "3"] {
        assert_eq!(said(&[&path(42), "--jobs", jobs]), canonical);
    }
    let mut child = Command::new(env!("CARGO_BIN_EXE_fieldtally"))
        .args(["evaluate", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(&std::fs::read(public(42)).unwrap()).unwrap();
    assert_eq!(text(&child.wait_with_output().unwrap().stdout), canonical);
}

#[test]
fn with_trail_each_line_is_explained_down_to_its_facts() {
    let value: Value = serde_json::from_str(&said(&[&path(500_023), "--trail"])).unwrap();
    let statement = &value["periods"]["2028-01"]["statements"]["E55-002"];
    let lines = statement["lines"].as_array().unwrap();
    let tier = lines.iter().find(|line| line["key"] == "commission plan 2026-01-01 tier 2").unwrap();
    assert_eq!(tier["trail"]["formula"], "20500 × 0.05");
    assert_eq!(tier["trail"]["rule"], "D-13, D-14, D-15");
    assert_eq!(tier["trail"]["parts"][0]["facts"], json!(["M23-081"]));
    assert_eq!(statement["score_trail"]["exact"], "45.974375");
}

#[test]
fn hashes_stand_one_on_a_line_and_are_those_of_the_statements() {
    let value: Value = serde_json::from_str(&said(&[&path(7)])).unwrap();
    let mut expected = String::new();
    for (month, period) in value["periods"].as_object().unwrap() {
        for (employee, statement) in period["statements"].as_object().unwrap() {
            let hash = shared::canonical::hash(&shared::canonical::to_bytes(statement).unwrap());
            expected += &format!("{month} {employee} {hash}\n");
        }
    }
    assert_eq!(said(&[&path(7), "--hash"]), expected);
}

#[test]
fn every_fault_of_the_books_is_told_at_its_place_with_code_2() {
    let books = Changed::new(7, |document| {
        document["people"][0]["join"] = json!("2026-02-30");
        document["collections"][0]["contract"] = json!("K-nobody-signed");
    });
    let (code, lines) = refused(&[books.path()]);
    assert_eq!(code, 2);
    assert_eq!(lines.len(), 2, "{lines:#?}");
    assert!(lines.iter().any(|line| line.starts_with("/people/0/join: ")), "{lines:#?}");
    assert!(lines.iter().any(|line| line.starts_with("/collections/0/contract: ")), "{lines:#?}");
}

#[test]
fn what_is_no_json_is_bad_input_and_what_is_not_there_another_failure() {
    for content in ["", "{", "[1,]", "\u{0}", "nonsense", &"[".repeat(100_000)] {
        let (code, lines) = refused(&[Changed::of(content).path()]);
        assert_eq!((code, lines.len()), (2, 1), "{lines:#?}");
        assert!(lines[0].starts_with("this is no JSON: "), "{lines:#?}");
    }
    for content in ["null", "1", "[]", "{}", "\"books\""] {
        assert_eq!(refused(&[Changed::of(content).path()]).0, 2, "{content}");
    }
    let (code, lines) = refused(&["/nowhere/books.json"]);
    assert_eq!(code, 1);
    assert!(lines[0].starts_with("error: reading /nowhere/books.json: "), "{lines:#?}");
}

#[test]
fn what_if_tells_the_lines_that_differ() {
    let more = Changed::new(500_023, |document| {
        let collections = document["collections"].as_array_mut().unwrap();
        let mut one = collections.iter().find(|one| one["id"] == "M23-081").unwrap().clone();
        one["id"] = json!("M-what-if");
        collections.push(one);
    });
    let value: Value = serde_json::from_str(&said(&[more.path(), "--against", &path(500_023), "--trail"])).unwrap();
    assert_eq!((&value["format"], &value["seed"]), (&json!("fieldtally-difference/1"), &json!(500_023)));
    let lines: Vec<&Value> =
        value["periods"].as_object().unwrap().values().flat_map(|lines| lines.as_array().unwrap()).collect();
    assert!(!lines.is_empty());
    assert!(lines.iter().any(|line| line["trail"]["is"].to_string().contains("M-what-if")));
    assert!(lines.iter().all(|line| !line["trail"]["was"].to_string().contains("M-what-if")));
    let nothing: Value = serde_json::from_str(&said(&[&path(500_023), "--against", &path(500_023)])).unwrap();
    assert!(nothing["periods"].as_object().unwrap().values().all(|lines| lines == &json!([])));
    // Faults of both sides at once, each with its file.
    let broken = Changed::new(7, |document| document["periods"] = json!("2026"));
    let (code, lines) = refused(&[broken.path(), "--against", Changed::of("{").path()]);
    assert_eq!(code, 2);
    assert!(lines[0].contains(": this is no JSON: "), "{lines:#?}");
    assert!(lines.iter().any(|line| line.starts_with(&format!("{}: /periods: ", broken.path()))), "{lines:#?}");
}

#[test]
fn statements_are_told_in_words() {
    let zh = said(&[&path(500_023), "--text", "zh", "--employee", "E55-002", "--month", "2028-01"]);
    assert!(zh.starts_with("工资单 2028-01 · E55-002 · CNY\n"), "{zh}");
    assert!(zh.contains("提成 · 2026-01-01 版本第 2 档"), "{zh}");
    assert!(zh.contains("20,500.00 × 5% = 1,025.00"), "{zh}");
    let all = said(&[&path(500_023), "--text", "en"]);
    assert_eq!(all.matches("Statement 2028-").count(), 4, "two people, two months");
    let one = said(&[&path(500_023), "--text", "en", "--employee", "E55-002"]);
    assert_eq!(one.matches("Statement 2028-").count(), 2);
    assert!(said(&[&path(500_023), "--text", "zh-TW"]).contains("工資單 2028-02 · E12-001 · CNY"));
    for (args, told) in [
        (["--employee", "nobody"], "--employee: there is no \"nobody\" among the people of the books"),
        (["--month", "1999-01"], "--month: 1999-01 is none of the periods of the books"),
    ] {
        let (code, lines) = refused(&[&[path(500_023).as_str(), "--text", "en"], args.as_slice()].concat());
        assert_eq!((code, lines), (2, vec![told.to_owned()]));
    }
    assert_eq!(refused(&[&path(500_023), "--text", "fr"]).0, 2);
    assert_eq!(refused(&[&path(500_023), "--employee", "E55-002"]).0, 2);
}

#[test]
fn who_stops_reading_early_is_no_failure() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_fieldtally"))
        .args(["evaluate", &path(203)])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), String::new()));
}
