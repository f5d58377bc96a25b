//! Metrics: what can be counted of a person in a period (TGT-2). One pure function each, in one registry; a new one is
//! one file and one line here.

mod call_compliance;
mod collected_amount;
mod collection_rate;
mod contact_gap_breaches;
mod contract_amount;
mod contract_count;
mod coverage;
mod daily_customers;
mod effective_visits;
mod expense_ratio;
mod measured;
mod new_customers;
mod on_time_contacts;
mod plan_compliance;
mod product_quantity;
mod retention;
mod route;
mod route_order;
mod satisfaction;
mod signed;
mod stage_progress;
mod visiting;
mod visits;
mod win_rate;

use crate::books::Class;
use crate::facts::{CustomerFacts, Employee, EmployeeNo, Facts};
use crate::num::NumError;
use crate::period::{BusinessDay, Span};

pub use measured::Measured;
pub use visiting::{Coverage, Kept, coverage, kept};

/// What a metric counts in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    Count,
    Money,
    /// Customers for each working day.
    PerDay,
    /// A share, 1 for all.
    Share,
    /// Points of a survey, 1 to 5.
    Points,
    Quantity,
}

/// What stands behind the colon of a metric's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parameter {
    None,
    /// `product_quantity:P1`
    Product,
    /// `coverage` of all customers, `coverage:A` of a class.
    MaybeClass,
}

/// A metric of the table in domain.md.
#[derive(Debug)]
pub struct Metric {
    /// As in plans, targets and the books format; also the fluent key behind `metric-`.
    pub id: &'static str,
    pub parameter: Parameter,
    pub unit: Unit,
    /// People's values add up to their department's (D-27).
    pub adds_up: bool,
    /// A smaller value is the better one: linear scoring is accepted with a warning (D-12).
    pub lower_is_better: bool,
    /// What it is, for people.
    pub zh: &'static str,
    pub en: &'static str,
    /// What it counts from: kinds of facts.
    pub from: &'static [&'static str],
    pub measure: fn(&Scope<'_>) -> Result<Measured, NumError>,
}

/// Every metric there is.
pub static METRICS: &[Metric] = &[
    contract_amount::METRIC,
    contract_count::METRIC,
    product_quantity::METRIC,
    collected_amount::METRIC,
    collection_rate::METRIC,
    daily_customers::METRIC,
    new_customers::METRIC,
    retention::METRIC,
    satisfaction::METRIC,
    visits::METRIC,
    effective_visits::METRIC,
    coverage::METRIC,
    on_time_contacts::METRIC,
    win_rate::METRIC,
    expense_ratio::METRIC,
    stage_progress::METRIC,
    plan_compliance::METRIC,
    call_compliance::METRIC,
    route_order::METRIC,
    contact_gap_breaches::METRIC,
];

/// A metric as a plan or target names it: `visits`, `coverage:A`.
#[derive(Debug, Clone, Copy)]
pub struct Named<'a> {
    pub metric: &'static Metric,
    pub parameter: Option<&'a str>,
}

/// The metric of that name; `None` where there is no such metric, or its parameter is missing or too much.
#[must_use]
pub fn named(name: &str) -> Option<Named<'_>> {
    let (id, parameter) = name.split_once(':').map_or((name, None), |(id, parameter)| (id, Some(parameter)));
    let metric = METRICS.iter().find(|metric| metric.id == id)?;
    let fits = match (metric.parameter, parameter) {
        (Parameter::None, None) | (Parameter::MaybeClass, None | Some("A" | "B" | "C")) => true,
        (Parameter::Product, Some(product)) => !product.is_empty(),
        _ => false,
    };
    fits.then_some(Named { metric, parameter })
}

/// Every metric of a company by name, ascending, with each parameter it takes: what the books format prints.
#[must_use]
pub fn all_names(facts: &Facts) -> Vec<String> {
    let mut names = Vec::new();
    for Metric { id, parameter, .. } in METRICS {
        match parameter {
            // Only where stages are kept at all.
            Parameter::None if *id == stage_progress::METRIC.id && !keeps_stages(facts) => {}
            Parameter::None => names.push((*id).to_owned()),
            Parameter::Product => names.extend(facts.products.keys().map(|product| format!("{id}:{product}"))),
            Parameter::MaybeClass => {
                names.push((*id).to_owned());
                names.extend(Class::ALL.iter().map(|class| format!("{id}:{}", class.as_str())));
            }
        }
    }
    names.sort_unstable();
    names
}

fn keeps_stages(facts: &Facts) -> bool {
    facts.opportunities.rows().iter().any(|opportunity| !opportunity.stages.is_empty())
}

fn size(len: usize) -> i64 {
    i64::try_from(len).unwrap_or(i64::MAX)
}

/// What a metric is measured on: one person and one period.
#[derive(Debug, Clone, Copy)]
pub struct Scope<'a> {
    pub facts: &'a Facts,
    pub employee: EmployeeNo,
    pub span: Span,
    pub parameter: Option<&'a str>,
    /// The period is still open and this is today: divisors count the days so far (D-21), and what lies ahead (next
    /// dates, stops, instalments, breaches) counts neither way. The value is provisional.
    pub today: Option<BusinessDay>,
    /// Whether the ids of the facts are wanted, for the trail.
    pub evidence: bool,
}

impl<'a> Scope<'a> {
    #[must_use]
    pub fn person(&self) -> &'a Employee {
        &self.facts.people[self.employee]
    }

    fn first_day(&self) -> BusinessDay {
        self.span.first_day()
    }

    /// The period's last day; while it is open, today: what still lies ahead is not counted as missed.
    fn last_day(&self) -> BusinessDay {
        self.today.map_or(self.span.last_day(), |today| today.min(self.span.last_day()))
    }

    /// The customers he owns on the last day.
    fn owned(&self) -> impl Iterator<Item = &'a CustomerFacts> + use<'a> {
        let (facts, last) = (self.facts, self.last_day());
        self.person().customers.iter().map(|no| &facts.customers[*no]).filter(move |customer| customer.since <= last)
    }
}
