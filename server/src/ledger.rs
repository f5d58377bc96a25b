//! 台帳: what a phone needs to estimate pay, written by the server whenever money, targets, plan or org change.

pub mod share;
pub mod terms;

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, Transaction};
use shared::doc;
use shared::doc::company::{Colleague, Company};
use shared::doc::ledger::{self, Holding, Ledger};
use shared::old::engine::pack_for;
use shared::fact::Fact;
use shared::id::{CompanyId, CustomerId, DocId, EmployeeId};
use shared::period::{Instant, Period};
use shared::old::plan::Plan;
use shared::rest::PeriodState;

use crate::docs::{Docs, DocsError};
use crate::store::payroll::{self, Payroll};
use crate::store::{StoreError, company, holding, money, period};

/// What ledgers of one month are written from, read once for all people.
struct Source {
    company: Company,
    month: Period,
    plan: Option<Plan>,
    payroll: Payroll,
    targets: BTreeMap<EmployeeId, money::Targets>,
    money: BTreeMap<EmployeeId, Vec<Fact>>,
}

/// Brings ledgers up to date: those of `people`, or of everyone, for the open months up to today's. Returns how many
/// changed.
pub fn refresh(
    tx: &Transaction<'_>,
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
    tx: &Transaction<'_>,
    docs: &Docs,
    company: &CompanyId,
    at: Instant,
    month: Period,
    people: Option<&BTreeSet<EmployeeId>>,
) -> Result<usize, DocsError> {
    let source = Source::read(tx, company, month)?;
    let mut changed = 0;
    for (employee, person) in &source.payroll {
        if people.is_some_and(|people| !people.contains(employee)) || terms::last_employed_day(person, month).is_none()
        {
            continue;
        }
        let wanted = source.ledger(tx, employee, person)?;
        let doc = DocId::Ledger(employee.clone(), month);
        if docs.write(tx, company, &doc, at, |doc| ledger::write(doc, &wanted).map(|_| ()))?.is_some() {
            changed += 1;
        }
    }
    Ok(changed)
}

/// Writes what everyone of the company may know: its settings and who works there in which department.
pub fn publish_company(
    tx: &Transaction<'_>,
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
        if terms::last_employed_day(&person, month).is_some()
            && crate::store::log::heads(connection, company, &doc)?.is_empty()
        {
            missing.insert(employee);
        }
    }
    Ok(missing)
}

impl Source {
    fn read(connection: &Connection, company: &CompanyId, month: Period) -> Result<Self, StoreError> {
        let seq = company::numbers(connection, company)?.last;
        Ok(Self {
            company: company::settings(connection, company)?,
            month,
            plan: money::plan_at(connection, company, month, seq)?,
            payroll: payroll::load(connection, company)?,
            targets: money::targets_at(connection, company, month, seq)?,
            money: share::by_person(&money::money_at(connection, company, seq)?),
        })
    }

    fn ledger(
        &self,
        connection: &Connection,
        employee: &EmployeeId,
        person: &payroll::Person,
    ) -> Result<Ledger, StoreError> {
        let terms = self.plan.as_ref().and_then(|plan| terms::terms_of(&self.company, plan, person, self.month));
        let targets = self.targets.get(employee).cloned().unwrap_or_default();
        let own = self.money.get(employee).map(Vec::as_slice).unwrap_or_default();
        // The phone packs its own journals beside these: what is in here must be what the close would take.
        let facts = match &terms {
            Some(terms) => pack_for(terms.clone(), self.month, BTreeMap::new(), own).facts,
            None => Vec::new(),
        };
        Ok(Ledger { terms, targets, facts, holdings: self.holdings(connection, employee)? })
    }

    /// His own customers, those he works on, and those of the people he leads: what he may read.
    fn holdings(
        &self,
        connection: &Connection,
        employee: &EmployeeId,
    ) -> Result<BTreeMap<CustomerId, Holding>, StoreError> {
        let company = &self.company.id;
        let mut holdings: BTreeMap<CustomerId, Holding> =
            holding::held_by(connection, company, employee)?.into_iter().collect();
        for led in payroll::led_by(&self.payroll, employee, self.month.last_day()) {
            holdings
                .extend(holding::held_by(connection, company, &led)?.into_iter().filter(|(_, held)| held.owner == led));
        }
        Ok(holdings)
    }
}
