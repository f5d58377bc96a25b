//! Taking in one more fact: it touches only its person, its customer and its contract.

use super::lookup::{dated_key, insert_by};
use super::{CustomerNo, DealNo, EmployeeNo, FactError, Facts};
use crate::books::{
    Amendment, BadDebt, Collection, Contact, Contract, Event, Expense, Fx, Id, Outcome, Penalty, PlannedVisit, Rating,
    Refund, Special, StageEntry, Survey, Visit,
};
use crate::period::BusinessDay;

/// One fact, as it comes in.
#[derive(Debug, Clone)]
pub enum NewFact {
    Visit(Visit),
    Contact(Contact),
    PlannedVisit(PlannedVisit),
    Survey(Survey),
    Expense(Expense),
    Outcome(Outcome),
    Rating(Rating),
    Event(Event),
    Penalty(Penalty),
    Special(Special),
    Contract(Contract),
    /// Of the contract of that id.
    Amendment(Id, Amendment),
    Collection(Collection),
    Refund(Refund),
    BadDebt(BadDebt),
    /// Of the opportunity of that id.
    Stage(Id, StageEntry),
    Fx(Fx),
}

/// Whose statements a fact may change, and from which day on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Touched {
    /// By number, each once.
    pub people: Vec<EmployeeNo>,
    pub from: BusinessDay,
}

impl Touched {
    fn new(mut people: Vec<EmployeeNo>, from: BusinessDay) -> Self {
        people.sort();
        people.dedup();
        Self { people, from }
    }
}

impl Facts {
    /// Takes in a fact whose people, customers and contracts are known; `None` where it names something that is not: the
    /// fact then counts as nothing, as it does when the books are read as a whole.
    pub fn take(&mut self, fact: &NewFact) -> Result<Option<Touched>, FactError> {
        macro_rules! own {
            ($one:ident, $list:ident) => {{
                let no = self.named(&$one.employee);
                insert_by(&mut self.people[no].$list, $one.clone(), |one| dated_key(one, &one.id));
                Touched::new(vec![no], $one.date)
            }};
        }
        Ok(Some(match fact {
            NewFact::Visit(visit) => {
                self.take_visit(visit);
                let day = self.company.zone.day_of(visit.check_in);
                return Ok(self.seen(&visit.employee, &visit.customer, day));
            }
            NewFact::Contact(contact) => {
                self.take_contact(contact);
                let day = self.company.zone.day_of(contact.at);
                return Ok(self.seen(&contact.employee, &contact.customer, day));
            }
            NewFact::PlannedVisit(planned) => {
                self.take_planned(planned);
                Touched::new(vec![self.named(&planned.employee)], planned.date)
            }
            NewFact::Survey(one) => own!(one, surveys),
            NewFact::Expense(one) => own!(one, expenses),
            NewFact::Event(one) => own!(one, events),
            NewFact::Penalty(one) => own!(one, penalties),
            NewFact::Special(one) => own!(one, specials),
            NewFact::Rating(rating) => {
                let no = self.named(&rating.employee);
                insert_by(&mut self.people[no].ratings, rating.clone(), |one| (one.period, one.id.clone()));
                Touched::new(vec![no], rating.period.first_day())
            }
            NewFact::Outcome(outcome) => {
                self.take_outcome(outcome);
                let owner = self.opportunities.find(outcome.opportunity.as_str());
                let owner = owner.map(|no| self.opportunities[no].owner);
                let closer = self.named(&outcome.employee);
                Touched::new(owner.into_iter().chain([closer]).collect(), outcome.date)
            }
            NewFact::Stage(opportunity, stage) => {
                let Some(no) = self.opportunities.find(opportunity.as_str()) else { return Ok(None) };
                self.take_stage(opportunity, stage);
                Touched::new(vec![self.opportunities[no].owner], self.company.zone.day_of(stage.at))
            }
            NewFact::Contract(contract) => {
                let no = self.take_contract(contract);
                return self.money_of(Some(no), contract.signed);
            }
            NewFact::Amendment(contract, amendment) => {
                let no = self.deals.find(contract.as_str());
                if let Some(no) = no {
                    insert_by(&mut self.deals[no].amendments, amendment.clone(), |one| one.date);
                }
                return self.money_of(no, amendment.date);
            }
            NewFact::Collection(collection) => {
                let no = self.take_collection(collection);
                return self.money_of(no, collection.received);
            }
            NewFact::Refund(refund) => {
                let no = self.take_refund(refund);
                return self.money_of(no, refund.date);
            }
            NewFact::BadDebt(bad) => {
                let no = self.take_bad_debt(bad);
                return self.money_of(no, bad.date);
            }
            NewFact::Fx(fx) => {
                insert_by(self.fx.entry(fx.currency).or_default(), fx.clone(), |one| {
                    (one.from, one.known_on, one.rate)
                });
                let all: Vec<DealNo> =
                    self.deals.numbers().filter(|no| self.deals[*no].foreign == Some(fx.currency)).collect();
                let mut people = Vec::new();
                for no in all {
                    people.extend(self.settle_again(no)?);
                }
                Touched::new(people, fx.from)
            }
        }))
    }

    /// Who looks at a customer's contacts: who made it, the owner, and whoever promised him a next date.
    fn seen(&self, by: &Id, customer: &Id, day: BusinessDay) -> Option<Touched> {
        let customer = &self.customers[self.customers.find(customer.as_str())?];
        let promised = customer.touches.iter().map(|touch| touch.by);
        Some(Touched::new(promised.chain([customer.owner]).chain(self.people.find(by.as_str())).collect(), day))
    }

    fn money_of(&mut self, no: Option<DealNo>, day: BusinessDay) -> Result<Option<Touched>, FactError> {
        let Some(no) = no else { return Ok(None) };
        let mut people = self.settle_again(no)?;
        // Another first contract of the customer moves who won him.
        if let Some(customer) = self.deals[no].customer {
            people.extend(self.buyers(customer));
        }
        Ok(Some(Touched::new(people, day)))
    }

    fn buyers(&self, customer: CustomerNo) -> impl Iterator<Item = EmployeeNo> {
        let deals = self.customers[customer].deals.iter();
        deals.flat_map(|no| self.deals[*no].shares.iter().map(|share| share.employee))
    }

    /// Credits a deal's money anew.
    fn settle_again(&mut self, no: DealNo) -> Result<Vec<EmployeeNo>, FactError> {
        let people: Vec<EmployeeNo> = self.deals[no].shares.iter().map(|share| share.employee).collect();
        for employee in &people {
            let person = &mut self.people[*employee];
            person.signings.retain(|one| one.deal != no);
            person.credits.retain(|one| one.deal != no);
            person.refunded.retain(|one| one.deal != no);
            person.stops.retain(|one| one.deal != no);
        }
        self.credit(no)?;
        for employee in &people {
            self.people[*employee].put_in_order();
        }
        Ok(people)
    }
}
