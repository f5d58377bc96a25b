//! Customers entered, changed and merged without a network.

use std::collections::BTreeSet;

use shared::doc::customer::{Customer, Edit, Lifecycle, LifecycleEvent, Site};
use shared::doc::journal::{ClassChange, Contact, Merge};
use shared::doc::ledger::Class;
use shared::id::CustomerId;
use shared::period::Instant;
use shared::place::Place;

use super::model::{Server, assert_same, settle};
use super::samples::*;
use crate::record::What;
use crate::store::{Store, StoreError};
use crate::view::{Answer, Ask, CustomerPage, Entered, HappeningKind, Now, Same, Wanted};

fn phone() -> Store {
    let mut store = Store::open(":memory:").unwrap();
    store.sign_in(&session()).unwrap();
    store
}

fn now() -> Now {
    Now { at: Instant::from_millis(MORNING + 86_400_000), place: None }
}

fn site(lat: f64) -> Site {
    Site { name: None, address: None, place: Some(Place::new(lat, 120.15).unwrap()), given: None, radius: 300 }
}

fn site_id(number: u128) -> shared::id::SiteId {
    shared::id::SiteId::from_uuid(customer_id(number).uuid())
}

fn named(name: &str, phone: Option<&str>, number: u128) -> Customer {
    let mut customer = Customer { name: name.into(), phone: phone.map(Into::into), ..Customer::default() };
    customer.sites.insert(site_id(number), site(30.27));
    customer
}

fn create(store: &mut Store, number: u128, customer: &Customer) {
    change(store, number, number, &Customer::default(), customer).unwrap();
}

fn change(store: &mut Store, record: u128, of: u128, old: &Customer, new: &Customer) -> Result<(), StoreError> {
    let edit = Box::new(Edit::between(old, new));
    store.record(&command(record, What::Customer { customer: customer_id(of), new: record == of, edit }))
}

fn page(store: &mut Store, id: CustomerId) -> CustomerPage {
    match store.ask(Ask::Customer { id, now: now() }, false).unwrap() {
        Answer::Customer(page) => *page,
        other => panic!("no page: {other:?}"),
    }
}

fn listed(store: &mut Store) -> BTreeSet<String> {
    match store.ask(Ask::Customers { wanted: Box::new(Wanted::all()), now: now() }, false).unwrap() {
        Answer::Customers(list) => list.rows.into_iter().map(|row| row.name).collect(),
        other => panic!("no list: {other:?}"),
    }
}

#[test]
fn a_customer_made_offline_can_be_visited_at_once_and_reaches_the_server() {
    let mut store = phone();
    create(&mut store, 1, &named("浙北仁和医院", Some("0571-87654321"), 1));
    store.record(&check_in(2)).unwrap();
    let shown = page(&mut store, customer_id(1));
    assert_eq!((shown.row.name.as_str(), shown.timeline.len(), shown.profile.sites.len()), ("浙北仁和医院", 1, 1));
    let Answer::Outbox(items) = store.ask(Ask::Outbox, false).unwrap() else { panic!("no outbox") };
    assert_eq!(items.iter().map(|item| item.kind.as_str()).collect::<Vec<_>>(), ["check_in", "new_customer"]);
    let mut server = Server::default();
    settle(&mut store, &mut server);
    assert_same(&mut store, &server);
    assert_eq!(store.counts().unwrap(), (0, 0));
}

#[test]
fn only_what_was_changed_is_written() {
    let mut store = phone();
    let first =
        Customer {
            industry: Some("医院".into()), tags: vec!["三甲".into()], ..named("仁和医院", Some("1"), 1)
        };
    create(&mut store, 1, &first);
    // A form that was opened before another one saved.
    let other =
        Customer { phone: Some("0571-2".into()), tags: vec!["三甲".into(), "重点".into()], ..first.clone() };
    change(&mut store, 2, 1, &first, &other).unwrap();
    let mut mine = Customer { name: "浙北仁和医院".into(), tags: Vec::new(), industry: None, ..first.clone() };
    mine.sites.insert(site_id(1), Site { radius: 500, ..site(30.27) });
    change(&mut store, 3, 1, &first, &mine).unwrap();
    let shown = page(&mut store, customer_id(1)).profile;
    assert_eq!((shown.name.as_str(), shown.phone.as_deref(), &shown.industry), ("浙北仁和医院", Some("0571-2"), &None));
    assert_eq!(shown.tags, ["重点"]);
    assert_eq!((shown.sites[&site_id(1)].radius, shown.sites[&site_id(1)].place), (500, site(30.27).place));
    let without = Customer { sites: [].into(), ..shown.clone() };
    change(&mut store, 4, 1, &shown, &without).unwrap();
    assert!(page(&mut store, customer_id(1)).profile.sites.is_empty());
}

#[test]
fn what_can_not_be_is_refused_with_its_field_and_value() {
    let mut store = phone();
    let good = named("仁和医院", None, 1);
    let mut wide = good.clone();
    wide.sites.insert(site_id(1), Site { radius: 20, ..site(30.27) });
    for (customer, field) in [
        (Customer { name: "  ".into(), ..good.clone() }, "name"),
        (wide, "site.radius"),
        (Customer { note: Some("长".repeat(3000)), ..good.clone() }, "note"),
    ] {
        let Err(StoreError::Edit(why)) = change(&mut store, 1, 1, &Customer::default(), &customer) else {
            panic!("taken: {field}")
        };
        assert_eq!(why.field, field);
    }
    assert!(listed(&mut store).is_empty());
}

#[test]
fn steps_of_the_lifecycle_and_an_asked_class_stand_in_the_timeline() {
    let mut store = phone();
    create(&mut store, 1, &named("仁和医院", None, 1));
    for (number, to) in [(2, Lifecycle::Prospect), (3, Lifecycle::Customer)] {
        let at = Instant::from_millis(MORNING + i64::try_from(number).unwrap());
        let event = LifecycleEvent { to, at, offset: 480, by: lin(), reason: Some("签了首单".into()) };
        let step = Customer { lifecycle: [(record_id(number), event)].into(), ..Customer::default() };
        change(&mut store, number, 1, &Customer::default(), &step).unwrap();
    }
    let asked = ClassChange { customer: customer_id(1), class: Class::A, reason: None };
    store.record(&command(4, What::SetClass(asked))).unwrap();
    let shown = page(&mut store, customer_id(1));
    assert_eq!(shown.profile.stage(), Some(Lifecycle::Customer));
    assert_eq!((shown.row.class, shown.more.class), (None, Some(Class::A)));
    let kinds: Vec<_> =
        shown.timeline.iter().map(|happening| matches!(happening.what, HappeningKind::Stage { .. })).collect();
    assert_eq!(kinds, [false, true, true]);
}

#[test]
fn two_that_are_one_are_one_at_once_and_two_again_when_undone() {
    let mut store = phone();
    create(&mut store, 1, &named("浙北仁和医院", Some("0571-87654321"), 1));
    create(&mut store, 11, &named("仁和医院（老档）", None, 11));
    let called = |number, customer| {
        command(number, What::Contact(Contact { customer, next_date: "2026-11-10".parse().ok(), ..called(number) }))
    };
    store.record(&called(20, customer_id(11))).unwrap();
    let merge = |number, into| command(number, What::Merge(Merge { customer: customer_id(11), into, reason: None }));
    store.record(&merge(21, Some(customer_id(1)))).unwrap();

    assert_eq!(listed(&mut store), ["浙北仁和医院".to_owned()].into());
    let shown = page(&mut store, customer_id(1));
    assert_eq!((shown.profile.sites.len(), shown.more.also.len(), shown.more.merging), (2, 1, true));
    assert_eq!(shown.timeline.len(), 2);
    assert_eq!(shown.row.last_contact, "2026-11-02".parse().ok());
    let old = page(&mut store, customer_id(11));
    assert_eq!(old.more.into, Some((customer_id(1), "浙北仁和医院".to_owned())));
    // Under its old name the one that counts is found.
    let wanted = Wanted { text: "laodang".into(), ..Wanted::default() };
    let Answer::Customers(list) = store.ask(Ask::Customers { wanted: Box::new(wanted), now: now() }, false).unwrap()
    else {
        panic!("no list")
    };
    assert_eq!(list.rows.iter().map(|row| row.id).collect::<Vec<_>>(), [customer_id(1)]);
    // One can check in there, and a second record with the other name shows with it.
    store.record(&check_in(22)).unwrap();
    assert_eq!(page(&mut store, customer_id(1)).timeline.len(), 3);

    store.record(&merge(23, None)).unwrap();
    assert_eq!(listed(&mut store).len(), 2);
    let shown = page(&mut store, customer_id(1));
    assert_eq!((shown.profile.sites.len(), shown.more.also.len(), shown.row.last_contact), (1, 0, None));
}

#[test]
fn a_duplicate_is_said_while_one_types() {
    let mut store = phone();
    create(&mut store, 1, &named("浙北仁和医院", Some("0571-87654321"), 1));
    create(&mut store, 11, &named("钱江康复中心", Some("0571-88008821"), 11));
    let mut same = |name: &str, phone: &str, but: Option<CustomerId>| {
        let entered = Entered { name: name.into(), phone: Some(phone.into()), place: None, but };
        match store.ask(Ask::Same { entered: Box::new(entered), now: now() }, false).unwrap() {
            Answer::Same(found) => found.into_iter().map(|Same { row, .. }| row.name).collect::<Vec<_>>(),
            other => panic!("no answer: {other:?}"),
        }
    };
    assert_eq!(same("仁和医", "", None), ["浙北仁和医院"]);
    assert_eq!(same("浙北仁和醫院有限公司", "", None), ["浙北仁和医院"]);
    assert_eq!(same("某某", "8765 4321", None), ["浙北仁和医院"]);
    assert_eq!(same("浙北仁和医院", "", Some(customer_id(1))), Vec::<String>::new());
    assert_eq!(same("启明眼科", "", None), Vec::<String>::new());
}
