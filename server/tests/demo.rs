//! The made-up company: the same from the same moment, whole, and shut as a real one would be.
#![allow(clippy::print_stderr, reason = "the time of each step")]

use std::collections::{BTreeMap, BTreeSet};

use server::App;
use server::close::view;
use server::config::{Clock, Config, PasswordCost};
use server::demo::{self, Size};
use server::store::money::{self, Recorded, Window};
use server::store::{StoreError, audit, facts};
use shared::id::EmployeeId;
use shared::period::{BusinessDay, Instant, Month};
use shared::place::Verdict;
use shared::policy::{Role, Subject};
use shared::rest::PeriodState;

/// 15:42 on a Thursday in Shanghai.
const NOW: &str = "2026-11-19T07:42:00Z";

fn open(now: &str) -> (App, tempfile::TempDir) {
    let dir = tempfile::tempdir().unwrap();
    let mut config = Config::new(dir.path().to_owned(), ([127, 0, 0, 1], 0).into());
    config.password_cost = PasswordCost::CHEAP;
    config.demo = true;
    let now: Instant = now.parse().unwrap();
    config.clock = Clock::new(move || now);
    (App::open(config).unwrap(), dir)
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Runtime::new().unwrap()
}

fn small(app: &App, now: &str) {
    runtime().block_on(demo::small(app, now.parse().unwrap())).unwrap();
}

fn read<T>(app: &App, job: impl FnOnce(&server::store::Connection) -> Result<T, StoreError>) -> T {
    app.store.read_blocking::<_, StoreError, _>(job).unwrap()
}

fn hr() -> Subject {
    Subject { employee: EmployeeId::new("sun.hui").unwrap(), roles: [Role::Hr].into() }
}

/// Everything known of money and of what was recorded.
fn fact_set(app: &App) -> BTreeSet<String> {
    read(app, |conn| {
        let window = Window { seq: u64::MAX >> 1, recorded: Recorded::All, last: None };
        let all = money::known_at(conn, &app.company, window)?;
        Ok(all.iter().map(|known| serde_json::to_string(known).unwrap()).collect())
    })
}

#[test]
fn two_companies_of_one_moment_hold_the_same_facts() {
    let (one, _a) = open(NOW);
    let (two, _b) = open(NOW);
    small(&one, NOW);
    small(&two, NOW);
    let facts = fact_set(&one);
    assert!(facts.len() > 200, "{}", facts.len());
    assert_eq!(facts, fact_set(&two));
}

#[test]
fn a_team_shown_at_night_or_on_the_first_has_been_somewhere() {
    // Ten to two at night; noon on the first of a month, a Sunday.
    for (now, day) in [("2026-11-18T17:50:00Z", "2026-11-19"), ("2026-11-01T04:00:00Z", "2026-11-01")] {
        let (app, _dir) = open(now);
        small(&app, now);
        let day: BusinessDay = day.parse().unwrap();
        let now: Instant = now.parse().unwrap();
        let visits = read(&app, |conn| facts::visits(conn, &app.company, day));
        assert!(!visits.is_empty(), "{day}");
        assert!(visits.iter().all(|visit| visit.check_in <= now && visit.received <= now));
    }
}

#[test]
fn the_whole_company_has_three_months_closed_and_a_team_on_the_map() {
    let (app, _dir) = open(NOW);
    let now: Instant = NOW.parse().unwrap();
    let began = std::time::Instant::now();
    let say = |line: &str| eprintln!("{:>6} ms {line}", began.elapsed().as_millis());
    runtime().block_on(demo::build(&app, Size::FULL, now, &say)).unwrap();

    let rows = read(&app, |conn| view::rows(conn, &app.company, &hr(), now));
    let states: Vec<(String, PeriodState)> = rows.iter().map(|row| (row.period.to_string(), row.state)).collect();
    let closed = |month: &str| (month.to_owned(), PeriodState::Closed);
    assert_eq!(
        states,
        [("2026-11".to_owned(), PeriodState::Open), closed("2026-10"), closed("2026-09"), closed("2026-08")]
    );
    assert!(rows.iter().skip(1).all(|row| row.people == 36 && row.seal.is_some()));
    assert_eq!(rows[0].next.as_ref().unwrap().blocked.as_deref(), Some("blocked-month-not-over"));
    let month: Month = "2026-10".parse().unwrap();
    let statements = read(&app, |conn| view::statements(conn, &app.company, month));
    assert!(statements.iter().all(|row| row.stopped.is_none() && row.score.is_some() && row.hash.is_some()));
    let grades: BTreeSet<_> = statements.iter().filter_map(|row| row.grade.clone()).collect();
    assert!(grades.len() >= 3, "{grades:?}");
    assert!(statements.iter().any(|row| row.commission.as_deref().is_some_and(|paid| paid != "0.00")));

    let visits = read(&app, |conn| facts::visits(conn, &app.company, "2026-11-19".parse().unwrap()));
    let mut verdicts: BTreeMap<Verdict, usize> = BTreeMap::new();
    for visit in &visits {
        *verdicts.entry(visit.verdict).or_default() += 1;
    }
    assert!(visits.len() >= 60 && verdicts.len() == 3, "{verdicts:?}");
    assert!(visits.iter().filter(|visit| visit.employee.as_str() == "lin.xd").all(|visit| visit.check_out.is_some()));
    let members = demo::logins(Size::FULL);
    assert!(members.len() >= 40, "{}", members.len());
    assert_eq!(read(&app, |conn| audit::broken(conn, &app.company)), None);
}
