//! What is counted from visits, day plans, opportunities and surveys.

use shared::books::{Class, PlannedVisit, Won};

use crate::company::{Company, company, day, number};

fn with_customers(count: usize) -> Company {
    (1..=count).fold(company().person("wu", "2020-01-01", None), |company, n| {
        company.customer(&format!("c{n:02}"), Class::A, "lin", "2026-01-01")
    })
}

/// One after the other through the morning, a visit to each.
fn visited(company: Company, date: &str, customers: &[&str]) -> Company {
    customers.iter().enumerate().fold(company, |company, (n, customer)| {
        let at = |minute: usize| format!("{date} {:02}:{minute:02}", 8 + n / 2);
        let start = n % 2 * 30;
        company.visit(&format!("V{date} {n:02}"), "lin", customer, &at(start), Some(&at(start + 20)))
    })
}

#[test]
fn a_visit_counts_once_checked_out_and_more_once_it_was_worth_it() {
    let visit =
        |check_in: &str, check_out: &str| with_customers(1).visit("V1", "lin", "c01", check_in, Some(check_out));
    let plain = || visit("2026-03-02 09:00", "2026-03-02 09:10");
    for (what, company, visits, effective) in [
        ("ten minutes", plain(), "1", "1"),
        ("a second less", visit("2026-03-02T01:00:00Z", "2026-03-02T01:09:59Z"), "1", "0"),
        ("without a result", plain().but(|visit| visit.result.clear()), "1", "0"),
        ("with blanks for a result", plain().but(|visit| visit.result = " \t".into()), "1", "0"),
        // 0.01 degrees north are 1.1 km.
        ("outside the fence", plain().but(|visit| visit.lat = Some(number("31.2404"))), "1", "0"),
        ("perhaps outside", plain().but(|visit| visit.accuracy = Some(number("2000"))), "1", "1"),
        ("no fix", plain().but(|visit| (visit.lat, visit.lon) = (None, None)), "1", "1"),
        ("not checked out", plain().but(|visit| visit.check_out = None), "0", "0"),
        ("closed after midnight", visit("2026-03-31 23:55", "2026-04-01 00:30"), "1", "1"),
        ("begun before midnight of March", visit("2026-02-28 23:55", "2026-03-01 00:30"), "0", "0"),
        (
            "a New York evening",
            visit("2026-04-01T03:00:00Z", "2026-04-01T05:00:00Z").zone("America/New_York"),
            "1",
            "1",
        ),
        ("a colleague's", plain().but(|visit| visit.employee = "wu".into()), "0", "0"),
    ] {
        assert_eq!(company.lin("visits", "2026-03"), visits, "{what}");
        assert_eq!(company.lin("effective_visits", "2026-03"), effective, "{what}");
    }
    assert_eq!(plain().evidence("effective_visits", "2026-03"), ["V1"]);
}

#[test]
fn the_plan_rates_of_the_domains_example() {
    // Plan 18, actual 20, matched 15, in order 9.
    let names: Vec<String> = (1..=23).map(|n| format!("c{n:02}")).collect();
    let name = |n: usize| names[n - 1].as_str();
    let plan: Vec<&str> = (1..=18).map(name).collect();
    let walked: Vec<&str> = (7..=15).chain((1..=6).rev()).chain(19..=23).map(name).collect();
    let company = visited(with_customers(23).planned("lin", "2026-03-02", &plan), "2026-03-02", &walked);
    for (metric, want) in
        [("plan_compliance", "0.833333333333"), ("call_compliance", "0.75"), ("route_order", "0.6"), ("visits", "20")]
    {
        assert_eq!(company.lin(metric, "2026-03"), want, "{metric}");
    }
    let inputs = company.measured("lin", "plan_compliance", "2026-03", None).inputs;
    let inputs: Vec<String> = inputs.iter().map(|(name, value)| format!("{name} {value}")).collect();
    assert_eq!(inputs, ["matched 15", "planned 18"]);
    assert_eq!(company.evidence("call_compliance", "2026-03").len(), 20);
    assert_eq!(company.evidence("route_order", "2026-03").len(), 15);
}

#[test]
fn a_planned_stop_takes_the_first_unused_visit_of_its_day() {
    let tour = |plan: &[&str], walked: &[&str]| {
        visited(with_customers(4).planned("lin", "2026-03-02", plan), "2026-03-02", walked)
    };
    for (what, company, plan, call, order) in [
        ("no plan, no visit", tour(&[], &[]), "-", "-", "-"),
        ("no plan", tour(&[], &["c01"]), "-", "0", "-"),
        ("nothing done", tour(&["c01"], &[]), "0", "-", "-"),
        ("as planned", tour(&["c01", "c02"], &["c01", "c02"]), "1", "1", "1"),
        ("backwards", tour(&["c01", "c02"], &["c02", "c01"]), "1", "1", "0.5"),
        ("planned twice, visited once", tour(&["c01", "c02", "c01"], &["c01", "c02"]), "0.666666666667", "1", "1"),
        ("planned once, visited twice", tour(&["c01"], &["c01", "c01"]), "1", "0.5", "1"),
        ("there and back", tour(&["c01", "c02", "c01"], &["c01", "c02", "c01"]), "1", "1", "1"),
        // The later stop takes the second visit though it came before c02's.
        (
            "there, back, then the other",
            tour(&["c01", "c02", "c01"], &["c01", "c01", "c02"]),
            "1",
            "1",
            "0.666666666667",
        ),
        (
            "a longest run is not one piece",
            tour(&["c01", "c02", "c03", "c04"], &["c01", "c04", "c02", "c03"]),
            "1",
            "1",
            "0.75",
        ),
        ("another day", visited(tour(&["c01"], &[]), "2026-03-03", &["c01"]), "0", "0", "-"),
        (
            "runs are added up by day",
            visited(
                tour(&["c01", "c02"], &["c02", "c01"]).planned("lin", "2026-03-03", &["c01", "c02"]),
                "2026-03-03",
                &["c01", "c02"],
            ),
            "1",
            "1",
            "0.75",
        ),
        ("not checked out", tour(&["c01"], &["c01"]).but(|visit| visit.check_out = None), "0", "-", "-"),
        ("a colleague's visit", tour(&["c01"], &["c01"]).but(|visit| visit.employee = "wu".into()), "0", "-", "-"),
    ] {
        assert_eq!(company.lin("plan_compliance", "2026-03"), plan, "{what}");
        assert_eq!(company.lin("call_compliance", "2026-03"), call, "{what}");
        assert_eq!(company.lin("route_order", "2026-03"), order, "{what}");
    }
}

#[test]
fn stops_of_one_order_stand_as_the_plan_has_them() {
    let stop = |customer: &str, order| PlannedVisit {
        employee: "lin".into(),
        date: day("2026-03-02"),
        customer: customer.into(),
        order,
    };
    let plan = |first: &str, second: &str| {
        let (first, second) = (stop(first, 5), stop(second, 5));
        visited(with_customers(2), "2026-03-02", &["c01", "c02"])
            .with(|books| books.planned_visits = vec![first, second])
    };
    assert_eq!(plan("c01", "c02").lin("route_order", "2026-03"), "1");
    assert_eq!(plan("c02", "c01").lin("route_order", "2026-03"), "0.5");
}

#[test]
fn stops_that_lie_ahead_are_not_missed_yet() {
    let company = visited(with_customers(2).planned("lin", "2026-03-02", &["c01"]), "2026-03-02", &["c01"]).planned(
        "lin",
        "2026-03-03",
        &["c01", "c02"],
    );
    assert_eq!(company.lin_on("2026-03-02", "plan_compliance", "2026-03"), "1");
    assert_eq!(company.lin_on("2026-03-03", "plan_compliance", "2026-03"), "0.333333333333");
}

#[test]
fn win_rate_counts_what_was_closed_for_its_owner_then() {
    let company = company()
        .person("wu", "2020-01-01", None)
        .opportunity("O1", "lin", &[])
        .opportunity("O2", "wu", &[])
        .opportunity("O3", "lin", &[])
        .closed("O1", "lin", "2026-03-01", Won::Lost)
        .closed("O2", "lin", "2026-03-31", Won::Won)
        .closed("O3", "lin", "2026-04-01", Won::Won);
    assert_eq!(company.lin("win_rate", "2026-03"), "0.5");
    assert_eq!(company.lin("win_rate", "2026-04"), "1");
    assert_eq!(company.lin("win_rate", "2026"), "0.666666666667");
    assert_eq!(company.lin("win_rate", "2026-02"), "-");
    assert_eq!(company.value("wu", "win_rate", "2026-03"), "-");
    assert_eq!(company.evidence("win_rate", "2026-03"), ["O1 2026-03-01", "O2 2026-03-31"]);
}

#[test]
fn satisfaction_is_the_mean_of_the_answers() {
    let company = company()
        .person("wu", "2020-01-01", None)
        .survey("S1", "lin", "2026-03-01", "5")
        .survey("S2", "lin", "2026-03-31", "4")
        .survey("S3", "lin", "2026-03-15", "4")
        .survey("S4", "wu", "2026-03-15", "1")
        .survey("S5", "lin", "2026-04-01", "1");
    assert_eq!(company.lin("satisfaction", "2026-03"), "4.333333333333");
    assert_eq!(company.lin("satisfaction", "2026-H1"), "3.5");
    assert_eq!(company.lin("satisfaction", "2026-05"), "-");
    assert_eq!(company.evidence("satisfaction", "2026-03"), ["S1", "S2", "S3"]);
}

#[test]
fn an_opportunity_made_progress_if_it_ends_further_on() {
    for (what, stages, closed, period, want) in [
        ("no stage yet", &[][..], None, "2026-03", "-"),
        ("on from February", &[("2026-02-10 09:00", 1), ("2026-03-10 09:00", 2)], None, "2026-03", "1"),
        ("it stands", &[("2026-02-10 09:00", 1)], None, "2026-03", "0"),
        (
            "on and back",
            &[("2026-02-10 09:00", 2), ("2026-03-10 09:00", 3), ("2026-03-11 09:00", 2)],
            None,
            "2026-03",
            "0",
        ),
        ("created in March", &[("2026-03-10 09:00", 1)], None, "2026-03", "0"),
        ("created in March and on", &[("2026-03-10 09:00", 1), ("2026-03-31 23:59", 2)], None, "2026-03", "1"),
        (
            "two at one instant: the further one last",
            &[("2026-03-10 09:00", 2), ("2026-03-10 09:00", 1)],
            None,
            "2026-03",
            "1",
        ),
        ("in April only", &[("2026-04-01 00:00", 1)], None, "2026-03", "-"),
        ("on in April", &[("2026-03-10 09:00", 1), ("2026-04-01 00:00", 2)], None, "2026-03", "0"),
        ("closed in February", &[("2026-02-10 09:00", 1), ("2026-03-10 09:00", 2)], Some("2026-02-28"), "2026-03", "-"),
        ("closed in March", &[("2026-02-10 09:00", 1), ("2026-03-10 09:00", 2)], Some("2026-03-01"), "2026-03", "1"),
        ("a quarter", &[("2026-01-10 09:00", 1), ("2026-03-10 09:00", 2)], None, "2026-Q1", "1"),
    ] {
        let mut company = company().opportunity("O1", "lin", stages);
        if let Some(date) = closed {
            company = company.closed("O1", "lin", date, Won::Lost);
        }
        assert_eq!(company.lin("stage_progress", period), want, "{what}");
    }
}
