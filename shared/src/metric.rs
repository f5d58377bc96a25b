//! Metrics: what can be counted of a person in a period (TGT-2). One pure function each, in one registry; a new one is
//! one file and one line here.

mod visits;

use crate::books::Id;
use crate::facts::{Employee, EmployeeNo, Facts};
use crate::num::{Exact, NumError};
use crate::period::{BusinessDay, Span};

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
pub static METRICS: &[Metric] = &[visits::METRIC];

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

/// What a metric is measured on: one person and one period.
#[derive(Debug, Clone, Copy)]
pub struct Scope<'a> {
    pub facts: &'a Facts,
    pub employee: EmployeeNo,
    pub span: Span,
    pub parameter: Option<&'a str>,
    /// The period is still open and this is today: divisors count the days so far (D-21).
    pub today: Option<BusinessDay>,
    /// Whether the ids of the facts are wanted, for the trail.
    pub evidence: bool,
}

impl<'a> Scope<'a> {
    #[must_use]
    pub fn person(&self) -> &'a Employee {
        &self.facts.people[self.employee]
    }
}

/// A measured value and what it was counted from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Measured {
    /// `None`: not applicable, never zero.
    pub value: Option<Exact>,
    /// Empty where no evidence was wanted.
    pub facts: Vec<Id>,
    /// The divisor and such, by name, for the explanation.
    pub inputs: Vec<(&'static str, Exact)>,
}

impl Measured {
    fn count<'a>(scope: &Scope<'_>, found: impl Iterator<Item = &'a Id>) -> Self {
        let (mut count, mut facts) = (0, Vec::new());
        for id in found {
            count += 1;
            if scope.evidence {
                facts.push(id.clone());
            }
        }
        Self { value: Some(Exact::whole(count)), facts, inputs: Vec::new() }
    }
}
