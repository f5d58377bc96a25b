//! Lines of a file of targets 銷售目標: of a person, a department or the company, for a period of any cycle.

use shared::books::{Id, Target};
use shared::metric;
use shared::period::Span;

use super::check::{Findings, Once};
use super::directory::Directory;
use super::mapping::Field;
use super::table::{Row, Table};

/// What a file of targets can say.
pub const FIELDS: &[Field] = &[
    Field::required("employee", "login or name; or a department; or the company's id"),
    Field::required("period", "2026-03, 2026-Q1, 2026-H1 or 2026"),
    Field::required("metric", "as contract_amount, collected_amount, visits or coverage:A"),
    Field::required("value", "what is to be reached"),
];

/// Reads all lines.
#[must_use]
pub fn resolve(table: &Table, directory: &Directory) -> (Vec<Target>, Findings) {
    let (mut findings, mut once) = (Findings::default(), Once::default());
    let mut read = |row: &Row| {
        let subject =
            findings.text(row, "employee").and_then(|text| findings.take(row, "employee", subject(text, directory)));
        let period = findings
            .text(row, "period")
            .and_then(|text| findings.take(row, "period", text.parse::<Span>().map_err(|why| why.to_string())));
        let metric = findings.text(row, "metric").and_then(|text| {
            let known = metric::named(text).map(|_| Id::new(text));
            findings.take(row, "metric", known.ok_or_else(|| "there is no such metric".to_owned()))
        });
        let value = findings
            .text(row, "value")
            .and_then(|text| findings.take(row, "value", shared::num::decimal(text).map_err(|why| why.to_string())));
        let (subject, period, metric, value) = (subject?, period?, metric?, value?);
        // A target counts with its last month.
        if directory.frozen.contains(&period.last_month()) {
            findings.faults.push(row.fault("period", "is no longer open: its targets stand"));
            return None;
        }
        once.first(&mut findings, row, "metric", &format!("{subject} {period} {metric}"))
            .then(|| Target::new(subject, metric, period, value))
    };
    let rows = table.rows.iter().filter_map(&mut read).collect();
    (rows, findings)
}

/// Whose target it is. People come first: a department named like somebody is meant by nobody.
fn subject(text: &str, directory: &Directory) -> Result<Id, String> {
    match directory.employee(text) {
        Ok(employee) => Ok(Id::new(employee.as_str())),
        Err(_) if directory.departments.contains(text) || directory.company.as_str() == text => Ok(Id::new(text)),
        Err(why) => Err(why),
    }
}
