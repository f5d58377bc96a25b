//! One table, each figure with what it comes to where the floor is 1.

use std::fmt::Write as _;
use std::time::Duration;

use crate::measured::{EACH, Measured, Plan};

type Figure<'a> = Box<dyn Fn(&Measured) -> Option<f64> + 'a>;

/// A row: what it is, how a figure is shown, and where it is found.
struct Row<'a> {
    what: String,
    show: fn(f64) -> String,
    figure: Figure<'a>,
}

fn row<'a>(
    what: impl Into<String>,
    show: fn(f64) -> String,
    figure: impl Fn(&Measured) -> Option<f64> + 'a,
) -> Row<'a> {
    Row { what: what.into(), show, figure: Box::new(figure) }
}

fn millis(time: Option<Duration>) -> Option<f64> {
    time.map(|time| time.as_secs_f64() * 1e3)
}

fn bytes(bytes: Option<u64>) -> Option<f64> {
    bytes.and_then(|bytes| u32::try_from(bytes).ok()).map(f64::from)
}

fn ms(figure: f64) -> String {
    if figure < 10.0 { format!("{figure:.2} ms") } else { format!("{figure:.0} ms") }
}

fn size(figure: f64) -> String {
    if figure < 10_000.0 { format!("{figure:.0} B") } else { format!("{:.0} kB", figure / 1e3) }
}

/// The rows as Markdown. Ratios are to the column named `floor`.
pub fn table(columns: &[Measured], plan: &Plan) -> String {
    let mut rows = vec![
        row(format!("{} visits pushed", plan.push), ms, |m| millis(m.push)),
        row("bytes up", size, |m| bytes(m.push_up)),
        row("one record, p50", ms, |m| millis(m.single)),
        row("one record, p99", ms, |m| millis(m.single_p99)),
        row("bytes up", size, |m| bytes(m.single_up)),
        row(format!("{} visits pulled", plan.pull), ms, |m| millis(m.pull)),
        row("bytes down", size, |m| bytes(m.pull_down)),
    ];
    for (at, clients) in plan.clients.into_iter().enumerate() {
        let what = format!("{clients} clients × {EACH} visits, records/s");
        rows.push(row(what, |rate| format!("{rate:.0}"), move |m| m.fan_in.get(at).copied().flatten()));
    }
    rows.push(row("server memory, peak", |mib| format!("{mib:.0} MiB"), |m| m.memory));
    rows.push(row("server CPU a record", |us| format!("{us:.0} µs"), |m| millis(m.cpu).map(|ms| ms * 1e3)));
    rows.push(row("storage a record", size, |m| m.storage));
    let mut out = String::new();
    let mut line = |cells: Vec<String>| {
        let _ = writeln!(out, "| {} |", cells.join(" | "));
    };
    line(std::iter::once(String::new()).chain(columns.iter().map(|column| column.name.clone())).collect());
    line(std::iter::once("---".to_owned()).chain(columns.iter().map(|_| "---:".to_owned())).collect());
    let floor = columns.iter().find(|column| column.name == "floor");
    for row in &rows {
        let least = floor.and_then(|floor| (row.figure)(floor));
        let cells = columns.iter().map(|column| cell((row.figure)(column), least, row.show));
        line(std::iter::once(row.what.clone()).chain(cells).collect());
    }
    let lost = columns.iter().map(|column| {
        column.lost.map_or_else(|| "not run".to_owned(), |(lost, acknowledged)| format!("{lost} of {acknowledged}"))
    });
    line(std::iter::once("**acknowledged records lost by SIGKILL**".to_owned()).chain(lost).collect());
    out
}

fn cell(figure: Option<f64>, least: Option<f64>, show: fn(f64) -> String) -> String {
    match (figure, least) {
        (None, _) => "not run".to_owned(),
        (Some(figure), Some(least)) if least > 0.0 => format!("{} ({:.2})", show(figure), figure / least),
        (Some(figure), _) => show(figure),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(name: &str, push: u64) -> Measured {
        Measured {
            name: name.to_owned(),
            push: Some(Duration::from_millis(push)),
            single_up: Some(600),
            lost: Some((1, 70)),
            ..Measured::default()
        }
    }

    #[test]
    fn every_figure_stands_beside_what_it_comes_to_where_the_floor_is_one() {
        let columns = [column("floor", 20), column("samod", 73)];
        let printed = table(&columns, &Plan::new(false));
        assert!(printed.starts_with("|  | floor | samod |\n| --- | ---: | ---: |\n"), "{printed}");
        assert!(printed.contains("| 1000 visits pushed | 20 ms (1.00) | 73 ms (3.65) |"), "{printed}");
        assert!(printed.contains("| bytes up | 600 B (1.00) | 600 B (1.00) |"), "{printed}");
        assert!(printed.contains("| **acknowledged records lost by SIGKILL** | 1 of 70 | 1 of 70 |"), "{printed}");
    }

    #[test]
    fn a_peer_that_did_not_run_leaves_the_others_their_ratios() {
        let columns = [column("floor", 20), Measured::not_run("pouchdb", "npm is missing".to_owned())];
        let printed = table(&columns, &Plan::new(false));
        assert!(printed.contains("| 1000 visits pushed | 20 ms (1.00) | not run |"), "{printed}");
        assert!(printed.contains("| **acknowledged records lost by SIGKILL** | 1 of 70 | not run |"), "{printed}");
        assert_eq!(columns[1].notes, ["not run: npm is missing"]);
    }

    #[test]
    fn without_the_floor_there_are_figures_and_no_ratios() {
        let printed = table(&[column("samod", 73)], &Plan::new(false));
        assert!(printed.contains("| 1000 visits pushed | 73 ms |"), "{printed}");
    }
}
