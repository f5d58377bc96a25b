//! A small company, told in the domain's words.

use shared::books::{
    Amendment, Books, Class, Collection, CollectionRate, Contact, Contract, ContractLine, Customer, Expense,
    ExpenseState, Fx, Instalment, Opportunity, Outcome, Person, PlannedVisit, Product, Refund, Site, Split, StageEntry,
    Survey, Visit, Won,
};
use shared::facts::Facts;
use shared::metric::{self, Measured, Scope};
use shared::num::{Currency, Decimal, decimal};
use shared::period::{BusinessDay, Instant, Zone};

/// Of Shanghai, paid in CNY, free on Saturdays and Sundays.
#[derive(Debug, Clone)]
pub struct Company {
    pub books: Books,
    contacts: u32,
}

pub fn day(text: &str) -> BusinessDay {
    text.parse().unwrap()
}

pub fn number(text: &str) -> Decimal {
    decimal(text).unwrap()
}

/// `2026-03-02 09:00` of Shanghai, or an instant as the books write it.
pub fn instant(text: &str) -> Instant {
    match text.split_once(' ') {
        Some((day, time)) => format!("{day}T{time}:00+08:00").parse().unwrap(),
        None => text.parse().unwrap(),
    }
}

pub fn company() -> Company {
    let books = serde_json::json!({
        "company": {"id": "co", "zone": "Asia/Shanghai", "currency": "CNY", "minor": 2, "calendar": {"weekend": [6, 7]}},
        "periods": ["2026-03"],
        "plan": {"templates": []},
    });
    Company { books: serde_json::from_value(books).unwrap(), contacts: 0 }.person("lin", "2020-01-01", None)
}

impl Company {
    pub fn with(mut self, change: impl FnOnce(&mut Books)) -> Self {
        change(&mut self.books);
        self
    }

    pub fn zone(self, zone: &str) -> Self {
        self.with(|books| books.company.zone = Zone::new(zone).unwrap())
    }

    pub fn rate_setting(self, setting: CollectionRate) -> Self {
        self.with(|books| books.settings.collection_rate = setting)
    }

    pub fn holiday(self, date: &str) -> Self {
        self.with(|books| {
            books.company.calendar.holidays.insert(day(date));
        })
    }

    pub fn made_up(self, date: &str) -> Self {
        self.with(|books| {
            books.company.calendar.make_up.insert(day(date));
        })
    }

    pub fn person(self, id: &str, join: &str, leave: Option<&str>) -> Self {
        let person = Person {
            id: id.into(),
            join: day(join),
            leave: leave.map(day),
            posts: Vec::new(),
            wages: Vec::new(),
            draw: None,
            pool_weight: Decimal::ONE,
        };
        self.with(|books| books.people.push(person))
    }

    pub fn customer(self, id: &str, class: Class, owner: &str, since: &str) -> Self {
        let site = Site { lat: number("31.2304"), lon: number("121.4737"), radius: number("200") };
        let (owner, since) = (owner.into(), day(since));
        self.with(|books| books.customers.push(Customer { id: id.into(), class, owner, since, site: Some(site) }))
    }

    pub fn product(self, id: &str) -> Self {
        self.with(|books| books.products.push(Product { id: id.into(), rates: Vec::new() }))
    }

    /// A contract with `acme` by default; percents by employee.
    pub fn contract(self, id: &str, signed: &str, amount: &str, percents: &[(&str, &str)]) -> Self {
        self.contract_with("acme", id, signed, amount, percents)
    }

    pub fn contract_with(
        self,
        customer: &str,
        id: &str,
        signed: &str,
        amount: &str,
        percents: &[(&str, &str)],
    ) -> Self {
        let split =
            |(employee, percent): &(&str, &str)| Split { employee: (*employee).into(), percent: number(percent) };
        let contract = Contract {
            id: id.into(),
            customer: customer.into(),
            opportunity: None,
            signed: day(signed),
            amount: number(amount),
            currency: None,
            lines: Vec::new(),
            instalments: Vec::new(),
            splits: percents.iter().map(split).collect(),
            amendments: Vec::new(),
            known_on: day(signed),
        };
        self.with(|books| books.contracts.push(contract))
    }

    fn of_contract(self, id: &str, change: impl FnOnce(&mut Contract)) -> Self {
        self.with(|books| change(books.contracts.iter_mut().find(|contract| contract.id.as_str() == id).unwrap()))
    }

    pub fn currency(self, contract: &str, currency: &str) -> Self {
        self.of_contract(contract, |contract| contract.currency = Some(Currency::new(currency).unwrap()))
    }

    pub fn line(self, contract: &str, product: &str, quantity: &str) -> Self {
        self.of_contract(contract, |contract| {
            contract.lines.push(ContractLine {
                id: format!("L{}", contract.lines.len()).into(),
                product: product.into(),
                quantity: number(quantity),
                price: Decimal::ONE,
                guide_price: None,
            });
        })
    }

    pub fn instalment(self, contract: &str, id: &str, due: &str, amount: &str) -> Self {
        let (due, amount) = (day(due), number(amount));
        self.of_contract(contract, |contract| contract.instalments.push(Instalment { id: id.into(), due, amount }))
    }

    pub fn amended(self, contract: &str, date: &str, amount: &str) -> Self {
        let (date, amount) = (day(date), number(amount));
        self.of_contract(contract, |contract| contract.amendments.push(Amendment { date, amount, known_on: date }))
    }

    pub fn received(self, contract: &str, id: &str, received: &str, amount: &str) -> Self {
        self.received_for(contract, None, id, received, amount)
    }

    pub fn received_for(
        self,
        contract: &str,
        instalment: Option<&str>,
        id: &str,
        received: &str,
        amount: &str,
    ) -> Self {
        let collection = Collection {
            id: id.into(),
            contract: contract.into(),
            received: day(received),
            amount: number(amount),
            instalment: instalment.map(Into::into),
            known_on: day(received),
        };
        self.with(|books| books.collections.push(collection))
    }

    pub fn refunded(self, collection: &str, id: &str, date: &str, amount: &str) -> Self {
        let (id, collection, date) = (id.into(), collection.into(), day(date));
        let refund = Refund { id, collection, date, amount: number(amount), known_on: date };
        self.with(|books| books.refunds.push(refund))
    }

    pub fn fx(self, from: &str, currency: &str, rate: &str) -> Self {
        let (from, currency) = (day(from), Currency::new(currency).unwrap());
        self.with(|books| books.fx.push(Fx { from, currency, rate: number(rate), known_on: from }))
    }

    /// A contact that is no visit; ids count up from `N1`.
    pub fn contact(self, employee: &str, customer: &str, at: &str) -> Self {
        self.contact_next(employee, customer, at, None)
    }

    pub fn contact_next(mut self, employee: &str, customer: &str, at: &str, next: Option<&str>) -> Self {
        self.contacts += 1;
        let contact = Contact {
            id: format!("N{}", self.contacts).into(),
            employee: employee.into(),
            customer: customer.into(),
            at: instant(at),
            next: next.map(day),
            known_on: day("2026-01-01"),
        };
        self.with(|books| books.contacts.push(contact))
    }

    /// At the customer's door and with a result; `None`: not checked out yet.
    pub fn visit(self, id: &str, employee: &str, customer: &str, check_in: &str, check_out: Option<&str>) -> Self {
        let visit = Visit {
            id: id.into(),
            employee: employee.into(),
            customer: customer.into(),
            check_in: instant(check_in),
            check_out: check_out.map(instant),
            lat: Some(number("31.2304")),
            lon: Some(number("121.4737")),
            verdict: None,
            accuracy: Some(number("20")),
            result: "met the buyer".into(),
            next: None,
            known_on: day("2026-01-01"),
        };
        self.with(|books| books.visits.push(visit))
    }

    /// Changes the visit told last.
    pub fn but(self, change: impl FnOnce(&mut Visit)) -> Self {
        self.with(|books| change(books.visits.last_mut().unwrap()))
    }

    /// Stops in the order given, from 1 on.
    pub fn planned(self, employee: &str, date: &str, customers: &[&str]) -> Self {
        let stop = |(order, customer): (i64, &&str)| PlannedVisit {
            employee: employee.into(),
            date: day(date),
            customer: (*customer).into(),
            order,
        };
        self.with(|books| books.planned_visits.extend((1..).zip(customers).map(stop)))
    }

    pub fn survey(self, id: &str, employee: &str, date: &str, answer: &str) -> Self {
        let (id, employee, date) = (id.into(), employee.into(), day(date));
        let survey = Survey { id, employee, date, answer: number(answer), known_on: date };
        self.with(|books| books.surveys.push(survey))
    }

    pub fn claim(self, id: &str, employee: &str, date: &str, amount: &str, state: ExpenseState) -> Self {
        let expense = Expense {
            id: id.into(),
            employee: employee.into(),
            opportunity: None,
            category: "travel".into(),
            date: day(date),
            amount: number(amount),
            state,
            known_on: day(date),
        };
        self.with(|books| books.expenses.push(expense))
    }

    pub fn opportunity(self, id: &str, owner: &str, stages: &[(&str, i64)]) -> Self {
        let stage =
            |(at, order): &(&str, i64)| StageEntry { at: instant(at), order: *order, known_on: day("2026-01-01") };
        let opportunity = Opportunity {
            id: id.into(),
            owner: owner.into(),
            expected: Decimal::ONE_HUNDRED,
            rates: Vec::new(),
            stages: stages.iter().map(stage).collect(),
        };
        self.with(|books| books.opportunities.push(opportunity))
    }

    pub fn closed(self, opportunity: &str, employee: &str, date: &str, result: Won) -> Self {
        let outcome = Outcome {
            id: format!("{opportunity} {date}").into(),
            opportunity: opportunity.into(),
            employee: employee.into(),
            date: day(date),
            result,
            known_on: day(date),
        };
        self.with(|books| books.outcomes.push(outcome))
    }

    pub fn measured(&self, employee: &str, metric: &str, period: &str, today: Option<&str>) -> Measured {
        let facts = Facts::of(&self.books, None).unwrap();
        let named = metric::named(metric).unwrap_or_else(|| panic!("no metric {metric}"));
        let scope = Scope {
            facts: &facts,
            employee: facts.people.find(employee).unwrap(),
            span: period.parse().unwrap(),
            parameter: named.parameter,
            today: today.map(day),
            evidence: true,
        };
        let full = (named.metric.measure)(&scope).unwrap();
        let bare = (named.metric.measure)(&Scope { evidence: false, ..scope }).unwrap();
        assert_eq!(bare.value, full.value, "{metric}: evidence changes nothing");
        assert!(bare.facts.is_empty() && bare.inputs.is_empty(), "{metric}: nothing is gathered that is not wanted");
        full
    }

    /// As printed; `-` where it does not apply.
    pub fn value(&self, employee: &str, metric: &str, period: &str) -> String {
        printed(&self.measured(employee, metric, period, None))
    }

    /// Lin's.
    pub fn lin(&self, metric: &str, period: &str) -> String {
        self.value("lin", metric, period)
    }

    /// Lin's, while the period is open.
    pub fn lin_on(&self, today: &str, metric: &str, period: &str) -> String {
        printed(&self.measured("lin", metric, period, Some(today)))
    }

    /// What lin's value was counted from.
    pub fn evidence(&self, metric: &str, period: &str) -> Vec<String> {
        let facts = self.measured("lin", metric, period, None).facts;
        let mut ids: Vec<String> = facts.iter().map(ToString::to_string).collect();
        ids.sort();
        ids
    }
}

pub fn printed(measured: &Measured) -> String {
    measured.value.as_ref().map_or_else(|| "-".into(), |value| value.print().unwrap())
}
