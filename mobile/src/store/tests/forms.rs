//! Which version of a form is asked (VIS-5).

use shared::doc::company;
use shared::doc::form::Form;
use shared::id::DocId;
use shared::period::Instant;

use super::evidence::{at, came, left, open, phone};
use super::model::settle;
use super::samples::MORNING;

/// A form with one question.
fn form(version: u32, label: &str) -> Form {
    let json = serde_json::json!({ "id": "shop", "version": version, "name": "门店巡检", "fields": [
        { "id": "name", "label": label, "kind": "text" } ] });
    serde_json::from_value(json).unwrap()
}

#[test]
fn a_form_does_not_change_under_the_hands_of_whoever_fills_it_in() {
    let (mut store, mut server) = phone();
    let mut publish = |store: &mut _, form: &Form| {
        let mut doc = server.doc(&DocId::Company);
        company::write_form(&mut doc, form).unwrap();
        doc.commit(Instant::from_millis(MORNING)).unwrap();
        server.write(&mut doc);
        settle(store, &mut server);
    };
    let asked = |store: &mut _, hours| open(store, hours).and_then(|visit| visit.form).map(|form| form.version);
    publish(&mut store, &form(1, "店长"));
    store.record(&at(0, 1, came(30.2741, 0))).unwrap();
    assert_eq!(asked(&mut store, 0), Some(1));
    publish(&mut store, &form(2, "负责人"));
    assert_eq!(asked(&mut store, 1), Some(1), "version 2 came while version 1 was being filled in");
    store.record(&at(1, 2, left(1))).unwrap();
    store.record(&at(2, 3, came(30.2741, 2))).unwrap();
    assert_eq!(asked(&mut store, 2), Some(2), "the next visit asks version 2");
}
