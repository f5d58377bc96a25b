//! What was read, into documents, holdings, facts and people; nothing here can refuse any more.

use std::collections::{BTreeMap, BTreeSet};

use shared::books::{Target, Wage};
use shared::doc::customer::{self, Customer};
use shared::doc::ledger::{Class, Holding};
use shared::fact::Fact;
use shared::id::{CompanyId, DocId, EmployeeId};
use shared::period::{BusinessDay, Instant, Span};

use super::contracts::{Contracts, NewCustomer};
use super::customers::CustomerRow;
use super::people::PersonRow;
use crate::access;
use crate::docs::{Docs, DocsError};
use crate::ledger;
use crate::store::holding::Profile;
use crate::store::money::{self, Put};
use crate::store::org::{self, Post};
use crate::store::{StoreError, Transaction, company, holding, payroll, people};

/// Where and when an import is done.
#[derive(Clone, Copy)]
pub(super) struct Work<'a> {
    pub tx: &'a Transaction,
    pub docs: &'a Docs,
    pub company: &'a CompanyId,
    pub at: Instant,
}

/// What became of the lines.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub created: u32,
    pub updated: u32,
    pub unchanged: u32,
}

impl Tally {
    const fn count(&mut self, put: Put) {
        match put {
            Put::Created => self.created += 1,
            Put::Updated => self.updated += 1,
            Put::Unchanged => self.unchanged += 1,
        }
    }
}

impl Work<'_> {
    pub(super) fn customers(&self, rows: &[CustomerRow], today: BusinessDay) -> Result<Tally, DocsError> {
        let (mut tally, mut touched) = (Tally::default(), BTreeSet::new());
        for row in rows {
            tally.count(self.customer(row, today, &mut touched)?);
        }
        access::holders_changed(self.tx, self.docs, self.company, self.at, &touched)?;
        Ok(tally)
    }

    fn customer(
        &self,
        row: &CustomerRow,
        today: BusinessDay,
        touched: &mut BTreeSet<EmployeeId>,
    ) -> Result<Put, DocsError> {
        let standing = holding::get(self.tx, self.company, row.id)?;
        let mut wanted = standing.clone().unwrap_or_else(|| Holding {
            class: Class::C,
            owner: row.owner.clone(),
            since: today,
            collaborators: Vec::new(),
            merged_into: None,
        });
        if row.owner_by_line && wanted.owner != row.owner {
            touched.insert(std::mem::replace(&mut wanted.owner, row.owner.clone()));
            wanted.since = today;
        }
        wanted.class = row.class.unwrap_or(wanted.class);
        wanted.merged_into = row.into.or(wanted.merged_into);
        if let Some(collaborators) = &row.collaborators {
            touched.extend(std::mem::replace(&mut wanted.collaborators, collaborators.clone()));
        }
        // One that a phone brought gets the other system's id.
        let named = holding::by_external(self.tx, self.company, &row.external)? == Some(row.id);
        let held = named && standing.as_ref() == Some(&wanted);
        if !held {
            access::hold(self.tx, self.company, row.id, Some(&row.external), &row.customer.name, &wanted)?;
            touched.insert(wanted.owner.clone());
            touched.extend(wanted.collaborators.iter().cloned());
        }
        let doc = DocId::Customer(row.id);
        let mut read = Customer::default();
        let written = self.docs.write(self.tx, self.company, &doc, self.at, |doc| {
            let stands = customer::read(doc);
            customer::write(doc, &merged(row, &stands))?;
            read = customer::read(doc);
            Ok(())
        })?;
        if written.is_some() {
            // The projector says the same later; the next import looks for duplicates before that.
            holding::set_profile(self.tx, self.company, row.id, &read.name, &Profile::of(&read))?;
        }
        Ok(match (standing, held && written.is_none()) {
            (None, _) => Put::Created,
            (Some(_), false) => Put::Updated,
            (Some(_), true) => Put::Unchanged,
        })
    }

    pub(super) fn contracts(&self, contracts: &Contracts, today: BusinessDay) -> Result<Tally, DocsError> {
        for new in &contracts.customers {
            self.new_customer(new, today)?;
        }
        let owners: BTreeSet<EmployeeId> = contracts.customers.iter().map(|new| new.owner.clone()).collect();
        access::holders_changed(self.tx, self.docs, self.company, self.at, &owners)?;
        self.money(&contracts.facts)
    }

    fn new_customer(&self, new: &NewCustomer, today: BusinessDay) -> Result<(), DocsError> {
        let held = Holding {
            class: Class::C,
            owner: new.owner.clone(),
            since: today,
            collaborators: Vec::new(),
            merged_into: None,
        };
        access::hold(self.tx, self.company, new.id, Some(&new.name), &new.name, &held)?;
        let customer = Customer { name: new.name.clone(), ..Customer::default() };
        let doc = DocId::Customer(new.id);
        self.docs.write(self.tx, self.company, &doc, self.at, |doc| customer::write(doc, &customer).map(|_| ()))?;
        Ok(())
    }

    /// Contracts, collections and refunds under one number, and the ledgers of those who have, or had, a share.
    pub(super) fn money(&self, facts: &[Fact]) -> Result<Tally, DocsError> {
        let before = company::numbers(self.tx, self.company)?.last;
        let mut tally = Tally::default();
        let mut changed: Vec<Fact> = Vec::new();
        let mut former: Vec<Fact> = Vec::new();
        for fact in facts {
            match money::fact_at(self.tx, self.company, &fact.id, before)? {
                Some(stands) if stands == *fact => tally.count(Put::Unchanged),
                stands => {
                    former.extend(stands);
                    changed.push(fact.clone());
                }
            }
        }
        if changed.is_empty() {
            return Ok(tally);
        }
        let mut credited = money::credited(self.tx, self.company, &former, before)?;
        let seq = company::next_seq(self.tx, self.company)?;
        for fact in &changed {
            tally.count(money::put_fact(self.tx, self.company, seq, self.at, fact)?);
        }
        credited.extend(money::credited(self.tx, self.company, &changed, seq)?);
        ledger::refresh(self.tx, self.docs, self.company, self.at, Some(&credited))?;
        Ok(tally)
    }

    pub(super) fn targets(&self, rows: &[Target]) -> Result<Tally, DocsError> {
        let before = company::numbers(self.tx, self.company)?.last;
        let mut tally = Tally::default();
        let mut stands: BTreeMap<Span, Vec<Target>> = BTreeMap::new();
        let mut changed = Vec::new();
        for row in rows {
            if let std::collections::btree_map::Entry::Vacant(period) = stands.entry(row.period) {
                period.insert(money::targets_of(self.tx, self.company, row.period, before)?);
            }
            let same = |one: &&Target| one.subject == row.subject && one.metric == row.metric;
            let found = stands.get(&row.period).and_then(|all| all.iter().find(same));
            if found == Some(row) {
                tally.count(Put::Unchanged);
            } else {
                tally.count(if found.is_some() { Put::Updated } else { Put::Created });
                changed.push(row);
            }
        }
        if changed.is_empty() {
            return Ok(tally);
        }
        let seq = company::next_seq(self.tx, self.company)?;
        for row in &changed {
            money::put_target(self.tx, self.company, seq, row)?;
        }
        // Departments and the company have no ledgers.
        let people = changed.iter().filter_map(|row| EmployeeId::new(row.subject.as_str()).ok()).collect();
        ledger::refresh(self.tx, self.docs, self.company, self.at, Some(&people))?;
        Ok(tally)
    }

    pub(super) fn people(&self, rows: &[PersonRow]) -> Result<Tally, DocsError> {
        let mut tally = Tally::default();
        let today = company::settings(self.tx, self.company)?.zone.day_of(self.at);
        let known = payroll::load(self.tx, self.company)?;
        for row in rows {
            tally.count(self.person(row, known.get(&row.id), today)?);
        }
        if tally.created + tally.updated > 0 {
            access::org_changed(self.tx, self.docs, self.company, self.at)?;
        }
        Ok(tally)
    }

    fn person(&self, row: &PersonRow, known: Option<&payroll::Person>, today: BusinessDay) -> Result<Put, StoreError> {
        let mut wanted = known.map_or_else(
            || people::Person {
                employee: row.id.clone(),
                name: row.name.clone(),
                password_hash: None,
                roles: row.roles.clone(),
                join: row.joined,
                leave: None,
                disabled: false,
            },
            |known| known.employee.clone(),
        );
        wanted.name.clone_from(&row.name);
        wanted.roles.extend(row.roles.iter().copied());
        wanted.join = row.joined;
        let mut changed = known.is_none_or(|known| known.employee != wanted);
        if changed {
            people::put(self.tx, self.company, &wanted)?;
        }
        // Who is new is what he is from his first day; a change of who is known counts from today.
        let from = if known.is_none() { row.joined } else { today };
        let stands = known.and_then(|known| known.posts.last());
        let text = |said: &Option<String>, stood: Option<&String>| said.clone().or_else(|| stood.cloned());
        let post = Post {
            employee: row.id.clone(),
            from,
            title: text(&row.title, stands.map(|post| &post.title)).unwrap_or_default(),
            department: text(&row.department, stands.map(|post| &post.department)).unwrap_or_default(),
            superior: row.superior.clone().or_else(|| stands.and_then(|post| post.superior.clone())),
            template: row.template.clone().or_else(|| stands.and_then(|post| post.template.clone())),
        };
        if stands.is_none_or(|stands| Post { from: stands.from, ..post.clone() } != *stands) {
            org::put_post(self.tx, self.company, &post)?;
            changed = true;
        }
        if let Some(amount) = row.wage
            && known.and_then(|known| known.wages.last()).is_none_or(|wage| wage.amount != amount)
        {
            changed |= payroll::put_wage(self.tx, self.company, &row.id, &Wage { from, amount })?;
        }
        Ok(match (known.is_none(), changed) {
            (true, _) => Put::Created,
            (false, true) => Put::Updated,
            (false, false) => Put::Unchanged,
        })
    }
}

/// What the line says over what stands: what it does not say of a site stays, a fence somebody has set included.
fn merged(row: &CustomerRow, stands: &Customer) -> Customer {
    let mut customer = row.customer.clone();
    // One that a phone brought has a site of its own: the file speaks of that one.
    if let Some(first) =
        stands.sites.keys().next().filter(|_| !customer.sites.keys().any(|id| stands.sites.contains_key(id)))
    {
        customer.sites = customer.sites.into_values().map(|site| (*first, site)).collect();
    }
    for (id, site) in &mut customer.sites {
        if let Some(known) = stands.sites.get(id) {
            site.name = site.name.take().or_else(|| known.name.clone());
            site.address = site.address.take().or_else(|| known.address.clone());
            if site.place.is_none() {
                (site.place, site.given) = (known.place, known.given);
            }
            site.radius = row.radius.unwrap_or(known.radius);
        }
    }
    customer
}
