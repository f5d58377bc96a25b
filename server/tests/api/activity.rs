use shared::place::Verdict;
use shared::rest::Activity;

use crate::phone::Phone;
use crate::world::{World, refused};

async fn activity(world: &World, login: &str, day: &str) -> Activity {
    let token = world.sign_in(login).await.token.unwrap();
    let answer = world.http.get(world.api(&format!("activity{day}"))).bearer_auth(token).send().await.unwrap();
    assert_eq!(answer.status(), 200, "{login}");
    answer.json().await.unwrap()
}

#[tokio::test]
async fn one_sees_the_visits_of_those_one_leads() {
    let world = World::new().await;
    let mut lin = Phone::new(&world, "lin.xd").await;
    let visit = lin.check_in(world.now());
    lin.check_out(visit, world.now().plus_millis(1_800_000), "談妥");
    lin.settle(&world).await;
    for (login, count) in [("wang.lei", 1), ("zhao.gm", 1), ("chen.hua", 0)] {
        let seen = activity(&world, login, "").await;
        assert_eq!((seen.day.to_string().as_str(), seen.visits.len()), ("2026-11-26", count), "{login}");
    }
    let seen = activity(&world, "wang.lei", "?day=2026-11-26").await;
    let shown = &seen.visits[0];
    assert_eq!((shown.name.as_str(), shown.customer_name.as_str()), ("Name of lin.xd", "甲公司"));
    assert_eq!((shown.verdict, shown.result.as_deref()), (Verdict::Inside, Some("談妥")));
    assert_eq!(shown.device, Some(lin.signed.device));
    assert_eq!(seen.people.iter().map(|person| person.visits).collect::<Vec<_>>(), [1]);
    assert!(activity(&world, "wang.lei", "?day=2026-11-25").await.visits.is_empty());
}

#[tokio::test]
async fn a_rep_sees_no_map_and_a_day_must_be_one() {
    let world = World::new().await;
    let token = world.sign_in("lin.xd").await.token.unwrap();
    let answer = world.http.get(world.api("activity")).bearer_auth(token).send().await.unwrap();
    refused(answer, 403, "not_allowed").await;
    let token = world.sign_in("wang.lei").await.token.unwrap();
    let answer = world.http.get(world.api("activity?day=2026-02-30")).bearer_auth(token).send().await.unwrap();
    let body = refused(answer, 422, "invalid").await;
    assert_eq!(body.value.as_deref(), Some("2026-02-30"));
}
