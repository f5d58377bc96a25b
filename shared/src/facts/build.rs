//! Building facts from books.

use std::sync::Arc;

use super::lookup::{dated_key, insert_by};
use super::place::verdict_of;
use super::{
    Act, CustomerFacts, Deal, DealNo, Due, Employee, EmployeeNo, Facts, OpportunityFacts, Planned, Receipt, Share,
    Touch,
};
use crate::books::{
    BadDebt, Books, Collection, Contact, Contract, Customer, Id, Opportunity, Outcome, Person, PlannedVisit, Refund,
    StageEntry, Target, Visit,
};
use crate::num::NumError;
use crate::period::BusinessDay;

/// A number of a fact that can not be worked with.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {source}")]
pub struct FactError {
    pub place: String,
    pub source: NumError,
}

impl Facts {
    /// What of the books was known on a day, inclusive; `None`: everything there is.
    pub fn of(books: &Books, known: Option<BusinessDay>) -> Result<Self, FactError> {
        let mut facts = Self::empty(books);
        let seen = |day: BusinessDay| known.is_none_or(|known| day <= known);
        facts.take_activity(books, &seen);
        facts.take_money(books, &seen);
        facts.settle_all()?;
        Ok(facts)
    }

    /// The company with its people and customers, before anything happened.
    #[must_use]
    pub fn empty(books: &Books) -> Self {
        let mut facts = Self {
            company: books.company.clone(),
            settings: books.settings.clone(),
            plan: Arc::new(books.plan.clone()),
            people: super::Table::default(),
            customers: super::Table::default(),
            opportunities: super::Table::default(),
            deals: super::Table::default(),
            products: books.products.iter().map(|product| (product.id.clone(), product.clone())).collect(),
            receipts: std::collections::BTreeMap::new(),
            fx: std::collections::BTreeMap::new(),
            targets: std::collections::BTreeMap::new(),
        };
        books.people.iter().for_each(|person| facts.put_person(person));
        books.customers.iter().for_each(|customer| facts.put_customer(customer));
        books.opportunities.iter().for_each(|opportunity| facts.put_opportunity(opportunity));
        books.targets.iter().for_each(|target| facts.put_target(target));
        facts
    }

    fn put_person(&mut self, person: &Person) {
        let mut person = person.clone();
        person.posts.sort_by_key(|post| post.from);
        person.wages.sort_by_key(|wage| wage.from);
        let no = self.named(&person.id);
        self.people[no].person = Some(person);
    }

    /// Somebody's number; who was not heard of gets one.
    pub(super) fn named(&mut self, id: &Id) -> EmployeeNo {
        match self.people.find(id.as_str()) {
            Some(no) => no,
            None => self.people.put(id, Employee::new(id.clone())),
        }
    }

    fn put_customer(&mut self, customer: &Customer) {
        let owner = self.named(&customer.owner);
        let no = self.customers.put(
            &customer.id,
            CustomerFacts {
                id: customer.id.clone(),
                class: customer.class,
                owner,
                since: customer.since,
                site: customer.site.clone(),
                touches: Vec::new(),
                deals: Vec::new(),
            },
        );
        let at = self.people[owner].customers.partition_point(|other| self.customers[*other].id < customer.id);
        self.people[owner].customers.insert(at, no);
    }

    fn put_opportunity(&mut self, opportunity: &Opportunity) {
        let owner = self.named(&opportunity.owner);
        let mut rates = opportunity.rates.clone();
        rates.sort_by_key(|rate| rate.from);
        let row = OpportunityFacts {
            id: opportunity.id.clone(),
            owner,
            expected: opportunity.expected,
            rates,
            stages: Vec::new(),
            closed: Vec::new(),
        };
        let no = self.opportunities.put(&opportunity.id, row);
        self.people[owner].opportunities.push(no);
    }

    pub fn put_target(&mut self, target: &Target) {
        let (metric, period, value) = (target.metric.clone(), target.period, target.value);
        if let Some(no) = self.people.find(target.subject.as_str()) {
            let own = &mut self.people[no].targets;
            match own.binary_search_by(|(other, span, _)| (other, *span).cmp(&(&metric, period))) {
                Ok(at) => own[at].2 = value,
                Err(at) => own.insert(at, (metric, period, value)),
            }
            return;
        }
        let metrics = self.targets.entry(target.subject.clone()).or_default();
        metrics.entry(metric).or_default().insert(period, value);
    }

    fn take_activity(&mut self, books: &Books, seen: &impl Fn(BusinessDay) -> bool) {
        for visit in books.visits.iter().filter(|one| seen(one.known_on)) {
            self.take_visit(visit);
        }
        for contact in books.contacts.iter().filter(|one| seen(one.known_on)) {
            self.take_contact(contact);
        }
        for planned in &books.planned_visits {
            self.take_planned(planned);
        }
        for survey in books.surveys.iter().filter(|one| seen(one.known_on)) {
            let no = self.named(&survey.employee);
            insert_by(&mut self.people[no].surveys, survey.clone(), |one| dated_key(one, &one.id));
        }
        for expense in books.expenses.iter().filter(|one| seen(one.known_on)) {
            let no = self.named(&expense.employee);
            insert_by(&mut self.people[no].expenses, expense.clone(), |one| dated_key(one, &one.id));
        }
        for outcome in books.outcomes.iter().filter(|one| seen(one.known_on)) {
            self.take_outcome(outcome);
        }
        for rating in books.ratings.iter().filter(|one| seen(one.known_on)) {
            let no = self.named(&rating.employee);
            insert_by(&mut self.people[no].ratings, rating.clone(), |one| (one.period, one.id.clone()));
        }
        for event in books.events.iter().filter(|one| seen(one.known_on)) {
            let no = self.named(&event.employee);
            insert_by(&mut self.people[no].events, event.clone(), |one| dated_key(one, &one.id));
        }
        for penalty in books.penalties.iter().filter(|one| seen(one.known_on)) {
            let no = self.named(&penalty.employee);
            insert_by(&mut self.people[no].penalties, penalty.clone(), |one| dated_key(one, &one.id));
        }
        for special in books.specials.iter().filter(|one| seen(one.known_on)) {
            let no = self.named(&special.employee);
            insert_by(&mut self.people[no].specials, special.clone(), |one| dated_key(one, &one.id));
        }
        for opportunity in &books.opportunities {
            for stage in opportunity.stages.iter().filter(|one| seen(one.known_on)) {
                self.take_stage(&opportunity.id, stage);
            }
        }
    }

    fn take_money(&mut self, books: &Books, seen: &impl Fn(BusinessDay) -> bool) {
        for fx in books.fx.iter().filter(|one| seen(one.known_on)) {
            insert_by(self.fx.entry(fx.currency).or_default(), fx.clone(), |one| (one.from, one.known_on, one.rate));
        }
        for contract in books.contracts.iter().filter(|one| seen(one.known_on)) {
            let no = self.take_contract(contract);
            for amendment in contract.amendments.iter().filter(|one| seen(one.known_on)) {
                insert_by(&mut self.deals[no].amendments, amendment.clone(), |one| one.date);
            }
        }
        for collection in books.collections.iter().filter(|one| seen(one.known_on)) {
            self.take_collection(collection);
        }
        for refund in books.refunds.iter().filter(|one| seen(one.known_on)) {
            self.take_refund(refund);
        }
        for bad in books.bad_debts.iter().filter(|one| seen(one.known_on)) {
            self.take_bad_debt(bad);
        }
    }

    pub(super) fn take_visit(&mut self, visit: &Visit) {
        let by = self.named(&visit.employee);
        let Some(customer) = self.customers.find(visit.customer.as_str()) else { return };
        let verdict = verdict_of(visit, self.customers[customer].site.as_ref());
        let act = Act::of_visit(visit, customer, verdict, self.company.zone, &self.settings);
        self.put_act(by, act);
    }

    pub(super) fn take_contact(&mut self, contact: &Contact) {
        let by = self.named(&contact.employee);
        let Some(customer) = self.customers.find(contact.customer.as_str()) else { return };
        let act = Act::of_contact(contact, customer, self.company.zone);
        self.put_act(by, act);
    }

    pub(super) fn take_planned(&mut self, planned: &PlannedVisit) {
        let by = self.named(&planned.employee);
        let customer = self.customers.find(planned.customer.as_str());
        let stop = Planned { day: planned.date, order: planned.order, customer };
        insert_by(&mut self.people[by].planned, stop, |one| (one.day, one.order));
    }

    fn put_act(&mut self, by: EmployeeNo, act: Act) {
        if act.is_contact() {
            if let Some(day) = act.next {
                let due = Due { day, set: act.at, customer: act.customer, id: act.id.clone() };
                insert_by(&mut self.people[by].dues, due, |one| (one.day, one.set, one.id.clone()));
            }
            let touch = Touch { day: act.day, at: act.at, by, id: act.id.clone() };
            insert_by(&mut self.customers[act.customer].touches, touch, |one| (one.at, one.id.clone()));
        }
        insert_by(&mut self.people[by].acts, act, |one| (one.day, one.at, one.id.clone()));
    }

    pub(super) fn take_outcome(&mut self, outcome: &Outcome) {
        if let Some(no) = self.opportunities.find(outcome.opportunity.as_str()) {
            insert_by(&mut self.opportunities[no].closed, outcome.date, |day| *day);
        }
        let no = self.named(&outcome.employee);
        insert_by(&mut self.people[no].outcomes, outcome.clone(), |one| dated_key(one, &one.id));
    }

    pub(super) fn take_stage(&mut self, opportunity: &Id, stage: &StageEntry) {
        let Some(no) = self.opportunities.find(opportunity.as_str()) else { return };
        let day = self.company.zone.day_of(stage.at);
        insert_by(&mut self.opportunities[no].stages, (day, stage.clone()), |(_, one)| (one.at, one.order));
    }

    pub(super) fn take_contract(&mut self, contract: &Contract) -> DealNo {
        let mut contract = contract.clone();
        // The order of the books never shows.
        contract.lines.sort_by(|a, b| a.id.cmp(&b.id));
        let mut shares: Vec<Share> = contract
            .splits
            .iter()
            .map(|split| Share { employee: self.named(&split.employee), percent: split.percent })
            .collect();
        shares.sort_by(|a, b| self.people[a.employee].id.cmp(&self.people[b.employee].id));
        let foreign = contract.currency.filter(|currency| *currency != self.company.currency);
        let customer = self.customers.find(contract.customer.as_str());
        let opportunity = contract.opportunity.as_ref().and_then(|id| self.opportunities.find(id.as_str()));
        let people: Vec<EmployeeNo> = shares.iter().map(|share| share.employee).collect();
        let deal = Deal {
            contract,
            customer,
            opportunity,
            shares,
            foreign,
            amendments: Vec::new(),
            receipts: Vec::new(),
            bad_debts: Vec::new(),
        };
        let id = deal.contract.id.clone();
        let no = self.deals.put(&id, deal);
        for employee in people {
            self.people[employee].deals.push(no);
        }
        if let Some(customer) = customer {
            let key = |deals: &super::Table<DealNo, Deal>, no: DealNo| {
                (deals[no].contract.signed, deals[no].contract.id.clone())
            };
            let wanted = key(&self.deals, no);
            let list = &mut self.customers[customer].deals;
            let at = list.partition_point(|other| key(&self.deals, *other) < wanted);
            list.insert(at, no);
        }
        no
    }

    pub(super) fn take_collection(&mut self, collection: &Collection) -> Option<DealNo> {
        let no = self.deals.find(collection.contract.as_str())?;
        let receipt = Receipt { collection: collection.clone(), refunds: Vec::new() };
        let key = |one: &Receipt| (one.collection.received, one.collection.id.clone());
        insert_by(&mut self.deals[no].receipts, receipt, key);
        self.receipts.insert(collection.id.clone(), no);
        Some(no)
    }

    pub(super) fn take_refund(&mut self, refund: &Refund) -> Option<DealNo> {
        let no = *self.receipts.get(&refund.collection)?;
        let receipt = self.deals[no].receipts.iter_mut().find(|one| one.collection.id == refund.collection)?;
        insert_by(&mut receipt.refunds, refund.clone(), |one| (one.date, one.id.clone()));
        Some(no)
    }

    pub(super) fn take_bad_debt(&mut self, bad: &BadDebt) -> Option<DealNo> {
        let no = self.deals.find(bad.contract.as_str())?;
        insert_by(&mut self.deals[no].bad_debts, bad.clone(), |one| (one.date, one.id.clone()));
        Some(no)
    }

    fn settle_all(&mut self) -> Result<(), FactError> {
        for no in self.deals.numbers() {
            self.credit(no)?;
        }
        for no in self.people.numbers() {
            self.people[no].put_in_order();
        }
        Ok(())
    }

    /// Adds a deal's money to its people, at the end of their lists.
    pub(super) fn credit(&mut self, no: DealNo) -> Result<(), FactError> {
        let owns = self.settle(no).map_err(|source| self.at_deal(no, source))?;
        let people: Vec<EmployeeNo> = self.deals[no].shares.iter().map(|share| share.employee).collect();
        for (own, employee) in owns.into_iter().zip(people) {
            let person = &mut self.people[employee];
            person.signings.extend(own.signings);
            person.credits.extend(own.credits);
            person.refunded.extend(own.refunded);
            person.stops.extend(own.stops);
        }
        Ok(())
    }

    fn at_deal(&self, no: DealNo, source: NumError) -> FactError {
        FactError { place: format!("/contracts/{}", self.deals[no].contract.id), source }
    }
}

impl Employee {
    pub(super) fn put_in_order(&mut self) {
        self.signings.sort_by(|a, b| (a.day, &a.id, a.amended).cmp(&(b.day, &b.id, b.amended)));
        self.credits.sort_by(|a, b| (a.day, a.received, &a.id).cmp(&(b.day, b.received, &b.id)));
        self.refunded.sort_by(|a, b| (a.day, &a.id).cmp(&(b.day, &b.id)));
        self.stops.sort();
    }

    fn new(id: Id) -> Self {
        Self {
            id,
            person: None,
            targets: Vec::new(),
            acts: Vec::new(),
            dues: Vec::new(),
            planned: Vec::new(),
            surveys: Vec::new(),
            expenses: Vec::new(),
            outcomes: Vec::new(),
            ratings: Vec::new(),
            events: Vec::new(),
            penalties: Vec::new(),
            specials: Vec::new(),
            customers: Vec::new(),
            opportunities: Vec::new(),
            deals: Vec::new(),
            signings: Vec::new(),
            credits: Vec::new(),
            refunded: Vec::new(),
            stops: Vec::new(),
        }
    }
}
