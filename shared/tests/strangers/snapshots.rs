//! Whole documents as a phone or a restore reads them.

use shared::doc::{ChunkError, Doc, DocError, MAX_SNAPSHOT_BYTES, verified_snapshot};

use super::doctored::{add, check_in, contact, journal};

fn month() -> Doc {
    let mut doc = journal(1);
    for number in 0..60 {
        let body = if number % 2 == 0 { check_in() } else { contact("问过价格,下周再谈") };
        add(&mut doc, number, body);
    }
    doc
}

fn load(bytes: &[u8]) -> Result<Doc, DocError> {
    Doc::load("journal/lin.xd/2026-11".parse().unwrap(), &[0; 20], Some(bytes), Vec::new())
}

#[test]
fn a_document_is_read_and_its_size_is_that_of_its_inflated_columns() {
    let mut doc = month();
    let bytes = doc.save();
    assert_eq!(verified_snapshot(&bytes, MAX_SNAPSHOT_BYTES), Ok(()));
    assert_eq!(load(&bytes).unwrap().heads(), doc.heads());
    let short = verified_snapshot(&bytes, bytes.len());
    assert!(matches!(short, Err(ChunkError::TooLarge { .. })), "{short:?}");
}

#[test]
fn an_empty_document_is_one() {
    let bytes = journal(1).save();
    assert_eq!(load(&bytes).unwrap().heads(), []);
}

#[test]
fn what_automerge_would_read_without_a_word_is_refused() {
    let mut doc = month();
    let bytes = doc.save();
    let last = doc.changes_since(&[]).pop().unwrap().raw_bytes().to_vec();
    // A document with changes after it, as `load_incremental` reads it, with and without a torn tail.
    let whole = [&bytes[..], &last].concat();
    let torn = &whole[..whole.len() - 3];
    for (what, bytes) in [
        ("zero bytes", &[][..]),
        ("a torn document", &bytes[..bytes.len() - 1]),
        ("changes after it", &whole),
        ("a torn change after it", torn),
        ("a change alone", &last),
        ("two documents", &[&bytes[..], &bytes].concat()),
    ] {
        assert!(load(bytes).is_err(), "{what}");
    }
}

#[test]
fn a_flipped_bit_is_noticed() {
    let bytes = month().save();
    for at in (0..bytes.len()).step_by(7) {
        let mut bad = bytes.clone();
        bad[at] ^= 4;
        assert!(load(&bad).is_err(), "byte {at}");
    }
}

#[test]
fn changes_whose_ground_is_missing_are_an_error_and_change_nothing() {
    let mut phone = journal(1);
    let (first, second, third) =
        (add(&mut phone, 1, contact("一")), add(&mut phone, 2, contact("二")), add(&mut phone, 3, contact("三")));
    let mut doc = journal(9);
    let missing = doc.apply(vec![third.clone(), first.clone()]).unwrap_err();
    assert!(matches!(&missing, DocError::MissingDependencies { missing, .. } if missing == &[second.hash()]));
    assert_eq!(doc.heads(), []);
    let of_load = Doc::load(doc.id().clone(), &[0; 20], None, vec![third.clone()]);
    assert!(matches!(of_load, Err(DocError::MissingDependencies { .. })));
    doc.apply(vec![third, second, first]).unwrap();
    assert_eq!(doc.heads(), phone.heads());
}
