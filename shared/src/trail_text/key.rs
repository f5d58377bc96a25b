//! Lines by their keys: what stands in a key, and what the line is called.

use super::View;
use super::args::{Args, lent};
use crate::books::plan::BonusKind;
use crate::engine::{Line, Node, Section, What};

/// What a key says by itself: `None` where only the line's explanation knows what it is.
fn parsed(key: &str) -> (Option<What>, Args) {
    let one = |name, value: &str| vec![(name, value.to_owned())];
    let (first, rest) = key.split_once(' ').unwrap_or((key, ""));
    match (first, rest) {
        ("base", "") => (Some(What::BaseWage), Args::new()),
        ("floating", "") => (Some(What::FloatingWage), Args::new()),
        ("cap", "") => (Some(What::Cap), Args::new()),
        ("floor", "") => (Some(What::Floor), Args::new()),
        ("draw", "") => (Some(What::Draw), Args::new()),
        ("bonus", id) => (Some(What::BonusPaid), one("bonus", id)),
        ("accrual", id) => (None, one("bonus", id)),
        ("special", id) => (Some(What::Special), one("special", id)),
        ("commission", rest) => commission(rest),
        ("clawback", rest) => match sourced(rest) {
            Some((refund, mut args)) => {
                args.push(("refund", refund.to_owned()));
                (Some(What::Clawback), args)
            }
            None => (None, Args::new()),
        },
        ("hold", rest) => match rest.strip_prefix("clawback ") {
            Some(refund) => (Some(What::HoldClawback), one("refund", refund)),
            None => (Some(What::Hold), one("collection", rest)),
        },
        ("release", contract) => (Some(What::Release), one("contract", contract)),
        ("deduction", id) => match gap_month(id) {
            Some(month) => (Some(What::GapDeduction), one("month", month)),
            None => (Some(What::Deduction), one("penalty", id)),
        },
        ("balance", when) => (Some(What::NegativeCarried), one("when", when)),
        _ => (None, Args::new()),
    }
}

fn commission(rest: &str) -> (Option<What>, Args) {
    if let Some(plan) = rest.strip_prefix("plan ") {
        let (version, tier) = plan.split_once(" tier ").map_or((plan, None), |(version, tier)| (version, Some(tier)));
        let mut args = vec![("version", version.to_owned())];
        args.extend(tier.map(|tier| ("tier", tier.to_owned())));
        let what = if tier.is_some() { What::CommissionTier } else { What::CommissionRetroactive };
        return (Some(what), args);
    }
    let Some((collection, mut args)) = sourced(rest) else { return (None, Args::new()) };
    let by_line = args.iter().any(|(name, _)| *name == "line");
    args.push(("collection", collection.to_owned()));
    (Some(if by_line { What::CommissionLine } else { What::CommissionOpportunity }), args)
}

/// `ID plan`, `ID opportunity`, `ID line L`.
fn sourced(rest: &str) -> Option<(&str, Args)> {
    let source = |name: &str| vec![("source", name.to_owned())];
    for name in ["plan", "opportunity"] {
        if let Some(id) = rest.strip_suffix(name).and_then(|id| id.strip_suffix(' ')) {
            return Some((id, source(name)));
        }
    }
    let (id, line) = rest.split_once(" line ")?;
    let mut args = source("line");
    args.push(("line", line.to_owned()));
    Some((id, args))
}

/// The month of a deduction for contact gaps.
pub(super) fn gap_month(penalty: &str) -> Option<&str> {
    penalty.strip_prefix("contact_gap ")
}

/// A line in words, from its key alone.
pub(super) fn label(view: &View<'_>, key: &str) -> String {
    let (what, mut args) = parsed(key);
    for (name, value) in &mut args {
        match *name {
            "bonus" => *value = view.bonus_name(value),
            "version" => *value = view.version(value),
            _ => {}
        }
    }
    match (what, args.as_slice()) {
        (Some(what), _) => view.say(&what.key(), &lent(&args)),
        (None, [("bonus", name)]) => view.say("text-accrual", &[("line", name)]),
        _ => key.to_owned(),
    }
}

/// A line of a statement in words.
pub(super) fn line_label(view: &View<'_>, line: &Line, node: &Node) -> String {
    if line.section == Section::Accrual { label(view, &line.key) } else { view.label(node, &line.key) }
}

impl View<'_> {
    /// A node in words; its line's key says what the node itself does not.
    pub fn label(&self, node: &Node, key: &str) -> String {
        let mut args = self.args(node);
        for (name, value) in parsed(key).1 {
            if !args.iter().any(|(known, _)| *known == name) {
                args.push((name, value));
            }
        }
        self.say(&node.what.key(), &lent(&args))
    }

    /// What the plan calls a bonus, else what it is by its kind, with its id where that says something else.
    pub fn bonus_name(&self, id: &str) -> String {
        if let Some(name) = self.named(id) {
            return name.to_owned();
        }
        let Some(bonus) = self.plan.bonuses.iter().find(|bonus| bonus.id.as_str() == id) else { return id.to_owned() };
        let name = self.say(&kind(&bonus.kind).key(), &[]);
        if id == bonus.kind.as_str() { name } else { self.say("text-named", &[("what", &name), ("id", id)]) }
    }
}

const fn kind(kind: &BonusKind) -> What {
    match kind {
        BonusKind::Volume { .. } => What::VolumeBonus,
        BonusKind::Price { .. } => What::PriceBonus,
        BonusKind::Collection { .. } => What::CollectionBonus,
        BonusKind::BadDebt { .. } => What::BadDebtBonus,
        BonusKind::Performance { .. } => What::PerformanceBonus,
        BonusKind::Pool { .. } => What::PoolBonus,
        BonusKind::Base { .. } => What::FixedBonus,
        BonusKind::Appraisal { .. } => What::AppraisalBonus,
        BonusKind::Excess { .. } => What::ExcessBonus,
    }
}
