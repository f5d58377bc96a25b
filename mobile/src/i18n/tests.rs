//! Every language has every text, and every text the code asks for is there.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use fluent_bundle::FluentResource;
use shared::doc::desk::RefusalCode;
use shared::doc::form::FormFaultKind;
use shared::place::Flag;

use super::{Language, say};
use crate::view::AMENDABLE;

/// Keys with the names of the values they want. A text is one line, and more where a number chooses between words.
fn keys(language: Language) -> BTreeMap<String, BTreeSet<String>> {
    let mut keys: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for file in language.files() {
        if let Err((_, errors)) = FluentResource::try_new((*file).to_owned()) {
            panic!("{language}: {errors:?}");
        }
        let mut last = String::new();
        for line in file.lines().filter(|line| !line.starts_with('#')) {
            if let Some((key, _)) = line.split_once(" = ").filter(|_| !line.starts_with([' ', '}'])) {
                let before = keys.insert(key.to_owned(), BTreeSet::new());
                assert!(before.is_none(), "{language}: {key} stands twice");
                key.clone_into(&mut last);
            }
            let name = |part: &str| part.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
            if let Some(wants) = keys.get_mut(&last) {
                wants.extend(line.split('$').skip(1).map(name));
            }
        }
    }
    keys
}

#[test]
fn all_languages_have_the_same_texts_with_the_same_values() {
    let all = keys(Language::ZhCn);
    for language in [Language::ZhTw, Language::En] {
        let these = keys(language);
        for (key, wants) in &all {
            assert_eq!(these.get(key), Some(wants), "{language}: {key}");
        }
        assert_eq!(these.len(), all.len(), "{language} has texts that zh-CN lacks");
    }
}

/// The keys in `t!("…")` and `known("…")` of the sources.
fn used(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).expect("the sources").flatten() {
        let path = entry.path();
        if path.is_dir() {
            used(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs")
            && !path.ends_with("i18n.rs")
            && !path.ends_with("tests.rs")
        {
            let source = fs::read_to_string(&path).expect("a source file");
            for (at, _) in source.match_indices("t!(\"") {
                let (before, key) = (&source[..at], &source[at + 4..]);
                // `format!("` ends like `t!("`.
                if !before.ends_with(|c: char| c.is_alphanumeric()) {
                    found.extend(key.split('"').next().map(str::to_owned));
                }
            }
        }
    }
}

/// Kinds of [`shared::books::Evidence`].
const FACTS: [&str; 13] = [
    "visit",
    "contact",
    "expense",
    "contract",
    "collection",
    "refund",
    "bad-debt",
    "survey",
    "outcome",
    "rating",
    "event",
    "penalty",
    "special",
];

#[test]
fn every_text_that_is_asked_for_is_there() {
    let mut wanted = BTreeSet::new();
    used(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut wanted);
    assert!(wanted.len() > 200, "the sources were not read");
    let refusals = [
        RefusalCode::Unreadable,
        RefusalCode::InTheFuture,
        RefusalCode::TooOld,
        RefusalCode::UnknownVisit,
        RefusalCode::EndsBeforeItBegins,
        RefusalCode::AmountNotPositive,
        RefusalCode::WrongMonth,
    ];
    wanted.extend(refusals.map(|code| code.key().to_owned()));
    wanted.extend(["denied", "unavailable", "timed-out", "not-here"].map(|why| format!("no-fix-{why}")));
    wanted.extend(FACTS.map(|kind| format!("fact-{kind}")));
    wanted.extend(
        ["check-in", "check-out", "contact", "expense", "amend", "plan", "snooze", "edit-customer"]
            .map(|kind| format!("kind-{kind}")),
    );
    let blocked =
        ["month-not-over", "earlier-period-open", "needs-another-person", "not-your-role", "out-of-order", "no-plan"];
    wanted.extend(blocked.map(|why| format!("blocked-{why}")));
    wanted.extend(Flag::ALL.iter().flat_map(|flag| ["", "-text"].map(|end| format!("flag-{}{end}", flag.as_str()))));
    wanted.extend(FormFaultKind::ALL.iter().map(|why| format!("form-fault-{}", why.as_str())));
    wanted.extend(["amount", "at", "class", "customer", "into", "visit"].map(|refused| format!("field-{refused}")));
    wanted.extend(AMENDABLE.iter().map(|field| format!("field-{}", field.replace('_', "-"))));
    wanted.extend((1..=12).map(|month| format!("month-{month}")));
    wanted.extend(crate::pages::privacy_keys());
    let known = keys(Language::ZhCn);
    let missing: Vec<_> = wanted.iter().filter(|key| !known.contains_key(*key)).collect();
    assert!(missing.is_empty(), "no text for {missing:?}");
}

#[test]
fn a_text_takes_its_values() {
    let args = [("month", "11月".into()), ("day", 19_i64.into())];
    assert_eq!(say(Language::ZhCn, "date-day", &args), "11月19日");
    let counted = |n: i64| say(Language::En, "customers-count", &[("n", n.into())]);
    assert_eq!((counted(1), counted(2)), ("1 customer".to_owned(), "2 customers".to_owned()));
    assert_eq!(say(Language::ZhTw, "nav-me", &[]), "我的");
    assert_eq!(say(Language::En, "no such key", &[]), "⟨no such key⟩");
}
