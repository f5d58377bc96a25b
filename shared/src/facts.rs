//! What is known of a company on a day, indexed by whom and when: the engine reads nothing else.
//!
//! A new fact touches only its person, its customer and its contract; nothing here grows with the company per question
//! asked. Numbers ([`EmployeeNo`] and the like) are positions in the tables of one [`Facts`] and mean nothing elsewhere.

mod activity;
mod build;
mod credit;
mod deal;
mod lookup;
mod place;
mod table;
mod take;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::books::{
    Company, Event, Expense, Fx, Id, Outcome, Penalty, Person, Plan, Product, Rating, Settings, Special, StageEntry,
    Survey,
};
use crate::num::{Currency, Decimal};
use crate::period::{BusinessDay, Span};

pub use activity::{Act, ActKind, Due, Planned, Touch};
pub use build::FactError;
pub use credit::{Credit, FixedPart, Refunded, Signing, Stop};
pub use deal::{Deal, Receipt, Share};
pub use lookup::{Dated, in_days, in_span};
pub use place::verdict_of;
pub use table::{CustomerNo, DealNo, EmployeeNo, OpportunityNo, Table};
pub use take::{NewFact, Touched};

/// Somebody facts are about: one of the company's people, or only a name in a split.
#[derive(Debug, Clone)]
pub struct Employee {
    pub id: Id,
    /// `None`: only named by others' facts.
    pub person: Option<Person>,
    /// Visits and contacts by (day, instant, id).
    pub acts: Vec<Act>,
    /// Targets of his own, by metric and period.
    pub targets: Vec<(Id, Span, Decimal)>,
    /// Next contact dates he set, by (date, instant it was set, id); what counts as no contact sets none.
    pub dues: Vec<Due>,
    /// By (day, order); stops of one order stand as the books have them.
    pub planned: Vec<Planned>,
    /// The rest by (day, id).
    pub surveys: Vec<Survey>,
    pub expenses: Vec<Expense>,
    pub outcomes: Vec<Outcome>,
    pub ratings: Vec<Rating>,
    pub events: Vec<Event>,
    pub penalties: Vec<Penalty>,
    pub specials: Vec<Special>,
    /// Customers and opportunities he owns.
    pub customers: Vec<CustomerNo>,
    pub opportunities: Vec<OpportunityNo>,
    /// Contracts that name him in a split.
    pub deals: Vec<DealNo>,
    /// What is credited to him of contracts and amendments, by (day, contract id).
    pub signings: Vec<Signing>,
    /// What is credited to him of collections, by (day earned, day received, id): the order of the ladder.
    pub credits: Vec<Credit>,
    /// What is taken back by refunds, by (day, id).
    pub refunded: Vec<Refunded>,
    /// Days on which an exchange rate is missing that his money needs, ascending.
    pub stops: Vec<Stop>,
}

/// A customer with everyone's contacts.
#[derive(Debug, Clone)]
pub struct CustomerFacts {
    pub id: Id,
    pub class: crate::books::Class,
    pub owner: EmployeeNo,
    pub since: BusinessDay,
    pub site: Option<crate::books::Site>,
    /// Checked-out visits and contacts by anyone, by (instant, id).
    pub touches: Vec<Touch>,
    /// His contracts by (signed, id).
    pub deals: Vec<DealNo>,
}

#[derive(Debug, Clone)]
pub struct OpportunityFacts {
    pub id: Id,
    pub owner: EmployeeNo,
    pub expected: Decimal,
    pub rates: Vec<crate::books::Rate>,
    /// By (instant, order); the local day stands beside.
    pub stages: Vec<(BusinessDay, StageEntry)>,
    /// Days of its outcomes, ascending.
    pub closed: Vec<BusinessDay>,
}

/// What is known of one company.
#[derive(Debug, Clone)]
pub struct Facts {
    pub company: Company,
    pub settings: Settings,
    pub plan: Arc<Plan>,
    pub people: Table<EmployeeNo, Employee>,
    pub customers: Table<CustomerNo, CustomerFacts>,
    pub opportunities: Table<OpportunityNo, OpportunityFacts>,
    pub deals: Table<DealNo, Deal>,
    pub products: BTreeMap<Id, Product>,
    /// Collections by id: the contract they pay.
    pub receipts: BTreeMap<Id, DealNo>,
    /// By currency, by (from, known_on, rate): two that nothing else tells apart still stand in one order.
    pub fx: BTreeMap<Currency, Vec<Fx>>,
    /// Of departments and the company, by subject, metric and period.
    pub targets: BTreeMap<Id, BTreeMap<Id, BTreeMap<Span, Decimal>>>,
}
