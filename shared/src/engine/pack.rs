use serde::{Deserialize, Serialize};

use super::month::{MonthRun, PersonResult};
use super::{Balance, Constants, EngineError};
use crate::books::{Books, Id, Slicer};
use crate::canonical;
use crate::facts::Facts;
use crate::period::{BusinessDay, Month, Span};

/// Everything a statement is computed from, and nothing else: change one thing in it and its hash changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pack {
    pub format: String,
    pub employee: Id,
    pub period: Month,
    /// What he takes from the others.
    pub constants: Constants,
    /// From the statement before.
    pub balance: Balance,
    /// Ratings known by that day count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub freeze: Option<BusinessDay>,
    /// The month is still open and this is today: the result is provisional.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub today: Option<BusinessDay>,
    /// His part of the books.
    pub books: Books,
}

const FORMAT: &str = "fieldtally-pack/2";

impl Pack {
    /// Packs one person's month.
    #[must_use]
    pub fn new(slicer: &Slicer<'_>, run: &MonthRun<'_>, employee: &Id, constants: Constants, balance: Balance) -> Self {
        let number = run.facts.people.find(employee.as_str());
        let cycle = number.and_then(|number| run.template(number)).map(|template| template.cycle);
        let scored = cycle.map(|cycle| Span::of(run.month, cycle)).filter(|span| span.last_month() == run.month);
        Self {
            format: FORMAT.to_owned(),
            employee: employee.clone(),
            period: run.month,
            constants,
            balance,
            freeze: run.ratings,
            today: run.today,
            books: slicer.slice(employee, scored),
        }
    }

    /// BLAKE3 of its canonical bytes, hex.
    pub fn hash(&self) -> Result<String, EngineError> {
        let bytes = canonical::to_bytes(self).map_err(|why| EngineError::Write(why.to_string()))?;
        Ok(canonical::hash(&bytes))
    }

    /// Computes the statement: the same on phone and server.
    pub fn evaluate(&self) -> Result<PersonResult, EngineError> {
        let facts = Facts::of(&self.books, None)?;
        let run = MonthRun { facts: &facts, month: self.period, ratings: self.freeze, today: self.today };
        let number = facts.people.find(self.employee.as_str()).ok_or_else(|| EngineError::Plan {
            place: "/books/people".into(),
            message: format!("{} is not among them", self.employee),
        })?;
        Ok(run.evaluate_one(number, self.constants.clone(), &self.balance))
    }
}
