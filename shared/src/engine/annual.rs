//! The year's score and its trend (APP-3 連續性, D-10).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::At;
use super::EngineError;
use crate::books::Id;
use crate::books::plan::{Grade, graded};
use crate::num::{Decimal, Exact, NumError};
use crate::period::{Cycle, Span};

/// A period's total and where it stands against the one before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    pub period: Span,
    /// Rounded to two decimals (D-3); `None`: nobody was scored, which is no zero (D-8).
    pub total: Option<Decimal>,
    /// Against the last period of the year before it that has a score; `None` where there is none, or no score here.
    pub difference: Option<Decimal>,
}

/// 連續性: a year of scores.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Annual {
    pub year: Span,
    /// Mean of the period scores that exist, rounded once to two decimals; `None`: none exists.
    pub total: Option<Decimal>,
    /// Of the year's total, as a period's (domain.md, Scoring).
    pub grade: Option<Id>,
    /// Periods of the year in order of time.
    pub trend: Vec<Step>,
}

/// Accumulates one person's period totals to the year they lie in.
///
/// `totals`: any periods in any order, as the statements have them; only those that lie within the year count, each once,
/// whatever their length: who was scored by months and then by quarters has the mean of all of them. Of two for one period
/// the last given counts, so that a corrected one may simply follow.
pub fn annual(
    year: Span,
    totals: impl IntoIterator<Item = (Span, Option<Decimal>)>,
    grades: &[Grade],
) -> Result<Annual, EngineError> {
    let year = Span::of(year.first_month(), Cycle::Year);
    let mut found = BTreeMap::new();
    for (period, total) in totals {
        if year.contains(period.first_day()) && year.contains(period.last_day()) {
            // By the last day: a half is scored after the quarters in it.
            found.insert((period.last_day(), period.cycle()), (period, total));
        }
    }
    let mut trend = Vec::with_capacity(found.len());
    let (mut sum, mut count, mut before) = (Exact::zero(), 0, None::<Decimal>);
    for (period, total) in found.into_values() {
        let difference = total.zip(before).map(|(now, before)| now.checked_sub(before).ok_or(NumError::TooLarge));
        let difference = difference.transpose().at(|| format!("/annual/{period}"))?;
        trend.push(Step { period, total, difference });
        if let Some(total) = total {
            sum += Exact::from(total);
            count += 1;
            before = Some(total);
        }
    }
    let mean = (count > 0).then(|| sum.div(&Exact::whole(count), "the periods").and_then(|mean| mean.round(2)));
    let total = mean.transpose().at(|| format!("/annual/{year}"))?.map(|total| total.normalize());
    let grade = total.and_then(|total| graded(grades, total));
    Ok(Annual { year, total, grade, trend })
}
