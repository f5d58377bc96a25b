//! From a ledger and the person's own journals to the input pack of his open month: the one a close would take of the
//! same facts.

use std::collections::BTreeSet;

use super::{Holding, Ledger, merged};
use crate::books::{Books, Class, Customer, Id, Slicer};
use crate::engine::{EngineError, MonthRun, Pack};
use crate::fact::{Fact, Known};
use crate::facts::Facts;
use crate::id::CustomerId;
use crate::period::{BusinessDay, Month};

/// Owns a customer nothing is known of.
const NOBODY: &str = "·";

/// A customer of the books by what the server holds of him.
#[must_use]
pub fn customer(id: CustomerId, holding: &Holding) -> Customer {
    Customer {
        id: id.to_string().into(),
        class: holding.class,
        owner: Id::new(holding.owner.as_str()),
        since: holding.since,
        // Visits bring the verdict they were given at their fence.
        site: None,
    }
}

impl Ledger {
    /// Packs a month as far as it is known; `None` without terms. `own` are the facts of the person's journals; with
    /// `today` the month is open and what comes of it provisional.
    pub fn pack(&self, own: &[Fact], month: Month, today: Option<BusinessDay>) -> Option<Result<Pack, EngineError>> {
        let terms = self.terms.as_ref()?;
        let books = self.books(&terms.books, own, month, today);
        let packed = Facts::of(&books, None).map_err(EngineError::from).map(|facts| {
            let run = MonthRun { facts: &facts, month, ratings: books.closes.get(&month).copied(), today };
            let (constants, balance) = (terms.constants.clone(), terms.balance.clone());
            Pack::new(&Slicer::new(&books, month), &run, &terms.employee, constants, balance)
        });
        Some(packed)
    }

    fn books(&self, skeleton: &Books, own: &[Fact], month: Month, today: Option<BusinessDay>) -> Books {
        let mut books = Books { periods: vec![month], ..skeleton.clone() };
        let into = self.holdings.iter().filter_map(|(id, holding)| Some((*id, holding.merged_into?))).collect();
        books.merged.extend(merged(&into).iter().map(|(id, into)| (id.to_string().into(), into.to_string().into())));
        self.facts.iter().for_each(|known| books.take_fact(known));
        // The server has not said when it got them; only ratings ask.
        let own: Vec<Known> =
            own.iter().map(|fact| Known { fact: fact.clone(), known_on: today.unwrap_or(fact.day) }).collect();
        own.iter().for_each(|known| books.take_fact(known));
        books.take_plans(&own);
        books.contacts.extend(self.contacts.iter().cloned());
        let mut known: BTreeSet<Id> = books.customers.iter().map(|customer| customer.id.clone()).collect();
        let held = self.holdings.iter().map(|(id, holding)| customer(*id, holding));
        let held =
            held.filter(|customer| !books.merged.contains_key(&customer.id) && known.insert(customer.id.clone()));
        books.customers.extend(held);
        // A visit counts also where its customer is no longer among those one may read.
        let visited = books.visits.iter().map(|visit| &visit.customer);
        let named: Vec<Id> = visited.chain(books.contacts.iter().map(|contact| &contact.customer)).cloned().collect();
        for id in named {
            if known.insert(id.clone()) {
                let since = month.first_day();
                books.customers.push(Customer { id, class: Class::C, owner: NOBODY.into(), since, site: None });
            }
        }
        books
    }
}
