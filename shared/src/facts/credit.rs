//! What of a contract's money is whose (D-13): over people first, then over product lines; the rate comes last.

use super::{Deal, DealNo, EmployeeNo, Facts, Receipt};
use crate::books::{Id, Rate};
use crate::num::{Currency, Decimal, Exact, NumError, largest_remainder, largest_remainder_exact, within_reason};
use crate::period::BusinessDay;

/// A part of money with a rate of its own: the opportunity's, or a product line's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FixedPart {
    /// `None`: the opportunity's rate; else the contract line.
    pub line: Option<Id>,
    pub rate: Decimal,
    pub amount: Decimal,
}

/// A person's part of a collection.
#[derive(Debug, Clone)]
pub struct Credit {
    pub deal: DealNo,
    pub id: Id,
    pub received: BusinessDay,
    /// The day it is earned on.
    pub day: BusinessDay,
    pub part: Decimal,
    pub fixed: Vec<FixedPart>,
    /// What falls to the plan.
    pub plan: Decimal,
    /// Of the plan's commission versions; `None`: none was in force at signing.
    pub version: Option<usize>,
}

/// A person's part of a refund.
#[derive(Debug, Clone)]
pub struct Refunded {
    pub deal: DealNo,
    pub id: Id,
    pub collection: Id,
    pub day: BusinessDay,
    pub part: Decimal,
    pub fixed: Vec<FixedPart>,
    pub plan: Decimal,
    pub version: Option<usize>,
}

/// A person's part of a contract's amount, or of an amendment's difference.
#[derive(Debug, Clone)]
pub struct Signing {
    pub deal: DealNo,
    pub id: Id,
    pub day: BusinessDay,
    pub part: Decimal,
    pub amended: bool,
}

/// A missing exchange rate.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stop {
    pub day: BusinessDay,
    pub currency: Currency,
    pub deal: DealNo,
}

/// Money that belongs to one person of a deal.
#[derive(Debug, Default)]
pub(super) struct Own {
    pub signings: Vec<Signing>,
    pub credits: Vec<Credit>,
    pub refunded: Vec<Refunded>,
    pub stops: Vec<Stop>,
}

/// The rate in force on a day (D-15).
pub(super) fn in_force(rates: &[Rate], day: BusinessDay) -> Option<Decimal> {
    rates.iter().rev().find(|rate| rate.from <= day).map(|rate| rate.rate)
}

/// Which line or source money of a deal goes to.
struct Sources<'a> {
    opportunity: Option<Decimal>,
    /// Weight by line, and its rate where it has one; sorted by id.
    lines: Vec<(&'a Id, Exact, Option<Decimal>)>,
}

impl Facts {
    /// An amount in the pay currency, rounded once (D-40). `None`: no rate on that day.
    pub(crate) fn converted(
        &self,
        foreign: Option<Currency>,
        amount: Decimal,
        day: BusinessDay,
    ) -> Result<Option<Decimal>, NumError> {
        let Some(currency) = foreign else { return Ok(Some(amount)) };
        let Some(rate) = self.fx_on(currency, day) else { return Ok(None) };
        (Exact::from(amount) * Exact::from(rate)).round(self.company.minor).and_then(within_reason).map(Some)
    }

    /// The exchange rate of a day: the last `from` on or before it, of two the later known.
    #[must_use]
    pub fn fx_on(&self, currency: Currency, day: BusinessDay) -> Option<Decimal> {
        self.fx.get(&currency)?.iter().rev().find(|fx| fx.from <= day).map(|fx| fx.rate)
    }

    /// Everyone's parts of an amount of a deal, in the order of its shares (D-4).
    fn parts(&self, deal: &Deal, amount: Decimal) -> Result<Vec<Decimal>, NumError> {
        let weights: Vec<(&str, Decimal)> =
            deal.shares.iter().map(|share| (self.people[share.employee].id.as_str(), share.percent)).collect();
        largest_remainder(amount, self.company.minor, &weights)
    }

    fn sources<'a>(&'a self, deal: &'a Deal) -> Sources<'a> {
        let signed = deal.contract.signed;
        let opportunity = deal.opportunity.and_then(|no| in_force(&self.opportunities[no].rates, signed));
        let mut lines: Vec<_> = deal
            .contract
            .lines
            .iter()
            .map(|line| {
                let rate = self.products.get(&line.product).and_then(|product| in_force(&product.rates, signed));
                (&line.id, Exact::from(line.price) * Exact::from(line.quantity), rate)
            })
            .collect();
        lines.sort_by(|a, b| a.0.cmp(b.0));
        Sources { opportunity, lines }
    }

    /// Splits one person's part over the sources of its rate: the fixed ones and what falls to the plan.
    fn portions(&self, sources: &Sources<'_>, part: Decimal) -> Result<(Vec<FixedPart>, Decimal), NumError> {
        if part.is_zero() {
            return Ok((Vec::new(), Decimal::ZERO));
        }
        if let Some(rate) = sources.opportunity {
            return Ok((vec![FixedPart { line: None, rate, amount: part }], Decimal::ZERO));
        }
        let weightless = sources.lines.iter().all(|(_, weight, _)| weight.is_zero());
        if weightless || sources.lines.iter().all(|(.., rate)| rate.is_none()) {
            return Ok((Vec::new(), part));
        }
        let weights: Vec<(&str, Exact)> =
            sources.lines.iter().map(|(id, weight, _)| (id.as_str(), weight.clone())).collect();
        let amounts = largest_remainder_exact(part, self.company.minor, &weights)?;
        let (mut fixed, mut plan) = (Vec::new(), Decimal::ZERO);
        for ((id, _, rate), amount) in sources.lines.iter().zip(amounts) {
            match rate {
                Some(rate) if !amount.is_zero() => {
                    fixed.push(FixedPart { line: Some((*id).clone()), rate: *rate, amount });
                }
                Some(_) => {}
                None => plan += amount,
            }
        }
        Ok((fixed, plan))
    }

    /// The commission version in force at signing for somebody's post then (D-15).
    fn version_at(&self, employee: EmployeeNo, signed: BusinessDay) -> Option<usize> {
        let template = self.people[employee].person.as_ref().and_then(|person| person.post_on(signed));
        let concerns =
            |templates: &[Id]| templates.is_empty() || template.is_some_and(|post| templates.contains(&post.template));
        self.plan
            .commission
            .iter()
            .enumerate()
            .filter(|(_, version)| version.from <= signed && concerns(&version.templates))
            .max_by_key(|(_, version)| version.from)
            .map(|(at, _)| at)
    }

    /// Everybody's money of one deal, in the order of its shares.
    pub(super) fn settle(&self, no: DealNo) -> Result<Vec<Own>, NumError> {
        let deal = &self.deals[no];
        let contract = &deal.contract;
        let sources = self.sources(deal);
        let mut owns: Vec<Own> = deal.shares.iter().map(|_| Own::default()).collect();
        let versions: Vec<_> =
            deal.shares.iter().map(|share| self.version_at(share.employee, contract.signed)).collect();
        let stop = |owns: &mut Vec<Own>, day: BusinessDay| {
            for (own, share) in owns.iter_mut().zip(&deal.shares) {
                if let (Some(currency), false) = (deal.foreign, share.percent.is_zero()) {
                    own.stops.push(Stop { day, currency, deal: no });
                }
            }
        };
        // What was signed, and what amendments changed.
        let signed = std::iter::once((contract.signed, contract.amount, false));
        let mut before = contract.amount;
        let amended = deal.amendments.iter().map(|amendment| {
            let difference = amendment.amount - before;
            before = amendment.amount;
            (amendment.date, difference, true)
        });
        for (day, amount, amended) in signed.chain(amended) {
            match self.converted(deal.foreign, amount, day)? {
                None => stop(&mut owns, day),
                Some(amount) => {
                    for (own, part) in owns.iter_mut().zip(self.parts(deal, amount)?) {
                        own.signings.push(Signing { deal: no, id: contract.id.clone(), day, part, amended });
                    }
                }
            }
        }
        for bad in &deal.bad_debts {
            if self.converted(deal.foreign, bad.amount, bad.date)?.is_none() {
                stop(&mut owns, bad.date);
            }
        }
        for Receipt { collection, refunds } in &deal.receipts {
            let Some(amount) = self.converted(deal.foreign, collection.amount, collection.received)? else {
                stop(&mut owns, collection.received);
                continue;
            };
            let parts = self.parts(deal, amount)?;
            for ((own, part), version) in owns.iter_mut().zip(parts).zip(&versions) {
                let (fixed, plan) = self.portions(&sources, part)?;
                let (received, version) = (collection.received, *version);
                let (id, day) = (collection.id.clone(), deal.earned_on(received));
                own.credits.push(Credit { deal: no, id, received, day, part, fixed, plan, version });
            }
            for refund in refunds {
                // By its collection's day, so that it mirrors it.
                let Some(amount) = self.converted(deal.foreign, refund.amount, collection.received)? else { continue };
                let parts = self.parts(deal, amount)?;
                for ((own, part), version) in owns.iter_mut().zip(parts).zip(&versions) {
                    let (fixed, plan) = self.portions(&sources, part)?;
                    let (id, collection, day, version) =
                        (refund.id.clone(), collection.id.clone(), refund.date, *version);
                    own.refunded.push(Refunded { deal: no, id, collection, day, part, fixed, plan, version });
                }
            }
        }
        Ok(owns)
    }

    /// Somebody's part of a bad debt, in the pay currency.
    pub(crate) fn bad_debt_part(
        &self,
        deal: &Deal,
        employee: EmployeeNo,
        bad: &crate::books::BadDebt,
    ) -> Result<Decimal, NumError> {
        let Some(amount) = self.converted(deal.foreign, bad.amount, bad.date)? else { return Ok(Decimal::ZERO) };
        let parts = self.parts(deal, amount)?;
        let at = deal.shares.iter().position(|share| share.employee == employee);
        Ok(at.and_then(|at| parts.get(at).copied()).unwrap_or_default())
    }
}
