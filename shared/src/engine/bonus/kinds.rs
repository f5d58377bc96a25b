//! What each kind of bonus comes to in a month (D-35, D-36).

use std::collections::BTreeMap;

use super::{Amount, Said};
use crate::books::Id;
use crate::books::plan::{Bonus, BonusKind, Coefficient, Tier};
use crate::engine::person::Work;
use crate::engine::score::indicator::{banded, measured, target};
use crate::engine::trail::{Node, What};
use crate::engine::{At, EngineError};
use crate::facts::in_days;
use crate::num::{Decimal, Exact};

fn said(exact: Exact, node: Node) -> Said {
    Said::Amount(Box::new(Amount { exact, node, coefficient: None }))
}

/// Default bands of the appraisal bonus (D-35).
fn appraisal_bands() -> Vec<Coefficient> {
    let band = |from: i64, to: Option<i64>, tenths: i64| Coefficient {
        from: Decimal::from(from),
        to: to.map(Decimal::from),
        coefficient: Decimal::new(tenths, 1),
    };
    vec![band(0, Some(60), 0), band(60, Some(70), 6), band(70, Some(85), 8), band(85, Some(95), 10), band(95, None, 12)]
}

pub(super) fn amount(work: &Work<'_>, bonus: &Bonus, total: Option<Decimal>) -> Result<Said, EngineError> {
    let place = || format!("bonus {}", bonus.id);
    Ok(match &bonus.kind {
        BonusKind::Volume { products } => volume(work, products)?,
        BonusKind::Price { share } => price(work, *share)?,
        BonusKind::BadDebt { allowance, share } => bad_debt(work, *allowance, *share)?,
        BonusKind::Collection { base, bands } => {
            let (rate, node) = measured(&work.scored(), &"collection_rate".into())?;
            let coefficient = rate.as_ref().and_then(|rate| banded(bands, rate));
            match coefficient {
                None => Said::NotApplicable,
                Some(coefficient) => {
                    let exact = Exact::from(*base) * Exact::from(coefficient);
                    let what = Node::new(What::CollectionBonus).arg("base", *base).arg("coefficient", coefficient);
                    said(exact, what.arg("rate", rate).parts(vec![node]))
                }
            }
        }
        BonusKind::Performance { metric, base, bands } => {
            let scored = work.scored();
            let (actual, node) = measured(&scored, metric)?;
            let (Some(actual), Some(target)) = (actual, target(&scored, metric)) else {
                return Ok(Said::NotApplicable);
            };
            let attainment = actual.div(&Exact::from(target), "the target").at(place)?;
            let Some(coefficient) = banded(bands, &attainment) else { return Ok(Said::NotApplicable) };
            let exact = Exact::from(*base) * Exact::from(coefficient);
            let node = Node::new(What::PerformanceBonus)
                .arg("base", *base)
                .arg("coefficient", coefficient)
                .arg("attainment", attainment)
                .arg("target", target)
                .parts(vec![node]);
            Said::Amount(Box::new(Amount { exact, node, coefficient: Some(coefficient) }))
        }
        BonusKind::Pool { .. } => match work.constants.pools.get(&bonus.id) {
            None => Said::Nothing,
            Some(part) => {
                let node = Node::new(What::PoolBonus)
                    .arg("pool", part.pool)
                    .arg("weight", work.person.pool_weight)
                    .arg("score", total.map(|total| total.max(Decimal::ZERO)))
                    .arg("sum", part.sum.clone());
                said(part.part.into(), node)
            }
        },
        BonusKind::Base { amount, bands: None } => {
            let node = Node::new(What::FixedBonus).arg("amount", *amount).arg("coefficient", Decimal::ONE);
            said((*amount).into(), node)
        }
        BonusKind::Base { amount, bands: Some(bands) } => by_score(What::FixedBonus, *amount, bands, total),
        BonusKind::Appraisal { amount, bands } => match bands {
            Some(bands) => by_score(What::AppraisalBonus, *amount, bands, total),
            None => by_score(What::AppraisalBonus, *amount, &appraisal_bands(), total),
        },
        BonusKind::Excess { rate } => {
            let scored = work.scored();
            let metric: Id = "contract_amount".into();
            let (actual, node) = measured(&scored, &metric)?;
            let (Some(actual), Some(target)) = (actual, target(&scored, &metric)) else {
                return Ok(Said::NotApplicable);
            };
            let over = (actual.clone() - Exact::from(target)).max(Exact::zero());
            let what = Node::new(What::ExcessBonus).arg("actual", actual).arg("target", target).arg("rate", *rate);
            said(over * Exact::from(*rate), what.parts(vec![node]))
        }
    })
}

/// Both read the rounded total of the score period that ends with this month.
fn by_score(what: What, amount: Decimal, bands: &[Coefficient], total: Option<Decimal>) -> Said {
    let Some(coefficient) = total.and_then(|total| banded(bands, &Exact::from(total))) else {
        return Said::NotApplicable;
    };
    let node = Node::new(what).arg("amount", amount).arg("coefficient", coefficient).arg("score", total);
    said(Exact::from(amount) * Exact::from(coefficient), node)
}

/// Each product's attainment of its own target picks one rate for all its units.
fn volume(work: &Work<'_>, products: &BTreeMap<Id, Vec<Tier>>) -> Result<Said, EngineError> {
    let scored = work.scored();
    let mut sum = None;
    let mut nodes = Vec::new();
    for (product, bands) in products {
        let metric: Id = format!("product_quantity:{product}").into();
        let Some(target) = target(&scored, &metric) else { continue };
        let (quantity, node) = measured(&scored, &metric)?;
        let Some(quantity) = quantity else { continue };
        let attainment = quantity.div(&Exact::from(target), "the target").at(|| format!("/metrics/{metric}"))?;
        let Some(rate) = banded(bands, &attainment) else { continue };
        let part = &quantity * &Exact::from(rate);
        let what = Node::new(What::VolumeProduct).arg("product", product).arg("quantity", quantity);
        let what = what.arg("target", target).arg("attainment", attainment).arg("rate", rate);
        nodes.push(what.value(part.clone()).parts(vec![node]));
        sum = Some(sum.unwrap_or_else(Exact::zero) + part);
    }
    Ok(match sum {
        None => Said::NotApplicable,
        Some(sum) => said(sum, Node::new(What::VolumeBonus).parts(nodes)),
    })
}

/// (price − guide price) × quantity × the plan's share × the credited share, of the contracts signed in the month.
fn price(work: &Work<'_>, share: Decimal) -> Result<Said, EngineError> {
    let mut sum = Exact::zero();
    let mut nodes = Vec::new();
    let signed = in_days(&work.employee.signings, work.month.first_day(), work.month.last_day());
    for signing in signed.iter().filter(|signing| !signing.amended) {
        let deal = &work.facts.deals[signing.deal];
        let percent = deal.percent(work.number).unwrap_or_default();
        if percent.is_zero() {
            continue;
        }
        let fx = match deal.foreign {
            None => Decimal::ONE,
            Some(currency) => work.facts.fx_on(currency, deal.contract.signed).unwrap_or_default(),
        };
        let hundredth = Exact::from(percent).div(&Exact::whole(100), "a hundred").at(|| "price".into())?;
        let factor = Exact::from(share) * hundredth * Exact::from(fx);
        for line in &deal.contract.lines {
            // Without a guide price there is nothing to be above or below.
            let Some(guide) = line.guide_price else { continue };
            let over = Exact::from(line.price) - Exact::from(guide);
            let part = &(&over * &Exact::from(line.quantity)) * &factor;
            let node = Node::new(What::PriceLine)
                .arg("contract", &deal.contract.id)
                .arg("line", &line.id)
                .arg("price", line.price)
                .arg("guide_price", guide)
                .arg("fx", fx)
                .arg("quantity", line.quantity)
                .arg("share", share)
                .arg("percent", percent)
                .value(part.clone())
                .facts(vec![deal.contract.id.clone()]);
            nodes.push(node);
            sum += part;
        }
    }
    Ok(said(sum, Node::new(What::PriceBonus).parts(nodes)))
}

fn bad_debt(work: &Work<'_>, allowance: Decimal, share: Decimal) -> Result<Said, EngineError> {
    let mut bad = Decimal::ZERO;
    let mut facts = Vec::new();
    for no in &work.employee.deals {
        let deal = &work.facts.deals[*no];
        for debt in deal.bad_debts.iter().filter(|debt| work.month.contains(debt.date)) {
            let part = work.facts.bad_debt_part(deal, work.number, debt).at(|| format!("/bad_debts/{}", debt.id))?;
            if !part.is_zero() {
                bad += part;
                facts.push(debt.id.clone());
            }
        }
    }
    facts.sort();
    let exact = (Exact::from(allowance) - Exact::from(bad)) * Exact::from(share);
    let node = Node::new(What::BadDebtBonus).arg("allowance", allowance).arg("bad_debt", bad).arg("share", share);
    Ok(said(exact, node.facts(facts)))
}
