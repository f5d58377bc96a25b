//! Files of other systems: people, customers, contracts, collections, refunds, targets (SAL-1, SAL-2). All or nothing, with a
//! report by line; a second import of the same file changes nothing.

pub mod args;
pub mod check;
pub mod collections;
pub mod contracts;
pub mod customers;
pub mod directory;
mod duplicates;
pub mod mapping;
pub mod people;
pub mod table;
pub mod targets;

mod apply;
mod read;

use crate::store::Transaction;
use shared::id::CompanyId;
use shared::period::Instant;
use shared::policy::Act;
use shared::rest::ImportReport;

use crate::docs::{Docs, DocsError};
use crate::store::audit::{self, Deed};
pub use args::{ImportArgs, command};
use check::empty;
use mapping::{Field, Mapping};

/// Most bytes of a file over HTTP. Larger ones are imported on the server's machine.
pub const MOST_BYTES: usize = 5 * 1024 * 1024;

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Kind {
    People,
    Customers,
    Contracts,
    Collections,
    Refunds,
    Targets,
}

impl Kind {
    pub const ALL: [Self; 6] =
        [Self::People, Self::Customers, Self::Contracts, Self::Collections, Self::Refunds, Self::Targets];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::People => "people",
            Self::Customers => "customers",
            Self::Contracts => "contracts",
            Self::Collections => "collections",
            Self::Refunds => "refunds",
            Self::Targets => "targets",
        }
    }

    /// The kind of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// The fields a column can be mapped to.
    #[must_use]
    pub const fn fields(self) -> &'static [Field] {
        match self {
            Self::People => people::FIELDS,
            Self::Customers => customers::FIELDS,
            Self::Contracts => contracts::FIELDS,
            Self::Collections => collections::FIELDS,
            Self::Refunds => collections::REFUND_FIELDS,
            Self::Targets => targets::FIELDS,
        }
    }

    /// What one must be allowed to do.
    #[must_use]
    pub const fn act(self) -> Act {
        match self {
            Self::People => Act::ManagePeople,
            Self::Customers => Act::ImportCustomers,
            Self::Contracts | Self::Collections | Self::Refunds => Act::ImportMoney,
            Self::Targets => Act::ScorePeriod,
        }
    }
}

/// A file with how it is to be read, and who brings it.
#[derive(Debug, Clone)]
pub struct Order {
    pub kind: Kind,
    pub bytes: Vec<u8>,
    pub mapping: Mapping,
    /// A login, or the command of the server's own machine.
    pub who: String,
    pub at: Instant,
}

/// Imports a file in the caller's transaction, or says by line why not; then nothing was written.
pub fn import(tx: &Transaction, docs: &Docs, company: &CompanyId, order: &Order) -> Result<ImportReport, DocsError> {
    let table = match table::read(&order.bytes, order.kind.fields(), &order.mapping) {
        Ok(table) => table,
        Err(faults) => return Ok(ImportReport { faults, ..empty(&table::Table::default()) }),
    };
    let directory = read::directory(tx, company, order.at)?;
    let work = apply::Work { tx, docs, company, at: order.at };
    let (tally, findings) = match order.kind {
        Kind::People => {
            let templates = read::templates(tx, company, directory.today.month())?;
            let (rows, findings) = people::resolve(&table, &order.mapping, &directory, &templates);
            (findings.faults.is_empty().then(|| work.people(&rows)).transpose()?, findings)
        }
        Kind::Customers => {
            let (mut rows, mut findings) = customers::resolve(&table, &directory);
            let known = duplicates::known(tx, docs, company)?;
            let found = duplicates::decide(&mut rows, &known, &directory, &order.mapping, &mut findings);
            if found.iter().any(|pair| pair.decided.is_none()) {
                return Ok(ImportReport { pairs: found, ..findings.refused(&table) });
            }
            (findings.faults.is_empty().then(|| work.customers(&rows, directory.today)).transpose()?, findings)
        }
        Kind::Contracts => {
            let (contracts, findings) = contracts::resolve(&table, &order.mapping, &directory);
            (findings.faults.is_empty().then(|| work.contracts(&contracts, directory.today)).transpose()?, findings)
        }
        Kind::Collections => {
            let (facts, findings) = collections::resolve(&table, &order.mapping, &directory);
            (findings.faults.is_empty().then(|| work.money(&facts)).transpose()?, findings)
        }
        Kind::Refunds => {
            let (facts, findings) = collections::resolve_refunds(&table, &order.mapping, &directory);
            (findings.faults.is_empty().then(|| work.money(&facts)).transpose()?, findings)
        }
        Kind::Targets => {
            let (rows, findings) = targets::resolve(&table, &directory);
            (findings.faults.is_empty().then(|| work.targets(&rows)).transpose()?, findings)
        }
    };
    let Some(tally) = tally else { return Ok(findings.refused(&table)) };
    let report = ImportReport {
        imported: true,
        created: tally.created,
        updated: tally.updated,
        unchanged: tally.unchanged,
        warnings: findings.warnings,
        ..empty(&table)
    };
    let detail = format!(
        "{}: {} created, {} updated, {} unchanged; file {}",
        order.kind.as_str(),
        report.created,
        report.updated,
        report.unchanged,
        blake3::hash(&order.bytes).to_hex()
    );
    audit::append(tx, company, &Deed { at: order.at, who: &order.who, what: "import", detail: &detail })?;
    Ok(report)
}
