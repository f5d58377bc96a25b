use proptest::prelude::*;

use super::*;
use crate::doc::Doc;
use crate::period::Instant;

const KEY: [u8; 32] = [7; 32];

fn company(name: &str) -> CompanyId {
    CompanyId::new(name).unwrap()
}

fn doc(name: &str) -> DocId {
    name.parse().unwrap()
}

fn head(byte: u8) -> ChangeHash {
    ChangeHash([byte; 32])
}

#[test]
fn the_code_is_of_company_document_and_heads() {
    let (acme, journal) = (company("acme"), doc("journal/lin.xd/2026-11"));
    let code = mac(&KEY, &acme, &journal, &[head(1), head(2)]);
    assert!(verify(&KEY, &acme, &journal, &[head(2), head(1)], &code), "the order of heads says nothing");
    assert!(verify(&KEY, &acme, &journal, &[head(2), head(1), head(2)], &code));
    for (what, heads) in [("one less", vec![head(1)]), ("one more", vec![head(1), head(2), head(3)]), ("none", vec![])]
    {
        assert!(!verify(&KEY, &acme, &journal, &heads, &code), "{what}");
    }
    let heads = [head(1), head(2)];
    assert!(!verify(&[8; 32], &acme, &journal, &heads, &code), "another key");
    assert!(!verify(&KEY, &company("acme2"), &journal, &heads, &code), "another company");
    assert!(!verify(&KEY, &acme, &doc("journal/lin.xd/2026-12"), &heads, &code), "another document");
    for short in [&b""[..], &code[..15], &[&code[..], &[0]].concat()] {
        assert!(!verify(&KEY, &acme, &journal, &heads, short));
    }
    for at in 0..16 {
        let mut wrong = code;
        wrong[at] ^= 1;
        assert!(!verify(&KEY, &acme, &journal, &heads, &wrong), "byte {at}");
    }
}

#[test]
fn the_code_stays_what_it_is_between_releases() {
    let code = mac(&KEY, &company("acme"), &doc("company"), &[head(1)]);
    insta::assert_snapshot!(format!("{:032x}", u128::from_be_bytes(code)));
}

#[test]
fn what_went_out_comes_back() {
    let (acme, company_doc) = (company("acme"), doc("company"));
    let said = attest(&KEY, &acme, &company_doc, &[head(9), head(1), head(9)]);
    assert_eq!(attested(&KEY, &acme, &company_doc, &said), Some(vec![head(1), head(9)]));
    let mut short = said.clone();
    short.heads[0].truncate(31);
    assert_eq!(attested(&KEY, &acme, &company_doc, &short), None);
    let mut other = said;
    other.heads[0][0] ^= 1;
    assert_eq!(attested(&KEY, &acme, &company_doc, &other), None);
}

/// Three devices that write and now and then take over what another has.
fn history(steps: &[(usize, Option<usize>)]) -> Vec<Change> {
    let id = || doc("customer/0190163d-8694-739b-aea5-966c26f8ad91");
    let mut devices: Vec<Doc> = (1..=3u8).map(|actor| Doc::new(id(), &[actor; 20])).collect();
    let mut all = Vec::new();
    for (at, (writes, takes)) in steps.iter().enumerate() {
        if let Some(takes) = takes.filter(|takes| takes != writes) {
            let others = devices[takes].changes_since(&[]);
            devices[*writes].apply(others).unwrap();
        }
        devices[*writes].put("name", &at).unwrap();
        all.push(devices[*writes].commit(Instant::from_millis(0)).unwrap());
    }
    all
}

/// The same in the other direction: a change is an ancestor of one that builds on it, or on such a one.
fn descends(all: &[Change], ancestor: &ChangeHash, of: &ChangeHash) -> bool {
    let mut after = BTreeSet::from([*ancestor]);
    for change in all {
        if change.deps().iter().any(|dep| after.contains(dep)) {
            after.insert(change.hash());
        }
    }
    after.contains(of)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    #[test]
    fn covered_are_ancestors_and_nothing_else(
        steps in prop::collection::vec((0..3usize, prop::option::of(0..3usize)), 1..20),
        heads in prop::collection::vec(any::<prop::sample::Index>(), 0..4),
        left_out in prop::collection::vec(any::<prop::sample::Index>(), 0..3),
    ) {
        let all = history(&steps);
        let heads: Vec<ChangeHash> = heads.iter().map(|head| head.get(&all).hash()).collect();
        let whole = covered(&heads, &all);
        for change in &all {
            let is = heads.iter().any(|head| descends(&all, &change.hash(), head));
            prop_assert_eq!(whole.contains(&change.hash()), is);
        }
        // With gaps, fewer and never others.
        let left_out: BTreeSet<ChangeHash> = left_out.iter().map(|one| one.get(&all).hash()).collect();
        let some: Vec<Change> = all.iter().filter(|change| !left_out.contains(&change.hash())).cloned().collect();
        let part = covered(&heads, &some);
        prop_assert!(part.is_subset(&whole) && part.is_disjoint(&left_out));
    }
}
