//! 提成: earned on money received, at the rates in force when the contract was signed (PAY-3, D-13 to D-16).

mod ladder;

use super::lines::Lines;
use super::person::Work;
use super::statement::Section;
use super::trail::{Node, What};
use super::{At, EngineError};
use crate::books::plan::Mode;
use crate::facts::{Credit, FixedPart, Refunded, in_span};
use crate::num::{Decimal, Exact};

use ladder::Ladder;

/// The month's commission and clawback lines.
pub(super) fn lines(work: &Work<'_>, lines: &mut Lines) -> Result<(), EngineError> {
    let credits = in_span(work.earned(), work.month.into());
    for credit in credits.iter().filter(|credit| work.earns(credit.day)) {
        for fixed in &credit.fixed {
            fixed_line(work, credit, fixed, lines)?;
        }
        if credit.version.is_none() && !credit.plan.is_zero() {
            lines.note(format!("commission {}: no plan in force", credit.id));
        }
    }
    for (at, version) in work.facts.plan.commission.iter().enumerate() {
        let ladder = Ladder::new(work, at, version)?;
        match version.mode {
            Mode::Marginal => marginal(work, &ladder, lines)?,
            Mode::Retroactive => retroactive(work, &ladder, lines)?,
        }
    }
    for refund in in_span(&work.employee.refunded, work.month.into()).iter().filter(|one| work.earns(one.day)) {
        clawback(work, refund, lines)?;
    }
    Ok(())
}

/// What the key of a line says of a fixed rate: `opportunity`, or the contract's line.
fn source(fixed: &FixedPart) -> String {
    fixed.line.as_ref().map_or_else(|| "opportunity".to_owned(), |line| format!("line {line}"))
}

pub(super) fn collection_node(credit: &Credit, part: Decimal) -> Node {
    Node::new(What::Collection)
        .arg("collection", &credit.id)
        .arg("day", credit.day)
        .arg("part", credit.part)
        .value(part)
        .facts(vec![credit.id.clone()])
}

fn fixed_line(work: &Work<'_>, credit: &Credit, fixed: &FixedPart, lines: &mut Lines) -> Result<(), EngineError> {
    let exact = Exact::from(fixed.amount) * Exact::from(fixed.rate);
    let what = if fixed.line.is_some() { What::CommissionLine } else { What::CommissionOpportunity };
    let deal = &work.facts.deals[credit.deal];
    let node = Node::new(what)
        .arg("collection", &credit.id)
        .arg("contract", &deal.contract.id)
        .arg("line", fixed.line.clone())
        .arg("part", fixed.amount)
        .arg("rate", fixed.rate)
        .parts(vec![collection_node(credit, fixed.amount)]);
    lines.rounded(Section::Commission, format!("commission {} {}", credit.id, source(fixed)), &exact, node)
}

fn marginal(work: &Work<'_>, ladder: &Ladder<'_>, lines: &mut Lines) -> Result<(), EngineError> {
    let name = ladder.name();
    for (at, tier) in ladder.version.tiers.iter().enumerate() {
        let (mut inside, mut parts) = (Decimal::ZERO, Vec::new());
        for rung in ladder.within(tier).iter().filter(|rung| work.month.contains(rung.credit.day)) {
            let part = rung.inside(tier);
            if !part.is_zero() {
                inside += part;
                parts.push(collection_node(rung.credit, part));
            }
        }
        if inside.is_zero() {
            continue;
        }
        let number = at + 1;
        let node = Node::new(What::CommissionTier)
            .arg("version", name.clone())
            .arg("tier", i64::try_from(number).unwrap_or_default())
            .arg("from", tier.from)
            .arg("to", tier.to)
            .arg("inside", inside)
            .arg("rate", tier.rate)
            .parts(parts);
        let exact = Exact::from(inside) * Exact::from(tier.rate);
        let key = format!("commission plan {name} tier {number}");
        lines.rounded(Section::Commission, key, &exact, node)?;
    }
    Ok(())
}

fn retroactive(work: &Work<'_>, ladder: &Ladder<'_>, lines: &mut Lines) -> Result<(), EngineError> {
    let name = ladder.name();
    let first = work.month.first_day();
    let (mut now, mut before) = (Decimal::ZERO, Decimal::ZERO);
    for rung in &ladder.rungs {
        now += rung.credit.plan;
        if rung.credit.day < first {
            before += rung.credit.plan;
        }
    }
    if now.is_zero() {
        return Ok(());
    }
    let gone = ladder.refunded_before(work, first);
    let (rate, rate_before) = (ladder.rate(now), ladder.rate(before));
    let (held, held_before) = (now - gone, before - gone);
    let exact = Exact::from(rate) * Exact::from(held) - Exact::from(rate_before) * Exact::from(held_before);
    let node = Node::new(What::CommissionRetroactive)
        .arg("version", name.clone())
        .arg("window", ladder.window)
        .arg("rate", rate)
        .arg("rate_before", rate_before)
        .arg("held", held)
        .arg("held_before", held_before)
        .parts(ladder.rungs.iter().map(|rung| collection_node(rung.credit, rung.credit.plan)).collect());
    lines.rounded(Section::Commission, format!("commission plan {name}"), &exact, node)
}

/// One source of a refund: what is taken back, exactly.
pub(super) struct Taken<'a> {
    pub source: Option<&'a FixedPart>,
    pub part: Decimal,
    pub rate: Exact,
}

/// What a refund takes back of its collection, by source (D-14).
pub(super) fn taken<'a>(work: &Work<'a>, refund: &'a Refunded) -> Result<Vec<Taken<'a>>, EngineError> {
    let mut found: Vec<Taken<'a>> = refund
        .fixed
        .iter()
        .map(|fixed| Taken { source: Some(fixed), part: fixed.amount, rate: fixed.rate.into() })
        .collect();
    let credit = work.employee.credits.iter().find(|credit| credit.id == refund.collection);
    if let (Some(version), false, Some(credit)) = (refund.version, refund.plan.is_zero(), credit)
        && let Some(rate) = ladder::clawback_rate(work, version, credit)?
    {
        found.push(Taken { source: None, part: refund.plan, rate });
    }
    Ok(found)
}

fn clawback(work: &Work<'_>, refund: &Refunded, lines: &mut Lines) -> Result<(), EngineError> {
    for taken in taken(work, refund)? {
        let key = format!("clawback {} {}", refund.id, taken.source.map_or_else(|| "plan".to_owned(), source));
        let exact = -(&Exact::from(taken.part) * &taken.rate);
        let node = Node::new(What::Clawback)
            .arg("refund", &refund.id)
            .arg("collection", &refund.collection)
            .arg("part", taken.part)
            .arg("rate", taken.rate)
            .facts(vec![refund.id.clone(), refund.collection.clone()]);
        lines.rounded(Section::Commission, key, &exact, node)?;
    }
    Ok(())
}

/// What a collection earned, as a refund would take it back at this month's end (D-16, hold).
pub(super) fn commission_of(work: &Work<'_>, credit: &Credit) -> Result<Exact, EngineError> {
    let mut sum: Exact = credit.fixed.iter().map(|fixed| Exact::from(fixed.amount) * Exact::from(fixed.rate)).sum();
    if let (Some(version), false) = (credit.version, credit.plan.is_zero())
        && let Some(rate) = ladder::clawback_rate(work, version, credit)?
    {
        sum += Exact::from(credit.plan) * rate;
    }
    sum.bounded().at(|| format!("hold {}", credit.id))
}
