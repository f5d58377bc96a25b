//! Visit forms: what may be published, what is asked, what an answer must be (VIS-5).

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::{Value, json};
use shared::doc::form::{
    Answer, AnswerFaultKind, Answers, Form, FormFaultKind, asked, check, chosen, kept, offered, total,
};

/// 門店巡檢: how the shop looks, and what stands on its shelves.
fn shop() -> Value {
    json!({ "id": "shop", "version": 3, "name": "門店巡檢", "purposes": ["follow_up"], "fields": [
        { "id": "open", "label": "營業", "kind": "choice", "required": true,
          "options": [{"id": "yes", "name": "是"}, {"id": "no", "name": "否"}] },
        { "id": "why", "label": "為何歇業", "kind": "text", "longest": 5, "required": true,
          "visible_if": {"field": "open", "is": ["no"]} },
        { "id": "share", "label": "排面佔比", "kind": "number", "min": "0", "max": "100", "decimals": 1, "unit": "%",
          "visible_if": {"field": "open", "is": ["yes"]} },
        { "id": "plan", "label": "改善日期", "kind": "date", "visible_if": {"field": "share", "at_most": "20"} },
        { "id": "shelf", "label": "陳列", "kind": "group", "most": 3, "fields": [
            { "id": "product", "label": "產品", "kind": "scan", "required": true },
            { "id": "count", "label": "數量", "kind": "number", "min": "0", "decimals": 0, "required": true },
            { "id": "gap", "label": "缺貨原因", "kind": "text", "visible_if": {"field": "count", "at_most": "0"} } ] },
        { "id": "photo", "label": "照片", "kind": "photo", "most": 2 } ] })
}

fn form(json: Value) -> Form {
    serde_json::from_value(json).unwrap()
}

fn answers(json: Value) -> Answers {
    serde_json::from_value(json).unwrap()
}

#[test]
fn a_form_survives_being_written_and_read() {
    let form = form(shop());
    assert_eq!(serde_json::from_value::<Form>(serde_json::to_value(&form).unwrap()).unwrap(), form);
    assert!(form.sound(), "{:?}", form.faults());
}

#[test]
fn what_can_not_be_published_is_named_with_its_place() {
    use FormFaultKind::{EmptyRange, Missing, Nested, NoId, TooMany, Twice, UnknownField, WrongTest};
    let group = json!({ "id": "inner", "label": "內", "kind": "group", "most": 2, "fields": [
        {"id": "a", "label": "甲", "kind": "date"}] });
    for (pointer, value, path, why) in [
        ("/id", json!(""), "id", Missing),
        ("/id", json!("門店"), "id", NoId),
        ("/version", json!(0), "version", Missing),
        ("/name", json!(" "), "name", Missing),
        ("/fields", json!([]), "fields", Missing),
        ("/fields/1/id", json!("open"), "fields.1.id", Twice),
        ("/fields/1/label", json!(""), "fields.1.label", Missing),
        ("/fields/0/options", json!([]), "fields.0.options", Missing),
        ("/fields/0/options/1/id", json!("yes"), "fields.0.options.1.id", Twice),
        ("/fields/2/max", json!("-1"), "fields.2.max", EmptyRange),
        ("/fields/2/decimals", json!(7), "fields.2.decimals", TooMany),
        ("/fields/5/most", json!(0), "fields.5.most", EmptyRange),
        ("/fields/4/most", json!(201), "fields.4.most", EmptyRange),
        ("/fields/4/fields/1", group, "fields.4.fields.1", Nested),
        ("/fields/4/fields/2/visible_if/field", json!("open"), "fields.4.fields.2.visible_if.field", UnknownField),
        ("/fields/1/visible_if/field", json!("share"), "fields.1.visible_if.field", UnknownField),
        ("/fields/1/visible_if/is", json!(["maybe"]), "fields.1.visible_if", WrongTest),
        ("/fields/3/visible_if/field", json!("open"), "fields.3.visible_if", WrongTest),
    ] {
        let mut json = shop();
        *json.pointer_mut(pointer).unwrap() = value;
        let faults = form(json).faults();
        assert!(faults.iter().any(|fault| fault.path == path && fault.why == why), "{path}: {faults:?}");
    }
    let many: Vec<Value> = (0..61).map(|n| json!({"id": format!("f{n}"), "label": "題", "kind": "date"})).collect();
    let mut json = shop();
    json["fields"] = many.into();
    assert_eq!(form(json).faults()[0].why, TooMany);
}

#[test]
fn a_field_is_asked_where_its_condition_holds() {
    let form = form(shop());
    let ids = |json: Value| -> Vec<String> {
        asked(&form.fields, &answers(json)).iter().map(|field| field.id.clone()).collect()
    };
    assert_eq!(ids(json!({})), ["open", "shelf", "photo"]);
    assert_eq!(ids(json!({"open": {"choice": ["no"]}})), ["open", "why", "shelf", "photo"]);
    let low = json!({"open": {"choice": ["yes"]}, "share": {"number": "20"}});
    assert_eq!(ids(low), ["open", "share", "plan", "shelf", "photo"]);
    // The share was answered before the shop was found closed: it is not asked, so nothing hangs on it.
    let closed = json!({"open": {"choice": ["no"]}, "share": {"number": "20"}, "plan": {"date": "2026-03-01"}});
    assert_eq!(ids(closed.clone()), ["open", "why", "shelf", "photo"]);
    let kept = kept(&form.fields, &answers(closed));
    assert_eq!(kept.keys().collect::<Vec<_>>(), ["open"]);
}

#[test]
fn an_answer_that_does_not_do_is_named() {
    use AnswerFaultKind::{Decimals, LessThan, Missing, MoreThan, TooMany, UnknownOption, WrongKind};
    let form = form(shop());
    let ten = rust_decimal::Decimal::from(100);
    let row = |count: &str| json!({"product": {"text": "6901"}, "count": {"number": count}});
    for (json, faults) in [
        (json!({}), vec![("open", Missing)]),
        (json!({"open": {"choice": ["maybe"]}}), vec![("open", UnknownOption("maybe".into()))]),
        (json!({"open": {"choice": ["yes", "no"]}}), vec![("open", TooMany(1)), ("why", Missing)]),
        (json!({"open": {"choice": ["no"]}, "why": {"text": " "}}), vec![("why", Missing)]),
        (json!({"open": {"choice": ["no"]}, "why": {"text": "店主回老家"}}), vec![]),
        (json!({"open": {"choice": ["no"]}, "why": {"text": "店主回老家去"}}), vec![("why", TooMany(5))]),
        (json!({"open": {"choice": ["yes"]}, "share": {"number": "-0.1"}}), vec![("share", LessThan(0.into()))]),
        (json!({"open": {"choice": ["yes"]}, "share": {"number": "100.1"}}), vec![("share", MoreThan(ten))]),
        (json!({"open": {"choice": ["yes"]}, "share": {"number": "33.33"}}), vec![("share", Decimals(1))]),
        (json!({"open": {"choice": ["yes"]}, "share": {"number": "33.300"}}), vec![]),
        (json!({"open": {"choice": ["yes"]}, "share": {"text": "33"}}), vec![("share", WrongKind)]),
        (
            json!({"open": {"choice": ["yes"]}, "shelf": {"rows": [row("3"), {"product": {"text": "6902"}}, {}]}}),
            vec![("shelf.1.count", Missing)],
        ),
        (
            json!({"open": {"choice": ["yes"]}, "shelf": {"rows": [row("1"), row("1"), row("1"), row("1")]}}),
            vec![("shelf", TooMany(3))],
        ),
    ] {
        let found: Vec<_> = check(&form.fields, &answers(json.clone()));
        let found: Vec<_> = found.iter().map(|fault| (fault.path.as_str(), fault.why.clone())).collect();
        assert_eq!(found, faults, "{json}");
    }
}

#[test]
fn rows_add_up_and_empty_ones_are_not_kept() {
    let form = form(shop());
    let json = json!({"open": {"choice": ["yes"]}, "shelf": {"rows": [
        {"product": {"text": "6901"}, "count": {"number": "12"}, "gap": {"text": "無"}}, {},
        {"product": {"text": "6902"}, "count": {"number": "30"}}]}});
    let filled = form.filled(&answers(json)).unwrap();
    let Answer::Rows(rows) = &filled.answers["shelf"] else { panic!("{filled:?}") };
    assert_eq!((rows.len(), total(rows, "count")), (2, Some(42.into())));
    assert!(!rows[0].contains_key("gap"), "a reason is asked only where nothing is left");
    assert_eq!((filled.form.as_str(), filled.version), ("shop", 3));
    assert!(form.filled(&Answers::new()).is_none());
}

#[test]
fn the_newest_version_made_for_the_purpose_is_offered() {
    let with = |id: &str, version: u32, purposes: &[&str], retired: bool| {
        let mut json = shop();
        json["id"] = id.into();
        json["version"] = version.into();
        json["purposes"] = json!(purposes);
        json["retired"] = retired.into();
        ((id.to_owned(), version), form(json))
    };
    let forms: BTreeMap<_, _> = [
        with("any", 1, &[], false),
        with("device", 1, &["service"], false),
        with("device", 2, &["service"], false),
        with("old", 1, &["collection"], false),
        with("old", 2, &["collection"], true),
    ]
    .into();
    let of = |purpose: Option<&str>| chosen(&forms, purpose).map(|form| (form.id.as_str(), form.version));
    assert_eq!(of(Some("service")), Some(("device", 2)));
    assert_eq!((of(Some("collection")), of(None)), (Some(("any", 1)), Some(("any", 1))));
    assert_eq!(offered(&forms).len(), 2);
}

fn answer() -> impl Strategy<Value = Answer> {
    prop_oneof![
        "[a-z]{0,6}".prop_map(Answer::Text),
        (-200_i64..200).prop_map(|n| Answer::Number(n.into())),
        prop::collection::vec(prop::sample::select(vec!["yes".to_owned(), "no".to_owned(), "x".to_owned()]), 0..3)
            .prop_map(Answer::Choice),
    ]
}

proptest! {
    /// What is kept is what is asked: keeping again changes nothing, and what was right stays right.
    #[test]
    fn keeping_answers_twice_is_keeping_them_once(
        given in prop::collection::btree_map(
            prop::sample::select(vec!["open".to_owned(), "why".to_owned(), "share".to_owned(), "plan".to_owned()]),
            answer(), 0..5)
    ) {
        let form = form(shop());
        let once = kept(&form.fields, &given);
        prop_assert_eq!(&kept(&form.fields, &once), &once);
        let ids = |answers: &Answers| asked(&form.fields, answers).iter().map(|field| field.id.clone()).collect::<Vec<_>>();
        prop_assert_eq!(ids(&given), ids(&once));
        prop_assert_eq!(check(&form.fields, &given), check(&form.fields, &once));
    }
}
