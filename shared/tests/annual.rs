//! 連續性: the periods of a year add up to the year's score and show where somebody is going (APP-3, D-10).

use shared::books::plan::default_grades;
use shared::engine::{Annual, annual};
use shared::num::{Decimal, decimal};
use shared::period::Span;

fn dec(text: &str) -> Decimal {
    decimal(text).unwrap()
}

fn year(scores: &[(&str, Option<&str>)]) -> Annual {
    let totals = scores.iter().map(|(period, total)| (period.parse().unwrap(), total.map(dec)));
    annual("2026".parse().unwrap(), totals, &default_grades()).unwrap()
}

/// `period total difference`, `-` for none.
fn trend(annual: &Annual) -> Vec<String> {
    let shown = |number: Option<Decimal>| number.map_or("-".to_owned(), |number| number.to_string());
    annual.trend.iter().map(|one| format!("{} {} {}", one.period, shown(one.total), shown(one.difference))).collect()
}

#[test]
fn the_years_score_is_the_mean_of_the_scores_that_exist_rounded_once() {
    for (name, scores, total, grade) in [
        (
            "four quarters",
            vec![("2026-Q1", Some("80")), ("2026-Q2", Some("85")), ("2026-Q3", Some("90")), ("2026-Q4", Some("95"))],
            Some("87.5"),
            Some("A"),
        ),
        (
            "a missing quarter is no zero",
            vec![("2026-Q1", Some("80")), ("2026-Q2", None), ("2026-Q4", Some("90"))],
            Some("85"),
            Some("A"),
        ),
        ("two halves", vec![("2026-H1", Some("70")), ("2026-H2", Some("69.99"))], Some("70"), Some("B")),
        (
            "a third is rounded",
            vec![("2026-01", Some("80")), ("2026-02", Some("80")), ("2026-03", Some("81"))],
            Some("80.33"),
            Some("B"),
        ),
        ("a tie goes up", vec![("2026-H1", Some("84.99")), ("2026-H2", Some("85"))], Some("85"), Some("A")),
        ("just under a grade", vec![("2026-H1", Some("84.99")), ("2026-H2", Some("84.99"))], Some("84.99"), Some("B")),
        ("one period", vec![("2026", Some("100"))], Some("100"), Some("S")),
        ("nothing at all", vec![("2026-Q1", None)], None, None),
        ("under every grade", vec![("2026-Q1", Some("-5"))], Some("-5"), Some("D")),
        (
            "other years do not count",
            vec![("2025-Q4", Some("10")), ("2026-Q1", Some("90")), ("2027-01", Some("10"))],
            Some("90"),
            Some("A"),
        ),
        ("a correction follows", vec![("2026-Q1", Some("50")), ("2026-Q1", Some("90"))], Some("90"), Some("A")),
    ] {
        let got = year(&scores);
        assert_eq!(got.total, total.map(dec), "{name}");
        assert_eq!(got.grade.as_ref().map(|grade| grade.as_str()), grade, "{name}");
    }
}

#[test]
fn the_trend_is_against_the_last_score_before() {
    let got = year(&[
        ("2026-Q4", Some("82.5")),
        ("2026-Q1", Some("80")),
        ("2026-Q2", None),
        ("2026-Q3", Some("78.25")),
        ("2025-Q4", Some("60")),
    ]);
    assert_eq!(trend(&got), ["2026-Q1 80 -", "2026-Q2 - -", "2026-Q3 78.25 -1.75", "2026-Q4 82.5 4.25"]);
    // Months first, quarters after a move: in order of their ends.
    let got =
        year(&[("2026-Q2", Some("90")), ("2026-01", Some("70")), ("2026-02", Some("75")), ("2026-03", Some("75"))]);
    assert_eq!(trend(&got), ["2026-01 70 -", "2026-02 75 5", "2026-03 75 0", "2026-Q2 90 15"]);
    assert_eq!(got.total, Some(dec("77.5")));
}

#[test]
fn any_period_of_the_year_names_it_and_nothing_overflows_silently() {
    let totals = [("2026-H1".parse::<Span>().unwrap(), Some(dec("88")))];
    let got = annual("2026-03".parse().unwrap(), totals, &default_grades()).unwrap();
    assert_eq!((got.year.to_string(), got.total), ("2026".to_owned(), Some(dec("88"))));
    let huge = [("2026-H1", Decimal::MAX), ("2026-H2", Decimal::MIN)]
        .map(|(span, total)| (span.parse().unwrap(), Some(total)));
    let why = annual("2026".parse().unwrap(), huge, &default_grades()).unwrap_err();
    assert!(why.to_string().starts_with("/annual/2026-H2: "), "{why}");
}
