//! What a text wants to know beyond a node's arguments: whether a limit was met, a mean, the band a value lies in.

use super::View;
use super::args::{Args, exact, look};
use super::key::gap_month;
use super::metric::{argument, word};
use super::number::{self, Look};
use crate::books::Id;
use crate::books::plan::{Indicator, Scoring};
use crate::engine::{Node, Value, What};
use crate::num::Exact;

fn yes_or_no(yes: bool) -> String {
    if yes { "yes" } else { "no" }.to_owned()
}

/// A node's numbers by name.
#[derive(Clone, Copy)]
struct Numbers<'n>(&'n Node);

impl Numbers<'_> {
    fn get(self, name: &str) -> Option<Exact> {
        argument(self.0, name).and_then(exact)
    }
}

fn id<'n>(node: &'n Node, name: &str) -> Option<&'n Id> {
    match argument(node, name) {
        Some(Value::Id(id)) => Some(id),
        _ => None,
    }
}

impl View<'_> {
    pub(super) fn derived(&self, node: &Node) -> Args {
        let mut more = self.of_kind(node).unwrap_or_default();
        // The plan's name in the reader's language, else the one that stands beside, else the id.
        if let Some(id) = ["indicator", "dimension", "template"].iter().find_map(|name| id(node, name)) {
            let beside = word(node, "name").filter(|name| !name.is_empty());
            more.push(("name", self.named(id.as_str()).or(beside).unwrap_or(id.as_str()).to_owned()));
        }
        more
    }

    /// `None`: nothing, or an argument is missing that it follows from.
    fn of_kind(&self, node: &Node) -> Option<Args> {
        let numbers = Numbers(node);
        let percent = |exact: &Exact| number::number(exact, Look::Percent, 0);
        Some(match node.what {
            What::FloatingWage => {
                let (score, sum, count) = (numbers.get("score")?, numbers.get("sum")?, numbers.get("count")?);
                let cap = numbers.get("cap")?;
                let mean = sum.div(&count, "the group").ok()?;
                let ratio = (score - &mean).div(&mean, "the mean").ok()?;
                let used = ratio.clone().clamp(&-cap.clone(), &cap);
                vec![
                    ("mean", number::number(&mean, Look::Number, 0)),
                    ("limited", yes_or_no(used != ratio)),
                    ("used", percent(&used)),
                    ("ratio", number::signed(&ratio, Look::Percent, 0)),
                ]
            }
            What::LinearScore => {
                let attainment = numbers.get("attainment")?;
                let used = attainment.clone().clamp(&numbers.get("floor")?, &numbers.get("cap")?);
                vec![("limited", yes_or_no(used != attainment)), ("used", percent(&used))]
            }
            What::StepsScore => vec![("band", self.band(node)?)],
            What::DeductScore => {
                let score = numbers.get("full")? - numbers.get("events")? * numbers.get("per")?;
                vec![("limited", yes_or_no(score < numbers.get("floor")?))]
            }
            What::BonusScore => {
                let score = numbers.get("start")? + numbers.get("events")? * numbers.get("per")?;
                vec![("limited", yes_or_no(score > numbers.get("cap")?))]
            }
            What::PriceLine => vec![("foreign", yes_or_no(numbers.get("fx")? != Exact::one()))],
            What::CommissionRetroactive => vec![("first", yes_or_no(numbers.get("held_before")?.is_zero()))],
            What::Cap => vec![("cuts", yes_or_no(numbers.get("left")?.is_positive()))],
            What::Hold => vec![("capped", yes_or_no(numbers.get("factor")? != Exact::one()))],
            What::HoldClawback => {
                let clawback = numbers.get("share")? * numbers.get("clawback")?;
                vec![("all", yes_or_no(numbers.get("held")? < clawback))]
            }
            What::Draw => {
                let (draw, after) = (numbers.get("draw")?, numbers.get("earned")? - numbers.get("owed")?);
                let recovers = yes_or_no(after >= draw);
                vec![("recovers", recovers), ("paid", number::number(&after.max(draw), Look::Money, self.minor))]
            }
            What::Deduction | What::GapDeduction => {
                let mut more = vec![("full", yes_or_no(numbers.get("open")? <= numbers.get("room")?))];
                let month = id(node, "penalty").and_then(|id| gap_month(id.as_str()));
                more.extend(month.map(|month| ("month", month.to_owned())));
                more
            }
            What::BonusPaid => vec![("bonus", self.bonus_name(id(node, "bonus")?.as_str()))],
            _ => return None,
        })
    }

    /// The band of an indicator's steps that gave its score, as the plan has it.
    fn band(&self, node: &Node) -> Option<String> {
        let value = Numbers(node).get("of")?.max(Exact::zero());
        let indicator = id(node, "indicator")?;
        let of = |one: &&Indicator| one.id == *indicator;
        let mut dimensions = self.plan.templates.iter().flat_map(|template| &template.dimensions);
        let Scoring::Steps { bands, .. } = &dimensions.find_map(|one| one.indicators.iter().find(of))?.scoring else {
            return None;
        };
        let inside = |to: Option<crate::num::Decimal>| to.is_none_or(|to| value < Exact::from(to));
        let band = bands.iter().find(|band| Exact::from(band.from) <= value && inside(band.to))?;
        let show = |bound| number::decimal(bound, look(node, "of"), self.minor);
        Some(match band.to {
            Some(to) => self.say("text-band", &[("from", &show(band.from)), ("to", &show(to))]),
            None => self.say("text-band-open", &[("from", &show(band.from))]),
        })
    }
}
