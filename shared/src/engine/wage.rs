//! 基礎工資 and 浮動工資 (PAY-1, PAY-5).

use super::lines::Lines;
use super::person::Work;
use super::statement::Section;
use super::trail::{Node, What};
use super::{At, EngineError};
use crate::num::{Decimal, Exact};
use crate::period::Span;

/// Base wage: each employed working day's wage ÷ the month's working days, rounded once; its exact value (D-32).
pub(super) fn base(work: &Work<'_>, lines: &mut Lines) -> Result<Exact, EngineError> {
    let calendar = &work.facts.company.calendar;
    let mut working_days = 0;
    // Runs of days under one wage.
    let mut runs: Vec<(Decimal, i64)> = Vec::new();
    for day in calendar.working_days(work.month) {
        working_days += 1;
        if !work.person.employed_on(day) {
            continue;
        }
        let wage = work.person.wage_on(day).unwrap_or_default();
        match runs.last_mut() {
            Some((same, days)) if *same == wage => *days += 1,
            _ => runs.push((wage, 1)),
        }
    }
    if working_days == 0 {
        return Ok(Exact::zero());
    }
    let sum: Exact = runs.iter().map(|(wage, days)| Exact::from(*wage) * Exact::whole(*days)).sum();
    let exact = sum.div(&Exact::whole(working_days), "working days").at(|| "base".into())?;
    let parts = runs.into_iter().map(|(wage, days)| {
        let share = (Exact::from(wage) * Exact::whole(days)).div(&Exact::whole(working_days), "working days");
        let node = Node::new(What::WageDays).arg("wage", wage).arg("days", days);
        node.arg("working_days", working_days).value(share.ok())
    });
    let node = Node::new(What::BaseWage).parts(parts.collect());
    lines.rounded(Section::Base, "base".into(), &exact, node)?;
    Ok(exact)
}

/// Above the group's mean up by the excess ratio, below it down by the gap ratio. A score of a longer cycle moves it once,
/// on the last month's base (D-32).
pub(super) fn floating(
    work: &Work<'_>,
    base: &Exact,
    total: Option<Decimal>,
    lines: &mut Lines,
) -> Result<(), EngineError> {
    let Some(floating) = &work.facts.plan.floating else { return Ok(()) };
    let Some(template) = work.template.filter(|found| Span::of(work.month, found.cycle).last_month() == work.month)
    else {
        return Ok(());
    };
    let (Some(total), Some(group)) = (total, &work.constants.group) else {
        lines.note("floating: no score".into());
        return Ok(());
    };
    if group.count < 2 {
        lines.note("floating: group of one".into());
        return Ok(());
    }
    let place = || "floating".to_owned();
    let mean = Exact::from(group.sum).div(&Exact::whole(i64::from(group.count)), "the group").at(place)?;
    if !mean.is_positive() {
        lines.note("floating: average not above zero".into());
        return Ok(());
    }
    let cap = Exact::from(floating.cap);
    let ratio = (Exact::from(total) - mean.clone()).div(&mean, "the mean").at(place)?;
    let exact = base * &ratio.clamp(&-cap.clone(), &cap);
    let node = Node::new(What::FloatingWage)
        .arg("base", base)
        .arg("score", total)
        .arg("sum", group.sum)
        .arg("count", i64::from(group.count))
        .arg("cap", floating.cap)
        .arg("template", &template.id);
    lines.rounded(Section::Floating, "floating".into(), &exact, node)
}
