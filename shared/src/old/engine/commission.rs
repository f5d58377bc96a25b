//! 提成: earned on money actually collected, at the tiers in force when the contract was signed (PAY-3, D-13 to D-16).

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::score::rule;
use super::statement::Line;
use super::trail::{Node, What};
use super::wage::line;
use super::{At, EngineError, Pack};
use crate::fact::{Fact, FactBody};
use crate::old::metric::credit::Book;
use crate::num::Exact;
use crate::period::{BusinessDay, Period};
use crate::old::plan::{CommissionVersion, Mode, Plan, Tier};

/// A collection on a ladder: from where to where it reaches.
struct Rung<'a> {
    fact: &'a Fact,
    low: Exact,
    part: Decimal,
}

pub(super) fn lines(pack: &Pack, notes: &mut Vec<String>) -> Result<Vec<(Line, Node)>, EngineError> {
    let book = Book::new(&pack.facts);
    note_unplanned(pack, &book, notes);
    let mut lines = Vec::new();
    for version in &pack.terms.plan.commission {
        let ladder = ladder(pack, &book, version, pack.period)?;
        match version.mode {
            Mode::Marginal => lines.extend(marginal(pack, version, &ladder)?),
            Mode::Retroactive => lines.extend(retroactive(pack, version, &ladder)?),
        }
    }
    let mut taken_back = clawbacks(pack, &book)?;
    lines.append(&mut taken_back);
    Ok(lines)
}

/// No plan in force on the signing day: nothing is earned, with a note (D-15).
fn note_unplanned<'a>(pack: &'a Pack, book: &Book<'a>, notes: &mut Vec<String>) {
    for fact in &pack.facts {
        let FactBody::Collection { collection, .. } = &fact.body else { continue };
        let Some(signed) = book.contract_of(fact) else { continue };
        let earned = pack.period.contains(fact.day.max(signed.day));
        if earned && in_force(&pack.terms.plan, signed.day).is_none() {
            notes.push(format!("no_plan {collection}"));
        }
    }
}

/// The plan version in force on the signing day (D-15).
fn in_force(plan: &Plan, signed: BusinessDay) -> Option<&CommissionVersion> {
    plan.commission.iter().rev().find(|version| version.from <= signed)
}

/// The person's collections earned in a month under one version, by (received, id), gross of refunds (D-14).
fn ladder<'a>(
    pack: &'a Pack,
    book: &Book<'a>,
    version: &CommissionVersion,
    month: Period,
) -> Result<Vec<Rung<'a>>, EngineError> {
    let mut low = Exact::zero();
    let mut rungs = Vec::new();
    for fact in &pack.facts {
        if !matches!(fact.body, FactBody::Collection { .. }) {
            continue;
        }
        let Some(signed) = book.contract_of(fact) else { continue };
        let same = in_force(&pack.terms.plan, signed.day).is_some_and(|found| found.id == version.id);
        // Money received before signing is earned on the signing day.
        if !same || fact.day.max(signed.day).month() != month {
            continue;
        }
        let place = format!("/facts/{}", fact.id);
        let minor = pack.terms.currency.minor();
        let Some(part) = book.part(fact, minor, &pack.terms.person.id).at(&place)? else { continue };
        if part.is_zero() {
            continue;
        }
        let next = &low + &Exact::from(part);
        rungs.push(Rung { fact, low: std::mem::replace(&mut low, next), part });
    }
    Ok(rungs)
}

/// How much of `[low, low + part)` lies within a tier.
fn within(tier: &Tier, low: &Exact, part: Decimal) -> Exact {
    let high = low + &Exact::from(part);
    let from = Exact::from(tier.from).max(low.clone());
    let to = tier.to.map_or_else(|| high.clone(), |to| Exact::from(to).min(high.clone()));
    let inside = to - from;
    if inside.is_negative() { Exact::zero() } else { inside }
}

fn marginal(pack: &Pack, version: &CommissionVersion, ladder: &[Rung<'_>]) -> Result<Vec<(Line, Node)>, EngineError> {
    let mut lines = Vec::new();
    for (at, tier) in version.tiers.iter().enumerate() {
        let number = at + 1;
        let key = format!("commission plan {} tier {number}", version.id);
        let mut sum = Exact::zero();
        let mut parts = Vec::new();
        for rung in ladder {
            let inside = within(tier, &rung.low, rung.part);
            if inside.is_zero() {
                continue;
            }
            parts.push(collection_node(rung, &inside));
            sum += inside;
        }
        if sum.is_zero() {
            continue;
        }
        let exact = (&sum * &Exact::from(tier.rate)).bounded().at(&key)?;
        let amount = exact.round(pack.terms.currency.minor()).at(&key)?;
        let mut node = Node::new(What::CommissionTier, format!("D-13, D-14, D-15 · {} · {}", version.id, rule(pack)))
            .arg("tier", number)
            .arg("from", tier.from.normalize())
            .arg("rate", tier.rate.normalize())
            .value(amount)
            .formula(format!("{sum} × {}", tier.rate.normalize()))
            .exact(&exact);
        if let Some(to) = tier.to {
            node = node.arg("to", to.normalize());
        }
        node.parts = parts;
        lines.push((line("commission", &key, amount), node));
    }
    Ok(lines)
}

fn retroactive(
    pack: &Pack,
    version: &CommissionVersion,
    ladder: &[Rung<'_>],
) -> Result<Vec<(Line, Node)>, EngineError> {
    if ladder.is_empty() {
        return Ok(Vec::new());
    }
    let key = format!("commission plan {}", version.id);
    let gross: Exact = ladder.iter().map(|rung| Exact::from(rung.part)).sum();
    let rate = reached(version, &gross);
    let exact = (&gross * &Exact::from(rate)).bounded().at(&key)?;
    let amount = exact.round(pack.terms.currency.minor()).at(&key)?;
    let mut node = Node::new(What::CommissionRetroactive, format!("D-14, D-15 · {} · {}", version.id, rule(pack)))
        .arg("rate", rate.normalize())
        .value(amount)
        .formula(format!("{gross} × {}", rate.normalize()))
        .exact(&exact);
    node.parts = ladder.iter().map(|rung| collection_node(rung, &Exact::from(rung.part))).collect();
    Ok(vec![(line("commission", &key, amount), node)])
}

/// The rate of the tier an amount lies in.
fn reached(version: &CommissionVersion, gross: &Exact) -> Decimal {
    let holds = |tier: &&Tier| Exact::from(tier.from) <= *gross && tier.to.is_none_or(|to| *gross < Exact::from(to));
    version.tiers.iter().find(holds).or(version.tiers.first()).map_or(Decimal::ZERO, |tier| tier.rate)
}

fn collection_node(rung: &Rung<'_>, inside: &Exact) -> Node {
    let mut node = Node::new(What::Collection, "D-13").arg("day", rung.fact.day).value(inside);
    if let FactBody::Collection { collection, contract, money } = &rung.fact.body {
        node = node.arg("collection", collection).arg("contract", contract).arg("whole", money.amount());
    }
    node.facts = vec![rung.fact.id.clone()];
    node
}

/// A refund takes back at the rate its collection earned (D-14).
fn clawbacks<'a>(pack: &'a Pack, book: &Book<'a>) -> Result<Vec<(Line, Node)>, EngineError> {
    let mut ladders: BTreeMap<(String, Period), Vec<Rung<'a>>> = BTreeMap::new();
    let mut lines = Vec::new();
    for fact in pack.facts.iter().filter(|fact| pack.period.contains(fact.day)) {
        let FactBody::Refund { refund, collection, money } = &fact.body else { continue };
        let (Some(origin), Some(signed)) = (book.collection(collection), book.contract_of(fact)) else { continue };
        let Some(version) = in_force(&pack.terms.plan, signed.day) else { continue };
        let key = format!("clawback {refund} plan");
        let minor = pack.terms.currency.minor();
        let Some(part) = book.part(fact, minor, &pack.terms.person.id).at(&key)? else { continue };
        if part.is_zero() {
            continue;
        }
        let month = origin.day.max(signed.day).month();
        let stands = (version.id.clone(), month);
        if !ladders.contains_key(&stands) {
            ladders.insert(stands.clone(), ladder(pack, book, version, month)?);
        }
        let Some(rungs) = ladders.get(&stands) else { continue };
        let Some(rung) = rungs.iter().find(|rung| rung.fact.id == origin.id) else { continue };
        let rate = match version.mode {
            Mode::Marginal => {
                let earned: Exact =
                    version.tiers.iter().map(|tier| within(tier, &rung.low, rung.part) * Exact::from(tier.rate)).sum();
                earned.div(&rung.part.into(), "the collection").at(&key)?
            }
            Mode::Retroactive => {
                let gross: Exact = rungs.iter().map(|rung| Exact::from(rung.part)).sum();
                Exact::from(reached(version, &gross))
            }
        };
        let exact = (Exact::from(part) * rate.clone()).bounded().at(&key)?;
        let amount = exact.round(minor).at(&key)?;
        let mut node = Node::new(What::Clawback, format!("D-1, D-14 · {} · {}", version.id, rule(pack)))
            .arg("refund", refund)
            .arg("collection", collection)
            .arg("rate", &rate)
            .arg("whole", money.amount())
            .value(amount)
            .formula(format!("{part} × {rate}"))
            .exact(&exact);
        node.facts = vec![fact.id.clone(), origin.id.clone()];
        lines.push((line("commission", &key, amount), node));
    }
    Ok(lines)
}
