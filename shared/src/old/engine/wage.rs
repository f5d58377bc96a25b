use rust_decimal::Decimal;

use super::score::rule;
use super::statement::{Line, Score};
use super::trail::{Node, What};
use super::{At, EngineError, Pack};
use crate::num::Exact;

pub(super) struct Base {
    pub line: Line,
    pub node: Node,
    /// Unrounded: the floating wage reads it so (D-32).
    pub exact: Exact,
}

/// 基礎工資: Σ over the employed working days of (wage of that day ÷ working days), rounded once (D-32).
pub(super) fn base(pack: &Pack) -> Result<Base, EngineError> {
    let person = &pack.terms.person;
    let days: Vec<_> = pack.terms.calendar.working_days(pack.period).collect();
    let employed = |day: crate::period::BusinessDay| day >= person.join && person.leave.is_none_or(|last| day <= last);
    let mut sum = Exact::zero();
    let mut worked: i64 = 0;
    for day in days.iter().filter(|day| employed(**day)) {
        let wage = person.wages.iter().rev().find(|wage| wage.from <= *day).map_or(Decimal::ZERO, |wage| wage.amount);
        sum += Exact::from(wage);
        worked += 1;
    }
    let of = Exact::whole(i64::try_from(days.len()).unwrap_or(i64::MAX));
    let exact = if days.is_empty() { Exact::zero() } else { sum.div(&of, "working days").at("/lines/base")? };
    let exact = exact.bounded().at("/lines/base")?;
    let amount = exact.round(pack.terms.currency.minor()).at("/lines/base")?;
    let node = Node::new(What::BaseWage, format!("D-32 · {}", rule(pack)))
        .arg("days", worked)
        .arg("working_days", days.len())
        .value(amount)
        .formula(format!("{sum} ÷ {}", days.len()))
        .exact(&exact);
    Ok(Base { line: line("base", "base", amount), node, exact })
}

/// 浮動工資: above the group's mean up by the excess ratio, below it down by the gap ratio (PAY-5).
pub(super) fn floating(
    pack: &Pack,
    base: &Exact,
    score: Option<&Score>,
    notes: &mut Vec<String>,
) -> Result<Option<(Line, Node)>, EngineError> {
    let (Some(floating), Some(score), Some(group)) = (&pack.terms.plan.floating, score, &pack.group) else {
        return Ok(None);
    };
    // A group of one, or a mean of 0 or less: no adjustment.
    if group.count < 2 || group.sum <= Decimal::ZERO {
        notes.push("no_group floating".to_owned());
        return Ok(None);
    }
    let place = "/lines/floating";
    let count = Exact::whole(i64::from(group.count));
    let mean = Exact::from(group.sum).div(&count, "people of the group").at(place)?;
    let ratio = (Exact::from(score.total) - mean.clone()).div(&mean, "the group's mean").at(place)?;
    let cap = Exact::from(floating.cap);
    let exact = (base * &ratio.clamp(&-cap.clone(), &cap)).bounded().at(place)?;
    let amount = exact.round(pack.terms.currency.minor()).at(place)?;
    let node = Node::new(What::FloatingWage, format!("PAY-5, D-32 · {}", rule(pack)))
        .arg("count", group.count)
        .arg("mean", &mean)
        .arg("score", score.total)
        .value(amount)
        .formula(format!("{base} × clamp(({} − {mean}) ÷ {mean}, −{cap}, {cap})", score.total))
        .exact(&exact);
    Ok(Some((line("floating", "floating", amount), node)))
}

pub(super) fn line(section: &str, key: &str, amount: Decimal) -> Line {
    Line { section: section.to_owned(), key: key.to_owned(), amount, paid: true }
}
