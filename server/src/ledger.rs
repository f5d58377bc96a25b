//! 台帳: what a phone needs to estimate pay, written by the server whenever money, targets, plan or org change.

mod holdings;

use std::collections::{BTreeMap, BTreeSet};

use shared::books::{Books, Id, Slicer, Target};
use shared::doc;
use shared::doc::company::Colleague;
use shared::doc::ledger::{self, Ledger, Terms};
use shared::engine::{Constants, Paid};
use shared::fact::{FactBody, Known};
use shared::id::{CompanyId, DocId, EmployeeId};
use shared::period::{Instant, Period};
use shared::rest::PeriodState;

use crate::books;
use crate::docs::{Docs, DocsError};
use crate::store::money::{self, Recorded, Window};
use crate::store::payroll::{self, Payroll};
use crate::store::{Connection, StoreError, Transaction, company, paid, period};

use holdings::Groups;
pub use holdings::put_holdings;

/// How far back a ledger looks for when others were with a customer, in months. Phones have their own journals.
const LOOK_BACK: u32 = 13;

/// What ledgers of one month are written from, read once for all people.
struct Source {
    id: CompanyId,
    month: Period,
    /// With all facts; `None` without a plan.
    books: Option<Books>,
    known: Vec<Known>,
    /// What the next month aims at: a phone may be without a network when it begins.
    next: Vec<Target>,
    payroll: Payroll,
    /// Of the last close.
    paid: BTreeMap<Id, Paid>,
    constants: BTreeMap<Id, Constants>,
    groups: Groups,
}

/// Brings ledgers up to date: those of `people`, or of everyone, for the open months up to today's. Returns how many
/// changed.
pub fn refresh(
    tx: &Transaction,
    docs: &Docs,
    company: &CompanyId,
    at: Instant,
    people: Option<&BTreeSet<EmployeeId>>,
) -> Result<usize, DocsError> {
    let this = company::settings(tx, company)?.zone.day_of(at).month();
    let mut changed = 0;
    // Last month's ledger still counts until it is frozen: its money may arrive late.
    for month in [this.previous(), this] {
        if month == this || period::period(tx, company, month)?.state == PeriodState::Open {
            changed += refresh_month(tx, docs, company, at, month, people)?;
        }
    }
    Ok(changed)
}

/// The same for one month.
pub fn refresh_month(
    tx: &Transaction,
    docs: &Docs,
    company: &CompanyId,
    at: Instant,
    month: Period,
    people: Option<&BTreeSet<EmployeeId>>,
) -> Result<usize, DocsError> {
    let source = Source::read(tx, company, month)?;
    let slicer = source.books.as_ref().map(|books| Slicer::new(books, month));
    let mut changed = 0;
    for (employee, person) in &source.payroll {
        if people.is_some_and(|people| !people.contains(employee)) || person.last_employed_day(month).is_none() {
            continue;
        }
        let wanted = source.ledger(tx, employee, slicer.as_ref())?;
        let doc = DocId::Ledger(employee.clone(), month);
        if docs.write(tx, company, &doc, at, |doc| ledger::write(doc, &wanted).map(|_| ()))?.is_some() {
            changed += 1;
        }
    }
    Ok(changed)
}

/// Writes what everyone of the company may know: its settings and who works there in which department.
pub fn publish_company(
    tx: &Transaction,
    docs: &Docs,
    company: &CompanyId,
    at: Instant,
) -> Result<Option<u64>, DocsError> {
    let settings = company::settings(tx, company)?;
    let today = settings.zone.day_of(at);
    let payroll = payroll::load(tx, company)?;
    docs.write(tx, company, &DocId::Company, at, |doc| {
        doc::company::write(doc, &settings)?;
        for (id, person) in &payroll {
            let department = person.post_on(today).map(|post| post.department.clone()).filter(|name| !name.is_empty());
            let colleague = Colleague { name: person.employee.name.clone(), department };
            doc::company::write_colleague(doc, id, &colleague)?;
        }
        Ok(())
    })
}

/// Whether anyone who should have a ledger of this month has none yet: the month has begun, or somebody is new.
pub fn missing(
    connection: &Connection,
    company: &CompanyId,
    month: Period,
) -> Result<BTreeSet<EmployeeId>, StoreError> {
    let mut missing = BTreeSet::new();
    for (employee, person) in payroll::load(connection, company)? {
        let doc = DocId::Ledger(employee.clone(), month).to_string();
        if person.last_employed_day(month).is_some() && crate::store::log::heads(connection, company, &doc)?.is_empty()
        {
            missing.insert(employee);
        }
    }
    Ok(missing)
}

impl Source {
    fn read(connection: &Connection, id: &CompanyId, month: Period) -> Result<Self, StoreError> {
        let seq = company::numbers(connection, id)?.last;
        let recorded = Recorded::From(month.minus(LOOK_BACK).first_day());
        let known = money::known_at(connection, id, Window { seq, recorded, last: Some(month.last_day()) })?;
        let frame = books::frame(connection, id, month, seq)?;
        let books = frame.map(|frame| books::fill(connection, id, frame, &known)).transpose()?;
        let mut paid = BTreeMap::new();
        let mut constants = BTreeMap::new();
        let periods = period::periods(connection, id)?;
        let closed = periods.iter().filter(|one| one.state == PeriodState::Closed && one.period < month);
        if let Some(last) = closed.map(|one| one.period).max() {
            paid = paid::before(connection, id, last, last.next())?;
            constants = paid::constants(connection, id, last)?;
        }
        let next = money::targets_at(connection, id, month.next(), seq)?;
        let payroll = payroll::load(connection, id)?;
        let groups = Groups::read(connection, id)?;
        Ok(Self { id: id.clone(), month, books, known, next, payroll, paid, constants, groups })
    }

    fn ledger(
        &self,
        connection: &Connection,
        employee: &EmployeeId,
        slicer: Option<&Slicer<'_>>,
    ) -> Result<Ledger, StoreError> {
        let holdings = holdings::of(connection, &self.id, (&self.payroll, &self.groups), employee, self.month)?;
        let id = Id::new(employee.as_str());
        let paid = self.books.iter().any(|books| books.people.iter().any(|person| person.id == id));
        let (Some(books), Some(slicer), true) = (&self.books, slicer, paid) else {
            return Ok(Ledger { holdings, ..Ledger::default() });
        };
        let mut part = slicer.slice(&id, books.scored(&id, self.month));
        part.targets.extend(self.next.iter().filter(|target| target.subject == id).cloned());
        part.targets.sort_by(|a, b| (&a.metric, a.period).cmp(&(&b.metric, b.period)));
        part.targets.dedup();
        let facts = self.counting(&part);
        let contacts: Vec<_> = part.contacts.iter().filter(|contact| contact.employee != id).cloned().collect();
        let held = |one: &shared::books::Customer| one.id.as_str().parse().is_ok_and(|id| holdings.contains_key(&id));
        part.customers.retain(|customer| !held(customer));
        // What his own and the money's facts name and he does not hold: the phone knows the rest from the holdings.
        let own = self.known.iter().filter(|known| known.fact.employee.as_ref() == Some(employee));
        let named = own.chain(&facts).filter_map(|known| known.fact.body.customer());
        let other =
            named.filter(|customer| !holdings.contains_key(customer)).map(|customer| Id::from(customer.to_string()));
        part.merged = other.filter_map(|name| Some((name.clone(), books.merged.get(&name)?.clone()))).collect();
        part.contacts.clear();
        part.visits.clear();
        part.expenses.clear();
        part.planned_visits.clear();
        part.contracts.clear();
        part.collections.clear();
        part.refunds.clear();
        let terms = Terms {
            constants: self.constants.get(&id).cloned().unwrap_or_default(),
            balance: self.paid.get(&id).map(|paid| paid.balance.clone()).unwrap_or_default(),
            employee: id,
            books: part,
        };
        Ok(Ledger { terms: Some(terms), facts, contacts, holdings })
    }

    /// The contracts, collections and refunds that are in somebody's part of the books.
    fn counting(&self, part: &Books) -> Vec<Known> {
        let contracts: BTreeSet<&str> = part.contracts.iter().map(|one| one.id.as_str()).collect();
        let collections: BTreeSet<&str> = part.collections.iter().map(|one| one.id.as_str()).collect();
        let refunds: BTreeSet<&str> = part.refunds.iter().map(|one| one.id.as_str()).collect();
        let counts = |known: &&Known| match &known.fact.body {
            FactBody::Contract { contract, .. } => contracts.contains(contract.as_str()),
            FactBody::Collection { collection, .. } => collections.contains(collection.as_str()),
            FactBody::Refund { refund, .. } => refunds.contains(refund.as_str()),
            FactBody::Visit { .. } | FactBody::Contact { .. } | FactBody::Expense { .. } | FactBody::Plan { .. } => {
                false
            }
        };
        self.known.iter().filter(counts).cloned().collect()
    }
}
