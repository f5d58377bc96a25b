//! The product's facts as records of the books: the one place where they meet, for the server's closing and the phone's
//! month alike.

use super::{Books, Collection, Contact, Contract, Expense, ExpenseState, Id, Refund, Split, Visit};
use crate::fact::{Fact, FactBody, Known};
use crate::id::CustomerId;

/// Stands for the words of a result that was written: the books only ask whether there are any.
const WRITTEN: &str = "…";

/// The id of a fact's record in the books: the record's uuid, or the id of the contract, collection or refund as its
/// source system wrote it, so that lines name what people know.
#[must_use]
pub fn book_id(fact: &Fact) -> Id {
    match &fact.body {
        FactBody::Visit { .. } | FactBody::Contact { .. } | FactBody::Expense { .. } | FactBody::Plan { .. } => {
            Id::new(fact.id.as_str())
        }
        FactBody::Contract { contract, .. } => Id::new(contract.as_str()),
        FactBody::Collection { collection, .. } => Id::new(collection.as_str()),
        FactBody::Refund { refund, .. } => Id::new(refund.as_str()),
    }
}

impl Books {
    /// The customer that counts for one that a fact names.
    #[must_use]
    pub fn counted(&self, customer: CustomerId) -> Id {
        let id = Id::from(customer.to_string());
        self.merged.get(&id).cloned().unwrap_or(id)
    }

    /// Adds a fact as a record. One of nobody, or a claim in another currency than the company's, is none.
    ///
    /// Contracts of the product have no lines and no instalments yet. The door lets no collection or refund in whose
    /// currency is not its contract's.
    pub fn take_fact(&mut self, known: &Known) {
        let Known { fact, known_on } = known;
        let (id, known_on) = (book_id(fact), *known_on);
        let employee = fact.employee.as_ref().map(|employee| Id::new(employee.as_str()));
        match &fact.body {
            FactBody::Visit { customer, check_in, check_out, verdict, result, next } => {
                let Some(employee) = employee else { return };
                self.visits.push(Visit {
                    id,
                    employee,
                    customer: self.counted(*customer),
                    check_in: *check_in,
                    check_out: *check_out,
                    lat: None,
                    lon: None,
                    accuracy: None,
                    verdict: Some(*verdict),
                    result: if *result { WRITTEN.to_owned() } else { String::new() },
                    next: *next,
                    known_on,
                });
            }
            FactBody::Contact { customer, at, next, .. } => {
                let Some(employee) = employee else { return };
                let (customer, at, next) = (self.counted(*customer), *at, *next);
                self.contacts.push(Contact { id, employee, customer, at, next, known_on });
            }
            // Which plan of a day counts, its visits decide: `take_plans`.
            FactBody::Plan { .. } => {}
            FactBody::Expense { category, money, .. } => {
                let Some(employee) = employee.filter(|_| money.currency() == self.company.currency) else { return };
                self.expenses.push(Expense {
                    id,
                    employee,
                    opportunity: None,
                    category: category.clone(),
                    date: fact.day,
                    amount: money.amount(),
                    state: ExpenseState::Submitted,
                    known_on,
                });
            }
            FactBody::Contract { customer, money, shares, .. } => {
                let splits = shares
                    .iter()
                    .map(|(employee, percent)| Split { employee: Id::new(employee.as_str()), percent: *percent });
                self.contracts.push(Contract {
                    id,
                    customer: self.counted(*customer),
                    opportunity: None,
                    signed: fact.day,
                    amount: money.amount(),
                    currency: Some(money.currency()).filter(|currency| *currency != self.company.currency),
                    lines: Vec::new(),
                    instalments: Vec::new(),
                    splits: splits.collect(),
                    amendments: Vec::new(),
                    known_on,
                });
            }
            FactBody::Collection { contract, money, .. } => self.collections.push(Collection {
                id,
                contract: Id::new(contract.as_str()),
                received: fact.day,
                amount: money.amount(),
                instalment: None,
                known_on,
            }),
            FactBody::Refund { collection, money, .. } => self.refunds.push(Refund {
                id,
                collection: Id::new(collection.as_str()),
                date: fact.day,
                amount: money.amount(),
                known_on,
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{ContractId, FactId};
    use crate::num::{Currency, Money, decimal};

    fn books() -> Books {
        let text = r#"{"format":"fieldtally-books/1","company":{"id":"c","zone":"Asia/Shanghai","currency":"CNY",
            "minor":2,"calendar":{"weekend":[6,7]}},"periods":[],"plan":{"templates":[]}}"#;
        serde_json::from_str(text).unwrap()
    }

    fn taken(body: FactBody) -> Books {
        let mut books = books();
        let employee = matches!(body, FactBody::Visit { .. } | FactBody::Contact { .. } | FactBody::Expense { .. });
        let fact = Fact {
            id: FactId::new("x").unwrap(),
            employee: employee.then(|| "lin.xd".parse().unwrap()),
            day: "2026-03-02".parse().unwrap(),
            body,
        };
        books.take_fact(&Known { fact, known_on: "2026-03-05".parse().unwrap() });
        books
    }

    #[test]
    fn a_contract_keeps_its_own_currency_and_the_companys_goes_without_saying() {
        for (currency, kept) in [("CNY", None), ("USD", Some(Currency::new("USD").unwrap()))] {
            let books = taken(FactBody::Contract {
                contract: ContractId::new("HT-1").unwrap(),
                customer: "0190163d-8694-739b-aea5-966c26f8ad01".parse().unwrap(),
                money: Money::parse("100", Currency::new(currency).unwrap()).unwrap(),
                shares: [("lin.xd".parse().unwrap(), decimal("60").unwrap())].into(),
            });
            assert_eq!((books.contracts[0].currency, books.contracts[0].id.as_str()), (kept, "HT-1"));
            assert_eq!(books.contracts[0].splits[0].percent, decimal("60").unwrap());
            assert_eq!(books.contracts[0].known_on.to_string(), "2026-03-05");
        }
    }

    #[test]
    fn a_claim_in_another_currency_is_no_claim_of_these_books() {
        for (currency, claims) in [("CNY", 1), ("USD", 0)] {
            let money = Money::parse("100", Currency::new(currency).unwrap()).unwrap();
            let books = taken(FactBody::Expense { category: "meals".into(), money, customer: None });
            assert_eq!(books.expenses.len(), claims);
        }
    }
}
