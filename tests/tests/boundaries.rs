//! Who may depend on whom, where SQL and statuses may stand, and how long a file may be. A rule nobody checks decays.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Files that may pass the limit, each with its reason.
const LONG_FILES: &[(&str, &str)] =
    &[("tests/src/sim/world.rs", "what may happen to phones and server, one after the other")];
const LIMIT: usize = 400;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the crate stands in the workspace").to_owned()
}

fn sources(folder: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap_or_else(|why| panic!("{}: {why}", folder.display())) {
            let path = entry.unwrap().path();
            if path.is_dir() {
                if !path.ends_with("node_modules") && !path.ends_with("target") {
                    folders.push(path);
                }
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let name = path.strip_prefix(root()).unwrap().to_string_lossy().into_owned();
                found.push((name, std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

fn members() -> BTreeMap<String, BTreeSet<String>> {
    let out = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--format-version", "1", "--offline"])
        .current_dir(root())
        .output()
        .unwrap();
    let metadata: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    packages
        .iter()
        .map(|package| {
            let needs = package["dependencies"].as_array().unwrap().iter();
            let needs =
                needs.filter(|need| need["kind"].is_null()).map(|need| need["name"].as_str().unwrap().to_owned());
            (package["name"].as_str().unwrap().to_owned(), needs.collect())
        })
        .collect()
}

#[test]
fn shared_is_the_bottom_and_the_two_ends_do_not_know_each_other() {
    let members = members();
    let own: BTreeSet<_> = members.keys().cloned().collect();
    let needs = |name: &str| members[name].intersection(&own).cloned().collect::<Vec<_>>();
    assert_eq!(needs("fieldtally-shared"), Vec::<String>::new());
    assert_eq!(needs("fieldtally-server"), ["fieldtally-shared"]);
    assert_eq!(needs("mobile"), ["fieldtally-shared"]);
    assert_eq!(needs("bundle"), Vec::<String>::new());
    for banned in ["rusqlite", "tokio", "reqwest", "axum", "rand", "getrandom", "dioxus"] {
        assert!(!members["fieldtally-shared"].contains(banned), "shared needs {banned}");
    }
}

#[test]
fn shared_has_no_clock_no_chance_no_files_and_no_async() {
    for (name, text) in sources("shared/src") {
        for banned in
            ["SystemTime", "Utc::now", "Local::now", "Instant::now", "thread_rng", "std::fs", "std::net", "async fn"]
        {
            assert!(!text.contains(banned), "{name}: {banned}");
        }
        let words = |line: &str| {
            line.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == "f64" || word == "f32")
        };
        assert!(
            name.ends_with("place.rs") || name.contains("/place/") || !text.lines().any(words),
            "{name}: a float outside positions"
        );
    }
}

#[test]
fn sql_stands_only_under_store_and_a_status_only_in_error() {
    let sql = ["SELECT ", "INSERT INTO", "UPDATE ", "DELETE FROM"];
    for (name, text) in sources("server/src").into_iter().chain(sources("mobile/src")) {
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        if !name.contains("/store") {
            for word in sql {
                let found = code.lines().any(|line| line.contains(word) && !line.trim_start().starts_with("//"));
                assert!(!found, "{name}: {word}");
            }
        }
        if name.starts_with("server/") && name != "server/src/error.rs" {
            assert!(!code.contains("StatusCode::"), "{name}: an HTTP status");
        }
        if name.starts_with("mobile/src/ui/") {
            assert!(!code.contains("crate::store"), "{name}: ui/ knows no store");
        }
    }
}

#[test]
fn automerge_is_used_by_documents_alone() {
    for (name, text) in sources("shared/src") {
        let allowed = name.starts_with("shared/src/doc") || name.starts_with("shared/src/sync");
        assert!(allowed || !text.contains("automerge::"), "{name}: automerge outside documents and sync");
    }
}

#[test]
fn no_file_is_longer_than_can_be_read_at_once() {
    let mut long = Vec::new();
    for folder in ["shared", "server", "mobile", "tests"] {
        for (name, text) in sources(folder) {
            let lines = text.lines().count();
            if lines > LIMIT && !LONG_FILES.iter().any(|(allowed, _)| *allowed == name) {
                long.push(format!("{name}: {lines}"));
            }
            assert!(!name.ends_with("/mod.rs"), "{name}: modules are foo.rs and foo/");
        }
    }
    assert!(long.is_empty(), "over {LIMIT} lines without a reason on the list: {long:#?}");
}
