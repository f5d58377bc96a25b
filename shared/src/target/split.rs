use std::collections::BTreeSet;

use super::{TargetError, adding_up, places};
use crate::books::{Id, Target};
use crate::metric::Unit;
use crate::num::{Decimal, largest_remainder};
use crate::period::{Month, Span};

/// A longer period's target as the sum of its months' (explicit: nobody else adds months up).
///
/// Every month must have one; only of metrics that add up.
pub fn from_months(targets: &[Target], subject: &Id, metric: &Id, whole: Span) -> Result<Target, TargetError> {
    adding_up(metric)?;
    let mut sum = Decimal::ZERO;
    for month in whole.months() {
        let mut of_month = targets.iter().filter(|target| {
            target.subject == *subject && target.metric == *metric && target.period == Span::from(month)
        });
        let place = || (subject.clone(), metric.clone());
        let Some(target) = of_month.next() else {
            let (subject, metric) = place();
            return Err(TargetError::NoMonth { subject, metric, month });
        };
        if of_month.next().is_some() {
            let (subject, metric) = place();
            return Err(TargetError::TwoForMonth { subject, metric, month });
        }
        sum = sum.checked_add(target.value).ok_or(crate::num::NumError::TooLarge)?;
    }
    Ok(Target::new(subject.clone(), metric.clone(), whole, sum))
}

/// A longer period's target spread over its months by weights: the parts sum to the whole (D-4).
///
/// Each month of the period has one weight, 0 or more. `minor`: decimals of the pay currency, for targets of money; counts go
/// in whole units. The owner and the reasons stay; the deadline was the whole's.
pub fn spread(whole: &Target, weights: &[(Month, Decimal)], minor: u32) -> Result<Vec<Target>, TargetError> {
    let months: BTreeSet<Month> = weights.iter().map(|(month, _)| *month).collect();
    if months.len() != weights.len() || !whole.period.months().eq(months) {
        return Err(TargetError::Months(whole.period));
    }
    let by_label: Vec<(Id, Decimal)> =
        weights.iter().map(|(month, weight)| (month.to_string().into(), *weight)).collect();
    let parts = parts(whole, &by_label, minor)?;
    let of_month = |((month, _), value): (&(Month, Decimal), Decimal)| Target {
        period: (*month).into(),
        value,
        deadline: None,
        ..whole.clone()
    };
    Ok(weights.iter().zip(parts).map(of_month).collect())
}

/// A target handed down to those below, a department's to its people, by weights: the parts sum to the whole (D-4), so
/// that [`super::faults`] finds none.
///
/// Each of those below answers for his own; the reasons and the deadline stay.
pub fn hand_down(whole: &Target, weights: &[(Id, Decimal)], minor: u32) -> Result<Vec<Target>, TargetError> {
    let mut seen = BTreeSet::new();
    if let Some((twice, _)) = weights.iter().find(|(id, _)| !seen.insert(id)) {
        return Err(TargetError::TwoWeights(twice.clone()));
    }
    let parts = parts(whole, weights, minor)?;
    let of_child = |((child, _), value): (&(Id, Decimal), Decimal)| Target {
        subject: child.clone(),
        value,
        owner: None,
        ..whole.clone()
    };
    Ok(weights.iter().zip(parts).map(of_child).collect())
}

fn parts(whole: &Target, weights: &[(Id, Decimal)], minor: u32) -> Result<Vec<Decimal>, TargetError> {
    let metric = adding_up(&whole.metric)?;
    if let Some((id, weight)) = weights.iter().find(|(_, weight)| *weight < Decimal::ZERO) {
        return Err(TargetError::Negative(id.clone(), *weight));
    }
    if weights.iter().all(|(_, weight)| weight.is_zero()) {
        return Err(TargetError::NoWeight);
    }
    if metric.unit == Unit::Count && !whole.value.fract().is_zero() {
        return Err(TargetError::NotWhole { metric: whole.metric.clone(), value: whole.value });
    }
    let weights: Vec<(&str, Decimal)> = weights.iter().map(|(id, weight)| (id.as_str(), *weight)).collect();
    Ok(largest_remainder(whole.value, places(metric, whole.value, minor), &weights)?)
}
