//! What the store holds in memory: loaded documents and what was read from them. A cache: dropping all of it loses nothing.

mod customers;
mod journal;

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use rusqlite::{Connection, Transaction};
use shared::doc::company::{Colleague, Company};
use shared::doc::customer;
use shared::doc::desk::{Refusal, Sealed};
use shared::doc::form::Form;
use shared::doc::journal::{Recorded, Stay};
use shared::doc::ledger::Ledger;
use shared::doc::{Doc, company, desk, ledger};
use shared::id::{Actor, DeviceId, DocId, DocKind, EmployeeId, RecordId};
use shared::period::{Month, Zone};

use super::pages::remind::Remembered;
use super::{StoreError, chunks, search};

pub use customers::Customers;
pub use journal::Journal;

/// A desk as pages need it.
#[derive(Debug, Default)]
pub struct Desk {
    pub refusals: BTreeMap<String, Refusal>,
    pub statements: Vec<Sealed>,
}

/// By id and version.
pub type Forms = BTreeMap<(String, u32), Form>;

/// Loaded documents and readings of them.
#[derive(Debug, Default)]
pub struct Book {
    actor: [u8; 20],
    /// Only documents that are being written; readings need none.
    docs: HashMap<DocId, Doc>,
    company: Option<Option<Rc<Company>>>,
    forms: Option<Rc<Forms>>,
    colleagues: Option<Rc<BTreeMap<String, Colleague>>>,
    journals: HashMap<DocId, Rc<Journal>>,
    ledgers: HashMap<DocId, Rc<Ledger>>,
    desks: HashMap<DocId, Rc<Desk>>,
    /// What reminders are told by, with its day and the other names of customers it was read with.
    pub(super) reminding: Option<Remembered>,
    customers: Option<Rc<Customers>>,
}

impl Book {
    #[must_use]
    pub fn new(actor: [u8; 20]) -> Self {
        Self { actor, ..Self::default() }
    }

    /// Forgets everything; the actor stays.
    pub fn clear(&mut self) {
        *self = Self::new(self.actor);
    }

    pub fn set_actor(&mut self, actor: [u8; 20]) {
        if self.actor != actor {
            *self = Self::new(actor);
        }
    }

    pub fn drop_doc(&mut self, doc: &DocId) {
        self.docs.remove(doc);
        self.forget_reading(doc);
        if doc.kind() == DocKind::Customer {
            self.customers = None;
        }
    }

    /// The document, loaded or new, written by this store's actor.
    pub(super) fn doc_mut(&mut self, db: &Connection, doc: &DocId) -> Result<&mut Doc, StoreError> {
        if !self.docs.contains_key(doc) {
            let loaded = match chunks::load(db, doc, &self.actor)? {
                Some(loaded) => loaded,
                None => Doc::new(doc.clone(), &self.actor),
            };
            self.hold(loaded);
        }
        self.docs.get_mut(doc).ok_or_else(|| StoreError::value("doc", "not loaded"))
    }

    /// Keeps a document that was loaded from what stands on disk now.
    pub(super) fn hold(&mut self, mut loaded: Doc) {
        // A year of customers need not stay in memory because each got one change.
        if self.docs.len() >= 64 {
            self.docs.clear();
        }
        loaded.set_actor(&self.actor);
        self.docs.insert(loaded.id().clone(), loaded);
    }

    /// A document changed on disk: readings of it are old. Customers' rows are written anew.
    pub(super) fn changed(&mut self, tx: &Transaction<'_>, doc: &DocId) -> Result<(), StoreError> {
        self.forget_reading(doc);
        let DocId::Customer(id) = doc else { return Ok(()) };
        let read = if chunks::has(tx, doc)? { Some(customer::read(self.doc_mut(tx, doc)?)) } else { None };
        match &read {
            Some(read) => search::put(tx, *id, read)?,
            None => search::remove(tx, *id)?,
        }
        // Reading five thousand again because of one would be felt.
        if let Some(customers) = &mut self.customers {
            Rc::make_mut(customers).set(*id, read);
        }
        Ok(())
    }

    /// An entry was added to a journal: what was read from it stands, with the entry.
    pub(super) fn recorded(&mut self, doc: &DocId, recorded: Recorded) {
        self.reminding = None;
        if let Some(read) = self.journals.get_mut(doc) {
            Rc::make_mut(read).add(recorded);
        }
    }

    /// Who writes here.
    pub(super) fn device(&self) -> Option<DeviceId> {
        Actor::from_bytes(&self.actor).map(|actor| actor.device)
    }

    fn forget_reading(&mut self, doc: &DocId) {
        self.reminding = None;
        match doc.kind() {
            DocKind::Company => {
                self.company = None;
                self.forms = None;
                self.colleagues = None;
                // Facts are dated in the company's zone.
                self.journals.clear();
            }
            DocKind::Journal => {
                self.journals.remove(doc);
            }
            DocKind::Ledger => {
                self.ledgers.remove(doc);
            }
            DocKind::Desk => {
                self.desks.remove(doc);
            }
            DocKind::Customer => {}
        }
    }

    fn read<T: Default>(
        &mut self,
        db: &Connection,
        doc: &DocId,
        read: impl FnOnce(&Doc) -> T,
    ) -> Result<T, StoreError> {
        if let Some(loaded) = self.docs.get(doc) {
            return Ok(read(loaded));
        }
        Ok(chunks::load(db, doc, &self.actor)?.map(|loaded| read(&loaded)).unwrap_or_default())
    }

    pub fn company(&mut self, db: &Connection) -> Result<Option<Rc<Company>>, StoreError> {
        if self.company.is_none() {
            let read = self.read(db, &DocId::Company, company::read)?;
            self.company = Some(read.map(Rc::new));
        }
        Ok(self.company.clone().flatten())
    }

    /// Every version of every visit form.
    pub fn forms(&mut self, db: &Connection) -> Result<Rc<Forms>, StoreError> {
        if let Some(read) = &self.forms {
            return Ok(read.clone());
        }
        let read = Rc::new(self.read(db, &DocId::Company, company::forms)?);
        self.forms = Some(read.clone());
        Ok(read)
    }

    /// A colleague as everyone may see.
    pub fn colleague(&mut self, db: &Connection, employee: &EmployeeId) -> Result<Option<Colleague>, StoreError> {
        if self.colleagues.is_none() {
            self.colleagues = Some(Rc::new(self.read(db, &DocId::Company, company::colleagues)?));
        }
        Ok(self.colleagues.as_ref().and_then(|all| all.get(employee.as_str())).cloned())
    }

    /// The company's zone; UTC until its document has come.
    pub fn zone(&mut self, db: &Connection) -> Result<Zone, StoreError> {
        match self.company(db)? {
            Some(company) => Ok(company.zone),
            None => Zone::new("Etc/UTC").map_err(|why| StoreError::value("zone", why)),
        }
    }

    pub fn journal(&mut self, db: &Connection, employee: &EmployeeId, month: Month) -> Result<Rc<Journal>, StoreError> {
        let doc = DocId::Journal(employee.clone(), month);
        if let Some(found) = self.journals.get(&doc) {
            return Ok(found.clone());
        }
        let zone = self.zone(db)?;
        let read = |loaded: &Doc| Some(Journal::read(employee, month, zone, Some(loaded)));
        let read = self.read(db, &doc, read)?.unwrap_or_else(|| Journal::read(employee, month, zone, None));
        let read = Rc::new(read);
        self.journals.insert(doc, read.clone());
        Ok(read)
    }

    /// The newest `most` journals of this person that the store holds, with their months, oldest first.
    pub fn newest_journals(
        &mut self,
        db: &Connection,
        employee: &EmployeeId,
        most: usize,
    ) -> Result<Vec<(Month, Rc<Journal>)>, StoreError> {
        let mut months: Vec<Month> = chunks::docs(db, &format!("journal/{employee}/"))?
            .into_iter()
            .filter_map(|doc| if let DocId::Journal(_, month) = doc { Some(month) } else { None })
            .collect();
        let older = months.len().saturating_sub(most);
        months.drain(..older);
        months.into_iter().map(|month| Ok((month, self.journal(db, employee, month)?))).collect()
    }

    /// The month in whose journal a record of this person stands.
    pub fn month_of(
        &mut self,
        db: &Connection,
        employee: &EmployeeId,
        record: RecordId,
    ) -> Result<Option<Month>, StoreError> {
        let journals = self.newest_journals(db, employee, usize::MAX)?;
        Ok(journals.iter().rev().find(|(_, journal)| journal.holds(record)).map(|(month, _)| *month))
    }

    pub fn ledger(&mut self, db: &Connection, employee: &EmployeeId, month: Month) -> Result<Rc<Ledger>, StoreError> {
        let doc = DocId::Ledger(employee.clone(), month);
        if let Some(found) = self.ledgers.get(&doc) {
            return Ok(found.clone());
        }
        let read = Rc::new(self.read(db, &doc, ledger::read)?);
        self.ledgers.insert(doc, read.clone());
        Ok(read)
    }

    /// The newest ledger not after that month: a new month starts on what the last one knew.
    pub fn latest_ledger(
        &mut self,
        db: &Connection,
        employee: &EmployeeId,
        month: Month,
    ) -> Result<Rc<Ledger>, StoreError> {
        let newest = chunks::docs(db, &format!("ledger/{employee}/"))?.into_iter().rev().find_map(|doc| match doc {
            DocId::Ledger(_, found) if found <= month => Some(found),
            _ => None,
        });
        self.ledger(db, employee, newest.unwrap_or(month))
    }

    pub fn desk(&mut self, db: &Connection, employee: &EmployeeId, month: Month) -> Result<Rc<Desk>, StoreError> {
        let doc = DocId::Desk(employee.clone(), month);
        if let Some(found) = self.desks.get(&doc) {
            return Ok(found.clone());
        }
        let read = self
            .read(db, &doc, |loaded| Desk { refusals: desk::refusals(loaded), statements: desk::statements(loaded) })?;
        let read = Rc::new(read);
        self.desks.insert(doc, read.clone());
        Ok(read)
    }

    /// Every desk of this person, oldest first.
    pub fn desks(&mut self, db: &Connection, employee: &EmployeeId) -> Result<Vec<Rc<Desk>>, StoreError> {
        let mut found = Vec::new();
        for doc in chunks::docs(db, &format!("desk/{employee}/"))? {
            if let DocId::Desk(_, month) = doc {
                found.push(self.desk(db, employee, month)?);
            }
        }
        Ok(found)
    }

    /// The refusals of the server's facts, by record.
    pub fn refusals(
        &mut self,
        db: &Connection,
        employee: &EmployeeId,
    ) -> Result<BTreeMap<String, Refusal>, StoreError> {
        let desks = self.desks(db, employee)?;
        Ok(desks.iter().flat_map(|desk| desk.refusals.clone()).collect())
    }

    /// Customers this person may read.
    pub fn customers(&mut self, db: &Connection) -> Result<Rc<Customers>, StoreError> {
        if let Some(customers) = &self.customers {
            return Ok(customers.clone());
        }
        let read = Rc::new(Customers::new(search::all(db)?));
        self.customers = Some(read.clone());
        Ok(read)
    }

    /// The visit that is under way: one of the newest two journals, since a check-in of last month may still be open.
    pub fn open_stay(&mut self, db: &Connection, employee: &EmployeeId) -> Result<Option<Stay>, StoreError> {
        let journals = self.newest_journals(db, employee, 2)?;
        let open = journals.iter().filter_map(|(_, journal)| journal.open_stay());
        Ok(open.max_by_key(|stay| stay.at).cloned())
    }
}
