use std::collections::{BTreeMap, BTreeSet};

use super::bands::bands;
use super::score::named;
use crate::books::plan::{Bonus, BonusKind, CommissionLimits, CommissionVersion, Deductions, Floating};
use crate::books::read::door::{At, Door, shown};
use crate::books::read::index::{department, product, template};
use crate::books::read::{adds_up, limit};

pub(in crate::books) fn floating(floating: &Floating, at: &At<'_>, door: &mut Door<'_>) {
    limit::not_negative(&floating.cap, &at.key("cap"), door);
}

/// One version by itself.
pub(in crate::books) fn version(version: &CommissionVersion, at: &At<'_>, door: &mut Door<'_>) {
    let tiers = at.key("tiers");
    bands(&version.tiers, &tiers, door);
    for (number, tier) in version.tiers.iter().enumerate() {
        limit::not_negative(&tier.rate, &tiers.item(number).key("rate"), door);
    }
    let list = at.key("templates");
    for (number, id) in version.templates.iter().enumerate() {
        template(id, &list.item(number), door);
    }
}

/// No day on which two versions begin for the same template.
pub(in crate::books) fn versions(versions: &[CommissionVersion], at: &At<'_>, door: &mut Door<'_>) {
    let mut taken = BTreeMap::new();
    for (number, version) in versions.iter().enumerate() {
        let first = !taken.contains_key(&version.from);
        let (all, some) = taken.entry(version.from).or_insert((false, BTreeSet::new()));
        let everybody = version.templates.is_empty();
        let overlaps = *all || (everybody && !first) || version.templates.iter().any(|id| some.contains(id));
        if overlaps {
            door.fault(&at.item(number).key("from"), || {
                format!("another version begins on {} for the same people", version.from)
            });
        }
        *all |= everybody;
        some.extend(&version.templates);
    }
}

/// Versions stand by `from`; the door sorts them, an editor must.
pub(super) fn ascending(versions: &[CommissionVersion], at: &At<'_>, door: &mut Door<'_>) {
    for (number, pair) in versions.windows(2).enumerate() {
        if let [earlier, later] = pair
            && later.from < earlier.from
        {
            let at = at.item(number + 1);
            door.fault(&at.key("from"), || format!("{} is before {}: oldest first", later.from, earlier.from));
        }
    }
}

pub(in crate::books) fn limits(limits: &CommissionLimits, at: &At<'_>, door: &mut Door<'_>) {
    for (key, amount) in [("cap", &limits.cap), ("floor", &limits.floor)] {
        if let Some(amount) = amount {
            limit::own_amount(amount, &at.key(key), door);
        }
    }
    if let Some(hold) = &limits.hold {
        let at = at.key("hold");
        limit::share(&hold.share, &at.key("share"), door);
        limit::not_negative(&hold.threshold, &at.key("threshold"), door);
    }
}

pub(in crate::books) fn deductions(deductions: &Deductions, at: &At<'_>, door: &mut Door<'_>) {
    limit::share(&deductions.limit, &at.key("limit"), door);
    limit::own_amount(&deductions.minimum_wage, &at.key("minimum_wage"), door);
    limit::not_negative(&deductions.gap_penalty, &at.key("gap_penalty"), door);
}

/// One bonus by itself. Rates and coefficients may be negative (PAY-2); what they are taken of is not.
pub(in crate::books) fn bonus(bonus: &Bonus, at: &At<'_>, door: &mut Door<'_>) {
    let list = at.key("templates");
    for (number, id) in bonus.templates.iter().enumerate() {
        template(id, &list.item(number), door);
    }
    match &bonus.kind {
        BonusKind::Volume { products } => {
            let at = at.key("products");
            for (id, tiers) in products {
                let at = at.key(id.as_str());
                product(id, &at, door);
                bands(tiers, &at, door);
            }
        }
        BonusKind::Price { share } => limit::not_negative(share, &at.key("share"), door),
        BonusKind::Collection { base, bands: coefficients } => {
            limit::not_negative(base, &at.key("base"), door);
            bands(coefficients, &at.key("bands"), door);
        }
        BonusKind::BadDebt { allowance, share } => {
            limit::not_negative(allowance, &at.key("allowance"), door);
            limit::not_negative(share, &at.key("share"), door);
        }
        BonusKind::Performance { metric, base, bands: coefficients } => {
            named(metric, &at.key("metric"), door);
            limit::not_negative(base, &at.key("base"), door);
            bands(coefficients, &at.key("bands"), door);
        }
        BonusKind::Pool { department: of, amount, metric, bands: coefficients } => {
            department(of, &at.key("department"), door);
            limit::own_amount(amount, &at.key("amount"), door);
            if let Some(metric) = metric {
                let at = at.key("metric");
                named(metric, &at, door);
                if !adds_up(metric.as_str()) {
                    // D-27
                    door.fault(&at, || {
                        format!("{} does not add up over the people of a department", shown(metric.as_str()))
                    });
                }
            }
            // Without a metric there is nothing to take a coefficient of.
            if metric.is_some() || !coefficients.is_empty() {
                bands(coefficients, &at.key("bands"), door);
            }
        }
        BonusKind::Base { amount, bands: coefficients } | BonusKind::Appraisal { amount, bands: coefficients } => {
            limit::not_negative(amount, &at.key("amount"), door);
            if let Some(coefficients) = coefficients {
                bands(coefficients, &at.key("bands"), door);
            }
        }
        BonusKind::Excess { .. } => {}
    }
}
