//! The ids of a document, taken from the raw value before anything is judged.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::door::{At, Door, shown};
use super::fields::column;
use super::metric::Names;
use crate::books::plan::Known;
use crate::books::{Id, Plan};
use crate::num::Currency;
use crate::period::BusinessDay;

/// Ids of one kind; `None` where their list could not be read, which is a fault of its own: then every id passes.
type Ids<'v> = Option<BTreeSet<&'v str>>;

/// What collections, refunds and bad debts need of their contract.
#[derive(Debug, Clone, Default)]
pub(in crate::books) struct ContractEntry<'v> {
    /// Decimals of its currency.
    pub minor: Option<u32>,
    pub instalments: Ids<'v>,
}

/// What refunds need of their collection.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::books) struct CollectionEntry {
    pub minor: Option<u32>,
    pub received: Option<BusinessDay>,
}

/// Who rates an indicator.
#[derive(Debug, Clone)]
pub(in crate::books) enum Raters<'v> {
    /// It is counted, not rated.
    Nobody,
    Kinds(BTreeSet<&'v str>),
    /// Could not be read, which is a fault of its own.
    Unread,
}

#[derive(Debug, Default)]
pub(in crate::books) struct Index<'v> {
    /// Decimals of the company's currency.
    pub minor: Option<u32>,
    pub currency: Option<Currency>,
    pub employees: Ids<'v>,
    /// Of posts and of targets: the format lists departments nowhere, and one may stand empty.
    pub departments: Ids<'v>,
    pub customers: Ids<'v>,
    pub opportunities: Ids<'v>,
    pub contracts: Option<BTreeMap<&'v str, ContractEntry<'v>>>,
    pub collections: Option<BTreeMap<&'v str, CollectionEntry>>,
    pub templates: Ids<'v>,
    /// Over all templates: one id may stand in several.
    pub indicators: Option<BTreeMap<&'v str, Raters<'v>>>,
    /// Products and formula metrics.
    pub names: Names<'v>,
}

impl<'v> Raters<'v> {
    fn of(indicator: &'v Value) -> Self {
        match (text(indicator, "kind"), indicator.get("raters")) {
            (Some("rated"), Some(Value::Object(raters))) => Self::Kinds(raters.keys().map(String::as_str).collect()),
            (Some("rated") | None, _) => Self::Unread,
            (Some(_), _) => Self::Nobody,
        }
    }

    fn and(self, before: Option<Self>) -> Self {
        match (self, before) {
            (Self::Unread, _) | (_, Some(Self::Unread)) => Self::Unread,
            (Self::Kinds(mut kinds), Some(Self::Kinds(more))) => {
                kinds.extend(more);
                Self::Kinds(kinds)
            }
            (kinds @ Self::Kinds(_), _) | (Self::Nobody, Some(kinds @ Self::Kinds(_))) => kinds,
            (Self::Nobody, _) => Self::Nobody,
        }
    }
}

fn ids<'v>(list: Option<&'v Value>) -> Ids<'v> {
    list.filter(|list| list.is_array()).map(|list| column(Some(list), "id").flatten().collect())
}

fn records(list: Option<&Value>) -> impl Iterator<Item = &Value> {
    list.and_then(Value::as_array).into_iter().flatten()
}

fn text<'v>(record: &'v Value, field: &str) -> Option<&'v str> {
    record.get(field)?.as_str()
}

impl<'v> Index<'v> {
    pub fn of_books(books: &'v Value) -> Self {
        let company = books.get("company");
        let minor = company.and_then(|company| u32::try_from(company.get("minor")?.as_u64()?).ok());
        let currency = company.and_then(|company| Currency::new(text(company, "currency")?).ok());
        let employees = ids(books.get("people"));
        let mut index = Self {
            minor,
            currency,
            departments: departments(books, employees.as_ref()),
            employees,
            customers: ids(books.get("customers")),
            opportunities: ids(books.get("opportunities")),
            names: Names { products: ids(books.get("products")), formulas: BTreeSet::new() },
            ..Self::default()
        };
        index.contracts = index.contracts_of(books.get("contracts"));
        index.collections = index.collections_of(books.get("collections"));
        if let Some(plan) = books.get("plan") {
            index.take_plan(plan);
        }
        index
    }

    pub fn of_plan(plan: &'v Value, known: &'v Known) -> Self {
        let mut index = Self::of_known(known);
        index.take_plan(plan);
        index
    }

    pub fn of_typed(plan: &'v Plan, known: &'v Known) -> Self {
        let mut index = Self::of_known(known);
        index.templates = Some(plan.templates.iter().map(|template| template.id.as_str()).collect());
        index.names.formulas = plan.metrics.iter().map(|metric| metric.id.as_str()).collect();
        index
    }

    fn of_known(known: &'v Known) -> Self {
        let texts = |ids: &'v Option<BTreeSet<Id>>| ids.as_ref().map(|ids| ids.iter().map(Id::as_str).collect());
        Self {
            departments: texts(&known.departments),
            names: Names { products: texts(&known.products), formulas: BTreeSet::new() },
            ..Self::default()
        }
    }

    fn take_plan(&mut self, plan: &'v Value) {
        let templates = plan.get("templates");
        self.templates = ids(templates);
        self.names.formulas = ids(plan.get("metrics")).unwrap_or_default();
        self.indicators = templates.filter(|templates| templates.is_array()).map(|_| {
            let mut found = BTreeMap::new();
            for dimension in records(templates).flat_map(|template| records(template.get("dimensions"))) {
                for indicator in records(dimension.get("indicators")) {
                    if let Some(id) = text(indicator, "id") {
                        let before = found.remove(id);
                        found.insert(id, Raters::of(indicator).and(before));
                    }
                }
            }
            found
        });
    }

    fn contracts_of(&self, list: Option<&'v Value>) -> Option<BTreeMap<&'v str, ContractEntry<'v>>> {
        let entry = |contract: &'v Value| ContractEntry {
            minor: self.minor_of(contract.get("currency")),
            instalments: ids(contract.get("instalments")),
        };
        list.filter(|list| list.is_array()).map(|list| {
            records(Some(list)).filter_map(|contract| Some((text(contract, "id")?, entry(contract)))).collect()
        })
    }

    fn collections_of(&self, list: Option<&'v Value>) -> Option<BTreeMap<&'v str, CollectionEntry>> {
        let entry = |collection: &'v Value| CollectionEntry {
            minor: text(collection, "contract").and_then(|id| self.contracts.as_ref()?.get(id)?.minor),
            received: text(collection, "received").and_then(|day| day.parse().ok()),
        };
        list.filter(|list| list.is_array()).map(|list| {
            records(Some(list)).filter_map(|collection| Some((text(collection, "id")?, entry(collection)))).collect()
        })
    }

    /// Decimals of a contract's currency: the company's own where it names none or the same, else ISO 4217's.
    fn minor_of(&self, currency: Option<&Value>) -> Option<u32> {
        match currency {
            None | Some(Value::Null) => self.minor,
            Some(named) => {
                let named = Currency::new(named.as_str()?).ok()?;
                if Some(named) == self.currency { self.minor } else { Some(named.minor()) }
            }
        }
    }
}

fn departments<'v>(books: &'v Value, employees: Option<&BTreeSet<&str>>) -> Ids<'v> {
    let employees = employees?;
    let posts = records(books.get("people")).flat_map(|person| records(person.get("posts")));
    let posted = posts.filter_map(|post| text(post, "department"));
    let subjects = column(books.get("targets"), "subject").flatten().filter(|subject| !employees.contains(subject));
    Some(posted.chain(subjects).collect())
}

macro_rules! refers {
    ($($name:ident $what:literal: $($set:ident).+;)*) => {$(
        pub(in crate::books) fn $name(id: &Id, at: &At<'_>, door: &mut Door<'_>) {
            if door.index.$($set).+.as_ref().is_some_and(|known| !known.contains(id.as_str())) {
                door.fault(at, || format!("there is no {} {}", $what, shown(id.as_str())));
            }
        }
    )*};
}
refers! {
    employee "employee": employees;
    department "department": departments;
    customer "customer": customers;
    opportunity "opportunity": opportunities;
    product "product": names.products;
    template "template in the plan": templates;
}

pub(in crate::books) fn contract(id: &Id, at: &At<'_>, door: &mut Door<'_>) {
    if door.index.contracts.as_ref().is_some_and(|known| !known.contains_key(id.as_str())) {
        door.fault(at, || format!("there is no contract {}", shown(id.as_str())));
    }
}

pub(in crate::books) fn collection(id: &Id, at: &At<'_>, door: &mut Door<'_>) {
    if door.index.collections.as_ref().is_some_and(|known| !known.contains_key(id.as_str())) {
        door.fault(at, || format!("there is no collection {}", shown(id.as_str())));
    }
}

/// An indicator of the plan, which exactly: any template's.
pub(in crate::books) fn indicator(id: &Id, at: &At<'_>, door: &mut Door<'_>) {
    if door.index.indicators.as_ref().is_some_and(|known| !known.contains_key(id.as_str())) {
        door.fault(at, || format!("there is no indicator {} in the plan", shown(id.as_str())));
    }
}
