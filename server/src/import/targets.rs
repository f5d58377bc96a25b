//! Lines of a file of targets 銷售目標.

use shared::id::EmployeeId;
use shared::num::Decimal;
use shared::period::Period;

use super::check::{Findings, Once};
use super::directory::Directory;
use super::mapping::Field;
use super::table::{Row, Table};

/// What a file of targets can say.
pub const FIELDS: &[Field] = &[
    Field::required("employee", "login or name"),
    Field::required("period", "month, as 2026-03"),
    Field::required("metric", "visits, effective_visits, daily_customers, contract_amount, collected_amount"),
    Field::required("value", "what is to be reached"),
];

/// One target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetRow {
    pub employee: EmployeeId,
    pub period: Period,
    pub metric: String,
    pub value: Decimal,
}

/// Reads all lines.
#[must_use]
pub fn resolve(table: &Table, directory: &Directory) -> (Vec<TargetRow>, Findings) {
    let (mut findings, mut once) = (Findings::default(), Once::default());
    let mut read = |row: &Row| {
        let employee =
            findings.text(row, "employee").and_then(|text| findings.take(row, "employee", directory.employee(text)));
        let period = findings
            .text(row, "period")
            .and_then(|text| findings.take(row, "period", text.parse::<Period>().map_err(|why| why.to_string())));
        let metric = findings.text(row, "metric").and_then(|text| {
            let known = shared::old::metric::find(text).map(|metric| metric.id);
            findings.take(row, "metric", known.ok_or_else(|| "there is no such metric".to_owned()))
        });
        let value = findings
            .text(row, "value")
            .and_then(|text| findings.take(row, "value", shared::num::decimal(text).map_err(|why| why.to_string())));
        let (employee, period, metric, value) = (employee?, period?, metric?, value?);
        if directory.frozen.contains(&period) {
            findings.faults.push(row.fault("period", "is no longer open: its targets stand"));
            return None;
        }
        once.first(&mut findings, row, "metric", &format!("{employee} {period} {metric}")).then(|| TargetRow {
            employee,
            period,
            metric: metric.to_owned(),
            value,
        })
    };
    let rows = table.rows.iter().filter_map(&mut read).collect();
    (rows, findings)
}
