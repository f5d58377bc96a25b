//! The company as books: what the engine reads, whether a month is frozen, closed or still open.

use std::collections::BTreeSet;

use shared::books::{Books, Company, Id, Intervals, Person, Post, Settings};
use shared::doc::company::Company as Settled;
use shared::doc::ledger::{self, Class, customer};
use shared::fact::Known;
use shared::id::CompanyId;
use shared::period::Month;

use crate::store::{Connection, StoreError, company, holding, money, payroll};

/// The template of a post that is not scored: no plan has one of this name.
const UNSCORED: &str = "";

/// The books of a month without facts, as known at a number; `None`: no plan is in force.
///
/// This is what a freeze keeps. Posts, wages and holdings carry days of effect but not of entry, so a later reading of the
/// same number could differ.
pub fn frame(connection: &Connection, id: &CompanyId, month: Month, seq: u64) -> Result<Option<Books>, StoreError> {
    let Some(plan) = money::plan_at(connection, id, month, seq)? else { return Ok(None) };
    let settled = company::settings(connection, id)?;
    let people = payroll::load(connection, id)?;
    let held = holding::all(connection, id)?;
    let merged = ledger::merged(&holding::merges(connection, id)?);
    Ok(Some(Books {
        company: Company {
            id: Id::new(settled.id.as_str()),
            zone: settled.zone,
            currency: settled.currency,
            minor: settled.currency.minor(),
            calendar: settled.calendar.clone(),
        },
        settings: settings(&settled),
        periods: vec![month],
        closes: std::collections::BTreeMap::new(),
        people: people.values().filter_map(|person| paid_person(person, month)).collect(),
        products: Vec::new(),
        customers: held
            .iter()
            .filter(|(id, _)| !merged.contains_key(id))
            .map(|(id, held)| customer(*id, held))
            .collect(),
        merged: merged.iter().map(|(id, into)| (id.to_string().into(), into.to_string().into())).collect(),
        opportunities: Vec::new(),
        contracts: Vec::new(),
        collections: Vec::new(),
        refunds: Vec::new(),
        bad_debts: Vec::new(),
        visits: Vec::new(),
        contacts: Vec::new(),
        planned_visits: Vec::new(),
        surveys: Vec::new(),
        expenses: Vec::new(),
        trips: Vec::new(),
        outcomes: Vec::new(),
        ratings: Vec::new(),
        events: Vec::new(),
        penalties: Vec::new(),
        specials: Vec::new(),
        fx: Vec::new(),
        targets: money::targets_at(connection, id, month, seq)?,
        points: Vec::new(),
        plan,
    }))
}

/// Contact gaps are the company's; a negative total is carried (D-38); the rest is as domain.md has it.
fn settings(settled: &Settled) -> Settings {
    let usual = Intervals::default();
    let gap = |class, usual| settled.contact_gap.get(&class).map_or(usual, |days| u32::from(*days).max(1));
    let (a, b, c) = (gap(Class::A, usual.a), gap(Class::B, usual.b), gap(Class::C, usual.c));
    Settings { negative_carry: true, intervals: Intervals { a, b, c }, ..Settings::default() }
}

/// Somebody who has, or had, a post that is scored. A post or wage agreed for later is no input of this month.
fn paid_person(person: &payroll::Person, month: Month) -> Option<Person> {
    let last = month.last_day();
    let posts: Vec<_> = person.posts.iter().filter(|post| post.from <= last).collect();
    posts.iter().any(|post| post.template.is_some()).then(|| Person {
        id: Id::new(person.employee.employee.as_str()),
        join: person.employee.join,
        leave: person.employee.leave,
        posts: posts
            .iter()
            .map(|post| Post {
                from: post.from,
                department: Id::new(&post.department),
                template: Id::new(post.template.as_deref().unwrap_or(UNSCORED)),
            })
            .collect(),
        wages: person.wages.iter().filter(|wage| wage.from <= last).cloned().collect(),
        draw: None,
        pool_weight: shared::num::Decimal::ONE,
    })
}

/// Puts facts into a frame. A customer whom a fact names and the frame does not know came after it: he is as he is now, and
/// under his own name: what was frozen does not follow merges.
pub fn fill(connection: &Connection, id: &CompanyId, mut frame: Books, known: &[Known]) -> Result<Books, StoreError> {
    known.iter().for_each(|known| frame.take_fact(known));
    frame.take_plans(known);
    let there: BTreeSet<&Id> = frame.customers.iter().map(|customer| &customer.id).collect();
    let named = frame.visits.iter().map(|one| &one.customer);
    let named = named.chain(frame.contacts.iter().map(|one| &one.customer));
    let named = named.chain(frame.contracts.iter().map(|one| &one.customer));
    let unknown: BTreeSet<Id> = named.filter(|customer| !there.contains(customer)).cloned().collect();
    if !unknown.is_empty() {
        let now = holding::all(connection, id)?;
        frame
            .customers
            .extend(now.iter().map(|(id, held)| customer(*id, held)).filter(|one| unknown.contains(&one.id)));
    }
    Ok(frame)
}
