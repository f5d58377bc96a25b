//! What one person's statement of a month rests on, and nothing else: the books of his input pack.
//!
//! Of others' facts only what counts is taken along: when somebody was with a customer of his, never who.

mod grouped;

use std::collections::{BTreeMap, BTreeSet};

use super::{
    BadDebt, Books, Collection, Contact, Contract, Customer, Event, Expense, Id, Opportunity, Outcome, Penalty, Person,
    PlannedVisit, Rating, Refund, Special, Survey, Target,
};
use crate::period::{BusinessDay, Instant, Month, Span};
use grouped::Grouped;

/// Stands for whoever else it was.
const ANOTHER: &str = "·";

/// Everyone's contacts with customers, found once for all slices of a month.
#[derive(Debug)]
pub struct Slicer<'b> {
    books: &'b Books,
    month: Month,
    /// Contacts and checked-out visits up to the month's end, by customer, by instant.
    met: BTreeMap<&'b Id, Vec<Met<'b>>>,
    /// Contracts by who is named in them.
    contracts: BTreeMap<&'b Id, Vec<&'b Contract>>,
    /// Each customer's first contract.
    first: BTreeMap<&'b Id, &'b Contract>,
    customers: BTreeMap<&'b Id, &'b Customer>,
    owned: BTreeMap<&'b Id, BTreeSet<&'b Id>>,
    visits: BTreeMap<&'b Id, Vec<&'b super::Visit>>,
    contacts: BTreeMap<&'b Id, Vec<&'b Contact>>,
    people: Grouped<'b, Person>,
    surveys: Grouped<'b, Survey>,
    expenses: Grouped<'b, Expense>,
    events: Grouped<'b, Event>,
    penalties: Grouped<'b, Penalty>,
    specials: Grouped<'b, Special>,
    ratings: Grouped<'b, Rating>,
    planned: Grouped<'b, PlannedVisit>,
    targets: Grouped<'b, Target>,
    collections: Grouped<'b, Collection>,
    refunds: Grouped<'b, Refund>,
    bad_debts: Grouped<'b, BadDebt>,
    closed_by: Grouped<'b, Outcome>,
    closed: Grouped<'b, Outcome>,
    opportunities: Grouped<'b, Opportunity>,
    led: Grouped<'b, Opportunity>,
}

#[derive(Debug, Clone, Copy)]
struct Met<'b> {
    at: Instant,
    day: BusinessDay,
    id: &'b Id,
    by: &'b Id,
    known_on: BusinessDay,
}

impl Books {
    /// The period somebody's score is of, where it ends with this month (D-10).
    #[must_use]
    pub fn scored(&self, employee: &Id, month: Month) -> Option<Span> {
        let person = self.people.iter().find(|person| person.id == *employee)?;
        let post = person.post_on(person.last_employed_day(month.into())?)?;
        let span = Span::of(month, self.plan.template(post.template.as_str())?.cycle);
        (span.last_month() == month).then_some(span)
    }
}

impl<'b> Slicer<'b> {
    /// Looks through the books once.
    #[must_use]
    pub fn new(books: &'b Books, month: Month) -> Self {
        let zone = books.company.zone;
        let last = month.last_day();
        let mut slicer = Self {
            books,
            month,
            met: BTreeMap::new(),
            contracts: BTreeMap::new(),
            first: BTreeMap::new(),
            customers: books.customers.iter().map(|customer| (&customer.id, customer)).collect(),
            owned: BTreeMap::new(),
            visits: BTreeMap::new(),
            contacts: BTreeMap::new(),
            people: Grouped::new(&books.people, |one| &one.id),
            surveys: Grouped::new(&books.surveys, |one| &one.employee),
            expenses: Grouped::new(&books.expenses, |one| &one.employee),
            events: Grouped::new(&books.events, |one| &one.employee),
            penalties: Grouped::new(&books.penalties, |one| &one.employee),
            specials: Grouped::new(&books.specials, |one| &one.employee),
            ratings: Grouped::new(&books.ratings, |one| &one.employee),
            planned: Grouped::new(&books.planned_visits, |one| &one.employee),
            targets: Grouped::new(&books.targets, |one| &one.subject),
            collections: Grouped::new(&books.collections, |one| &one.contract),
            refunds: Grouped::new(&books.refunds, |one| &one.collection),
            bad_debts: Grouped::new(&books.bad_debts, |one| &one.contract),
            closed_by: Grouped::new(&books.outcomes, |one| &one.employee),
            closed: Grouped::new(&books.outcomes, |one| &one.opportunity),
            opportunities: Grouped::new(&books.opportunities, |one| &one.id),
            led: Grouped::new(&books.opportunities, |one| &one.owner),
        };
        for customer in &books.customers {
            slicer.owned.entry(&customer.owner).or_default().insert(&customer.id);
        }
        for visit in &books.visits {
            let day = zone.day_of(visit.check_in);
            if day > last {
                continue;
            }
            slicer.visits.entry(&visit.employee).or_default().push(visit);
            if visit.check_out.is_some() {
                let (at, id, by, known_on) = (visit.check_in, &visit.id, &visit.employee, visit.known_on);
                slicer.met.entry(&visit.customer).or_default().push(Met { at, day, id, by, known_on });
            }
        }
        for contact in &books.contacts {
            let day = zone.day_of(contact.at);
            if day > last {
                continue;
            }
            slicer.contacts.entry(&contact.employee).or_default().push(contact);
            let (at, id, by, known_on) = (contact.at, &contact.id, &contact.employee, contact.known_on);
            slicer.met.entry(&contact.customer).or_default().push(Met { at, day, id, by, known_on });
        }
        for met in slicer.met.values_mut() {
            met.sort_by(|a, b| (a.at, a.id).cmp(&(b.at, b.id)));
        }
        for contract in &books.contracts {
            let first = slicer.first.entry(&contract.customer).or_insert(contract);
            if (contract.signed, &contract.id) < (first.signed, &first.id) {
                *first = contract;
            }
            let named: BTreeSet<&Id> = contract.splits.iter().map(|split| &split.employee).collect();
            for employee in named {
                slicer.contracts.entry(employee).or_default().push(contract);
            }
        }
        slicer
    }

    /// The books of one person's month. `scored`: the period his score is of, where it ends with this month.
    #[must_use]
    pub fn slice(&self, employee: &Id, scored: Option<Span>) -> Books {
        let books = self.books;
        let first = scored.map_or(self.month.first_day(), |span| span.first_day().min(self.month.first_day()));
        let last = self.month.last_day();
        let within = |day: BusinessDay| first <= day && day <= last;
        let his = |id: &Id| id == employee;

        let mut contracts: BTreeMap<&Id, &Contract> = BTreeMap::new();
        for contract in self.contracts.get(employee).into_iter().flatten() {
            contracts.insert(&contract.id, contract);
            if let Some(first) = self.first.get(&contract.customer) {
                contracts.insert(&first.id, first);
            }
        }
        // A contract may be signed after money on it came, was due or went back: what that money weighs and where it stands on
        // the ladder is then seen from the signing day (D-15, D-40).
        let signed = contracts.values().map(|contract| contract.signed).max();
        let seen = signed.map_or(last, |signed| signed.max(last));
        let collections: Vec<Collection> = contracts
            .keys()
            .flat_map(|id| self.collections.of(id))
            .filter(|one| one.received <= seen)
            .cloned()
            .collect();
        let paid: BTreeSet<&Id> = collections.iter().map(|one| &one.id).collect();
        let currencies: BTreeSet<_> = contracts.values().filter_map(|contract| contract.currency).collect();

        let owned = self.owned.get(employee).cloned().unwrap_or_default();
        let zone = books.company.zone;
        let visits: Vec<_> = self
            .visits
            .get(employee)
            .into_iter()
            .flatten()
            .filter(|one| within(zone.day_of(one.check_in)) || one.next.is_some_and(within))
            .map(|one| (*one).clone())
            .collect();
        let contacts: Vec<_> = self
            .contacts
            .get(employee)
            .into_iter()
            .flatten()
            .filter(|one| within(zone.day_of(one.at)) || one.next.is_some_and(within))
            .map(|one| (*one).clone())
            .collect();
        let mut taken: BTreeSet<&Id> = visits.iter().map(|one| &one.id).collect();
        taken.extend(contacts.iter().map(|one| &one.id));
        let promised = visits.iter().map(|one| (&one.customer, one.next));
        let promised = promised.chain(contacts.iter().map(|one| (&one.customer, one.next)));
        let promised: BTreeSet<&Id> =
            promised.filter(|(_, next)| next.is_some_and(within)).map(|(customer, _)| customer).collect();
        let mut others = Vec::new();
        for customer in owned.iter().copied().chain(promised.iter().copied()).collect::<BTreeSet<&Id>>() {
            let met = self.met.get(customer).map(Vec::as_slice).unwrap_or_default();
            // The last one before the period tells how long the gap was.
            let before = met.partition_point(|one| one.day < first).saturating_sub(1);
            let from = if promised.contains(customer) { 0 } else { before };
            for one in met.iter().skip(from).filter(|one| !taken.contains(one.id)) {
                let by = if his(one.by) { employee.clone() } else { ANOTHER.into() };
                let (id, customer) = (one.id.clone(), (*customer).clone());
                others.push(Contact { id, employee: by, customer, at: one.at, next: None, known_on: one.known_on });
            }
        }

        let owns: BTreeSet<&Id> = self.led.of(employee).map(|one| &one.id).collect();
        let mut outcomes: BTreeMap<&Id, &Outcome> = self.closed_by.of(employee).map(|one| (&one.id, one)).collect();
        outcomes.extend(owns.iter().flat_map(|id| self.closed.of(id)).map(|one| (&one.id, one)));
        outcomes.retain(|_, one| one.date <= last);
        let mut named = owns;
        named.extend(contracts.values().filter_map(|contract| contract.opportunity.as_ref()));
        named.extend(outcomes.values().map(|one| &one.opportunity));
        let opportunities = named.into_iter().flat_map(|id| self.opportunities.of(id)).cloned().collect();

        let planned: Vec<_> = self.planned.of(employee).filter(|one| within(one.date)).cloned().collect();
        let mut customers: BTreeSet<&Id> = owned;
        customers.extend(visits.iter().map(|one| &one.customer));
        customers.extend(contacts.iter().map(|one| &one.customer));
        customers.extend(contracts.values().map(|one| &one.customer));
        customers.extend(planned.iter().map(|one| &one.customer));
        let customers = customers.into_iter().filter_map(|id| self.customers.get(id)).map(|one| (*one).clone());

        Books {
            company: books.company.clone(),
            settings: books.settings.clone(),
            periods: vec![self.month],
            closes: books.closes.iter().filter(|(month, _)| **month == self.month).map(|(a, b)| (*a, *b)).collect(),
            people: self.people.of(employee).cloned().collect(),
            products: books.products.clone(),
            customers: customers.collect(),
            // The facts name by now who counts.
            merged: BTreeMap::new(),
            opportunities,
            refunds: paid.iter().flat_map(|id| self.refunds.of(id)).filter(|one| one.date <= last).cloned().collect(),
            bad_debts: contracts
                .keys()
                .flat_map(|id| self.bad_debts.of(id))
                .filter(|one| one.date <= last)
                .cloned()
                .collect(),
            contracts: contracts.into_values().cloned().collect(),
            fx: books.fx.iter().filter(|one| currencies.contains(&one.currency) && one.from <= seen).cloned().collect(),
            visits,
            contacts: contacts.iter().cloned().chain(others).collect(),
            planned_visits: planned,
            surveys: self.surveys.of(employee).filter(|one| within(one.date)).cloned().collect(),
            expenses: self.expenses.of(employee).filter(|one| within(one.date)).cloned().collect(),
            trips: Vec::new(),
            outcomes: outcomes.into_values().cloned().collect(),
            ratings: self.ratings.of(employee).filter(|one| Some(one.period) == scored).cloned().collect(),
            events: self.events.of(employee).filter(|one| within(one.date)).cloned().collect(),
            penalties: self.penalties.of(employee).filter(|one| within(one.date)).cloned().collect(),
            specials: self.specials.of(employee).filter(|one| within(one.date)).cloned().collect(),
            targets: self.targets.of(employee).cloned().collect(),
            points: Vec::new(),
            plan: books.plan.clone(),
            collections,
        }
    }
}
