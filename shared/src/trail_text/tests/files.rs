//! The three files say the same with the same values.

use std::collections::{BTreeMap, BTreeSet};

use fluent_bundle::FluentResource;

use super::super::Language;

/// Keys and attributes, with the values their texts want.
fn keys(language: Language) -> BTreeMap<String, BTreeSet<String>> {
    let file = language.file();
    if let Err((_, errors)) = FluentResource::try_new(file.to_owned()) {
        panic!("{language}: {errors:?}");
    }
    let mut keys: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let (mut message, mut key) = (String::new(), String::new());
    for line in file.lines().filter(|line| !line.starts_with('#')) {
        let head = line.split_once(" = ").map(|(head, _)| head.trim());
        match head {
            Some(attribute) if attribute.starts_with('.') => key = format!("{message}{attribute}"),
            Some(head) if !line.starts_with(' ') => {
                assert!(!keys.contains_key(head), "{language}: {head} stands twice");
                message = head.to_owned();
                key = head.to_owned();
            }
            _ => {}
        }
        if !key.is_empty() {
            let wants = line.split("{ $").skip(1).filter_map(|part| part.split([' ', '}']).next());
            keys.entry(key.clone()).or_default().extend(wants.map(str::to_owned));
        }
    }
    keys
}

#[test]
fn all_languages_have_the_same_texts_with_the_same_values() {
    let all = keys(Language::ZhCn);
    assert!(all.len() > 150, "the file was not read: {}", all.len());
    for language in [Language::ZhTw, Language::En] {
        let these = keys(language);
        for (key, wants) in &all {
            assert_eq!(these.get(key), Some(wants), "{language}: {key}");
        }
        assert_eq!(these.len(), all.len(), "{language} has texts that zh-CN lacks");
    }
}

/// Characters that traditional script writes otherwise.
const SIMPLIFIED: &str = "资费额际业务机会计发现来没这个过还实总数据产销级层结构类备户维权评标组员转调达给让认识们时间问题动报导门预补约奖签单归释后减";

#[test]
fn traditional_texts_are_no_simplified_ones() {
    let file = Language::ZhTw.file();
    let left: String = SIMPLIFIED.chars().filter(|c| file.contains(*c)).collect();
    assert!(left.is_empty(), "{left}");
}
