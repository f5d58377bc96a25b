//! A journal as pages need it.

use std::cell::OnceCell;

use shared::doc::Doc;
use shared::doc::journal::{self, Recorded, Stay};
use shared::fact::Fact;
use shared::id::{EmployeeId, RecordId};
use shared::period::{Month, Zone};

/// What was read from a journal. Reading a busy month takes longer than recording a visit, so an entry made here is added
/// to what was read before.
#[derive(Debug, Clone)]
pub struct Journal {
    employee: EmployeeId,
    month: Month,
    zone: Zone,
    /// In order of their ids.
    entries: Vec<Recorded>,
    stays: OnceCell<Vec<Stay>>,
    facts: OnceCell<Vec<Fact>>,
}

impl Journal {
    /// Of a document, or of none yet.
    pub(super) fn read(employee: &EmployeeId, month: Month, zone: Zone, doc: Option<&Doc>) -> Self {
        let entries = doc.map(|doc| journal::entries(doc).0).unwrap_or_default();
        Self { employee: employee.clone(), month, zone, entries, stays: OnceCell::new(), facts: OnceCell::new() }
    }

    pub(super) fn add(&mut self, recorded: Recorded) {
        match self.entries.binary_search_by_key(&recorded.id, |held| held.id) {
            Ok(at) => self.entries[at] = recorded,
            Err(at) => self.entries.insert(at, recorded),
        }
        self.stays.take();
        self.facts.take();
    }

    #[must_use]
    pub fn entries(&self) -> &[Recorded] {
        &self.entries
    }

    #[must_use]
    pub fn holds(&self, record: RecordId) -> bool {
        self.entries.binary_search_by_key(&record, |held| held.id).is_ok()
    }

    #[must_use]
    pub fn stays(&self) -> &[Stay] {
        self.stays.get_or_init(|| journal::stays(&self.entries))
    }

    /// The newest visit that has not ended.
    #[must_use]
    pub fn open_stay(&self) -> Option<&Stay> {
        self.stays().iter().rev().find(|stay| stay.check_out.is_none())
    }

    /// The facts as far as this phone can tell.
    #[must_use]
    pub fn facts(&self) -> &[Fact] {
        self.facts.get_or_init(|| {
            journal::facts_of((&self.employee, self.month), self.entries.clone(), self.zone, &|_| None).0
        })
    }
}
