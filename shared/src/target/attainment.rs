use super::{TargetError, adding_up};
use crate::books::Id;
use crate::facts::{Employee, EmployeeNo, Facts};
use crate::metric::{self, Named, Scope};
use crate::num::{Decimal, Exact, NumError};
use crate::period::{BusinessDay, Span};

/// How far a target was reached.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Attained {
    /// `None`: not applicable.
    pub actual: Option<Exact>,
    /// `None`: missing, 0 or negative (D-12).
    pub target: Option<Decimal>,
    /// actual ÷ target, unrounded; `None` where either is missing.
    pub attainment: Option<Exact>,
}

/// Actual ÷ target; not applicable for a target that is missing, 0 or negative (D-12).
pub fn attainment(actual: &Exact, target: Option<Decimal>) -> Result<Option<Exact>, NumError> {
    let target = target.filter(|target| *target > Decimal::ZERO);
    target.map(|target| actual.div(&target.into(), "the target")).transpose()
}

/// The department somebody belongs to in a period: that of his last employed day in it (D-10).
#[must_use]
pub fn department_of(employee: &Employee, span: Span) -> Option<&Id> {
    let person = employee.person.as_ref()?;
    Some(&person.post_on(person.last_employed_day(span)?)?.department)
}

/// How far a subject reached its target of a period: a person by his own value; a department by the sum over its people, the
/// company by the sum over everybody employed in the period, of metrics that add up only (D-27).
///
/// `today`: the period is still open and the result provisional (D-21). A metric by formula is no metric of the table and is
/// refused.
pub fn attained(
    facts: &Facts,
    subject: &Id,
    metric: &Id,
    span: Span,
    today: Option<BusinessDay>,
) -> Result<Attained, TargetError> {
    let named = metric::named(metric.as_str()).ok_or_else(|| TargetError::NoMetric(metric.clone()))?;
    let own = facts.people.find(subject.as_str()).filter(|number| facts.people[*number].person.is_some());
    let (actual, target) = match own {
        Some(employee) => (measured(facts, employee, named, span, today)?, facts.own_target(employee, metric, span)),
        None => {
            adding_up(metric)?;
            let whole = *subject == facts.company.id;
            let mut sum = Exact::zero();
            for (employee, of) in facts.people.by_id() {
                if department_of(of, span).is_some_and(|department| whole || department == subject) {
                    sum += measured(facts, employee, named, span, today)?.unwrap_or_else(Exact::zero);
                }
            }
            (Some(sum.bounded()?), facts.target(subject, metric, span))
        }
    };
    let attainment = actual.as_ref().map(|actual| attainment(actual, target)).transpose()?.flatten();
    Ok(Attained { actual, target, attainment })
}

fn measured(
    facts: &Facts,
    employee: EmployeeNo,
    named: Named<'_>,
    span: Span,
    today: Option<BusinessDay>,
) -> Result<Option<Exact>, NumError> {
    let scope = Scope { facts, employee, span, parameter: named.parameter, today, evidence: false };
    Ok((named.metric.measure)(&scope)?.value)
}
