//! A department's pool, shared out by post weight × score (D-36).

use std::collections::BTreeMap;

use super::constants::PoolPart;
use super::score::Scored;
use super::score::indicator::{banded, measured};
use super::{At, EngineError};
use crate::books::Id;
use crate::books::plan::{Bonus, BonusKind};
use crate::facts::{EmployeeNo, Facts};
use crate::num::{Decimal, Exact, largest_remainder_exact};
use crate::period::Month;

/// Somebody a pool may be shared with.
pub(super) struct Member<'a> {
    pub employee: EmployeeNo,
    pub department: &'a Id,
    pub template: &'a Id,
    /// Rounded total; `None`: no score.
    pub total: Option<Decimal>,
}

/// Those of the pool's department whose posts have the bonus.
pub(super) fn members<'m, 'a>(bonus: &'m Bonus, members: &'m [Member<'a>]) -> impl Iterator<Item = &'m Member<'a>> {
    members.iter().filter(move |member| {
        let BonusKind::Pool { department, .. } = &bonus.kind else { return false };
        member.department == department && bonus.templates.contains(member.template)
    })
}

/// Everybody's parts of one pool; empty where it is not paid.
pub(super) fn parts(
    facts: &Facts,
    month: Month,
    bonus: &Bonus,
    members: &[Member<'_>],
) -> Result<BTreeMap<EmployeeNo, PoolPart>, EngineError> {
    let BonusKind::Pool { department, amount, metric, bands } = &bonus.kind else { return Ok(BTreeMap::new()) };
    let place = || format!("bonus {}", bonus.id);
    let mut pool = *amount;
    if let Some(metric) = metric
        && let Some(coefficient) = coefficient(facts, month, department, metric, members, bands)?
    {
        pool = (Exact::from(*amount) * Exact::from(coefficient)).round(facts.company.minor).at(place)?;
    }
    let mut weights: Vec<(EmployeeNo, &str, Exact)> = self::members(bonus, members)
        .filter_map(|member| {
            let person = &facts.people[member.employee];
            let weight = person.person.as_ref()?.pool_weight;
            let total = member.total?.max(Decimal::ZERO);
            Some((member.employee, person.id.as_str(), Exact::from(weight) * Exact::from(total)))
        })
        .collect();
    weights.sort_by(|a, b| a.1.cmp(b.1));
    let sum: Exact = weights.iter().map(|(.., weight)| weight.clone()).sum();
    if sum.is_zero() {
        return Ok(BTreeMap::new());
    }
    let shares: Vec<(&str, Exact)> = weights.iter().map(|(_, id, weight)| (*id, weight.clone())).collect();
    let parts = largest_remainder_exact(pool, facts.company.minor, &shares).at(place)?;
    Ok(weights
        .iter()
        .zip(parts)
        .map(|((employee, ..), part)| (*employee, PoolPart { pool, sum: sum.to_string(), part }))
        .collect())
}

/// The coefficient of the department's attainment: its people's sum ÷ its own target (D-27).
fn coefficient(
    facts: &Facts,
    month: Month,
    department: &Id,
    metric: &Id,
    members: &[Member<'_>],
    bands: &[crate::books::plan::Coefficient],
) -> Result<Option<Decimal>, EngineError> {
    let Some(target) = facts.target(department, metric, month.into()) else { return Ok(None) };
    let mut sum = Exact::zero();
    for member in members.iter().filter(|member| member.department == department) {
        let scored = Scored {
            facts,
            employee: member.employee,
            span: month.into(),
            ratings: None,
            today: None,
            formulas: usize::MAX,
        };
        if let (Some(value), _) = measured(&scored, metric)? {
            sum += value;
        }
    }
    let attainment = sum.div(&Exact::from(target), "the target").at(|| format!("/targets/{department}/{metric}"))?;
    Ok(banded(bands, &attainment))
}
