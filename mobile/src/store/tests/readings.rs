use super::samples::*;
use crate::store::Store;

/// What the store says of the month, as it is read now.
fn month(store: &mut Store) -> String {
    let month = "2026-11".parse().unwrap();
    let read = store.book.journal(&store.db, &lin(), month).unwrap();
    format!("{:#?}\n{:#?}\n{:#?}", read.entries(), read.stays(), read.facts())
}

#[test]
fn what_is_recorded_reads_as_it_will_after_a_new_start() {
    let mut store = Store::open(":memory:").unwrap();
    store.sign_in(&session()).unwrap();
    let photo = photo("收据");
    // Out of the order of their ids too: a clock may have been set back.
    let made = [contact(5), check_in(10), contact(7), check_out(11, 10), expense(3, photo), contact(12), check_in(20)];
    for command in &made {
        let before = month(&mut store);
        store.record(command).unwrap();
        let grown = month(&mut store);
        assert_ne!(grown, before);
        store.book.clear();
        assert_eq!(month(&mut store), grown);
        // The next one is added to what was read, not read again.
    }
    // Sent twice, it is there once.
    let grown = month(&mut store);
    store.record(&made[1]).unwrap();
    assert_eq!(month(&mut store), grown);
}

#[test]
fn a_question_forgets_nothing_of_what_was_read() {
    let mut store = Store::open(":memory:").unwrap();
    store.sign_in(&session()).unwrap();
    store.record(&contact(5)).unwrap();
    let month = "2026-11".parse().unwrap();
    let read = store.book.journal(&store.db, &lin(), month).unwrap();
    let now = crate::view::Now { at: contact(5).at, place: None };
    for ask in [crate::view::Ask::Today(now), crate::view::Ask::OpenVisit(now)] {
        store.ask(ask, false).unwrap();
        let again = store.book.journal(&store.db, &lin(), month).unwrap();
        assert!(std::rc::Rc::ptr_eq(&read, &again), "it was read anew");
    }
}
