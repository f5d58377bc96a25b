//! Checks that lines of all kinds share, and the list of what failed them.

use std::collections::BTreeMap;

use shared::num::{Currency, Decimal, Money};
use shared::period::BusinessDay;
use shared::rest::{ImportReport, LineFault};

use super::directory::Directory;
use super::mapping::Mapping;
use super::table::{Row, Table};

/// What was found wrong or odd, by line.
#[derive(Debug, Default)]
pub struct Findings {
    pub faults: Vec<LineFault>,
    pub warnings: Vec<LineFault>,
}

impl Findings {
    /// Keeps the value, or the fault of the field it was read from.
    pub(super) fn take<T>(&mut self, row: &Row, field: &'static str, read: Result<T, String>) -> Option<T> {
        match read {
            Ok(value) => Some(value),
            Err(why) => {
                self.faults.push(row.fault(field, why));
                None
            }
        }
    }

    /// A required text.
    pub(super) fn text<'r>(&mut self, row: &'r Row, field: &'static str) -> Option<&'r str> {
        self.take(row, field, row.text(field).ok_or_else(|| "is blank".to_owned()))
    }

    /// A required date that is not after today.
    pub(super) fn past_day(
        &mut self,
        row: &Row,
        field: &'static str,
        mapping: &Mapping,
        directory: &Directory,
    ) -> Option<BusinessDay> {
        let text = self.text(row, field)?;
        let day = self.take(row, field, day(text, mapping))?;
        if day > directory.today {
            self.faults.push(row.fault(field, format!("{day} has not come yet: today is {}", directory.today)));
            return None;
        }
        if directory.frozen.contains(&day.month()) {
            let why = format!("{} is no longer open: this comes late and does not change its statements", day.month());
            self.warnings.push(row.fault(field, why));
        }
        Some(day)
    }

    /// A required amount above zero, in the currency of the line or else of the company.
    pub(super) fn amount(&mut self, row: &Row, directory: &Directory) -> Option<Money> {
        let text = self.text(row, "amount")?;
        let currency = match row.text("currency") {
            Some(code) => self.take(row, "currency", Currency::new(code).map_err(|why| why.to_string()))?,
            None => directory.currency,
        };
        let money = self.take(row, "amount", Money::parse(text, currency).map_err(|why| why.to_string()))?;
        if money.amount() <= Decimal::ZERO {
            self.faults.push(row.fault("amount", "must be more than 0"));
            return None;
        }
        Some(money)
    }

    /// The report of an import that was not done.
    #[must_use]
    pub fn refused(self, table: &Table) -> ImportReport {
        ImportReport { faults: self.faults, warnings: self.warnings, ..empty(table) }
    }
}

/// A report of nothing done yet.
pub(super) fn empty(table: &Table) -> ImportReport {
    ImportReport {
        imported: false,
        lines: u32::try_from(table.rows.len()).unwrap_or(u32::MAX),
        created: 0,
        updated: 0,
        unchanged: 0,
        faults: Vec::new(),
        warnings: Vec::new(),
        pairs: Vec::new(),
    }
}

/// A date as the file writes it.
pub(super) fn day(text: &str, mapping: &Mapping) -> Result<BusinessDay, String> {
    let format = mapping.date_format.as_deref().unwrap_or("%Y-%m-%d");
    let date =
        chrono::NaiveDate::parse_from_str(text, format).map_err(|_| format!("is no date of the form {format}"))?;
    let day = BusinessDay::from_date(date);
    // A year with two digits read as the first century, a month of the Ming: mistakes of the format, not of the deal.
    if (1970..2200).contains(&chrono::Datelike::year(&date)) { Ok(day) } else { Err(format!("{day} is too far away")) }
}

/// Ids that stood in the file before: the second line with one is a fault.
#[derive(Debug, Default)]
pub(super) struct Once(BTreeMap<String, u32>);

impl Once {
    pub(super) fn first(&mut self, findings: &mut Findings, row: &Row, field: &'static str, id: &str) -> bool {
        if let Some(line) = self.0.get(id) {
            findings.faults.push(row.fault(field, format!("stands in line {line} already")));
            return false;
        }
        self.0.insert(id.to_owned(), row.line);
        true
    }
}
