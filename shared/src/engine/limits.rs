//! What stands between commission and pay, in the order of D-16: cap → floor → hold → release → draw.

use std::collections::BTreeMap;

use super::commission::{commission_of, taken};
use super::lines::Lines;
use super::person::Work;
use super::statement::Section;
use super::trail::{Node, What};
use super::{Balance, EngineError};
use crate::books::Id;
use crate::books::plan::{CommissionLimits, Hold};
use crate::facts::{DealNo, in_span};
use crate::num::{Decimal, Exact};

/// Adds the lines and moves the balance on.
pub(super) fn lines(work: &Work<'_>, balance: &mut Balance, lines: &mut Lines) -> Result<(), EngineError> {
    let commission = lines.sum(Section::Commission);
    let mut earned = commission;
    if let Some(limits) = &work.facts.plan.commission_limits {
        let cap = cap(limits, commission, balance, lines)?;
        let floor = floor(work, limits, commission + cap, lines)?;
        earned += cap + floor;
        match &limits.hold {
            // A plan without a hold pays out what an earlier one held.
            None => earned += release(work, None, balance, lines)?,
            Some(hold) => {
                let factor = if cap.is_sign_negative() && !cap.is_zero() {
                    Exact::from(commission + cap)
                        .div(&Exact::from(commission), "the commission")
                        .unwrap_or(Exact::whole(1))
                } else {
                    Exact::whole(1)
                };
                earned += held(work, hold, &factor, balance, lines)?;
                earned += held_back(work, hold, balance, lines)?;
                earned += release(work, Some(hold), balance, lines)?;
            }
        }
    } else {
        earned += cap(&CommissionLimits::default(), commission, balance, lines)?;
        earned += release(work, None, balance, lines)?;
    }
    draw(work, earned, balance, lines)
}

fn cap(
    limits: &CommissionLimits,
    commission: Decimal,
    balance: &mut Balance,
    lines: &mut Lines,
) -> Result<Decimal, EngineError> {
    let Some(cap) = limits.cap else {
        // A plan without a cap pays out what an earlier one cut.
        let carried = std::mem::take(&mut balance.over_cap);
        let node = Node::new(What::Cap).arg("commission", commission).arg("over_cap", carried);
        return lines.money(Section::Commission, "cap".into(), carried, node);
    };
    let before = if limits.cap_carry { balance.over_cap } else { Decimal::ZERO };
    let line = cap.min(commission + before) - commission;
    let excess = (commission + before - cap).max(Decimal::ZERO);
    balance.over_cap = if limits.cap_carry { excess } else { Decimal::ZERO };
    let node =
        Node::new(What::Cap).arg("cap", cap).arg("commission", commission).arg("over_cap", before).arg("left", excess);
    lines.money(Section::Commission, "cap".into(), line, node)
}

/// In a month on a day of which he is employed and in which a collection with a part of his was received.
fn floor(
    work: &Work<'_>,
    limits: &CommissionLimits,
    commission: Decimal,
    lines: &mut Lines,
) -> Result<Decimal, EngineError> {
    let Some(floor) = limits.floor else { return Ok(Decimal::ZERO) };
    let received =
        work.employee.credits.iter().any(|credit| work.month.contains(credit.received) && credit.part > Decimal::ZERO);
    if !work.employed || !received {
        return Ok(Decimal::ZERO);
    }
    let line = (floor - commission).max(Decimal::ZERO);
    let node = Node::new(What::Floor).arg("floor", floor).arg("commission", commission);
    lines.money(Section::Commission, "floor".into(), line, node)
}

/// Whether the contract has been collected far enough by this month's end; a total of 0 or less never waits.
fn ripe(work: &Work<'_>, hold: &Hold, deal: DealNo) -> bool {
    let deal = &work.facts.deals[deal];
    let last = work.month.last_day();
    let total = deal.total_on(last);
    total <= Decimal::ZERO || Exact::from(deal.collected_by(last)) >= Exact::from(hold.threshold) * Exact::from(total)
}

fn held(
    work: &Work<'_>,
    hold: &Hold,
    factor: &Exact,
    balance: &mut Balance,
    lines: &mut Lines,
) -> Result<Decimal, EngineError> {
    let mut sum = Decimal::ZERO;
    for credit in in_span(work.earned(), work.month.into()).iter().filter(|credit| work.earns(credit.day)) {
        if ripe(work, hold, credit.deal) {
            continue;
        }
        let commission = commission_of(work, credit)?;
        let exact = -(&(&Exact::from(hold.share) * &commission) * factor);
        let node = Node::new(What::Hold)
            .arg("collection", &credit.id)
            .arg("share", hold.share)
            .arg("threshold", hold.threshold)
            .arg("commission", commission)
            .arg("factor", factor)
            .facts(vec![credit.id.clone()]);
        let amount = lines.rounded_amount(Section::Commission, format!("hold {}", credit.id), &exact, node)?;
        if !amount.is_zero() {
            balance.held.insert(credit.id.clone(), -amount);
        }
        sum += amount;
    }
    Ok(sum)
}

/// A refund takes what its collection still holds before it takes what was paid.
fn held_back(work: &Work<'_>, hold: &Hold, balance: &mut Balance, lines: &mut Lines) -> Result<Decimal, EngineError> {
    let mut sum = Decimal::ZERO;
    for refund in in_span(&work.employee.refunded, work.month.into()).iter().filter(|one| work.earns(one.day)) {
        let Some(holds) = balance.held.get_mut(&refund.collection) else { continue };
        let clawback: Exact = taken(work, refund)?.iter().map(|taken| &Exact::from(taken.part) * &taken.rate).sum();
        let exact = (&Exact::from(hold.share) * &clawback).min(Exact::from(*holds));
        let node = Node::new(What::HoldClawback)
            .arg("refund", &refund.id)
            .arg("collection", &refund.collection)
            .arg("held", *holds)
            .arg("share", hold.share)
            .arg("clawback", clawback)
            .facts(vec![refund.id.clone(), refund.collection.clone()]);
        let key = format!("hold clawback {}", refund.id);
        let amount = lines.rounded_amount(Section::Commission, key, &exact, node)?;
        *holds -= amount;
        sum += amount;
    }
    balance.held.retain(|_, holds| !holds.is_zero());
    Ok(sum)
}

fn release(
    work: &Work<'_>,
    hold: Option<&Hold>,
    balance: &mut Balance,
    lines: &mut Lines,
) -> Result<Decimal, EngineError> {
    let mut ready: BTreeMap<&Id, (Decimal, Vec<Id>)> = BTreeMap::new();
    for (collection, holds) in &balance.held {
        let Some(deal) = work.facts.receipts.get(collection) else { continue };
        if hold.is_none_or(|hold| ripe(work, hold, *deal)) {
            let entry = ready.entry(&work.facts.deals[*deal].contract.id).or_default();
            entry.0 += *holds;
            entry.1.push(collection.clone());
        }
    }
    let mut sum = Decimal::ZERO;
    let mut released: Vec<Id> = Vec::new();
    for (contract, (amount, collections)) in ready {
        let node = Node::new(What::Release)
            .arg("contract", contract)
            .arg("threshold", hold.map(|hold| hold.threshold))
            .facts(collections.clone());
        let key = format!("release {contract}");
        sum += lines.money(Section::Commission, key.clone(), amount, node)?;
        lines.name_last(&key, collections.clone());
        released.extend(collections);
    }
    balance.held.retain(|collection, _| !released.contains(collection));
    Ok(sum)
}

/// Recoverable draw: a full one in any month employed, none after (D-17, D-33).
fn draw(work: &Work<'_>, earned: Decimal, balance: &mut Balance, lines: &mut Lines) -> Result<(), EngineError> {
    let Some(draw) = work.person.draw else { return Ok(()) };
    let draw = if work.employed { draw } else { Decimal::ZERO };
    let after = earned - balance.owed;
    let paid = draw.max(after);
    let node = Node::new(What::Draw)
        .arg("draw", draw)
        .arg("earned", earned)
        .arg("owed", balance.owed)
        .arg("owes", (draw - after).max(Decimal::ZERO));
    balance.owed = (draw - after).max(Decimal::ZERO);
    lines.money(Section::Draw, "draw".into(), paid - earned, node).map(|_| ())
}
