//! Deductions: penalties only, within the legal limit, the rest carried on (D-38).

use super::balance::Carried;
use super::lines::Lines;
use super::person::Work;
use super::statement::Section;
use super::trail::{Node, What};
use super::{At, Balance, EngineError};
use crate::facts::in_span;
use crate::metric::{Scope, named};
use crate::num::{Decimal, Exact, NumError};

const GAP: &str = "contact_gap ";

/// The month's penalties after what earlier months left. A month without employment has no wage to deduct from: what was
/// carried stays, and nothing new comes to it.
pub(super) fn lines(work: &Work<'_>, balance: &mut Balance, lines: &mut Lines) -> Result<(), EngineError> {
    let deductions = &work.facts.plan.deductions;
    if !work.employed {
        return Ok(());
    }
    let wage = lines.paid();
    for penalty in in_span(&work.employee.penalties, work.month.into()) {
        balance.carried.push(Carried { id: penalty.id.clone(), date: penalty.date, amount: penalty.amount });
    }
    let breaches = gap_penalty(work)?;
    if let Some((amount, _)) = &breaches {
        let id = format!("{GAP}{}", work.month).into();
        balance.carried.push(Carried { id, date: work.month.last_day(), amount: *amount });
    }
    balance.carried.sort_by(|a, b| (a.date, &a.id).cmp(&(b.date, &b.id)));
    if wage < deductions.minimum_wage {
        lines.note("wage below the minimum wage".into());
    }
    take(work, wage, breaches.map(|(_, facts)| facts).unwrap_or_default(), balance, lines)?;
    if !deductions.carry {
        balance.carried.clear();
    }
    Ok(())
}

fn take(
    work: &Work<'_>,
    wage: Decimal,
    gaps: Vec<crate::books::Id>,
    balance: &mut Balance,
    lines: &mut Lines,
) -> Result<(), EngineError> {
    let deductions = &work.facts.plan.deductions;
    let place = || "deduction".to_owned();
    let minor = work.facts.company.minor;
    let share = (Exact::from(deductions.limit) * Exact::from(wage)).floor_units(minor).at(place)?;
    let share = Decimal::try_from_i128_with_scale(share, minor).map_err(|_| NumError::TooLarge).at(place)?;
    let mut room = share.min(wage - deductions.minimum_wage).max(Decimal::ZERO);
    let this_month = format!("{GAP}{}", work.month);
    for one in &mut balance.carried {
        let amount = one.amount.min(room);
        if amount.is_zero() {
            continue;
        }
        let gap = one.id.as_str().starts_with(GAP);
        let facts = match (gap, one.id.as_str() == this_month) {
            (true, true) => gaps.clone(),
            (true, false) => Vec::new(),
            (false, _) => vec![one.id.clone()],
        };
        let node = Node::new(if gap { What::GapDeduction } else { What::Deduction })
            .arg("penalty", &one.id)
            .arg("date", one.date)
            .arg("open", one.amount)
            .arg("room", room)
            .arg("wage", wage)
            .arg("limit", deductions.limit)
            .arg("minimum_wage", deductions.minimum_wage)
            .facts(facts);
        lines.money(Section::Deduction, format!("deduction {}", one.id), -amount, node)?;
        one.amount -= amount;
        room -= amount;
    }
    balance.carried.retain(|one| !one.amount.is_zero());
    Ok(())
}

/// What the month's breaches of the contact gap cost, with their evidence (D-29).
fn gap_penalty(work: &Work<'_>) -> Result<Option<(Decimal, Vec<crate::books::Id>)>, EngineError> {
    let each = work.facts.plan.deductions.gap_penalty;
    if each.is_zero() {
        return Ok(None);
    }
    let Some(found) = named("contact_gap_breaches") else { return Ok(None) };
    let scope = Scope {
        facts: work.facts,
        employee: work.number,
        span: work.month.into(),
        parameter: None,
        today: work.today,
        evidence: true,
    };
    let place = || format!("deduction {GAP}{}", work.month);
    let measured = (found.metric.measure)(&scope).at(place)?;
    let Some(count) = measured.value.filter(|count| !count.is_zero()) else { return Ok(None) };
    let amount = (count * Exact::from(each)).round(work.facts.company.minor).at(place)?;
    Ok(Some((amount, measured.facts)))
}
