//! The rep's day as others see it: `reminders`, `workload`, `calendar`; and plans as facts.

use reqwest::Response;
use shared::doc::customer::{self, ProfileField};
use shared::doc::journal::{Body, Contact, DayPlan, Method};
use shared::id::DocId;
use shared::reminder::Reminder;
use shared::rest::{CalendarFeed, TeamReminders, TeamWorkload};

use crate::phone::{Phone, record};
use crate::world::{World, customer, employee, refused};

/// A day in milliseconds.
const DAY: i64 = 86_400_000;

async fn get(world: &World, login: &str, path: &str) -> Response {
    let token = world.sign_in(login).await.token.unwrap();
    world.http.get(world.api(path)).bearer_auth(token).send().await.unwrap()
}

async fn reminders(world: &World, login: &str) -> TeamReminders {
    let answer = get(world, login, "reminders?of=team").await;
    assert_eq!(answer.status(), 200, "{login}");
    answer.json().await.unwrap()
}

fn call(next: Option<&str>) -> Body {
    Body::Contact(Contact {
        customer: customer(),
        method: Method::Wechat,
        content: "報價, 二; 三".into(),
        person: None,
        next_step: next.map(|_| "寄合同; 約時間, 帶樣品".into()),
        next_date: next.map(|day| day.parse().unwrap()),
        opportunity: None,
    })
}

/// On the page of the day: 2026-11-26, a Thursday.
#[tokio::test]
async fn a_manager_sees_what_his_people_have_not_handled() {
    let world = World::new().await;
    world.settled().await;
    for (login, count) in [("wang.lei", 2), ("zhao.gm", 2), ("chen.hua", 0), ("root.ad", 2)] {
        let seen = reminders(&world, login).await;
        assert_eq!((seen.day.to_string().as_str(), seen.rows.len()), ("2026-11-26", count), "{login}");
    }
    let seen = reminders(&world, "wang.lei").await;
    let kinds: Vec<&str> = seen.rows.iter().map(|row| row.reminder.kind().as_str()).collect();
    assert_eq!(kinds, ["gap", "unhandled"]);
    let row = &seen.rows[0];
    assert_eq!((row.employee.clone(), row.name.as_str()), (employee("lin.xd"), "Name of lin.xd"));
    assert_eq!(row.customer_name, "甲公司");
    // 329 days since the first of January; class A allows 7.
    assert_eq!((row.breaches, row.next_breach.unwrap().to_string().as_str()), (46, "2026-11-27"));

    let mut lin = Phone::new(&world, "lin.xd").await;
    lin.record(record(), world.now(), call(Some("2026-11-28")));
    lin.settle(&world).await;
    assert!(reminders(&world, "wang.lei").await.rows.is_empty());
    // The agreed Saturday is off: it is shown on Friday.
    world.pass(DAY);
    let seen = reminders(&world, "wang.lei").await;
    assert!(matches!(seen.rows[0].reminder, Reminder::Due { agreed } if agreed.to_string() == "2026-11-28"));
    world.pass(3 * DAY);
    let seen = reminders(&world, "wang.lei").await;
    assert!(matches!(seen.rows[0].reminder, Reminder::Overdue { days: 2, .. }), "{:?}", seen.rows);
    // Anyone's contact answers it.
    let mut wang = Phone::new(&world, "wang.lei").await;
    wang.record(record(), world.now(), call(None));
    wang.settle(&world).await;
    assert!(reminders(&world, "wang.lei").await.rows.is_empty());
}

#[tokio::test]
async fn reminders_and_workload_are_for_who_leads_and_ask_for_something_there_is() {
    let world = World::new().await;
    for path in ["reminders?of=team", "workload?from=2026-11-01&to=2026-11-30"] {
        refused(get(&world, "lin.xd", path).await, 403, "not_allowed").await;
        let answer = world.http.get(world.api(path)).send().await.unwrap();
        refused(answer, 401, "session_ended").await;
    }
    for (path, field, value) in [
        ("reminders", "of", ""),
        ("reminders?of=everyone", "of", "everyone"),
        ("workload?from=2026-11-01", "to", ""),
        ("workload?from=2026-02-30&to=2026-03-01", "from", "2026-02-30"),
        ("workload?from=2026-11-02&to=2026-11-01", "to", "2026-11-01"),
        ("workload?from=2025-01-01&to=2026-11-01", "to", "2026-11-01"),
    ] {
        let body = refused(get(&world, "wang.lei", path).await, 422, "invalid").await;
        assert_eq!((body.field.as_deref(), body.value.as_deref()), (Some(field), Some(value)), "{path}");
    }
}

#[tokio::test]
async fn work_is_counted_by_person_day_and_method() {
    let world = World::new().await;
    let mut lin = Phone::new(&world, "lin.xd").await;
    for hours in [0, 2] {
        let begin = world.now().plus_millis(hours * 3_600_000);
        let visit = lin.check_in(begin);
        lin.check_out(visit, begin.plus_millis(1_800_000), "談妥");
    }
    lin.record(record(), world.now().plus_millis(-DAY), call(None));
    // Under way: no work done yet.
    lin.check_in(world.now().plus_millis(5 * 3_600_000));
    lin.settle(&world).await;
    let asked = "workload?from=2026-11-20&to=2026-11-26";
    let seen: TeamWorkload = get(&world, "wang.lei", asked).await.json().await.unwrap();
    assert_eq!(seen.people.iter().map(|person| person.name.as_str()).collect::<Vec<_>>(), ["Name of lin.xd"]);
    let total = seen.total;
    assert_eq!((total.contacts, total.visits, total.customers, total.minutes, total.metres), (3, 2, 1, 60, 0));
    assert_eq!(seen.people[0].tally, total);
    assert_eq!(seen.days.values().map(|day| day.contacts).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(seen.methods[&Method::Wechat].contacts, 1);
    assert_eq!(seen.rows.len(), 2);
    let others: TeamWorkload = get(&world, "chen.hua", asked).await.json().await.unwrap();
    assert_eq!((others.total.contacts, others.people.len()), (0, 1), "zhou.min did nothing");
}

#[tokio::test]
async fn the_plan_of_a_day_becomes_a_fact_and_is_left_out_nowhere() {
    let world = World::new().await;
    let mut lin = Phone::new(&world, "lin.xd").await;
    let plan = DayPlan { day: "2026-11-27".parse().unwrap(), stops: vec![customer()] };
    let id = record();
    lin.record(id, world.now(), Body::Plan(plan));
    lin.settle(&world).await;
    let facts = world.facts().await;
    let fact = facts.iter().find(|fact| fact.starts_with(&id.to_string())).unwrap();
    assert!(fact.contains("\"kind\":\"plan\"") && fact.contains("2026-11-27"), "{fact}");
}

async fn make(world: &World, token: &str) -> String {
    let answer = world.http.post(world.api("calendar")).bearer_auth(token).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let feed: CalendarFeed = answer.json().await.unwrap();
    assert_eq!(feed.made, Some(world.now()));
    feed.path.unwrap()
}

async fn read(world: &World, path: &str) -> Response {
    world.http.get(world.url(path)).send().await.unwrap()
}

/// Content lines with folds undone.
fn lines(text: &str) -> Vec<String> {
    text.replace("\r\n ", "").split("\r\n").map(str::to_owned).collect()
}

#[tokio::test]
async fn a_calendar_is_read_by_who_knows_its_address_until_it_is_revoked() {
    let world = World::new().await;
    let mut lin = Phone::new(&world, "lin.xd").await;
    let token = lin.token().to_owned();
    lin.settle(&world).await;
    lin.edit(&DocId::Customer(customer()), world.now(), |doc| {
        assert!(customer::set_field(doc, ProfileField::Phone, "0571-8765 4321").unwrap());
    });
    lin.record(record(), world.now(), call(Some("2026-11-30")));
    let plan = DayPlan { day: "2026-11-26".parse().unwrap(), stops: vec![customer()] };
    lin.record(record(), world.now(), Body::Plan(plan));
    lin.settle(&world).await;

    let path = make(&world, &token).await;
    let answer = read(&world, &path).await;
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["content-type"], "text/calendar; charset=utf-8");
    assert_eq!(answer.headers()["cache-control"], "no-store");
    let text = answer.text().await.unwrap();
    let said = lines(&text);
    let has = |line: &str| said.iter().any(|said| said == line);
    assert!(has("SUMMARY:甲公司") && has("DTSTART;VALUE=DATE:20261130"), "{text}");
    assert!(has("DESCRIPTION:寄合同\\; 約時間\\, 帶樣品\\n0571-8765 4321"), "{text}");
    assert!(has("SUMMARY:1. 甲公司") && has("DTSTART;VALUE=DATE:20261126"), "{text}");

    // Moved to another day, it is the same entry.
    let uid = |said: &[String]| said.iter().find(|line| line.starts_with("UID:next-")).cloned().unwrap();
    lin.record(record(), world.now().plus_millis(60_000), call(Some("2026-12-02")));
    lin.settle(&world).await;
    let moved = lines(&read(&world, &path).await.text().await.unwrap());
    assert_eq!(uid(&moved), uid(&said));
    assert!(moved.iter().any(|line| line == "DTSTART;VALUE=DATE:20261202"));

    // Renewed, the old address is void; revoked, the new one too.
    let renewed = make(&world, &token).await;
    refused(read(&world, &path).await, 404, "not_found").await;
    assert_eq!(read(&world, &renewed).await.status(), 200);
    let answer = world.http.delete(world.api("calendar")).bearer_auth(&token).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    refused(read(&world, &renewed).await, 404, "not_found").await;
    let state: CalendarFeed = get(&world, "lin.xd", "calendar").await.json().await.unwrap();
    assert_eq!(state, CalendarFeed { made: None, path: None });
}

#[tokio::test]
async fn a_calendar_has_ones_own_customers_and_ends_with_the_job() {
    let world = World::new().await;
    let mut lin = Phone::new(&world, "lin.xd").await;
    lin.record(record(), world.now(), call(Some("2026-11-30")));
    lin.settle(&world).await;
    let zhou = world.sign_in("zhou.min").await.token.unwrap();
    let path = make(&world, &zhou).await;
    assert!(!read(&world, &path).await.text().await.unwrap().contains("VEVENT"));
    // What he takes over stands in his calendar.
    world.give_customer("zhou.min").await;
    assert!(read(&world, &path).await.text().await.unwrap().contains("甲公司"));
    let admin = world.sign_in("root.ad").await.token.unwrap();
    let disable = world.http.put(world.api("people/zhou.min/disabled")).bearer_auth(admin);
    let answer = disable.json(&serde_json::json!({ "disabled": true })).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    refused(read(&world, &path).await, 404, "not_found").await;
}

#[tokio::test]
async fn addresses_can_not_be_guessed_for_long() {
    let world = World::new().await;
    refused(world.http.post(world.api("calendar")).send().await.unwrap(), 401, "session_ended").await;
    refused(world.http.delete(world.api("calendar")).send().await.unwrap(), 401, "session_ended").await;
    let token = world.sign_in("lin.xd").await.token.unwrap();
    let right = make(&world, &token).await;
    for n in 0..50 {
        let path = if n % 2 == 0 { format!("/api/v1/calendar/{n:064x}.ics") } else { "/api/v1/calendar/x".into() };
        refused(read(&world, &path).await, 404, "not_found").await;
        // Who knows the address is not counted.
        if n < 49 {
            assert_eq!(read(&world, &right).await.status(), 200, "{n}");
        }
    }
    refused(read(&world, &right).await, 429, "too_many_attempts").await;
    world.pass(15 * 60_000);
    assert_eq!(read(&world, &right).await.status(), 200);
}
