//! What the user is told once: that something of the store was damaged, and what became of it.

use rusqlite::{Connection, Transaction};
use serde::{Deserialize, Serialize};
use shared::id::{DocId, RecordId};

use super::{StoreError, settings};
use crate::view::Failure;

/// What was damaged and is not told yet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Notice {
    /// Documents that are fetched anew.
    #[serde(default)]
    pub documents: Vec<DocId>,
    /// The database file itself was damaged: what could be read is in a new one.
    #[serde(default)]
    pub rebuilt: bool,
    /// Records whose own bytes were destroyed before the server held them.
    #[serde(default)]
    pub lost: Vec<RecordId>,
    /// Rows that could not even be read so far as to say whose they were.
    #[serde(default)]
    pub unnamed: u32,
}

pub(super) fn document_damaged(tx: &Transaction<'_>, doc: &DocId) -> Result<(), StoreError> {
    let mut notice = settings::notice(tx)?.unwrap_or_default();
    if !notice.documents.contains(doc) {
        notice.documents.push(doc.clone());
    }
    settings::set_notice(tx, Some(&notice))
}

pub(super) fn record_lost(tx: &Transaction<'_>, id: RecordId) -> Result<(), StoreError> {
    let mut notice = settings::notice(tx)?.unwrap_or_default();
    notice.lost.push(id);
    settings::set_notice(tx, Some(&notice))
}

/// What stands to be told.
pub(super) fn standing(db: &Connection) -> Result<Option<Failure>, StoreError> {
    Ok(settings::notice(db)?.map(|notice| notice.failure()))
}

impl Notice {
    fn failure(&self) -> Failure {
        let documents: Vec<_> = self.documents.iter().map(ToString::to_string).collect();
        let lost: Vec<_> = self.lost.iter().map(ToString::to_string).collect();
        let code = match (lost.is_empty() && self.unnamed == 0, self.rebuilt) {
            (false, _) => "store-lost",
            (true, true) => "store-rebuilt",
            (true, false) => "store-mended",
        };
        let unnamed = if self.unnamed == 0 { String::new() } else { format!("{} unreadable rows", self.unnamed) };
        let named = documents.into_iter().chain(lost).chain(Some(unnamed)).filter(|name| !name.is_empty());
        Failure { code: code.to_owned(), message: named.collect::<Vec<_>>().join(", "), hint: None }
    }
}
