//! Lines of a contract file.

use std::collections::BTreeMap;

use shared::fact::{Fact, FactBody};
use shared::id::{ContractId, CustomerId, EmployeeId, FactId};
use shared::num::Decimal;

use super::check::{Findings, Once};
use super::directory::{Customers, Directory};
use super::mapping::{Field, Mapping};
use super::table::{Row, Table};

/// What a contract file can say.
pub const FIELDS: &[Field] = &[
    Field::required("external_id", "the contract's id in the system the file comes from"),
    Field::required("signed", "day of signing"),
    Field::required("amount", "amount, without separators of thousands"),
    Field::required("customer", "external id or name of the customer"),
    Field::optional("employee", "login or name of the one person credited"),
    Field::optional("shares", "percent of several people, as lin.xd:60;zhou.min:40; wins over employee"),
    Field::optional("product", "checked against the products given, where some are"),
    Field::optional("currency", "ISO 4217; the company's where it is blank"),
];

/// A customer only known from a contract: external id and name are what the file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCustomer {
    pub id: CustomerId,
    pub name: String,
    /// Of the first contract that names it.
    pub owner: EmployeeId,
}

/// Contracts as facts, and the customers they bring.
#[derive(Debug, Default)]
pub struct Contracts {
    pub facts: Vec<Fact>,
    pub customers: Vec<NewCustomer>,
}

/// Reads all lines; those with faults are left out, and then nothing may be imported.
#[must_use]
pub fn resolve(table: &Table, mapping: &Mapping, directory: &Directory) -> (Contracts, Findings) {
    let mut reading = Reading {
        mapping,
        directory,
        known: directory.customers.clone(),
        findings: Findings::default(),
        once: Once::default(),
        contracts: Contracts::default(),
    };
    for row in &table.rows {
        reading.contract(row);
    }
    (reading.contracts, reading.findings)
}

struct Reading<'a> {
    mapping: &'a Mapping,
    directory: &'a Directory,
    known: Customers,
    findings: Findings,
    once: Once,
    contracts: Contracts,
}

impl Reading<'_> {
    /// Every field is looked at before the line is given up: one run names everything that is wrong with it.
    fn contract(&mut self, row: &Row) -> Option<()> {
        let id = self.findings.text(row, "external_id");
        let id = id
            .and_then(|id| self.findings.take(row, "external_id", ContractId::new(id).map_err(|why| why.to_string())));
        let once = id.as_ref().is_some_and(|id| self.once.first(&mut self.findings, row, "external_id", id.as_str()));
        let day = self.findings.past_day(row, "signed", self.mapping, self.directory);
        let money = self.findings.amount(row, self.directory);
        let product = self.product(row);
        let shares = self.shares(row);
        let customer = self.customer(row, shares.as_ref());
        let (id, day, money, shares, customer) = (id?, day?, money?, shares?, customer?);
        product?;
        if once {
            let body = FactBody::Contract { contract: id.clone(), customer, money, shares };
            self.contracts.facts.push(Fact { id: FactId::of_contract(&id), employee: None, day, body });
        }
        Some(())
    }

    fn product(&mut self, row: &Row) -> Option<()> {
        let Some(theirs) = row.text("product") else { return Some(()) };
        let ours = self.mapping.products.get(theirs).map_or(theirs, String::as_str);
        let known = &self.mapping.known_products;
        if known.is_empty() || known.contains(ours) {
            return Some(());
        }
        let why =
            format!("there is no such product: add it, or say which one is meant with --map-product \"{theirs}\"=…");
        self.findings.faults.push(row.fault("product", why));
        None
    }

    fn shares(&mut self, row: &Row) -> Option<BTreeMap<EmployeeId, Decimal>> {
        if let Some(text) = row.text("shares") {
            return self.findings.take(row, "shares", shares(text, self.directory));
        }
        let Some(name) = row.text("employee") else {
            self.findings
                .faults
                .push(row.fault("employee", "is blank, and there are no shares: whose contract is it?"));
            return None;
        };
        let employee = self.findings.take(row, "employee", self.directory.employee(name))?;
        Some(BTreeMap::from([(employee, Decimal::ONE_HUNDRED)]))
    }

    fn customer(&mut self, row: &Row, shares: Option<&BTreeMap<EmployeeId, Decimal>>) -> Option<CustomerId> {
        let name = self.findings.text(row, "customer")?;
        let known = self.known.named(name);
        if let Some(id) = self.findings.take(row, "customer", known)? {
            return Some(id);
        }
        if !self.mapping.create_customers {
            let why = "there is no such customer: import customers first, or add --create-customers";
            self.findings.faults.push(row.fault("customer", why));
            return None;
        }
        if name.len() > 128 {
            self.findings.faults.push(row.fault("customer", "is longer than 128 bytes"));
            return None;
        }
        let owner = shares?.iter().max_by(|a, b| a.1.cmp(b.1).then_with(|| b.0.cmp(a.0)))?.0.clone();
        let id = CustomerId::of_external(&self.directory.company, name);
        self.known.add(id, Some(name), name);
        self.contracts.customers.push(NewCustomer { id, name: name.to_owned(), owner });
        Some(id)
    }
}

fn shares(text: &str, directory: &Directory) -> Result<BTreeMap<EmployeeId, Decimal>, String> {
    let mut shares = BTreeMap::new();
    let mut sum = Decimal::ZERO;
    for part in text.split(';').map(str::trim).filter(|part| !part.is_empty()) {
        let (name, percent) =
            part.rsplit_once(':').ok_or_else(|| format!("{part:?} is not of the form login:percent"))?;
        let employee = directory.employee(name.trim()).map_err(|why| format!("{name:?}: {why}"))?;
        let percent = shared::num::decimal(percent.trim()).map_err(|why| why.to_string())?;
        if percent <= Decimal::ZERO || percent > Decimal::ONE_HUNDRED {
            return Err(format!("a share of {percent} is not above 0 and at most 100"));
        }
        sum += percent;
        if shares.insert(employee, percent).is_some() {
            return Err(format!("{name:?} stands twice"));
        }
    }
    if sum == Decimal::ONE_HUNDRED { Ok(shares) } else { Err(format!("the shares sum to {sum}, not to 100")) }
}
