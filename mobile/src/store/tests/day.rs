use shared::books;
use shared::doc::company::{self, Company};
use shared::doc::journal::{Contact, DayPlan, Method, Snooze};
use shared::doc::ledger::{self, Class, Holding, Ledger};
use shared::doc::{Doc, customer};
use shared::id::{CustomerId, DocId, EmployeeId};
use shared::period::Instant;
use shared::reminder::{Kind, Reminder};

use super::model::{Server, settle};
use super::samples::*;
use crate::record::{Command, What};
use crate::store::Store;
use crate::view::{Answer, Ask, MyWork, Now, PlanPage, ReminderRow, Sort, Standing, Today, Wanted};

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

/// Days after 2026-11-02, a Monday, at nine.
fn after(days: i64) -> Instant {
    Instant::from_millis(MORNING + days * DAY)
}

fn now(days: i64) -> Now {
    Now { at: after(days), place: None }
}

fn by_server(id: DocId, write: impl FnOnce(&mut Doc)) -> Doc {
    let mut doc = Doc::new(id, b"the server, by itself");
    write(&mut doc);
    doc.commit(Instant::from_millis(MORNING)).unwrap();
    doc
}

/// What the server told: two customers of class A since September; the first was met by a colleague on some days.
fn server(met: &[i64]) -> Server {
    server_of(lin(), met)
}

/// The same of somebody whom this one only helps.
fn server_of(owner: EmployeeId, met: &[i64]) -> Server {
    let mut server = Server::default();
    let json = serde_json::json!({
        "id": "c", "name": "恒川", "zone": "Asia/Shanghai", "currency": "CNY", "calendar": {"weekend": [6, 7]},
        "fence_radius": 300, "contact_gap": {"A": 7, "B": 14, "C": 30}, "unhandled_days": 7,
        "expense_categories": [], "visit_purposes": [], "outside_reasons": []
    });
    let settings: Company = serde_json::from_value(json).unwrap();
    server.write(&mut by_server(DocId::Company, |doc| assert!(company::write(doc, &settings).unwrap())));
    let holding = Holding {
        class: Class::A,
        owner,
        since: "2026-10-30".parse().unwrap(),
        collaborators: Vec::new(),
        merged_into: None,
    };
    let contacts = met.iter().map(|days| books::Contact {
        id: format!("colleague {days}").into(),
        employee: "·".into(),
        customer: customer_id(1).to_string().into(),
        at: after(*days),
        next: None,
        known_on: "2026-11-02".parse().unwrap(),
    });
    let held = Ledger {
        contacts: contacts.collect(),
        holdings: [(customer_id(1), holding.clone()), (customer_id(2), holding)].into(),
        ..Ledger::default()
    };
    let id = DocId::Ledger(lin(), "2026-11".parse().unwrap());
    server.write(&mut by_server(id, |doc| assert!(ledger::write(doc, &held).unwrap())));
    server.write(&mut imported());
    let second = customer::Customer { name: "杭州乙公司".into(), ..customer::Customer::default() };
    server.write(&mut by_server(DocId::Customer(customer_id(2)), |doc| {
        assert!(customer::write(doc, &second).unwrap());
    }));
    server
}

fn phone(server: &mut Server) -> Store {
    let mut store = Store::open(":memory:").unwrap();
    store.sign_in(&session()).unwrap();
    settle(&mut store, server);
    store
}

fn record(store: &mut Store, number: u128, at: Instant, what: What) {
    store.record(&Command { at, ..command(number, what) }).unwrap();
}

fn call(to: u128, next: Option<&str>) -> What {
    What::Contact(Contact {
        customer: customer_id(to),
        method: Method::Phone,
        content: "報價".into(),
        person: None,
        next_step: next.map(|_| "寄合同".into()),
        next_date: next.map(|day| day.parse().unwrap()),
        opportunity: None,
    })
}

fn snooze(to: u128, reminder: Kind, until: &str) -> What {
    What::Snooze(Snooze { customer: customer_id(to), reminder, until: until.parse().unwrap(), reason: None })
}

fn today(store: &mut Store, days: i64) -> Today {
    let Answer::Today(today) = store.ask(Ask::Today(now(days)), false).unwrap() else { panic!("no day") };
    *today
}

fn standing(store: &mut Store, to: u128, days: i64) -> Standing {
    let ask = Ask::Standing { customer: customer_id(to), now: now(days) };
    let Answer::Standing(standing) = store.ask(ask, false).unwrap() else { panic!("no customer") };
    *standing
}

fn plan(store: &mut Store, day: &str, days: i64) -> PlanPage {
    let ask = Ask::Plan { day: day.parse().unwrap(), now: now(days) };
    let Answer::Plan(page) = store.ask(ask, false).unwrap() else { panic!("no plan") };
    *page
}

fn kinds(rows: &[ReminderRow], of: u128) -> Vec<Kind> {
    rows.iter().filter(|row| row.customer == customer_id(of)).map(|row| row.reminder.kind()).collect()
}

#[test]
fn whoever_only_helps_is_reminded_of_what_he_agreed_alone() {
    let mut store = phone(&mut server_of("zhou.min".parse().unwrap(), &[]));
    assert_eq!(kinds(&today(&mut store, 30).reminders, 1), []);
    assert_eq!(standing(&mut store, 1, 30).gap, None, "the gap is its owner's");
    record(&mut store, 1, after(5), call(1, Some("2026-11-09")));
    assert_eq!(kinds(&today(&mut store, 8).reminders, 1), [Kind::Overdue]);
}

#[test]
fn a_customer_has_several_reminders_and_anyones_contact_ends_them() {
    let mut store = phone(&mut server(&[]));
    assert_eq!(kinds(&today(&mut store, 3).reminders, 1), []);
    // 2026-11-06 is the seventh day, and the eighth is over the gap.
    assert_eq!(kinds(&today(&mut store, 4).reminders, 1), [Kind::Unhandled]);
    assert_eq!(kinds(&today(&mut store, 5).reminders, 1), [Kind::Gap, Kind::Unhandled]);
    record(&mut store, 1, after(5), call(1, Some("2026-11-09")));
    assert_eq!(kinds(&today(&mut store, 5).reminders, 1), []);
    // Monday's call is due on Monday; on Tuesday it is late, and on the eighth day over the gap too.
    let monday = today(&mut store, 7);
    assert_eq!(kinds(&monday.reminders, 1), [Kind::Due]);
    let due = monday.reminders.iter().find(|row| row.customer == customer_id(1)).unwrap();
    assert_eq!(due.next_step.as_deref(), Some("寄合同"));
    assert_eq!(kinds(&today(&mut store, 13).reminders, 1), [Kind::Overdue, Kind::Gap]);

    // The same with a colleague there on the tenth day: what was agreed is answered, the gap begins anew.
    let mut store = phone(&mut server(&[10]));
    record(&mut store, 1, after(5), call(1, Some("2026-11-09")));
    assert_eq!(kinds(&today(&mut store, 13).reminders, 1), []);
    assert_eq!(kinds(&today(&mut store, 18).reminders, 1), [Kind::Gap]);
}

#[test]
fn the_page_of_a_customer_says_which_breach_it_is_and_when_the_next_falls() {
    let mut store = phone(&mut server(&[]));
    record(&mut store, 1, after(0), call(1, None));
    for (days, count, next) in
        [(7, 0, "2026-11-10"), (8, 1, "2026-11-17"), (14, 1, "2026-11-17"), (15, 2, "2026-11-24")]
    {
        let standing = standing(&mut store, 1, days);
        let gap = standing.gap.unwrap();
        assert_eq!((gap.breaches(standing.today), gap.next(standing.today).to_string().as_str()), (count, next));
    }
}

#[test]
fn what_is_put_off_is_out_of_sight_on_all_devices_until_its_day_or_the_next_contact() {
    let mut server = server(&[]);
    let mut store = phone(&mut server);
    record(&mut store, 1, after(5), snooze(1, Kind::Gap, "2026-11-11"));
    let day = today(&mut store, 5);
    assert_eq!(kinds(&day.reminders, 1), [Kind::Unhandled], "the other one stands");
    assert_eq!(kinds(&day.snoozed, 1), [Kind::Gap]);
    assert_eq!(kinds(&day.reminders, 2), [Kind::Gap, Kind::Unhandled], "and another customer's");
    // It is in the timeline, and on another phone.
    settle(&mut store, &mut server);
    let mut other = Store::open(":memory:").unwrap();
    other.sign_in(&crate::view::Session { device: device(2), ..session() }).unwrap();
    settle(&mut other, &mut server);
    assert_eq!(kinds(&today(&mut other, 5).snoozed, 1), [Kind::Gap]);
    let ask = Ask::Customer { id: customer_id(1), now: now(5) };
    let Answer::Customer(page) = other.ask(ask, false).unwrap() else { panic!("no customer") };
    assert!(matches!(page.timeline[0].what, crate::view::HappeningKind::Snooze { .. }));
    // On its day it stands again.
    assert_eq!(kinds(&today(&mut store, 9).reminders, 1), [Kind::Gap, Kind::Unhandled]);
    // Brought back, it stands at once.
    record(&mut store, 2, after(5).plus_millis(HOUR), snooze(1, Kind::Gap, "2026-11-07"));
    assert_eq!(kinds(&today(&mut store, 5).reminders, 1), [Kind::Gap, Kind::Unhandled]);
    // A contact answers what was put off: the next gap is another one.
    record(&mut store, 3, after(5).plus_millis(2 * HOUR), snooze(1, Kind::Gap, "2026-12-24"));
    record(&mut store, 4, after(6), call(1, None));
    assert_eq!(kinds(&today(&mut store, 14).reminders, 1), [Kind::Gap]);
}

#[test]
fn a_plan_is_made_offline_ticked_by_visits_and_copied_a_week_later() {
    let mut store = phone(&mut server(&[]));
    let stops = |ids: &[u128]| ids.iter().map(|id| customer_id(*id)).collect::<Vec<CustomerId>>();
    let planned = |ids: &[u128]| What::Plan(DayPlan { day: "2026-11-02".parse().unwrap(), stops: stops(ids) });
    record(&mut store, 1, after(0), planned(&[1]));
    record(&mut store, 2, after(0).plus_millis(60_000), planned(&[2, 1]));
    let day = today(&mut store, 0);
    let shown = |day: &Today| day.plan.stops.iter().map(|stop| (stop.customer.id, stop.done)).collect::<Vec<_>>();
    assert_eq!(shown(&day), [(customer_id(2), false), (customer_id(1), false)]);
    assert_eq!(day.next.as_ref().unwrap().id, customer_id(2));
    assert!(!day.plan.late);
    // A visit out of the order takes its stop; one under way does not yet.
    store.record(&check_in(10)).unwrap();
    assert!(!today(&mut store, 0).plan.stops[1].done);
    store.record(&check_out(40, 10)).unwrap();
    let day = today(&mut store, 0);
    assert_eq!(shown(&day), [(customer_id(2), false), (customer_id(1), true)]);
    // Changed on the way: it is shown, and said not to count.
    record(&mut store, 50, after(0).plus_millis(5 * HOUR), planned(&[1]));
    let day = today(&mut store, 0);
    assert!(day.plan.late && shown(&day) == [(customer_id(1), true)]);

    let next = plan(&mut store, "2026-11-09", 0);
    assert_eq!(next.last_week.iter().map(|row| row.id).collect::<Vec<_>>(), [customer_id(1)]);
    assert!(next.plan.stops.is_empty() && next.month.is_none(), "no ledger of pay has come");
    // Somebody presses on the eighth day; nobody has a position, so nobody is near.
    let later = plan(&mut store, "2026-11-07", 5);
    assert_eq!(later.suggested.iter().map(|row| row.id).collect::<Vec<_>>(), [customer_id(2)]);
    let wanted = Wanted { text: "hzygs".into(), sort: Sort::Pressing, ..Wanted::default() };
    let ask = Ask::Customers { wanted: Box::new(wanted), now: now(0) };
    let Answer::Customers(found) = store.ask(ask, false).unwrap() else { panic!("no choices") };
    assert_eq!(found.rows.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["杭州乙公司"]);
}

#[test]
fn ones_own_work_is_counted_by_day_and_method() {
    let mut store = phone(&mut server(&[]));
    store.record(&check_in(10)).unwrap();
    store.record(&check_out(40, 10)).unwrap();
    record(&mut store, 50, after(1), call(2, None));
    record(&mut store, 51, after(1).plus_millis(HOUR), call(2, None));
    record(&mut store, 52, after(7), call(1, None));
    let ask = Ask::Work { from: "2026-11-02".parse().unwrap(), to: "2026-11-08".parse().unwrap() };
    let Answer::Work(work) = store.ask(ask, false).unwrap() else { panic!("no work") };
    let MyWork { total, days, methods, .. } = *work;
    assert_eq!((total.contacts, total.visits, total.customers, total.minutes), (3, 1, 2, 30));
    assert_eq!(days.iter().map(|(_, tally)| tally.contacts).collect::<Vec<_>>(), [1, 2, 0, 0, 0, 0, 0]);
    assert_eq!(methods.iter().map(|(method, _)| *method).collect::<Vec<_>>(), [Method::Visit, Method::Phone]);
}

#[test]
fn reminders_alone_are_what_the_day_shows() {
    let mut store = phone(&mut server(&[]));
    let Answer::Reminders(rows) = store.ask(Ask::Reminders(now(5)), false).unwrap() else { panic!("none") };
    assert_eq!(rows, today(&mut store, 5).reminders);
    assert!(matches!(rows[0].reminder, Reminder::Gap { days: 8, limit: 7, .. }));
}
