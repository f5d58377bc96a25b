use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{CustomerId, EmployeeId, IdError};
use crate::period::Month;

/// A document: what it is and whose, which decides who may write it (see the table in the README).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum DocId {
    /// What one employee recorded in one month.
    Journal(EmployeeId, Month),
    /// One customer's profile, sites and people.
    Customer(CustomerId),
    /// What the server tells one employee: decisions, refusals, sealed statements.
    Desk(EmployeeId, Month),
    /// What one employee's phone needs to compute pay.
    Ledger(EmployeeId, Month),
    /// What everyone of the company may know.
    Company,
}

/// The kind of a document, without whose it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DocKind {
    Journal,
    Customer,
    Desk,
    Ledger,
    Company,
}

impl DocId {
    #[must_use]
    pub const fn kind(&self) -> DocKind {
        match self {
            Self::Journal(..) => DocKind::Journal,
            Self::Customer(_) => DocKind::Customer,
            Self::Desk(..) => DocKind::Desk,
            Self::Ledger(..) => DocKind::Ledger,
            Self::Company => DocKind::Company,
        }
    }
}

impl fmt::Display for DocId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Journal(employee, month) => write!(f, "journal/{employee}/{month}"),
            Self::Customer(customer) => write!(f, "customer/{customer}"),
            Self::Desk(employee, month) => write!(f, "desk/{employee}/{month}"),
            Self::Ledger(employee, month) => write!(f, "ledger/{employee}/{month}"),
            Self::Company => f.write_str("company"),
        }
    }
}

impl FromStr for DocId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let wrong = |why| IdError::new("doc", text, why);
        let mut parts = text.split('/');
        let (kind, first, second, rest) = (parts.next(), parts.next(), parts.next(), parts.next());
        let monthly = || -> Result<(EmployeeId, Month), IdError> {
            let (Some(employee), Some(month)) = (first, second) else {
                return Err(wrong("an employee and a month are needed"));
            };
            let month = month.parse().map_err(|_| wrong("the month must read like 2026-03"))?;
            Ok((EmployeeId::new(employee)?, month))
        };
        if rest.is_some() {
            return Err(wrong("too many parts"));
        }
        match (kind, first, second) {
            (Some("journal"), _, _) => monthly().map(|(employee, month)| Self::Journal(employee, month)),
            (Some("desk"), _, _) => monthly().map(|(employee, month)| Self::Desk(employee, month)),
            (Some("ledger"), _, _) => monthly().map(|(employee, month)| Self::Ledger(employee, month)),
            (Some("customer"), Some(customer), None) => Ok(Self::Customer(customer.parse()?)),
            (Some("company"), None, None) => Ok(Self::Company),
            _ => Err(wrong("no such kind of document")),
        }
    }
}

impl TryFrom<String> for DocId {
    type Error = IdError;
    fn try_from(text: String) -> Result<Self, IdError> {
        text.parse()
    }
}

impl From<DocId> for String {
    fn from(id: DocId) -> String {
        id.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_id_reads_back_as_it_is_written() {
        for text in [
            "journal/lin.xd/2026-03",
            "desk/lin.xd/2026-12",
            "ledger/lin.xd/2026-01",
            "customer/0190163d-8694-739b-aea5-966c26f8ad91",
            "company",
        ] {
            assert_eq!(text.parse::<DocId>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn anything_else_is_refused() {
        for text in [
            "",
            "company/1",
            "journal",
            "journal/lin.xd",
            "journal/lin.xd/2026-13",
            "journal/lin.xd/2026-3",
            "journal/lin.xd/2026-03/x",
            "journal/../2026-03/",
            "customer/1",
            "diary/lin.xd/2026-03",
        ] {
            assert!(text.parse::<DocId>().is_err(), "{text}");
        }
    }
}
