//! The ladder of tiers: a person's credited collections under one plan version, per window (D-14).

use crate::books::plan::{Band, CommissionVersion, Mode, Tier};
use crate::engine::person::Work;
use crate::engine::{At, EngineError};
use crate::facts::{Credit, in_days, in_span};
use crate::num::{Decimal, Exact, within_reason};
use crate::period::{BusinessDay, Span};

/// A collection on the ladder: from where it begins.
pub(in crate::engine) struct Rung<'a> {
    pub credit: &'a Credit,
    pub low: Decimal,
}

impl Rung<'_> {
    /// How much of it lies within a tier.
    pub fn inside(&self, tier: &Tier) -> Decimal {
        let high = self.low + self.credit.plan;
        let to = tier.to.map_or(high, |to| to.min(high));
        (to - tier.from.max(self.low)).max(Decimal::ZERO)
    }
}

/// How a version is named in keys: the day it is in force from, and whom it is for where not for all.
fn version_name(version: &CommissionVersion) -> String {
    let mut name = version.from.to_string();
    for template in &version.templates {
        name.push('+');
        name.push_str(template.as_str());
    }
    name
}

/// One version's ladder in the window of a month, up to that month's end.
pub(in crate::engine) struct Ladder<'a> {
    pub version: &'a CommissionVersion,
    pub window: Span,
    pub rungs: Vec<Rung<'a>>,
    number: usize,
}

/// The credits of a version in some days, with their place; each begins where the one before ends.
fn rungs<'a>(
    work: &Work<'a>,
    number: usize,
    first: BusinessDay,
    last: BusinessDay,
) -> Result<Vec<Rung<'a>>, EngineError> {
    let mut low = Decimal::ZERO;
    in_days(work.earned(), first, last)
        .iter()
        .filter(|credit| credit.version == Some(number) && !credit.plan.is_zero() && work.earns(credit.day))
        .map(|credit| {
            let rung = Rung { credit, low };
            low = within_reason(low + credit.plan)?;
            Ok(rung)
        })
        .collect::<Result<_, _>>()
        .at(|| format!("/plan/commission/{number}"))
}

/// The rate of the tier an amount lies in.
fn reached(version: &CommissionVersion, gross: Decimal) -> Decimal {
    let at = version.tiers.partition_point(|tier| tier.to.is_some_and(|to| to <= gross));
    version.tiers.get(at).map_or(Decimal::ZERO, Band::gives)
}

impl<'a> Ladder<'a> {
    pub fn new(work: &Work<'a>, number: usize, version: &'a CommissionVersion) -> Result<Self, EngineError> {
        let window = Span::of(work.month, version.window);
        let rungs = rungs(work, number, window.first_day(), work.month.last_day())?;
        Ok(Self { version, window, rungs, number })
    }

    /// The rungs some of which lies within a tier.
    pub fn within(&self, tier: &Tier) -> &[Rung<'a>] {
        let from = self.rungs.partition_point(|rung| rung.low + rung.credit.plan <= tier.from);
        let to = tier.to.map_or(self.rungs.len(), |to| self.rungs.partition_point(|rung| rung.low < to));
        self.rungs.get(from..to).unwrap_or_default()
    }

    pub fn name(&self) -> String {
        version_name(self.version)
    }

    pub fn rate(&self, gross: Decimal) -> Decimal {
        reached(self.version, gross)
    }

    /// What was refunded of this window's collections in the months before.
    pub fn refunded_before(&self, work: &Work<'_>, first: BusinessDay) -> Decimal {
        let window = in_span(work.earned(), self.window);
        work.employee
            .refunded
            .iter()
            .take_while(|refund| refund.day < first)
            .filter(|refund| refund.version == Some(self.number) && self.window.contains(refund.day))
            .filter(|refund| window.iter().any(|credit| credit.id == refund.collection))
            .map(|refund| refund.plan)
            .sum()
    }
}

/// The rate a refund in this month takes back at: marginal, the collection's own blended rate from its place on the ladder;
/// retroactive, the window's rate as of this month (D-14). `None`: nothing of it fell to the plan.
pub(in crate::engine) fn clawback_rate(
    work: &Work<'_>,
    number: usize,
    credit: &Credit,
) -> Result<Option<Exact>, EngineError> {
    let Some(version) = work.facts.plan.commission.get(number) else { return Ok(None) };
    let window = Span::of(credit.day.month(), version.window);
    match version.mode {
        Mode::Marginal => {
            let rungs = rungs(work, number, window.first_day(), credit.day)?;
            let Some(rung) = rungs.iter().find(|rung| rung.credit.id == credit.id) else { return Ok(None) };
            let first = version.tiers.partition_point(|tier| tier.to.is_some_and(|to| to <= rung.low));
            let tiers = version.tiers.iter().skip(first).take_while(|tier| tier.from < rung.low + credit.plan);
            let earned: Exact = tiers.map(|tier| Exact::from(rung.inside(tier)) * Exact::from(tier.rate)).sum();
            earned.div(&Exact::from(credit.plan), "the collection").map(Some).at(|| format!("clawback {}", credit.id))
        }
        Mode::Retroactive => {
            let last = window.last_day().min(work.month.last_day());
            let gross = rungs(work, number, window.first_day(), last)?.iter().map(|rung| rung.credit.plan).sum();
            Ok(Some(reached(version, gross).into()))
        }
    }
}
